"""Clean the text of a question, and reject text that is not one."""

import re
import unicodedata

from index.errors import QuestionError
from index.text.characters import fold, has_words

EDGES = " ?!.…¿¡？！。؟'\"“”‘’"
"""Characters around a question that do not make it another one."""
MAX_QUESTION_LENGTH = 2_000
"""Maximum length of a question in characters, the same as of a Discord message."""
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, direction marks and overrides, zero-width characters, and lone surrogates."""


def clean_question(question: str) -> str:
    """Return a question with whitespace folded and invisible characters removed.

    Raises QuestionError if nothing is left, or if the question is longer than `MAX_QUESTION_LENGTH` or has no letter or digit.
    """
    cleaned = unicodedata.normalize("NFC", fold(INVISIBLE.sub(" ", question)))
    if len(cleaned) > MAX_QUESTION_LENGTH:
        what = f"the question has {len(cleaned):,} characters (at most {MAX_QUESTION_LENGTH:,})"
        raise QuestionError("too long", what, fix="ask it in a sentence or two")
    if not cleaned:
        raise QuestionError("empty", "the question is empty", fix='ask something, as in: footnote ask "Who can join?"')
    if not has_words(cleaned):
        raise QuestionError("no words", "the question has no words", fix="ask it in words")
    return cleaned


def same_question(question: str) -> str:
    """Return the form of a question that it shares with the same question in other case or with other marks around it."""
    return fold(unicodedata.normalize("NFKC", question)).casefold().strip(EDGES)
