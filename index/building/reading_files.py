"""Read the files of a build, large ones by pieces."""

from dataclasses import dataclass

from index.building.previous import PreviousIndex
from index.passages.splitting import SHORT_PAGE
from index.reading import Document, SourceFile
from index.reading.corpus import load_text, read_text
from index.reading.pieces.reading import PiecedDocument, read_by_pieces
from index.settings import settings_hash


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A document, the file it was read from, and the sha256 of its bytes."""

    document: Document | PiecedDocument
    file: SourceFile
    sha256: str

    @property
    def reuses(self) -> bool:
        """True if some of its pieces are those of the previous index."""
        return isinstance(self.document, PiecedDocument) and any(piece.before is not None for piece in self.document.pieces)


def read_file(file: SourceFile, previous: PreviousIndex | None) -> ReadFile:
    """Read a file, reusing the pieces of the previous index that are unchanged. Raises DocumentError, or DamagedIndexError."""
    text, sha256 = load_text(file)
    record = previous.record_of(file.shown, settings_hash(file.settings)) if previous else None
    pieces = read_by_pieces(text, file, record)
    if pieces is not None and pieces.blocks > SHORT_PAGE:  # the title of a short page is part of its passages
        return ReadFile(pieces, file, sha256)
    return ReadFile(read_text(text, file), file, sha256)
