"""Know: let the closest known questions confirm or refuse an answer."""

from collections.abc import Sequence

from index.answering.confidence import Decision
from index.searching.raising import NearView

REFUSED_FROM = 0.8
"""The score from which a view that asks for the same, and that nothing answers, settles that the question has no answer."""
DOUBTED_FROM = 0.7
"""The score of the closest view from which, if nothing answers it, the question is probably not answered either."""
LIKELY_FROM = 0.6
"""The score of the closest view from which its passage is at least suggested, if it comes first."""


def confidence_with_views(confidence: float, row: int, views: Sequence[NearView], decision: Decision) -> float:
    """Return the confidence that the first passage, in this row, answers a question, given the views closest to it."""
    confirming = max((each.score for each in views if each.is_same and row in each.rows), default=0.0)
    refusing = max((each.score for each in views if each.is_same and not each.view.rows), default=0.0)
    if refusing >= max(REFUSED_FROM, confirming):
        return min(confidence, decision.below_suggestions)
    if confirming:
        return max(confidence, decision.answer_from, confirming)
    if views and not views[0].view.rows and views[0].score >= DOUBTED_FROM:
        return min(confidence, decision.below_answer)
    if views and views[0].score >= LIKELY_FROM and row in views[0].rows:
        return max(confidence, decision.suggest_from)
    return confidence
