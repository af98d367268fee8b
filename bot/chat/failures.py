"""The one place where errors end: as a log line that says what to do, and a friendly message to the member."""

import logging
from dataclasses import dataclass
from typing import Any

import discord
from discord import Interaction, app_commands

from bot.chat.codes import (
    BLOCKED_BY_AUTOMOD,
    EXPIRED,
    INVALID_BODY,
    THREAD_CLOSED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
)
from bot.chat.exchanges import CONNECTION_ERRORS, Notices, ThreadClosedError, mark_unanswered, notify
from bot.chat.refusals import reason_of, refusal
from bot.chat.requests import Ending, current_request
from bot.rendering.texts import Texts
from index.errors import FootnoteError, UsageError

log = logging.getLogger(__name__)


async def report(source: Interaction[Any] | discord.Message, error: BaseException, texts: Texts, notices: Notices) -> None:
    """Report an error in the log and to the member who caused it. Errors while reporting are logged, not raised."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if undeliverable := _undeliverable(source, error):
        current_request().end(undeliverable.ending, undeliverable.reason)
        log.log(undeliverable.level, "%s", undeliverable.message)
        if undeliverable.is_marked and isinstance(source, discord.Message):
            await mark_unanswered(source)
        return
    words = _explain(source, error, texts)
    try:
        if isinstance(source, discord.Message):
            await notices.send(source, words)
        else:
            await notify(source, words)
    except (discord.HTTPException, *CONNECTION_ERRORS) as second_error:
        log.warning("could not notify member %s of an error: %s", _member_id(source), second_error)


def _explain(source: Interaction[Any] | discord.Message, error: BaseException, texts: Texts) -> str:
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
    if isinstance(error, discord.HTTPException) and error.code in BLOCKED_BY_AUTOMOD:
        request.end("refused", "blocked by AutoMod")
        channel = source.channel.id if source.channel else None
        log.info("an answer in channel %s was not sent (%s)%s", channel, error, sending_hint(error))
        return texts.blocked
    request.end("failed", failure_reason(error))
    log_error(error)
    return f"{texts.failed} ({request.id})"


def sending_hint(error: BaseException) -> str:
    """Return what to do about a message that Discord refused, to append to a log line; empty if that is not known."""
    if is_thread_closed(error):
        return "; the thread or post is locked or archived, which the bot respects"
    if isinstance(error, discord.HTTPException) and error.code in BLOCKED_BY_AUTOMOD:
        return "; to let it through, exempt the bot's role from the rule (Server Settings, AutoMod)"
    return "; allow the bot's role to write there" if isinstance(error, discord.Forbidden) else ""


def is_thread_closed(error: BaseException | None) -> bool:
    """Return whether an answer failed because its thread is archived or locked."""
    return isinstance(error, ThreadClosedError) or (isinstance(error, discord.HTTPException) and error.code in THREAD_CLOSED)


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
    """An error that cannot be reported to a member: how the request ends, and the level and text of its log line.

    `is_marked` means that a reaction to the member's message says that it was not answered.
    """

    ending: Ending
    reason: str
    level: int
    message: str
    is_marked: bool = False


def _undeliverable(source: Interaction[Any] | discord.Message, error: BaseException) -> _Undeliverable | None:
    """Return what to record if the member is gone or nothing can be sent; None if the error can be reported."""
    if isinstance(error, CONNECTION_ERRORS):
        message = f"the connection to Discord failed while answering member {_member_id(source)} ({error})"
        return _Undeliverable("failed", "connection", logging.WARNING, message)
    if isinstance(error, discord.HTTPException) and error.code in EXPIRED:
        message = f"an interaction from member {_member_id(source)} expired before it was answered; is the machine overloaded?"
        return _Undeliverable("failed", "expired", logging.WARNING, message)
    return _unsendable(source.channel.id, error) if isinstance(source, discord.Message) else None


def _unsendable(channel: int, error: BaseException) -> _Undeliverable | None:
    """Return what to record if Discord refused the answer to a message; None if its author can be told why."""
    if is_thread_closed(error):
        message = f"a question in channel {channel} is left alone{sending_hint(error)}"
        return _Undeliverable("refused", "thread closed", logging.INFO, message, is_marked=True)
    if not isinstance(error, discord.HTTPException) or error.code in BLOCKED_BY_AUTOMOD:
        return None
    if error.code == UNKNOWN_MESSAGE or (error.code == INVALID_BODY and "message_reference" in str(error)):
        return _Undeliverable("refused", "question deleted", logging.INFO, "a question was deleted before it was answered")
    if error.code == UNKNOWN_CHANNEL:
        message = f"channel {channel} was deleted before a question in it was answered"
        return _Undeliverable("refused", "channel deleted", logging.INFO, message)
    message = f"could not answer in channel {channel} ({error}){sending_hint(error)}"
    return _Undeliverable("failed", "discord", logging.WARNING, message, is_marked=isinstance(error, discord.Forbidden))


def _member_id(source: Interaction[Any] | discord.Message) -> int:
    return source.author.id if isinstance(source, discord.Message) else source.user.id
