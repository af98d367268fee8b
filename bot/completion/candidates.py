"""What can come next on a command line: commands, flags, and the values of flags and arguments."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.command_line.arguments import make_parser
from bot.command_line.parsing import OneOf, Parser
from bot.completion.index_names import document_names, section_names

Kind = Literal["words", "files", "folders"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that can come next, and what it means."""

    word: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What can come next: words, or the names of files or folders, which the shell knows best.

    `before` is what precedes the words in the same argument: the flag in `--section=Joining`, else "".
    """

    kind: Kind = "words"
    candidates: tuple[Candidate, ...] = ()
    before: str = ""


@dataclass(slots=True)
class _Line:
    """A command line up to the word to complete: its command, the values of its flags, and its other arguments."""

    parser: Parser
    values: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    arguments: int = 0
    awaiting: argparse.Action | None = None
    is_after_flags: bool = False
    is_known: bool = True

    def add(self, word: str) -> None:
        """Read a word."""
        if self.awaiting:
            self.values[self.awaiting.dest] = word
            self.awaiting = None
        elif word == "--" and not self.is_after_flags:
            self.is_after_flags = True
        elif word.startswith("-") and not self.is_after_flags:
            self._add_flag(word)
        elif self.parser.commands:
            self.is_known = word in self.parser.commands
            self.parser = self.parser.commands.get(word, self.parser)
        else:
            self.arguments += 1

    def _add_flag(self, word: str) -> None:
        name, is_assigned, value = word.partition("=")
        action = self.parser.flags.get(name)
        if action is None:
            return
        self.used.add(action.dest)
        if is_assigned:
            self.values[action.dest] = value
        elif _takes_value(action):
            self.awaiting = action


def complete(words: Sequence[str], current: str, config: str | None) -> Completion:
    """Return what can follow `words`, those after `footnote`, given how the next one begins.

    `config` is the value of FOOTNOTE_CONFIG. Candidates that do not begin like `current` are included, because shells differ
    in what they match.
    """
    line = _Line(make_parser())
    for word in words:
        line.add(word)
    if not line.is_known:
        return Completion()
    if line.awaiting:
        return _values(line.awaiting, line.values, current, config)
    if current.startswith("-") and not line.is_after_flags:
        name, is_assigned, begun = current.partition("=")
        if not is_assigned:
            return Completion(candidates=tuple(_flags(line)))
        action = line.parser.flags.get(name)
        found = _values(action, line.values, begun, config) if action and _takes_value(action) else Completion()
        return Completion(found.kind, found.candidates, f"{name}=")
    if line.parser.commands:
        return Completion(candidates=_commands(line.parser))
    action = _argument(line)
    return _values(action, line.values, current, config) if action else Completion()


def _takes_value(action: argparse.Action) -> bool:
    return action.nargs is None


def _argument(line: _Line) -> argparse.Action | None:
    """Return the argument without a flag that comes next, or None if there is no more."""
    expected = line.parser.positionals
    if line.arguments < len(expected):
        return expected[line.arguments]
    return expected[-1] if expected and expected[-1].nargs == "*" else None


def _commands(parser: Parser) -> tuple[Candidate, ...]:
    return tuple(Candidate(name, (each.description or "").rstrip(".")) for name, each in parser.commands.items())


def _flags(line: _Line) -> Iterator[Candidate]:
    """Yield the flags that can still be given."""
    for name, action in line.parser.flags.items():
        is_repeatable = isinstance(action, argparse._AppendAction)  # noqa: SLF001  # argparse has no other way to tell
        if name.startswith("--") and (is_repeatable or action.dest not in line.used):
            yield Candidate(name, action.help or "")


def _values(action: argparse.Action, values: Mapping[str, str], current: str, config: str | None) -> Completion:
    """Return the values that a flag or an argument can have."""
    if action.type is Path:
        return Completion("folders" if action.metavar == "DIR" else "files")
    if isinstance(action.type, OneOf):
        return Completion(candidates=tuple(map(Candidate, action.type.values)))
    names = NAMES.get(action.dest)
    return Completion(candidates=_closest(names(values, config), current)) if names else Completion()


def _closest(groups: Iterable[Sequence[tuple[str, str]]], current: str) -> tuple[Candidate, ...]:
    """Return the first group in which a name begins like the current word; the first group if none does."""
    begun = current.casefold()
    found = [[Candidate(*each) for each in group] for group in groups]
    matching = [group for group in found if any(each.word.casefold().startswith(begun) for each in group)]
    return tuple(next(iter(matching or found), ()))


def _command_names(values: Mapping[str, str], config: str | None) -> list[Sequence[tuple[str, str]]]:
    del values, config
    return [[(each.word, each.meaning) for each in _commands(make_parser())]]


def _languages(values: Mapping[str, str], config: str | None) -> list[Sequence[tuple[str, str]]]:
    from typing import get_args

    from index.settings import Language

    del values, config
    return [[(name, "") for name in get_args(Language)]]


def _sections(values: Mapping[str, str], config: str | None) -> list[Sequence[tuple[str, str]]]:
    return section_names(values.get("config") or config, values.get("document"))


def _documents(values: Mapping[str, str], config: str | None) -> list[Sequence[tuple[str, str]]]:
    return document_names(values.get("config") or config)


NAMES: dict[str, Callable[[Mapping[str, str], str | None], list[Sequence[tuple[str, str]]]]] = {
    "name": _command_names,
    "language": _languages,
    "section": _sections,
    "document": _documents,
}
"""How to list the values of an argument by its name, in groups; a later group is for words that none before it has."""
