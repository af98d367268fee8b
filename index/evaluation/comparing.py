"""Compare rankings: score the same questions with each ranking that the searcher supports."""

from dataclasses import dataclass

from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation.judged import JudgedQuestion, QuestionSet
from index.evaluation.metrics import DIGITS
from index.evaluation.ranking_metrics import RankingScores, score_rankings
from index.progress import Progress
from index.searching.retrieval import Ranking

RANKINGS: tuple[Ranking, ...] = ("dense", "bm25", "rrf", "fused")
"""The rankings to compare, from single signals to the full search."""
COMPARED = ("hit@1", "hit@3", "mrr@10", "ndcg@10")
"""The metrics shown for each ranking."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean scores of one ranking over the answerable questions."""

    ranking: Ranking
    scores: RankingScores

    def to_dict(self) -> dict[str, float]:
        """Return the compared metrics by their printed names, rounded."""
        return {name: round(score, DIGITS) for name, score in self.scores.to_dict().items() if name in COMPARED}


def compare(searcher: Searcher, judged: QuestionSet, progress: Progress) -> tuple[Comparison, ...]:
    """Score each ranking on the answerable questions; return nothing if there are none."""
    answerable = [question for question in judged.questions if question.is_answerable]
    found = []
    for ranking in RANKINGS if answerable else ():
        progress.step(f"Ranking with {ranking}", len(answerable))
        rankings = []
        for question in answerable:
            rankings.append((question, _rank(searcher, question, judged, ranking)))
            progress.advance(1)
        found.append(Comparison(ranking, RankingScores.mean(score_rankings(rankings))))
    return tuple(found)


def _rank(searcher: Searcher, question: JudgedQuestion, judged: QuestionSet, ranking: Ranking) -> list[str]:
    """Return the ids of the first passages, each once at its best rank; none if the question cannot be asked."""
    try:
        matches = searcher.index.retriever.rank(question.question, judged.top, ranking)
    except UsageError:
        return []
    return list(dict.fromkeys(judged.id_of(searcher.generation.passages[match.row]) for match in matches))
