"""Checks: what was looked at, how it is, and what mends it. A check that needs what failed is skipped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from index.errors import FootnoteError
from index.text.characters import clean, fold

State = Literal["ok", "warning", "failed", "skipped"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do about it unless all is well."""

    name: str
    state: State
    found: str
    fix: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """As JSON has it."""
        return {"name": self.name, "state": self.state, "found": self.found, "fix": self.fix}


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """What a step came to: its checks, and what later steps need of it, if that is there."""

    checks: tuple[Check, ...]
    value: T | None = None


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name, "ok", _line(found))


def warning(name: str, found: str, fix: str) -> Check:
    """The bot runs, but not as it could."""
    return Check(name, "warning", _line(found), _line(fix))


def failed(name: str, found: str, fix: str) -> Check:
    """The bot does not run, or does not do what the settings say."""
    return Check(name, "failed", _line(found), _line(fix))


def skipped(name: str, found: str, fix: str | None = None) -> Check:
    """Nobody could look, or nobody wished to."""
    return Check(name, "skipped", _line(found), _line(fix) if fix else None)


def refused(name: str, error: FootnoteError, fix: str) -> Check:
    """A mistake in the words of its error, with its own fix if it has one."""
    return failed(name, f"{error.where}: {error.what}" if error.where else error.what, error.fix or fix)


def attempt(name: str, step: Callable[[], Finding[T]], needs: Sequence[str], unusable: frozenset[str]) -> Finding[T]:
    """Take a step that needs some packages, unless one of them is unusable, which another check tells."""
    missing = [package for package in needs if package in unusable]
    if missing:
        return Finding((skipped(name, f"needs {', '.join(missing)}"),))
    try:
        return step()
    except ImportError as error:
        return Finding((skipped(name, f"needs {error.name or 'a package'}, which cannot be imported"),))


def _line(text: str) -> str:
    """One line without what would control a terminal: names of files and servers can hold anything."""
    return clean(fold(text))
