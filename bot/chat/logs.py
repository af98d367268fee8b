"""Logs: a line each, on standard error, without anything that would let a reader act as the bot."""

import logging
import re
import sys

from index.characters import fold

HOOK = re.compile(r"(?P<place>/(?:interactions|webhooks)/\d+/)[^/\s?\"']+")
"""Addresses of Discord with the token of an interaction in them."""


class OneLine(logging.Formatter):
    """A line a record, tracebacks only of Footnote's own faults, tokens taken out."""

    def __init__(self, token: str) -> None:
        super().__init__("{asctime} {levelname:<7} {message}", "%Y-%m-%d %H:%M:%S", style="{")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said, error = record.getMessage(), record.exc_info[1] if record.exc_info else None
        record = logging.makeLogRecord(record.__dict__)
        if error and record.name.startswith("discord"):
            said = f"{said} ({type(error).__name__}: {error})"
            record.exc_info = record.exc_text = None
        record.msg, record.args = fold(said), None
        line = HOOK.sub(r"\g<place><token>", super().format(record))
        return line.replace(self._token, "<token>") if self._token else line


def write_logs(token: str) -> None:
    """Write what Footnote notes, and what discord.py and asyncio warn of."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(token))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("discord.gateway").setLevel(logging.INFO)
    logging.getLogger("discord.client").setLevel(logging.ERROR)  # below that, it misses libraries for voice
