"""The one place where errors end: a line in the log with what to do, and friendly words for whoever is waiting."""

import logging
from typing import Any

import discord
from discord import Interaction, app_commands

from bot.chat.exchanges import CONNECTION_ERRORS, UNKNOWN_MESSAGE, Notices, notify
from bot.chat.refusals import refusal
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
    if said := _beyond_telling(source, error):
        log.log(said[0], "%s", said[1])
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
    words = refusal(error, texts)
    if isinstance(error, FootnoteError) and not isinstance(error, UsageError):
        note(error)
        return words or texts.no_index
    if words:
        return words
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        log.warning("a command that Discord has is not the one there is (%s); restart the bot to register it", error)
        return texts.old_button
    if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_MESSAGE:
        return texts.message_gone
    note(error)
    return texts.failed


def note(error: BaseException | None) -> None:
    """Say in the log what whoever runs the bot can mend, or what should not have happened."""
    if isinstance(error, FootnoteError):
        log.error("%s", error)
    elif isinstance(error, discord.HTTPException):
        log.warning("Discord refused what was sent (%s)", error)
    else:
        log.error("something that should not happen", exc_info=error)


def _beyond_telling(source: Interaction[Any] | discord.Message, error: BaseException) -> tuple[int, str] | None:
    """What the log says, and how loud, when nobody is there any more to be told, or nothing can be sent; else None."""
    if isinstance(error, CONNECTION_ERRORS):
        return logging.WARNING, f"the connection to Discord failed while member {_member(source)} was answered ({error})"
    if not isinstance(error, discord.HTTPException):
        return None
    if error.code in EXPIRED:
        return (
            logging.WARNING,
            f"an interaction of member {_member(source)} expired before it was answered; is the machine overloaded?",
        )
    if not isinstance(source, discord.Message):
        return None
    if error.code == UNKNOWN_MESSAGE or (error.code == INVALID_BODY and "message_reference" in str(error)):
        return logging.INFO, "a question was deleted before it was answered"
    hint = "; let the bot's role write there" if isinstance(error, discord.Forbidden) else ""
    return logging.WARNING, f"could not answer in channel {source.channel.id} ({error}){hint}"


def _member(source: Interaction[Any] | discord.Message) -> int:
    return source.author.id if isinstance(source, discord.Message) else source.user.id
