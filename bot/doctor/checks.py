"""Check results: a name, a state, a finding and a fix. A check whose prerequisite failed is skipped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from index.errors import FootnoteError
from index.text.characters import clean, fold

State = Literal["ok", "warning", "failed", "skipped"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: what was found and, unless it is ok, how to fix it."""

    name: str
    state: State
    found: str
    fix: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """Return the check as a JSON object."""
        return {"name": self.name, "state": self.state, "found": self.found, "fix": self.fix}


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """The outcome of one step: its checks, and the value that later steps need, or None."""

    checks: tuple[Check, ...]
    value: T | None = None


def ok(name: str, found: str) -> Check:
    """Return a passed check."""
    return Check(name, "ok", _line(found))


def warning(name: str, found: str, fix: str) -> Check:
    """Return a check for something that limits the bot but does not stop it."""
    return Check(name, "warning", _line(found), _line(fix))


def failed(name: str, found: str, fix: str) -> Check:
    """Return a check for something that stops the bot or keeps it from following its settings."""
    return Check(name, "failed", _line(found), _line(fix))


def skipped(name: str, found: str, fix: str | None = None) -> Check:
    """Return a check that could not run or was not requested."""
    return Check(name, "skipped", _line(found), _line(fix) if fix else None)


def failed_with(name: str, error: FootnoteError, fix: str) -> Check:
    """Return a failed check worded by its error; `fix` applies if the error has none of its own."""
    return failed(name, f"{error.where}: {error.what}" if error.where else error.what, error.fix or fix)


def attempt(name: str, step: Callable[[], Finding[T]], needs: Sequence[str], unusable: frozenset[str]) -> Finding[T]:
    """Run a step, or skip it if a package it needs is unusable; the packages check reports which and why."""
    missing = [package for package in needs if package in unusable]
    if missing:
        return Finding((skipped(name, f"needs {', '.join(missing)}"),))
    try:
        return step()
    except ImportError as error:
        return Finding((skipped(name, f"needs {error.name or 'a package'}, which cannot be imported"),))


def _line(text: str) -> str:
    """Fold a text to one line without control characters: file and server names can contain anything."""
    return clean(fold(text))
