"""Put the answers to several questions of one message together."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain, zip_longest
from operator import add
from typing import get_args

from index.answering.answers import Answer, Hit, Outcome

BEST_FIRST: tuple[Outcome, ...] = get_args(Outcome)


def put_together(questions: Sequence[str], answers: Sequence[Answer], top: int) -> Answer:
    """Return one answer to several questions, each of which was answered by itself.

    It is an answer only if the first question has one, because the others may be about the same. The first passages of those
    with an answer (or with suggestions, if the first has no answer) come first, then the others in turn, `top` in all.
    """
    is_sure = answers[0].outcome == "answer"
    is_hopeless = all(answer.outcome == "none" for answer in answers)
    best = [answer for answer in answers if answer.outcome == "answer" or not (is_sure or answer.outcome == "none")] or answers
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
        unanswered=tuple(asked for asked, answer in zip(questions, answers, strict=True) if is_sure and answer not in best),
    )


def is_better(one: Answer, other: Answer) -> bool:
    """Return whether the outcome of an answer is better than that of another."""
    return BEST_FIRST.index(one.outcome) < BEST_FIRST.index(other.outcome)


def _ranked(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return hits with their ranks in this order."""
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))
