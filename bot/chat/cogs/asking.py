"""The command to ask, and the entry in the menu of messages."""

from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat.answering import Asked, first_card
from bot.chat.choices import document_names, matching, section_names
from bot.chat.cogs.listening import question_of
from bot.chat.exchanges import respond
from bot.chat.services import Services
from index.errors import UnknownNameError
from index.searching.questions import LONGEST_QUESTION
from index.searching.scope import EVERYTHING, Scope, scope_of, visible_documents, visible_sections

Choices = list[app_commands.Choice[str]]
OPTIONS = ("question", "section", "document", "private")
"""Options of the command, by the keys of their names and descriptions."""


class Asking(commands.Cog):
    """Questions that are asked by a command, wherever Discord offers it."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        self._offered_of: str | None = None
        self._offered: dict[Scope, list[str]] = {}
        for command in (self._ask_command(), self._find_command()):
            bot.tree.add_command(command)

    async def ask(self, interaction: Interaction[Any], asked: Asked, *, is_private: bool) -> None:
        """Answer a question with a message."""
        services = self.services
        with services.open_work:
            texts, role = services.wording.texts_for(interaction), services.roles.mention_to_ask(interaction.guild)
            await respond(
                interaction,
                services.answering.ask(asked),
                lambda answer: first_card(answer, asked.asker, texts, is_private=is_private, role=role),
                is_private=is_private,
            )

    def _ask_command(self) -> app_commands.Command[Any, ..., None]:
        said = self.services.wording.said

        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.rename(**{name: said(f"{name}_name") for name in OPTIONS})
        @app_commands.describe(**{name: said(f"{name}_description") for name in OPTIONS})
        @app_commands.autocomplete(section=self._offer_sections, document=self._offer_documents)
        @app_commands.command(name=said("ask_name"), description=said("ask_description"))
        async def ask(
            interaction: Interaction[Any],
            question: app_commands.Range[str, 1, LONGEST_QUESTION],
            section: str | None = None,
            document: str | None = None,
            *,
            private: bool = False,
        ) -> None:
            asked = Asked(question, interaction.user.id, section or None, document or None)
            await self.ask(interaction, asked, is_private=private)

        return ask

    def _find_command(self) -> app_commands.ContextMenu:
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.context_menu(name=self.services.wording.said("find_name"))
        async def find(interaction: Interaction[Any], message: discord.Message) -> None:
            question = question_of(message, self.bot.user)[:LONGEST_QUESTION]
            await self.ask(interaction, Asked(question, interaction.user.id), is_private=True)

        return find

    async def _offer_sections(self, interaction: Interaction[Any], typed: str) -> Choices:
        generation = self.services.answering.desk.searcher.generation
        if self._offered_of != generation.name:  # by name, so as not to keep an index that was replaced
            self._offered_of, self._offered = generation.name, {}
        named = getattr(interaction.namespace, self.services.wording.english.document_name, None)
        try:
            scope = scope_of(generation, document=named or None)
        except UnknownNameError:
            scope = EVERYTHING
        if scope not in self._offered:
            self._offered[scope] = section_names(visible_sections(generation, scope))
        return _choices(self._offered[scope], typed)

    async def _offer_documents(self, _interaction: Interaction[Any], typed: str) -> Choices:
        generation = self.services.answering.desk.searcher.generation
        return _choices(document_names(visible_documents(generation, EVERYTHING)), typed)


def _choices(names: list[str], typed: str) -> Choices:
    return [app_commands.Choice(name=name, value=name) for name in matching(names, typed)]
