"""What counts as a question."""

import re
import unicodedata

from index.errors import QuestionError
from index.text.characters import fold, says_something

LONGEST_QUESTION = 2_000
"""Characters; as many as a Discord message has."""
UNSPOKEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, reversals of the writing direction, and halves of characters."""


def clean_question(question: str) -> str:
    """The question with white space folded and control characters gone.

    Raises QuestionError when nothing is left, when it is longer than `LONGEST_QUESTION`, or has no letter or digit.
    """
    words = unicodedata.normalize("NFC", fold(UNSPOKEN.sub(" ", question)))
    if len(words) > LONGEST_QUESTION:
        what = f"the question has {len(words):,} characters (at most {LONGEST_QUESTION:,})"
        raise QuestionError("too long", what, fix="ask it in a sentence or two")
    if not words:
        raise QuestionError("empty", "the question is empty", fix='ask something, as in: footnote ask "Who can join?"')
    if not says_something(words):
        raise QuestionError("no words", "the question has no words", fix="ask it in words")
    return words
