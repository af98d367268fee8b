"""The index on disk: generations in a folder, switched in one step, every file known by its checksum.

    .footnote/
      current                    the name of the generation in use, replaced in one step
      encoders/<name>/           a compiled model; shared by generations, for it outlives edits of the corpus
      generations/<name>/        manifest.json, passages.jsonl, sections.json, vectors.faiss,
                               token-*, bm25-*, terms.json, surfaces.json, calibration.json

A generation is written whole, under its own name, before `current` names it; so whoever reads finds the old or the new
one, whatever happens. Nothing in it is code: JSON, FAISS vectors, an ONNX graph.
"""

import errno
import mmap
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.checksums import Checksum, read_json, write_json
from index.errors import REBUILD, NoIndexError, StoredIndexError
from index.passages import Passage, SectionRows
from index.settings import Language

FORMAT = 2
CURRENT = "current"
MANIFEST = "manifest.json"
PASSAGES = "passages.jsonl"
SECTIONS = "sections.json"
VECTORS = "vectors.faiss"
SURFACES = "surfaces.json"
CALIBRATION = "calibration.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Of generations and encoders: never a way out of the folder."""
GENERATION = re.compile(r"\d{8}T\d{12}-[0-9a-f]{6}")
ENCODER = re.compile(r".+-(onnx|torch)-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document as it was when the index was built; `settings` is the sha256 of what config.yaml said of it."""

    path: str
    title: str
    url: str | None
    sha256: str
    settings: str
    passages: int


@dataclass(frozen=True, slots=True)
class Splitting:
    """How documents were split: by which version of the rules, into passages of at most how many tokens."""

    version: int
    window: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """manifest.json: what an index was made of and with. `files` has the checksum of every file by its path in the folder."""

    format: int
    made_by: str
    built: str
    model: str
    fingerprint: str
    runtime: str
    encoder: str
    dimension: int
    language: Language
    splitting: Splitting
    passages: int
    documents: tuple[IndexedDocument, ...]
    files: dict[str, Checksum]

    def save(self, folder: Path) -> None:
        """Write manifest.json into a generation's folder."""
        write_json(self, folder / MANIFEST)

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """Read a manifest. Raises StoredIndexError when it is missing, damaged or of another version."""
        found = read_json(path, _Versioned).format
        if found != FORMAT:
            what = f"an index of format {found}, but this version reads format {FORMAT}"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        return read_json(path, cls)


class _Versioned(msgspec.Struct):
    """What any version's manifest says."""

    format: int


class PassageFile:
    """passages.jsonl, memory-mapped: a passage is parsed when it is asked for."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises StoredIndexError when it cannot be."""
        self._path = path
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise StoredIndexError(f"cannot be read ({error})", where=str(path), fix=REBUILD) from None
        self._ends = _line_ends(self._data)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._ends)

    def __iter__(self) -> Iterator[Passage]:
        """All passages, in reading order."""
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row: int) -> Passage:
        """The passage of a row. Raises StoredIndexError when its line is no passage."""
        start = int(self._ends[row - 1]) + 1 if row else 0
        try:
            return Passage.from_json(self._data[start : int(self._ends[row])])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            where = f"{self._path}:{row + 1}"
            raise StoredIndexError(f"not a passage ({error})", where=where, fix=REBUILD) from None

    def find(self, name: str) -> int | None:
        """The row of the first passage with an id, or None."""
        at = self._data.find(b'{"id":' + msgspec.json.encode(name) + b",")
        return int(np.searchsorted(self._ends, at)) if at >= 0 else None


class IndexFolder:
    """The folder that config.yaml names as `index`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load_manifest(self) -> Manifest:
        """The manifest of the current generation. Raises NoIndexError when there is none, StoredIndexError when damaged."""
        return Manifest.load(self.current() / MANIFEST)

    def current(self) -> Path:
        """The folder of the current generation; it can be another one at the next call, when a build has ended."""
        pointer = self.path / CURRENT
        try:
            name = pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise NoIndexError("no index yet", where=str(self.path), fix=REBUILD) from None
        except (OSError, ValueError) as error:
            raise StoredIndexError(f"cannot be read ({error})", where=str(pointer), fix=REBUILD) from None
        if not NAME.fullmatch(name):
            raise StoredIndexError("names no generation", where=str(pointer), fix=REBUILD)
        return self.generations / name

    @property
    def generations(self) -> Path:
        """The folder of generations."""
        return self.path / "generations"

    @property
    def encoders(self) -> Path:
        """The folder of compiled models."""
        return self.path / "encoders"

    def encoder(self, manifest: Manifest) -> Path:
        """The folder of the compiled model that an index was built with."""
        if not NAME.fullmatch(manifest.encoder):
            raise StoredIndexError(f"{manifest.encoder!r} is no name of an encoder", where=str(self.path), fix=REBUILD)
        return self.encoders / manifest.encoder

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
    def new_folder(self, parent: Path, name: str) -> Iterator[Path]:
        """A folder to fill, which gets its name only when the block ends well; else it leaves nothing behind."""
        draft = parent / f".draft-{secrets.token_hex(4)}"
        try:
            draft.mkdir(parents=True)
            yield draft
            _flush(draft)
            target = parent / name
            if target.exists():
                shutil.rmtree(target)
            draft.rename(target)
            _flush_names(parent)
        except OSError as error:
            raise _cannot_write(Path(error.filename or draft), error) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def switch(self, name: str) -> None:
        """Make a generation the current one, in one step, and remove all but the one before it."""
        try:
            kept = {name, self.current().name}
        except StoredIndexError:
            kept = {name}
        draft = self.path / f".{CURRENT}-{secrets.token_hex(4)}"
        try:
            with draft.open("w", encoding="ascii") as file:
                file.write(f"{name}\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path / CURRENT)
            _flush_names(self.path)
        except OSError as error:
            raise _cannot_write(self.path / CURRENT, error) from None
        finally:
            draft.unlink(missing_ok=True)
        self._clean_up(kept)

    def _clean_up(self, kept: set[str]) -> None:
        """Remove all other generations, what builds that died have left, and encoders that no generation uses.

        Only what has a name that Footnote gives: the folder may hold other things.
        """
        used = set()
        for name in kept:
            try:
                used.add(Manifest.load(self.generations / name / MANIFEST).encoder)
            except StoredIndexError:
                continue
        old = [path for path in self.generations.iterdir() if GENERATION.fullmatch(path.name) and path.name not in kept]
        unused = [path for path in self.encoders.glob("*") if ENCODER.fullmatch(path.name) and path.name not in used]
        for path in [*old, *unused, *self.path.glob("*/.draft-????????")]:
            shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob(f".{CURRENT}-????????"):
            path.unlink(missing_ok=True)


def new_generation_name() -> str:
    """A name that nobody else has, and that tells the time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"


def write_passages(passages: Iterable[Passage], path: Path) -> None:
    """Write passages.jsonl, a passage a line, in row order."""
    with path.open("wb") as file:
        file.writelines(passage.to_json() + b"\n" for passage in passages)


def write_sections(sections: Sequence[SectionRows], path: Path) -> None:
    """Write sections.json, in reading order."""
    path.write_bytes(msgspec.json.encode(sections) + b"\n")


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """A second name for a file, which is never changed; a copy where the disk has no second names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _line_ends(data: mmap.mmap) -> NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))


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
