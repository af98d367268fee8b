"""Dependence: whether a question can be understood without the one before it, as *and when did it start?* cannot.

Told by words alone: how many of them name something, whether the question opens like a continuation, and whether a pronoun
points at something that it does not name itself. The words are known for the languages of the bot.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from index.text.turn_words import (
    CUES,
    PREAMBLE,
    UNSPACED_CHANGES,
    UNSPACED_FUNCTION,
    UNSPACED_LONG,
    UNSPACED_OPENERS,
    UNSPACED_POINTERS,
    UNSPACED_SHORT,
)
from index.text.words import UNSPACED, common_words, word_forms


class Dependence(IntEnum):
    """How likely a question depends on the one before it."""

    NONE = 0
    POSSIBLE = 1
    CLEAR = 2


FEW, MANY = 2, 4
"""Words that name something: up to `FEW`, a question may be an ellipsis; with `MANY`, it speaks for itself."""
THAT = {
    *("is", "was", "are", "were", "does", "did", "do", "has", "have", "had", "can", "could", "will", "would", "should", "for"),
    *("with", "of", "by", "to", "on", "in", "at", "from", "about", "during", "after", "before", "like", "than", "why", "how"),
    *("when", "where", "what", "who", "and", "but", "besides", "without", "around", "over", "under", "into", "which", "get"),
}
"""Words (English) after which *that* is a pronoun or points at a noun; elsewhere it may join clauses, as in *true that*."""
POLITE = {"Sie", "Ihr", "Ihre", "Ihnen", "Du"}
"""Polite forms of *you* in German, whose capital letter makes no names of them, nor pronouns for something else."""
WHY = re.compile(
    r"\b(?:why|how come|warum|wieso|weshalb|pourquoi|por qu[eéê]|porqu[êé]|perché|waarom|varför|hvorfor|miksi)\b"
    r"|なぜ|何故|どうして|なんで|为什么|為什麼|为何|為何",
    re.IGNORECASE,
)
FORM = re.compile(r"[^\W\d_]++|\d++(?:[.,:]\d++)*+")
"""A word without its apostrophes, or a number."""


@dataclass(frozen=True, slots=True)
class Lean:
    """How a question leans on the one before: how likely, and the words that name something, in reading order.

    `points` is True if a pronoun in it points at something that it does not name.
    """

    dependence: Dependence
    content: tuple[str, ...]
    points: bool = False

    def stands_alone(self, named: int = 1) -> bool:
        """Return whether a question names so many things, and does not clearly depend on the one before."""
        return self.dependence != Dependence.CLEAR and len(self.content) >= named


@dataclass(frozen=True, slots=True)
class _Known:
    """The compiled cues of one or more languages."""

    function: frozenset[str]
    pointers: frozenset[str]
    opener: re.Pattern[str]
    expletive: re.Pattern[str]
    change: re.Pattern[str]


@cache
def _known(language: str) -> _Known:
    """Return the cues of a language, or of all languages together if it has none of its own."""
    cues = [CUES[language]] if language in CUES else list(CUES.values())
    common = frozenset[str]() if language in CUES else common_words("english")
    pointers = frozenset(word for each in cues for word in each.pointers.split())
    named_nothing = frozenset(word for each in cues for word in each.function.split())
    return _Known(
        function=named_nothing | (common_words(language) or common) | pointers,
        pointers=pointers,
        opener=re.compile(rf"\W*+(?:{'|'.join(each.openers for each in cues)})\b"),
        expletive=re.compile(rf"\b(?:{'|'.join(each.expletives for each in cues)})\b"),
        change=re.compile(rf"\b(?:{'|'.join(each.changes for each in cues)})\b"),
    )


def content_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the words of a text that name something, in reading order."""
    if UNSPACED.search(text):
        text = UNSPACED_FUNCTION.sub(lambda found: " " * len(found.group()), text)
    function = _known(language).function
    found: list[tuple[int, int]] = []
    last, is_name = None, False
    for form in FORM.finditer(text):
        is_name = last is not None and _is_name(
            form.group(), last.group(), text[last.end() : form.start()], follows_name=is_name
        )
        if is_name or form.group().lower() not in function:
            found.append(form.span())
        last = form
    return found


def _is_name(word: str, last: str, gap: str, *, follows_name: bool) -> bool:
    """Return whether a capital letter makes a name or noun of a word after another: *the Old Forge*, *der Einer*."""
    return word.istitle() and len(word) > 1 and word not in POLITE and not gap.strip() and (last.islower() or follows_name)


def asks_why(question: str) -> bool:
    """Return whether a question asks for a reason."""
    return WHY.search(question) is not None


def names(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, to compare what two texts name."""
    return frozenset(form.lower() for form in FORM.findall(text))


def lean(question: str, language: str) -> Lean:
    """Return how a question leans on the one before it, given the Snowball name of the language."""
    if UNSPACED.search(question):
        return _unspaced_lean(question)
    known = _known(language)
    lowered = question.lower().replace("’", "'")
    content = tuple(question[start:end] for start, end in content_spans(question, language))
    if known.change.search(lowered):
        return Lean(Dependence.NONE, content)
    points = _points_back(known.expletive.sub(" so ", lowered), known, has_polite="Sie" in question[1:])
    opens = known.opener.match(lowered, PREAMBLE.match(lowered).end()) is not None  # type: ignore[union-attr]  # matches always
    return Lean(_weigh(len(content), points=points, opens=opens), content, points)


def _weigh(named: int, *, points: bool, opens: bool) -> Dependence:
    """Return how likely a question that names this many things depends on the one before it."""
    if named >= MANY:
        return Dependence.NONE
    if not named or points or (opens and named < FEW):
        return Dependence.CLEAR
    return Dependence.POSSIBLE if opens or named <= FEW else Dependence.NONE


def _points_back(lowered: str, known: _Known, *, has_polite: bool) -> bool:
    """Return whether a pronoun points out of a question; it does not if words that name something come before it."""
    named, last = 0, ""
    forms = FORM.findall(lowered)
    for position, form in enumerate(forms):
        is_joining = form == "that" and 0 < position < len(forms) - 1 and last not in THAT
        if form in known.pointers and not is_joining and not (form == "sie" and has_polite):
            return named < MANY - 1
        named += form not in known.function
        last = form
    return False


def _unspaced_lean(question: str) -> Lean:
    """Return how a question of a script without spaces leans on the one before it."""
    content = tuple(word_forms(UNSPACED_FUNCTION.sub(" ", question)))
    length = len(word_forms(question))
    if UNSPACED_CHANGES.search(question):
        return Lean(Dependence.NONE, content)
    points = UNSPACED_OPENERS.match(question) is not None or UNSPACED_POINTERS.search(question) is not None
    if not content or (points and length <= UNSPACED_LONG):
        return Lean(Dependence.CLEAR, content)
    return Lean(Dependence.POSSIBLE if points or length <= UNSPACED_SHORT else Dependence.NONE, content)
