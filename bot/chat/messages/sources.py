"""Read a message that is to be saved as an answer: what people see of it, in the lines in which it was typed."""

import re

import discord

from bot.chat.messages.mentions import read_typed
from bot.chat.messages.names import names_in_message
from bot.chat.messages.reading import read_message

FENCE = re.compile(r"^[^\S\n]*```[\w+.#-]{0,20}[^\S\n]*$", re.MULTILINE)
"""A line that opens or closes a block of code."""


def text_of(message: discord.Message, me: discord.ClientUser | None, viewer: discord.Member | discord.User) -> str:
    """Return the text of a message without markup, as `viewer` sees it, or what else it shows if it has no text."""
    names = names_in_message(message, me, viewer)
    lines = [read_typed(line, names).shown for line in FENCE.sub("", message.content).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text or read_message(message, me, viewer).shown
