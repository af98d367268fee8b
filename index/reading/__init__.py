"""Read: files into documents with sections."""

from index.reading.blocks import Omission
from index.reading.corpus import (
    SourceDocument,
    SourceFile,
    find_all,
    find_files,
    named_documents,
    read_document,
    unnamed_documents,
)
from index.reading.document import Document, Section

__all__ = [
    "Document",
    "Omission",
    "Section",
    "SourceDocument",
    "SourceFile",
    "find_all",
    "find_files",
    "named_documents",
    "read_document",
    "unnamed_documents",
]
