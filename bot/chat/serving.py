"""`footnote serve`: run the bot until SIGTERM or Ctrl-C."""

import asyncio
import gc
import logging
import os
import re
import signal
import sys
from contextlib import suppress
from http import HTTPStatus

import discord
from discord.http import Route

from bot.chat.client import FootnoteBot
from bot.chat.desk import Desk
from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.gateway import find_gateway, install_yielding_websocket
from bot.chat.observing.health import Health
from bot.chat.observing.logs import configure_logging
from bot.chat.services import make_services
from bot.rendering.texts import Translations
from index.answering.searcher import Searcher
from index.errors import FootnoteError
from index.settings import ServingSettings, Settings

log = logging.getLogger(__name__)

TOKEN_VARIABLE = "DISCORD_TOKEN"  # noqa: S105  # the name of a variable
DISCORD_API = Route.BASE
PORTAL = "https://discord.com/developers/applications"
API_VARIABLE = "FOOTNOTE_DISCORD_API"
"""The environment variable for the base URL of another API, such as a proxy."""
SHUTDOWN_SECONDS = 7.0
"""Time to finish open answers on shutdown; containers are killed after ten seconds."""
TOKEN_PATTERN = re.compile(r"[!-~]+")
INVALID_TOKEN_CODE, DISALLOWED_INTENTS_CODE = 4004, 4014
"""Close codes of the gateway."""


class DiscordError(FootnoteError):
    """Discord cannot be reached, or rejects the bot's configuration."""


def read_token() -> str:
    """Return the bot's token from the environment. Raises DiscordError if it is missing or malformed."""
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        fix = f"set it to your bot's token ({PORTAL}, under Bot), as in DISCORD_TOKEN=... footnote serve"
        raise DiscordError("is not set", where=TOKEN_VARIABLE, fix=fix)
    if not TOKEN_PATTERN.fullmatch(token):
        raise invalid_token_error()
    return token


def serve(settings: Settings, searcher: Searcher) -> None:
    """Connect to Discord and answer until SIGTERM or Ctrl-C. Raises DiscordError."""
    token = read_token()
    configure_logging(token, settings.serving.logs)
    choose_api()
    install_yielding_websocket()
    folder = settings.discord.translations
    translations = Translations.load(settings.root / folder if folder else None)
    desk = Desk(searcher, settings.discord.waiting)
    try:
        bot = FootnoteBot(make_services(settings, desk, translations))
        asyncio.run(_serve(bot, settings.serving, token))
    finally:
        desk.stop()


def choose_api() -> None:
    """Point discord.py at the API in `FOOTNOTE_DISCORD_API`, if set. Raises DiscordError if it is not an API address."""
    base = os.environ.get(API_VARIABLE, "").strip().rstrip("/")
    if not base:
        return
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?/v\d+", base):
        raise DiscordError(
            f"{base!r} is not an API address", where=API_VARIABLE, fix="write it like https://discord.com/api/v10"
        )
    Route.BASE = base


async def _serve(bot: FootnoteBot, settings: ServingSettings, token: str) -> None:
    """Run the bot, with the monitoring port if one is configured."""
    if settings.port is None:
        await _run(bot, token)
        return
    from bot.chat.observing.metrics import Metrics
    from bot.chat.observing.port import serve_monitoring

    def health() -> Health:
        return Health.from_bot(bot)

    metrics = Metrics(health)
    bot.services.open_work.on_end = metrics.record
    async with serve_monitoring(settings, health, metrics):
        await _run(bot, token)


async def _run(bot: FootnoteBot, token: str) -> None:
    """Run the bot until it ends or a signal arrives; after a signal, finish open requests first."""
    stop_requested = asyncio.Event()
    _listen_for_signals(stop_requested)
    gc.collect()
    gc.freeze()  # what is loaded now is never freed, and scanning it would block the event loop
    async with bot:
        running = asyncio.create_task(_connect(bot, token))
        waiting = asyncio.create_task(stop_requested.wait())
        keeping = asyncio.create_task(bot.services.keeper.run())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        keeping.cancel()
        if running.done():
            await bot.services.keeper.stop()
        else:
            log.info("shutting down; finishing open answers first")
            await bot.finish(SHUTDOWN_SECONDS)
            await bot.close()
            running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _connect(bot: FootnoteBot, token: str) -> None:
    """Stay connected to Discord until the bot is closed. Raises DiscordError."""
    try:
        await bot.login(token)
        if Route.BASE != DISCORD_API:
            await find_gateway(bot)
        await bot.connect()
    except discord.LoginFailure:
        raise invalid_token_error() from None
    except discord.PrivilegedIntentsRequired:
        raise missing_intent_error() from None
    except discord.ConnectionClosed as closed:
        if closed.code in {INVALID_TOKEN_CODE, DISALLOWED_INTENTS_CODE}:
            raise (invalid_token_error() if closed.code == INVALID_TOKEN_CODE else missing_intent_error()) from None
        fix = "look the code up in Discord's documentation, or try a newer Footnote"
        raise DiscordError(f"Discord closed the connection for good (code {closed.code})", fix=fix) from None
    except discord.HTTPException as error:
        fix = "check the address" if error.status == HTTPStatus.NOT_FOUND else "try again later"
        raise DiscordError(f"Discord refused the login ({error})", where=Route.BASE, fix=fix) from None
    except (discord.GatewayNotFound, OSError, *CONNECTION_ERRORS) as error:
        raise DiscordError(f"cannot be reached ({error})", where=Route.BASE, fix="check the network") from None


def invalid_token_error() -> DiscordError:
    """Return the error for a token that Discord rejects."""
    fix = f"copy it again from {PORTAL}, under Bot"
    return DiscordError("Discord rejected this token", where=TOKEN_VARIABLE, fix=fix)


def missing_intent_error() -> DiscordError:
    """Return the error for an intent that Discord has not granted."""
    fix = "switch on Message Content Intent for your bot in Discord's developer portal, or remove the setting"
    return DiscordError("Discord does not let this bot read message content", where="discord.message_content", fix=fix)


def _listen_for_signals(stop_requested: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop_requested.set))
        else:
            loop.add_signal_handler(number, stop_requested.set)
