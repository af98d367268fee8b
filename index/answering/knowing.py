"""Know: let the closest known questions confirm or refuse an answer."""

from collections.abc import Sequence

from index.answering.confidence import Decision
from index.searching.views import NearView

BELOW = 0.9
"""A confidence just below a threshold, as a share of it."""
DOUBT_SCORE = 0.7
"""The score of the closest view from which, if nothing answers it, the question is probably not answered either."""


def confidence_with_views(confidence: float, row: int, views: Sequence[NearView], decision: Decision) -> float:
    """Return the confidence that the first passage, in this row, answers a question, given the closest views.

    A known question that asks for the same settles it: its passage is an answer, and if it has none, there is none.
    """
    if not views:
        return confidence
    answering = max((each.score for each in views if row in each.rows and each.is_same), default=0.0)
    refusing = max((each.score for each in views if not each.view.rows and each.is_same), default=0.0)
    if refusing > answering:
        return min(confidence, BELOW * decision.suggest_from)
    if answering:
        return max(confidence, decision.answer_from, answering)
    closest = views[0]
    if not closest.view.rows and closest.score >= DOUBT_SCORE:
        return min(confidence, BELOW * decision.answer_from)
    return confidence
