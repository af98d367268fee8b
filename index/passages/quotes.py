"""Find the passages that contain a quote, without reading every passage for every quote."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from index.errors import FootnoteError
from index.passages.passage import Passage
from index.reading.question_files import Quote
from index.text.characters import fold

WORD = re.compile(r"\w+")
SEPARATOR = "\n"
"""Separates words where they are searched together; no word contains it."""
MAX_NAMED = 3
"""Passages to name if a quote is in several."""


class QuoteFinder:
    """Finds quotes by the words in them: a passage with the quote has each of its words, those at its ends maybe in part."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(passages):
            for word in set(WORD.findall(passage.text)):
                self._rows[word].append(row)
        self._vocabulary = SEPARATOR.join(("", *self._rows, ""))

    def find(self, quote: str) -> list[int]:
        """Return the rows of the passages whose text contains a quote, ascending; if none does, with any white space."""
        rows = [row for row in self._candidates(quote) if quote in self.passages[row].text]
        if rows:
            return rows
        words = fold(quote)  # a text of several lines in YAML may end with a line break, and so may each of its lines
        return [row for row in self._candidates(words) if words in fold(self.passages[row].text)]

    def find_meant(self, quote: str) -> list[int]:
        """Return the rows of the passages that contain a quote; if all of one of them is the quote, only that."""
        rows = self.find(quote)
        same = [row for row in rows if fold(self.passages[row].text) == fold(quote)] if len(rows) > 1 else []
        return same if len(same) == 1 else rows

    def find_only(self, quote: Quote, source: str, error: type[FootnoteError]) -> int:
        """Return the row of the one passage with a quote from the file `source`. Raises `error` if none or several have it."""
        rows = self.find_meant(quote.text)
        if problem := quote_problem(quote, source, [self.passages[row] for row in rows], error):
            raise problem
        return rows[0]

    def _candidates(self, quote: str) -> Iterable[int]:
        """Return the rows of passages that may contain a quote."""
        inner: list[str] = []
        outer: list[str] = []
        for match in WORD.finditer(quote):
            is_inside = match.start() > 0 and match.end() < len(quote)
            (inner if is_inside else outer).append(match.group())
        if inner:
            rows: list[list[int]] = [self._rows.get(word, []) for word in inner]
            return min(rows, key=len)
        if not outer:
            return range(len(self.passages))
        return sorted({row for word in self._containing(max(outer, key=len)) for row in self._rows[word]})

    def _containing(self, part: str) -> Iterator[str]:
        """Yield the words that contain a part."""
        at = self._vocabulary.find(part)
        while at >= 0:
            start, end = self._vocabulary.rfind(SEPARATOR, 0, at) + 1, self._vocabulary.find(SEPARATOR, at)
            yield self._vocabulary[start:end]
            at = self._vocabulary.find(part, end)


def quote_problem(quote: Quote, source: str, found: Sequence[Passage], error: type[FootnoteError]) -> FootnoteError | None:
    """Return what is wrong with a quote that is in none of the passages or in several; None if it is in exactly one."""
    where = f"{source}:{quote.line}"
    if not found:
        return error(f"no passage contains the quote {quote.text!r}", where=where, fix="copy it from an answer, without markup")
    if len(found) > 1:
        places = " and ".join(passage.location for passage in found[:MAX_NAMED])
        what = f"{len(found)} passages contain the quote {quote.text!r} ({places})"
        return error(what, where=where, fix="make the quote longer")
    return None
