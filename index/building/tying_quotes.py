"""The quotes that tie questions to passages: choose them, and find those that another passage would confuse."""

from collections.abc import Iterable, Sequence

from index.passages.passage import Passage
from index.reading.question_files import QuestionEntry, Quote

MIN_QUOTE_LENGTH = 48
"""Characters of a quote, unless the passage is shorter: words that are copied elsewhere should not make it ambiguous."""
MAX_WORD_LENGTH = 24
"""Characters by which a quote may exceed that to end with a word; some languages write no spaces."""


def unique_quote(text: str, others: Sequence[str]) -> str | None:
    """Return the start of a passage that is in none of the others, or all of it; None if another passage is the same."""
    words = text.strip()
    length = min(MIN_QUOTE_LENGTH, len(words))
    while True:
        end = length
        while end < min(len(words), length + MAX_WORD_LENGTH) and not words[end].isspace():
            end += 1
        quote = words[:end].rstrip()
        others = [other for other in others if quote in other]
        if not others:
            return quote
        if end >= len(words):
            return None if any(other.strip() == words for other in others) else words
        length = min(2 * length, len(words))


def first_quoting(entries: Iterable[QuestionEntry], text: str) -> QuestionEntry | None:
    """Return the first question with a quote from a text, None if there is none."""
    return next((entry for entry in entries if any(quote.text in text for quote in entry.quotes)), None)


def first_confused(entries: Iterable[QuestionEntry], text: str, passages: Sequence[Passage]) -> Quote | None:
    """Return the first quote that is in one of the passages, and would be in two with one of this text; None if there is none.

    A quote that is all of its passage stays with it.
    """
    for quote in (quote for entry in entries for quote in entry.quotes if quote.text in text):
        found = [each.text.strip() for each in passages if quote.text in each.text]
        if len(found) == 1 and found[0] != quote.text.strip():
            return quote
    return None
