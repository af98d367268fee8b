"""Find small talk in messages and commands, and respond to it without searching."""

import discord

from bot.chat.exchanges import react
from bot.chat.messages.reading import title_above
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.talk.kinds import ABOUT_THE_BOT, FOLLOW_UPS, Kind
from bot.talk.recognizing import small_talk
from bot.talk.replies import explain, respond_to
from bot.talk.sections import is_section_name
from bot.talk.words import split_words


def find_in_message(message: discord.Message, question: str, me: discord.ClientUser | None, services: Services) -> Kind | None:
    """Return the kind of small talk that a message is; None if it asks something. `question` is what was read from it.

    A reply may ask about the message that it replies to, and emoji may comment on a file or a forwarded message.
    """
    typed = f"{title_above(message)}{message.content}"
    if question and not split_words(typed).words:
        return None
    kind = small_talk(typed, _names_of(message, me))
    if kind in ABOUT_THE_BOT and is_section_name(services.answering.desk.searcher.generation, question):
        return None
    return None if kind in FOLLOW_UPS and message.reference else kind


def find_in_command(question: str, services: Services) -> Kind | None:
    """Return the kind of small talk that the question of a command is; None if it asks something."""
    kind = small_talk(question)
    return None if kind in ABOUT_THE_BOT and is_section_name(services.answering.desk.searcher.generation, question) else kind


async def respond_to_message(message: discord.Message, kind: Kind, services: Services) -> None:
    """Respond to small talk with a reaction, a private line on how to ask, or not at all. Raises discord.HTTPException."""
    current_request().end("refused", "small talk")
    wording = services.wording
    response = respond_to(kind, wording.texts_for(message), wording.mention_ask_command())
    if response.text:
        await services.notices.send(message, response.text)
    elif response.emoji:
        await react(message, response.emoji)


def line_for_command(interaction: discord.Interaction[discord.Client], kind: Kind, services: Services) -> str:
    """Return the line with which to respond to small talk in a command, which always needs a response."""
    current_request().end("refused", "small talk")
    return explain(kind, services.wording.texts_for(interaction), services.wording.mention_ask_command())


def _names_of(message: discord.Message, me: discord.ClientUser | None) -> set[str]:
    """Return the names of the bot where a message was written."""
    own = [me, message.guild.me if message.guild else None]
    return {name for each in own if each for name in (each.name, each.display_name)}
