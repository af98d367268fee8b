"""Metrics: what Prometheus is told of the bot. Imported only where somebody wants to know."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.chat.observing.vitals import Vitals
from bot.chat.requests import Request

TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets; Discord wants a first response within 3 seconds."""
OUTCOMES = ("answer", "suggestions", "none", "page")
REFUSALS = ("busy", "cooldown", "ending")
FAILURES = ("connection", "discord", "expired", "index", "unexpected")
"""The reasons that are worth an alert."""
GAUGES: dict[str, tuple[str, Callable[[Vitals], float]]] = {
    "footnote_queue": ("Questions that wait or are being answered.", lambda now: now.waiting),
    "footnote_gateway_connected": ("Whether Discord's gateway is connected.", lambda now: now.is_connected),
    "footnote_gateway_latency_seconds": ("Seconds between a heartbeat and its answer.", lambda now: now.latency),
    "footnote_servers": ("Servers that the bot is in.", lambda now: now.servers),
    "footnote_index_documents": ("Documents of the index.", lambda now: now.documents),
    "footnote_index_passages": ("Passages of the index.", lambda now: now.passages),
    "footnote_index_age_seconds": ("Seconds since the index was built.", lambda now: now.index_age),
    "footnote_build_failed": ("Whether the index could not be brought up to date.", lambda now: now.build_failed),
}


class Metrics:
    """Counts requests as they end, and takes all else from `vitals` when it is asked for."""

    def __init__(self, vitals: Callable[[], Vitals]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._registry.register(_Gauges(vitals))
        ProcessCollector(registry=self._registry)
        self._answers = self._counter("footnote_answers", "Questions and presses that were answered, by outcome.", "outcome")
        self._refusals = self._counter("footnote_refusals", "What was not answered on purpose, by reason.", "reason")
        self._failures = self._counter("footnote_failures", "What should have been answered and was not, by reason.", "reason")
        self._steps = Histogram(
            "footnote_step_seconds", "Seconds a step of a request took.", ["step"], buckets=SECONDS, registry=self._registry
        )
        for counter, reasons in ((self._answers, OUTCOMES), (self._refusals, REFUSALS), (self._failures, FAILURES)):
            for reason in reasons:
                counter.labels(reason)  # shown from the start, else the first one would be no increase

    def record(self, request: Request) -> None:
        """Count a request that has ended."""
        counters = {"answered": self._answers, "refused": self._refusals, "failed": self._failures}
        if request.ending:
            counters[request.ending].labels(request.reason).inc()
        for step, seconds in request.seconds.items():
            self._steps.labels(step).observe(seconds)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self._registry)

    def _counter(self, name: str, told: str, label: str) -> Counter:
        return Counter(name, told, [label], registry=self._registry)


class _Gauges(Collector):
    """The vitals of one moment, each time that somebody asks."""

    def __init__(self, vitals: Callable[[], Vitals]) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        """A figure for each of the gauges."""
        now = self._vitals()
        for name, (told, read) in GAUGES.items():
            yield GaugeMetricFamily(name, told, value=float(read(now)))
