"""Cells: the columns and values of a row of a table, and whether a value is a price, a time, a person or a place.

The text of a row reads *Device: Kiln; Room: 2; Person in charge: Ada Lind*.
"""

import re
from typing import Literal, NamedTuple

from index.text.lazy_patterns import lazy_pattern

Asked = Literal["price", "time", "person", "place"]
"""What a question asks for, where that can be told from its words and from a value."""

CELL = lazy_pattern(r"(?P<header>[^:;\n]{1,40}):\s(?P<value>.+)", re.DOTALL)
MIN_CELLS = 2
ASKS = r"(?:^\W*|[^\w\s'’]\s*|\b(?:and|or|tell|me|know|to|by|with|for|from)\s)"
ASKED: dict[Asked, re.Pattern[str]] = {
    "price": lazy_pattern(
        r"\bhow\smuch\s(?:is|are|was|does|do|for|to|would|will|must|should)\b|\b(?:costs?|prices?|fees?)\b", re.IGNORECASE
    ),
    "time": lazy_pattern(rf"{ASKS}when\b|\bwhen\W*$|\b(?:what|which)\s(?:time|day|date)\b", re.IGNORECASE),
    "person": lazy_pattern(rf"{ASKS}who(?:m|['’]s)?\b", re.IGNORECASE),
    "place": lazy_pattern(rf"{ASKS}where(?:['’]s)?\b|\bwhere\W*$", re.IGNORECASE),
}
DATES = (
    r"(?:mon|tues?|wed|thu|thurs?|fri|sat|sun)(?:(?:nes|urs|ur)?days?)?|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)[a-z]*|may"
    r"|spring|summer|autumn|winter|daily|weekly|monthly|yearly|annually|noon|midnight|am|pm|h|hrs?|mins?"
    r"|(?:year|month|week|day|night|hour|minute|second|morning|afternoon|evening|weekend|weekday)s?"
)
MONEY = (
    r"[€$£¥₹]|\d%|\b(?:euros?|eur|dollars?|usd|pounds?|gbp|pence|cents?|quid|yuan|rmb|coins?|points?|gems?|credits?|tokens?|free"
    r"|donations?)\b"
)
NONE = r"none|nothing|closed|open|yes|no|not|n/a|always|never|permanent|included|available|unlimited|on\srequest"
HELD: dict[Asked, re.Pattern[str]] = {
    "price": lazy_pattern(MONEY, re.IGNORECASE),
    "time": lazy_pattern(rf"\d[:.h]\d\d|\d(?:am|pm)\b|\b(?:{DATES}|{NONE})\b|\b(?:19|20)\d\d\b|\d[./]\d", re.IGNORECASE),
    "person": lazy_pattern(r"[^\W\d_]{2}"),
}
NO_PERSON = lazy_pattern(rf"\b(?:{DATES}|{NONE}|up\sto|at\sa\stime|in\sadvance)\b|{MONEY}", re.IGNORECASE)
"""Words that are left out of a value to see whether a person, a group or a firm remains."""
PRICE_HEADER = lazy_pattern(r"\b(?:prices?|costs?|fees?|rates?|(?<!in\s)charges?|deposits?|fines?)\b", re.IGNORECASE)
PLACES = (
    r"where|rooms?|locations?|buildings?|halls?|venues?|sites?|floors?|address(?:es)?|areas?|streets?|districts?|cit(?:y|ies)|towns?"
    r"|channels?|worlds?|pitch(?:es)?|courts?|desks?|counters?|gates?|stages?|shel(?:f|ves)|links?|urls?|websites?"
)
PLACE_HEADER = lazy_pattern(rf"\b(?:{PLACES}|place)\b", re.IGNORECASE)
NO_PERSON_HEADER = lazy_pattern(
    rf"\b(?:{PLACES}|{DATES}|when|dates?|times?|places?|prices?|costs?|fees?|seats|capacity|size|length|duration|level|status|version)\b",
    re.IGNORECASE,
)
PLACE_VALUE = lazy_pattern(
    rf"\b(?:in|at|on)\s(?!the\s(?:{DATES})\b|(?:{DATES})\b|\d)|\b(?:behind|beside|near|under|opposite|room|hall|street|floor|house|building)\b|#",
    re.IGNORECASE,
)


class Cell(NamedTuple):
    """One cell of a row: the header of its column, and its value."""

    header: str
    value: str


def cells(text: str) -> list[Cell]:
    """Return the cells of a row; none if a text does not read like one."""
    found: list[Cell] = []
    for part in text.split("; "):
        match = CELL.fullmatch(part)
        if match:
            found.append(Cell(match["header"].strip(), match["value"]))
        elif found:
            found[-1] = found[-1]._replace(value=f"{found[-1].value}; {part}")
        else:
            return []
    return found if len(found) >= MIN_CELLS else []


def asked_for(question: str) -> Asked | None:
    """Return what an English question asks for, or None if that cannot be told."""
    found = [asked for asked, pattern in ASKED.items() if pattern.search(question)]
    return found[0] if len(found) == 1 else None


def may_hold(cell: Cell, asked: Asked) -> bool:
    """Return whether a cell may hold what a question asks for."""
    if asked == "place":
        return PLACE_HEADER.search(cell.header) is not None or PLACE_VALUE.search(cell.value) is not None
    if asked == "price" and PRICE_HEADER.search(cell.header):
        return True
    if asked == "person" and NO_PERSON_HEADER.search(cell.header):
        return False
    value = NO_PERSON.sub(" ", cell.value) if asked == "person" else cell.value
    return HELD[asked].search(value) is not None
