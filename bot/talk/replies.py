"""Decide how to respond to small talk."""

from dataclasses import dataclass

from bot.rendering.texts import Texts
from bot.talk.kinds import Kind

REACTIONS = {Kind.THANKS: "🙂", Kind.PRAISE: "🙂", Kind.GOODBYE: "👋"}
"""The emoji to react with, for kinds that need no words."""
EXPLAINED = {Kind.HELP, Kind.IDENTITY, Kind.HOW_IT_WORKS}
"""Kinds that ask about the bot, and are told what it is."""
FOLLOW_UPS = {Kind.HOW_IT_WORKS}
"""Kinds that ask about an answer if they follow up on one."""
SECTION_NAMES = {Kind.HELP, Kind.IDENTITY, Kind.HOW_IT_WORKS}
"""Kinds that a document may have a section about, whose name is then a question like any other."""


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
    how_to_ask = texts.how_to_ask.format(example=texts.example, command=command)
    return f"{texts.about} {how_to_ask}" if kind in EXPLAINED else how_to_ask
