"""BEIR folders: public retrieval sets as a document to build an index of, and its judged questions.

    corpus.jsonl      {"_id": "d1", "title": "Joining > Who can", "text": "Anyone over 16."}, one a line
    queries.jsonl     {"_id": "q1", "text": "can kids join?"}, one a line
    qrels/test.tsv    query-id, corpus-id and score under a header, separated by tabs

Every error names the file and the line of what is wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from index.errors import FootnoteError
from index.evaluation.judged import DEPTH, JudgedQuestion
from index.files.checksums import checksum
from index.passages.passage import Passage
from index.reading.blocks import Block
from index.reading.document import Document, Section
from index.text.characters import clean, fold

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels/test.tsv"
PARTS = 3
"""Passages asked for in the place of one: a long text is several passages, which count as one document."""
LONGEST_SCORE = 6
"""Digits of a relevance, which is seldom above 3."""


class BeirError(FootnoteError):
    """A BEIR folder lacks a file, or a line of one is not what it should be."""


class _Text(msgspec.Struct):
    """A line of corpus.jsonl or queries.jsonl; keys besides these mean nothing here."""

    id: str = msgspec.field(name="_id")
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A BEIR folder: its corpus as one document with a block a line, its questions, and the id of each line.

    `sha256` is that of corpus.jsonl, `source` the path of queries.jsonl.
    """

    name: str
    sha256: str
    document: Document
    source: str
    questions: tuple[JudgedQuestion, ...]
    ids: Mapping[int, str]

    @property
    def top(self) -> int:
        """Enough for long texts that are several passages."""
        return DEPTH * PARTS

    def id_of(self, passage: Passage) -> str:
        """The id of the line of corpus.jsonl that a passage is from."""
        return self.ids[passage.line]


def read_beir(folder: Path) -> BeirSet:
    """Read a BEIR folder with its test judgements.

    Only queries with a judgement above 0 are questions: the others are unjudged, not unanswerable.
    Raises BeirError naming file and line of bad JSON, an id that comes twice, or one that the qrels name and no file has.
    """
    if not folder.is_dir():
        raise BeirError("no such folder", where=str(folder), fix=f"name one with {CORPUS}, {QUERIES} and {QRELS}")
    name = folder.resolve().name
    texts = _read_texts(folder / CORPUS)
    ids = {line: text.id for line, text in texts.items()}
    questions = _read_questions(folder, frozenset(ids.values()))
    document = _arrange(texts, f"{name}/{CORPUS}", name)
    if not document.sections:
        raise BeirError("holds no words", where=str(folder / CORPUS))
    return BeirSet(name, checksum(folder / CORPUS).sha256, document, str(folder / QUERIES), questions, ids)


def _read_texts(path: Path) -> dict[int, _Text]:
    """The texts of a JSON-lines file by their line, from 1."""
    lines: dict[str, int] = {}
    texts: dict[int, _Text] = {}
    for number, line in _lines(path):
        where = f"{path}:{number}"
        try:
            text = msgspec.json.decode(line, type=_Text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            fix = 'write {"_id": "...", "text": "..."}'
            raise BeirError(f"not a text with an id ({error})", where=where, fix=fix) from None
        if text.id in lines:
            raise BeirError(f"the id {text.id!r} is also in line {lines[text.id]}", where=where, fix="keep one of them")
        lines[text.id] = number
        texts[number] = text
    return texts


def _read_questions(folder: Path, corpus: frozenset[str]) -> tuple[JudgedQuestion, ...]:
    queries = {query.id: (line, query.text) for line, query in _read_texts(folder / QUERIES).items()}
    grades: dict[str, dict[str, int]] = {}
    for where, query, document, score in _judgements(folder / QRELS):
        if query not in queries:
            raise BeirError(f"no query has the id {query!r}", where=where, fix=f"add it to {QUERIES}, or take out this line")
        if document not in corpus:
            raise BeirError(f"no text has the id {document!r}", where=where, fix=f"add it to {CORPUS}, or take out this line")
        if grades.setdefault(query, {}).setdefault(document, score) != score:
            raise BeirError(f"{query!r} and {document!r} have two scores", where=where, fix="keep one of them")
    questions = []
    for query, judged in grades.items():
        line, text = queries[query]
        right = {document: score for document, score in judged.items() if score > 0}
        if right:
            questions.append(JudgedQuestion(text, tuple(right), None, line, right))
    if not questions:
        raise BeirError("no query has a text that answers it", where=str(folder / QRELS), fix="mark some with a score above 0")
    return tuple(questions)


def _judgements(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """Where a line of the qrels is, and its query id, corpus id and score."""
    for number, line in _lines(path):
        where = f"{path}:{number}"
        try:
            cells = [cell.strip() for cell in line.decode("utf-8").split("\t")]
        except UnicodeDecodeError as error:
            raise BeirError(f"byte {error.start} is not UTF-8", where=where, fix="save the file as UTF-8") from None
        scored = len(cells) == len(("query-id", "corpus-id", "score")) and cells[-1].removeprefix("-").isdecimal()
        if number == 1:
            if scored:
                raise BeirError("the header is missing", where=where, fix="begin with query-id, corpus-id and score")
            continue
        if not scored:
            fix = "write query-id, corpus-id and a whole number, separated by tabs"
            raise BeirError("not a judgement", where=where, fix=fix)
        if len(cells[2]) > LONGEST_SCORE:
            raise BeirError(f"a score of {len(cells[2])} digits", where=where, fix="write how relevant it is as 0, 1, 2, ...")
        yield where, cells[0], cells[1], int(cells[2])


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1. Raises BeirError when it cannot be read."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                words = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if words.strip():
                    yield number, words
    except FileNotFoundError:
        raise BeirError("no such file", where=str(path), fix=f"a BEIR folder has {CORPUS}, {QUERIES} and {QRELS}") from None
    except OSError as error:
        raise BeirError(f"cannot be read ({error.strerror})", where=str(path)) from None


def _arrange(texts: Mapping[int, _Text], path: str, title: str) -> Document:
    """One document with a section for each run of texts under one title; a text without words is left out."""
    blocks = ((_path(text.title), block) for line, text in texts.items() if (block := _block(line, text)).text)
    sections = []
    for section, group in groupby(blocks, key=lambda pair: pair[0]):
        below = tuple(block for _, block in group)
        sections.append(Section(section, below[0].line, below))
    return Document(path, title, None, tuple(sections))


def _path(title: str | None) -> tuple[str, ...]:
    parts = (fold(clean(part)) for part in (title or "").split(" > "))
    return tuple(part for part in parts if part)


def _block(line: int, text: _Text) -> Block:
    """A text as it is quoted; its title where there are no other words."""
    words = clean(text.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return Block(words or fold(clean(text.title or "")), line)
