"""A snapshot of the bot's health, for the monitoring port."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.chat.client import FootnoteBot


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the bot. `latency` (NaN or infinite if unknown) and `index_age` are in seconds."""

    is_connected: bool
    latency: float
    servers: int
    waiting: int
    documents: int
    passages: int
    built: datetime
    index_age: float
    build_failed: bool

    @classmethod
    def from_bot(cls, bot: FootnoteBot) -> "Health":
        """Return the current health of a bot."""
        services = bot.services
        manifest = services.answering.desk.searcher.generation.manifest
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
        )
