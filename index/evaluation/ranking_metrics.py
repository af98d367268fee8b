"""Ranking metrics, computed by ir-measures: those of trec_eval, as papers report them.

The only module that imports ir_measures. (ranx would also bring numba and pandas, and takes four seconds to load.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import fmean
from typing import Self

from index.errors import UsageError
from index.evaluation.judged import JudgedQuestion
from index.installation import install_fix

MEASURES = {
    "hit_at_1": "Success@1",
    "hit_at_3": "Success@3",
    "hit_at_5": "Success@5",
    "mrr_at_10": "RR@10",
    "ndcg_at_10": "nDCG@10",
}
"""The name of each score in ir-measures."""
SCORES = tuple(name.replace("_at_", "@") for name in MEASURES)
"""The printed names of the scores: hit@1 and so on."""


@dataclass(frozen=True, slots=True)
class RankingScores:
    """The scores of the ranking for one question, or their mean over several; each from 0 to 1."""

    hit_at_1: float
    hit_at_3: float
    hit_at_5: float
    mrr_at_10: float
    ndcg_at_10: float

    @classmethod
    def mean(cls, scores: Sequence["RankingScores"]) -> Self:
        """Return the mean of at least one set of scores."""
        return cls(**{name: fmean(getattr(each, name) for each in scores) for name in MEASURES})

    def to_dict(self) -> dict[str, float]:
        """Return the scores by their printed names."""
        return {printed: getattr(self, name) for printed, name in zip(SCORES, MEASURES, strict=True)}


def require_ranking_metrics() -> None:
    """Raise UsageError if ir-measures is not installed; call it first, because asking takes minutes."""
    if find_spec("ir_measures") is None:
        raise UsageError("measuring rankings needs ir-measures, which is not installed", fix=install_fix("eval"))


def score_rankings(rankings: Iterable[tuple[JudgedQuestion, Sequence[str]]]) -> list[RankingScores]:
    """Score the ranking of each answerable question, given as ids, best first and each only once."""
    require_ranking_metrics()
    import ir_measures

    judgements: dict[str, dict[str, int]] = {}
    runs: dict[str, dict[str, float]] = {}
    for number, (question, ids) in enumerate(rankings):
        judgements[str(number)] = {name: question.grades.get(name, 1) for name in question.passages}
        runs[str(number)] = {name: 1 / rank for rank, name in enumerate(ids, start=1)}  # trec_eval sorts by score
    # Not parse_measure(): it does not run on Python 3.14.
    parts = {name: written.split("@") for name, written in MEASURES.items()}
    names = {getattr(ir_measures, measure) @ int(cutoff): name for name, (measure, cutoff) in parts.items()}
    scores: dict[str, dict[str, float]] = {key: {} for key in judgements}
    for metric in ir_measures.iter_calc(list(names), judgements, runs):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return [RankingScores(**found) for found in scores.values()]
