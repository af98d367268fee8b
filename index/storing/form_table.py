"""The written forms of words in the documents with their counts, found by how they start, end, or are typed without accents.

All of it stays in files. `forms` has the words in order, `forms-backwards` the same words with their letters in reverse, so
that those with an ending are together, and `forms-typed` has, for languages with accents, a line such as `eleve élève` for each
way in which people type a word without them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.storing.word_table import SMALL, WordTable
from index.text.languages import language_of

FORMS, BACKWARDS, TYPED = "forms", "forms-backwards", "forms-typed"
COUNTS, TYPED_COUNT = "forms-counts.npy", "forms-typed-count.npy"
BETWEEN = " "
"""What separates a word as typed from the word in a line of `forms-typed`; no word contains it."""


class FormTable(Mapping[str, int]):
    """How often the documents write each form of a word, in lower case; in order."""

    def __init__(self, words: WordTable, counts: Any, backwards: WordTable, typed: WordTable) -> None:
        self.words = words
        self._counts = counts if len(words) > SMALL else counts[:].tolist()
        self.backwards = backwards
        self.typed = typed

    @classmethod
    def of(cls, counts: Mapping[str, int], language: str) -> "FormTable":
        """Return a table of forms and their counts."""
        writer = FormWriter(None, language)
        writer.add(Counter(counts))
        return writer.finish()

    @classmethod
    def open(cls, files: CheckedFolder) -> "FormTable":
        """Open a saved table, without reading it. Raises StoredIndexError if a file is missing, damaged or of another size."""
        counts = files.array(COUNTS, np.uint32, (None,))
        typed = NO_WORDS
        if f"{TYPED}.txt" in files:
            typed = WordTable.open(files, TYPED, int(files.array(TYPED_COUNT, np.int64, (1,))[0]))
        words, backwards = (WordTable.open(files, name, len(counts)) for name in (FORMS, BACKWARDS))
        return cls(words, counts, backwards, typed)

    def save(self, folder: Path) -> None:
        """Write the table to a folder."""
        self.words.save(folder, FORMS)
        save_array(self.counts, folder / COUNTS)
        self.backwards.save(folder, BACKWARDS)
        if len(self.typed):
            self.typed.save(folder, TYPED)
            save_array(np.array([len(self.typed)], dtype=np.int64), folder / TYPED_COUNT)

    @property
    def counts(self) -> NDArray[np.uint32]:
        """The counts of all forms, in their order."""
        return np.array(self._counts[:], dtype=np.uint32)

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the forms in order."""
        return iter(self.words)

    def __contains__(self, form: object) -> bool:
        """Return whether the documents write a form."""
        return form in self.words

    def __getitem__(self, form: str) -> int:
        """Return how often the documents write a form."""
        position = self.words.position(form)
        if position is None:
            raise KeyError(form)
        return int(self._counts[position])

    def count(self, form: str) -> int:
        """Return how often the documents write a form, 0 if they do not."""
        position = self.words.position(form)
        return 0 if position is None else int(self._counts[position])

    def starting_with(self, start: str) -> list[str]:
        """Return the forms that start with some letters, in order."""
        found = self.words.starting_with(start)
        return list(self.words[found.start : found.stop])

    def ending_with(self, end: str) -> list[str]:
        """Return the forms that end with some letters."""
        found = self.backwards.starting_with(end[::-1])
        return [form[::-1] for form in self.backwards[found.start : found.stop]]

    def accented(self, typed: str) -> str | None:
        """Return the most frequent form that people may type like this, without its accents; None if there is none."""
        found = self.typed.starting_with(typed + BETWEEN)
        forms = [line.partition(BETWEEN)[2] for line in self.typed[found.start : found.stop]]
        return max(forms, key=lambda form: (self.count(form), form), default=None)


class FormWriter:
    """Counts the forms of an index, from those of the previous one and those of passages that are added and removed."""

    def __init__(self, previous: FormTable | None, language: str) -> None:
        self._previous = previous
        self._language = language_of(language)
        self._changes: Counter[str] = Counter()

    def add(self, forms: Iterable[str]) -> None:
        """Count the forms of a passage that is added."""
        self._changes.update(forms)

    def remove(self, forms: Iterable[str]) -> None:
        """Take back the forms of a passage that is removed."""
        self._changes.subtract(forms)

    def finish(self) -> FormTable:
        """Return the table. It does not depend on which passages were kept and which were added."""
        before = self._previous or EMPTY
        changed = sorted(form for form, change in self._changes.items() if change)
        positions = before.words.positions(changed)
        counts = before.counts.copy()
        added, dropped = [], []
        for form, position in zip(changed, positions, strict=True):
            if position is None:
                added += [form] * (self._changes[form] > 0)
                continue
            count = int(counts[position]) + self._changes[form]
            counts[position] = max(0, count)
            if count <= 0:
                dropped.append(position)
        gone = [str(before.words[position]) for position in dropped]
        words = before.words.edited(dropped, added)
        return FormTable(
            words,
            self._counts_of(np.delete(counts, dropped), words, added),
            _changed(before.backwards, [form[::-1] for form in gone], [form[::-1] for form in added]),
            _changed(before.typed, self._typed(gone), self._typed(added)),
        )

    def _counts_of(self, kept: NDArray[np.uint32], words: WordTable, added: list[str]) -> NDArray[np.uint32]:
        """Return the counts of all words, of which some are new."""
        counts = np.empty(len(words), dtype=np.uint32)
        places = np.array(words.positions(added), dtype=np.int64)
        is_kept = np.ones(len(words), dtype=bool)
        is_kept[places] = False
        counts[is_kept] = kept
        counts[places] = [self._changes[form] for form in added]
        return counts

    def _typed(self, forms: Iterable[str]) -> list[str]:
        """Return the lines that say how people type words without their accents, if the language has any."""
        if not self._language.has_accents:
            return []
        foreign = (form for form in forms if not form.isascii())
        return [f"{typed}{BETWEEN}{form}" for form in foreign for typed in self._language.typed(form) if typed != form]


def _changed(table: WordTable, gone: list[str], added: list[str]) -> WordTable:
    """Return a table without some words and with others."""
    positions = [position for position in table.positions(sorted(gone)) if position is not None]
    return table.edited(positions, sorted(added))


NO_WORDS = WordTable.of([])
EMPTY = FormTable(NO_WORDS, np.zeros(0, dtype=np.uint32), NO_WORDS, NO_WORDS)
