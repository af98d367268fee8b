"""A snapshot of the bot's health, for the monitoring port and the service manager."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.chat.client import FootnoteBot
from index.version import VERSION

if TYPE_CHECKING:
    from bot.record.store import Record


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the bot. `latency` (NaN or infinite if unknown) and `index_age` are in seconds.

    `is_behind` is None if it is not known whether the documents have changed since the index was built. `is_calibrated` is True
    if confidence is fitted to the community's own questions, not the shipped default. `record_lost` counts the entries that the
    record could not take in, and `record_failing` is True while it cannot be written.
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
        )

    @property
    def summary(self) -> str:
        """The state of the bot in one line."""
        if not self.is_connected:
            return "not connected to Discord"
        failure = "; the index could not be brought up to date" if self.build_failed else ""
        return f"answering in {self.servers:,} {'server' if self.servers == 1 else 'servers'}{failure}"


def _cannot_record(record: "Record | None") -> bool:
    return record is None or record.problem is not None
