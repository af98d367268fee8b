"""The monitoring port, with /healthz and /metrics. Opened only if configured."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from math import isfinite

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.chat.observing.health import Health
from bot.chat.observing.metrics import CONTENT_TYPE, Metrics
from index.errors import FootnoteError
from index.settings import ServingSettings

log = logging.getLogger(__name__)

CLOSE_SECONDS = 1.0
"""Time for open HTTP requests to finish on shutdown; the bot itself has little more."""


class MonitoringError(FootnoteError):
    """The monitoring port cannot be opened."""


@asynccontextmanager
async def serve_monitoring(settings: ServingSettings, health: Callable[[], Health], metrics: Metrics) -> AsyncIterator[None]:
    """Serve /healthz and /metrics during the block. Raises MonitoringError if the port cannot be opened."""

    async def healthz(_: web.Request) -> web.Response:
        now = health()
        problem = "not connected" if not now.is_connected else "store not usable" if now.store_failing else None
        report = {"status": problem or "ok", **_to_json(now)}
        return web.Response(status=503 if problem else 200, body=msgspec.json.encode(report), content_type="application/json")

    async def metrics_page(_: web.Request) -> web.Response:
        return web.Response(body=metrics.render(), headers={"Content-Type": CONTENT_TYPE})

    application = web.Application()
    application.add_routes([web.get("/healthz", healthz), web.get("/metrics", metrics_page)])
    logging.getLogger("aiohttp.server").addFilter(_is_not_bad_request)
    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        await _listen(runner, settings)
        yield
    finally:
        await runner.cleanup()


def _is_not_bad_request(record: logging.LogRecord) -> bool:
    """Filter out records of malformed HTTP requests, with which anyone could fill the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def _listen(runner: web.AppRunner, settings: ServingSettings) -> None:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        address = f"{settings.host}:{settings.port}"
        fix = "choose another port or address"
        raise MonitoringError(f"cannot listen on this address ({reason})", where=address, fix=fix) from None
    log.info("serving /healthz and /metrics on port %d of %s", runner.addresses[0][1], settings.host)


def _to_json(now: Health) -> dict[str, object]:
    """Return the health as a JSON object; an unknown latency becomes None, because JSON has no NaN or infinity."""
    shards = [{**asdict(shard), "latency": _finite(shard.latency)} for shard in now.shards]
    return {**asdict(now), "latency": _finite(now.latency), "shards": shards}


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
