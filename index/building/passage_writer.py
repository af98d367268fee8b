"""Write the passages of a new generation, one document at a time, so that only one document is in memory at once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from index.building.differences import Comparison, Difference
from index.errors import DamagedIndexError
from index.files.arrays import save_array
from index.passages.passage import SectionRows, UniqueIds, base_id
from index.passages.splitting import Window, split_document
from index.reading import Document
from index.storing.form_table import FormWriter
from index.storing.lexical_writer import LexicalWriter
from index.storing.passage_file import write_passage_ends
from index.storing.section_file import write_sections
from index.storing.segments import KEY_BYTES, Keys, text_key
from index.text.words import stemmer, terms, word_forms

from index.building.previous import PreviousIndex
from index.storing.manifest import KEYS, PASSAGES, IndexedDocument

ID_START = len(b'{"id":"')
"""Byte offset of the id in a line of passages.jsonl."""


@dataclass(frozen=True, slots=True)
class WrittenPassages:
    """The documents and sections of a new generation, the keys of its passages' texts, and how it differs from the last."""

    documents: tuple[IndexedDocument, ...]
    sections: tuple[SectionRows, ...]
    keys: Keys
    difference: Difference


class PassageWriter:
    """Writes the passages, sections and words of documents to a folder, and compares passages with the previous index.

    If `is_compatible`, the previous index was built in the same way, and the words of unchanged passages are reused from it.
    """

    def __init__(
        self, previous: PreviousIndex | None, folder: Path, window: Window, language: str, *, is_compatible: bool
    ) -> None:
        self._previous = previous
        self._base = previous if is_compatible else None
        self._folder = folder
        self._window = window
        self._stem = stemmer(language)
        self._documents: list[IndexedDocument] = []
        self._sections: list[SectionRows] = []
        self._keys = bytearray()
        self._unique_ids = UniqueIds()
        self._words = LexicalWriter(self._base.lexical if self._base else None)
        self._forms = FormWriter(self._base.forms if self._base else None, language)
        self._comparison = Comparison()
        self._added = 0
        self._kept: set[str] = set()
        self._reused: set[int] = set()
        self._file = (folder / PASSAGES).open("wb")

    def __enter__(self) -> "PassageWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def is_empty(self) -> bool:
        """True until the first document."""
        return not self._documents

    def keep(self, document: IndexedDocument, previous: PreviousIndex) -> None:
        """Add the next document by copying its unchanged passages from the previous index."""
        rows = previous.rows[document.path]
        self._file.writelines(self._renumbered(previous.passages.lines(rows)))
        self._words.keep(rows)
        self._kept.add(document.path)
        self._close(document, previous.sections.get(document.path, ()), previous.keys[rows.start : rows.stop].tobytes())

    def add(self, document: Document, indexed: IndexedDocument) -> None:
        """Add the next document, new or changed, by splitting it into passages."""
        passages, sections = split_document(document, self._window)
        self._added += len(passages)
        if self._previous:
            self._comparison.add(document.path, self._previous.passages_of(document.path), passages)
        keys = bytearray()
        known = self._previous_rows(document.path)
        for passage in passages:
            text = passage.embedding_text
            key = text_key(text, len(passage.lead))
            keys += key
            self._file.write(replace(passage, id=self._unique_ids.assign(passage.id)).to_json() + b"\n")
            if rows := known.get(key):
                self._reused.add(rows[-1])
                self._words.keep(range(rows[-1], rows.pop() + 1))
            else:
                self._words.add(terms(text, self._stem))
                self._forms.add(word_forms(text))
        self._close(replace(indexed, passages=len(passages)), tuple(sections), keys)

    def finish(self) -> WrittenPassages:
        """Write the files that cover all documents: keys, sections, and counts of terms and word forms."""
        self._file.close()
        self._drop_removed()
        keys = np.frombuffer(bytes(self._keys), dtype=np.uint8).reshape(-1, KEY_BYTES)
        save_array(keys, self._folder / KEYS)
        write_passage_ends(self._folder)
        write_sections(self._sections, [document.path for document in self._documents], self._folder)
        self._words.finish().save(self._folder)
        self._forms.finish().save(self._folder)
        difference = self._comparison.difference() if self._previous else Difference(added=self._added)
        return WrittenPassages(tuple(self._documents), tuple(self._sections), keys, difference)

    def _previous_rows(self, path: str) -> dict[bytes, list[int]]:
        """Return a document's rows in the previous index by the keys of their texts; their words need not be counted again."""
        known: dict[bytes, list[int]] = defaultdict(list)
        if self._base and path in self._base.rows:
            for row in reversed(self._base.rows[path]):
                known[self._base.keys[row].tobytes()].append(row)
        return known

    def _renumbered(self, lines: bytes) -> Iterator[bytes]:
        """Yield lines of passages unchanged, except for ids that need another number. Raises DamagedIndexError."""
        for line in lines.splitlines(keepends=True):
            end = line.find(b'"', ID_START)
            was = line[ID_START:end].decode("ascii", errors="replace")
            if end < 0 or not was.isascii():
                raise DamagedIndexError("a line has no id", where=PASSAGES)
            now = self._unique_ids.assign(base_id(was))
            yield line if was == now else line[:ID_START] + now.encode() + line[end:]

    def _close(self, document: IndexedDocument, sections: tuple[SectionRows, ...], keys: bytes | bytearray) -> None:
        """Add a finished document with its keys and sections; rows of sections are counted from its first row."""
        first = len(self._keys) // KEY_BYTES
        self._sections += [section.shifted(first) for section in sections]
        self._keys += keys
        self._documents.append(document)

    def _drop_removed(self) -> None:
        """Subtract the word forms of removed passages, and add removed documents to the comparison."""
        if not self._previous:
            return
        here = {document.path for document in self._documents}
        for path in [path for path in self._previous.rows if path not in self._kept]:
            passages = self._previous.passages_of(path)
            for row, passage in zip(self._previous.rows[path], passages, strict=True):
                if self._base and row not in self._reused:
                    self._forms.remove(word_forms(passage.embedding_text))
            if path not in here:
                self._comparison.add(path, passages, [])
