"""Monitoring: a port where whoever keeps the bot running sees whether it is well. Nothing listens unless that is asked for."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from math import isfinite

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.chat.observing.metrics import TYPE, Metrics
from bot.chat.observing.vitals import Vitals
from index.errors import FootnoteError
from index.settings import ServingSettings

log = logging.getLogger(__name__)

CLOSING = 1.0
"""Seconds that those who ask have when the bot ends; it has little more to end in itself."""


class MonitoringError(FootnoteError):
    """The port cannot be listened on."""


@asynccontextmanager
async def monitored(settings: ServingSettings, vitals: Callable[[], Vitals], metrics: Metrics) -> AsyncIterator[None]:
    """Answer /healthz and /metrics while the block lasts. Raises MonitoringError when the port cannot be had."""

    async def healthz(_: web.Request) -> web.Response:
        now = vitals()
        status = 200 if now.is_connected else 503
        told = {"status": "ok" if now.is_connected else "not connected", **_plain(now)}
        return web.Response(status=status, body=msgspec.json.encode(told), content_type="application/json")

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": TYPE})

    application = web.Application()
    application.add_routes([web.get("/healthz", healthz), web.get("/metrics", figures)])
    logging.getLogger("aiohttp.server").addFilter(_is_own_fault)
    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=CLOSING)
    await runner.setup()
    try:
        await _listen(runner, settings)
        yield
    finally:
        await runner.cleanup()


def _is_own_fault(record: logging.LogRecord) -> bool:
    """Whether a record is not of what somebody sent that is no HTTP, with which they could fill the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def _listen(runner: web.AppRunner, settings: ServingSettings) -> None:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        place = f"{settings.host}:{settings.port}"
        raise MonitoringError(f"cannot be listened on ({reason})", where=place, fix="name another port or address") from None
    log.info("/healthz and /metrics are on port %d of %s", runner.addresses[0][1], settings.host)


def _plain(now: Vitals) -> dict[str, object]:
    """The vitals as JSON has them: no number that is none."""
    return {**asdict(now), "latency": now.latency if isfinite(now.latency) else None}
