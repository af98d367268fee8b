"""Logs: a record a line, for people or for programs, on standard error, without anything that lets a reader act as the bot.

What members ask is never in them. So of an error that nobody expected they have its kind and where it was raised, and not its
words, in which a library may have quoted what it was given.
"""

import io
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from bot.chat.requests import current_id
from index.text.characters import clean, fold

log = logging.getLogger(__name__)

HOOK = re.compile(r"(?P<place>/(?:interactions|webhooks)/\d+/)[^/\s?\"']+")
"""Addresses of Discord with the token of an interaction in them."""
HEAD = "footnote: "
"""How the command line begins what it says beside its output."""
Kind = Literal["text", "json"]


class _Safe(logging.Formatter):
    """What both kinds have in common: tracebacks only of Footnote's own faults, without their words; tokens taken out."""

    def __init__(self, token: str, layout: str = "{message}") -> None:
        super().__init__(layout, "%Y-%m-%d %H:%M:%S", style="{")
        self._token = token

    def _said(self, record: logging.LogRecord) -> str:
        """What a record says, in one line; of an error of discord.py's, its name and words are enough."""
        said, error = record.getMessage(), record.exc_info[1] if record.exc_info else None
        if error and not _has_traceback(record):
            said = f"{said} ({type(error).__name__}: {error})"
        return clean(fold(said))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # its name in logging
        """The traceback of an error, and of those that led to it, the first one first."""
        return "\n".join(_frames(error) for error in reversed(list(_chain(ei[1]))))

    def _without_tokens(self, text: str) -> str:
        text = HOOK.sub(r"\g<place><token>", text).encode("utf-8", "replace").decode()  # halves of characters are no text
        return text.replace(self._token, "<token>") if self._token else text


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what led to it."""
    known: set[int] = set()
    while error is not None and id(error) not in known:
        known.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return "".join(("Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), kind))


def _has_traceback(record: logging.LogRecord) -> bool:
    return bool(record.exc_info and record.exc_info[1]) and not record.name.startswith("discord")


class OneLine(_Safe):
    """A line a record, with the id of the request that it was written for; below it, a traceback if there is one."""

    def __init__(self, token: str) -> None:
        super().__init__(token, "{asctime} {levelname:<7} {message}")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        request = current_id()
        said = f"{request} {self._said(record)}" if request else self._said(record)
        record = logging.makeLogRecord(record.__dict__ | {"msg": said, "args": None})
        if not _has_traceback(record):
            record.exc_info = record.exc_text = None
        return self._without_tokens(super().format(record))


class JsonLine(_Safe):
    """An object a record: `time`, `level`, `logger`, `message`; `request`, `traceback` and what else is known where it is."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, in one line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._without_tokens(self._said(record)),
        }
        if request := current_id():
            told["request"] = request
        if record.exc_info and _has_traceback(record):
            told["traceback"] = self._without_tokens(self.formatException(record.exc_info))
        return msgspec.json.encode(told | getattr(record, "fields", {})).decode()


class LoggedLines(io.TextIOBase):
    """A stream whose lines become records, for what is printed by those who know nothing of logs; one without end is not."""

    def __init__(self) -> None:
        self._begun = ""

    def write(self, text: str) -> int:
        """Note each line that is whole by now."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in filter(str.strip, lines):
            log.info("%s", line.removeprefix(HEAD))
        return len(text)


def write_logs(token: str, kind: Kind = "text") -> None:
    """Write what Footnote notes, and what discord.py and asyncio warn of."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine(token) if kind == "json" else OneLine(token))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("discord.gateway").setLevel(logging.INFO)
    logging.getLogger("discord.client").setLevel(logging.ERROR)  # below that, it misses libraries for voice
