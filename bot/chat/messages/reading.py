"""Reads messages: whether they ask the bot something, what they ask, and which message contains the question."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import discord

from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.layout import is_for_people
from bot.chat.messages.file_names import words_of_file_name
from bot.chat.messages.mentions import Typed, mentions_outside_code, read_typed
from bot.chat.messages.names import names_in_message
from bot.talk.kinds import Kind
from bot.talk.recognizing import small_talk

QUESTION_MESSAGE_TYPES = {discord.MessageType.default, discord.MessageType.reply}
MIN_POLL_WORDS = 3
"""Words of a poll's question, at least; a shorter one is read with its answers."""
ADDRESS_STARTS = ("http://", "https://")
FETCH_SECONDS = 1.0
"""Seconds to wait for a message; Discord expects a response to a button press within three."""
CALLS = {Kind.HELP, Kind.HOW_IT_WORKS, Kind.MORE, Kind.UNFINISHED, Kind.GREETING, Kind.CHATTER}
"""Kinds of small talk with which the bot may be called to a member's question."""
Obstacle = Literal["role", "hidden", "deleted"]
"""Why a message that the bot is asked about cannot be read.

The bot was addressed by its role, which does not let it read the message. The message replied to may not be read, or is gone.
"""


@dataclass(frozen=True, slots=True)
class AskedMessage:
    """A question, the message that asks it and gets the reply, and the reason if it could not be read."""

    question: Typed
    source: discord.Message
    obstacle: Obstacle | None = None


def is_addressed_to(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a member addresses the bot: in a direct message, by a mention, or by a reply that it can read."""
    if message.author.bot or message.webhook_id or message.type not in QUESTION_MESSAGE_TYPES:
        return False
    if answers_people(message, me):
        return False
    if message.guild is None or is_mentioned(message, me) or _is_role_mentioned(message):
        return True
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author == me and bool(message.content)


def answers_people(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a message replies to a question that the bot has put to people, and does not name the bot itself."""
    answered = message.reference.resolved if message.reference else None
    if me is None or not isinstance(answered, discord.Message) or answered.author != me or not is_for_people(answered):
        return False
    return not mentions_outside_code(message.content, me.id)


def is_mentioned(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a message mentions the bot, or pings it as a reply; a mention in code is only text."""
    if me is None or me not in message.mentions:
        return False
    is_typed = f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content
    return not is_typed or mentions_outside_code(message.content, me.id)


def _is_role_mentioned(message: discord.Message) -> bool:
    """Return whether a message mentions the bot's own role, which has its name and is easily mistaken for it."""
    return message.guild is not None and message.guild.self_role in message.role_mentions


async def read_request(message: discord.Message, me: discord.ClientUser | None) -> AskedMessage:
    """Read the question in a message that is addressed to the bot.

    If it is a reply to a member's message and has no words of its own, the question is in that message. A call such as "please
    help" gives way to a question in that message, too, and to the notice that it cannot be read.
    """
    typed = read_message(message, me)
    if typed.words:
        kind = small_talk(typed.words)
        called_to = await _find_question(message, me) if kind in CALLS else None
        if called_to and called_to.obstacle and kind is not Kind.HELP:
            called_to = None
        return called_to or AskedMessage(typed, message)
    if not message.content and _is_role_mentioned(message) and not is_mentioned(message, me):
        return AskedMessage(typed, message, "role")
    if not is_reply(message):
        return AskedMessage(typed, message)
    asked = await replied_to(message)
    if not isinstance(asked, discord.Message):
        return AskedMessage(typed, message, asked)
    if asked.author == me:
        return AskedMessage(typed, message)
    found = read_message(asked, me)
    return (
        AskedMessage(found, asked) if found.words else AskedMessage(typed, message, None if _is_readable(asked) else "hidden")
    )


async def _find_question(message: discord.Message, me: discord.ClientUser | None) -> AskedMessage | None:
    """Return the question in a member's message that another one replies to, or that it is hidden; None if there is none."""
    if not is_reply(message):
        return None
    asked = await replied_to(message)
    if not isinstance(asked, discord.Message) or asked.author == me:
        return None
    found = read_message(asked, me)
    if not found.words and not _is_readable(asked):
        return AskedMessage(found, message, "hidden")
    return AskedMessage(found, asked) if found.words and not small_talk(found.words) else None


def is_reply(message: discord.Message) -> bool:
    """Return whether a message replies to another one; a forwarded message only refers to one."""
    return message.reference is not None and message.reference.type is discord.MessageReferenceType.reply


async def replied_to(message: discord.Message) -> discord.Message | Obstacle:
    """Return the message that another one replies to, or why it cannot be read."""
    reference = message.reference
    found = reference.resolved if reference else None
    if isinstance(found, discord.Message):
        return found
    if reference is None or reference.message_id is None or isinstance(found, discord.DeletedReferencedMessage):
        return "deleted"
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            return await message.channel.fetch_message(reference.message_id)
    except discord.NotFound:
        return "deleted"
    except (discord.HTTPException, *CONNECTION_ERRORS):
        return "hidden"


def _is_readable(message: discord.Message) -> bool:
    """Return whether any of a message can be read; without the intent, Discord hides all that members may write."""
    return any((message.content, message.attachments, message.embeds, message.poll, message.components, message.stickers))


def read_message(
    message: discord.Message, me: discord.ClientUser | None, viewer: discord.Member | discord.User | None = None
) -> Typed:
    """Read a message, with the title in front if it is the first one of a forum post, unless that only asks for help.

    If its text has no words other than addresses, it is read from what it forwards, its poll, its embeds, its components, its
    files, or its stickers, whichever has any first. `viewer` is who sees it, by default its author.
    """
    names, title = names_in_message(message, me, viewer), title_above(message)
    if message.content and small_talk(title):
        title = ""
    own = read_typed(f"{title}{message.content}", names)
    if own.words and not is_only_addresses(own.words):
        return own
    parts = (*_forwarded(message), *_poll(message.poll), *_parts(message))
    return next((found for part in parts if (found := read_typed(part, names)).words), own)


def is_only_addresses(words: str) -> bool:
    """Return whether a question consists of nothing but addresses of web pages."""
    return all(word.startswith(ADDRESS_STARTS) for word in words.split())


def title_above(message: discord.Message) -> str:
    """Return the title of a forum post, as a line, if a message is the first one of it; else an empty text."""
    channel = message.channel
    return f"{channel}\n" if isinstance(channel, discord.Thread) and channel.id == message.id else ""


def _forwarded(message: Any) -> Iterator[str]:
    """Yield what a message forwards; a forwarded message may itself forward one."""
    for snapshot in getattr(message, "message_snapshots", ()):
        yield snapshot.content
        yield from _parts(snapshot)
        yield from _forwarded(snapshot)


def _poll(poll: discord.Poll | None) -> Iterator[str]:
    """Yield the question of a poll, with its answers if it is short."""
    if poll is not None:
        answers = [answer.text or "" for answer in poll.answers]
        question = str(poll.question or "")
        yield question if len(question.split()) >= MIN_POLL_WORDS else " ".join([question, *answers])


def _parts(message: discord.Message | discord.MessageSnapshot) -> Iterator[str]:
    """Yield the texts of a message other than what was typed, the likeliest to ask something first."""
    for embed in message.embeds:
        fields = [text for field in embed.fields for text in (field.name, field.value)]
        yield "\n".join(filter(None, (embed.title, embed.description, *fields)))
    yield "\n".join(_displayed(message.components))
    yield from (file.description or "" for file in message.attachments)
    yield from (words_of_file_name(file.title or file.filename) for file in message.attachments)
    yield from (sticker.name for sticker in message.stickers)


def _displayed(components: Iterable[Any]) -> Iterator[str]:
    """Yield the texts that components display; they nest a few levels deep at most."""
    for component in components:
        content = getattr(component, "content", None)
        if isinstance(content, str):
            yield content
        yield from _displayed(getattr(component, "children", None) or ())
