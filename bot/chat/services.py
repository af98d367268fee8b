"""The services that all cogs share, put together in one place."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.answering import Answering
from bot.chat.desk import Desk
from bot.chat.exchanges import Notices
from bot.chat.requests import OpenWork
from bot.chat.roles import Roles
from bot.chat.wording import Wording
from bot.rendering.texts import Translations
from bot.upkeep.keeping import Keeper
from index.settings import DiscordSettings, Settings


@dataclass(frozen=True, slots=True)
class Services:
    """What a cog needs besides its connection to Discord."""

    settings: DiscordSettings
    wording: Wording
    roles: Roles
    answering: Answering
    keeper: Keeper
    notices: Notices
    open_work: OpenWork


def make_services(
    settings: Settings, desk: Desk, translations: Translations, clock: Callable[[], float] = time.monotonic
) -> Services:
    """Put together the services of a bot that answers from a desk. `clock` gives seconds."""
    return Services(
        settings=settings.discord,
        wording=Wording(translations),
        roles=Roles.of(settings.discord),
        answering=Answering(desk, settings.discord.cooldown, settings.top, clock),
        keeper=Keeper(settings, desk),
        notices=Notices(clock),
        open_work=OpenWork(),
    )
