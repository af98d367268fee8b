"""The one place where errors end: a line in the log with what to do, and friendly words for whoever is waiting."""

import logging
from dataclasses import dataclass
from typing import Any

import discord
from discord import Interaction, app_commands

from bot.chat.exchanges import CONNECTION_ERRORS, UNKNOWN_MESSAGE, Notices, notify
from bot.chat.refusals import reason_of, refusal
from bot.chat.requests import Ending, current_request
from bot.rendering.texts import Texts
from index.errors import FootnoteError, UsageError

log = logging.getLogger(__name__)

EXPIRED = {10062, 10015, 50027}
"""Discord's codes for an interaction that can no longer be answered: not within 3 seconds, or not within 15 minutes."""
INVALID_BODY = 50035


async def tell(source: Interaction[Any] | discord.Message, error: BaseException, texts: Texts, notices: Notices) -> None:
    """Say what went wrong, in the log and to whoever caused it; nothing is raised."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if lost := _lost(source, error):
        current_request().end(lost.ending, lost.reason)
        log.log(lost.level, "%s", lost.told)
        return
    words = _words(error, texts)
    try:
        if isinstance(source, discord.Message):
            await notices.tell(source, words)
        else:
            await notify(source, words)
    except (discord.HTTPException, *CONNECTION_ERRORS) as problem:
        log.warning("could not tell member %s that something went wrong: %s", _member(source), problem)


def _words(error: BaseException, texts: Texts) -> str:
    """What to say of an error; the log gets what is not the member's doing."""
    words, request = refusal(error, texts), current_request()
    if isinstance(error, FootnoteError) and not isinstance(error, UsageError):
        request.end("failed", kind_of(error))
        note(error)
        return words or texts.no_index
    if words:
        request.end("refused", reason_of(error))
        return words
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        request.end("failed", "old command")
        log.warning("a command that Discord has is not the one there is (%s); restart the bot to register it", error)
        return texts.old_button
    if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_MESSAGE:
        request.end("refused", "message deleted")
        return texts.message_gone
    request.end("failed", kind_of(error))
    note(error)
    return f"{texts.failed} ({request.id})"


def kind_of(error: BaseException | None) -> str:
    """What failed, in a word for those who count failures."""
    if isinstance(error, FootnoteError):
        return "index"
    if isinstance(error, CONNECTION_ERRORS):
        return "connection"
    return "discord" if isinstance(error, discord.HTTPException) else "unexpected"


def note(error: BaseException | None) -> None:
    """Say in the log what whoever runs the bot can mend, or what should not have happened."""
    if isinstance(error, FootnoteError):
        log.error("%s", error)
    elif isinstance(error, discord.HTTPException):
        log.warning("Discord refused what was sent (%s)", error)
    else:
        log.error("something that should not happen", exc_info=error)


@dataclass(frozen=True, slots=True)
class _Lost:
    """An error that nobody is left to be told of: how the request ended, what the log says of it, and how loud."""

    ending: Ending
    reason: str
    level: int
    told: str


def _lost(source: Interaction[Any] | discord.Message, error: BaseException) -> _Lost | None:
    """What is left to say when nobody is there any more to be told, or nothing can be sent; else None."""
    if isinstance(error, CONNECTION_ERRORS):
        told = f"the connection to Discord failed while member {_member(source)} was answered ({error})"
        return _Lost("failed", "connection", logging.WARNING, told)
    if not isinstance(error, discord.HTTPException):
        return None
    if error.code in EXPIRED:
        told = f"an interaction of member {_member(source)} expired before it was answered; is the machine overloaded?"
        return _Lost("failed", "expired", logging.WARNING, told)
    if not isinstance(source, discord.Message):
        return None
    if error.code == UNKNOWN_MESSAGE or (error.code == INVALID_BODY and "message_reference" in str(error)):
        return _Lost("refused", "question deleted", logging.INFO, "a question was deleted before it was answered")
    hint = "; let the bot's role write there" if isinstance(error, discord.Forbidden) else ""
    told = f"could not answer in channel {source.channel.id} ({error}){hint}"
    return _Lost("failed", "discord", logging.WARNING, told)


def _member(source: Interaction[Any] | discord.Message) -> int:
    return source.author.id if isinstance(source, discord.Message) else source.user.id
