"""Put the answers to several questions of one message together."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain, zip_longest
from operator import add
from typing import get_args

from index.answering.answers import Answer, Hit, Outcome
from index.text.several_questions import Asked

BEST_FIRST: tuple[Outcome, ...] = get_args(Outcome)


def put_together(questions: Sequence[str], answers: Sequence[Answer], top: int, covered: Sequence[Answer] = ()) -> Answer:
    """Return one answer to several questions, each of which was answered by itself.

    It is an answer only if the first question has one, because the others may be about the same, or if another question that
    has one finds the passage that is closest to the first, too. The first passages of those with an answer (or with
    suggestions, if the first has no answer) come first, then the others in turn, `top` in all. Questions with `covered` answers
    are not named as unanswered.
    """
    closest = answers[0].hits[:1]
    is_sure = any(answer.outcome == "answer" and _rows(answer.hits[:1]) == _rows(closest) for answer in answers)
    is_hopeless = all(answer.outcome == "none" for answer in answers)
    best = [answer for answer in answers if answer.outcome == "answer" or not (is_sure or answer.outcome == "none")] or answers
    met = [*best, *covered]
    first = list({answer.hits[0].row: answer.hits[0] for answer in best if answer.hits}.values())
    in_turn = (hit for hit in chain.from_iterable(zip_longest(*(answer.hits for answer in answers))) if hit)
    hits = list({hit.row: hit for hit in (*first, *in_turn)}.values())[:top]
    return Answer(
        question=" ".join(questions),
        outcome="answer" if is_sure else "none" if is_hopeless else "suggestions",
        confidence=min(answer.confidence for answer in best) if is_sure else answers[0].confidence,
        unmatched=() if is_sure else tuple(dict.fromkeys(word for answer in answers for word in answer.unmatched)),
        hits=_ranked(hits),
        milliseconds=sum(answer.milliseconds for answer in answers),
        is_cut=any(answer.is_cut for answer in answers),
        steps=reduce(add, (answer.steps for answer in answers)),
        listing=best[0].listing if len(first) == 1 else None,
        answering=len(first) if is_sure else 1,
        unanswered=tuple(each for each, answer in zip(questions, answers, strict=True) if is_sure and answer not in met),
    )


def covered_by(whole: Answer, answers: Sequence[Answer], least: float) -> Sequence[Answer]:
    """Return the unsure answers that rather agree with a sure one: both they and the `whole` message find its passage.

    The mean of both confidences is `least` or more: neither alone told what the passage says from what it does not.
    """
    sure = [_rows(answer.hits[:1]) for answer in answers if answer.outcome == "answer"]
    is_found = _rows(whole.hits[:1]) in sure
    return [
        answer
        for answer in answers
        if is_found and _rows(answer.hits[:1]) == _rows(whole.hits[:1]) and whole.confidence + answer.confidence >= 2 * least
    ]


def adds_passages(asked: Sequence[Asked], answers: Sequence[Answer]) -> bool:
    """Return whether a question that leans on another has a passage that no other question has."""
    alone = {row for each, answer in zip(asked, answers, strict=True) if not each.leans for row in _rows(answer.hits[:1])}
    return any(each.leans and not alone >= {*_rows(answer.hits[:1])} for each, answer in zip(asked, answers, strict=True))


def is_surer_of_first(whole: Answer, answers: Sequence[Answer]) -> bool:
    """Return whether a message as a whole finds the passage of its first question more surely than another question its own."""
    is_first = _rows(whole.hits[:1]) == _rows(answers[0].hits[:1])
    others = [answer.confidence for answer in answers if _rows(answer.hits[:1]) != _rows(whole.hits[:1])]
    return whole.outcome == "answer" and is_first and min(others, default=1.0) < whole.confidence


def _rows(hits: Sequence[Hit]) -> list[int]:
    """Return the rows of hits."""
    return [hit.row for hit in hits]


def says_what_is_missing(several: Answer, whole: Answer, asked: Sequence[Asked], answers: Sequence[Answer]) -> bool:
    """Return whether the same passage answers both ways, and a question that makes sense alone has no answer at all."""
    is_same = several.outcome == whole.outcome == "answer" and _rows(several.hits[:1]) == _rows(whole.hits[:1])
    return is_same and any(answer.outcome == "none" and not each.leans for each, answer in zip(asked, answers, strict=True))


def is_better(one: Answer, other: Answer) -> bool:
    """Return whether the outcome of an answer is better than that of another."""
    return BEST_FIRST.index(one.outcome) < BEST_FIRST.index(other.outcome)


def _ranked(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return hits with their ranks in this order."""
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))
