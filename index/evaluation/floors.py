"""Floors: bounds that metrics must meet for an evaluation to pass, set in a questions file or on the command line."""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.errors import FootnoteError

AT_LEAST = ("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "auroc", "follow_ups_hit@1")
"""Metrics for which higher is better: the floor is the lowest value that passes."""
AT_MOST = (
    "answered_unanswerable",
    "refused_answerable",
    "calibration_error",
    "follow_ups_answered_wrongly",
    "changes_lost",
)
"""Metrics for which lower is better: the floor is the highest value that passes."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest value that a metric may have, or the highest for metrics in `AT_MOST`; from 0 to 1."""

    metric: str
    value: float

    def admits(self, measured: float | None) -> bool:
        """Return whether a measured value passes; None, for a metric that could not be computed, does not."""
        if measured is None:
            return False
        return measured <= self.value if self.metric in AT_MOST else measured >= self.value


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A missed floor and the measured value, which is None if the metric could not be computed from the questions."""

    floor: Floor
    measured: float | None

    def __str__(self) -> str:
        """Return a sentence with both numbers."""
        bound = f"{'at most' if self.floor.metric in AT_MOST else 'at least'} {self.floor.value:g}"
        if self.measured is None:
            return f"{self.floor.metric} should be {bound} but cannot be computed from these questions"
        return f"{self.floor.metric} is {self.measured:g} but should be {bound}"


def parse_floor(metric: str, value: str, where: str, error: type[FootnoteError]) -> Floor:
    """Parse a floor. Raises `error` if the metric is unknown or cannot have a floor, or the value is not from 0 to 1."""
    known = (*AT_LEAST, *AT_MOST)
    if metric not in known:
        near = difflib.get_close_matches(metric.lower(), known, n=1)
        fix = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
        raise error(f"{metric!r} is not a metric that can have a floor", where=where, fix=fix)
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise error(f"the floor of {metric} is {value!r}", where=where, fix="write a number from 0 to 1, such as 0.9")
    return Floor(metric, number)


def find_shortfalls(floors: Iterable[Floor], metrics: Mapping[str, float]) -> tuple[Shortfall, ...]:
    """Return the floors that the metrics, given by printed name, miss; values are compared as printed, so that both agree."""
    measured = {floor: metrics.get(floor.metric) for floor in floors}
    return tuple(Shortfall(floor, value) for floor, value in measured.items() if not floor.admits(value))
