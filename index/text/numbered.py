"""Numbers of things: of rules and steps, which are listed, and of places and the like, such as *gate 7* and *port 25565*."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.text.characters import lower_letters
from index.text.lazy_patterns import lazy_pattern
from index.text.literals.numbers import ORDINAL, SMALL, lower, number, ordinal
from index.text.roman import NUMERAL, roman_value

LISTED = (
    r"rule|step|section|chapter|article|paragraph|clause|item|point|part|question|faq|law|guideline|regel|schritt|abschnitt"
    r"|kapitel|artikel|paragraf|punkt|frage|règle|étape|chapitre|regla|paso|sección|capítulo|artículo|punto|regra|etapa|seção"
    r"|regola|passo|sezione|stap|hoofdstuk|правило|шаг|пункт|раздел|глава"
)
"""Nouns of things that are listed, so that the number at the start of an item or heading is theirs."""
NUMBERED = rf"{LISTED}|level|tier|stage|phase|lesson|week|day|appendix|annex|table|figure|stufe|niveau|nivel"
"""Nouns of numbered things that are mostly named where they are described, as in the heading *Level 3*."""
PLACES = (
    r"gate|room|season|zone|hall|building|terminal|platform|bay|lane|court|pitch|locker|seat|stall|booth|bus|line|route|episode"
    r"|volume|cabin|hut|berth|pier|ward|block|firmware|alpha|beta|rc|milestone|sprint|wave|cohort"
)
"""Nouns of things with numbers that any text may mention."""
TOLD = (
    r"port|ext(?:ension)?|rack|channel|house|flat|apartment|apt|shelf|aisle|row|floor|track|garage|desk|counter|box|slot|unit"
    r"|boat|machine|printer|pump|server|world|map|quest|mission|crate|tram|train|ferry|flight|exit|entrance|group|team|class"
    r"|grade|category|heat|form|tent|bed|lift|elevator|page|plot|zimmer|raum|halle|haus|wohnung|linie|gleis|platz|durchwahl"
    r"|kanal|chambre|salle|ligne|quai|poste|habitación|sala|línea|casa|linha"
)
"""Nouns of things whose number a question may just mention, as in *I live in flat 42*: not every text about them has it."""
LISTED_NOUN, PLACE_NOUN, TOLD_NOUN = (lazy_pattern(names) for names in (LISTED, PLACES, TOLD))
UNIT = lazy_pattern(
    r"\s?(?:[%°€$£²×]|(?:m[²³23]?|[kcm]m|kg|g|sqm|sq\.?\s?(?:m|ft|feet)|square|qm|ft|feet|met(?:er|re)s?|miles?|h|hrs?|mins?|am|pm|[ap]\.m"
    r"|o['’]clock|[kmgt]b|euros?|eur|dollars?|pounds?|cents?|l|lit(?:er|re)s?|watts?|x)\b)"
    r"|[\s-]?(?:quarters?|halves|thirds?|seconds?|secs?|minutes?|hours?|days?|nights?|weeks?|months?|years?|people|persons?|guests?|adults?|children|kids|players|members"
    r"|visitors|students|pupils|seats?|beds?|times|degrees|percent|tagen?|personen|stunden?|minuten?|wochen?|monaten?|nächten?"
    r"|personnes|jours|heures|nuits|personas|días|noches|horas|pessoas|dias|noites)\b",
    re.IGNORECASE,
)
"""What makes the number before it an amount, as in *a room 80 days ahead* and *a party room 30 people fit in*."""
PRICE = lazy_pattern(r"\s?(?:[%°€$£]|(?:euros?|eur|dollars?|pounds?|quid|cents?|kg|km|mins?|minutes?)\b)", re.IGNORECASE)
"""What makes the number after any noun an amount, as in *is a lesson 28 pounds?*."""
SIGN = r"(?:no\.?\s*|nr\.?\s*|number\s+|#\s*)?"
NOUN = lazy_pattern(
    rf"\b(?P<noun>{NUMBERED}|{PLACES}|{TOLD})(?P<plural>s)?(?![^\W\d_])"
    rf"(?P<link>(?<=ext)\.|(?:(?<=rc)|(?<=alpha)|(?<=beta))[.-](?=\d)|:(?=\s)|\s(?:is|was)(?:\snow)?(?=\s))?(?P<gap>\s*){SIGN}[`\"“]?"
)
"""A noun in lower case and what stands between it and its number."""
NAME = lazy_pattern(
    r"(?P<number>\d{1,3}(?:\.\d{1,3})*|\d{4,6})(?:\b(?!\s?%)|(?=[a-h]\b))"
    r"(?:\s?\((?P<letter>[a-z])\)|\s?(?P<closed>[a-h])\)|(?P<close>[a-h])\b|\s(?P<apart>[a-h])(?=[\s?!.]*\Z))?"
    r"(?P<more>(?:\s?(?:,|and|or|&|/|to|[-–—])\s?(?:\d{1,3}|\d{5})\b(?![.,:]\d|\s?%))*)"
    rf"|(?P<word>{SMALL})(?![\w-])"
    r"|(?P<capital>(?-i:[A-HJ-Z])|[b-hj-rv-z])(?![\w'’&-]|\.\w)"
    r"(?P<letters>(?:(?:,\s|\s?[&/–-]\s?|\s(?:and|or|to)\s)(?-i:[A-HJ-Z])\b(?![\w'’-]))*)",
    re.IGNORECASE,
)
"""A number in digits or words, or a letter, and more of them after it."""
ROMAN = lazy_pattern(rf"(?P<numeral>{NUMERAL})(?![\w'’&-]|\.\w)", re.IGNORECASE)
"""A Roman numeral behind a noun."""
ROMAN_NEXT = lazy_pattern(rf"\s?(?P<join>,|and|or|&|/|to|[-–—])\s?(?P<numeral>(?-i:{NUMERAL.upper()}))\b", re.IGNORECASE)
ROMAN_NOUN = lazy_pattern("article|section|chapter|clause|artikel|kapitel|abschnitt|chapitre|artículo|capítulo")
"""Nouns whose numbers are often Roman, so that *article v* is the fifth."""
AFTER_I = lazy_pattern(r"\s*(?:[.!?,:;)–—-]|$)|\s(?:is|says?|means?|of|about)\b", re.IGNORECASE)
"""What follows *I* where it is a number, unlike in *the rule I broke*."""
NEXT = lazy_pattern(r"(?P<join>,|and|or|&|/|to|[-–—])\s?(?:(?P<number>\d{1,5})|(?P<letter>[A-Z])\b)", re.IGNORECASE)
RANGE = {"to", "-", "–", "—"}
ONE = lazy_pattern(r"\s*(?:[.!?,:;)]|$)|\s(?:is|are|says?|means?|of|about|and|or|to|in|for|then)\b", re.IGNORECASE)
"""What follows *one* where it is a number, unlike in *a rule one should know*."""
COUNTED = lazy_pattern(
    rf"(?<!\d\s)(?<!two\s)(?<!three\s)(?<!ten\s)\b(?:(?P<word>{ORDINAL})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))\s(?P<noun>{LISTED})\b"
)
"""A place and a noun in lower case, unlike in *the two second rule*."""
PATH = lazy_pattern(
    rf"(?P<part>(?-i:{NUMERAL.upper()}))(?:(?:\.|(?<=[IVX]{{2}})\s)(?P<number>\d{{1,3}})(?![\d%]|[.:]\d)|(?=\s?\())"
    r"(?:\s?\((?P<inner>\d{1,3}|[a-z])\)|(?<=\d)\s?(?P<letter>[a-h])\b(?!['’]))?",
    re.IGNORECASE,
)
"""A number below a Roman one, such as *II.3*, *II.4(b)*, *III(2)* and *IV(b)*."""
BEFORE_PATH = lazy_pattern(r"(?<![\w.])(?P<noun>)(?:§+\s?(?=[IVX])|(?=[IVX]{2,6}\.\d))")
"""What stands before such a number without a noun."""
PARAGRAPH_SIGN = lazy_pattern(r"§+\s?(?P<number>\d{1,4}(?:\.\d{1,3})*)")
VERBS = {"seat", "house"}
"""Nouns that are verbs with an *s*, as in *the room seats six*, unless several numbers follow them."""
TIME = lazy_pattern(r"[:.,]\d")
NOUN_LENGTH = 4
"""Letters of a noun that are compared, so that *rule* is in the section *House rules*."""
LONGEST_RANGE, LONGEST_NUMBER = 100, 3
"""Numbers that a range of numbered things has at most, and digits of one that is not of a place."""


class Numbered(NamedTuple):
    """A thing with a number: its noun (none for the sign `§`), its number or letter, and how a text writes both.

    `is_sure` is False if a question may mention it, or count it, without meaning that it is called so.
    """

    noun: str
    value: str
    written: str
    is_sure: bool = True


def is_listed(noun: str) -> bool:
    """Return whether a noun names things that are listed, such as rules; no noun stands for the sign `§`."""
    return not noun or LISTED_NOUN.fullmatch(noun) is not None


def is_ranked(noun: str) -> bool:
    """Return whether texts with the number of such a thing come before others; not if it is one that any text may mention."""
    return PLACE_NOUN.fullmatch(noun) is None and TOLD_NOUN.fullmatch(noun) is None


def numbered(text: str) -> Iterator[Numbered]:
    """Yield the rules, steps, sections, rooms and the like that a text names by a number, in words too, or by a letter."""
    paths: set[int] = set()
    for match in NOUN.finditer(lower_letters(text)):
        noun = match["noun"]
        path = _path(text, match) if is_ranked(noun) else None
        if path:
            paths.add(match.end())
            yield path
            continue
        roman = ROMAN.match(text, match.end())
        if roman and _is_roman(text, match, roman):
            yield from _named_by_numerals(text, match, roman)
            continue
        name = NAME.match(text, match.end())
        if name and _is_name(text, match, name, is_place=not is_ranked(noun)):
            yield from _named(text, match, name, noun)
    for match in PARAGRAPH_SIGN.finditer(text):
        yield Numbered("", match["number"], match[0])
    for match in BEFORE_PATH.finditer(text):
        if match.end() in paths:
            continue
        paths.add(match.end())
        if path := _path(text, match):
            yield path
        elif match[0] and (roman := ROMAN.match(text, match.end())):
            yield Numbered("", str(roman_value(roman["numeral"])), text[match.start() : roman.end()])


def _path(text: str, before: re.Match[str]) -> Numbered | None:
    """Return what a Roman number and one below it name, or None if none follow: *rule II.4(b)* is *rule 2.4b*."""
    match = PATH.match(text, before.end())
    if match is None or not (match["number"] or match["inner"]):
        return None
    numbers = [
        str(roman_value(match["part"])),
        *(each for each in (match["number"], match["inner"]) if each and each.isdecimal()),
    ]
    letter = match["letter"] or (match["inner"] if match["inner"] and not match["inner"].isdecimal() else "")
    return Numbered(before["noun"], ".".join(numbers) + letter.lower(), text[before.start() : match.end()])


def counted(text: str) -> Iterator[Numbered]:
    """Yield the rules, steps and the like that a text names by their place, as in *the third rule*."""
    for match in COUNTED.finditer(lower_letters(text)):
        place = match["digits"] or str(ordinal(match["word"]))
        yield Numbered(match["noun"], place, text[match.start() : match.end()], is_sure=False)


def _is_name(text: str, noun: re.Match[str], name: re.Match[str], *, is_place: bool) -> bool:
    """Return whether what follows a noun is the number or letter of the thing, rather than an amount or another word."""
    if noun["link"] and (noun["plural"] or (not is_place and (name["word"] or noun["link"] != ":"))):
        return False  # *Rooms: 4*
    if noun["plural"] and noun["noun"] in VERBS and not name["more"]:
        return False
    if name["number"] and not is_place:
        return not PRICE.match(text, name.end("number")) and len(name["number"].partition(".")[0]) <= LONGEST_NUMBER
    if name["number"]:
        is_word_or_version = ("." in name["number"] or not noun["gap"]) and TOLD_NOUN.fullmatch(noun["noun"])
        end = name.end("number")
        return not (is_word_or_version or UNIT.match(text, end) or TIME.match(text, end))
    if name["word"]:
        is_certain = lower(name["word"]) != "one" or ONE.match(text, name.end()) is not None
        return bool(noun["gap"]) and is_certain and not UNIT.match(text, name.end())
    return is_place and bool(noun["gap"]) and bool(not noun["plural"] or name["letters"])


def _is_roman(text: str, noun: re.Match[str], roman: re.Match[str]) -> bool:
    """Return whether a Roman numeral follows a noun, rather than a letter or *I*."""
    numeral = roman["numeral"]
    if not noun["gap"] or (noun["link"] and noun["link"] != ":"):
        return False
    if len(numeral) > 1:
        return numeral.isupper() or (numeral.islower() and is_ranked(noun["noun"]))
    if numeral in "Ii":
        is_number = AFTER_I.match(text, roman.end()) or ROMAN_NEXT.match(text, roman.end())
        return numeral == "I" and is_ranked(noun["noun"]) and is_number is not None
    return is_ranked(noun["noun"]) and (numeral.isupper() or ROMAN_NOUN.fullmatch(noun["noun"]) is not None)


def _named_by_numerals(text: str, noun: re.Match[str], roman: re.Match[str]) -> Iterator[Numbered]:
    """Yield what a noun and the Roman numerals behind it name: *articles I to III* are three."""
    last, end = str(roman_value(roman["numeral"])), roman.end()
    yield Numbered(noun["noun"], last, text[noun.start() : end])
    while following := ROMAN_NEXT.match(text, end):
        value, end = str(roman_value(following["numeral"])), following.end()
        for each in _between(last, value) if following["join"].lower() in RANGE else [value]:
            yield Numbered(noun["noun"], each, f"{noun['noun']} {each}")
        last = value


def _named(text: str, match: re.Match[str], name: re.Match[str], noun: str) -> Iterator[Numbered]:
    """Yield what a noun and the numbers or letters after it name: *rules 3 to 5* are three."""
    is_sure = TOLD_NOUN.fullmatch(noun) is None and not name["capital"]
    if name["number"]:
        letter = (name["letter"] or name["closed"] or name["close"] or name["apart"] or "").lower()
        first, more = name["number"] + letter, name["more"]
        end = name.start("more")
    else:
        first = str(round(number(name["word"]))) if name["word"] else name["capital"].lower()
        more, end = name["letters"] or "", name.end("word") if name["word"] else name.end("capital")
    yield Numbered(noun, first, text[match.start() : end], is_sure)
    last = name["number"] or first
    for following in NEXT.finditer(more):
        value = following["number"] or following["letter"].lower()
        for each in _between(last, value) if following["join"].lower() in RANGE else [value]:
            yield Numbered(noun, each, f"{noun} {each}", is_sure)
        last = value


def _between(first: str, last: str) -> list[str]:
    """Return the numbers or letters after one up to another, both as written; only the other if that is no range."""
    if first.isdecimal() and last.isdecimal():
        start = int(first) + 1
        return [str(each) for each in range(start, min(int(last), start + LONGEST_RANGE) + 1)]
    if len(first) == len(last) == 1 and first < last:
        return [chr(each) for each in range(ord(first) + 1, ord(last) + 1)]
    return [last]
