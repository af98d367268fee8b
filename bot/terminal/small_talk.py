"""Respond to small talk on the command line."""

from bot.talk.kinds import ABOUT_THE_BOT, Kind

HOW_TO_ASK = 'ask in plain words, for example "Who can join?"'
WHAT_IT_IS = "a bot that finds the passages of your documents that answer a question, and quotes them"


def respond_to(kind: Kind, *, at_prompt: bool) -> str | None:
    """Return one line in response to small talk, or None where nothing needs to be said."""
    if kind in {Kind.THANKS, Kind.PRAISE}:
        return "you're welcome"
    if at_prompt and kind is Kind.CHATTER:
        return None
    if at_prompt and kind is Kind.GOODBYE:
        return "type exit, or press Ctrl-D, to leave"
    return f"{WHAT_IT_IS}; {HOW_TO_ASK}" if kind in ABOUT_THE_BOT else HOW_TO_ASK
