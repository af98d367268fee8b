"""Plan for more passages than one machine holds: how many nodes, how much memory, how long an answer takes.

python -m tests.benchmarks.scale.plan                        the table of docs/scaling.md, from the costs that were measured
python -m tests.benchmarks.scale.plan --passages 20000000    for another number of passages
python -m tests.benchmarks.scale.plan --rate 100             for more questions a second

Every question goes to one replica of every shard, and waits for the slowest. Each replica answers its questions in turn, on as
many cores as it has; how long a search takes is drawn around what was measured for as many passages.
"""

import argparse
import heapq
import math
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PASSAGES = (1_000_000, 10_000_000, 100_000_000)
QUESTIONS = 20_000
"""Questions that are simulated."""
FILLED, BUSY = 0.7, 0.5
"""The shares of a node's memory that the passages may fill, and of its time that searches may take."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured on one machine: bytes a passage, and milliseconds of one core a question."""

    memory_bytes: int = 1_000
    """Vectors, their codes, columns of words and tables, which should stay in memory."""
    disk_bytes: int = 2_280
    """Everything, token vectors included."""
    scan_ms: float = 5.1
    """Comparing a question with the codes of a million vectors, which grows with their number."""
    rest_ms: float = 12.6
    """The rest of a search among a million passages: their words, and the best candidates' own vectors."""
    growth: float = 0.39
    """The exponent by which the rest grows with the passages: from 5.1 ms at 100,000 to 12.6 at a million."""
    spread: float = 0.35
    """The standard deviation of the logarithm of how long a search takes."""
    own_ms: float = 22.0
    """What a bot does itself: reading the question, comparing the candidates token by token, judging and quoting."""
    fetch_ms: float = 6.0
    """Fetching the texts and token vectors of the candidates, and the way there and back."""

    def search_of(self, passages: float) -> float:
        """Return how many milliseconds a search among so many passages takes, as its median."""
        millions = passages / 1_000_000
        return self.scan_ms * millions + self.rest_ms * millions**self.growth


@dataclass(frozen=True, slots=True)
class Cluster:
    """Machines that share the passages."""

    shards: int
    replicas: int
    cores: int

    @property
    def nodes(self) -> int:
        """The number of machines."""
        return self.shards * self.replicas


def cluster_for(passages: int, costs: Costs, rate: float, *, memory: int, cores: int) -> Cluster:
    """Return the smallest cluster whose nodes, of some gigabytes of memory and some cores, are neither too full nor too busy.

    Every shard has two replicas at least, so that one machine can fail.
    """
    needed = passages * costs.memory_bytes / 1e9
    shards = max(1, math.ceil(needed / (FILLED * memory)))
    working = rate * costs.search_of(passages / shards) / 1000
    return Cluster(shards, max(2, math.ceil(working / (BUSY * cores))), cores)


def simulate(cluster: Cluster, passages: int, costs: Costs, rate: float, seed: int = 1) -> list[float]:
    """Return how many milliseconds each of many questions waits for its answer, if `rate` questions come each second."""
    rng = random.Random(seed)  # noqa: S311  # not used for secrets
    median = costs.search_of(passages / cluster.shards)
    free = [[[0.0] * cluster.cores for _ in range(cluster.replicas)] for _ in range(cluster.shards)]
    now, waits = 0.0, []
    for _ in range(QUESTIONS):
        now += rng.expovariate(rate) * 1000
        slowest = max(_search(replicas, now, median * rng.lognormvariate(0, costs.spread)) for replicas in free)
        waits.append(slowest - now + costs.own_ms + costs.fetch_ms)
    return waits


def _search(replicas: Sequence[list[float]], now: float, milliseconds: float) -> float:
    """Give a search to the replica with the first free core; return when it ends."""
    cores = min(replicas, key=lambda each: each[0])
    end = max(now, cores[0]) + milliseconds
    heapq.heapreplace(cores, end)
    return end


def main() -> None:
    """Print a row for each number of passages."""
    options = _options()
    costs = Costs()
    print(f"{'passages':>12}{'shards':>8}{'nodes':>8}{'memory GB':>12}{'disk GB':>10}{'p50 ms':>9}{'p99 ms':>9}{'busy':>7}")
    for passages in [options.passages] if options.passages else PASSAGES:
        cluster = cluster_for(passages, costs, options.rate, memory=options.memory, cores=options.cores)
        print("".join(_cells(cluster, passages, costs, options.rate)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale.plan", description="Plan a cluster.")
    parser.add_argument("--passages", type=int, metavar="N", help="one number of passages")
    parser.add_argument("--rate", type=float, default=50, metavar="N", help="questions a second (50)")
    parser.add_argument("--memory", type=int, default=32, metavar="GB", help="memory of a node (32)")
    parser.add_argument("--cores", type=int, default=4, metavar="N", help="cores of a node (4)")
    return parser.parse_args()


def _cells(cluster: Cluster, passages: int, costs: Costs, rate: float) -> Iterator[str]:
    waits = simulate(cluster, passages, costs, rate)
    search = costs.search_of(passages / cluster.shards)
    yield f"{passages:>12,}{cluster.shards:>8}{cluster.nodes:>8}"
    yield f"{cluster.replicas * passages * costs.memory_bytes / 1e9:>12,.1f}"
    yield f"{cluster.replicas * passages * costs.disk_bytes / 1e9:>10,.0f}"
    yield f"{statistics.median(waits):>9.0f}{statistics.quantiles(waits, n=100)[-1]:>9.0f}"
    yield f"{rate * search / 1000 / (cluster.replicas * cluster.cores):>7.0%}"


if __name__ == "__main__":
    main()
