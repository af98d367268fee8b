"""German."""

from index.text.languages.language import Language
from index.text.languages.literal_words import LiteralWords, RangeWords
from index.text.lazy_patterns import alternatives

_UNITS = (
    "jahre?n?|monate?n?|wochen?|tage?n?|stunden?|minuten?|sekunden?|uhr|frühling|frühjahr|sommer|herbst|winter"
    "|mittags?|mitternacht"
    "|täglich|wöchentlich|monatlich|jährlich|sofort|morgens|abends|vormittags|nachmittags"
)
_NUMBERS = {
    "null": 0, "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14,
    "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreißig": 30, "vierzig": 40,
    "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90, "hundert": 100, "fuenf": 5, "zwoelf": 12,
}  # fmt: skip
_COUNTS = alternatives(word for word in _NUMBERS if not word.startswith("ein"))

LANGUAGE = Language(
    "german",
    stemmer="german",
    has_accents=True,
    has_umlauts=True,
    function="""
        alle als am an auf aus bei bekomme bin bitte da dann das dem den der des dich die dies diese dir du ein eine einem
        einen einer er es für gibt habe haben hat ich ihr im in ist kann kannst können könnt machen man mein mich mir mit muss
        müssen nach sich sie sind so soll um und uns vom von vor wann war was welche welchen welcher welches wer werden wie
        wieso wir wird wo womit zu zum zur über
    """,
    common="""
        ab aber alles allem allen also andere anderen auch bald beim bekommt bekommen bis bist brauche brauchen braucht bringe
        dabei dafür daher damit danke daran darf darfst darum dass davon dazu dein deine deinen deiner denn deren dessen
        diesem diesen dieser dieses doch dort durch dürfen dürft eben eigentlich eines einfach einige einmal etwa etwas euch
        euer eure euren geben gegen gehen geht genau gerade gerne gern gehabt gewesen habt hallo hatte hatten hast hier hm ihm
        ihn ihnen ihre ihrem ihren ihrer immer irgendwo ja jede jedem jeden jeder jedes jemand jetzt kein keine keinem keinen
        keiner könnte könnten lassen lässt lg machst macht mag mal manche mehr meine meinem meinen meiner meines mich möchte
        mögen möchten moin muß musst müsste nein nicht nichts nie noch nun nur ob oder ohne ok okay schon sehr sei seid sein
        seine seinem seinen seiner seit selber selbst servus sogar solche sollen sollte sollten sonst statt tun tut unser
        unsere unserem unseren unserer unter viel viele vielen wären wäre waren warum weil weiß welchem wem wen wenn weshalb
        weswegen wessen wieder wieviel wieviele will wirklich wofür woher wohin wohl wollen wollt womöglich woran worauf
        woraus worin worum wovon wozu wurde wurden würde würden während wegen zwar zwischen
    """,
    fillers="""
        ab allen alles anleitung brauche brauchen damit discord liste mache meine meinen schritt schritte server sollen wegen
        werde
    """,
    typing="""
        gibts: gibt es, gehts: geht es, kanns: kann es, darfs: darf es, wirds: wird es, hats: hat es, ists|isses: ist es,
        kommts: kommt es, kostets: kostet es, findets: findet es, wanns: wann, wos: wo, wers: wer, wielang|wielange: wie lange,
        vllt|vlt: vielleicht, iwo: irgendwo, iwann: irgendwann, iwer: irgendwer, iwie: irgendwie, aufm: auf dem, nich: nicht,
        hab: habe, nen: einen, nem: einem, ner: einer
    """,
    asked=(
        (
            "number",
            (
                r"\bwie ?viele?n?\b|\bwie (?:alt|groß|hoch|weit|schwer|teuer|oft|breit|lang ist|tief|schnell)\b"
                r"|\bwie häufig\b"
                r"|\b(?:was|wieviel) (?:kostet|kosten|zahlt|zahle|zahlen|bezahlt|bezahle|bezahlen)\b|\bpreise?\b"
                r"|\bkosten\b|\bkostet\b"
                r"|\bwie hoch\b|\bab welchem alter\b"
            ),
        ),
        (
            "time",
            (
                r"\bwann\b|\bwie lange?\b|\bwie (?:spät|früh|bald|schnell)\b|\bum wie ?viel uhr\b|\böffnungszeiten\b"
                r"|\bfrist\b"
                r"|\b(?:welche[mnrs]?|an welche[mn]|in welche[mr]) (?:wochentag|tag|tage|tagen|datum|monat|jahr|woche"
                r"|uhrzeit)\b"
            ),
        ),
        (
            "name",
            (
                r"\bwe(?:r|m|n|ssen)\b|\bwie hei(?:ß|ss)(?:t|en)\b|\bwelche[nrs]? (?:person|firma|verein|band)\b"
                r"|\bnamens?\b"
            ),
        ),
        ("place", r"\bwo\b|\bwohin\b|\bwoher\b|\bin welche[mr] (?:stadt|raum|straße|stock|etage|haus|ort)\b|\badresse\b"),
    ),
    held={
        "number": rf"(?i)\d[\d.,]*|\b(?:{_COUNTS}|tausend|millionen?|dutzend|halb\w*|hälfte|drittel|viertel|doppelt"
        rf"|zweimal|dreimal|kostenlos"
        r"|gratis|umsonst|nichts)\b",
        "time": r"(?i)\b(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\b"
        r"|\b(?:mon|diens|donners|frei|sams|sonn)tags?\b|\bmittwochs?\b"
        rf"|\b(?:{_UNITS})\b|\d+",
        "name": r"\b(?:Frau|Herrn?|Familie|Dr\.|Firma)\s[A-ZÄÖÜ][\wäöüß-]+"
        r"|\b(?!(?:Der|Die|Das|Dem|Den|Des|Ein|Eine|Am|Im|Zum|Zur|Beim|Vom|Bei|In|An|Auf|Mit|Von|Für|Wer|Wir|Sie|Ihr"
        r"|Es|Für|Pro|Jede[rnsm]?"
        r"|Neben|Vor|Nach|Unser|Unsere|Kein|Keine|Alle|Zwei|Drei|Ab|Bis|Und|Wenn|Als|Aus|Zu|Über|Unter)\b)"
        r"[A-ZÄÖÜ][a-zäöüß]+\s[A-ZÄÖÜ][a-zäöüß]+\b",
        "place": r"\b(?:im|am|beim|zum|zur|ins|ans|(?:in|an|auf|bei|hinter|neben|unter|über|vor|zwischen|gegenüber|nach|aus)"
        r"(?:\s(?:der|dem|den|die|das|einem|einer|unserem|unserer|jedem|jeder))?)\s(?:\w+\s)?[A-ZÄÖÜ]\w+"
        r"|\b[A-ZÄÖÜ]\w*(?:straße|gasse|platz|weg|allee)\b",
    },
    thing=r"\b(?:wie ?viele?|welche[mnrs]?|was für(?: eine?n?)?)\s+(?=\w)",
    literals=LiteralWords(
        numbers=_NUMBERS,
        weekdays=tuple(
            rf"{name}|(?-i:{short})(?=\.|\s?[-–—/:,&]|\s(?:\d|und\s|oder\s|bis\s))\.?"
            for name, short in (
                ("mon?tags?", "Mo"),
                ("diens?tags?", "Di"),
                ("mittwochs?", "Mi"),
                ("donn?ers?tags?", "Do"),
                ("freitags?", "Fr"),
                ("samstags?|sonnabends?", "Sa"),
                ("sonntags?", "So"),
            )
        ),
        day_groups=(
            (r"wochenenden?", 5, 6),
            (r"werktags|werktage?n?|wochentags|unter der woche", 0, 4),
            (r"täglich|jeden tag|alle tage|die ganze woche|immer|rund um die uhr", 0, 6),
        ),
        months=(
            "januar|jänner|jan\\.?",
            "februar|feber|feb\\.?",
            "m(?:ä|ae)rz|mär\\.?|mrz\\.?",
            "april|apr\\.?",
            "mai",
            "juni|jun\\.?",
            "juli|jul\\.?",
            "august|aug\\.?",
            "september|sept?\\.?",
            "oktober|okt\\.?",
            "november|nov\\.?",
            "dezember|dez\\.?",
        ),
        times=(
            (
                r"(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:\s?uhr)?(?![.\d])(?:\s(?P<late>abends|nachmittags)"
                r"|\s(?P<early>morgens|früh))?"
            ),
            (
                r"(?P<hour>NUMBER)\s?uhr(?:\s(?P<minute>[0-5]?\d)\b)?(?:\s(?P<late>abends|nachmittags)"
                r"|\s(?P<early>morgens|früh))?"
            ),
            r"(?P<hour>\d{1,2})\s?h(?:\s?(?P<minute>[0-5]\d))?",
            r"(?P<hour>\d{1,2})(?=\s?(?:bis|[-–—])\s?\d{1,2}(?:[:.]\d\d)?\s?(?:uhr|h\b))",
            r"(?P<hour>\d{1,2})(?=\sbis\s(?:mittag|mitternacht)\b)",
            r"(?P<past_half>halb)\s(?P<to_hour>NUMBER)",
            r"viertel\s(?:(?P<minus>vor)|(?P<quarter>nach))\s(?P<hour>NUMBER)",
            r"(?P<noon>mittags?)|(?P<midnight>mitternacht)",
        ),
        dates=(
            (
                r"(?P<day>[0-3]?\d)\.?(?:\s?(?:bis(?:\szum)?|[-–—/]"
                r"|und)\s?(?P<last>[0-3]?\d)\.?)?\s?MONTH(?:\s(?P<year>(?:19|20)\d\d))?"
            ),
            r"(?P<day>[0-3]?\d)\.\s?(?P<month_number>[01]?\d)\.(?:\s?(?P<year>(?:20|19)?\d\d))?",
            r"MONTH(?:\s(?P<year>(?:19|20)\d\d))?",
        ),
        years=(r"(?P<year>(?:1[5-9]|20)\d\d)",),
        ages=(
            r"(?P<number>NUMBER)[\s-]?(?:jährige\w{0,2}|jahren?\salt)",
            r"(?P<number>NUMBER)\sjahren?",
            r"(?P<number>NUMBER)(?=(?:\s?[-–—]\s?|\s(?:bis|und)\s)NUMBER[\s-]?jahr)",
        ),
        asked_ages=(
            r"(?P<number>NUMBER)(?=(?:\s?[-–—]\s?|\s(?:bis|und)\s)NUMBER[\s-]?jahr)",
            r"(?P<number>NUMBER)[\s-]?(?:jährige\w{0,2}|jahren?(?:\salt)?)",
            (
                r"(?:bin|ist|wird|werde)\s(?:erst|schon|gerade|bald)?\s?(?P<number>\d{1,3})(?=\s*(?:[.,;?!]|$|und|oder"
                r"|darf|kann))"
            ),
            r"(?:unter|über|ab)\s(?P<number>\d{1,3})(?!\s?(?:uhr|euro|€|%|tage|wochen|stunden|minuten|personen|h\b))",
        ),
        people=r"kind(?:er|ern)?|jugendliche\w?|alter|alt|jährig|personen|menschen|erwachsene\w?|senior\w*|mitglied\w*"
        r"|gäste|wer|jung\w*|"
        r"teilnehm\w*|mindestalter|eltern\w*",
        units=(
            (r"€|euro|eur", "euro", 1.0),
            (r"cent|ct", "cent", 1.0),
            (r"%|prozent", "%", 1.0),
            (r"kg|kilo(?:gramm)?", "g", 1000.0),
            (r"g|gramm", "g", 1.0),
            (r"km|kilometern?", "m", 1000.0),
            (r"cm|zentimetern?", "m", 0.01),
            (r"m|metern?", "m", 1.0),
            (r"l|litern?", "l", 1.0),
            (r"sekunden?", "s", 1.0),
            (r"min|minuten?", "s", 60.0),
            (r"stunden?|std", "s", 3600.0),
            (r"tage?n?", "s", 86400.0),
            (r"wochen?", "s", 604800.0),
            (r"monate?n?", "s", 2592000.0),
            (r"jahre?n?", "s", 31536000.0),
        ),
        relative_days={
            r"heute|jetzt(?= (?:offen|geöffnet|auf\b|zu\b|geschlossen))|gerade(?= (?:offen|geöffnet))": 0,
            r"(?<!\bam )(?<!\bjeden )(?<!\bguten )(?<!\bheute )(?<!\bdiesen )morgen": 1,
            r"übermorgen": 2,
            r"gestern": -1,
        },
        ranges=RangeWords(
            to=r"\s(?:bis(?:\s(?:zu|zum|einschließlich))?)\s|\s*[-–—~]\s*",
            both=r"\sund\s",
            between=r"\bzwischen\s(?:dem\s)?$",
            least=r"(?:\b(?:ab|seit|von|vom|über|nach|mindestens|frühestens|mehr als|älter als|nicht vor)\s(?:dem\s)?"
            r"|[>≥]=?\s?)$",
            most=r"(?:\b(?:bis|bis zu|bis zum|höchstens|maximal|spätestens|nicht über|innerhalb von)\s(?:dem\s)?|(?:≤|<=)\s?)$",
            below=r"(?:\b(?:unter|vor|weniger als|jünger als)\s(?:dem\s)?|<\s?)$",
            or_more=r"\s?\+|\s(?:und|oder)\s(?:älter|mehr|darüber|später)\b|\saufwärts\b",
            or_less=r"\s(?:und|oder)\s(?:jünger|weniger|darunter|früher)\b",
        ),
    ),
)
