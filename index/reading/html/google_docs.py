"""Nests the lists of Google Docs, which writes each level of a list as a list of its own, one after the other."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

LEVEL = re.compile(r"\blst-kix_\w+-(\d)\b")
"""The class of a list, with its level."""


def nest_lists(roots: Sequence[HtmlElement]) -> None:
    """Move each list into the last item of the list before it that is of a higher level."""
    lists = [node for root in roots for node in root.iter("ul", "ol") if "lst-kix_" in node.get("class", "")]
    before: list[tuple[int, HtmlElement]] = []
    following = None
    for node in lists:
        match = LEVEL.search(node.get("class", ""))
        level = int(match[1]) if match else 0
        is_next = node is following
        following = node.getnext()
        before = [pair for pair in before if pair[0] < level] if is_next else []
        parent = next((item for item in reversed(before[-1][1]) if item.tag == "li"), None) if before else None
        if parent is not None and not (node.tail or "").strip():
            parent.append(node)
        before.append((level, node))
