"""Portuguese, of Brazil and of Portugal."""

from index.text.languages.language import Language
from index.text.languages.literal_words import LiteralWords, RangeWords
from index.text.lazy_patterns import alternatives

_NUMBERS = {
    "zero": 0, "um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7,
    "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "catorze": 14, "quatorze": 14, "quinze": 15,
    "dezesseis": 16, "dezasseis": 16, "dezessete": 17, "dezassete": 17, "dezoito": 18, "dezenove": 19, "dezanove": 19,
    "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90,
    "cem": 100,
}  # fmt: skip
_COUNTS = alternatives(word for word in _NUMBERS if not word.startswith("um"))
_MONTHS = (
    "janeiro|jan\\.", "fevereiro|fev\\.", "março|marco|mar\\.", "abril|abr\\.", "maio|mai\\.", "junho|jun\\.", "julho|jul\\.",
    "agosto|ago\\.", "setembro|set\\.", "outubro|out\\.", "novembro|nov\\.", "dezembro|dez\\.",
)  # fmt: skip
_LATE, _EARLY = r"da (?:tarde|noite)", r"da (?:manhã|manha|madrugada)"

LANGUAGE = Language(
    "portuguese",
    stemmer="portuguese",
    has_accents=True,
    endings=(("ões", "ão"), ("ães", "ão"), ("oes", "ao")),
    function="""
        a ao aos as com como da das de do dos e em essa esse esta este está eu há isso me meu minha na nas no nos o onde os ou
        para pela pelo pode por posso quais qual quando que quem se ser seu seus sua suas são também tem tenho um uma você
        vocês é
    """,
    common="""
        agora ainda alguém algum alguma algumas alguns algo ali antes aquela aquelas aquele aqueles aquilo aqui até bem bom
        cada comigo contra cujo cuja dá dar daqui dela delas dele deles depois desde dessa desse desta deste deve devem devo
        dia disso dou durante ela elas ele eles então entre era eram essas esses estamos estão estar estas estava estes estou
        fazem fazer faço faz fica foi foram gente haver houve ir isto já lá lhe lhes lo mais mas mediante menos não mesma
        mesmo meus minhas muita muitas muito muitos nada nem nenhum nenhuma ninguém nós nossa nossas nosso nossos num numa
        nunca oi olá obrigada obrigado onde outra outras outro outros pelas pelos perante pois porém porquê porque pouco pra
        pro preciso precisa pôde podem poderia podemos própria próprio quaisquer qualquer quanta quantas quanto quantos quê
        quero queria quer sei seja sem sempre sendo será seria si sim sob sobre somos sou só tal tão te têm tenha ter teu teus
        ti tinha toda todas todo todos tu tua tuas tudo umas uns vai vamos vão vir vos vou à às
    """,
    fillers="""
        deve devo discord existem faz fazer faço lista meus minhas num numa passo passos pelas pelos preciso servidor todas
        todos
    """,
    typing="""
        vc: você, vcs: vocês, q: que, oq|oque: o que, pq: por que, qdo|qd|qnd: quando, qto|qnto: quanto, qtos: quantos,
        qta: quanta, qtas: quantas, tb|tbm: também, hj: hoje, aki: aqui
    """,
    asked=(
        (
            "number",
            (
                r"\bquant[oa]s?\b(?!\s(?:tempo|dura|demora))|\bqual (?:é )?(?:o|a) (?:preço|valor|idade|número|altura|taxa"
                r"|limite|tamanho)\b"
                r"|\bque (?:idade|preço|altura|tamanho)\b|\b(?:preço|custo|tarifa)s?\b|\bqual o valor\b"
            ),
        ),
        (
            "time",
            (
                r"\bquando\b|\bquanto tempo\b|\bquanto (?:dura|demora)\b|\b(?:que|quais|qual) (?:o |a |é o "
                r"|é a )?(?:horas?|dias?|mês|mes|meses|anos?"
                r"|data|semana|horários?)\b|\bhorários?\b|\bprazo\b|\baté que\b"
            ),
        ),
        ("name", r"\bquem\b|\bcomo se chamam?\b|\bnome d[aeo]\b"),
        ("place", r"\bonde\b|\baonde\b|\bem que (?:cidade|sala|rua|lugar|andar)\b|\bendereço\b"),
    ),
    held={
        "number": rf"(?i)\d[\d.,]*|\b(?:{_COUNTS}|mil|milhão|milhões|metade|terço|quarto|dobro|dúzia|grátis"
        rf"|gratuit[oa]s?|graça|nada)\b",
        "time": rf"(?i)\b(?:{'|'.join(_MONTHS)})(?!\w)|\b(?:segunda|terça|quarta|quinta|sexta)s?(?:-feiras?)?\b"
        rf"|\bs[áa]bados?\b|\bdomingos?\b"
        r"|\b(?:anos?|mês|meses|semanas?|dias?|horas?|minutos?|primavera|verão|outono|inverno|meio-dia|meia-noite"
        r"|manhãs?|tardes?|noites?"
        r"|diári[oa]|antes|depois|durante|até|semanal|mensal|anual)\b|\d+",
        "name": r"(?<![.!?:;] )(?<!^)\b[A-ZÁÂÃÀÇÉÊÍÓÔÕÚ][\w'’-]*\w",
        "place": r"(?i:\b(?:n[oa]s?|num|numa|ao lado d[aeo]|atrás d[aeo]|em frente|perto d[aeo]|junto a|rua|praça|sala"
        r"|andar|térreo|quintal"
        r"|corredor|cozinha)\b)",
    },
    thing=r"\b(?:quant[oa]s?|qual|quais|que)\s+(?=\w)",
    literals=LiteralWords(
        numbers=_NUMBERS,
        weekdays=(
            "segundas?(?:-feiras?)?|seg\\.",
            "terças?(?:-feiras?)?|ter\\.",
            "quartas?(?:-feiras?)?|qua\\.",
            "quintas?(?:-feiras?)?|qui\\.",
            "sextas?(?:-feiras?)?|sex\\.",
            "s[áa]bados?|s[áa]b\\.",
            "domingos?|dom\\.",
        ),
        day_groups=(
            (r"fi(?:m|ns) de semana|finais de semana|final de semana", 5, 6),
            (r"dias? úteis|dia útil|durante a semana", 0, 4),
            (r"todos os dias|todo dia|cada dia|diariamente|a semana toda|sempre|a qualquer hora", 0, 6),
        ),
        months=_MONTHS,
        times=(
            (
                rf"(?P<hour>[0-2]?\d)\s?(?:[:h]|h\s)(?P<minute>[0-5]\d)(?:\s?(?:min|h|horas?)\b)?(?:\s(?P<late>{_LATE})"
                rf"|\s(?P<early>{_EARLY}))?"
            ),
            (
                rf"(?P<hour>NUMBER)\s?(?:h|horas?)(?:\s(?:(?P<half>e meia)|(?P<quarter>e quinze)))?(?:\s(?P<late>{_LATE})"
                rf"|\s(?P<early>{_EARLY}))?"
            ),
            rf"(?<=às\s)(?P<hour>NUMBER)(?:\s(?P<half>e meia))?(?:\s(?P<late>{_LATE})|\s(?P<early>{_EARLY}))?",
            rf"(?P<hour>NUMBER)(?:\s(?P<late>{_LATE})|\s(?P<early>{_EARLY}))",
            r"(?P<hour>\d{1,2})(?=\s?(?:às|as|a|até|[-–—])\s?\d{1,2}\s?(?:h|horas)\b)",
            r"(?P<noon>meio-dia)|(?P<midnight>meia-noite)",
        ),
        dates=(
            (
                r"(?P<day>1[º°o]|primeiro|[0-3]?\d)(?:\s?(?:a|ao|e"
                r"|[-–—/])\s?(?P<last>[0-3]?\d))?\s(?:de\s)?MONTH(?:\s(?:de\s)?(?P<year>(?:19|20)\d\d))?"
            ),
            r"(?P<day>[0-3]?\d)/(?P<month_number>[01]?\d)(?:/(?P<year>(?:20|19)?\d\d))?",
            r"(?P<day>[0-3]?\d)[.-](?P<month_number>[01]?\d)[.-](?P<year>(?:20|19)\d\d)",
            r"MONTH(?:\s(?:de\s)?(?P<year>(?:19|20)\d\d))?",
        ),
        years=(r"(?P<year>(?:1[5-9]|20)\d\d)",),
        ages=(
            r"(?P<number>NUMBER)\sanos",
            r"(?P<number>NUMBER)(?=(?:\s?[-–—]\s?|\s(?:a|e)\s)NUMBER\sanos)",
            r"(?<=maiores\sde\s)(?P<number>NUMBER)",
            r"(?<=menores\sde\s)(?P<number>NUMBER)",
        ),
        people=r"crianças?|jovem|jovens|adolescentes?|adult[oa]s?|idades?|menor(?:es)?|maior(?:es)?|pessoas?"
        r"|sóci[oa]s?|filh[oa]s?|idos[oa]s?"
        r"|aposentad[oa]s?|estudantes?|membros?|bebês?",
        units=(
            (r"r\$|reais|real", "real", 1.0),
            (r"€|euros?", "euro", 1.0),
            (r"\$|dólares|dólar", "dollar", 1.0),
            (r"centavos?|cêntimos?", "cent", 1.0),
            (r"%|por cento", "%", 1.0),
            (r"kg|quilos?", "g", 1000.0),
            (r"g|gramas?", "g", 1.0),
            (r"km|quil[ôó]metros?", "m", 1000.0),
            (r"cm|centímetros?", "m", 0.01),
            (r"m|metros?", "m", 1.0),
            (r"l|litros?", "l", 1.0),
            (r"segundos?", "s", 1.0),
            (r"min|minutos?", "s", 60.0),
            (r"horas?", "s", 3600.0),
            (r"dias?", "s", 86400.0),
            (r"semanas?", "s", 604800.0),
            (r"mês|meses", "s", 2592000.0),
            (r"anos?", "s", 31536000.0),
        ),
        relative_days={
            r"hoje|esta (?:noite|tarde|manhã)": 0,
            r"(?<!\bdepois de )amanhã": 1,
            r"depois de amanhã": 2,
            r"ontem": -1,
        },
        ranges=RangeWords(
            to=r"\s(?:a|à|às|ao|até(?:\s(?:as|às|a|o|ao))?)\s|\s*[-–—~]\s*",
            both=r"\se\s(?:o\s|as\s|a\s)?",
            between=r"\bentre\s(?:o\s|as\s|a\s|os\s)?$",
            least=r"(?:\b(?:desde|depois|a partir|pelo menos|no mínimo|mínimo|mais"
            r"|maior(?:es)?)\s(?:d[aeo]s?\s)?(?:os\s|as\s|o\s|a\s)?|[>≥]=?\s?)$",
            most=r"(?:\b(?:até|no máximo|máximo|não mais de)\s(?:os\s|as\s|às\s|o\s|a\s|de\s)?|(?:≤|<=)\s?)$",
            below=r"(?:\b(?:menor(?:es)?|menos|antes)\s(?:d[aeo]s?\s)|<\s?)$",
            or_more=r"\s?\+|\s(?:ou|e)\s(?:mais|maior(?:es)?)\b|\sem diante\b",
            or_less=r"\s(?:ou|e)\s(?:menos|menor(?:es)?)\b",
        ),
    ),
)
