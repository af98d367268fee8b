"""Where sentences end."""

import re

ENDS = re.compile(r"""(?P<end>(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s)|[。！？｡]++[」』”’）]*+|\n)\s*+""")
ABBREVIATIONS = {
    *("approx", "art", "bzw", "ca", "capt", "cf", "co", "col", "corp", "dept", "dr", "ed", "e.g", "eg", "esp", "est"),
    *("etc", "fig", "figs", "gen", "gov", "hr", "i.e", "ie", "inc", "jr", "lt", "ltd", "max", "min", "mr", "mrs", "ms"),
    *("mt", "no", "nos", "nr", "p", "pp", "p.m", "a.m", "prof", "rev", "sr", "st", "u.a", "usw", "vol", "vs", "z.b"),
}
"""Words with a full stop that does not end a sentence, mostly; in lower case, without it."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as `(start, end)` positions, in order; white space between them belongs to none."""
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in ENDS.finditer(text):
        if match.end() >= len(text) or not _ends(text, start, match):
            continue
        end = match.end("end")
        if text[start:end].strip():
            spans.append((start, len(text[:end].rstrip())))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: not after an abbreviation or initial, nor before a lower-case word."""
    if match["end"][0] != ".":
        return True
    words = text[start : match.start()].rsplit(None, 1)
    word = words[-1].lstrip("(\"'“‘[") if words else ""
    if word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word.isupper()):
        return False
    return not text[match.end()].islower()
