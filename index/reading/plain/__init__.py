"""Read plain text."""

from index.reading.plain.reader import read_plain

__all__ = ["read_plain"]
