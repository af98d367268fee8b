"""Teach: save an answer, tie a question to passages that answer it, and take either back.

Both are kept in files that people edit, too (`teach` in config.yaml): they are read again right before each change, changed
where the change belongs, and replaced in one step. A lock in the folder of the index keeps two processes apart. The index
itself is brought up to date by an ordinary build.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.building.answers_file import add_answer, read_answers, remove_answer
from index.building.known_questions import check_count, check_text
from index.building.questions_file import add_question, find_entry, remove_question
from index.building.tying_quotes import first_confused, first_quoting, unique_quote
from index.errors import DocumentError, FootnoteError, SettingsError
from index.files.careful_writing import read_settled, rewrite
from index.passages.passage import Passage
from index.passages.splitting import Window, split_document
from index.reading import SourceFile, find_files, read_document
from index.reading.corpus import EmptyDocumentError, answers_file
from index.reading.question_files import (
    QuestionEntry,
    QuestionFile,
    QuestionsError,
    QuestionSource,
    find_question_files,
    parse_questions,
    read_questions,
    taught_questions,
)
from index.reading.saved_answers import as_typed, find_answers, write_answer
from index.searching.questions import clean_question, same_question
from index.settings import Settings
from index.text.characters import clean, fold, has_words

MAX_ANSWER_LENGTH = 4_000
"""Characters of an answer, which is what fits into a form in Discord."""
MAX_SECTION_LENGTH = 200
MAX_SECTION_DEPTH = 5
LOCK_SECONDS = 10.0
"""Seconds to wait while another process teaches."""
SEPARATORS = (" > ", " › ")
"""What is written between the headings of a section path."""


class TeachingError(FootnoteError):
    """Something cannot be taught or taken back; nothing was changed."""


class GonePassageError(TeachingError):
    """A passage of the index is no longer in the documents, which were edited since."""


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to save: its text, the question that it answers, the section to put it in, and the link to its source."""

    text: str
    question: str
    section: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes a lesson back: the ids of the saved answer, of the entry of the question and of the headings that were added.

    None stands for what was not added.
    """

    answer: str | None
    entry: str | None
    headings: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was taught: the question, the texts of the passages that answer it, where they are, and how to take it back.

    `replaced` are the quotes that the question had before, None if it was new. `is_new` is False if all of it was known.
    """

    question: str
    answers: tuple[str, ...]
    where: str
    undo: Undo
    replaced: tuple[str, ...] | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """The text of the file of questions with an entry, and the id of that; both None if the file has the same already."""

    text: str | None
    id: str | None
    replaced: tuple[str, ...] | None = None


class Teacher:
    """Writes the files of taught answers and questions of one project."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._answers: SourceFile = answers_file(settings)
        self._questions: QuestionSource = taught_questions(settings)

    def save(self, answer: NewAnswer, passages: Sequence[Passage], window: Window, today: date) -> Lesson:
        """Save an answer to the file of answers, and tie its question to it; `passages` are those of the index.

        The same answer is not saved twice. Raises TeachingError, QuestionError, and QuestionsError or DocumentError if one of
        the files cannot be read; nothing is changed then.
        """
        typed, question, section = check_answer(answer.text), clean_question(answer.question), read_section(answer.section)
        with self._locked():
            before = self._read(self._answers.path, self._answers.shown)
            after, made, headings = before, None, None
            if all(found.text != typed for found in find_answers(before)):
                lines, made = write_answer(typed, today, answer.link)
                after, headings = add_answer(before, lines, typed, section, self._answers)
            quotes, line = self._quotes(after, typed, passages, window)
            entry = self._plan(question, quotes)
            if made:
                self._check_others(typed, question, passages)
            if made:
                self._write(self._answers.path, after, self._answers.shown)
            try:
                self._write_entry(entry)
            except FootnoteError:
                if made:
                    with suppress(FootnoteError):
                        self._write(self._answers.path, before, self._answers.shown)
                raise
        where = f"{self._answers.shown}:{line}"
        undo = Undo(made, entry.id, headings)
        return Lesson(question, (typed,), where, undo, entry.replaced, is_new=bool(made or entry.id))

    def tie(self, question: str, answers: Sequence[Passage], passages: Sequence[Passage]) -> Lesson:
        """Tie a question to passages of the index that answer it, or to none if the documents do not.

        `passages` are all those of the index. Raises the errors of `save`, and GonePassageError.
        """
        question = clean_question(question)
        quotes = []
        for answer in answers:
            if self._is_gone(answer):
                fix = "run `footnote build`, and choose another passage"
                raise GonePassageError("this passage is no longer in the documents", where=answer.location, fix=fix)
            others = [each for each in passages if each.id != answer.id]
            quote = unique_quote(answer.text, [each.text for each in others])
            if quote is None:
                same = next(each for each in others if answer.text.strip() == each.text.strip())
                what = f"{same.location} has the same text, so no quote tells them apart"
                raise TeachingError(what, where=answer.location, fix="change one of them, or remove it")
            quotes.append(quote)
        with self._locked():
            entry = self._plan(question, quotes)
            self._write_entry(entry)
        where = ", ".join(answer.location for answer in answers)
        texts = tuple(answer.text for answer in answers)
        return Lesson(question, texts, where, Undo(None, entry.id), entry.replaced, is_new=entry.id is not None)

    def take_back(self, undo: Undo) -> None:
        """Take a lesson back.

        Raises TeachingError if any of it was edited or taken back since, or if another question is tied to its answer; nothing
        is changed then.
        """

        def without_answer(text: str, answer: str) -> str | None:
            return remove_answer(text, answer, undo.headings)

        with self._locked():
            changes = []
            if undo.answer:
                self._check_untied(undo)
            for path, shown, id_, remove in (
                (self._answers.path, self._answers.shown, undo.answer, without_answer),
                (self._questions.path, self._questions.shown, undo.entry, self._without_entry),
            ):
                if id_ is None:
                    continue
                before = self._read(path, shown)
                after = remove(before, id_)
                if after is None:
                    what = "what was taught was edited or taken back since, so it stays as it is now"
                    raise TeachingError(what, where=shown, fix="edit the file")
                changes.append((path, shown, before, after))
            for place, (path, shown, _, after) in enumerate(changes):
                try:
                    self._write(path, after, shown)
                except FootnoteError:
                    for written, name, before, _ in changes[:place]:
                        with suppress(FootnoteError):
                            self._write(written, before, name)
                    raise

    def forget(self, question: str) -> None:
        """Take back what a question was tied to last; an answer that was saved with it stays.

        Raises TeachingError if it was not taught, or if its entry was written or edited by hand.
        """
        question = clean_question(question)
        with self._locked():
            shown = self._questions.shown
            text = self._read(self._questions.path, shown)
            entry = find_entry(text, shown, question)
            if entry is None:
                same = _find_same(parse_questions(text, shown, may_be_empty=True), question)
                if not same:
                    raise TeachingError(f"{question!r} was not taught", where=shown, fix="check how it is written there")
                where = f"{shown}:{same[0].line}"
                raise TeachingError("this entry was written or edited by hand", where=where, fix="edit it there")
            self._write(self._questions.path, self._without_entry(text, entry) or text, shown)

    def _is_gone(self, passage: Passage) -> bool:
        """Return whether a passage is not in its document any more; False if that cannot be read, which the build reports."""
        try:
            file = next((each for each in find_files(self._settings) if each.shown == passage.document), None)
            return file is None or all(passage.text not in block.text for block in read_document(file).document.blocks)
        except EmptyDocumentError:
            return True
        except (SettingsError, DocumentError):
            return False

    def _quotes(self, text: str, typed: str, passages: Sequence[Passage], window: Window) -> tuple[tuple[str, ...], int]:
        """Return a quote from each passage of a saved answer that is in no other one, and the line of the answer."""
        saved = next(found for found in find_answers(text) if found.text == typed)
        document = read_answers(text, self._answers)
        own = split_document(document, window)[0] if document else []
        elsewhere = [each.text for each in passages if each.document != self._answers.shown]
        quotes = []
        for place, piece in enumerate(own):
            if saved.start < piece.line <= saved.stop:
                others = [*elsewhere, *(each.text for each in (*own[:place], *own[place + 1 :]))]
                quotes.append(unique_quote(piece.text, others))
        found = tuple(filter(None, quotes))
        if not found:
            raise TeachingError("a passage of the documents says the same", fix="tie the question to that passage instead")
        return found, saved.line

    def _check_others(self, typed: str, question: str, passages: Sequence[Passage]) -> None:
        """Raise TeachingError if an answer to save contains the quote of another question, which was in one passage alone."""
        for source in find_question_files(self._settings):
            file = parse_questions(self._read(source.path, source.shown), source.shown, may_be_empty=True)
            others = [entry for entry in file.entries if same_question(entry.question) != same_question(question)]
            if quote := first_confused(others, typed, passages):
                what = f"the answer contains {quote.text!r}, by which another question finds its passage"
                where = f"{source.shown}:{quote.line}"
                raise TeachingError(what, where=where, fix="word the answer differently, or make that quote longer")

    def _check_untied(self, undo: Undo) -> None:
        """Raise TeachingError if another question is tied to the answer of a lesson that is to be taken back."""
        text, shown = self._read(self._answers.path, self._answers.shown), self._questions.shown
        answer = next((found.text for found in find_answers(text) if found.id == undo.answer), None)
        before = self._read(self._questions.path, shown)
        after = self._without_entry(before, undo.entry) if undo.entry else before
        if answer is None or after is None:
            return  # reported when it is removed
        if other := first_quoting(parse_questions(after, shown, may_be_empty=True).entries, answer):
            what = f"another question, {other.question!r}, is tied to this answer"
            raise TeachingError(what, where=shown, fix="take that back first, or edit the file")

    def _plan(self, question: str, quotes: Sequence[str]) -> _Entry:
        """Return what the file of questions will contain. Raises QuestionsError if another file has it, or for too many."""
        known = {same_question(question)}
        for source in find_question_files(self._settings):
            if source.is_taught:
                continue
            source.require_file()
            file = read_questions(source.path, source.shown)
            known.update(same_question(entry.question) for entry in file.entries)
            if same := _find_same(file, question):
                other = next((entry for entry in same if _quotes(entry) != set(quotes)), None)
                if other is None:
                    return _Entry(None, None)
                what = "this file has the same question with other quotes"
                raise QuestionsError(what, where=f"{source.shown}:{other.line}", fix="change it there")
        shown = self._questions.shown
        before = self._read(self._questions.path, shown)
        file = parse_questions(before, shown, may_be_empty=True)
        same = _find_same(file, question)
        if same and all(_quotes(entry) == set(quotes) for entry in same):
            return _Entry(None, None)
        replaced = tuple(quote.text for quote in same[0].quotes) if same else None
        entry = _Entry(*add_question(before, shown, question, quotes), replaced)
        known.update(same_question(each.question) for each in file.entries)
        check_count(len(known), shown)
        check_text((entry.text or "").encode(), shown)
        return entry

    def _write_entry(self, entry: _Entry) -> None:
        if entry.text is not None:
            self._write(self._questions.path, entry.text, self._questions.shown)

    def _without_entry(self, text: str, entry: str) -> str | None:
        return remove_question(text, self._questions.shown, entry)

    def _read(self, path: Path, shown: str) -> str:
        return read_settled(path, shown, TeachingError)

    def _write(self, path: Path, text: str, shown: str) -> None:
        rewrite(path, text, shown, TeachingError)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other threads and processes from teaching. Raises TeachingError if one of them takes too long."""
        from filelock import FileLock, Timeout

        folder = self._settings.index_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / "teaching.lock")
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout:
            raise TeachingError("another process is teaching", fix="try again in a moment") from None
        except (OSError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise TeachingError(f"cannot be written ({reason})", where=str(folder), fix="make it writable") from None
        try:
            yield
        finally:
            lock.release()


def check_answer(text: str) -> str:
    """Return an answer as it can be saved. Raises TeachingError if it is empty, too long, or has no words."""
    typed = as_typed(text)
    if not typed:
        raise TeachingError("the answer is empty", fix="write what the bot is to quote")
    if len(typed) > MAX_ANSWER_LENGTH:
        what = f"the answer has {len(typed):,} characters (at most {MAX_ANSWER_LENGTH:,})"
        raise TeachingError(what, fix="shorten it, or save it in parts")
    if not has_words(typed):
        raise TeachingError("the answer has no letter or digit", fix="write what the bot is to quote")
    return typed


def read_section(written: str) -> tuple[str, ...]:
    """Return the headings of a section path such as `Joining > Fees`. Raises TeachingError if it is too long."""
    words = fold(clean(written))
    if len(words) > MAX_SECTION_LENGTH:
        what = f"the section has {len(words):,} characters (at most {MAX_SECTION_LENGTH:,})"
        raise TeachingError(what, fix="name a heading")
    path = f"{words} "  # so that one at the end separates, too
    for separator in SEPARATORS[1:]:
        path = path.replace(separator, SEPARATORS[0])
    parts = [part.strip() for part in path.split(SEPARATORS[0])]
    return tuple(part for part in parts if has_words(part))[:MAX_SECTION_DEPTH]


def _find_same(file: QuestionFile, question: str) -> list[QuestionEntry]:
    """Return the entries of a file with the same question."""
    wanted = same_question(question)
    return [entry for entry in file.entries if same_question(entry.question) == wanted]


def _quotes(entry: QuestionEntry) -> set[str]:
    return {quote.text for quote in entry.quotes}
