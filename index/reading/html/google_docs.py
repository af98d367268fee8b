"""Nests the lists of Google Docs, which writes each level as a list of its own, and leaves out comments of its editors."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml.html import HtmlElement

NAME = re.compile(r"\blst-kix_(\w+)-(\d)\b")
"""The class of a list, with the name that all its levels share, and its level."""
COMMENT = re.compile(r"cmnt(?:_ref)?\d+")
"""The id of a comment below the text, and of the mark in the text that leads to it."""


class _List(NamedTuple):
    name: str
    level: int
    element: HtmlElement


def nest_lists(roots: Sequence[HtmlElement]) -> None:
    """Move each list into the last item of the list of a higher level before it, and join the parts of one list.

    A list right inside another, which what is copied from Google Docs has too, moves into the item before it.
    """
    for node in [node for root in roots for node in root.iter("ul", "ol") if node.getparent() is not None]:
        item = node.getprevious()
        if node.getparent().tag in {"ul", "ol"} and item is not None and item.tag == "li" and not (node.tail or "").strip():
            item.append(node)
    lists = [node for root in roots for node in root.iter("ul", "ol") if "lst-kix_" in node.get("class", "")]
    before: list[_List] = []
    following = None
    for node in lists:
        match = NAME.search(node.get("class", ""))
        new = _List(match[1], int(match[2]), node) if match else _List("", 0, node)
        is_next = node is following
        following = node.getnext()
        before = [earlier for earlier in before if earlier.level <= new.level] if is_next else []
        if not (node.tail or "").strip():
            before.append(_place(new, before))


def drop_comments(roots: Sequence[HtmlElement]) -> None:
    """Empty the comments below a document, which are between its editors, and the marks that lead to them."""
    links = [link for root in roots for link in root.iter("a") if COMMENT.fullmatch(link.get("id", ""))]
    for link in links:
        block = link.getparent() if "_ref" not in link.get("id") else link
        if block is not None and block.tag != "body":
            block.clear(keep_tail=True)


def _place(new: _List, before: list[_List]) -> _List:
    """Put a list where it belongs among those before it, and return it, or the list that it is a part of."""
    same = before.pop() if before and before[-1].level == new.level else None
    if same and same.name == new.name and same.element.tag == new.element.tag:
        same.element.extend(list(new.element))
        new.element.getparent().remove(new.element)
        return same
    parent = next(before[-1].element.iterchildren("li", reversed=True), None) if before else None
    if parent is not None:
        parent.append(new.element)
    return new
