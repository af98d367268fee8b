"""Short questions: whether a question says so little that a passage with its words need not be about it.

*When are you open?* is met by *Close all windows, someone may have opened them*, and *when does it start?* by the start of
anything.
"""

from index.searching.question_reading import Question
from index.text.dependence import lean
from index.text.naming_words import NamingWords

ABOUT_COSINE = 0.35
"""The least cosine between a short question and a passage that is about the same."""
MAX_VAGUE = 2
"""The most content words, none of which names a thing, of a short question."""


def says_too_little(question: Question, cosine: float) -> bool:
    """Return whether a question leaves open what it is about, or is too short to trust a passage at this cosine with it."""
    if question.literals or question.identifiers:
        return False
    leaning = lean(question.text, question.focus.language)
    if leaning.points and not leaning.content:
        return True
    return cosine < ABOUT_COSINE and _is_short(question)


def _is_short(question: Question) -> bool:
    """Return whether a question has one content word outside code, or two that name nothing."""
    naming = NamingWords(question.text, question.words, question.focus.language)
    content = question.focus.words.tolist()
    if len(content) == 1:
        return not naming.is_in_code(content[0])
    return len(content) == MAX_VAGUE and not any(map(naming.is_naming, range(len(question.words))))
