"""Monitoring: a port where whoever keeps the bot running sees whether it is well. Nothing listens unless that is asked for."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from math import isfinite

import msgspec
from aiohttp import web

from bot.chat.metrics import TYPE, Metrics
from bot.chat.vitals import Vitals
from index.errors import FootnoteError
from index.settings import ServingSettings

log = logging.getLogger(__name__)


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
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await _listen(runner, settings)
        yield
    finally:
        await runner.cleanup()


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
