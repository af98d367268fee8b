"""French."""

from index.text.languages.language import Language
from index.text.languages.literal_words import LiteralWords, RangeWords
from index.text.lazy_patterns import alternatives

_NUMBERS = {
    "zéro": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100,
}  # fmt: skip
_COUNTS = alternatives(word for word in _NUMBERS if not word.startswith("un"))
_MONTHS = (
    "janvier|janv\\.?", "f[ée]vrier|f[ée]vr\\.?", "mars", "avril|avr\\.?", "mai", "juin", "juillet|juil\\.?", "ao[ûu]t",
    "septembre|sept\\.", "octobre|oct\\.?", "novembre|nov\\.?", "d[ée]cembre|d[ée]c\\.?",
)  # fmt: skip

LANGUAGE = Language(
    "french",
    stemmer="french",
    has_accents=True,
    function="""
        a au aux avec avoir ce ces cette comment d dans de des dois doit du elle en est et faire faut il ils j je l la le les
        leur m ma me mes moi mon ne nos notre nous on ont où par pas peut peux pour puis qu quand que quel quelle quelles
        quels qui quoi s sa sans se ses si son sont sur ta te tes toi ton tous tout tu un une vos votre vous y être
    """,
    common="""
        afin ai aie ainsi alors après as assez au aucun aucune aujourd aura aurai auront aussi autre autres avais avait avant
        avez avons bien bonjour bonsoir c ça car ceci cela celle celles celui cet ceux chaque chez combien comme concernant
        contre coucou devez devons devrait doivent donc dont elles encore entre es étaient était êtes étés eu eux fais fait
        faites font fois hui ici jamais jusqu jusque là laquelle lequel lesquelles lesquels leurs lors lorsqu lui mais malgré
        même mêmes merci moins n ni non ok or ou oui parce parmi pendant peu peuvent plus plusieurs pourquoi pourrait pourrais
        pouvez pouvons presque puis puisqu puisse quelqu quelque quelques quelles salut savoir sera serai serait seront sous
        soit sommes suis t telle tels tel tes toute toutes très trop va vais vas vers veut veux voici voilà vont voudrais
        voulez vraiment vs à pouvoir devoir vouloir rien svp stp quelconque cependant depuis dès hors hé eh
    """,
    fillers="discord liste serveur toute toutes étape étapes",
    typing="""
        cest: c'est, ya: il y a, yatil: y a-t-il, jai: j'ai, jsuis: je suis, jpeux: je peux, jdois: je dois,
        pk|pq|pkoi|pourkoi: pourquoi, qd: quand, koi: quoi, ki: qui, ke: que, qqn|qqun: quelqu'un, cmb: combien, cmt: comment,
        bcp: beaucoup, tjrs|tjs: toujours, ds: dans
    """,
    asked=(
        (
            "number",
            (
                r"\bcombien (?!de temps)\b|\bquel(?:le)? (?:est|sont) (?:le|la|les) (?:prix|tarif|tarifs|coût|montant"
                r"|nombre|âge|taille|taux)\b"
                r"|\bquel (?:prix|tarif|montant|nombre|âge|age|pourcentage)\b|\b(?:prix|tarifs?|coûte|coute|coûtent"
                r"|coûtera)\b"
            ),
        ),
        (
            "time",
            (
                r"\bquand\b|\bcombien de temps\b|\bquelle heure\b|\bquelles? heures\b|\bhoraires?\b|\bdate limite\b|\bdélai\b"
                r"|\bquel(?:le)?s? (?:jours?|mois|années?|semaines?|dates?|soirs?|matins?|est la date|est l'heure)\b"
                r"|\bdepuis combien\b"
            ),
        ),
        (
            "name",
            (
                r"(?:^|[^\w\s]\s*|\b(?:à|a|de|avec|pour|chez|par|et|mais|alors)\s)qui\b|\bqui est-ce\b|\bqui\s*\?|"
                r"\bcomment (?:s'appelle|se nomme)\w*\b"
                r"|\bquel(?:le)? est le nom\b|\bnom d"
            ),
        ),
        (
            "place",
            (
                r"(?:^|\W)où\b|\bou (?:est|se|sont|peut|puis|trouve|trouver|dois|faut)\b|\b(?:dans"
                r"|en) quel(?:le)? (?:ville|salle|rue|lieu"
                r"|pays|étage)\b|\badresse\b"
            ),
        ),
    ),
    held={
        "number": rf"(?i)\d[\d., ]*|\b(?:{_COUNTS}|mille|millions?|moitié|tiers|quarts?|double|dizaines?|douzaines?"
        rf"|gratuite?s?|rien"
        r"|libre)\b",
        "time": rf"(?i)\b(?:{'|'.join(_MONTHS)})(?!\w)|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b"
        r"|\b(?:ans?|années?|mois|semaines?|jours?|heures?|minutes?|printemps|été|automne|hiver|midi|minuit|matins?"
        r"|soirs?|soirées?"
        r"|après-midi|quotidien\w*|vacances|avant|après|pendant|jusqu)\b|\d+",
        "name": r"(?<![.!?:;] )(?<!^)\b[A-ZÀÂÇÉÈÊËÎÏÔÙÛ][\w'’-]*\w",
        "place": r"(?i:\b(?:dans|sur|sous|derrière|devant|chez|près d|à côté d|au bout d|en face d|au|aux|à la|à l|en"
        r"|par la|par le"
        r"|place|rue|salle|cour|gare|étage|rez-de-chaussée)\b)",
    },
    thing=r"\b(?:combien d(?:e\s+|['’])|quel(?:le)?s?\s+)(?=\w)",
    literals=LiteralWords(
        numbers=_NUMBERS,
        weekdays=(
            "lundis?|lun\\.",
            "mardis?|mar\\.",
            "mercredis?|mer\\.",
            "jeudis?|jeu\\.",
            "vendredis?|ven\\.",
            "samedis?|sam\\.",
            "dimanches?|dim\\.",
        ),
        day_groups=(
            (r"week-?ends?|fins? de semaine", 5, 6),
            (r"en semaine|jours? ouvrés?|jours? ouvrables?", 0, 4),
            (r"tous les jours|chaque jour|quotidiennement|toute la semaine|7\s?j(?:ours)?\s?/\s?7|24\s?h\s?/\s?24", 0, 6),
        ),
        months=_MONTHS,
        times=(
            r"(?P<hour>[0-2]?\d)\s?[h:]\s?(?P<minute>[0-5]\d)",
            (
                r"(?P<hour>NUMBER)\s?(?:h|heures?)(?:\s(?:(?P<half>et demie?)|(?P<quarter>et quart)|(?P<minus>moins le quart)"
                r"|(?P<minute>[0-5]?\d)))?(?:\s(?P<late>du soir|de l['’]après-midi)|\s(?P<early>du matin))?"
            ),
            r"(?P<hour>\d{1,2})(?=\s?(?:à|[-–—])\s?\d{1,2}\s?(?:h|heures)(?:\d\d)?\b)",
            r"(?P<noon>midi)|(?P<midnight>minuit)",
        ),
        dates=(
            (
                r"(?P<day>1er|premier|[0-3]?\d)(?:\s?(?:au|et|[-–—/])\s?(?P<last>[0-3]?\d))?\s?MONTH(?:\s(?P<year>(?:19"
                r"|20)\d\d))?"
            ),
            r"(?P<day>[0-3]?\d)/(?P<month_number>[01]?\d)(?:/(?P<year>(?:20|19)?\d\d))?",
            r"(?P<day>[0-3]?\d)\.(?P<month_number>[01]?\d)\.(?P<year>(?:20|19)\d\d)",
            r"MONTH(?:\s(?P<year>(?:19|20)\d\d))?",
        ),
        years=(r"(?P<year>(?:1[5-9]|20)\d\d)",),
        ages=(
            r"(?P<number>NUMBER)\sans",
            r"(?P<number>NUMBER)(?=(?:\s?[-–—]\s?|\s(?:à|et)\s)NUMBER\sans)",
        ),
        asked_ages=(
            r"(?P<number>NUMBER)(?=(?:\s?[-–—]\s?|\s(?:à|et)\s)NUMBER\sans)",
            r"(?P<number>NUMBER)\sans",
            r"(?:moins|plus)\sde\s(?P<number>\d{1,3})(?=\s*(?:[.,;?!]|$))",
        ),
        people=r"enfants?|jeunes?|adolescents?|adultes?|âges?|âgée?s?|mineurs?|majeurs?|personnes?|seniors?|retraités?"
        r"|étudiants?|membres?"
        r"|élèves?|bébés?|filles?|garçons?",
        units=(
            (r"€|euros?|eur", "euro", 1.0),
            (r"\$|dollars?", "dollar", 1.0),
            (r"centimes?|cts?", "cent", 1.0),
            (r"%|pour cent", "%", 1.0),
            (r"kg|kilos?", "g", 1000.0),
            (r"g|grammes?", "g", 1.0),
            (r"km|kilomètres?", "m", 1000.0),
            (r"cm|centimètres?", "m", 0.01),
            (r"m|mètres?", "m", 1.0),
            (r"l|litres?", "l", 1.0),
            (r"secondes?", "s", 1.0),
            (r"min|minutes?", "s", 60.0),
            (r"heures?", "s", 3600.0),
            (r"jours?", "s", 86400.0),
            (r"semaines?", "s", 604800.0),
            (r"mois", "s", 2592000.0),
            (r"ans?|années?", "s", 31536000.0),
        ),
        relative_days={
            r"aujourd['’]hui|ce (?:soir|matin)|cet après-midi": 0,
            r"(?<!\baprès-)demain": 1,
            r"après-demain": 2,
            r"hier": -1,
        },
        ranges=RangeWords(
            to=r"\s(?:à|au|jusqu['’]à|jusqu['’]au)\s|\s*[-–—~]\s*",
            both=r"\set\s(?:le\s)?",
            between=r"\bentre\s(?:le\s|les\s)?$",
            least=r"(?:\b(?:dès|depuis|après|à partir d[eu]|à partir de|au moins|minimum|plus de|avant pas)\s(?:le\s"
            r"|l['’]âge de\s)?|[>≥]=?\s?)$",
            most=r"(?:\b(?:jusqu['’]à|jusqu['’]au|au plus|au maximum|maximum|pas plus de|avant le)\s|(?:≤|<=)\s?)$",
            below=r"(?:\b(?:moins de|avant)\s(?:le\s)?|<\s?)$",
            or_more=r"\s?\+|\set\s(?:plus|au-delà|davantage)\b|\sminimum\b",
            or_less=r"\set\smoins\b|\smaximum\b",
        ),
    ),
)
