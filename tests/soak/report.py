"""The report: what was asked and how it went, what was wrong, and the resources the bot used."""

import json
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.soak.entries import Finding
from tests.soak.ledger import Ledger
from tests.soak.machine import Sample, growth
from tests.soak.port import Port

MOST_GROWTH = 5.0
"""Maximum growth of memory after the warm-up, in percent."""
LONG_ENOUGH = 9.0
"""Minimum minutes of a run whose memory growth is judged."""
REFUSED = ("refused", "not verdicts again")
EXCUSED = ("silenced", "cut off")
HARMLESS = {"warned"}
OTHERS = {
    "broken rule": "rules of Discord broken", "ping": "pings", "stray": "messages nobody asked for",
    "error": "errors in the log",
    "not taken in": "edits not indexed", "gone": "failed reconnections",
}  # fmt: skip
MOST_SHOWN = 12


@dataclass(slots=True)
class Report:
    """The results of a soak test."""

    seed: int
    minutes: float
    warm_up: float
    ledger: Ledger
    samples: Sequence[Sample]
    idle: tuple[Sample, Sample]
    """Samples taken before the first and after the last question."""
    faults: Counter[str]
    drops: Counter[str]
    edits: Counter[str]
    edit_seconds: Sequence[float]
    reports: Counter[str]
    warnings: Counter[str]
    errors: Counter[str]
    calls: int
    excused: int
    lag: float
    """Longest delay of the test harness itself, in seconds."""
    exit_code: int | None
    files: tuple[Counter[str], Counter[str]]
    """Open files of the bot by kind, at the same two times."""
    port: Port = field(default_factory=Port)
    """Health and metrics reported by the bot itself."""

    @property
    def memory(self) -> dict[str, tuple[float, float, float]]:
        """Memory at the start and the end in MiB, and its growth in percent."""
        return growth(self.samples, self.warm_up, min(120.0, self.minutes * 60 / 4))

    @property
    def problems(self) -> list[Finding]:
        """Findings except warnings."""
        return [found for found in self.ledger.findings if found.kind not in HARMLESS]

    @property
    def is_good(self) -> bool:
        """True if nothing was lost, doubled, wrong or broken, memory has not grown, and the bot exited with 0."""
        return not self.problems and not self.has_grown and self.exit_code == 0

    @property
    def has_grown(self) -> bool:
        """True if memory has grown too much; never in a run too short to judge."""
        return self.minutes >= LONG_ENOUGH and self.memory["resident"][2] > MOST_GROWTH

    def total(self, *verdicts: str) -> int:
        """Return how many questions got one of these verdicts."""
        return sum(count for (_, verdict), count in self.ledger.counts.items() if verdict in verdicts)

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        return [*self._questions(), *self._speed(), *self._machine(), *self._circumstances(), *self._findings()]

    def write(self, path: Path) -> None:
        """Write the report as JSON."""
        tree = {
            "seed": self.seed, "minutes": self.minutes, "is_good": self.is_good, "asked": self.ledger.asked,
            "by_kind": {kind: dict(self._of(kind)) for kind in self._kinds()},
            "findings": [asdict(found) for found in self.ledger.findings], "notices": self.ledger.notices,
            "memory": self.memory, "samples": [asdict(each) for each in self.samples],
            "idle": [asdict(each) for each in self.idle],
            "faults": self.faults, "drops": self.drops, "edits": self.edits, "edit_seconds": list(self.edit_seconds),
            "reports": self.reports, "warnings": self.warnings, "errors": self.errors, "calls": self.calls,
            "excused_violations": self.excused, "harness_lag": self.lag, "exit_code": self.exit_code, "open_files": self.files,
            "seconds": {way: _percentiles(found) for way, found in self.ledger.seconds.items()},
            "port": {"health": self.port.statuses, "figures": self.port.figures},
        }  # fmt: skip
        path.write_text(json.dumps(tree, indent=1, ensure_ascii=True), encoding="utf-8")

    def _questions(self) -> list[str]:
        kinds = Counter(found.kind for found in self.problems)
        wrong = ", ".join(f"{kinds[name]} {name}" for name in ("lost", "doubled", "wrong", "stale", "misordered"))
        lines = [
            f"{self.ledger.asked:,} asked in {self.minutes:g} minutes (seed {self.seed})",
            f"{self.total('answered'):,} answered, {self.total(*REFUSED):,} correctly refused",
            f"{self.total('left alone'):,} correctly ignored, {self.total(*EXCUSED):,} made impossible by Discord",
            wrong,
            ", ".join(f"{kinds[kind]} {name}" for kind, name in OTHERS.items()),
            "",
        ]
        for kind in self._kinds():
            verdicts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(self._of(kind)))
            lines.append(f"  {kind}: {verdicts}")
        return [*lines, f"  notices: {_format_counts(self.ledger.notices)}"]

    def _speed(self) -> list[str]:
        lines = []
        for way, found in sorted(self.ledger.seconds.items()):
            p50, p99, most = _percentiles(found)
            lines.append(
                f"  {way}: {p50 * 1000:.0f} ms median, {p99 * 1000:.0f} ms 99th percentile, {most * 1000:.0f} ms at most"
            )
        lag = f"{self.lag * 1000:.0f} ms"
        own = f"  (`typing` waits only for the event loop, and so bounds how long it was blocked; this program was for {lag})"
        return ["", "time to the first response, without faults:", *lines, own]

    def _machine(self) -> list[str]:
        start, end = self.idle
        judged = "" if self.minutes >= LONG_ENOUGH else "; not judged, the run was too short"
        lines = ["", f"the bot's memory in MiB (after {self.warm_up / 60:.1f} minutes, at the end{judged}):"]
        for name, (first, last, percent) in self.memory.items():
            lines.append(f"  {name}: {first:.1f}, {last:.1f}; {percent:+.1f}%")
        step = max(1, len(self.samples) // MOST_SHOWN)
        along = ", ".join(f"{each.after / 60:.0f}': {each.resident:.0f}" for each in self.samples[::step])
        return [
            *lines,
            f"  resident along the way: {along}",
            f"  open files {start.files}, {end.files} ({_format_counts(self.files[0])}; {_format_counts(self.files[1])})",
            f"  threads {start.threads}, {end.threads}",
            self.port.line(),
        ]

    def _circumstances(self) -> list[str]:
        median, most = (_percentiles(self.edit_seconds)[place] for place in (0, 2)) if self.edit_seconds else (0.0, 0.0)
        took = f", indexed after {median:.1f} s (median), {most:.1f} s at most"
        return [
            "",
            f"faults: {_format_counts(self.faults)}",
            f"connection broken: {_format_counts(self.drops)}",
            f"edits: {_format_counts(self.edits)}{took}; reported in the channel: {_format_counts(self.reports)}",
            f"{self.calls:,} calls of Discord's API, all checked; {self.excused} rules broken because of faults",
            f"exit code of the bot: {self.exit_code}",
            *(f"log, WARNING, {count} times: {line}" for line, count in self.warnings.most_common(MOST_SHOWN)),
            *(f"log, ERROR, {count} times: {line}" for line, count in self.errors.most_common(MOST_SHOWN)),
        ]

    def _findings(self) -> list[str]:
        found = [f"  {each.after / 60:.1f}' {each.kind}: {each.what}" for each in self.ledger.findings]
        more = [f"  … and {len(found) - 40} more (--json has them)"] if len(found) > 40 else []
        listed = ["", f"findings: {len(found)}", *found[:40], *more] if found else []
        return [*listed, "", "good" if self.is_good else "NOT GOOD"]

    def _kinds(self) -> list[str]:
        return sorted({kind for kind, _ in self.ledger.counts})

    def _of(self, kind: str) -> list[tuple[str, int]]:
        return [(verdict, count) for (each, verdict), count in self.ledger.counts.items() if each == kind]


def _percentiles(found: Sequence[float]) -> tuple[float, float, float]:
    """Return the median, 99th percentile and maximum."""
    ordered = sorted(found)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.99)], ordered[-1]


def _format_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "none"
