"""The index on disk: generations in a folder, switched in one step, every file known by its checksum.

    .footnote/
      current                    the name of the generation in use, and of the one to go back to; replaced in one step
      encoders/<name>/           a compiled model; shared by generations, for it outlives edits of the corpus
      segments/<name>/           vectors of passages that stand together; shared by generations that have these passages
      generations/<name>/        manifest.json, passages.jsonl, keys.npy, sections.json, terms.json, bm25-*, forms.json,
                               calibration.json

All of these are written whole, under names of their own, before `current` names a generation; so whoever reads finds the old
or the new one, whatever happens. Nothing in it is code: JSON, FAISS vectors, an ONNX graph.
"""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import REBUILD, NoIndexError, StoredIndexError, allow
from index.files.checksums import verify
from index.storing.manifest import MANIFEST, Manifest

CURRENT = "current"
ROLLED_BACK = "rolled-back"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Of generations, segments and encoders: never a way out of the folder."""
GENERATION = re.compile(r"\d{8}T\d{12}-[0-9a-f]{6}")
SEGMENT = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")
ENCODER = re.compile(r".+-(onnx|torch)-[0-9a-f]{12}")


class IndexFolder:
    """The folder that config.yaml names as `index`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load_manifest(self) -> Manifest:
        """The manifest of the current generation. Raises NoIndexError when there is none, StoredIndexError when damaged."""
        return Manifest.load(self.current() / MANIFEST)

    def current(self) -> Path:
        """The folder of the current generation; it can be another one at the next call, when a build has ended."""
        return self.generations / self._pointed_at()[0]

    def former(self) -> str | None:
        """The name of the generation that was in use before the current one, if there was one. Raises as `current` does."""
        for name in self._pointed_at()[1:2]:
            if (self.generations / name).is_dir():
                return name
        return None

    @property
    def is_rolled_back(self) -> bool:
        """Whether the current generation is one that was gone back to. Raises as `current` does."""
        return ROLLED_BACK in self._pointed_at()[2:]

    def newest_whole(self) -> str | None:
        """The name of the newest generation that is whole, whatever `current` says: where to go back to after damage."""
        for path in sorted(self.generations.glob("*"), reverse=True):
            if GENERATION.fullmatch(path.name):
                try:
                    verify(self.path, Manifest.load(path / MANIFEST).files)
                except StoredIndexError:
                    continue
                return path.name
        return None

    def _pointed_at(self) -> list[str]:
        """The lines of `current`: the name of the generation in use, that of the one before it, and how that came."""
        pointer = self.path / CURRENT
        try:
            lines = pointer.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            raise NoIndexError("no index yet", where=str(self.path), fix=REBUILD) from None
        except (OSError, ValueError) as error:
            raise StoredIndexError(
                f"cannot be read ({getattr(error, 'strerror', None) or error})", where=str(pointer), fix=allow(error)
            ) from None
        if not lines or not all(NAME.fullmatch(line) for line in lines):
            raise StoredIndexError("names no generation", where=str(pointer), fix=REBUILD)
        return lines

    @property
    def generations(self) -> Path:
        """The folder of generations."""
        return self.path / "generations"

    @property
    def encoders(self) -> Path:
        """The folder of compiled models."""
        return self.path / "encoders"

    @property
    def segments(self) -> Path:
        """The folder of segments."""
        return self.path / "segments"

    def encoder(self, manifest: Manifest) -> Path:
        """The folder of the compiled model that an index was built with."""
        return self._named(self.encoders, manifest.encoder)

    def segment(self, name: str) -> Path:
        """The folder of a segment, by its name in a manifest."""
        return self._named(self.segments, name)

    def _named(self, parent: Path, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise StoredIndexError(f"{name!r} is no name in an index", where=str(parent), fix=REBUILD)
        return parent / name

    @contextmanager
    def lock(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Hold the folder for writing; `waiting` is called first if another process does. Raises StoredIndexError."""
        from filelock import FileLock, Timeout

        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / "lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waiting()
                lock.acquire()
        except (OSError, NotImplementedError) as error:
            raise _cannot_write(self.path, error) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def draft(self, parent: Path) -> Iterator[Path]:
        """A folder to fill, which is gone when the block ends unless it was given a name. Raises StoredIndexError."""
        draft = parent / f".draft-{secrets.token_hex(4)}"
        try:
            draft.mkdir(parents=True)
            yield draft
        except OSError as error:
            raise _cannot_write(Path(error.filename or draft), error) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def place(self, draft: Path, name: str) -> None:
        """Give a draft its name, once all that is in it is on the disk."""
        _flush(draft)
        target = draft.parent / name
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
        _flush_names(draft.parent)

    @contextmanager
    def new_folder(self, parent: Path, name: str) -> Iterator[Path]:
        """A folder to fill, which gets its name only when the block ends well; else it leaves nothing behind."""
        with self.draft(parent) as draft:
            yield draft
            self.place(draft, name)

    def switch(self, name: str, before: str | None, *, is_rolled_back: bool = False) -> None:
        """Make a generation the current one, in one step, and remove all but the one to go back to from it, if there is one."""
        names = list(dict.fromkeys(filter(None, (name, before))))
        lines = [*names, ROLLED_BACK] if is_rolled_back and before else names
        draft = self.path / f".{CURRENT}-{secrets.token_hex(4)}"
        try:
            with draft.open("w", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path / CURRENT)
            _flush_names(self.path)
        except OSError as error:
            raise _cannot_write(self.path / CURRENT, error) from None
        finally:
            draft.unlink(missing_ok=True)
        self._clean_up(set(names))

    def _clean_up(self, kept: set[str]) -> None:
        """Remove all other generations, what builds that died have left, and segments and encoders that no generation uses.

        Only what has a name that Footnote gives: the folder may hold other things.
        """
        used = set(kept)
        for name in kept:
            try:
                manifest = Manifest.load(self.generations / name / MANIFEST)
            except StoredIndexError:
                continue
            used |= {manifest.encoder, *(segment.name for segment in manifest.segments)}
        kinds = ((self.generations, GENERATION), (self.segments, SEGMENT), (self.encoders, ENCODER))
        named = [path for folder, kind in kinds for path in folder.glob("*") if kind.fullmatch(path.name)]
        unused = [path for path in named if path.name not in used]
        for path in [*unused, *self.path.glob("*/.draft-????????")]:
            shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob(f".{CURRENT}-????????"):
            path.unlink(missing_ok=True)


def new_generation_name() -> str:
    """A name that nobody else has, and that tells the time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """A second name for a file, which is never changed; a copy where the disk has no second names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _flush(folder: Path) -> None:
    """Have the files of a folder on the disk, not only in memory, before anything refers to them."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _flush_names(folder: Path) -> None:
    """Have a new name in a folder on the disk, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cannot_write(path: Path, error: Exception) -> StoredIndexError:
    reason = getattr(error, "strerror", None) or str(error)
    full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
    fix = f"{'make room' if full else 'allow it'}, or name another folder as `index`"
    return StoredIndexError(f"cannot be written ({reason})", where=str(path), fix=fix)
