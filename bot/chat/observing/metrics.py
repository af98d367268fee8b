"""Metrics for Prometheus. Imported only if the monitoring port is configured."""

import math
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.chat.observing.health import Health
from bot.chat.requests import Request

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKET_BOUNDS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram buckets; Discord expects a first response within 3 seconds."""
OUTCOMES = ("answer", "suggestions", "none", "page")
REFUSALS = ("busy", "cooldown", "ending")
FAILURES = ("connection", "discord", "expired", "index", "unexpected")
"""Labels that exist from the start, among them all reasons worth an alert."""
GAUGES: dict[str, tuple[str, Callable[[Health], float]]] = {
    "footnote_queue": ("Questions waiting or being answered.", lambda now: now.waiting),
    "footnote_gateway_connected": ("1 if Discord's gateway is connected, else 0.", lambda now: now.is_connected),
    "footnote_gateway_latency_seconds": ("Seconds between a heartbeat and its acknowledgement.", lambda now: now.latency),
    "footnote_servers": ("Servers that this process serves.", lambda now: now.servers),
    "footnote_shards": ("Shards of the bot, in all of its processes.", lambda now: now.total_shards),
    "footnote_shards_unserved": ("Shards that no process serves, as far as is known.", lambda now: len(now.unserved_shards)),
    "footnote_leader": ("1 if this process does what only one has to do, else 0.", lambda now: now.is_leader),
    "footnote_index_documents": ("Documents in the index.", lambda now: now.documents),
    "footnote_index_passages": ("Passages in the index.", lambda now: now.passages),
    "footnote_index_age_seconds": ("Seconds since the index was built.", lambda now: now.index_age),
    "footnote_index_behind": (
        "1 if the documents have changed since the index was built, else 0; NaN if not known.",
        lambda now: math.nan if now.is_behind is None else now.is_behind,
    ),
    "footnote_calibrated": (
        "1 if confidence is fitted to questions of your own, 0 if it is the default.",
        lambda now: now.is_calibrated,
    ),
    "footnote_record_failing": ("1 if questions should be recorded and cannot be, else 0.", lambda now: now.record_failing),
    "footnote_store_failing": ("1 if the store of the passages cannot be used, else 0.", lambda now: now.store_failing),
    "footnote_build_failed": ("1 if the index could not be brought up to date, else 0.", lambda now: now.build_failed),
}


class Metrics:
    """Counts requests as they end, and reads the gauges from `health` on each scrape."""

    def __init__(self, health: Callable[[], Health]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._registry.register(_Gauges(health))
        ProcessCollector(registry=self._registry)
        self._answers = self._counter("footnote_answers", "Answered questions and button presses, by outcome.", "outcome")
        self._refusals = self._counter("footnote_refusals", "Requests refused on purpose, by reason.", "reason")
        self._failures = self._counter("footnote_failures", "Requests that failed, by reason.", "reason")
        self._steps = Histogram(
            "footnote_step_seconds",
            "Seconds taken by each step of a request.",
            ["step"],
            buckets=BUCKET_BOUNDS_SECONDS,
            registry=self._registry,
        )
        for counter, reasons in ((self._answers, OUTCOMES), (self._refusals, REFUSALS), (self._failures, FAILURES)):
            for reason in reasons:
                counter.labels(reason)  # start at 0, or the first one would not count as an increase

    def record(self, request: Request) -> None:
        """Count a request that has ended."""
        counters = {"answered": self._answers, "refused": self._refusals, "failed": self._failures}
        if request.ending:
            counters[request.ending].labels(request.reason).inc()
        for step, seconds in request.seconds.items():
            self._steps.labels(step).observe(seconds)

    def render(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self._registry)

    def _counter(self, name: str, description: str, label: str) -> Counter:
        return Counter(name, description, [label], registry=self._registry)


class _Gauges(Collector):
    """Collects gauges from the bot's health on each scrape."""

    def __init__(self, health: Callable[[], Health]) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield the current value of each gauge."""
        now = self._health()
        versions = {"version": now.version, "model": now.model}
        yield InfoMetricFamily("footnote", "The version that runs and the model that it answers with.", value=versions)
        for name, (description, read) in GAUGES.items():
            yield GaugeMetricFamily(name, description, value=float(read(now)))
        yield from _shard_gauges(now)
        lost = "Questions and opinions that could not be recorded."
        yield CounterMetricFamily("footnote_record_lost", lost, value=now.record_lost)


def _shard_gauges(now: Health) -> Iterator[Metric]:
    """Yield the state of each shard of this process."""
    connected = GaugeMetricFamily("footnote_shard_connected", "1 if a shard is connected, else 0.", labels=["shard"])
    latency = GaugeMetricFamily(
        "footnote_shard_latency_seconds", "Seconds between a heartbeat of a shard and its acknowledgement.", labels=["shard"]
    )
    for shard in now.shards:
        connected.add_metric([str(shard.id)], float(shard.is_connected))
        latency.add_metric([str(shard.id)], shard.latency)
    yield connected
    yield latency
