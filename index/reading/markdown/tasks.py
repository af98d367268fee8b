"""Reads the boxes of task lists (`- [ ]`, `- [x]`): shown as ☐ and ☑ in documents where some are ticked, else left out."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

BOX = re.compile(r"\[([ xX/<>!?*-])\][ \t]+(?=\S)")
SYMBOLS = {"x": "☑ ", "X": "☑ ", "-": "☒ "}
"""The symbols of done and of cancelled tasks; all others are open."""
OPEN_SYMBOL = "☐ "


def tasks(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.before("inline", "tasks", _find_boxes)


def _find_boxes(state: StateCore) -> None:
    """Remove the boxes from the text of list items, and keep their symbols as `box` in the meta data of the tokens."""
    found = []
    for position, token in enumerate(state.tokens):
        if not token.content.startswith("["):
            continue
        before = [each.type for each in state.tokens[max(0, position - 2) : position]]
        if token.type == "inline" and before == ["list_item_open", "paragraph_open"]:
            box = BOX.match(token.content)
            if box:
                token.content = token.content[box.end() :]
                found.append((token, SYMBOLS.get(box[1], OPEN_SYMBOL)))
    if any(symbol != OPEN_SYMBOL for _, symbol in found):
        for token, symbol in found:
            token.meta["box"] = symbol
