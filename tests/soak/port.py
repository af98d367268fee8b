"""The bot's monitoring port, polled during the run as by Prometheus and a container engine."""

import socket
from collections import Counter
from dataclasses import dataclass, field

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

COUNTED = ("footnote_answers_total", "footnote_refusals_total", "footnote_failures_total")
PATIENCE = aiohttp.ClientTimeout(total=10.0)


def free_port() -> int:
    """Return a port that is not in use."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@dataclass
class Port:
    """Counts of each status of /healthz, and the latest metrics by name and labels."""

    number: int = field(default_factory=free_port)
    statuses: Counter[str] = field(default_factory=Counter)
    figures: dict[str, float] = field(default_factory=dict)

    async def poll(self) -> None:
        """Fetch /healthz and /metrics."""
        try:
            async with aiohttp.ClientSession(f"http://127.0.0.1:{self.number}", timeout=PATIENCE) as session:
                async with session.get("/healthz") as health:
                    self.statuses[str(health.status)] += 1
                async with session.get("/metrics") as metrics:
                    text = await metrics.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            self.statuses[type(error).__name__] += 1
            return
        families = text_string_to_metric_families(text)
        samples = [sample for family in families for sample in family.samples if sample.name in COUNTED]
        self.figures = {" ".join((sample.name, *sample.labels.values())): sample.value for sample in samples}

    def line(self) -> str:
        """Return a summary line for the report."""
        sums = {name: sum(value for key, value in self.figures.items() if key.startswith(name)) for name in COUNTED}
        totals = ", ".join(f"{name.split('_')[1]} {count:,.0f}" for name, count in sums.items())
        statuses = ", ".join(f"{status} {count:,} times" for status, count in sorted(self.statuses.items()))
        return f"by the bot's own metrics: {totals}; its health was {statuses}"
