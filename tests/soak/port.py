"""The bot's port: what it tells of itself while all this happens to it, asked as Prometheus and a container engine would."""

import socket
from collections import Counter
from dataclasses import dataclass, field

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

COUNTED = ("footnote_answers_total", "footnote_refusals_total", "footnote_failures_total")
PATIENCE = aiohttp.ClientTimeout(total=10.0)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@dataclass
class Port:
    """How often each status of /healthz came, and the latest figures by name and label."""

    number: int = field(default_factory=free_port)
    statuses: Counter[str] = field(default_factory=Counter)
    figures: dict[str, float] = field(default_factory=dict)

    async def look(self) -> None:
        """Ask both pages."""
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
        """All of it, for the report."""
        sums = {name: sum(value for key, value in self.figures.items() if key.startswith(name)) for name in COUNTED}
        told = ", ".join(f"{name.split('_')[1]} {count:,.0f}" for name, count in sums.items())
        statuses = ", ".join(f"{status} {count:,} times" for status, count in sorted(self.statuses.items()))
        return f"by the bot's own figures: {told}; its health was {statuses}"
