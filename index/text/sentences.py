"""Splitting text into sentences."""

import re

from index.text.lazy_patterns import lazy_pattern

SENTENCE_END = lazy_pattern(r"""(?P<end>(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s)|[。！？｡]++[」』”’）]*+|\n)\s*+""")
ABBREVIATIONS = {
    *("approx", "art", "bzw", "ca", "capt", "cf", "co", "col", "corp", "dept", "dr", "ed", "e.g", "eg", "esp", "est"),
    *("etc", "fig", "figs", "gen", "gov", "hr", "i.e", "ie", "inc", "jr", "lt", "ltd", "max", "min", "mr", "mrs", "ms"),
    *("mt", "no", "nos", "nr", "p", "pp", "p.m", "a.m", "prof", "rev", "sr", "st", "u.a", "usw", "vol", "vs", "z.b"),
}
"""Abbreviations whose full stop usually does not end a sentence; in lower case, without that full stop."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the `(start, end)` positions of the sentences of a text, in order and without the white space between them."""
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in SENTENCE_END.finditer(text):
        if match.end() >= len(text) or not _is_sentence_end(text, start, match):
            continue
        end = match.end("end")
        if text[start:end].strip():
            spans.append((start, len(text[:end].rstrip())))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _is_sentence_end(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether a mark ends a sentence: not a full stop after an abbreviation or initial, or before a lower-case word."""
    if match["end"][0] != ".":
        return True
    words = text[start : match.start()].rsplit(None, 1)
    word = words[-1].lstrip("(\"'“‘[") if words else ""
    if word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word.isupper()):
        return False
    return not text[match.end()].islower()
