"""The tables of the record, as the newest migration leaves them.

Times are microseconds since 1970, which every database stores and compares alike. The names begin with `footnote_`, because a
database may have other tables.
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Integer, MetaData, String, Table, Text

METADATA = MetaData()
VERSION_TABLE = "footnote_version"
"""The table in which Alembic keeps the version of the others."""

ASKED = Table(
    "footnote_asked",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("time", BigInteger, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("passage", String(64)),
    Column("section", Text),
    Column("server", BigInteger),
    Column("language", String(16), nullable=False),
    Column("member", String(64), index=True),
)
FEEDBACK = Table(
    "footnote_feedback",
    METADATA,
    Column("asked", ForeignKey(ASKED.c.id, ondelete="CASCADE"), primary_key=True),
    Column("member", String(64), primary_key=True, index=True),
    Column("helpful", Boolean, nullable=False),
    Column("time", BigInteger, nullable=False),
)
OPTED_OUT = Table("footnote_opted_out", METADATA, Column("member", String(64), primary_key=True))
CLAIMS = Table(
    "footnote_claims",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("time", BigInteger, nullable=False, index=True),
)
"""What only one of the bot's processes may do, and only once, by the name of the one thing that was done."""
BOTS = Table(
    "footnote_bots",
    METADATA,
    Column("application", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False),
)
"""The one bot that the record is of, by the ID of its application, and a hash that only its key gives."""
PROCESSES = Table(
    "footnote_processes",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("shards", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("until", BigInteger, nullable=False),
)
"""The bot's running processes, each with the time until which it counts as running unless it says so again."""
LEASES = Table(
    "footnote_leases",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("until", BigInteger, nullable=False),
)
"""What only one process at a time may do, with the process that may and until when."""
COOLDOWNS = Table(
    "footnote_cooldowns",
    METADATA,
    Column("member", String(64), primary_key=True),
    Column("until", BigInteger, nullable=False, index=True),
)
"""Until when members have to wait who asked one of several processes; a row is deleted seconds after that."""
