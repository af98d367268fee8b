"""Decide how to respond to small talk."""

from dataclasses import dataclass

from bot.rendering.texts import Texts
from bot.talk.kinds import ABOUT_THE_BOT, Kind

REACTIONS = {Kind.THANKS: "🙂", Kind.PRAISE: "🙂", Kind.GOODBYE: "👋"}
"""The emoji to react with, for kinds that need no words."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response to small talk: a text, or an emoji to react with where that is possible, or neither."""

    text: str | None = None
    emoji: str | None = None


def respond_to(kind: Kind, texts: Texts, command: str) -> Response:
    """Return the response to small talk in a message. `command` is the mention of `/ask`."""
    if kind in REACTIONS or kind is Kind.CHATTER:
        return Response(emoji=REACTIONS.get(kind))
    return Response(text=explain(kind, texts, command))


def explain(kind: Kind, texts: Texts, command: str) -> str:
    """Return the line on how to ask, after one on what the bot is if that was the question."""
    line = how_to_ask(texts, command)
    return f"{texts.about} {line}" if kind in ABOUT_THE_BOT else line


def how_to_ask(texts: Texts, command: str) -> str:
    """Return the line on how to ask, with an example and the mention of `/ask`."""
    return texts.how_to_ask.format(example=texts.example, command=command)
