"""Shows an answer's question as Discord shows it, and keeps its spoilers out of the notes."""

from dataclasses import replace

from bot.rendering.spoilers import find_spoilers
from index.answering.answers import Answer


def echo(answer: Answer, shown: str | None) -> Answer:
    """Return an answer with its question as Discord shows it, and without notes that would reveal a spoiler in it."""
    if not shown:
        return answer
    spoilers = find_spoilers(shown)
    if not spoilers:
        return replace(answer, question=shown)
    bounds = [0, *(edge for span in spoilers for edge in span), len(shown)]
    visible = " ".join(shown[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)).casefold()
    seen = tuple(word for word in answer.unmatched if word.casefold() in visible)
    return replace(answer, question=shown, read_as=None, unmatched=seen)
