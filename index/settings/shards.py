"""Which of a bot's shards one process serves: `0-1/4` in a flag or variable, `{ids: [0, 1], total: 4}` in config.yaml."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

BUCKET_SECONDS = 5.0
"""Time that Discord demands between the connections of two shards in the same bucket."""
MAX_TOTAL = 16_384
"""More shards than the largest bots have; a limit, so that a range cannot fill the memory."""
RANGE = re.compile(r"\s*(?P<first>\d{1,9})\s*(?:[-–]\s*(?P<last>\d{1,9})\s*)?", re.ASCII)
FORM = re.compile(r"(?P<ids>[^/]*)(?:/\s*(?P<total>\d{1,9})\s*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shards:
    """The IDs of the shards of one process, in order, and how many shards the bot has in all of its processes together."""

    ids: tuple[int, ...]
    total: int

    @property
    def is_partial(self) -> bool:
        """True if other processes have to serve the rest."""
        return len(self.ids) < self.total

    def __str__(self) -> str:
        """Return them as they are written after `--shards`."""
        return f"{format_ids(self.ids)}/{self.total}"


def unserved(total: int, processes: Iterable[Shards | None]) -> tuple[int, ...]:
    """Return the IDs of the shards that none of a bot's processes serves, in order; None stands for one without shards."""
    served = {shard for each in processes if each for shard in each.ids}
    return tuple(sorted(set(range(total)) - served))


def parse_ids(written: int | str | Iterable[int | str], total: int) -> tuple[int, ...]:
    """Return shard IDs in order, from numbers, ranges such as `0-3`, or both. Raises ValueError if they are not all different.

    The message of the ValueError says in a few words what is wrong with them.
    """
    parts = [written] if isinstance(written, int | str) else list(written)
    found: set[int] = set()
    for part in (each for entry in parts for each in str(entry).split(",")):
        match = RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"{part.strip()[:40]!r} is no shard ID or range" if part.strip() else "no shard ID is given")
        first, last = int(match["first"]), int(match["last"] or match["first"])
        if last < first:
            raise ValueError(f"the range {part.strip()} ends before it begins")
        if last >= total:
            raise ValueError(f"there is no shard {last}: with {total} in all, IDs are {format_ids(range(total))}")
        again = found.intersection(range(first, last + 1))
        if again:
            raise ValueError(f"shard {min(again)} is given twice")
        found.update(range(first, last + 1))
    if not found:
        raise ValueError("no shard ID is given")
    return tuple(sorted(found))


def parse_shards(text: str, total: int | None = None) -> Shards:
    """Read shards as they are written after `--shards`; `total` is what config.yaml says. Raises ValueError as `parse_ids`."""
    match = FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is not of the form 0-1/4")
    total = int(match["total"]) if match["total"] else total
    if total is None:
        raise ValueError("the number of all shards is missing")
    if not 1 <= total <= MAX_TOTAL:
        raise ValueError(f"a bot has from 1 to {MAX_TOTAL} shards")
    return Shards(parse_ids(match["ids"], total), total)


def format_ids(ids: Iterable[int]) -> str:
    """Write IDs as ranges: `0-2,5`."""
    ranges: list[list[int]] = []
    for each in sorted(ids):
        if ranges and each == ranges[-1][1] + 1:
            ranges[-1][1] = each
        else:
            ranges.append([each, each])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
