"""How good rankings are, by ir-measures: the figures of trec_eval, which papers quote.

The only module that imports ir_measures. (Rather than ranx, which brings numba and pandas and loads in four seconds.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import fmean
from typing import Self

from index.errors import UsageError, install
from index.evaluation.judged import JudgedQuestion

MEASURES = {
    "hit_at_1": "Success@1",
    "hit_at_3": "Success@3",
    "hit_at_5": "Success@5",
    "mrr_at_10": "RR@10",
    "ndcg_at_10": "nDCG@10",
}
"""What ir-measures calls each score."""
SCORES = tuple(name.replace("_at_", "@") for name in MEASURES)
"""The scores by the names they are printed with: hit@1 and so on."""


@dataclass(frozen=True, slots=True)
class RankingScores:
    """How good the ranking for one question is, or many are on average; each from 0 to 1."""

    hit_at_1: float
    hit_at_3: float
    hit_at_5: float
    mrr_at_10: float
    ndcg_at_10: float

    @classmethod
    def mean(cls, scores: Sequence["RankingScores"]) -> Self:
        """The average of at least one."""
        return cls(**{name: fmean(getattr(each, name) for each in scores) for name in MEASURES})

    def to_dict(self) -> dict[str, float]:
        """The scores by the names they are printed with."""
        return {printed: getattr(self, name) for printed, name in zip(SCORES, MEASURES, strict=True)}


def require_ranking_metrics() -> None:
    """Raise UsageError when ir-measures is not installed: better before the questions are asked than after."""
    if find_spec("ir_measures") is None:
        raise UsageError("ir-measures is not installed, which measures rankings", fix=install("eval"))


def score_rankings(rankings: Iterable[tuple[JudgedQuestion, Sequence[str]]]) -> list[RankingScores]:
    """Score the ranking of each answerable question: ids, best first, each once."""
    require_ranking_metrics()
    import ir_measures

    judgements: dict[str, dict[str, int]] = {}
    runs: dict[str, dict[str, float]] = {}
    for number, (question, ids) in enumerate(rankings):
        judgements[str(number)] = {name: question.grades.get(name, 1) for name in question.passages}
        runs[str(number)] = {name: 1 / rank for rank, name in enumerate(ids, start=1)}  # trec_eval sorts by score
    names = {ir_measures.parse_measure(written): name for name, written in MEASURES.items()}
    scores: dict[str, dict[str, float]] = {key: {} for key in judgements}
    for metric in ir_measures.iter_calc(list(names), judgements, runs):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return [RankingScores(**found) for found in scores.values()]
