"""Decides whether the first row of a table names its columns, if no markup says so."""

import re
from collections.abc import Iterable, Mapping, Sequence

from index.reading.rich_text import RichText
from index.text.characters import has_words

MAX_HEADER_LENGTH = 40
MAX_HEADER_WORDS = 5
MAX_NAME_WORDS = 15
"""Words of a name or heading in a table; anything longer is a sentence."""
MIN_SENTENCE_WORDS = 4
"""Words of a text that is a sentence if it ends like one."""
MIN_COLUMNS = 2
"""Columns of names; with no more than these, a table may as well consist of names and values."""
COMMON_NAMES = re.compile(
    r"""\b(?:
    names?|items?|products?|prices?|costs?|fees?|rates?|amount|quantity|number|total|days?|dates?|times?|hours?|opens?|closes?|
    opening|closing|starts?|ends?|from|to|until|description|meaning|explanation|purpose|details|commands?|usage|examples?|syntax|
    alias|aliases|arguments?|parameters?|options?|default|value|types?|roles?|ranks?|levels?|tiers?|permissions?|status|state|
    notes?|remarks?|comments?|reason|size|weight|length|limits?|duration|distance|age|height|colou?r|question|answer|key|
    features?|plans?|tickets?|events?|activity|place|location|rooms?|address|city|town|country|region|channels?|server|team|
    groups?|members?|person|contact|e-?mail|phone|website|links?|url|players?|points|score|rewards?|cooldown|chance|damage|
    health|category|versions?|platform|system|requirements?|penalty|offen[cs]e|rules?|action|result|required|allowed|deadline|
    preise?|kosten|gebühr|tage?|datum|uhrzeit|zeit|zeiten|öffnet|schließt|beginn|ende|ort|raum|beschreibung|bedeutung|befehl|
    rolle|rang|stufe|anzahl|menge|größe|alter|frage|antwort|kontakt|telefon|bemerkung|strafe|nom|prix|tarifs?|jour|heures?|
    horaires|lieu|salle|rôle|niveau|taille|âge|réponse|nombre|precios?|día|fecha|hora|horas|horario|lugar|sala|descripción|rol|
    rango|nivel|tamaño|edad|pregunta|respuesta|nome|preço|prezzo|dia|giorno|data|ora|ore|luogo|descrizione|ruolo|livello|prijs|
    naam|dag|tijd|plaats|omschrijving)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that name the columns of tables in many documents."""
WORDS_AS_VALUES = re.compile(
    r"""yes|no|none|free|closed|open|unlimited|unknown|never|always|varies|various|optional|tba|tbd|n/a|any|all|off|on|true|false|
    ja|nein|frei|kostenlos|gratis|geschlossen|keine|oui|non|gratuit|fermé|aucun|sí|cerrado|ninguno|sim|não|fechado""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that are values."""
ADDRESS = re.compile(r"\S@\S|://|\bwww\.|^[\w-]+(?:\.[\w-]+)+(?::\d+)?$")
VALUE = re.compile(r"[$€£¥+#~<>≥≤-]{0,2}\d|\d[\d.,:/-]*\D{0,12}$")
YEAR = re.compile(r"(19|20)\d\d")


def reads_as_header(first: Mapping[int, RichText], others: Sequence[Mapping[int, RichText]], *, rows_are_named: bool) -> bool:
    """Return whether a table's first row reads as its header; `rows_are_named` if the first cells of all rows are headers.

    Rows are texts by column. A header consists of different short names, and is bold while the other rows are not, or has
    names above values, or common names of columns.
    """
    names = {column: text for column, text in first.items() if column or not rows_are_named}
    rows = [row for row in others if len(row) > 1]
    if not rows or len(names) < (MIN_COLUMNS if rows_are_named or 0 in first else 1) or not _are_names(names.values()):
        return False
    if all(text.is_bold for text in names.values()):
        return not all(text.is_bold for row in rows for column, text in row.items() if column in names)
    is_wide = len(names) > MIN_COLUMNS or rows_are_named
    if any(_is_figure(text.words) or (not is_wide and is_value(text.words)) for text in names.values()):
        return False
    below = [(column, text.words) for row in rows for column, text in row.items() if column in names]
    has_values = bool({column for column, _ in below} - {column for column, words in below if not is_value(words)})
    common = [COMMON_NAMES.search(text.words) is not None for text in names.values()]
    return all(common) or (has_values and (is_wide or common[-1])) or (is_wide and sum(common) * 2 > len(common))


def _are_names(texts: Iterable[RichText]) -> bool:
    """Return whether texts are all different and short, and none is the start or end of a sentence."""
    names = [text.words for text in texts]
    return len({name.casefold() for name in names}) == len(names) and all(
        has_words(name)
        and len(name) <= MAX_HEADER_LENGTH
        and len(name.split()) <= MAX_HEADER_WORDS
        and not name[0].islower()
        and not name.endswith((".", ";", ":", ",", "!"))
        for name in names
    )


def is_pair_header(first: Mapping[int, RichText], others: Sequence[Mapping[int, RichText]]) -> bool:
    """Return whether the header of a table of names and values is its first pair, because the format demands a header."""
    if set(first) != {0, 1} or not others or any(set(row) - {0, 1} for row in others):
        return False
    name, value = first[0], first[1].words
    if name.is_bold and not first[1].is_bold:
        return all(row[0].is_bold for row in others if 0 in row)
    is_pair = bool(VALUE.match(value) or ADDRESS.search(value)) and not YEAR.fullmatch(value)
    return is_pair and not is_value(name.words) and not COMMON_NAMES.fullmatch(value)


def is_value(text: str) -> bool:
    """Return whether the text of a cell is a value: it has a digit, is a mark or an address, or a word such as `free`."""
    return _is_figure(text) or bool(WORDS_AS_VALUES.fullmatch(text))


def _is_figure(text: str) -> bool:
    has_letters = any(character.isalpha() for character in text)
    return not has_letters or any(character.isdigit() for character in text) or bool(ADDRESS.search(text))


def is_sentence(text: str) -> bool:
    """Return whether the text of a cell is more than a name."""
    count = len(text.split())
    return count > MAX_NAME_WORDS or (count >= MIN_SENTENCE_WORDS and text.endswith((".", "!", "。", "！", "…", ";")))
