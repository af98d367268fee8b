"""Threads on questions, in the channels where `discord.threads` wants them."""

import logging
from collections.abc import Collection

import discord

from bot.chat.codes import BLOCKED_BY_AUTOMOD, THREAD_EXISTS, TOO_MANY_THREADS, UNKNOWN_MESSAGE
from bot.chat.exchanges import CONNECTION_ERRORS, bot_permissions, is_closed
from bot.chat.messages.reading import QUESTION_MESSAGE_TYPES, answers_people
from bot.rendering.thread_names import thread_name

log = logging.getLogger(__name__)

MAY_OPEN = discord.Permissions(view_channel=True, create_public_threads=True, send_messages_in_threads=True)
"""The permissions that the bot needs to open a thread and write in it."""


class Threads:
    """Opens a thread on each question in the channels with these IDs."""

    def __init__(self, channels: Collection[int]) -> None:
        self.channels = frozenset(channels)

    def are_wanted(self, message: discord.Message) -> bool:
        """Return whether a message is in a channel where questions are answered in threads."""
        return message.channel.id in self.channels and isinstance(message.channel, discord.TextChannel)

    def can_open(self, message: discord.Message) -> bool:
        """Return whether a thread is wanted on a message and the bot may open it."""
        allowed = bot_permissions(message)
        return self.are_wanted(message) and allowed is not None and allowed.is_superset(MAY_OPEN)

    async def open(self, message: discord.Message, question: str) -> discord.Thread | None:
        """Return the thread on a message, opened and named after the question if there is none.

        None if no thread is wanted there, or if none can be opened or the one on the message is closed, which is logged with
        what to allow. Raises discord.NotFound if the message was deleted.
        """
        if not self.are_wanted(message) or message.guild is None:
            return None
        if not self.can_open(message):
            _log_failure(message, "Create Public Threads or Send Messages in Threads is missing", _PERMISSIONS_HINT)
            return None
        if (thread := message.guild.get_thread(message.id)) and not is_closed(thread):
            return thread
        try:
            return await message.create_thread(name=thread_name(question))
        except discord.HTTPException as error:
            if error.code == UNKNOWN_MESSAGE:
                raise
            if error.code == THREAD_EXISTS and (thread := await _find(message)) and not is_closed(thread):
                return thread
            _log_failure(message, error, _hint(error))
        except CONNECTION_ERRORS as error:
            _log_failure(message, error, "")
        return None


def is_own_thread(channel: object, me: discord.ClientUser | None) -> bool:
    """Return whether the bot has opened a thread."""
    return isinstance(channel, discord.Thread) and me is not None and channel.owner_id == me.id


def goes_on_in_own_thread(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a message in a thread that the bot opened addresses nobody, and the bot may read it."""
    if not is_own_thread(message.channel, me):
        return False
    if message.author.bot or message.webhook_id or message.type not in QUESTION_MESSAGE_TYPES or not message.content:
        return False
    if message.raw_mentions or message.raw_role_mentions or message.mention_everyone:
        return False
    if answers_people(message, me):
        return False
    answered = message.reference.resolved if message.reference else None
    return not message.reference or (isinstance(answered, discord.Message) and answered.author == me)


async def _find(message: discord.Message) -> discord.Thread | None:
    """Return the thread that a member has opened on a message, perhaps long ago; None if the bot cannot see it."""
    try:
        thread = await message.guild.fetch_channel(message.id) if message.guild else None
    except (discord.HTTPException, discord.InvalidData, *CONNECTION_ERRORS):
        return None
    return thread if isinstance(thread, discord.Thread) else None


_PERMISSIONS_HINT = "; allow the bot's role Create Public Threads and Send Messages in Threads there"


def _hint(error: discord.HTTPException) -> str:
    if error.code in BLOCKED_BY_AUTOMOD:
        return "; to let its name through, exempt the bot's role from the rule (Server Settings, AutoMod)"
    if error.code in TOO_MANY_THREADS:
        return "; close some threads of the server"
    return _PERMISSIONS_HINT if isinstance(error, discord.Forbidden) else ""


def _log_failure(message: discord.Message, reason: object, hint: str) -> None:
    log.warning("answered in channel %s without a thread (%s)%s", message.channel.id, reason, hint)
