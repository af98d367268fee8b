"""Recognise small talk: texts made of nothing but its phrases."""

from collections.abc import Collection, Iterator, Sequence

from bot.talk.kinds import Kind
from bot.talk.vocabulary import vocabulary
from bot.talk.words import split_words

KINDS = (*Kind, None)
"""The kinds in order of precedence, fillers last."""
PRECEDENCE = {kind: place for place, kind in enumerate(KINDS)}
NOTHING = PRECEDENCE[None]


def small_talk(text: str, names: Collection[str] = ()) -> Kind | None:
    """Return the kind of small talk that a text is, or None if it says or asks anything else.

    The whole text must consist of known phrases, in any language and combination. `names` are those of the bot.
    """
    found = split_words(text)
    if not found.words:
        return Kind.CHATTER if found.has_emoji and not found.has_question_mark else None
    called = {name for each in names if (name := split_words(each).words)}
    own = {word for name in called for word in name}
    words = [word if word in own else vocabulary().resolve(word) for word in found.words]
    known = [word for word in words if word is not None]
    return _kind_of(known, called) if len(known) == len(words) else None


def _kind_of(words: Sequence[str], names: Collection[tuple[str, ...]]) -> Kind | None:
    """Return the first kind among the fewest phrases that make up all words, or None if none do or all are fillers."""
    best: list[tuple[int, int] | None] = [(0, NOTHING), *[None] * len(words)]
    for start in range(len(words)):
        reached = best[start]
        if reached is None:
            continue
        for end, kind in _phrases_at(words, start, names):
            if kind is Kind.UNFINISHED and end - start < len(words):
                continue
            candidate = (reached[0] + 1, min(reached[1], PRECEDENCE[kind]))
            current = best[end]
            if current is None or candidate < current:
                best[end] = candidate
    return KINDS[best[-1][1]] if best[-1] else None


def _phrases_at(words: Sequence[str], start: int, names: Collection[tuple[str, ...]]) -> Iterator[tuple[int, Kind | None]]:
    """Yield the end and the kind of each phrase, or name of the bot, that begins at a word."""
    for name in names:
        if tuple(words[start : start + len(name)]) == name:
            yield start + len(name), None
    yield from vocabulary().phrases_at(words, start)
