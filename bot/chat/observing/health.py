"""A snapshot of the bot's health, for the monitoring port and the service manager."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.chat.client import FootnoteBot
from index.settings.shards import format_ids
from index.text.characters import pluralize
from index.version import VERSION

if TYPE_CHECKING:
    from bot.record.store import Record


@dataclass(frozen=True, slots=True)
class ShardHealth:
    """The state of one connection to Discord. `latency` is in seconds, NaN or infinite if unknown."""

    id: int
    is_connected: bool
    latency: float


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the bot. `latency` (NaN or infinite if unknown) and `index_age` are in seconds.

    `is_behind` is None if it is not known whether the documents have changed since the index was built. `is_calibrated` is True
    if confidence is fitted to the community's own questions, not the shipped default. `record_lost` counts the entries that the
    record could not take in, and `record_failing` is True while it cannot be written. `store_failing` is True while
    the store in config.yaml cannot be used, without which nothing can be answered.

    `shards` are the connections of this process, of `total_shards` that the bot has; `unserved_shards` are those that no
    process has, as far as is known. `is_leader` is True in the process that does what only one has to do.
    """

    is_connected: bool
    latency: float
    servers: int
    waiting: int
    documents: int
    passages: int
    built: datetime
    index_age: float
    build_failed: bool
    is_behind: bool | None
    is_calibrated: bool
    model: str
    version: str = VERSION
    record_lost: int = 0
    record_failing: bool = False
    store_failing: bool = False
    shards: tuple[ShardHealth, ...] = ()
    total_shards: int = 1
    unserved_shards: tuple[int, ...] = ()
    is_leader: bool = True

    @classmethod
    def from_bot(cls, bot: FootnoteBot, *, is_behind: bool | None = None) -> "Health":
        """Return the current health of a bot."""
        services = bot.services
        searcher = services.answering.desk.searcher
        manifest = searcher.generation.manifest
        built = datetime.fromisoformat(manifest.built)
        return cls(
            is_connected=bot.is_connected,
            latency=bot.latency,
            servers=len(bot.guilds),
            waiting=services.answering.desk.pending,
            documents=len(manifest.documents),
            passages=manifest.passages,
            built=built,
            index_age=(datetime.now(UTC) - built).total_seconds(),
            build_failed=services.keeper.failure is not None,
            is_behind=is_behind,
            is_calibrated=searcher.calibration.path is not None,
            model=manifest.model,
            record_lost=services.record.lost if services.record else 0,
            record_failing=services.keeper.settings.record is not None and _cannot_record(services.record),
            store_failing=services.keeper.is_store_failing,
            shards=_shards(bot),
            total_shards=bot.shard_count or len(bot.shards) or 1,
            unserved_shards=services.membership.missing,
            is_leader=services.membership.is_leader,
        )

    @property
    def summary(self) -> str:
        """The state of the bot in one line."""
        if not self.is_connected:
            away = [shard.id for shard in self.shards if not shard.is_connected]
            some = f": shards {format_ids(away)} of {self.total_shards}" if len(self.shards) > 1 and away else ""
            return f"not connected to Discord{some}"
        if self.store_failing:
            return "cannot answer: the store of the passages cannot be used"
        failure = "; the index could not be brought up to date" if self.build_failed else ""
        return f"answering in {pluralize(self.servers, 'server')}{failure}"


def _shards(bot: FootnoteBot) -> tuple[ShardHealth, ...]:
    """Return the state of each shard of this process, also of one that has not been connected yet."""
    latencies = dict(bot.latencies)
    return tuple(
        ShardHealth(shard, bot.is_shard_connected(shard), latencies.get(shard, math.nan))
        for shard in sorted({*bot.own_shards, *latencies})
    )


def _cannot_record(record: "Record | None") -> bool:
    return record is None or record.problem is not None
