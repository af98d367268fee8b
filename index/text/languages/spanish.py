"""Spanish."""

from index.text.languages.language import Language
from index.text.languages.literal_words import LiteralWords, RangeWords
from index.text.lazy_patterns import alternatives

_NUMBERS = {
    "cero": 0, "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16, "dieciseis": 16,
    "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
    "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
}  # fmt: skip
_COUNTS = alternatives(word for word in _NUMBERS if not word.startswith("un"))
_MONTHS = (
    "enero|ene\\.", "febrero|feb\\.", "marzo|mar\\.", "abril|abr\\.", "mayo", "junio|jun\\.", "julio|jul\\.", "agosto|ago\\.",
    "sep?tiembre|sept?\\.", "octubre|oct\\.", "noviembre|nov\\.", "diciembre|dic\\.",
)  # fmt: skip
_LATE, _EARLY = r"de la (?:tarde|noche)|p\.?\s?m\b\.?", r"de la (?:mañana|madrugada)|a\.?\s?m\b\.?"

LANGUAGE = Language(
    "spanish",
    stemmer="spanish",
    has_accents=True,
    function="""
        a al algo como con cuando cuál cuáles cuándo de del desde donde dónde el ella en es esta este esto está están hace
        hacer hay la las le les lo los me mi mis no nos o para por puede puedo que quien quién qué se ser si sin son su sus te
        tengo tiene todo tu un una y yo
    """,
    common="""
        adónde ahora ahí alguien algún alguna algunas algunos allí ante antes aquel aquella aquí así aun aunque bajo bien
        buenas buenos cada casi cierto contra cómo cualquier cuanta cuantas cuanto cuantos cuyo cuya cuánta cuántas cuánto
        cuántos debe deben debo después durante e él ellas ellos embargo entonces entre era eran eres esa esas ese eso esos
        estaba estamos estar estas estos estoy fue fueron gracias ha haber había habéis hacéis hacen hacia hago haga han has
        hasta he hola incluso jamás mas más mediante menos mía mío mientras misma mismo mucha muchas mucho muchos muy nada
        nadie necesito ni ningún ninguna ninguno nosotros nuestra nuestras nuestro nuestros nunca os otra otras otro otros
        pero poco podéis podemos podría podrían porque pueda pueden pues puedes quiere quiero quisiera quienes quiénes sea
        sean según ser será si sí sido siempre sino sobre solo sólo somos soy suya suyo tal también tampoco tan tanto tenéis
        tenemos tener tenía ti tienen tienes toda todas todos tras tus tú tuya tuyo u unas uno unos usted ustedes vais vale va
        vamos van voy vosotros vuestra vuestro ya
    """,
    fillers="""
        cómo debe debo discord estos hacerlo hago lista necesito paso pasos pueden servidor toda todas todos
    """,
    typing="""
        q|ke: que, xq|pq|porq|xk|pk: por qué, tb|tmb|tbn: también, dnd|dnde: dónde, cdo|cnd: cuándo, xa|pa: para, xfa: por favor
    """,
    asked=(
        (
            "number",
            (
                r"\bcu[áa]nt[oa]s?\b(?!\s(?:tiempo|dura|tarda))|\bqu[ée] (?:precio|edad|altura|longitud|tamaño|número"
                r"|porcentaje|cantidad)\b"
                r"|\b(?:precio|coste|costo|tarifa)s?\b|\bcu[áa]l es (?:el|la) (?:precio|edad|número|cuota|tarifa"
                r"|altura|cantidad)\b"
                r"|\bc[óo]mo de (?:alt|grand|larg|car)"
            ),
        ),
        (
            "time",
            (
                r"\bcu[áa]ndo\b|\bcu[áa]nto (?:tiempo|dura|tarda)\b|\b(?:qu[ée]) (?:hora|horas|día|días|dia|mes|meses|año"
                r"|años|fecha|semana)\b"
                r"|\bhorarios?\b|\bplazo\b|\bhasta qu[ée]\b"
            ),
        ),
        ("name", r"\bqui[ée]n(?:es)?\b|\bc[óo]mo se llaman?\b|\bnombre del?\b"),
        ("place", r"\bd[óo]nde\b|\bad[óo]nde\b|\ben qu[ée] (?:ciudad|sala|calle|lugar|sitio|planta)\b|\bdirecci[óo]n\b"),
    ),
    held={
        "number": rf"(?i)\d[\d.,]*|\b(?:{_COUNTS}|mil|millón|millones|mitad|tercio|cuarto|doble|docena|gratis"
        rf"|gratuit[oa]s?|nada)\b",
        "time": rf"(?i)\b(?:{'|'.join(_MONTHS)})(?!\w)|\b(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bados?|domingos?)\b"
        r"|\b(?:años?|mes|meses|semanas?|días?|horas?|minutos?|primavera|verano|otoño|invierno|mediodía|medianoche"
        r"|mañanas?|tardes?"
        r"|noches?|diari[oa]|antes|después|durante|hasta|semanal|mensual|anual)\b|\d+",
        "name": r"(?<![.!?:;¿¡] )(?<!^)(?<![¿¡])\b[A-ZÁÉÍÓÚÑ][\w'’-]*\w",
        "place": r"(?i:\b(?:en (?:el|la|los|las|un|una)|al|junto a|detrás de|delante de|encima de|debajo de|al lado de"
        r"|frente a|cerca de|calle"
        r"|plaza|sala|planta|altillo|piso|pasillo|parada)\b)",
    },
    thing=r"\b(?:cu[áa]nt[oa]s?|qu[ée]|cu[áa]l(?:es)?)\s+(?=\w)",
    literals=LiteralWords(
        numbers=_NUMBERS,
        weekdays=(
            "lunes|lun\\.",
            "martes|mar\\.",
            "mi[ée]rcoles|mi[ée]\\.",
            "jueves|jue\\.",
            "viernes|vie\\.",
            "s[áa]bados?|s[áa]b\\.",
            "domingos?|dom\\.",
        ),
        day_groups=(
            (r"(?:los\s)?fin(?:es)? de semana", 5, 6),
            (r"entre semana|días? laborables?|días? hábiles?", 0, 4),
            (r"todos los días|cada día|a diario|diariamente|toda la semana|siempre", 0, 6),
        ),
        months=_MONTHS,
        times=(
            (
                rf"(?P<hour>[0-2]?\d)[:.h](?P<minute>[0-5]\d)(?![.\d])(?:\s?(?:h|horas?)\b)?(?:\s?(?:(?P<late>{_LATE})"
                rf"|(?P<early>{_EARLY})))?"
            ),
            (
                rf"(?<=a\sla\s)(?P<hour>una)(?:\s(?:(?P<half>y media)|(?P<quarter>y cuarto)|(?P<minus>menos cuarto)))?"
                rf"(?:\s(?:(?P<late>{_LATE})|(?P<early>{_EARLY})))?"
            ),
            (
                rf"(?<=las\s)(?P<hour>NUMBER)(?:\s(?:(?P<half>y media)|(?P<quarter>y cuarto)|(?P<minus>menos cuarto)))?"
                rf"(?:\s(?:(?P<late>{_LATE})|(?P<early>{_EARLY})))?"
            ),
            rf"(?P<hour>NUMBER)(?:\s(?P<late>{_LATE})|\s(?P<early>{_EARLY})|\s?(?:h|horas)\b(?=\s*(?:[.,;)]|$|a\b|y\b)))",
            r"(?P<hour>\d{1,2})(?=\s?(?:a|[-–—])\s?\d{1,2}(?::\d\d)?\s?(?:h|horas)\b)",
            r"(?P<noon>mediodía|mediodia)|(?P<midnight>medianoche)",
        ),
        dates=(
            (
                r"(?P<day>1[º°o]|primero|[0-3]?\d)(?:\s?(?:al|a|y"
                r"|[-–—/])\s?(?P<last>[0-3]?\d))?\s(?:de\s)?MONTH(?:\s(?:del?\s)?(?P<year>(?:19|20)\d\d))?"
            ),
            r"(?P<day>[0-3]?\d)/(?P<month_number>[01]?\d)(?:/(?P<year>(?:20|19)?\d\d))?",
            r"(?P<day>[0-3]?\d)[.-](?P<month_number>[01]?\d)[.-](?P<year>(?:20|19)\d\d)",
            r"MONTH(?:\s(?:del?\s)?(?P<year>(?:19|20)\d\d))?",
        ),
        years=(r"(?P<year>(?:1[5-9]|20)\d\d)",),
        ages=(
            r"(?P<number>NUMBER)\saños",
            r"(?P<number>NUMBER)(?=(?:\s?[-–—]\s?|\s(?:a|y)\s)NUMBER\saños)",
            r"(?<=mayores\sde\s)(?P<number>NUMBER)",
            r"(?<=menores\sde\s)(?P<number>NUMBER)",
        ),
        people=r"niñ[oa]s?|j[óo]ven(?:es)?|adolescentes?|adult[oa]s?|edad(?:es)?|menor(?:es)?|mayor(?:es)?|personas?"
        r"|socios?|socias?|hij[oa]s?"
        r"|jubilad[oa]s?|estudiantes?|miembros?|bebés?|chic[oa]s?",
        units=(
            (r"€|euros?|eur", "euro", 1.0),
            (r"\$|dólares|dólar|pesos?", "dollar", 1.0),
            (r"céntimos?|centavos?", "cent", 1.0),
            (r"%|por ciento", "%", 1.0),
            (r"kg|kilos?", "g", 1000.0),
            (r"g|gramos?", "g", 1.0),
            (r"km|kilómetros?", "m", 1000.0),
            (r"cm|centímetros?", "m", 0.01),
            (r"m|metros?", "m", 1.0),
            (r"l|litros?", "l", 1.0),
            (r"segundos?", "s", 1.0),
            (r"min|minutos?", "s", 60.0),
            (r"horas?", "s", 3600.0),
            (r"días?", "s", 86400.0),
            (r"semanas?", "s", 604800.0),
            (r"mes(?:es)?", "s", 2592000.0),
            (r"años?", "s", 31536000.0),
        ),
        relative_days={
            r"hoy|esta (?:noche|tarde|mañana)": 0,
            r"(?<!\bla )(?<!\besta )(?<!\bcada )(?<!\bpasado )mañana(?! de)": 1,
            r"pasado mañana": 2,
            r"ayer": -1,
        },
        ranges=RangeWords(
            to=r"\s(?:a|al|hasta(?:\s(?:el|las|la))?)\s(?:las\s|la\s)?|\s*[-–—~]\s*",
            both=r"\sy\s(?:el\s|las\s|la\s)?",
            between=r"\bentre\s(?:el\s|las\s|la\s|los\s)?$",
            least=r"(?:\b(?:desde|después|a partir|al menos|mínimo|más|mayor(?:es)?|como mínimo)\s(?:del?\s)?(?:los\s"
            r"|las\s|el\s|la\s)?|[>≥]=?\s?)$",
            most=r"(?:\b(?:hasta|como máximo|máximo|no más de|a lo sumo)\s(?:los\s|las\s|el\s|la\s)?|(?:≤|<=)\s?)$",
            below=r"(?:\b(?:menor(?:es)?|menos|antes)\s(?:del?\s)(?:los\s|las\s|el\s|la\s)?|<\s?)$",
            or_more=r"\s?\+|\s(?:o|y)\s(?:más|mayor(?:es)?)\b|\sen adelante\b|\scomo mínimo\b",
            or_less=r"\s(?:o|y)\s(?:menos|menor(?:es)?)\b|\scomo máximo\b",
        ),
    ),
)
