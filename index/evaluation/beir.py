"""BEIR folders: read a public retrieval set as a document to index and its judged questions.

    corpus.jsonl      {"_id": "d1", "title": "Joining > Who can", "text": "Anyone over 16."}, one per line
    queries.jsonl     {"_id": "q1", "text": "can kids join?"}, one per line
    qrels/test.tsv    query-id, corpus-id and score below a header line, separated by tabs

Every error names the file and, where there is one, the line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from index.errors import FootnoteError
from index.evaluation.judged import DEPTH, JudgedQuestion
from index.files.checksums import checksum
from index.files.paths import follow_links
from index.passages.passage import Passage
from index.reading.blocks import Block
from index.reading.document import Document, Section
from index.text.characters import clean, fold

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels/test.tsv"
PASSAGES_PER_TEXT = 3
"""Number of passages to ask for per ranked text, because a long text is split into several passages but counts once."""
MAX_SCORE_DIGITS = 6
"""Maximum number of digits of a relevance score, which is seldom above 3."""


class BeirError(FootnoteError):
    """A BEIR folder has a missing file or an invalid line."""


class _Text(msgspec.Struct):
    """A line of corpus.jsonl or queries.jsonl; other keys are ignored."""

    id: str = msgspec.field(name="_id")
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A BEIR folder: its corpus as one document with one block per line, and its judged questions.

    `sha256` is the checksum of corpus.jsonl, `source` the path of queries.jsonl. `ids` maps each line of corpus.jsonl, from 1,
    to the id of its text.
    """

    name: str
    sha256: str
    document: Document
    source: str
    questions: tuple[JudgedQuestion, ...]
    ids: Mapping[int, str]

    @property
    def top(self) -> int:
        """The number of passages to ask for, which allows for long texts split into several passages."""
        return DEPTH * PASSAGES_PER_TEXT

    def id_of(self, passage: Passage) -> str:
        """Return the id of the text in corpus.jsonl that a passage comes from."""
        return self.ids[passage.line]


def read_beir(folder: Path) -> BeirSet:
    """Read a BEIR folder with its test judgements.

    Queries without a score above 0 are left out: they are unjudged, not unanswerable.
    Raises BeirError, with file and line, for invalid JSON, a duplicate id, or an id in the qrels that no file contains.
    """
    if not folder.is_dir():
        raise BeirError("no such folder", where=str(folder), fix=f"name a folder with {CORPUS}, {QUERIES} and {QRELS}")
    name = follow_links(folder).name
    texts = _read_texts(folder / CORPUS)
    ids = {line: text.id for line, text in texts.items()}
    questions = _read_questions(folder, frozenset(ids.values()))
    document = _make_document(texts, f"{name}/{CORPUS}", name)
    if not document.sections:
        raise BeirError("contains no text", where=str(folder / CORPUS))
    return BeirSet(name, checksum(folder / CORPUS).sha256, document, str(folder / QUERIES), questions, ids)


def _read_texts(path: Path) -> dict[int, _Text]:
    """Read the texts of a JSON Lines file, by line number from 1."""
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
            raise BeirError(f"the id {text.id!r} is already used in line {lines[text.id]}", where=where, fix="keep one of them")
        lines[text.id] = number
        texts[number] = text
    return texts


def _read_questions(folder: Path, corpus: frozenset[str]) -> tuple[JudgedQuestion, ...]:
    queries = {query.id: (line, query.text) for line, query in _read_texts(folder / QUERIES).items()}
    grades: dict[str, dict[str, int]] = {}
    for where, query, document, score in _judgements(folder / QRELS):
        if query not in queries:
            raise BeirError(f"no query has the id {query!r}", where=where, fix=f"add it to {QUERIES}, or remove this line")
        if document not in corpus:
            raise BeirError(f"no text has the id {document!r}", where=where, fix=f"add it to {CORPUS}, or remove this line")
        if grades.setdefault(query, {}).setdefault(document, score) != score:
            raise BeirError(f"{query!r} and {document!r} have two scores", where=where, fix="keep one of them")
    questions = []
    for query, judged in grades.items():
        line, text = queries[query]
        relevant = {document: score for document, score in judged.items() if score > 0}
        if relevant:
            questions.append(JudgedQuestion(text, tuple(relevant), None, line, relevant))
    if not questions:
        raise BeirError("no query has a relevant text", where=str(folder / QRELS), fix="give relevant texts a score above 0")
    return tuple(questions)


def _judgements(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """Yield the location, query id, corpus id and score of each line of the qrels."""
    for number, line in _lines(path):
        where = f"{path}:{number}"
        try:
            cells = [cell.strip() for cell in line.decode("utf-8").split("\t")]
        except UnicodeDecodeError as error:
            raise BeirError(f"byte {error.start} is not UTF-8", where=where, fix="save the file as UTF-8") from None
        is_scored = len(cells) == len(("query-id", "corpus-id", "score")) and cells[-1].removeprefix("-").isdecimal()
        if number == 1:
            if is_scored:
                raise BeirError("the header is missing", where=where, fix="start the file with query-id, corpus-id and score")
            continue
        if not is_scored:
            fix = "write query-id, corpus-id and a whole number, separated by tabs"
            raise BeirError("not a judgement", where=where, fix=fix)
        if len(cells[2]) > MAX_SCORE_DIGITS:
            raise BeirError(f"the score has {len(cells[2])} digits", where=where, fix="write the relevance as 0, 1, 2, ...")
        yield where, cells[0], cells[1], int(cells[2])


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the number, from 1, and bytes of each line that is not blank. Raises BeirError if the file cannot be read."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if content.strip():
                    yield number, content
    except FileNotFoundError:
        raise BeirError(
            "no such file", where=str(path), fix=f"name a BEIR folder with {CORPUS}, {QUERIES} and {QRELS}"
        ) from None
    except OSError as error:
        raise BeirError(f"cannot be read ({error.strerror})", where=str(path)) from None


def _make_document(texts: Mapping[int, _Text], path: str, title: str) -> Document:
    """Make one document with a section for each run of texts that share a title; leave out texts without words."""
    blocks = ((_section_path(text.title), block) for line, text in texts.items() if (block := _block(line, text)).text)
    sections = []
    for path_of_section, group in groupby(blocks, key=lambda pair: pair[0]):
        in_section = tuple(block for _, block in group)
        sections.append(Section(path_of_section, in_section[0].line, in_section))
    return Document(path, title, None, tuple(sections))


def _section_path(title: str | None) -> tuple[str, ...]:
    parts = (fold(clean(part)) for part in (title or "").split(" > "))
    return tuple(part for part in parts if part)


def _block(line: int, text: _Text) -> Block:
    """Make a block of a text as it is quoted, or of its title if the text is empty."""
    words = clean(text.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return Block(words or fold(clean(text.title or "")), line)
