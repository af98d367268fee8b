"""One process among the others of its bot: what it asks of the database that they share.

All methods wait for the database, so they belong in a thread, and raise RecordError.
"""

import os
import secrets
import socket

from bot.record import processes
from bot.record.database import Database
from bot.record.processes import Heartbeat, Process
from index.settings.shards import BUCKET_SECONDS, Shards

BEAT_SECONDS, ALONE_BEAT_SECONDS = 2.0, 10.0
"""Time between two heartbeats: of a process that shares the bot's servers with others, and of one that serves all."""
BEATS_TO_DEATH = 4
"""Heartbeats that a process misses before others take it for dead."""
IDENTIFY_SECONDS = BUCKET_SECONDS + 0.2
"""Time for which one process has its turn to connect: Discord's, and a little for the way there."""
IDENTIFY = "identify:{bucket}"
"""The name of the lease for connecting."""
ID_BYTES = 8


class Coordinator:
    """What one process may do while others run; `own` is its row in the database."""

    def __init__(self, database: Database, shards: Shards | None) -> None:
        self.database = database
        self.own = Process(secrets.token_hex(ID_BYTES), shards, socket.gethostname(), os.getpid())
        self.beat_seconds = ALONE_BEAT_SECONDS if shards is None else BEAT_SECONDS

    @property
    def lifetime(self) -> float:
        """Seconds after the last heartbeat until others take this process for dead."""
        return self.beat_seconds * BEATS_TO_DEATH

    def join(self) -> tuple[Process, ...]:
        """Join unless other processes serve some of the same servers; return those, or nothing once joined."""
        with self.database.coordinating() as connection:
            return processes.join(connection, self.own, self.lifetime)

    def beat(self) -> Heartbeat | None:
        """Go on being one of them, and return what there is to know; None if the others have given this one up."""
        with self.database.coordinating() as connection:
            return processes.beat(connection, self.own, self.lifetime)

    def leave(self) -> None:
        """Stop being one of them."""
        with self.database.coordinating() as connection:
            processes.leave(connection, self.own.id)

    def may_identify(self, bucket: int) -> float:
        """Return 0 if this process may connect a shard of a bucket now, or the seconds for which another one has that turn."""
        with self.database.coordinating() as connection:
            name = IDENTIFY.format(bucket=bucket)
            return processes.lease(connection, name, self.own.id, IDENTIFY_SECONDS, renews=False)

    def cool_down(self, member: str, seconds: float) -> float:
        """Start the cooldown of a member, by their hash; return 0, or the seconds left if it runs already."""
        with self.database.coordinating() as connection:
            return processes.cool_down(connection, member, seconds)

    def end_cooldown(self, member: str) -> None:
        """Let a member ask again at once."""
        with self.database.coordinating() as connection:
            processes.end_cooldown(connection, member)
