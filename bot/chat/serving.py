"""`footnote serve`: run the bot until it is told to end."""

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
from bot.chat.gateway import find_gateway, share_event_loop
from bot.chat.observing.logs import write_logs
from bot.chat.observing.vitals import Vitals
from bot.chat.services import make_services
from bot.rendering.texts import Translations
from index.answering.searcher import Searcher
from index.errors import FootnoteError
from index.settings import ServingSettings, Settings

log = logging.getLogger(__name__)

TOKEN_VARIABLE = "DISCORD_TOKEN"  # noqa: S105  # its name
DISCORD = Route.BASE
PORTAL = "https://discord.com/developers/applications"
API_VARIABLE = "FOOTNOTE_DISCORD_API"
FINISHING = 7.0
"""Seconds that open answers have to be finished when the bot is told to end; containers are killed after ten."""
TOKEN = re.compile(r"[!-~]+")
WRONG_TOKEN, WRONG_INTENTS = 4004, 4014
"""Codes that Discord closes a connection with."""


class DiscordError(FootnoteError):
    """Discord cannot be reached, or does not take the bot as it is set up."""


def read_token() -> str:
    """The bot's token. Raises DiscordError when there is none."""
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        fix = f"put the token of your bot there ({PORTAL} has it under Bot), as in DISCORD_TOKEN=... footnote serve"
        raise DiscordError("is not set", where=TOKEN_VARIABLE, fix=fix)
    if not TOKEN.fullmatch(token):
        raise wrong_token()
    return token


def serve(settings: Settings, searcher: Searcher) -> None:
    """Connect to Discord and answer until SIGTERM or Ctrl-C. Raises DiscordError."""
    token = read_token()
    write_logs(token, settings.serving.logs)
    choose_api()
    share_event_loop()
    folder = settings.discord.translations
    translations = Translations.load(settings.root / folder if folder else None)
    desk = Desk(searcher, settings.discord.waiting)
    try:
        bot = FootnoteBot(make_services(settings, desk, translations))
        asyncio.run(_serve(bot, settings.serving, token))
    finally:
        desk.stop()


def choose_api() -> None:
    """Let discord.py talk to another address than Discord's, for those who have a proxy before it. Raises DiscordError."""
    base = os.environ.get(API_VARIABLE, "").strip().rstrip("/")
    if not base:
        return
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?/v\d+", base):
        raise DiscordError(f"{base!r} is no address", where=API_VARIABLE, fix="write it as in https://discord.com/api/v10")
    Route.BASE = base


async def _serve(bot: FootnoteBot, settings: ServingSettings, token: str) -> None:
    """Run the bot, and show how it is to whoever keeps it running, if they want to know."""
    if settings.port is None:
        await _run(bot, token)
        return
    from bot.chat.observing.metrics import Metrics
    from bot.chat.observing.port import monitored

    def vitals() -> Vitals:
        return Vitals.of(bot)

    metrics = Metrics(vitals)
    bot.services.open_work.on_end = metrics.record
    async with monitored(settings, vitals, metrics):
        await _run(bot, token)


async def _run(bot: FootnoteBot, token: str) -> None:
    """Run the bot until it ends by itself, or is told to; then what is open is finished first."""
    told = asyncio.Event()
    _listen_for_signals(told)
    gc.collect()
    gc.freeze()  # what is loaded by now stays; looking through it would hold up the event loop each time
    async with bot:
        running = asyncio.create_task(_start(bot, token))
        waiting = asyncio.create_task(told.wait())
        keeping = asyncio.create_task(bot.services.keeper.run())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        keeping.cancel()
        if running.done():
            await bot.services.keeper.stop()
        else:
            log.info("told to end; what is being answered is finished first")
            await bot.finish(FINISHING)
            await bot.close()
            running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _start(bot: FootnoteBot, token: str) -> None:
    try:
        await bot.login(token)
        if Route.BASE != DISCORD:
            await find_gateway(bot)
        await bot.connect()
    except discord.LoginFailure:
        raise wrong_token() from None
    except discord.PrivilegedIntentsRequired:
        raise wrong_intents() from None
    except discord.ConnectionClosed as closed:
        if closed.code in {WRONG_TOKEN, WRONG_INTENTS}:
            raise (wrong_token() if closed.code == WRONG_TOKEN else wrong_intents()) from None
        fix = "Discord's documentation says what the code means; a newer Footnote may help"
        raise DiscordError(f"Discord closed the connection for good (code {closed.code})", fix=fix) from None
    except discord.HTTPException as error:
        fix = "check the address" if error.status == HTTPStatus.NOT_FOUND else "try again later"
        raise DiscordError(f"Discord refused to let the bot in ({error})", where=Route.BASE, fix=fix) from None
    except (discord.GatewayNotFound, OSError, *CONNECTION_ERRORS) as error:
        raise DiscordError(f"cannot be reached ({error})", where=Route.BASE, fix="check the network") from None


def wrong_token() -> DiscordError:
    """What is wrong when Discord does not know the token."""
    fix = f"copy it anew from {PORTAL}, under Bot"
    return DiscordError("Discord does not know this token", where=TOKEN_VARIABLE, fix=fix)


def wrong_intents() -> DiscordError:
    """What is wrong when an intent is not granted."""
    fix = "switch on Message Content Intent on the page of your bot in Discord's developer portal, or leave the setting out"
    return DiscordError("Discord does not let this bot read messages", where="discord.message_content", fix=fix)


def _listen_for_signals(told: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(told.set))
        else:
            loop.add_signal_handler(number, told.set)
