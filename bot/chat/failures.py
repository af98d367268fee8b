"""The one place where errors end: as a log line that says what to do, and a friendly message to the member."""

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

EXPIRED_CODES = {10062, 10015, 50027}
"""Discord's codes for an interaction that got no response within 3 seconds, or is older than 15 minutes."""
INVALID_BODY = 50035
"""Discord's code for an invalid request body, such as a reply to a deleted message."""


async def report(source: Interaction[Any] | discord.Message, error: BaseException, texts: Texts, notices: Notices) -> None:
    """Report an error in the log and to the member who caused it. Errors while reporting are logged, not raised."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if undeliverable := _undeliverable(source, error):
        current_request().end(undeliverable.ending, undeliverable.reason)
        log.log(undeliverable.level, "%s", undeliverable.message)
        return
    words = _explain(error, texts)
    try:
        if isinstance(source, discord.Message):
            await notices.send(source, words)
        else:
            await notify(source, words)
    except (discord.HTTPException, *CONNECTION_ERRORS) as second_error:
        log.warning("could not notify member %s of an error: %s", _member_id(source), second_error)


def _explain(error: BaseException, texts: Texts) -> str:
    """Record an error as the end of the request, log it unless a member caused it, and return the message for them."""
    words, request = refusal(error, texts), current_request()
    if isinstance(error, FootnoteError) and not isinstance(error, UsageError):
        request.end("failed", failure_reason(error))
        log_error(error)
        return words or texts.no_index
    if words:
        request.end("refused", reason_of(error))
        return words
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        request.end("failed", "old command")
        log.warning("a command registered with Discord is outdated (%s); restart the bot to register it again", error)
        return texts.old_button
    if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_MESSAGE:
        request.end("refused", "message deleted")
        return texts.message_gone
    request.end("failed", failure_reason(error))
    log_error(error)
    return f"{texts.failed} ({request.id})"


def failure_reason(error: BaseException | None) -> str:
    """Return what failed, as a label for metrics."""
    if isinstance(error, FootnoteError):
        return "index"
    if isinstance(error, CONNECTION_ERRORS):
        return "connection"
    return "discord" if isinstance(error, discord.HTTPException) else "unexpected"


def log_error(error: BaseException | None) -> None:
    """Log an error: one line if the operator can fix it or Discord caused it, else with a traceback."""
    if isinstance(error, FootnoteError):
        log.error("%s", error)
    elif isinstance(error, discord.HTTPException):
        log.warning("Discord rejected a request (%s)", error)
    else:
        log.error("unexpected error", exc_info=error)


@dataclass(frozen=True, slots=True)
class _Undeliverable:
    """An error that cannot be reported to a member: how the request ends, and the level and text of its log line."""

    ending: Ending
    reason: str
    level: int
    message: str


def _undeliverable(source: Interaction[Any] | discord.Message, error: BaseException) -> _Undeliverable | None:
    """Return what to record if the member is gone or nothing can be sent; None if the error can be reported."""
    if isinstance(error, CONNECTION_ERRORS):
        message = f"the connection to Discord failed while answering member {_member_id(source)} ({error})"
        return _Undeliverable("failed", "connection", logging.WARNING, message)
    if not isinstance(error, discord.HTTPException):
        return None
    if error.code in EXPIRED_CODES:
        message = f"an interaction from member {_member_id(source)} expired before it was answered; is the machine overloaded?"
        return _Undeliverable("failed", "expired", logging.WARNING, message)
    if not isinstance(source, discord.Message):
        return None
    if error.code == UNKNOWN_MESSAGE or (error.code == INVALID_BODY and "message_reference" in str(error)):
        return _Undeliverable("refused", "question deleted", logging.INFO, "a question was deleted before it was answered")
    hint = "; allow the bot's role to write there" if isinstance(error, discord.Forbidden) else ""
    message = f"could not answer in channel {source.channel.id} ({error}){hint}"
    return _Undeliverable("failed", "discord", logging.WARNING, message)


def _member_id(source: Interaction[Any] | discord.Message) -> int:
    return source.author.id if isinstance(source, discord.Message) else source.user.id
