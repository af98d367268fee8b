"""Typed forms: words as people type them without their apostrophe or letters, as *whens*, *gibts* and *xq*, spelt out.

Everything that reads questions looks for the words as they are spelt. English chat words are in `index.text.chat_words`.
"""

import re
from collections.abc import Callable

from index.text.languages import ENGLISH, language_of
from index.text.lazy_patterns import lazy_pattern

MISTYPED = "`´ʼ′‛＇"
"""Marks that are typed for an apostrophe."""
APOSTROPHE = lazy_pattern(rf"(?<=[^\W\d_])[{MISTYPED}](?=[^\W\d_])")
MARKS = rf"['’{MISTYPED}]"
ASKING = lazy_pattern(
    r"(?<![\w'’/&@#.-])(?<!\bthe\s)(?<!\band\s)"
    rf"(?P<word>who|what|when|where|how|why|wat|wot)(?:(?:\s?{MARKS}\s?)?(?P<end>s|re|dya|d|ll|ve)|s{MARKS})"
    r"(?=\s+(?!(?:and|or|of)\b)(?:(?P<own>i|we)\b|\w))",
    re.IGNORECASE,
)
"""A question word with a verb that it has swallowed: *whens*, *who ' s*, *where´d*, *whos'*, but not in *the whys and hows*."""
VERBS = {"re": " are", "d": " did", "ll": " will", "ve": " have", "dya": " do you"}
"""What the endings of question words stand for, apart from *'s*."""
BY_EAR = {"wat": "what", "wot": "what"}
YOU = lazy_pattern(r"\b((?:do|does|did|can|could|are|will|would|should|have|if|when|where)\s)ya\b", re.IGNORECASE)
WORD = lazy_pattern(r"(?<![\w'’./&@:#-])[^\W\d_]+(?:['’][^\W\d_]+)?(?![\w'’&@_-]|[./:]\w)")
"""A word that is not part of a number, a name, an address or a code."""


def as_spelt(question: str, language: str, is_known: Callable[[str], bool]) -> str:
    """Return a question with words as they are spelt that people type otherwise, except those that the documents know."""
    question = APOSTROPHE.sub("'", question)
    if language == ENGLISH:
        return YOU.sub(r"\1you", ASKING.sub(_spelt_asking, question))
    forms = language_of(language).typed_forms

    def spelt(match: re.Match[str]) -> str:
        word = match[0]
        is_capital = word.istitle() and (len(word) > 1 or not match.start())  # *Q* elsewhere is a name
        meant = forms.get(re.sub("['’]", "", word.lower() if is_capital else word))
        if meant is None or is_known(word.lower()):
            return word
        return meant[0].upper() + meant[1:] if is_capital else meant

    return WORD.sub(spelt, question) if forms else question


def _spelt_asking(match: re.Match[str]) -> str:
    """Return a question word and the verb that it has swallowed."""
    word, end = match["word"], (match["end"] or "s").lower()
    word = BY_EAR.get(word.lower(), word)
    if end == "s":
        return f"{word}'s"
    if end == "d" and (word.lower() == "who" or match["own"]):
        return f"{word} would"
    return word + VERBS[end]
