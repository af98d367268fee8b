"""Resources of a process, from /proc: memory, open files, threads."""

import statistics
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

KIBIBYTE = 1024
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """Resources at `after` seconds from the start; memory in MiB is resident (RSS), proportional (PSS) and anonymous."""

    after: float
    resident: float
    proportional: float
    anonymous: float
    files: int
    threads: int


def sample(pid: int, after: float) -> Sample:
    """Measure what a process uses now."""
    process = Path("/proc") / str(pid)
    lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) * KIBIBYTE / MEBIBYTE for line in lines}
    files, threads = (sum(1 for _ in (process / name).iterdir()) for name in ("fd", "task"))
    return Sample(after, sizes["Rss"], sizes["Pss"], sizes["Anonymous"], files, threads)


def open_files(pid: int) -> Counter[str]:
    """Count the open file descriptors of a process by kind: sockets, pipes, files."""
    links = []
    for each in (Path("/proc") / str(pid) / "fd").iterdir():
        with suppress(FileNotFoundError):
            links.append(str(each.readlink()))
    return Counter("file" if link.startswith("/") else link.partition(":")[0] for link in links)


def growth(samples: Sequence[Sample], warm_up: float, span: float) -> dict[str, tuple[float, float, float]]:
    """Return memory after the warm-up and at the end in MiB, each the median of `span` seconds, and the growth in percent."""
    end = samples[-1].after
    early = [each for each in samples if warm_up <= each.after <= warm_up + span] or [samples[0]]
    late = [each for each in samples if each.after >= end - span]
    found = {}
    for name in ("resident", "proportional", "anonymous"):
        first, last = (statistics.median(getattr(each, name) for each in some) for some in (early, late))
        found[name] = first, last, (last / first - 1) * 100
    return found
