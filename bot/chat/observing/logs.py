"""Log to standard error, one record per line, as text or JSON, with all tokens redacted.

Logs never contain what members ask. So an unexpected error is logged with its type and traceback but without its message,
in which a library may quote its input.
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

INTERACTION_TOKEN = re.compile(r"(?P<place>/(?:interactions|webhooks)/\d+/)[^/\s?\"']+")
"""Discord URLs that contain the token of an interaction."""
CLI_PREFIX = "footnote: "
"""The prefix of errors and notes that the command line prints to standard error."""
Kind = Literal["text", "json"]


class _RedactingFormatter(logging.Formatter):
    """Redacts tokens. Errors of Footnote get tracebacks without their messages; errors of discord.py get none."""

    def __init__(self, token: str, layout: str = "{message}") -> None:
        super().__init__(layout, "%Y-%m-%d %H:%M:%S", style="{")
        self._token = token

    def _message(self, record: logging.LogRecord) -> str:
        """Return the message of a record on one line, followed by the type and message of an error without a traceback."""
        message, error = record.getMessage(), record.exc_info[1] if record.exc_info else None
        if error and not _has_traceback(record):
            message = f"{message} ({type(error).__name__}: {error})"
        return clean(fold(message))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # overrides a method of logging
        """Return the tracebacks of an error and of its causes, root cause first."""
        return "\n".join(_format_traceback(error) for error in reversed(list(_causes(ei[1]))))

    def _redact(self, text: str) -> str:
        """Replace the bot's token and interaction tokens by `<token>`."""
        text = INTERACTION_TOKEN.sub(r"\g<place><token>", text)
        text = text.encode("utf-8", "replace").decode()  # lone surrogates cannot be written
        return text.replace(self._token, "<token>") if self._token else text


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, then its chain of causes."""
    known: set[int] = set()
    while error is not None and id(error) not in known:
        known.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _format_traceback(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return "".join(("Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), kind))


def _has_traceback(record: logging.LogRecord) -> bool:
    return bool(record.exc_info and record.exc_info[1]) and not record.name.startswith("discord")


class TextFormatter(_RedactingFormatter):
    """Formats a record as a line of text with the request id, if any, and a traceback below it, if any."""

    def __init__(self, token: str) -> None:
        super().__init__(token, "{asctime} {levelname:<7} {message}")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback if there is one."""
        request = current_id()
        message = f"{request} {self._message(record)}" if request else self._message(record)
        record = logging.makeLogRecord(record.__dict__ | {"msg": message, "args": None})
        if not _has_traceback(record):
            record.exc_info = record.exc_text = None
        return self._redact(super().format(record))


class JsonFormatter(_RedactingFormatter):
    """Formats a record as a JSON object with `time`, `level`, `logger` and `message`.

    `request`, `traceback` and the record's own fields are added if they exist.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the object on one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redact(self._message(record)),
        }
        if request := current_id():
            line["request"] = request
        if record.exc_info and _has_traceback(record):
            line["traceback"] = self._redact(self.formatException(record.exc_info))
        return msgspec.json.encode(line | getattr(record, "fields", {})).decode()


class LogStream(io.TextIOBase):
    """A text stream that logs each complete line, for code that prints instead of logging."""

    def __init__(self) -> None:
        self._partial = ""

    def write(self, text: str) -> int:
        """Log the lines completed by `text`."""
        *lines, self._partial = (self._partial + text).split("\n")
        for line in filter(str.strip, lines):
            log.info("%s", line.removeprefix(CLI_PREFIX))
        return len(text)


def configure_logging(token: str, kind: Kind = "text") -> None:
    """Log what Footnote reports, and warnings of discord.py and asyncio, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(token) if kind == "json" else TextFormatter(token))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("discord.gateway").setLevel(logging.INFO)
    logging.getLogger("discord.client").setLevel(logging.ERROR)  # its warnings are about missing voice libraries
