"""What the processes of one bot agree on in the database: who serves which shards, who leads, and who has to wait.

Each function works within a transaction. Times are those of the database's clock, because several machines rarely agree.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    cast,
    delete,
    extract,
    func,
    insert,
    literal,
    select,
    update,
)

from bot.record.inserting import PRESERVED, insert_into
from bot.record.locking import lock_in_postgresql
from bot.record.tables import COOLDOWNS, LEASES, PROCESSES
from index.settings.shards import Shards, parse_shards

SECOND = 1_000_000
"""Microseconds."""
JOINING_LOCK = 0x666F6F746E6F7466
"""The number under which PostgreSQL lets one process at a time join the others."""
LEADER = "leader"
"""The name of the lease for what one process does for all: registering commands, deleting old questions."""
UNSHARDED = ""
"""How a process is stored that serves all servers, over as many shards as Discord recommends."""


@dataclass(frozen=True, slots=True)
class Process:
    """A running process: its random id, its shards, None if it serves all servers, and where it runs.

    `until` is when it stops counting as running, in microseconds of the database's clock.
    """

    id: str
    shards: Shards | None
    host: str
    pid: int
    until: int = 0

    @property
    def place(self) -> str:
        """Where it runs, for messages."""
        return f"process {self.pid} on {self.host}"

    def conflicts_with(self, other: "Process") -> bool:
        """Return whether some server would be served by both. Two that serve all servers are left alone: Discord allows it."""
        if self.shards is None or other.shards is None:
            return self.shards is not other.shards
        return self.shards.total != other.shards.total or not set(self.shards.ids).isdisjoint(other.shards.ids)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a process knows of the others after a heartbeat."""

    is_leader: bool
    others: tuple[Process, ...]


def join(connection: Connection, own: Process, seconds: float) -> tuple[Process, ...]:
    """Add a process for some seconds, unless others serve some of its servers; return those, none if it was added."""
    lock_in_postgresql(connection, JOINING_LOCK)
    conflicts = tuple(other for other in running(connection) if other.id != own.id and own.conflicts_with(other))
    if conflicts:
        return conflicts
    now = _now(connection)
    connection.execute(delete(PROCESSES).where((PROCESSES.c.until <= now) | (PROCESSES.c.id == own.id)))
    values = {"id": own.id, "shards": str(own.shards or UNSHARDED), "host": own.host, "pid": own.pid}
    connection.execute(insert(PROCESSES).values(**values, until=now + _microseconds(seconds)))
    return ()


def beat(connection: Connection, own: Process, seconds: float) -> Heartbeat | None:
    """Say that a process runs for some more seconds, and lead if no other does; None if it was given up and has to join."""
    until = _now(connection) + _microseconds(seconds)
    if not connection.execute(update(PROCESSES).where(PROCESSES.c.id == own.id).values(until=until)).rowcount:
        return None
    if own.shards is None:
        return Heartbeat(is_leader=True, others=())
    is_leader = lease(connection, LEADER, own.id, seconds) == 0
    if is_leader:
        connection.execute(delete(COOLDOWNS).where(COOLDOWNS.c.until <= _now(connection)))
    return Heartbeat(is_leader, tuple(other for other in running(connection) if other.id != own.id))


def leave(connection: Connection, own: str) -> None:
    """Remove a process that ends, and what it holds."""
    connection.execute(delete(PROCESSES).where(PROCESSES.c.id == own))
    connection.execute(delete(LEASES).where(LEASES.c.holder == own))


def running(connection: Connection) -> Sequence[Process]:
    """Return the processes that run."""
    rows = connection.execute(select(PROCESSES).where(PROCESSES.c.until > _now(connection)).order_by(PROCESSES.c.id))
    return [Process(row.id, parse_shards(row.shards) if row.shards else None, row.host, row.pid, row.until) for row in rows]


def lease(connection: Connection, name: str, holder: str, seconds: float, *, renews: bool = True) -> float:
    """Let one process have something for some seconds; return 0, or the seconds until another one gives it up."""
    free = LEASES.c.until <= _now(connection)
    may_take = free | (LEASES.c.holder == holder) if renews else free
    return _take(connection, LEASES, {"name": name, "holder": holder}, seconds, may_take)


def cool_down(connection: Connection, member: str, seconds: float) -> float:
    """Let a member wait from now on; return 0, or the seconds for which they have to wait already."""
    return _take(connection, COOLDOWNS, {"member": member}, seconds, COOLDOWNS.c.until <= _now(connection))


def end_cooldown(connection: Connection, member: str) -> None:
    """Let a member ask again at once."""
    connection.execute(delete(COOLDOWNS).where(COOLDOWNS.c.member == member))


def _take(connection: Connection, table: Table, values: dict[str, str], seconds: float, may_take: ColumnElement[bool]) -> float:
    """Write a row with a time until which it holds, in one statement that no other process can come between.

    The first of `values` is its key. Return 0, or the seconds left if there is such a row that `may_take` does not allow to
    replace.
    """
    now, key = _now(connection), next(iter(values))
    row = insert_into(connection, table).values(**values, until=now + _microseconds(seconds))
    taken = {name: row.excluded[name] for name in (*values, "until") if name != key}
    taking = row.on_conflict_do_update(index_elements=[key], set_=taken, where=may_take)
    if connection.execute(taking, execution_options=PRESERVED).rowcount:
        return 0.0
    left = connection.execute(select(table.c.until - now).where(table.c[key] == values[key])).scalar()
    return max(int(left or 0), 1) / SECOND


def _microseconds(seconds: float) -> int:
    return int(seconds * SECOND)


def _now(connection: Connection) -> ColumnElement[int]:
    """Return the time as an expression: by the clock of the server, or of this machine for a file on it."""
    if connection.dialect.name == "postgresql":
        return cast(extract("epoch", func.clock_timestamp()) * SECOND, BigInteger)
    return literal(time.time_ns() // 1000, BigInteger)
