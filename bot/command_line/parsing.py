"""A command-line parser that reports mistakes in one line and suggests what was meant. Imports nothing heavy."""

import argparse
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from index.errors import UsageError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}|(?P<days>\d{1,5})d", re.ASCII)
REQUIRED = re.compile(r"the following arguments are required: (?P<all>.+)|one of the arguments (?P<any>.+) is required")
"""What argparse says if arguments are missing: all of those named, or one of them."""
MIN_SIMILARITY = 0.6
"""How similar a known name must be to a mistyped one to be suggested, from 0 to 1."""
PROGRAM = "footnote"
OF_THE_PROGRAM = {"--version", "-V"}
"""Flags that no command takes."""
OTHER_NAMES = {
    "chat": "ask",
    "query": "ask",
    "question": "ask",
    "search": "ask",
    "compile": "build",
    "index": "build",
    "rebuild": "build",
    "reindex": "build",
    "update": "build",
    "fsck": "check",
    "verify": "check",
    "diagnose": "doctor",
    "status": "doctor",
    "evaluate": "eval",
    "measure": "eval",
    "create": "init",
    "new": "init",
    "setup": "init",
    "review": "questions",
    "show": "outline",
    "tree": "outline",
    "analytics": "report",
    "digest": "report",
    "stats": "report",
    "unanswered": "report",
    "bot": "serve",
    "discord": "serve",
    "run": "serve",
    "start": "serve",
    "config": "settings",
    "configuration": "settings",
    "options": "settings",
    "completions": "completion",
}
"""What other tools call a command, and the command that was probably meant."""


class OneOf:
    """An argparse type that accepts some words, and suggests the one that was probably meant."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)

    def __call__(self, text: str) -> str:
        """Return the text. Raises ArgumentTypeError if it is none of the words."""
        if text in self.values:
            return text
        near = closest(text, self.values)
        hint = f"; did you mean {near}?" if near else ""
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(self.values)}{hint}")


class Parser(argparse.ArgumentParser):
    """A parser of commands and flags that must be written in full, with errors in one line."""

    def __init__(self, *, examples: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        if examples:
            options.update(epilog=_example_lines(examples), formatter_class=argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    @property
    def flags(self) -> dict[str, argparse.Action]:
        """The flags by name, such as `--json`."""
        return self._option_string_actions

    @property
    def positionals(self) -> list[argparse.Action]:
        """The arguments without a flag, in order."""
        return [action for action in self._actions if not action.option_strings]

    @property
    def commands(self) -> dict[str, "Parser"]:
        """The commands by name; empty for a parser of one command."""
        found = (action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
        return dict(next(found, {}))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse arguments, with flags anywhere among them; on an unknown flag or command, report only that, and exit."""
        given = list(sys.argv[1:] if args is None else args)
        flags: list[str] = []
        others: list[str] = []
        for flag, argument in self._read(given):
            if flag and flag not in self.flags:
                self._reject_flag(flag, given)
            if self.commands and not flag:
                rest = given[len(flags) + (given[len(flags)] == "--") + 1 :]
                if argument not in self.commands:
                    self.reject_command(argument, rest)
                return super().parse_known_args([*flags, argument, *rest], namespace)
            (flags if flag else others).append(argument)
        return super().parse_known_args([*flags, "--", *others] if others else flags, namespace)

    def reject_arguments(self, rest: Sequence[str]) -> NoReturn:
        """Print that there are more arguments than the command takes, and exit."""
        self._fail(f"unexpected argument {rest[0]!r}", fix=f"see {self.prog} --help")

    def error(self, message: str) -> NoReturn:
        """Print an error in one line, and exit."""
        fix = None if "did you mean" in message else f"see {self.prog} --help"
        self._fail(_missing(message) or message.removeprefix("argument ").replace("with argument ", "with "), fix=fix)

    def reject_command(self, name: str, rest: Sequence[str] = ()) -> NoReturn:
        """Print that there is no such command and what may have been meant, and exit."""
        meant = OTHER_NAMES.get(name.lower())
        near = meant if meant in self.commands else closest(name, self.commands)
        if near:
            fix = f"did you mean {near}?"
        elif "ask" in self.commands and (name.endswith("?") or " " in name or rest):
            fix = f"to ask a question, run {self.prog} ask {shlex.quote(' '.join([name, *rest]))}"
        else:
            fix = "footnote help lists the commands" if "help" in self.commands else f"see {self.prog} --help"
        self._fail(f"no command {name!r}", fix=fix)

    def _read(self, given: Sequence[str]) -> Iterator[tuple[str | None, str]]:
        """Yield each argument, with the flag that it is or belongs to, or None. Leaves out the `--` that ends the flags."""
        awaiting = None
        for position, argument in enumerate(given):
            if argument == "--":
                yield from ((None, each) for each in given[position + 1 :])
                return
            if _is_flag(argument):
                name, is_assigned, _ = argument.partition("=")
                action = self.flags.get(name)
                awaiting = name if action is not None and action.nargs is None and not is_assigned else None
                yield name, argument
            else:
                yield awaiting, argument
                awaiting = None

    def _reject_flag(self, name: str, given: Sequence[str]) -> NoReturn:
        having = [command for command, parser in self.commands.items() if name in parser.flags]
        named = next((argument for argument in given if argument in having), having[0] if len(having) == 1 else None)
        if named:
            self._fail(f"{name} is a flag of {named}", fix=f"run {self.prog} {named} {name}")
        if name in OF_THE_PROGRAM:
            self._fail(f"{name} is a flag of {PROGRAM} itself", fix=f"run {PROGRAM} {name}")
        near = closest(name, [flag for flag in self.flags if flag.startswith("--")])
        self._fail(f"no flag {name}", fix=f"did you mean {near}?" if near else f"see {self.prog} --help")

    def _fail(self, what: str, *, fix: str | None) -> NoReturn:
        self.exit(UsageError.exit_code, f"footnote: {UsageError(what, fix=fix)}\n")


def number(least: int, most: int) -> Callable[[str], int]:
    """Return an argparse type for whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")

    return read


def day(text: str) -> datetime:
    """Return the time that a date such as 2026-11-01 begins, or that was some days ago, as in 30d; an argparse type."""
    match = DAY.fullmatch(text)
    try:
        if match and match["days"]:
            return datetime.now(UTC) - timedelta(days=int(match["days"]))
        if match:
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        pass  # there is no such date
    raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-01, nor days such as 30d")


def closest(name: str, known: Sequence[str] | dict[str, Any]) -> str | None:
    """Return the known name that is most similar to a mistyped one, or None if none is."""
    from difflib import get_close_matches

    begun = [each for each in known if len(name.strip("-")) > 1 and each.startswith(name.lower())]
    near = begun or get_close_matches(name.lower(), known, n=1, cutoff=MIN_SIMILARITY)
    return next(iter(near), None)


def _missing(message: str) -> str | None:
    """Return which arguments are missing, from argparse's message that they are required; None for another message."""
    required = REQUIRED.fullmatch(message)
    if required is None:
        return None
    names = required["all"].split(", ") if required["all"] else required["any"].split()
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    if required["any"]:
        return f"one of {listed} is missing"
    return f"{listed} {'is' if len(names) == 1 else 'are'} missing"


def _is_flag(argument: str) -> bool:
    """Return whether argparse takes an argument for a flag: not a negative number, nor a text that begins with a dash."""
    return len(argument) > 1 and argument.startswith("-") and " " not in argument and not argument[1:].isdecimal()


def _example_lines(examples: Sequence[tuple[str, str]]) -> str:
    """Return the examples, their commands in a column and what they do beside it."""
    width = max(len(command) for command, _ in examples)
    return "\n".join(["examples:", *(f"  {command:<{width}}  # {effect}" for command, effect in examples)])
