"""The bot: its connection to Discord, and what its cogs share."""

import logging
import sys
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat import failures
from bot.chat.answering import Answering
from bot.chat.cogs.asking import Asking
from bot.chat.cogs.corpus import Corpus
from bot.chat.cogs.forums import Forums
from bot.chat.cogs.listening import Listening
from bot.chat.cogs.pages import Pages
from bot.chat.exchanges import Notices
from bot.chat.registration import register, remove_leftovers
from bot.chat.reports import Reports
from bot.chat.requests import OpenWork
from bot.rendering.texts import Texts, Translations
from bot.upkeep.keeping import Keeper
from index.settings import DiscordSettings

log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""What the bot needs in a server, besides its commands."""
MOST_SEARCHED = 10
"""Servers that are looked at for commands that were tried out there; a bot in more of them is past that."""


def invite_link(application: int) -> str:
    """The address that adds the bot of an application to a server, with its commands and the permissions that it needs."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS)


class FootnoteBot(commands.AutoShardedBot):
    """The bot. It asks for no privileged intent unless the settings want forum posts read, and keeps no messages."""

    def __init__(self, answering: Answering, settings: DiscordSettings, translations: Translations, keeper: Keeper) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=settings.message_content)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.answering = answering
        self.settings = settings
        self.translations = translations
        self.keeper = keeper
        self.is_ending = False
        self.open_work = OpenWork()
        self.notices = Notices(answering.clock)
        self.command_ids: dict[str, int] = {}
        self._has_been_ready = False
        self._connected: set[int] = set()
        if settings.report_to:
            reports = Reports(self, settings.report_to)
            keeper.on_built, keeper.on_failed = reports.tell_built, reports.tell_failed

    async def setup_hook(self) -> None:
        """Set up what needs a connection: the cogs and their commands, registered if they have changed."""
        await self.add_commands()
        self.command_ids = await register(self.tree, self.settings.guild)

    async def add_commands(self) -> None:
        """Make the cogs and their commands, which Discord knows nothing of yet."""
        await self.tree.set_translator(_Translator(self.translations))
        for cog in (Asking(self), Corpus(self), Listening(self), Pages(self), Forums(self)):
            await self.add_cog(cog)

    def texts(self, locale: discord.Locale | None) -> Texts:
        """The bot's words for a reader."""
        return self.translations.of(locale.value if locale else "en")

    def texts_for(self, source: Interaction[Any] | discord.Message) -> Texts:
        """The bot's words for whoever pressed, called or wrote: in their language, or else the server's."""
        if isinstance(source, discord.Message):
            return self.texts(source.guild.preferred_locale if source.guild else None)
        return self.texts(source.locale)

    def ask_command(self) -> str:
        """A mention of the command to ask with."""
        return self.mention_of("ask_name")

    def mention_of(self, *keys: str) -> str:
        """A mention of a command, named by the keys of its words, which Discord shows as a link."""
        names = [str(getattr(self.translations.of("en"), key)) for key in keys]
        said = " ".join(names)
        return f"</{said}:{self.command_ids[names[0]]}>" if names[0] in self.command_ids else f"`/{said}`"

    def said(self, key: str) -> app_commands.locale_str:
        """A word of a command, in English; the translator finds the others by its key."""
        return app_commands.locale_str(getattr(self.translations.of("en"), key), key=key)

    def role_to_ask(self, guild: discord.Guild | None) -> str | None:
        """The mention of the role that the settings name, where there is such a role."""
        role = guild.get_role(self.settings.ask_role) if guild and self.settings.ask_role else None
        return role.mention if role else None

    @property
    def is_connected(self) -> bool:
        """Whether all that comes from Discord arrives, and is answered."""
        return bool(self.shards) and self.shards.keys() <= self._connected and not self.is_ending

    async def finish(self, seconds: float) -> None:
        """Take nothing new, end a rebuild, and finish what else is open, within so many seconds."""
        self.is_ending = True
        self.answering.desk.close()
        await self.keeper.stop()
        await self.open_work.finish(seconds)

    async def on_ready(self) -> None:
        """Say in the log that all is well, and how the bot gets into a server."""
        if self._has_been_ready:
            return
        self._has_been_ready = True
        manifest = self.answering.desk.searcher.manifest
        log.info("signed in as %s; servers: %d; passages: %d", self.user, len(self.guilds), manifest.passages)
        log.info("invite it with %s", invite_link(self.application_id or 0))
        if self.command_ids and not self.settings.guild:
            if len(self.guilds) > MOST_SEARCHED:
                log.info("looking for commands that were tried out in %d servers only", MOST_SEARCHED)
            await remove_leftovers(self.tree, self.guilds[:MOST_SEARCHED])

    async def on_shard_connect(self, shard: int) -> None:
        """A part of the connection is new."""
        self._connected.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """A part of the connection is there again."""
        self._connected.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """A part of the connection is lost; discord.py connects again by itself."""
        self._connected.discard(shard)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note it in the log."""
        log.info("added to server %s", guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note it in the log."""
        log.info("removed from server %s", guild.id)

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: there are no commands in messages; `Listening` answers them."""

    async def on_error(self, _event_method: str, /, *args: Any, **_: Any) -> None:
        """What a cog did not expect."""
        error = sys.exception()
        source = args[0] if args else None
        if error and isinstance(source, Interaction | discord.Message):
            with self.open_work:
                await failures.tell(source, error, self.texts_for(source), self.notices)
        else:
            with self.open_work as request:
                request.end("failed", failures.kind_of(error))
                failures.note(error)


class _Tree(app_commands.CommandTree[FootnoteBot]):
    async def on_error(self, interaction: Interaction[FootnoteBot], error: app_commands.AppCommandError, /) -> None:
        with self.client.open_work:
            await failures.tell(interaction, error, self.client.texts_for(interaction), self.client.notices)


class _Translator(app_commands.Translator):
    """Names and descriptions of commands, from the translation files."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        key = string.extras.get("key")
        found = str(getattr(self._translations.of(locale.value), key)) if key else string.message
        return found if found != string.message else None
