"""The `/ask` command, and the context menu entry that answers a message."""

import keyword
from dataclasses import replace
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat.answering import AskedQuestion, first_card
from bot.chat.choices import MAX_CHOICE_LENGTH, document_names, match_names, section_names
from bot.chat.exchanges import notify, respond
from bot.chat.messages.addressing import Addressee, pings
from bot.chat.messages.mentions import read_typed
from bot.chat.messages.names import ServerNames, names_in_command
from bot.chat.messages.past_turns import read_asked
from bot.chat.messages.small_talk import find_in_command, line_for_command
from bot.chat.services import Services
from bot.rendering.names import Names
from bot.rendering.tags import plain
from index.answering.answers import Answer
from index.errors import UnknownNameError
from index.searching.questions import MAX_QUESTION_LENGTH
from index.searching.scope import Scope, scope_of, visible_sections

Choices = list[app_commands.Choice[str]]
OPTIONS = ("question", "section", "document", "private", "for")
"""The options of `/ask`, as prefixes of the keys of their names and descriptions."""


class Asking(commands.Cog):
    """Answers questions asked with a command: in servers, direct messages and group chats."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        self._offered_generation: str | None = None
        self._offered_sections: dict[Scope, list[str]] = {}
        for command in (self._make_ask_command(), self._make_find_command()):
            bot.tree.add_command(command)

    async def ask(
        self, interaction: Interaction[Any], asked: AskedQuestion, *, is_private: bool, addressee: Addressee | None = None
    ) -> None:
        """Answer an interaction that asks a question, perhaps for another member."""
        services = self.services
        with services.open_work:
            is_limited = asked.section is not None or asked.document is not None
            kind = None if is_limited else find_in_command(asked.text, services)
            if kind:
                await notify(interaction, line_for_command(interaction, kind, services))
                return
            reader = replace(services.reader_for(interaction), addressee=addressee.mention if addressee else None)
            has_audience = not interaction.context.dm_channel

            def becomes_private(answer: Answer) -> bool:
                return has_audience and answer.outcome not in services.settings.public_outcomes

            await respond(
                interaction,
                services.answering.ask(asked),
                lambda answer: first_card(answer, asked.asker, reader, is_private=is_private or becomes_private(answer)),
                is_private=is_private,
                becomes_private=becomes_private,
                pings=pings(interaction, addressee),
            )

    def _make_ask_command(self) -> app_commands.Command[Any, ..., None]:
        """Return `/ask`."""
        string = self.services.wording.command_string

        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.rename(**{_parameter(name): string(f"{name}_name") for name in OPTIONS})
        @app_commands.describe(**{_parameter(name): string(f"{name}_description") for name in OPTIONS})
        @app_commands.autocomplete(section=self._offer_sections, document=self._offer_documents)
        @app_commands.command(name=string("ask_name"), description=string("ask_description"))
        async def ask(  # noqa: PLR0913  # one parameter per option
            interaction: Interaction[Any],
            question: app_commands.Range[str, 1, MAX_QUESTION_LENGTH],
            section: str | None = None,
            document: str | None = None,
            *,
            private: bool = False,
            for_: discord.Member | discord.User | None = None,
        ) -> None:
            typed = read_typed(question, names_in_command(interaction))
            origin = self.services.origin_of(interaction)
            asked = AskedQuestion(
                typed.question, interaction.user.id, section or None, document or None, shown=typed.shown, origin=origin
            )
            await self.ask(interaction, asked, is_private=private, addressee=for_)

        return ask

    def _make_find_command(self) -> app_commands.ContextMenu:
        """Return the context menu entry, which always answers privately."""

        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.context_menu(name=self.services.wording.command_string("find_name"))
        async def find(interaction: Interaction[Any], message: discord.Message) -> None:
            typed = await read_asked(message, self.bot.user, interaction.user)
            origin = self.services.origin_of(interaction)
            asked = AskedQuestion(typed.question[:MAX_QUESTION_LENGTH], interaction.user.id, shown=typed.shown, origin=origin)
            await self.ask(interaction, asked, is_private=True)

        return find

    async def _offer_sections(self, interaction: Interaction[Any], typed: str) -> Choices:
        """Autocomplete sections, limited to the chosen document if it exists. Names are cached per generation."""
        searcher = self.services.answering.desk.searcher
        generation = searcher.generation
        if self._offered_generation != generation.name:  # compared by name, so that a replaced index is not kept in memory
            self._offered_generation, self._offered_sections = generation.name, {}
        document = getattr(interaction.namespace, self.services.wording.english.document_name, None)
        try:
            scope = scope_of(generation, document=document or None, within=searcher.named)
        except UnknownNameError:
            scope = searcher.named
        if scope not in self._offered_sections:
            self._offered_sections[scope] = section_names(visible_sections(generation, scope))
        return _choices(self._offered_sections[scope], typed, ServerNames(interaction.guild))

    async def _offer_documents(self, interaction: Interaction[Any], typed: str) -> Choices:
        """Autocomplete documents."""
        documents = self.services.answering.desk.searcher.documents
        return _choices(document_names(documents), typed, ServerNames(interaction.guild))


def _parameter(option: str) -> str:
    """Return the name of the parameter of an option; `for` is a keyword."""
    return f"{option}_" if keyword.iskeyword(option) else option


def _choices(names: list[str], typed: str, known: Names) -> Choices:
    found = match_names(names, typed)
    return [app_commands.Choice(name=plain(name, known)[:MAX_CHOICE_LENGTH], value=name) for name in found]
