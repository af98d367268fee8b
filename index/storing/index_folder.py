"""The index on disk: generations in a folder, switched atomically, every file protected by a checksum.

    .footnote/
      current                    the name of the generation in use and of the previous one; replaced atomically
      encoders/<name>/           a compiled model; shared by generations, because it outlives edits of the corpus
      segments/<name>/           vectors of adjacent passages or of views; shared by generations with the same texts
      generations/<name>/        manifest.json, passages.jsonl, keys.npy, sections.jsonl, terms.txt, words.json, bm25-*, forms*;
                                 views.jsonl, view-keys.npy and view-rows.npy if there are views; arrays of where lines of
                                 these end; pieces.json if a document is large; dense-* if there are many vectors;
                                 blocks.npy, as in segments, if a file is large
      confidence/<key>.json      the confidence of a model other than the default, or of its prompts or reranker
      models.json, documents.json  the checksums of model files and of documents, so that they are not computed again
      lock, teaching.lock        held by who builds, and by who teaches

Everything is written completely, under a new name, before `current` names the generation, so readers always find either the
old or the new one, even after a crash. A generation that somebody reads is not removed. Nothing in the folder is code: only
JSON, arrays and an ONNX graph.
"""

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from index.errors import REBUILD, DiskFullError, NoIndexError, StoredIndexError, read_error_fix
from index.files.careful_writing import NO_SPACE, fix_of_writing
from index.files.checksums import Checksum, read_json, verify
from index.storing.manifest import MANIFEST, SEGMENT_CARD, IndexedReranker, ListedFiles, Manifest
from index.storing.pins import unpinned

CURRENT = "current"
LOCK = "lock"
ROLLED_BACK = "rolled-back"
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""The pattern of all names of generations, segments and encoders, which cannot lead out of the folder."""
GENERATION_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{6}")
SEGMENT_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")
ENCODER_NAME = re.compile(r".+-(onnx|torch)-[0-9a-f]{12}")


class _Card(msgspec.Struct, frozen=True):
    """The part of a card that lists the other files of its folder."""

    files: dict[str, Checksum]


class IndexFolder:
    """The folder that config.yaml names as `index`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load_manifest(self) -> Manifest:
        """Load the current generation's manifest. Raises NoIndexError if there is none, StoredIndexError if it is damaged."""
        return Manifest.load(self.current() / MANIFEST)

    def current(self) -> Path:
        """Return the folder of the current generation. A build that finishes between two calls changes the result.

        Raises NoIndexError if there is no index, and StoredIndexError if the file `current` is unreadable or damaged.
        """
        return self.generations / self._read_current()[0]

    def previous(self) -> str | None:
        """Return the name of the generation in use before the current one, or None. Raises the errors of `current`."""
        name = self.previous_name()
        return name if name and (self.generations / name).is_dir() else None

    def previous_name(self) -> str | None:
        """Return the name that `previous` returns, even if that generation is gone. Raises the errors of `current`."""
        return next((name for name in self._read_current()[1:2] if name != ROLLED_BACK), None)

    @property
    def is_rolled_back(self) -> bool:
        """True if the current generation was restored by a rollback. Raises the errors of `current`."""
        return ROLLED_BACK in self._read_current()[2:]

    def last_intact(self) -> str | None:
        """Return the name of the undamaged generation to restore, of any format: the current one, or else the newest."""
        try:
            in_use = [self.generations / name for name in self._read_current() if name != ROLLED_BACK]
        except StoredIndexError:
            in_use = []
        for path in (*in_use, *sorted(self.generations.glob("*"), reverse=True)):
            if GENERATION_NAME.fullmatch(path.name):
                try:
                    listed = ListedFiles.load(path / MANIFEST).files
                except StoredIndexError:
                    continue
                if next(self.damage_of(listed), None) is None:
                    return path.name
        return None

    def damage_of(self, listed: Mapping[str, Checksum]) -> Iterator[StoredIndexError]:
        """Verify the files that a manifest lists, and those that the cards among them list.

        Yields the error of each that is damaged or cannot be read.
        """
        files, damage = self.listed(listed)
        yield from damage
        yield from self.damage(files)

    def listed(self, files: Mapping[str, Checksum]) -> tuple[dict[str, Checksum], list[StoredIndexError]]:
        """Return these files with those that the cards among them list, and the errors of cards, which are left out.

        Folders of many vectors are not listed file by file in a manifest, but in a card of their own.
        """
        found, damage = dict(files), []
        for name, wanted in files.items():
            folder, _, file = name.rpartition("/")
            if file == SEGMENT_CARD:
                try:
                    verify(self.path, {name: wanted})
                    inside = read_json(self.path / name, _Card).files
                except StoredIndexError as error:
                    damage.append(error)
                    del found[name]
                else:
                    found |= {f"{folder}/{each}": checksum for each, checksum in inside.items()}
        return found, damage

    def damage(self, files: Mapping[str, Checksum]) -> Iterator[StoredIndexError]:
        """Verify files, and yield the error of each that is damaged or cannot be read."""
        for name, wanted in files.items():
            try:
                verify(self.path, {name: wanted})
            except StoredIndexError as error:
                yield error

    def _read_current(self) -> list[str]:
        """Return the lines of `current`: the generation in use, the previous one, and `rolled-back` after a rollback."""
        pointer = self.path / CURRENT
        try:
            lines = pointer.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            raise NoIndexError("no index yet", where=str(self.path), fix=REBUILD) from None
        except (IsADirectoryError, NotADirectoryError) as error:
            raise cannot_write(pointer, error) from None  # nor could a build
        except (OSError, ValueError) as error:
            raise StoredIndexError(
                f"cannot be read ({getattr(error, 'strerror', None) or error})", where=str(pointer), fix=read_error_fix(error)
            ) from None
        if not lines or not all(SAFE_NAME.fullmatch(line) for line in lines):
            raise StoredIndexError("does not name a generation", where=str(pointer), fix=REBUILD)
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
        """Return the folder of the compiled model that an index was built with."""
        return self._subfolder(self.encoders, manifest.encoder)

    def reranker(self, reranker: IndexedReranker) -> Path:
        """Return the folder of the compiled cross-encoder of an index."""
        return self._subfolder(self.encoders, reranker.folder)

    def segment(self, name: str) -> Path:
        """Return the folder of a segment, given its name in a manifest."""
        return self._subfolder(self.segments, name)

    def _subfolder(self, parent: Path, name: str) -> Path:
        if not SAFE_NAME.fullmatch(name):
            raise StoredIndexError(f"invalid name {name!r}", where=str(parent), fix=REBUILD)
        return parent / name

    @contextmanager
    def lock(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Lock the folder for writing. Calls `on_wait` before waiting for another process.

        Raises StoredIndexError if the folder cannot be written, or if `current` is a folder, before any work is done.
        """
        from filelock import FileLock, Timeout

        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / LOCK)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                on_wait()
                lock.acquire()
        except (OSError, NotImplementedError) as error:
            is_folder = isinstance(error, IsADirectoryError)
            raise cannot_write(self.path / LOCK if is_folder else self.path, error) from None
        try:
            if (self.path / CURRENT).is_dir():
                raise cannot_write(self.path / CURRENT, IsADirectoryError())
            yield
        finally:
            lock.release()

    @contextmanager
    def draft(self, parent: Path) -> Iterator[Path]:
        """Create a folder to fill, removed when the block ends unless it was published.

        Raises StoredIndexError if the folder cannot be written.
        """
        draft = parent / f".draft-{secrets.token_hex(4)}"
        try:
            draft.mkdir(parents=True)
            yield draft
        except OSError as error:
            raise cannot_write(Path(error.filename or draft), error) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def publish(self, draft: Path, name: str) -> None:
        """Give a draft its name, after flushing its files to disk."""
        _flush_files(draft)
        target = draft.parent / name
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
        _flush_folder(draft.parent)

    @contextmanager
    def new_folder(self, parent: Path, name: str) -> Iterator[Path]:
        """Create a folder to fill, named if the block succeeds and removed if it fails. Raises the errors of `draft`."""
        with self.draft(parent) as draft:
            yield draft
            self.publish(draft, name)

    def switch(self, name: str, previous: str | None, *, is_rolled_back: bool = False) -> None:
        """Make a generation the current one atomically, and remove all others except `previous` and those that are read.

        Raises StoredIndexError if `current` cannot be written.
        """
        names = list(dict.fromkeys(filter(None, (name, previous))))
        lines = [*names, ROLLED_BACK] if is_rolled_back and previous else names
        draft = self.path / f".{CURRENT}-{secrets.token_hex(4)}"
        try:
            with draft.open("w", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path / CURRENT)
            _flush_folder(self.path)
        except OSError as error:
            raise cannot_write(self.path / CURRENT, error) from None
        finally:
            draft.unlink(missing_ok=True)
        self._clean_up(set(names))

    def remove_leftovers(self) -> None:
        """Remove leftovers of interrupted builds, and whatever neither the current nor the previous generation uses.

        The caller holds the lock. Raises as `current` does.
        """
        self._clean_up({name for name in self._read_current() if name != ROLLED_BACK})

    def _clean_up(self, kept: set[str]) -> None:
        """Remove generations that nobody reads, leftovers of interrupted builds, and segments and encoders that are not used.

        Removes only names that Footnote generates, because the folder may contain other files.
        """
        left = set(kept)
        for path in self.generations.glob("*"):
            if GENERATION_NAME.fullmatch(path.name) and path.name not in kept:
                with unpinned(path / MANIFEST) as is_unpinned:
                    if is_unpinned:
                        shutil.rmtree(path, ignore_errors=True)
                    else:
                        left.add(path.name)
        used: set[str] = set()
        for name in left:
            with suppress(StoredIndexError):
                used |= ListedFiles.load(self.generations / name / MANIFEST).folders
        patterns = ((self.segments, SEGMENT_NAME), (self.encoders, ENCODER_NAME))
        named = [path for folder, pattern in patterns for path in folder.glob("*") if pattern.fullmatch(path.name)]
        unused = [path for path in named if path.name not in used]
        for path in [*unused, *self.path.glob("*/.draft-????????")]:
            shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob(f".{CURRENT}-????????"):
            path.unlink(missing_ok=True)


def new_generation_name() -> str:
    """Return a unique name that starts with the current time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"


def share_encoders(source: IndexFolder, target: IndexFolder) -> None:
    """Link or copy the compiled models of one index folder into another, so that no model is compiled twice."""
    for encoder in source.encoders.glob("*"):
        copy = target.encoders / encoder.name
        if ENCODER_NAME.fullmatch(encoder.name) and not copy.exists():
            shutil.copytree(encoder, copy, copy_function=link_or_copy)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Hard-link a file that is never modified, or copy it if the file system does not support hard links."""
    try:
        os.link(source, target)
    except OSError:
        _copy(source, target)


def _copy(source: str | Path, target: str | Path) -> None:
    try:
        shutil.copy2(source, target)
    except OSError as error:
        if error.errno in NO_SPACE:
            error.filename = os.fspath(target)  # shutil names the source
        raise


def _flush_files(folder: Path) -> None:
    """Flush the files of a folder to disk before anything refers to them."""
    for path in folder.iterdir():
        with path.open("rb" if os.name == "posix" else "r+b") as file:  # Windows flushes only what could be written
            os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush the file names of a folder to disk, if the system supports it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def cannot_write(path: Path, error: Exception, *, fix: str | None = None) -> StoredIndexError:
    """Return the error for a file that cannot be written; `fix` is for one outside the index folder."""
    if isinstance(error, IsADirectoryError):
        return StoredIndexError("is a folder, but has to be a file", where=str(path), fix="move it away")
    if isinstance(error, (NotADirectoryError, FileExistsError)) and (file := _file_in_the_way(path)):
        what = "is a link to a folder that does not exist" if not file.exists() else "is a file, but has to be a folder"
        return StoredIndexError(what, where=str(file), fix="move it away, or set `index` in config.yaml to another folder")
    reason = getattr(error, "strerror", None) or str(error)
    is_full = getattr(error, "errno", None) in NO_SPACE
    remedy = fix_of_writing(error, fix or "make it writable")
    fix = remedy if fix else f"{remedy}, or set `index` in config.yaml to another folder"
    kind = DiskFullError if is_full else StoredIndexError
    return kind(f"cannot be written ({reason})", where=str(path), fix=fix)


def _file_in_the_way(path: Path) -> Path | None:
    """Return what is at a path, or else at the nearest one above it, if that is no folder."""
    found = next((each for each in (path, *path.parents) if each.exists() or each.is_symlink()), None)
    return found if found and not found.is_dir() else None
