"""Errors that the user can fix.

Each says in one line where it occurred, what is wrong and how to fix it. A face (the command line, Discord) catches
`FootnoteError` once and shows it; any other exception is a bug and keeps its traceback.
"""

from collections.abc import Sequence
from typing import Literal

from index.text.characters import clean, fold

MAX_PART_LENGTH = 1_000
"""Characters shown of each part of an error (where, what, fix), because a part can quote text of any length."""
REBUILD = "run `footnote build`"
"""The fix for an index that is missing, damaged or from another version."""


def read_error_fix(error: Exception) -> str:
    """Return the fix for an index file that cannot be read."""
    return "check its permissions" if isinstance(error, PermissionError) else REBUILD


class FootnoteError(Exception):
    """A problem that the user can fix, reported in one line: `where: what; fix`."""

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        self.what = what
        self.where = where
        self.fix = fix
        line = f"{_shorten(where)}: {_shorten(what)}" if where else _shorten(what)
        if fix:
            line = f"{line}; {_shorten(fix)}"
        super().__init__(clean(fold(line)))


def _shorten(text: str) -> str:
    """Cut the middle out of a part that is longer than `MAX_PART_LENGTH`."""
    half = MAX_PART_LENGTH // 2
    return text if len(text) <= MAX_PART_LENGTH else f"{text[:half]}…{text[-half:]}"


class OutOfMemoryError(FootnoteError):
    """The system gives this process no more memory or threads."""

    is_temporary = True


SHORTAGES = ("failed to map segment", "annot allocate memory", "start new thread", "bad_alloc", "ailed to allocate memory")
"""What libraries and the system say if there is too little memory, or if a limit allows no more threads."""


def out_of_memory(error: BaseException) -> OutOfMemoryError | None:
    """Return the error to show if another one means that memory is short, or else None."""
    text = str(error)
    if not isinstance(error, MemoryError) and not any(said in text for said in SHORTAGES):
        return None
    reason = f" ({text.splitlines()[0][:160]})" if text else ""
    fix = "raise the limits of this process (`ulimit -a` lists them), or close other programs"
    return OutOfMemoryError(f"not enough memory or threads{reason}", fix=fix)


class UsageError(FootnoteError):
    """Invalid input on the command line or in Discord: an empty question, or a section that no document has."""

    exit_code = 2


class QuestionError(UsageError):
    """The question cannot be searched for. `reason` says why, for faces with wording of their own."""

    def __init__(self, reason: Literal["empty", "too long", "no words"], what: str, *, fix: str) -> None:
        self.reason = reason
        super().__init__(what, fix=fix)


class UnknownNameError(UsageError):
    """No document or section has this name, or it contains nothing; `near` lists similar names, the closest first."""

    def __init__(
        self, kind: Literal["document", "section"], name: str, what: str, *, fix: str, near: Sequence[str] = ()
    ) -> None:
        self.kind = kind
        self.name = name
        self.near = tuple(near)
        super().__init__(what, where=f"--{kind}", fix=fix)


class SettingsError(FootnoteError):
    """config.yaml is missing, is not YAML, or has an unknown key or an invalid value."""


class DocumentError(FootnoteError):
    """A document cannot be read, or contains nothing to quote."""


class ModelError(FootnoteError):
    """A model cannot be found, is not the expected one, or cannot be compiled without changing its results."""


class NoModelError(ModelError):
    """The model's files are not on this machine."""


class StoredIndexError(FootnoteError):
    """The index on disk is missing, damaged, not Footnote's or from another version, or cannot be written."""


class DiskFullError(StoredIndexError):
    """A file of the index cannot be written, because the disk is full or the user's share of it is."""


class OtherFormatError(StoredIndexError):
    """The index has a format that this version cannot read; it was written by `made_by`. A build replaces it."""

    def __init__(self, what: str, *, made_by: str, where: str, fix: str = REBUILD) -> None:
        self.made_by = made_by
        super().__init__(what, where=where, fix=fix)


class NewerIndexError(OtherFormatError):
    """The index was written by a newer version of Footnote, so only `build --full` replaces it."""


class DamagedIndexError(StoredIndexError):
    """An index file differs from the one that was built, or has invalid contents, so a build must not reuse it."""


class StoreError(StoredIndexError):
    """The vector database at `store` in config.yaml cannot be used: another bot's, of another model, damaged or away."""


class StoreUnreachableError(StoreError):
    """The vector database does not answer now; it may later."""

    is_temporary = True


class NoIndexError(StoredIndexError):
    """No index has been built yet."""
