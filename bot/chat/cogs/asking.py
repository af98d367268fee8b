"""The command to ask, and the entry in the menu of messages."""

from typing import TYPE_CHECKING, Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat.answering import Asked, first_card
from bot.chat.choices import document_names, matching, section_names
from bot.chat.cogs.listening import question_of
from bot.chat.exchanges import respond
from index.errors import UnknownNameError
from index.narrowing import find_documents
from index.questions import LONGEST_QUESTION

if TYPE_CHECKING:
    from bot.chat.client import FootnoteBot

Choices = list[app_commands.Choice[str]]


class Asking(commands.Cog):
    """Questions that are asked by a command, wherever Discord offers it."""

    def __init__(self, bot: "FootnoteBot") -> None:
        self.bot = bot
        self._offered_of: str | None = None
        self._offered: dict[frozenset[str], list[str]] = {}
        for command in (self._ask_command(), self._find_command()):
            bot.tree.add_command(command)

    async def ask(self, interaction: Interaction[Any], asked: Asked, *, is_private: bool) -> None:
        """Answer a question with a message."""
        bot = self.bot
        with bot.open_work:
            texts, role = bot.texts_for(interaction), bot.role_to_ask(interaction.guild)
            await respond(
                interaction,
                bot.answering.ask(asked),
                lambda answer: first_card(answer, asked.asker, texts, is_private=is_private, role=role),
                is_private=is_private,
            )

    def _ask_command(self) -> app_commands.Command[Any, ..., None]:
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.rename(**{name: self.bot.said(f"{name}_name") for name in ("question", "section", "document", "private")})
        @app_commands.describe(
            **{name: self.bot.said(f"{name}_description") for name in ("question", "section", "document", "private")}
        )
        @app_commands.autocomplete(section=self._offer_sections, document=self._offer_documents)
        @app_commands.command(name=self.bot.said("ask_name"), description=self.bot.said("ask_description"))
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
        @app_commands.context_menu(name=self.bot.said("find_name"))
        async def find(interaction: Interaction[Any], message: discord.Message) -> None:
            question = question_of(message, self.bot.user)[:LONGEST_QUESTION]
            await self.ask(interaction, Asked(question, interaction.user.id), is_private=True)

        return find

    async def _offer_sections(self, interaction: Interaction[Any], typed: str) -> Choices:
        searcher = self.bot.answering.desk.searcher
        if self._offered_of != searcher.generation:  # by its name, so as not to keep an index that was replaced
            self._offered_of, self._offered = searcher.generation, {}
        documents = searcher.manifest.documents
        named = getattr(interaction.namespace, self.bot.translations.of("en").document_name, None)
        try:
            inside = find_documents(documents, named or None)
        except UnknownNameError:
            inside = documents
        paths = frozenset(document.path for document in inside)
        if paths not in self._offered:
            self._offered[paths] = section_names(searcher.sections, paths)
        return _choices(self._offered[paths], typed)

    async def _offer_documents(self, _interaction: Interaction[Any], typed: str) -> Choices:
        return _choices(document_names(self.bot.answering.desk.searcher.manifest.documents), typed)


def _choices(names: list[str], typed: str) -> Choices:
    return [app_commands.Choice(name=name, value=name) for name in matching(names, typed)]
