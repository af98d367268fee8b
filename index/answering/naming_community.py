"""Answer a question that says the name of the community as if it did not: its documents rarely do."""

from collections.abc import Callable
from dataclasses import replace

from index.answering.answers import Answer
from index.text.community_names import CommunityNames

MARGIN = 0.2
"""How much surer the answer to a question with the name has to be if that is more than an aside."""


def ask_without_name(question: str, names: CommunityNames, language: str, ask: Callable[[str], Answer]) -> Answer:
    """Ask a question with and without the names of the community, and return the answer that is rather meant.

    What a known question says about the question as it is asked holds. Raises QuestionError.
    """
    whole = ask(question)
    shortened = None if whole.is_known else names.without(whole.question, language)
    if shortened is None:
        return whole
    shorter = ask(shortened.text)
    chosen = shorter if _is_meant(shorter, whole, is_aside=shortened.is_aside) else whole
    return replace(
        chosen,
        question=whole.question,
        milliseconds=whole.milliseconds + shorter.milliseconds,
        steps=whole.steps + shorter.steps,
    )


def _is_meant(shorter: Answer, whole: Answer, *, is_aside: bool) -> bool:
    """Return whether the answer to the question without the name is the better one."""
    if not shorter.hits or (shorter.outcome == "none" and whole.outcome != "none"):
        return False
    if whole.hits and whole.hits[0].row == shorter.hits[0].row:
        return shorter.confidence >= whole.confidence
    return is_aside or shorter.confidence >= whole.confidence - MARGIN
