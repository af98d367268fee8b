"""The bot's texts in each reader's language, and the names and mentions of its commands."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import Interaction, app_commands

from bot.rendering.texts import Texts, Translations


class Wording:
    """Looks up texts by locale. `command_ids` maps command names to IDs once the commands are registered."""

    def __init__(self, translations: Translations) -> None:
        self.translations = translations
        self.command_ids: Mapping[str, int] = {}

    @property
    def english(self) -> Texts:
        """The English texts, which also name the commands."""
        return self.translations.for_locale("en")

    def texts(self, locale: discord.Locale | None) -> Texts:
        """Return the texts for a locale; English if it is None."""
        return self.translations.for_locale(locale.value if locale else "en")

    def texts_for(self, source: Interaction[Any] | discord.Message) -> Texts:
        """Return the texts for an interaction in its user's language, or for a message in its server's language."""
        if isinstance(source, discord.Message):
            return self.texts(source.guild.preferred_locale if source.guild else None)
        return self.texts(source.locale)

    def command_string(self, key: str) -> app_commands.locale_str:
        """Return the English name or description for `key`; `Translator` finds the other languages by the key."""
        return app_commands.locale_str(getattr(self.english, key), key=key)

    def mention_command(self, *keys: str) -> str:
        """Return a mention of a command, which Discord shows as a link; `keys` name the command and its subcommands."""
        names = [str(getattr(self.english, key)) for key in keys]
        path = " ".join(names)
        return f"</{path}:{self.command_ids[names[0]]}>" if names[0] in self.command_ids else f"`/{path}`"

    def mention_ask_command(self) -> str:
        """Return a mention of `/ask`."""
        return self.mention_command("ask_name")


class Translator(app_commands.Translator):
    """Translates the names and descriptions of commands for discord.py."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the translation for a locale, or None if it equals the English text."""
        key = string.extras.get("key")
        translation = str(getattr(self._translations.for_locale(locale.value), key)) if key else string.message
        return translation if translation != string.message else None
