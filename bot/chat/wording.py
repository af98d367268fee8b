"""The bot's words for each reader, and its commands as Discord names and mentions them."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import Interaction, app_commands

from bot.rendering.texts import Texts, Translations


class Wording:
    """Looks up the bot's words by reader. `command_ids` are set once the commands are registered."""

    def __init__(self, translations: Translations) -> None:
        self.translations = translations
        self.command_ids: Mapping[str, int] = {}

    @property
    def english(self) -> Texts:
        """The words in English, which also name the commands."""
        return self.translations.of("en")

    def texts(self, locale: discord.Locale | None) -> Texts:
        """The words in a locale."""
        return self.translations.of(locale.value if locale else "en")

    def texts_for(self, source: Interaction[Any] | discord.Message) -> Texts:
        """The words for whoever pressed, called or wrote: in their own language, or the server's for messages."""
        if isinstance(source, discord.Message):
            return self.texts(source.guild.preferred_locale if source.guild else None)
        return self.texts(source.locale)

    def said(self, key: str) -> app_commands.locale_str:
        """A word of a command in English, which `Translator` finds in other languages by its key."""
        return app_commands.locale_str(getattr(self.english, key), key=key)

    def mention_of(self, *keys: str) -> str:
        """A mention of a command, given the keys of its names; Discord shows it as a link."""
        names = [str(getattr(self.english, key)) for key in keys]
        said = " ".join(names)
        return f"</{said}:{self.command_ids[names[0]]}>" if names[0] in self.command_ids else f"`/{said}`"

    def ask_command(self) -> str:
        """A mention of the command to ask with."""
        return self.mention_of("ask_name")


class Translator(app_commands.Translator):
    """Translates names and descriptions of commands for discord.py."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The word in a locale, or None where it is the same as in English."""
        key = string.extras.get("key")
        found = str(getattr(self._translations.of(locale.value), key)) if key else string.message
        return found if found != string.message else None
