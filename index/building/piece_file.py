"""pieces.json: the pieces of the large documents of an index, by path, from which the next build reads what has changed."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from index.files.blocks import CheckedFolder
from index.files.checksums import decode_json
from index.reading.pieces.records import DocumentRecord

PIECES = "pieces.json"

Records = Mapping[str, msgspec.Raw]
"""The records of documents by path, each decoded only if the document has changed."""


def load_records(files: CheckedFolder) -> Records:
    """Return the records in the folder of a generation; none if no document is large. Raises DamagedIndexError."""
    if PIECES not in files:
        return {}
    return decode_json(bytes(files.data(PIECES).whole()), dict[str, msgspec.Raw], files.path / PIECES)


def decode_record(record: msgspec.Raw, path: Path) -> DocumentRecord:
    """Decode the record of a document, from the file at a path. Raises DamagedIndexError."""
    return decode_json(bytes(record), DocumentRecord, path)


def save_records(records: Mapping[str, msgspec.Raw | DocumentRecord], folder: Path) -> None:
    """Write the records of all large documents, if there are any."""
    if records:
        (folder / PIECES).write_bytes(msgspec.json.encode(records) + b"\n")
