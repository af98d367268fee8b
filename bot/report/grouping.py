"""Group the questions that were asked in vain by meaning, most asked first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bot.report.clustering import center_of, cluster
from bot.report.groups import Closest, Group, Settled, Wording
from bot.report.tallying import Tallies, Tally, monday_of
from bot.report.wordings import Subject, without_small_words
from index.answering.answers import Outcome
from index.answering.knowing import REFUSED_FROM
from index.answering.searcher import Searcher
from index.encoding.encoder import Encoder, Vector, Vectors
from index.errors import QuestionError
from index.progress import NoProgress, Progress
from index.searching.questions import INVISIBLE, clean_question
from index.storing.segments import Segments
from index.text.characters import fold

LIMIT = 20
"""Groups that a report shows, unless told otherwise."""
MAX_ENCODED = 1_500
"""Wordings that are grouped by meaning, the most asked; the others only count in the totals."""
MEAN_LENGTH = 100
"""Characters of a wording on average, if as many as asked for are to be grouped: longer ones leave room for fewer."""
END_LENGTH = 150
"""Characters at either end of a wording that are compared: a long one says there what it is about, and what it asks."""
PASSAGES = 2_000
"""Passages that say what the documents have in common."""
ENCODED_AT_ONCE = 512
ASKED_PER_GROUP = 10
"""Groups that today's index is asked about, as a multiple of those to show."""
NO_PROGRESS = NoProgress()
OUTCOMES: tuple[Outcome, ...] = ("answer", "suggestions", "none")


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups, most asked first, whose questions today's index was not asked yet, and what was left out of them.

    `rejected` has, for each group, the passages that did not help. `wordings` and `asked` count what was not grouped.
    """

    groups: tuple[Group, ...]
    rejected: tuple[frozenset[str], ...]
    wordings: int = 0
    asked: int = 0


def group_by_meaning(
    counted: Tallies, searcher: Searcher, most: int | None = MAX_ENCODED, progress: Progress = NO_PROGRESS
) -> Grouped:
    """Group the wordings asked in vain, the `most` asked (fewer if they are long), or all; the most asked groups come first."""
    encoder, language = searcher.index.retriever.reader.encoder, searcher.generation.manifest.language
    ranked = sorted(_merge(counted, language), key=lambda each: each.rank, reverse=True)
    chosen = _choose(ranked, most)
    vectors = _encode([text for _, text in chosen], encoder, progress)
    progress.step("Grouping the questions by meaning")
    center = center_of(_some_passages(searcher.generation.segments))
    subjects = [Subject.of(text, language) for _, text in chosen]
    clusters = cluster(vectors, subjects, center, lambda words: _encode(words, encoder))
    weeks = _weeks(counted)
    made = [_make_group([chosen[each][0] for each in positions], vectors[positions], weeks) for positions in clusters]
    made.sort(key=lambda pair: (-(pair[0].people + pair[0].anonymous), -pair[0].asked, -pair[0].last.toordinal()))
    return Grouped(
        groups=tuple(group for group, _ in made),
        rejected=tuple(passages for _, passages in made),
        wordings=len(ranked) - len(chosen),
        asked=sum(each.asked for each in ranked) - sum(each.asked for each, _ in chosen),
    )


def _merge(counted: Tallies, language: str) -> list[Tally]:
    """Return what is counted of wordings asked in vain, of those that differ in small words alone together."""
    merged: dict[str, Tally] = {}
    for form, counts in counted.vain.items():
        key = without_small_words(form, language)
        if key not in merged:
            merged[key] = Tally()
        merged[key].merge(counts)
        merged[key].answered += counted.answered[form]
    return list(merged.values())


def _choose(ranked: Sequence[Tally], most: int | None) -> list[tuple[Tally, str]]:
    """Return the first wordings, at most so many and as long together as that many are, with what is compared of them."""
    chosen: list[tuple[Tally, str]] = []
    length = 0
    for each in ranked[:most]:
        text = _cleaned(each.spelling)
        if text is None:
            continue
        text = text if len(text) <= 2 * END_LENGTH else f"{text[:END_LENGTH]} {text[-END_LENGTH:]}"
        length += len(text)
        if most is not None and chosen and length > most * MEAN_LENGTH:
            break
        chosen.append((each, text))
    return chosen


def ask_again(grouped: Grouped, searcher: Searcher, limit: int | None) -> Iterator[Group]:
    """Yield groups with what today's index answers to each; it is asked only for those that are taken.

    With a limit, only `ASKED_PER_GROUP` times as many are, so that an index that answers them all now is not asked for long.
    """
    count = None if limit is None else ASKED_PER_GROUP * limit
    for group, rejected in zip(grouped.groups[:count], grouped.rejected[:count], strict=True):
        try:
            closest = _ask(group.question, searcher)
        except QuestionError:  # recorded by a version that took what this one does not
            yield group
            continue
        yield replace(group, closest=closest, settled=_settled(group, closest, rejected, searcher))


def _settled(group: Group, closest: Closest, rejected: frozenset[str], searcher: Searcher) -> Settled | None:
    if closest.outcome == "answer" and closest.passage not in rejected:
        return "answered"
    if closest.outcome == "none" and searcher.known_questions and _is_known_to_be_missing(group.question, searcher):
        return "not in the documents"
    return None


def _is_known_to_be_missing(question: str, searcher: Searcher) -> bool:
    """Return whether a known question says that nothing in the documents answers a question."""
    retriever = searcher.index.retriever
    views = retriever.retrieve(retriever.read(question), 1, searcher.named).views
    return any(near.is_same and not near.view.rows and near.score >= REFUSED_FROM for near in views)


def _ask(question: str, searcher: Searcher) -> Closest:
    answer = searcher.ask(question, top=1)
    if not answer.hits:
        return Closest(answer.outcome, answer.confidence)
    hit = answer.hits[0]
    passage = hit.passage
    return Closest(answer.outcome, answer.confidence, hit.title, passage.section, passage.id, passage.text)


def _cleaned(question: str) -> str | None:
    """Return a question as the encoder gets it, or None if it is none."""
    try:
        return clean_question(question)
    except QuestionError:
        return None


def _encode(texts: Sequence[str], encoder: Encoder, progress: Progress = NO_PROGRESS) -> Vectors:
    """Return the vectors of texts, in order, shape (texts, dimension)."""
    if not texts:
        return np.zeros((0, encoder.card.dimension), dtype=np.float32)
    progress.step("Encoding the questions", len(texts))
    vectors: dict[int, Vector] = {}
    for start in range(0, len(texts), ENCODED_AT_ONCE):
        for position, encoding in encoder.encode_passages(texts[start : start + ENCODED_AT_ONCE]):
            vectors[start + position] = encoding.vector
            progress.advance(1)
    return np.stack([vectors[position] for position in range(len(texts))])


def _some_passages(segments: Segments) -> Vectors:
    """Return the vectors of passages from all over an index, at most `PASSAGES`."""
    interval = max(1, -(-len(segments) // PASSAGES))
    return segments.vectors(np.arange(0, len(segments), interval, dtype=np.int64))


def _make_group(tallies: Sequence[Tally], vectors: Vectors, weeks: Sequence[int]) -> tuple[Group, frozenset[str]]:
    """Return the group of some wordings, and the passages that did not help."""
    total = Tally()
    for each in tallies:
        total.merge(each)
    group = Group(
        question=_most_typical(tallies, vectors),
        wordings=tuple(Wording(text, asked) for text, asked in _shown(total.spellings).most_common()),
        people=len(total.members),
        anonymous=total.anonymous,
        asked=total.asked,
        answered=total.answered,
        outcomes={outcome: count for outcome in OUTCOMES if (count := total.outcomes[outcome])},
        unhelpful=total.unhelpful,
        weeks=tuple(total.weeks[week] for week in weeks),
        first=date.fromordinal(total.first),
        last=date.fromordinal(total.last),
    )
    return group, frozenset(total.rejected)


def _most_typical(tallies: Sequence[Tally], vectors: Vectors) -> str:
    """Return the wording that most people asked; of several, the one whose vector is closest to all others."""
    middle: Vector = vectors.sum(axis=0)
    nearness = (vectors @ middle).tolist()
    best = max(range(len(tallies)), key=lambda position: (tallies[position].rank[:2], nearness[position]))
    return _without_marks(tallies[best].spelling)


def _shown(spellings: Mapping[str, int]) -> Counter[str]:
    """Return how often each spelling was asked, without the characters that can turn a text around or control a terminal."""
    shown: Counter[str] = Counter()
    for text, asked in spellings.items():
        shown[_without_marks(text)] += asked
    return shown


def _without_marks(text: str) -> str:
    return fold(INVISIBLE.sub(" ", text))


def _weeks(counted: Tallies) -> Sequence[int]:
    """Return the Monday of each week from the first question to the last."""
    if counted.first is None or counted.last is None:
        return ()
    return range(monday_of(counted.first), monday_of(counted.last) + 1, 7)
