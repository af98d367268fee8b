"""The services that all cogs share, assembled in one place."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord

from bot.chat.answering import Answering, Origin
from bot.chat.desk import Desk
from bot.chat.exchanges import Notices
from bot.chat.messages.names import ServerNames
from bot.chat.messages.recent_answers import RecentAnswers
from bot.chat.messages.threads import Threads
from bot.chat.requests import OpenWork
from bot.chat.roles import Roles
from bot.chat.sharding.membership import Membership
from bot.chat.sharding.shared_cooldown import DatabaseCooldown
from bot.chat.wording import Wording
from bot.rendering.readers import Reader
from bot.rendering.texts import Translations
from bot.upkeep.keeping import Keeper
from index.settings import DiscordSettings, Settings

if TYPE_CHECKING:
    from bot.record.store import Record


@dataclass(frozen=True, slots=True)
class Services:
    """The dependencies of a cog, apart from its connection to Discord. `record` is None if nothing is recorded.

    `membership` is this process among those that share the bot's servers. `teaching` is the thread that writes what is taught.
    """

    settings: DiscordSettings
    wording: Wording
    roles: Roles
    answering: Answering
    keeper: Keeper
    notices: Notices
    recent: RecentAnswers
    threads: Threads
    open_work: OpenWork
    record: "Record | None" = None
    membership: Membership = field(default_factory=Membership)
    teaching: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="teaching"))

    @property
    def is_record_unusable(self) -> bool:
        """True if questions should be recorded, but the record could not be opened."""
        return self.record is None and self.keeper.settings.record is not None

    def origin_of(self, source: discord.Interaction[Any] | discord.Message) -> Origin:
        """Return where a question comes from: the server, and the locale in which it is answered."""
        if isinstance(source, discord.Message):
            return self.origin_in(source.guild)
        return Origin(source.guild_id, source.locale.value, _name_of(source.guild))

    def origin_in(self, guild: discord.Guild | None) -> Origin:
        """Return where a question comes from that a whole server sees."""
        return Origin(guild.id, guild.preferred_locale.value, _name_of(guild)) if guild else Origin()

    def reader_for(self, source: discord.Interaction[Any] | discord.Message) -> Reader:
        """Return the reader of an answer: whoever uses an interaction, or the server of a message."""
        texts, role = self.wording.texts_for(source), self.roles.mention_ask_role(source.guild)
        may_teach = self.roles.may_teach(source)
        return Reader(texts, role, self.settings.file_and_line, names=ServerNames(source.guild), may_teach=may_teach)

    def teaches_in(self, server: int | None, servers: int) -> bool:
        """Return whether the bot can be taught in a server, if it is in this number of servers.

        Whoever manages a server can add a public bot to it, and must not change what others read.
        """
        named = self.keeper.settings.teach.servers or ((self.settings.guild,) if self.settings.guild else ())
        return server in named if named else servers <= 1

    def reader_in(self, guild: discord.Guild) -> Reader:
        """Return the reader of an answer that a whole server sees."""
        texts = self.wording.texts(guild.preferred_locale)
        return Reader(texts, self.roles.mention_ask_role(guild), self.settings.file_and_line, names=ServerNames(guild))


def _name_of(guild: discord.Guild | None) -> str:
    """Return the name of a server; "" where the bot is no member, and only its ID is known."""
    return guild.name if guild and guild.name else ""


def make_services(
    settings: Settings,
    desk: Desk,
    translations: Translations,
    clock: Callable[[], float] = time.monotonic,
    record: "Record | None" = None,
) -> Services:
    """Assemble the services of a bot that answers from `desk` and keeps a record, if there is one. `clock` returns seconds."""
    shards = settings.discord.shards
    membership = Membership(shards.chosen() if shards else None, record)
    answering = Answering(desk, settings.discord.cooldown, settings.top, clock, record)
    if record and shards:
        answering.shared = DatabaseCooldown(membership, record.hash)
    return Services(
        settings=settings.discord,
        wording=Wording(translations),
        roles=Roles.from_settings(settings.discord),
        answering=answering,
        keeper=Keeper(settings, desk),
        notices=Notices(clock),
        recent=RecentAnswers(clock),
        threads=Threads(settings.discord.threads),
        open_work=OpenWork(),
        record=record,
        membership=membership,
    )
