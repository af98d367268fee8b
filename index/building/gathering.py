"""Gather: documents become passages, one document after another, so that little of the corpus is in memory at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from index.building.differences import Comparison, Difference
from index.building.former import Former
from index.errors import DamagedIndexError
from index.files.arrays import save_array
from index.files.checksums import write_json
from index.passages.passage import Copies, SectionRows, content_of
from index.passages.splitting import Window, split_document
from index.reading import Document
from index.storing.lexical import LexicalWriter
from index.storing.manifest import FORMS, KEYS, PASSAGES, SECTIONS, IndexedDocument
from index.storing.segments import KEY, Keys, text_key
from index.text.words import forms, stemmer, terms

ID_FROM = len(b'{"id":"')
"""Where the id starts in a line of passages.jsonl."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The documents of a new generation, the keys of its passages' texts, and what differs from the one before."""

    documents: tuple[IndexedDocument, ...]
    keys: Keys
    difference: Difference


class Gathering:
    """Writes the passages, sections and words of documents into a folder, and compares them with those of the index before.

    Of that index it takes over what is kept, if `is_like` says that it was made in the same way.
    """

    def __init__(self, former: Former | None, folder: Path, window: Window, language: str, *, is_like: bool) -> None:
        self._former = former
        self._base = former if is_like else None
        self._folder = folder
        self._window = window
        self._stem = stemmer(language)
        self._documents: list[IndexedDocument] = []
        self._sections: list[SectionRows] = []
        self._keys = bytearray()
        self._copies = Copies()
        self._words = LexicalWriter(self._base.lexical if self._base else None)
        self._forms = Counter(self._base.forms if self._base else {})
        self._comparison = Comparison()
        self._added = 0
        self._kept: set[str] = set()
        self._reused: set[int] = set()
        self._file = (folder / PASSAGES).open("wb")

    def __enter__(self) -> "Gathering":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def is_empty(self) -> bool:
        """Whether there is no document yet."""
        return not self._documents

    def keep(self, document: IndexedDocument, former: Former) -> None:
        """The next document, of which nothing has changed."""
        rows = former.rows[document.path]
        self._file.writelines(self._numbered(former.passages.lines(rows)))
        self._words.keep(rows)
        self._kept.add(document.path)
        self._close(document, former.sections.get(document.path, ()), former.keys[rows.start : rows.stop].tobytes())

    def add(self, document: Document, indexed: IndexedDocument) -> None:
        """The next document, which is new or has changed; it is split."""
        passages, sections = split_document(document, self._window)
        self._added += len(passages)
        if self._former:
            self._comparison.add(document.path, self._former.passages_of(document.path), passages)
        keys = bytearray()
        known = self._known(document.path)
        for passage in passages:
            text = passage.embedding_text
            key = text_key(text, len(passage.lead))
            keys += key
            self._file.write(replace(passage, id=self._copies.number(passage.id)).to_json() + b"\n")
            if rows := known.get(key):
                self._reused.add(rows[-1])
                self._words.keep(range(rows[-1], rows.pop() + 1))
            else:
                self._words.add(terms(text, self._stem))
                self._forms.update(forms(text))
        self._close(replace(indexed, passages=len(passages)), tuple(sections), keys)

    def finish(self) -> Gathered:
        """Write the rest, which is known only now."""
        self._file.close()
        self._forget()
        keys = np.frombuffer(bytes(self._keys), dtype=np.uint8).reshape(-1, KEY)
        save_array(keys, self._folder / KEYS)
        (self._folder / SECTIONS).write_bytes(msgspec.json.encode(self._sections) + b"\n")
        self._words.finish().save(self._folder)
        write_json(dict(sorted((form, count) for form, count in self._forms.items() if count)), self._folder / FORMS)
        difference = self._comparison.difference() if self._former else Difference(added=self._added)
        return Gathered(tuple(self._documents), keys, difference)

    def _known(self, path: str) -> dict[bytes, list[int]]:
        """The rows that a document had, by the keys of their texts: their words need not be counted again."""
        known: dict[bytes, list[int]] = defaultdict(list)
        if self._base and path in self._base.rows:
            for row in reversed(self._base.rows[path]):
                known[self._base.keys[row].tobytes()].append(row)
        return known

    def _numbered(self, lines: bytes) -> Iterator[bytes]:
        """Lines of passages as they were, but for ids whose number is another one now."""
        for line in lines.splitlines(keepends=True):
            end = line.find(b'"', ID_FROM)
            was = line[ID_FROM:end].decode("ascii", errors="replace")
            if end < 0 or not was.isascii():
                raise DamagedIndexError("a line without an id", where=PASSAGES)
            now = self._copies.number(content_of(was))
            yield line if was == now else line[:ID_FROM] + now.encode() + line[end:]

    def _close(self, document: IndexedDocument, sections: tuple[SectionRows, ...], keys: bytes | bytearray) -> None:
        """Note the sections and keys of a document, which are counted from its own first row."""
        first = len(self._keys) // KEY
        self._sections += [section.shifted(first) for section in sections]
        self._keys += keys
        self._documents.append(document)

    def _forget(self) -> None:
        """Take the words of what is gone out of the counts, and compare the documents that are gone."""
        if not self._former:
            return
        here = {document.path for document in self._documents}
        for path in [path for path in self._former.rows if path not in self._kept]:
            passages = self._former.passages_of(path)
            for row, passage in zip(self._former.rows[path], passages, strict=True):
                if self._base and row not in self._reused:
                    self._forms.subtract(forms(passage.embedding_text))
            if path not in here:
                self._comparison.add(path, passages, [])
