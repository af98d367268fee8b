"""Limits how long a document becomes because its footnotes are quoted wherever the text refers to them."""

from index.errors import DocumentError

MAX_REPEATED_NOTES = 1_000_000
"""Characters of the footnotes of a document, each counted as often as it is referred to."""


class RepeatedNotes:
    """Counts the footnotes of one document as often as they are quoted."""

    def __init__(self) -> None:
        self._length = 0

    def count(self, note: str, line: int) -> None:
        """Count a repetition of a footnote. Raises DocumentError if all together are too long."""
        self._length += len(note)
        if self._length > MAX_REPEATED_NOTES:
            what = f"line {line}: with each reference to them, the footnotes have more than {MAX_REPEATED_NOTES:,} characters"
            raise DocumentError(what, fix="refer to them less often")
