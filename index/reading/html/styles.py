"""Reads the styles that change what a page says: bold, struck-out and hidden text.

Pages that word processors export have no other markup for these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

SELECTOR = re.compile(r"[a-z0-9]*\.([\w-]+)", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
BOLD = ("bold", "bolder", "600", "700", "800", "900")
NOT_BOLD = ("normal", "lighter", "100", "200", "300", "400", "500")
MAX_STYLES = 2_000_000
"""Characters of styles beyond which the rest is ignored, because no page that is written for reading has as many."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an element looks; None for what its style does not say."""

    is_bold: bool | None = None
    is_struck: bool = False
    is_hidden: bool = False


PLAIN = Look()


class Styles:
    """The looks of a page's classes, and of elements that have a style of their own."""

    def __init__(self, sheets: str = "") -> None:
        self._looks: dict[str, Look] = {}
        for selectors, declarations in _rules(COMMENT.sub(" ", sheets[:MAX_STYLES])):
            look = _look(declarations)
            if look == PLAIN:
                continue
            for selector in selectors.split(","):
                match = SELECTOR.fullmatch(selector.strip())
                if match:
                    self._looks[match[1]] = _combined(self._looks.get(match[1], PLAIN), look)

    def look(self, element: HtmlElement) -> Look:
        """Return how an element looks according to its classes and its own style."""
        look = PLAIN
        if self._looks:
            for name in element.get("class", "").split():
                look = _combined(look, self._looks.get(name, PLAIN))
        style = element.get("style")
        return _combined(look, _look(style)) if style else look


def _combined(first: Look, second: Look) -> Look:
    is_bold = first.is_bold if second.is_bold is None else second.is_bold
    return Look(is_bold, first.is_struck or second.is_struck, first.is_hidden or second.is_hidden)


def _look(declarations: str) -> Look:
    values: dict[str, str] = {}
    for declaration in declarations.lower().split(";"):
        name, _, value = declaration.partition(":")
        values[name.strip()] = value.replace("!important", "").strip()
    weight = values.get("font-weight", "")
    is_bold = True if weight in BOLD else False if weight in NOT_BOLD else None
    is_struck = "line-through" in f"{values.get('text-decoration', '')} {values.get('text-decoration-line', '')}".split()
    is_hidden = values.get("display") == "none" or values.get("visibility") in ("hidden", "collapse")
    return Look(is_bold, is_struck, is_hidden)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations of the rules of a style sheet, but none that apply only to some media."""
    position, depth = 0, 0
    while True:
        opening, closing = sheet.find("{", position), sheet.find("}", position)
        if depth and (closing < opening or opening < 0):
            if closing < 0:
                return
            position, depth = closing + 1, depth - 1
            continue
        if opening < 0:
            return
        selectors = sheet[position:opening].rpartition(";")[2].rpartition("}")[2].strip()
        if depth or selectors.startswith("@"):
            position, depth = opening + 1, depth + 1
            continue
        closing = sheet.find("}", opening)
        if closing < 0:
            return
        yield selectors, sheet[opening + 1 : closing]
        position = closing + 1
