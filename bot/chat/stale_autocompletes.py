"""Keep autocompletes that came too late out of the log. Discord discards them as soon as the member types on."""

import logging

import discord

from bot.chat.codes import ALREADY_ACKNOWLEDGED, EXPIRED
from bot.chat.exchanges import CONNECTION_ERRORS

log = logging.getLogger(__name__)

LOGGER = "discord.app_commands.tree"
"""The logger to which discord.py reports a failed autocomplete, without calling the bot."""


def quiet_stale_autocompletes() -> None:
    """Log autocompletes that came too late in one line at debug level, and other failed ones as before."""
    logging.getLogger(LOGGER).addFilter(_is_worth_reporting)


def _is_worth_reporting(record: logging.LogRecord) -> bool:
    """Return whether to keep a log record of discord.py; that of a stale autocomplete is replaced."""
    error = record.exc_info[1] if record.exc_info else None
    if not _is_stale(error):
        return True
    log.debug("an autocomplete came too late (%s)", error)
    return False


def _is_stale(error: BaseException | None) -> bool:
    if isinstance(error, discord.HTTPException):
        return error.code == ALREADY_ACKNOWLEDGED or error.code in EXPIRED
    return isinstance(error, CONNECTION_ERRORS)
