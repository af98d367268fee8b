"""Questions files: questions, each with quotes of the passages that answer it.

One format serves two purposes: judged questions measure how well answers are found (`footnote eval`), and known questions
help to find them (`known_questions` in config.yaml).
"""

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.errors import FootnoteError, SettingsError
from index.files.paths import follow_links, require_file, resolve_path
from index.files.patterns import find_matches
from index.files.yaml_tree import compose_yaml, read_yaml_text
from index.reading.kinds import READABLE
from index.settings import Settings

NULL = "tag:yaml.org,2002:null"
"""What YAML takes an empty value for."""
SUFFIXES = (".yaml", ".yml")
"""Endings of the files that are read from a folder."""


class QuestionsError(FootnoteError):
    """A questions file cannot be read, or has invalid contents."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of text from a passage that answers a question, and its line in the questions file."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question as written, and a quote from every passage that answers it; none if the documents do not answer it."""

    question: str
    quotes: tuple[Quote, ...]
    kind: str | None
    line: int


@dataclass(frozen=True, slots=True)
class WrittenFloor:
    """A floor for a metric as written, and its line."""

    metric: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The contents of a questions file: `source` is its path as shown to users."""

    source: str
    entries: tuple[QuestionEntry, ...]
    floors: tuple[WrittenFloor, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A file of known questions: where it is, and its path as written in config.yaml.

    `is_taught` is True for the file of taught questions, which may be empty: it loses its last one if that is taken back.
    """

    path: Path
    shown: str
    is_taught: bool = False

    def require_file(self) -> None:
        """Raise QuestionsError if it is a pipe or a device, which might never end."""
        require_file(self.path, self.shown, QuestionsError, "name another file at `known_questions` in config.yaml")


def find_question_files(settings: Settings) -> tuple[QuestionSource, ...]:
    """Return the files that `known_questions` in config.yaml names, each once; a folder stands for the YAML files in it.

    A file that is named and does not exist is among them, so that reading it reports the error. The file of taught questions
    is among them if it exists.
    Raises SettingsError if a pattern or a folder matches nothing.
    """
    written = settings.known_questions
    files: dict[Path, QuestionSource] = {}
    for entry in (written,) if isinstance(written, str) else written:
        for shown in _expand(entry, settings.root):
            path = resolve_path(settings.root, shown)
            files.setdefault(follow_links(path), QuestionSource(path, shown))
    taught = taught_questions(settings)
    if follow_links(taught.path) in files or taught.path.exists():
        files[follow_links(taught.path)] = taught
    return tuple(files.values())


def taught_questions(settings: Settings) -> QuestionSource:
    """Return the file of taught questions, which need not exist."""
    shown = settings.teach.known_questions
    return QuestionSource(resolve_path(settings.root, shown), shown, is_taught=True)


def _expand(entry: str, root: Path) -> list[str]:
    """Return the files that one path, pattern or folder stands for, sorted by name."""
    path = resolve_path(root, entry)
    try:
        if path.is_dir():
            found = [(Path(entry) / each.name).as_posix() for each in path.iterdir() if _is_questions(each)]
            problem, fix = f"no .yaml file in the folder {entry!r}", "add one, or name a file"
        elif path.exists() or not glob.has_magic(entry):
            return [entry]
        else:
            found = find_matches(entry, root)
            problem, fix = f"no file matches {entry!r}", "fix the pattern"
    except OSError as error:
        raise SettingsError(f"known_questions: {entry!r} cannot be looked up ({error.strerror})") from None
    if not found:
        raise SettingsError(f"known_questions: {problem}", fix=fix)
    return sorted(found)


def _is_questions(path: Path) -> bool:
    """Return whether a file in a folder is named like a questions file, and is not hidden, as those of editors are."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def read_questions(
    path: Path, shown: str | None = None, *, fix_missing: str | None = None, may_be_empty: bool = False
) -> QuestionFile:
    """Read a questions file.

    The file is a YAML list of `{question, quotes, kind}`: `quotes: []` means that the documents do not answer the question,
    and `kind` is optional. The file can also be a mapping with that list as `questions` and, as `floors`, a mapping of metrics
    to numbers.
    Raises QuestionsError, with the line, for anything else; `fix_missing` is its fix if there is no such file. Unless it
    `may_be_empty`, that includes a file without questions.
    """
    source = shown or str(path)
    if path.suffix.lower() in READABLE:
        fix = "list it under `documents` in config.yaml; a file of questions ends in .yaml (docs/evaluation.md)"
        raise QuestionsError("is a document, not a file of questions", where=source, fix=fix)
    text = read_yaml_text(path, QuestionsError, fix_missing=fix_missing, shown=source)
    return parse_questions(text, source, may_be_empty=may_be_empty)


def parse_questions(text: str, source: str, *, may_be_empty: bool = False) -> QuestionFile:
    """Parse the text of a questions file. Raises QuestionsError as `read_questions` does."""
    fix = "write `- question: ...` and, below it, `quotes: [...]`"
    nodes, floors = read_listing(text, source, "questions", fix, may_be_empty=may_be_empty)
    entries = tuple(_read_entry(entry, source) for entry in nodes)
    return QuestionFile(source, entries, tuple(read_floors(floors, source)))


def is_empty_list(node: yaml.Node | None) -> bool:
    """Return whether a list that a file consists of, or contains, is one with nothing in it, or is not written at all."""
    return node is None or node.tag == NULL or (isinstance(node, yaml.SequenceNode) and not node.value)


def read_listing(
    text: str, source: str, name: str, fix: str, *, may_be_empty: bool = False
) -> tuple[list[yaml.Node], yaml.Node | None]:
    """Return the entries and the floors of a file: a list, or a mapping with that list as `name` and maybe `floors`.

    Raises QuestionsError for anything else; `fix` says what to write if there are no entries, unless it `may_be_empty`.
    """
    tree = compose_yaml(text, source, QuestionsError)
    parts: dict[str, yaml.Node | None] = {name: tree}
    if isinstance(tree, yaml.MappingNode):
        parts = {key.value: value for key, value in read_entries(tree, source, ("floors", name))}
    listing = parts.get(name)
    if may_be_empty and name in parts and is_empty_list(listing):
        return [], parts.get("floors")
    if not isinstance(listing, yaml.SequenceNode) or not listing.value:
        where = f"{source}:{listing.start_mark.line + 1}" if listing else source
        raise QuestionsError(f"expected a list of {name}", where=where, fix=fix)
    return listing.value, parts.get("floors")


def _read_entry(entry: yaml.Node, source: str) -> QuestionEntry:
    line = entry.start_mark.line + 1
    where = f"{source}:{line}"
    if not isinstance(entry, yaml.MappingNode):
        raise QuestionsError("an entry should have `question` and `quotes`", where=where)
    values: dict[str, Any] = {key.value: value for key, value in read_entries(entry, source, ("question", "quotes", "kind"))}
    question, quotes, kind = values.get("question"), values.get("quotes"), values.get("kind")
    if question is not None and not isinstance(question, yaml.ScalarNode):
        raise QuestionsError("`question` should be a text", where=where, fix="put it in quotes")
    if question is None or not question.value.strip():
        raise QuestionsError("`question` is missing", where=where)
    written = quote_nodes(quotes, where)
    if kind is not None and not isinstance(kind, yaml.ScalarNode):
        raise QuestionsError("`kind` should be a word", where=where)
    read = tuple(read_quote(quote, source) for quote in written)
    return QuestionEntry(question.value, read, (kind.value or None) if kind else None, line)


def quote_nodes(quotes: yaml.Node | None, where: str) -> list[yaml.Node]:
    """Return the quotes of an entry, unread. Raises QuestionsError if they are no list."""
    if not isinstance(quotes, yaml.SequenceNode):
        raise QuestionsError("`quotes` should be a list", where=where, fix="write [] if no passage answers the question")
    return list(quotes.value)


def read_quote(quote: yaml.Node, source: str) -> Quote:
    """Read a quote. Raises QuestionsError if it is not a text."""
    line = quote.start_mark.line + 1
    if not isinstance(quote, yaml.ScalarNode) or not quote.value.strip():
        raise QuestionsError("a quote should be a non-empty text", where=f"{source}:{line}")
    return Quote(quote.value, line)


def read_floors(node: yaml.Node | None, source: str) -> Iterator[WrittenFloor]:
    """Yield the floors of a file, as written. Raises QuestionsError if they are no mapping."""
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        where = f"{source}:{node.start_mark.line + 1}"
        raise QuestionsError("`floors` should map metrics to numbers", where=where, fix="write `hit@1: 0.9`")
    for key, value in read_entries(node, source):
        written = value.value if isinstance(value, yaml.ScalarNode) else "a list"
        yield WrittenFloor(key.value, written, key.start_mark.line + 1)


def read_entries(node: yaml.MappingNode, source: str, keys: Sequence[str] = ()) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Yield the keys and values of a mapping. Raises QuestionsError for a duplicate key, or one not in `keys` if given."""
    seen = set()
    for key, value in node.value:
        where = f"{source}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise QuestionsError("a key should be plain text", where=where, fix="quote it")
        if keys and key.value not in keys:
            known = f"{', '.join(keys[:-1])} and {keys[-1]}"
            raise QuestionsError(f"unknown key {key.value!r}", where=where, fix=f"use only {known}")
        if key.value in seen:
            raise QuestionsError(f"duplicate key {key.value!r}", where=where, fix="keep one of them")
        seen.add(key.value)
        yield key, value
