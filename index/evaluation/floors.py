"""Floors: what figures must reach for an evaluation to pass, in a questions file or on the command line."""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.errors import FootnoteError

AT_LEAST = ("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "auroc")
"""Figures of which more is better: a floor is the least that passes."""
AT_MOST = ("answered_unanswerable", "refused_answerable", "calibration_error")
"""Figures of which less is better: a floor is the most that passes."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The least, or for the figures in `AT_MOST` the most, that a figure may be, from 0 to 1."""

    figure: str
    value: float

    def admits(self, measured: float | None) -> bool:
        """Whether a figure passes; one that cannot be had does not."""
        if measured is None:
            return False
        return measured <= self.value if self.figure in AT_MOST else measured >= self.value


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A floor that was missed, and the figure that missed it: None where the questions do not give it."""

    floor: Floor
    measured: float | None

    def __str__(self) -> str:
        """Both numbers, in a sentence."""
        bound = f"{'at most' if self.floor.figure in AT_MOST else 'at least'} {self.floor.value:g}"
        if self.measured is None:
            return f"{self.floor.figure} should be {bound}, but these questions do not give it"
        return f"{self.floor.figure} is {self.measured:g}, and should be {bound}"


def parse_floor(figure: str, value: str, where: str, error: type[FootnoteError]) -> Floor:
    """Read a floor. Raises `error` when no such figure can have one, or the value is not a number from 0 to 1."""
    known = (*AT_LEAST, *AT_MOST)
    if figure not in known:
        near = difflib.get_close_matches(figure.lower(), known, n=1)
        fix = f"did you mean {near[0]!r}?" if near else f"the figures are {', '.join(known)}"
        raise error(f"no figure {figure!r} that can have a floor", where=where, fix=fix)
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise error(f"the floor of {figure} is {value!r}", where=where, fix="write a number from 0 to 1, as in 0.9")
    return Floor(figure, number)


def find_shortfalls(floors: Iterable[Floor], figures: Mapping[str, float]) -> tuple[Shortfall, ...]:
    """The floors that figures, by name, miss. Figures are compared as they are printed, so that both agree."""
    measured = {floor: figures.get(floor.figure) for floor in floors}
    return tuple(Shortfall(floor, figure) for floor, figure in measured.items() if not floor.admits(figure))
