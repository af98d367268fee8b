"""Elongated words: words as people stretch them in a chat, such as *whaaat* and *parkinggg*."""

import re
from collections.abc import Callable
from itertools import islice, product

STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
"""A letter that stands three times or more, as in hardly any word of a language written in letters."""
MAX_TRIED = 16
"""The most readings of a word that are tried: two for each of its stretched letters."""


def shortened(word: str, is_word: Callable[[str], bool]) -> str | None:
    """Return the word that an elongated one stands for, with each stretched letter once or twice; None if there is none."""
    pieces = STRETCHED.split(word)
    if len(pieces) == 1 or not any(pieces[::2]):
        return None
    choices = [(piece, piece * 2) if at % 2 else (piece,) for at, piece in enumerate(pieces)]
    readings = ("".join(reading) for reading in islice(product(*choices), MAX_TRIED))
    return next((reading for reading in readings if is_word(reading)), None)
