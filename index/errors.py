"""What can go wrong and be mended by the person at the keyboard.

Every error says what is wrong, where, and what to do, in one line. A face (the command line, Discord) catches
`FootnoteError` once and shows it; anything else is a fault of the program and keeps its traceback.
"""

from collections.abc import Sequence
from typing import Literal

from index.text.characters import clean, fold

LONGEST_PART = 1_000
"""Characters of what an error says, where, and what to do, each: what is quoted in it can be of any length."""
REBUILD = "run `footnote build`"
"""What mends an index."""


def allow(error: Exception) -> str:
    """What mends a file of the index that cannot be read."""
    return "let Footnote read it" if isinstance(error, PermissionError) else REBUILD


def install(extra: str) -> str:
    """What mends a missing library. Footnote is installed from its own folder, and from no package index."""
    return f"in Footnote's folder: pip install --constraint constraints.txt '.[{extra}]'"


class FootnoteError(Exception):
    """A mistake or circumstance that the user can mend, told in one line: `where: what; fix`."""

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        self.what = what
        self.where = where
        self.fix = fix
        line = f"{_shortened(where)}: {_shortened(what)}" if where else _shortened(what)
        if fix:
            line = f"{line}; {_shortened(fix)}"
        super().__init__(clean(fold(line)))


def _shortened(text: str) -> str:
    """Both ends of a text that is too long to be read."""
    half = LONGEST_PART // 2
    return text if len(text) <= LONGEST_PART else f"{text[:half]}…{text[-half:]}"


class UsageError(FootnoteError):
    """What was typed cannot be worked with: an empty question, a section that no document has."""

    exit_code = 2


class QuestionError(UsageError):
    """What was asked is no question: `reason` says why, for faces that say it in their own words."""

    def __init__(self, reason: Literal["empty", "too long", "no words"], what: str, *, fix: str) -> None:
        self.reason = reason
        super().__init__(what, fix=fix)


class UnknownNameError(UsageError):
    """No document or section has that name, or nothing stands there; `near` are names that do, the nearest first."""

    def __init__(
        self, kind: Literal["document", "section"], name: str, what: str, *, fix: str, near: Sequence[str] = ()
    ) -> None:
        self.kind = kind
        self.name = name
        self.near = tuple(near)
        super().__init__(what, where=f"--{kind}", fix=fix)


class SettingsError(FootnoteError):
    """config.yaml is missing, is not YAML, or has a key or value that means nothing."""


class DocumentError(FootnoteError):
    """A document cannot be read, or holds nothing to quote."""


class ModelError(FootnoteError):
    """A model cannot be found, is not the one expected, or cannot be compiled faithfully."""


class NoModelError(ModelError):
    """The files of a model are not on this machine."""


class StoredIndexError(FootnoteError):
    """The index on disk is missing, damaged, foreign or from another version, or cannot be written."""


class OtherFormatError(StoredIndexError):
    """The index is one of another version of Footnote, which a build replaces."""


class DamagedIndexError(StoredIndexError):
    """A file of the index has its checksum and still is not what was built: what is in it cannot be taken over."""


class NoIndexError(StoredIndexError):
    """There is no index yet."""
