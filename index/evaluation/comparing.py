"""What each step of the search earns: the same questions, ranked in each way that the searcher knows."""

from dataclasses import dataclass

from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation.figures import DIGITS
from index.evaluation.judged import JudgedQuestion, QuestionSet
from index.evaluation.ranking_metrics import RankingScores, score_rankings
from index.progress import Progress
from index.searching.retrieval import Ranking

RANKINGS: tuple[Ranking, ...] = ("dense", "bm25", "rrf", "fused")
"""Each step with those before it, the search as it is last."""
COMPARED = ("hit@1", "hit@3", "mrr@10", "ndcg@10")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How good one way to rank is, on average over the answerable questions."""

    ranking: Ranking
    scores: RankingScores

    def to_dict(self) -> dict[str, float]:
        """The figures that are compared, by the names they are printed with."""
        return {name: round(score, DIGITS) for name, score in self.scores.to_dict().items() if name in COMPARED}


def compare(searcher: Searcher, judged: QuestionSet, progress: Progress) -> tuple[Comparison, ...]:
    """Rank every answerable question in each way; nothing, when there is none."""
    answerable = [question for question in judged.questions if question.is_answerable]
    found = []
    for ranking in RANKINGS if answerable else ():
        progress.step(f"Ranking by {ranking}", len(answerable))
        rankings = []
        for question in answerable:
            rankings.append((question, _rank(searcher, question, judged, ranking)))
            progress.advance(1)
        found.append(Comparison(ranking, RankingScores.mean(score_rankings(rankings))))
    return tuple(found)


def _rank(searcher: Searcher, question: JudgedQuestion, judged: QuestionSet, ranking: Ranking) -> list[str]:
    """The ids of the first passages, each once at its best rank; none for a question that cannot be asked."""
    try:
        matches = searcher.index.retriever.rank(question.question, judged.top, ranking)
    except UsageError:
        return []
    return list(dict.fromkeys(judged.id_of(searcher.generation.passages[match.row]) for match in matches))
