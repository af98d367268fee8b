"""The entries of the record: a question with what was answered, and what a member thought of the answer."""

import secrets
from datetime import datetime

import msgspec

from index.answering.answers import Outcome
from index.errors import FootnoteError

ID_BYTES = 9
"""Random bytes of an entry's id; base64 makes 12 characters of them, which fit into the id of a button."""


class RecordError(FootnoteError):
    """The record is not kept, or its database or key cannot be read or written."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question that the bot was asked, and its answer.

    `passage` is the id of the first passage and `section` its section path, both None if there is no passage. `server` is the
    ID of the server, None in direct messages. `language` is the locale of the reader. `member` is the keyed hash of the member
    who asked, None if that is not known. `replaces` is the id of the question before it was edited, which is deleted.
    """

    id: str
    time: datetime
    question: str
    outcome: Outcome
    confidence: float
    passage: str | None = None
    section: str | None = None
    server: int | None = None
    language: str = "en"
    member: str | None = None
    replaces: str | None = None


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """What a member thought of an answer: `asked` is the id of the question, `member` the member's keyed hash.

    A member has one opinion of an answer; a later one takes its place.
    """

    asked: str
    member: str
    helpful: bool
    time: datetime


def new_id() -> str:
    """Return a new random id for a question."""
    return secrets.token_urlsafe(ID_BYTES)
