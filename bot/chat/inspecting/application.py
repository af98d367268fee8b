"""Check the token, the application, its commands and its servers through Discord's API.

The checks only read. They open no gateway connection, so the bot does not appear online.
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

from bot.chat.answering import Answering
from bot.chat.bot_token import PORTAL, TOKEN_VARIABLE, Token, TokenError, read_token
from bot.chat.client import invite_link
from bot.chat.cogs import add_cogs
from bot.chat.cogs.questions import Questions
from bot.chat.comparing import compare
from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.inspecting.servers import Server, check_ids, check_servers, fetch_servers
from bot.chat.inspecting.shards import SHARDS, check_owner, check_recommended
from bot.chat.login import API_VARIABLE, DiscordError, choose_api, invalid_token_error, missing_intent_error
from bot.chat.roles import Roles
from bot.chat.services import Services
from bot.chat.wording import Wording
from bot.doctor.checks import Check, Finding, failed, failed_with, ok, skipped, warning
from bot.rendering.texts import Translations
from index.settings import DiscordSettings

T = TypeVar("T")
TIMEOUT_SECONDS = 10.0
"""Timeout for each step that queries Discord."""
TOKEN, CONNECTION, BOT, COMMANDS = "Token", "Connection", "Bot", "Commands"
CHECKS_AFTER_LOGIN = ("Application", "Intents", "Installation", "Servers", COMMANDS)
"""Checks that need a login."""
NETWORK_ERRORS = (OSError, *CONNECTION_ERRORS)


class _ApiOnlyBot(commands.AutoShardedBot):
    """A bot with commands and API access, but without a gateway connection or anything to answer from."""

    def __init__(self, settings: DiscordSettings, translations: Translations, *, has_record: bool) -> None:
        super().__init__(commands.when_mentioned, help_command=None, intents=discord.Intents.none())
        absent: Any = None  # never used, because no events arrive
        wording, roles = Wording(translations), Roles.from_settings(settings)
        answering = Answering(absent, settings.cooldown, 1)
        self.services = Services(settings, wording, roles, answering, absent, absent, absent, absent, absent)
        self._has_record = has_record

    async def setup_hook(self) -> None:
        """Add the commands without registering them."""
        await add_cogs(self, self.services)
        if self._has_record:
            absent: Any = None
            Questions(self, self.services, absent)  # adds its command; as no cog, it does nothing else


def inspect(
    settings: DiscordSettings | None,
    translations: Translations | None,
    *,
    has_record: bool = False,
    owner: int | None = None,
) -> Finding[str]:
    """Run all Discord checks; the value is the invite link. Without settings or translations, skip what depends on them.

    `owner` is the ID of the application whose record config.yaml names.
    """
    logging.getLogger("discord").addHandler(logging.NullHandler())  # the checks report what it would warn about
    try:
        token = read_token()
    except TokenError as error:
        check = failed_with(TOKEN, error, f"set {TOKEN_VARIABLE}")
        return Finding((check, *_skip((CONNECTION, BOT, *CHECKS_AFTER_LOGIN), "needs a token", f"set {TOKEN_VARIABLE}")))
    token_check = _token_check(token)
    try:
        choose_api()
    except DiscordError as error:
        check = failed_with(CONNECTION, error, f"fix {API_VARIABLE}")
        return Finding((token_check, check, *_skip((BOT, *CHECKS_AFTER_LOGIN), "needs a connection")))
    finding = asyncio.run(_inspect(token, settings, translations, has_record=has_record, owner=owner))
    return Finding((token_check, *finding.checks), finding.value)


def _token_check(token: Token) -> Check:
    if token.exposed_file:
        return warning(TOKEN, "every user of this machine can read its file", f"run `chmod 600 {token.exposed_file}`")
    return ok(TOKEN, f"{token.source} is set")


async def _inspect(
    token: Token,
    settings: DiscordSettings | None,
    translations: Translations | None,
    *,
    has_record: bool,
    owner: int | None,
) -> Finding[str]:
    """Run the checks that need a token; the value is the invite link."""
    connection = await _check_connection(token)
    if connection.value is None:
        is_rejected = len(connection.checks) > 1
        remaining = CHECKS_AFTER_LOGIN if is_rejected else (BOT, *CHECKS_AFTER_LOGIN)
        reason = "needs a valid token" if is_rejected else "needs a connection"
        return Finding((*connection.checks, *_skip(remaining, reason)))
    texts = translations or Translations.load()
    async with _ApiOnlyBot(settings or DiscordSettings(), texts, has_record=has_record) as bot:
        login = await _query(BOT, _log_in(bot, token))
        if login.value is None:
            return Finding((*connection.checks, *login.checks, *_skip(CHECKS_AFTER_LOGIN, "needs a login")))
        checks = [*connection.checks, *login.checks, *check_owner(login.value.id, owner)]
        checks += [*_check_application(login.value, settings), *(await _query(SHARDS, check_recommended(bot, settings))).checks]
        servers = await _query("Servers", fetch_servers(bot))
        checks += servers.checks
        if servers.value is not None:
            checks += check_servers(servers.value)
        checks += await _check_settings(bot, settings, servers.value)
        checks += await _check_commands(bot, None if translations is None else settings)
        return Finding(tuple(checks), invite_link(login.value.id, settings or DiscordSettings()))


async def _check_connection(token: Token) -> Finding[bool]:
    """Check that Discord can be reached and accepts the token; the value is True if so."""
    started = time.monotonic()
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                user: Any = await client.http.static_login(token.value)
        except discord.LoginFailure:
            return Finding(
                (_connected_check(started), failed_with(BOT, invalid_token_error(token), f"set {TOKEN_VARIABLE} again"))
            )
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            return Finding((_failed_query(CONNECTION, error),))
    if not isinstance(user, dict) or "id" not in user:
        return Finding((failed(CONNECTION, f"{Route.BASE} is not Discord's API", f"fix {API_VARIABLE}"),))
    return Finding((_connected_check(started),), value=True)


def _connected_check(started: float) -> Check:
    return ok(CONNECTION, f"{Route.BASE} answers in {(time.monotonic() - started) * 1000:.0f} ms")


async def _log_in(bot: _ApiOnlyBot, token: Token) -> Finding[discord.AppInfo]:
    """Log in without opening the gateway; the value is the application."""
    await bot.login(token.value)
    application = bot.application
    if application is None:  # cannot happen after a login, but the type allows it
        return Finding((failed(BOT, "Discord did not say which application this is", "try again later"),))
    return Finding((ok(BOT, f"{bot.user}, application {application.id}"),), application)


def _check_application(application: discord.AppInfo, settings: DiscordSettings | None) -> list[Check]:
    """Check how the bot is configured in the portal."""
    return [*_check_portal(application), _check_intents(application.flags, settings), *_check_installation(application)]


def _check_portal(application: discord.AppInfo) -> list[Check]:
    name, checks = "Application", []
    if application.interactions_endpoint_url:
        what = "an Interactions Endpoint URL is set, so commands go there instead of to the bot"
        checks.append(failed(name, what, f"clear it ({PORTAL}, General Information)"))
    if application.bot_require_code_grant:
        what = "an OAuth2 code grant is required, so the invite link does not work"
        checks.append(failed(name, what, f"switch it off ({PORTAL}, Bot)"))
    who = "anyone can add it to a server" if application.bot_public else "only its owner can add it to a server"
    return checks or [ok(name, f"{application.name}; {who}")]


def _check_intents(flags: discord.ApplicationFlags, settings: DiscordSettings | None) -> Check:
    name = "Intents"
    if settings is None:
        return skipped(name, "needs a readable config.yaml")
    if not settings.message_content:
        return ok(name, "no privileged intent is needed")
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return ok(name, "message content is granted")
    return failed_with(name, missing_intent_error(), f"switch on Message Content Intent ({PORTAL}, Bot)")


def _check_installation(application: discord.AppInfo) -> list[Check]:
    """Check where the bot can be installed; skipped if Discord does not say."""
    name = "Installation"
    by_server, by_user = application.guild_integration_config, application.user_integration_config
    if not by_server and not by_user:
        return [skipped(name, "Discord does not say where the bot can be installed")]
    if not by_server:
        return [failed(name, "it cannot be added to servers", f"switch on Guild Install ({PORTAL}, Installation)")]
    if not by_user:
        what = "it can be added to servers, but members cannot install it for themselves"
        return [warning(name, what, f"switch on User Install ({PORTAL}, Installation) to allow that")]
    return [ok(name, "servers can add it, and members can install it for themselves")]


async def _check_settings(
    bot: _ApiOnlyBot, settings: DiscordSettings | None, servers: Sequence[Server] | None
) -> Sequence[Check]:
    """Check the servers, channels and roles named in config.yaml."""
    if settings is None or servers is None:
        return ()
    return (await _query("discord", check_ids(bot, settings, servers))).checks


async def _check_commands(bot: _ApiOnlyBot, settings: DiscordSettings | None) -> Sequence[Check]:
    if settings is None:
        return [skipped(COMMANDS, "needs a readable config.yaml and readable translations")]
    return (await _query(COMMANDS, _compare_commands(bot, settings.guild))).checks


async def _compare_commands(bot: _ApiOnlyBot, guild: int | None) -> Finding[None]:
    """Compare the registered commands to those that the bot defines."""
    place = f"in server {guild}" if guild else "everywhere"
    try:
        comparison = await compare(bot.tree, guild)
    except discord.Forbidden:
        return Finding((skipped(COMMANDS, f"Discord does not let the bot list its commands {place}"),))
    if comparison.is_up_to_date:
        return Finding((ok(COMMANDS, f"{', '.join(sorted(comparison.ids))}, registered {place}"),))
    differences = {
        "not registered": comparison.missing,
        "outdated": comparison.changed,
        "not from Footnote": comparison.surplus,
    }
    what = "; ".join(f"{label}: {', '.join(sorted(names))}" for label, names in differences.items() if names)
    return Finding((warning(COMMANDS, f"{what} ({place})", "run `footnote serve` to register them"),))


async def _query(name: str, step: Awaitable[Finding[T]]) -> Finding[T]:
    """Await a step, turning timeouts and errors of Discord or the network into a failed check."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await step
    except (discord.DiscordException, *NETWORK_ERRORS) as error:
        return Finding((_failed_query(name, error),))


def _failed_query(name: str, error: Exception) -> Check:
    if isinstance(error, TimeoutError):
        what = f"{Route.BASE} gave no answer within {TIMEOUT_SECONDS:.0f} s"
        return failed(name, what, "check the network, or try again later")
    if isinstance(error, discord.HTTPException):
        is_elsewhere = error.status == HTTPStatus.NOT_FOUND
        fix = f"fix {API_VARIABLE}" if is_elsewhere else "try again later"
        return failed(name, f"{Route.BASE} refused the request ({error})", fix)
    return failed(name, f"{Route.BASE} cannot be reached ({error})", "check the network")


def _skip(names: Sequence[str], found: str, fix: str | None = None) -> list[Check]:
    return [skipped(name, found, fix) for name in names]
