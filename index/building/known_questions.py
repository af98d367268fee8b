"""Known questions: read the files that config.yaml names, and find the passages that answer each question."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from index.building.written_questions import written_file
from index.errors import FootnoteError, QuestionError
from index.expanding.written_file import LocatedEntry, WrittenFile
from index.files.checksums import checksum
from index.passages.passage import Passage
from index.passages.quotes import QuoteFinder, quote_problem
from index.reading.question_files import (
    QuestionEntry,
    QuestionFile,
    QuestionsError,
    QuestionSource,
    Quote,
    find_question_files,
    read_questions,
    taught_questions,
)
from index.searching.questions import clean_question, same_question
from index.settings import Settings
from index.storing.manifest import IndexedQuestions
from index.storing.view_file import View

MAX_KNOWN = 20_000
"""Maximum number of known questions, which a build encodes in a minute or two."""
MAX_NOTES = 20
"""Maximum number of quotes that match no passage or several to name; others are counted."""
LEFT_OUT = "left out: "
FIX_PATH = "fix the path at `known_questions` in config.yaml"


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The files of known questions that config.yaml names, that of written ones, and the states of all for the manifest."""

    sources: tuple[QuestionSource, ...] = ()
    states: tuple[IndexedQuestions, ...] = ()
    written: WrittenFile | None = None

    @classmethod
    def find(cls, settings: Settings) -> "KnownFiles":
        """Find the files and compute their checksums. Raises SettingsError, or QuestionsError if one cannot be read."""
        known = find_question_files(settings)
        return cls(known, tuple(map(_state, question_sources(settings))), written_file(settings))

    @property
    def taught(self) -> set[str]:
        """The path of the file of taught questions, which belongs to these documents even if none of its quotes is in them."""
        return {source.shown for source in self.sources if source.is_taught}

    def read_written(self) -> list[LocatedEntry]:
        """Read the file of written questions. Raises WrittenQuestionsError."""
        return self.written.load() if self.written else []

    def read(self) -> tuple[QuestionFile, ...]:
        """Read all files of known questions.

        Raises QuestionsError for an invalid entry, for too many, and for a question that comes again with other quotes.
        """
        files = []
        seen: dict[str, tuple[str, frozenset[str]]] = {}
        for source in self.sources:
            with suppress(OSError):  # reported when the file is read
                check_text(source.path.read_bytes(), source.shown)
            file = read_questions(source.path, source.shown, fix_missing=FIX_PATH, may_be_empty=source.is_taught)
            files.append(QuestionFile(file.source, tuple(_new_entries(file, seen))))
            check_count(sum(len(each.entries) for each in files), source.shown)
        return tuple(files)


def question_sources(settings: Settings) -> tuple[QuestionSource, ...]:
    """Return the files of known questions and, if there is one in use, that of written ones. Raises SettingsError."""
    written = written_file(settings)
    return (*find_question_files(settings), *([QuestionSource(written.path, written.path.name)] if written else ()))


def _state(source: QuestionSource) -> IndexedQuestions:
    try:
        source.require_file()
        return IndexedQuestions(source.shown, checksum(source.path).sha256)
    except FileNotFoundError:
        raise QuestionsError("no such file", where=source.shown, fix=FIX_PATH) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise QuestionsError(f"cannot be read ({reason})", where=source.shown, fix="check its permissions") from None


def check_count(count: int, where: str) -> None:
    """Raise QuestionsError for too many questions in a file and those before it."""
    if count > MAX_KNOWN:
        what = f"more than {MAX_KNOWN:,} known questions ({count:,} so far)"
        raise QuestionsError(what, where=where, fix="keep those that members ask most")


def check_text(text: bytes, where: str) -> None:
    """Raise QuestionsError for the text of a file that clearly has too many questions, without parsing it."""
    count = text.count(b"question:")
    if count > MAX_KNOWN:
        what = f"about {count:,} known questions (at most {MAX_KNOWN:,})"
        raise QuestionsError(what, where=where, fix="keep those that members ask most")


def _new_entries(file: QuestionFile, seen: dict[str, tuple[str, frozenset[str]]]) -> Iterator[QuestionEntry]:
    """Yield the entries of a file with cleaned questions, each question once; `seen` maps those so far to where they are."""
    for entry in file.entries:
        where = f"{file.source}:{entry.line}"
        try:
            question = clean_question(entry.question)
        except QuestionError:
            yield entry  # which is left out with a note
            continue
        quotes = frozenset(quote.text for quote in entry.quotes)
        before, known = seen.setdefault(same_question(question), (where, quotes))
        if known != quotes:
            what = f"{question!r} has other quotes in {before}"
            raise QuestionsError(what, where=where, fix="keep one of them, or put all its quotes there")
        if before == where:
            yield QuestionEntry(question, entry.quotes, entry.kind, entry.line)


@dataclass(slots=True)
class QuoteNotes:
    """What cannot be used, such as quotes in no passage: how much there is, and a line for each of the first `MAX_NOTES`."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, problem: FootnoteError) -> None:
        """Add the problem of one quote."""
        self.count += 1
        if len(self.first) < MAX_NOTES:
            self.first.append(str(problem))

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines to print after a build."""
        more, named = self.count - len(self.first), tuple(f"{LEFT_OUT}{problem}" for problem in self.first)
        return (*named, f"{more:,} more quotes of known questions match no passage or several") if more else named


def known_views(
    files: Sequence[QuestionFile], passages: Sequence[Passage], unchanged: Collection[str]
) -> tuple[list[View], QuoteNotes]:
    """Return each known question with the rows of the passages that answer it, and the quotes that could not be used.

    A question is left out if none of its quotes can be used, or if nobody can ask it.
    Raises QuestionsError for a file of which no quote is in any passage, because it belongs to other documents, unless it is
    one of the `unchanged` files: then the documents have changed.
    """
    views: list[View] = []
    notes = QuoteNotes()
    finder = QuoteFinder(passages) if any(entry.quotes for file in files for entry in file.entries) else None
    for file in files:
        quotes = [quote for entry in file.entries for quote in entry.quotes]
        found = {quote: finder.find_meant(quote.text) for quote in quotes} if finder else {}
        if quotes and not any(found.values()) and file.source not in unchanged:
            what = (
                "no passage contains its only quote"
                if len(quotes) == 1
                else f"no passage contains any of its {len(quotes):,} quotes"
            )
            raise QuestionsError(
                f"{what}, so it is about other documents",
                where=file.source,
                fix="name the file for these documents at `known_questions`",
            )
        for entry in file.entries:
            if unaskable := _unaskable(entry, file.source):
                notes.add(unaskable)
                continue
            rows = tuple(sorted({row for quote in entry.quotes for row in _used(quote, file, found[quote], passages, notes)}))
            if rows or not entry.quotes:
                views.append(View(entry.question, rows, f"{file.source}:{entry.line}"))
    return views, notes


def notes_on(files: Sequence[QuestionFile], passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return the notes on known questions that are left out of an index, which does not change."""
    return known_views(files, [*passages], {file.source for file in files})[1].lines if files else ()


def why_left_out(settings: Settings, question: str, notes: Sequence[str]) -> str | None:
    """Return why a build left a taught question out, according to its notes; None if it did not.

    A quote that was in one passage alone can be in several by then, or in none, because a document was edited.
    """
    taught = taught_questions(settings)
    try:
        file = read_questions(taught.path, taught.shown, may_be_empty=True)
    except QuestionsError:
        return None  # the build says so itself
    wanted = same_question(question)
    quotes = [quote for entry in file.entries if same_question(entry.question) == wanted for quote in entry.quotes]
    starts = [f"{LEFT_OUT}{taught.shown}:{quote.line}: " for quote in quotes]
    found = [next((note for note in notes if note.startswith(start)), "") for start in starts]
    return found[0].removeprefix(LEFT_OUT) if found and all(found) else None


def _unaskable(entry: QuestionEntry, source: str) -> QuestionsError | None:
    """Return why nobody can ask a question, such as for its length; None if it can be asked."""
    try:
        clean_question(entry.question)
    except QuestionError as error:
        what = f"nobody can ask this, because {error.what}"
        return QuestionsError(what, where=f"{source}:{entry.line}", fix="write it as members ask it")
    return None


def _used(
    quote: Quote, file: QuestionFile, rows: Sequence[int], passages: Sequence[Passage], notes: QuoteNotes
) -> Sequence[int]:
    """Return the row of the only passage with a quote; none, and a note, if no passage contains it or several do."""
    problem = quote_problem(quote, file.source, [passages[row] for row in rows], QuestionsError)
    if problem is None:
        return rows
    notes.add(problem)
    return ()
