"""Edits: how likely one word was typed for another, by the letters that differ.

Fingers slip to neighbouring keys, double letters, drop them and swap two; people who spell by ear confuse vowels and letters
that sound alike. Such edits cost less than others, and an edit of the first letter costs more, which is seldom wrong.
"""

import math
from itertools import pairwise

MAX_EDITS = 2
"""The largest number of edits that are compared."""
VOWELS = "aeiouy"
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    *(frozenset(pair) for row in KEYBOARD for pair in pairwise(row)),
    *(frozenset(pair) for upper, lower in pairwise(KEYBOARD) for pair in zip(upper, lower, strict=False)),
    *(frozenset(pair) for upper, lower in pairwise(KEYBOARD) for pair in zip(upper[1:], lower, strict=False)),
}
"""Keys that touch on the usual keyboard."""
ALIKE = {
    frozenset(first + second)
    for group in (VOWELS, "ckqs", "csxz", "fv", "dt", "bp", "mn", "gj")
    for first in group
    for second in group
    if first != second
}
"""Letters that sound alike."""
SWAP, DOUBLING, VOWEL, MISSING, EXTRA, SOUND, SLIP, OTHER = 0.65, 0.5, 0.65, 0.75, 1.0, 0.75, 0.8, 1.05
"""What it costs to swap two letters; to write one for two, or two for one; to leave out a vowel, or another letter; to add one;
to write one that sounds alike, one whose key is next to it, or any other."""
FIRST_LETTER = 0.25
"""What it costs in addition if the first letter is wrong."""


def edit_cost(typed: str, meant: str) -> float:
    """Return what it costs to type one word for another: 0 if they are equal, about 1 for each unlikely edit.

    The words must be at most `MAX_EDITS` edits apart.
    """
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    start = max(0, start - 2)  # so that letters are known to be doubled or swapped
    end = 0
    while end < min(len(typed), len(meant)) - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    cost = _distance(typed[start : len(typed) - end + 1], meant[start : len(meant) - end + 1])
    return cost + FIRST_LETTER * (typed[:1] != meant[:1])


def _distance(typed: str, meant: str) -> float:
    """Return the weighted optimal string alignment of two words."""
    rows = [[math.inf] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    rows[0][0] = 0.0
    for i in range(len(typed) + 1):
        for j in range(max(0, i - MAX_EDITS), min(len(meant), i + MAX_EDITS) + 1):
            if i:
                rows[i][j] = min(rows[i][j], rows[i - 1][j] + _extra(typed, i - 1))
            if j:
                rows[i][j] = min(rows[i][j], rows[i][j - 1] + _missing(meant, j - 1))
            if i and j:
                rows[i][j] = min(rows[i][j], rows[i - 1][j - 1] + _replaced(typed[i - 1], meant[j - 1]))
            if i > 1 and j > 1 and typed[i - 2 : i] == meant[j - 1] + meant[j - 2]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + SWAP)
    return rows[-1][-1]


def _extra(typed: str, position: int) -> float:
    beside = {typed[at] for at in (position - 1, position + 1) if 0 <= at < len(typed)}
    if typed[position] in beside:
        return DOUBLING
    if typed[position] in VOWELS or any(frozenset((typed[position], letter)) in NEIGHBOURS for letter in beside):
        return SLIP
    return EXTRA


def _missing(meant: str, position: int) -> float:
    if position and meant[position] == meant[position - 1]:
        return DOUBLING
    return VOWEL if meant[position] in VOWELS else MISSING


def _replaced(typed: str, meant: str) -> float:
    if typed == meant:
        return 0
    pair = frozenset(typed + meant)
    return SOUND if pair in ALIKE else SLIP if pair in NEIGHBOURS else OTHER
