"""`footnote serve`: run the bot until SIGTERM or Ctrl-C."""

import asyncio
import faulthandler
import gc
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING

from bot.chat.answering_processes import AnsweringProcesses
from bot.chat.bot_token import Token
from bot.chat.client import FootnoteBot
from bot.chat.desk import Desk
from bot.chat.gateway import install_yielding_websocket, use_standard_json
from bot.chat.login import choose_api, connect
from bot.chat.observing.freshness import Freshness
from bot.chat.observing.health import Health
from bot.chat.observing.logs import configure_logging
from bot.chat.observing.service_manager import ServiceManager
from bot.chat.observing.watchdog import Watchdog
from bot.chat.services import make_services
from bot.chat.stopping import StopSignals
from bot.record.entries import RecordError
from bot.rendering.texts import Translations
from index.answering.searcher import Searcher
from index.settings import ServingSettings, Settings

if TYPE_CHECKING:
    from bot.record.store import Record

log = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 7.0
"""Time to finish open answers on shutdown; containers are killed after ten seconds."""
READY_SECONDS = 30.0
"""Time after which the start counts as complete even if Discord is away: the boot of a machine may wait for it."""


class _ReadingThreads(ThreadPoolExecutor):
    """Threads that look up addresses, or whether the index is behind the documents.

    None is waited for at the end: a resolver that is away takes half a minute. So nothing may be written there.
    """

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Cancel what is queued, and return at once."""
        super().shutdown(wait=False, cancel_futures=True)


def serve(settings: Settings, searcher: Searcher, token: Token, signals: StopSignals, manager: ServiceManager) -> None:
    """Connect to Discord and answer until SIGTERM or Ctrl-C. Raises DiscordError."""
    configure_logging(token.value, settings.serving.logs)
    if token.exposed_file:
        log.warning("every user of this machine can read the bot's token; run `chmod 600 %s`", token.exposed_file)
    if manager.timeout:
        faulthandler.enable()  # where it hangs goes into the log when the watchdog aborts it
    choose_api()
    install_yielding_websocket()
    use_standard_json()
    folder = settings.discord.translations
    translations = Translations.load(settings.root / folder if folder else None)
    record = _open_record(settings)
    processes = _start_processes(searcher, settings.discord.answering_processes)
    desk = Desk(searcher, settings.discord.waiting, processes)
    services = make_services(settings, desk, translations, record=record)
    try:
        asyncio.run(_serve(FootnoteBot(services), settings.serving, token, signals, manager))
    finally:
        services.teaching.shutdown(cancel_futures=True)  # a lesson is written to its end
        desk.stop(wait=False)  # an answer may take longer than the service manager waits
        if record:
            record.close()


def _start_processes(searcher: Searcher, count: int) -> AnsweringProcesses | None:
    """Start the processes that answer, unless this one does so alone."""
    if count == 1:
        return None
    processes = AnsweringProcesses(count)
    processes.start(searcher)
    return processes


def _open_record(settings: Settings) -> "Record | None":
    """Open the record if config.yaml asks for one. Without its key, questions are answered, but not recorded."""
    if settings.record is None:
        return None
    from bot.record.store import Record

    try:
        record = Record.open(settings)
    except RecordError as error:
        log.error("%s; until the bot is restarted, questions are answered, but not recorded", error)  # noqa: TRY400  # a person can fix it
        return None
    return record


async def _serve(
    bot: FootnoteBot, settings: ServingSettings, token: Token, signals: StopSignals, manager: ServiceManager
) -> None:
    """Run the bot, with the monitoring port if one is configured."""
    asyncio.get_running_loop().set_default_executor(_ReadingThreads())
    async with AsyncExitStack() as monitoring:
        if settings.port is not None:
            await monitoring.enter_async_context(_monitor(bot, settings))
        await _run(bot, token, signals, manager)


@asynccontextmanager
async def _monitor(bot: FootnoteBot, settings: ServingSettings) -> AsyncIterator[None]:
    """Open the monitoring port during the block. Raises MonitoringError."""
    from bot.chat.observing.metrics import Metrics
    from bot.chat.observing.port import serve_monitoring

    freshness = Freshness(lambda: bot.services.keeper.settings)

    def health() -> Health:
        return Health.from_bot(bot, is_behind=freshness.is_behind)

    metrics = Metrics(health)
    bot.services.open_work.on_end = metrics.record
    async with serve_monitoring(settings, health, metrics):
        checking = asyncio.create_task(freshness.run())
        try:
            yield
        finally:
            checking.cancel()


async def _run(bot: FootnoteBot, token: Token, signals: StopSignals, manager: ServiceManager) -> None:
    """Run the bot until it ends or a signal arrives; after a signal, finish open requests first."""
    stop, hurry = signals.follow()
    gc.collect()
    gc.freeze()  # what is loaded now is never freed, and scanning it would block the event loop
    async with bot:
        connecting = asyncio.create_task(connect(bot, token))
        waiting = asyncio.create_task(stop.wait())
        others = [asyncio.create_task(bot.services.keeper.run()), asyncio.create_task(_report(bot, manager))]
        await asyncio.wait([connecting, waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in (waiting, *others):
            task.cancel()
        manager.stopping()
        if connecting.done():
            await bot.services.keeper.stop()
        else:
            log.info("shutting down; finishing open answers first")
            await _finish(bot, hurry)
            await bot.close()
            connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting


async def _finish(bot: FootnoteBot, hurry: asyncio.Event) -> None:
    """Finish open requests, unless `hurry` is set first."""
    tasks = [asyncio.create_task(bot.finish(SHUTDOWN_SECONDS)), asyncio.create_task(hurry.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _report(bot: FootnoteBot, manager: ServiceManager) -> None:
    """Report to the service manager: the end of the start, and from then on how the bot is doing."""
    manager.status("connecting to Discord")
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS):
            await bot.wait_until_ready()
    manager.ready()
    await Watchdog(manager, bot.services.answering.desk, lambda: Health.from_bot(bot).summary).run()
