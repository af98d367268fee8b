"""The monitoring port, tested over real sockets as a container engine or Prometheus would use it."""

import asyncio
import logging
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.chat.observing.freshness import Freshness
from bot.chat.observing.health import Health
from bot.chat.observing.metrics import Metrics
from bot.chat.observing.port import MonitoringError, serve_monitoring
from bot.chat.requests import Request
from index.building import build
from index.settings import ServingSettings
from index.version import VERSION
from tests import discord_bot
from tests.discord_bot import STAMP
from tests.soak.port import free_port

handbook, town = discord_bot.handbook, discord_bot.town

WELL = Health(
    is_connected=True,
    latency=0.04,
    servers=2,
    waiting=3,
    documents=1,
    passages=67,
    built=datetime(2026, 1, 2, tzinfo=UTC),
    index_age=60.0,
    build_failed=False,
    is_behind=False,
    is_calibrated=False,
    model="all-MiniLM-L6-v2",
)


@dataclass
class Watched:
    """The monitoring port of a bot whose health the test sets."""

    port: int
    metrics: Metrics | None = None
    health: Health = WELL

    async def get(self, path):
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, response.headers["Content-Type"], await response.text()

    async def figures(self):
        """Return the value of each metric by name and labels."""
        _, _, text = await self.get("/metrics")
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture
async def watched():
    watched = Watched(free_port())
    watched.metrics = Metrics(lambda: watched.health)
    async with serve_monitoring(ServingSettings(port=watched.port), lambda: watched.health, watched.metrics):
        yield watched


async def test_health_is_ok_only_while_the_gateway_is_connected(watched):
    status, kind, text = await watched.get("/healthz")
    assert (status, kind) == (200, "application/json")
    assert '"status":"ok"' in text
    assert '"passages":67' in text
    watched.health = replace(WELL, is_connected=False, latency=float("inf"))
    status, _, text = await watched.get("/healthz")
    assert status == 503
    assert '"latency":null' in text


async def test_requests_are_counted_by_outcome_and_their_steps_are_timed(watched):
    for ending, reason in (("answered", "answer"), ("answered", "answer"), ("refused", "busy"), ("failed", "expired")):
        request = Request()
        request.end(ending, reason)
        request.add_time("sending", 0.5)
        watched.metrics.record(request)
    figures = await watched.figures()
    assert figures["footnote_answers_total", "answer"] == 2
    assert [figures[found] for found in (("footnote_answers_total", "none"), ("footnote_failures_total", "index"))] == [0, 0]
    assert figures["footnote_refusals_total", "busy"] == 1
    assert figures["footnote_failures_total", "expired"] == 1
    assert (figures["footnote_step_seconds_count", "sending"], figures["footnote_step_seconds_sum", "sending"]) == (4, 2.0)


async def test_gauges_show_the_current_state(watched):
    before = await watched.figures()
    assert before["footnote_queue",] == 3
    assert before["footnote_index_age_seconds",] == 60
    assert before["process_resident_memory_bytes",] > 2**20
    watched.health = replace(WELL, waiting=0, is_connected=False, build_failed=True)
    after = await watched.figures()
    assert (after["footnote_queue",], after["footnote_gateway_connected",], after["footnote_build_failed",]) == (0, 0, 1)


async def test_what_the_record_loses_is_counted(watched):
    before = await watched.figures()
    assert (before["footnote_record_lost_total",], before["footnote_record_failing",]) == (0, 0)
    watched.health = replace(WELL, record_lost=7, record_failing=True)
    after = await watched.figures()
    assert (after["footnote_record_lost_total",], after["footnote_record_failing",]) == (7, 1)


async def test_a_store_that_cannot_be_used_is_told(watched):
    assert (await watched.figures())["footnote_store_failing",] == 0
    watched.health = replace(WELL, store_failing=True)
    assert (await watched.figures())["footnote_store_failing",] == 1
    status, _, text = await watched.get("/healthz")
    assert status == 503
    assert '"status":"store not usable"' in text
    assert "store" in watched.health.summary


async def test_metrics_name_the_version_and_the_model(watched):
    _, _, text = await watched.get("/metrics")
    (info,) = [family for family in text_string_to_metric_families(text) if family.name == "footnote_info"]
    ((labels, value),) = [(sample.labels, sample.value) for sample in info.samples]
    assert (labels, value) == ({"version": VERSION, "model": "all-MiniLM-L6-v2"}, 1)


async def test_metrics_say_if_the_index_is_behind_and_if_confidence_is_calibrated(watched):
    watched.health = replace(WELL, is_behind=None)  # before the first check, or if the documents cannot be checked
    assert math.isnan((await watched.figures())["footnote_index_behind",])
    assert '"is_behind":null' in (await watched.get("/healthz"))[2]
    for is_so in (False, True):
        watched.health = replace(WELL, is_behind=is_so, is_calibrated=is_so)
        figures = await watched.figures()
        assert (figures["footnote_index_behind",], figures["footnote_calibrated",]) == (is_so, is_so)


async def test_whether_the_index_is_behind_follows_the_documents(project, encoder):
    settings = project({"rules.md": "# Rules\n\n- No shoes.\n"}, "model: fake\n")
    build(settings, encoder=encoder)
    document = settings.root / "rules.md"
    freshness = Freshness(lambda: settings)
    await freshness.check()
    assert freshness.is_behind is False
    document.write_text("# Rules\n\n- Shoes, please.\n", encoding="utf-8")
    await freshness.check()
    assert freshness.is_behind is True
    settings.file.write_text("documents: [", encoding="utf-8")
    await freshness.check()
    assert freshness.is_behind is None


@pytest.mark.parametrize("path", ["/", "/metrics/x", "/%2e%2e/etc/passwd"])
async def test_other_paths_are_not_found(watched, path):
    assert (await watched.get(path))[0] == 404


async def test_a_port_in_use_is_an_error_in_one_line(watched):
    with pytest.raises(
        MonitoringError, match=rf"^127\.0\.0\.1:{watched.port}: cannot listen on this address \(.*\); choose another"
    ):
        async with serve_monitoring(ServingSettings(port=watched.port), lambda: WELL, watched.metrics):
            pass


@pytest.mark.parametrize("host", ["nowhere.invalid", "256.1.1.1", "a" * 300])
async def test_an_address_of_another_machine_is_an_error_in_one_line(host):
    with pytest.raises(MonitoringError, match="cannot listen on this address"):
        async with serve_monitoring(ServingSettings(port=0, host=host), lambda: WELL, Metrics(lambda: WELL)):
            pass


async def test_health_reflects_the_bot(town):
    health = Health.from_bot(town.bot)
    assert health.is_connected
    assert (health.servers, health.documents, health.waiting, health.build_failed) == (1, 2, 0, False)
    assert health.passages == len(town.searcher.generation.passages)
    assert 0 <= health.index_age < 3600
    assert health.summary == "answering in 1 server"
    assert (health.is_behind, health.is_calibrated) == (None, False)
    with town.holding_answers() as gate:
        asking = asyncio.create_task(town.ask(STAMP))
        await asyncio.sleep(0.01)
        assert Health.from_bot(town.bot).waiting == 1
        gate.set()
        await asking
    await town.bot.finish(1)
    assert not Health.from_bot(town.bot).is_connected
    assert Health.from_bot(town.bot).summary == "not connected to Discord"


async def test_invalid_http_does_not_fill_the_log(watched, caplog):
    for sent in (b"GET / HTTP/9\r\n\r\n", b"\x16\x03\x01junk\r\n\r\n", b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", watched.port)
        writer.write(sent)
        await reader.read()
        writer.close()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert (await watched.get("/healthz"))[0] == 200


async def test_an_unfinished_request_does_not_delay_the_shutdown():
    port = free_port()
    async with serve_monitoring(ServingSettings(port=port), lambda: WELL, Metrics(lambda: WELL)):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)
        loop = asyncio.get_running_loop()
        ending = loop.time()
    assert loop.time() - ending < 7  # otherwise a container is killed before its bot has stopped
    writer.close()
