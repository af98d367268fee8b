"""Which bot a record is of: told apart by the ID of its application, and by the key of the record."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from bot.record.entries import RecordError
from bot.record.keys import hash_member
from bot.record.locking import lock_in_postgresql
from bot.record.places import Place
from bot.record.tables import BOTS

OWNING_LOCK = 0x666F6F746E6F7467
"""The number under which PostgreSQL lets one process at a time say whose the record is."""
NOBODY = 0
"""No member has this ID, so that its hash says nothing but whether two keys are the same."""


class OtherBotError(RecordError):
    """The database is the record of another bot, or is used with another key."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A bot and its key of the record."""

    application: int
    key: str

    @classmethod
    def of(cls, application: int, key: bytes) -> "Owner":
        """Return the bot with the ID of this application."""
        return cls(application, hash_member(key, NOBODY))


def read_owner(connection: Connection) -> Owner | None:
    """Return whose the record is, or None if no bot has said so yet."""
    row = connection.execute(select(BOTS.c.application, BOTS.c.key)).first()
    return Owner(*row) if row else None


def check_owner(found: Owner | None, own: Owner, place: Place) -> None:
    """Check that the record is of this bot, or of none. Raises OtherBotError."""
    if found is None:
        return
    if found.application != own.application:
        what = f"is the record of another bot (application {found.application}; this is {own.application})"
        fix = "name another database in config.yaml; or, if this bot takes its place, run `footnote record hand-over`"
        raise OtherBotError(what, where=place.shown, fix=fix)
    if found.key != own.key and place.file is None:  # the key of a file is beside it, for all that use it
        what = f"was made with a different key than {place.key}, so members would get new hashes"
        raise OtherBotError(what, where=place.shown, fix=f"copy {place.key.name} from the first process, and restart")


def claim(connection: Connection, own: Owner, place: Place) -> None:
    """Say whose the record is, unless that is known. Raises OtherBotError."""
    lock_in_postgresql(connection, OWNING_LOCK)
    found = read_owner(connection)
    check_owner(found, own, place)
    if found is None:
        connection.execute(insert(BOTS).values(application=own.application, key=own.key))


def hand_over(connection: Connection) -> int | None:
    """Let the next bot that opens the record have it; return the ID of the application that had it, if any."""
    found = read_owner(connection)
    connection.execute(delete(BOTS))
    return found.application if found else None
