"""Vitals: how the bot is at one moment, for whoever keeps it running."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.chat.client import FootnoteBot


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the bot is: its connection, with the latency in seconds (NaN or infinite if not known), its index, how many wait."""

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
    def of(cls, bot: FootnoteBot) -> "Vitals":
        """How a bot is now."""
        services = bot.services
        manifest = services.answering.desk.searcher.generation.manifest
        built = datetime.fromisoformat(manifest.built)
        return cls(
            is_connected=bot.is_connected,
            latency=bot.latency,
            servers=len(bot.guilds),
            waiting=services.answering.desk.taken,
            documents=len(manifest.documents),
            passages=manifest.passages,
            built=built,
            index_age=(datetime.now(UTC) - built).total_seconds(),
            build_failed=services.keeper.failure is not None,
        )
