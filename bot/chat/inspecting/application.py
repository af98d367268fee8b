"""What Discord says of the bot: whether it knows it, what it lets it do, and what is set up otherwise than it should be.

Everything is asked over Discord's API; nothing is opened that would make the bot seem to be there, and nothing is changed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

import discord
from discord.ext import commands
from discord.http import Route

from bot.chat.client import invite_link
from bot.chat.cogs import add_cogs
from bot.chat.comparing import compare
from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.inspecting.servers import Server, check_named, check_servers, fetch_servers
from bot.chat.roles import Roles
from bot.chat.services import Services
from bot.chat.serving import (
    API_VARIABLE,
    PORTAL,
    TOKEN_VARIABLE,
    DiscordError,
    choose_api,
    read_token,
    wrong_intents,
    wrong_token,
)
from bot.chat.wording import Wording
from bot.doctor.checks import Check, Finding, failed, ok, refused, skipped, warning
from bot.rendering.texts import Translations
from index.settings import DiscordSettings

T = TypeVar("T")
PATIENCE = 10.0
"""Seconds for each of the questions to Discord."""
TOKEN, CONNECTION, BOT, COMMANDS = "Token", "Connection", "Bot", "Commands"
LATER = ("Application", "Intents", "Installation", "Servers", COMMANDS)
"""Checks that need Discord to know the bot."""
UNREACHABLE = (OSError, *CONNECTION_ERRORS)


class _Visitor(commands.AutoShardedBot):
    """The bot with its commands and its connection to the API, but with nothing that could answer."""

    def __init__(self, settings: DiscordSettings, translations: Translations) -> None:
        super().__init__(commands.when_mentioned, help_command=None, intents=discord.Intents.none())
        absent: Any = None  # no event comes in, so nothing is asked of them
        self.services = Services(settings, Wording(translations), Roles.of(settings), absent, absent, absent, absent)

    async def setup_hook(self) -> None:
        """Add the commands without registering them."""
        await add_cogs(self, self.services)


def inspect(settings: DiscordSettings | None, translations: Translations | None) -> Finding[str]:
    """All that Discord says, and the link that invites the bot. Without settings, what they name is not looked at."""
    logging.getLogger("discord").addHandler(logging.NullHandler())  # what it warns of is among the checks
    try:
        token = read_token()
    except DiscordError as error:
        found = refused(TOKEN, error, f"set {TOKEN_VARIABLE}")
        return Finding((found, *_skip((CONNECTION, BOT, *LATER), "needs a token", f"set {TOKEN_VARIABLE}")))
    held = ok(TOKEN, f"{TOKEN_VARIABLE} is set")
    try:
        choose_api()
    except DiscordError as error:
        found = refused(CONNECTION, error, f"mend {API_VARIABLE}")
        return Finding((held, found, *_skip((BOT, *LATER), "needs a connection")))
    seen = asyncio.run(_inspect(token, settings, translations))
    return Finding((held, *seen.checks), seen.value)


async def _inspect(token: str, settings: DiscordSettings | None, translations: Translations | None) -> Finding[str]:
    connected = await _connect(token)
    if connected.value is None:
        is_refused = len(connected.checks) > 1
        left = LATER if is_refused else (BOT, *LATER)
        return Finding(
            (*connected.checks, *_skip(left, f"needs {'a token that Discord knows' if is_refused else 'a connection'}"))
        )
    async with _Visitor(settings or DiscordSettings(), translations or Translations.load()) as bot:
        entered = await _ask(BOT, _enter(bot, token))
        if entered.value is None:
            return Finding((*connected.checks, *entered.checks, *_skip(LATER, "needs the bot")))
        checks = [*connected.checks, *entered.checks, *_check_application(entered.value, settings)]
        servers = await _ask("Servers", fetch_servers(bot))
        checks += servers.checks
        if servers.value is not None:
            checks += check_servers(servers.value)
        checks += await _check_settings(bot, settings, servers.value)
        checks += await _check_commands(bot, None if translations is None else settings)
        return Finding(tuple(checks), invite_link(entered.value.id))


async def _connect(token: str) -> Finding[bool]:
    """Whether there is a Discord, and whether it knows the token."""
    began = time.monotonic()
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            async with asyncio.timeout(PATIENCE):
                user: Any = await client.http.static_login(token)
        except discord.LoginFailure:
            return Finding((_answers(began), refused(BOT, wrong_token(), f"set {TOKEN_VARIABLE} anew")))
        except (discord.HTTPException, *UNREACHABLE) as error:
            return Finding((_unanswered(CONNECTION, error),))
    if not isinstance(user, dict) or "id" not in user:
        return Finding((failed(CONNECTION, f"{Route.BASE} is not Discord's API", f"mend {API_VARIABLE}"),))
    return Finding((_answers(began),), value=True)


def _answers(began: float) -> Check:
    return ok(CONNECTION, f"{Route.BASE} answers in {(time.monotonic() - began) * 1000:.0f} ms")


async def _enter(bot: _Visitor, token: str) -> Finding[discord.AppInfo]:
    await bot.login(token)
    application = bot.application
    if application is None:  # never after a login; the type allows it
        return Finding((failed(BOT, "Discord does not say which application this is", "try again later"),))
    return Finding((ok(BOT, f"{bot.user}, application {application.id}"),), application)


def _check_application(application: discord.AppInfo, settings: DiscordSettings | None) -> list[Check]:
    """How the bot is set up in the portal."""
    return [*_check_portal(application), _check_intents(application.flags, settings), *_check_installation(application)]


def _check_portal(application: discord.AppInfo) -> list[Check]:
    name, checks = "Application", []
    if application.interactions_endpoint_url:
        what = "it has an Interactions Endpoint URL, so that commands go there and not to the bot"
        checks.append(failed(name, what, f"clear it ({PORTAL}, General Information)"))
    if application.bot_require_code_grant:
        what = "it requires an OAuth2 code grant, so that the invite link does not work"
        checks.append(failed(name, what, f"switch that off ({PORTAL}, Bot)"))
    who = "anyone may add it to their server" if application.bot_public else "only its owner may add it to a server"
    return checks or [ok(name, f"{application.name}; {who}")]


def _check_intents(flags: discord.ApplicationFlags, settings: DiscordSettings | None) -> Check:
    name = "Intents"
    if settings is None:
        return skipped(name, "needs a config.yaml that can be read")
    if not settings.message_content:
        return ok(name, "none is needed that Discord has to grant")
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return ok(name, "message content is granted")
    return refused(name, wrong_intents(), f"switch on Message Content Intent ({PORTAL}, Bot)")


def _check_installation(application: discord.AppInfo) -> list[Check]:
    """Where the bot can be installed, as far as Discord tells."""
    name = "Installation"
    by_server, by_user = application.guild_integration_config, application.user_integration_config
    if not by_server and not by_user:
        return [skipped(name, "Discord does not say where the bot can be installed")]
    if not by_server:
        return [failed(name, "it cannot be added to servers", f"switch on Guild Install ({PORTAL}, Installation)")]
    if not by_user:
        what = "in servers; members cannot take it along to others"
        return [warning(name, what, f"switch on User Install ({PORTAL}, Installation), if they should")]
    return [ok(name, "in servers, and by members for themselves")]


async def _check_settings(bot: _Visitor, settings: DiscordSettings | None, servers: Sequence[Server] | None) -> Sequence[Check]:
    """The servers, channels and roles that config.yaml names."""
    if settings is None or servers is None:
        return ()
    return (await _ask("discord", check_named(bot, settings, servers))).checks


async def _check_commands(bot: _Visitor, settings: DiscordSettings | None) -> Sequence[Check]:
    if settings is None:
        return [skipped(COMMANDS, "needs config.yaml, and translations if it names any, that can be read")]
    return (await _ask(COMMANDS, _compare_commands(bot, settings.guild))).checks


async def _compare_commands(bot: _Visitor, guild: int | None) -> Finding[None]:
    place = f"in server {guild}" if guild else "everywhere"
    try:
        found = await compare(bot.tree, guild)
    except discord.Forbidden:
        return Finding((skipped(COMMANDS, f"Discord does not show the bot its commands {place}"),))
    if found.is_same:
        return Finding((ok(COMMANDS, f"{', '.join(sorted(found.ids))}, registered {place}"),))
    told = {"not registered": found.missing, "registered otherwise": found.changed, "not Footnote's": found.surplus}
    what = "; ".join(f"{said}: {', '.join(sorted(names))}" for said, names in told.items() if names)
    return Finding((warning(COMMANDS, f"{what} ({place})", "start `footnote serve`, which registers them"),))


async def _ask(name: str, asking: Awaitable[Finding[T]]) -> Finding[T]:
    """What Discord answers, or that it does not."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except (discord.DiscordException, *UNREACHABLE) as error:
        return Finding((_unanswered(name, error),))


def _unanswered(name: str, error: Exception) -> Check:
    if isinstance(error, TimeoutError):
        return failed(name, f"{Route.BASE} gave no answer within {PATIENCE:.0f} s", "check the network, or try again later")
    if isinstance(error, discord.HTTPException):
        is_elsewhere = error.status == HTTPStatus.NOT_FOUND
        fix = f"mend {API_VARIABLE}" if is_elsewhere else "try again later"
        return failed(name, f"{Route.BASE} refused ({error})", fix)
    return failed(name, f"{Route.BASE} cannot be reached ({error})", "check the network")


def _skip(names: Sequence[str], found: str, fix: str | None = None) -> list[Check]:
    return [skipped(name, found, fix) for name in names]
