"""The user's cache of compiled models, shared by all projects of that user: an index folder takes a model by hard link.

    <cache>/models-<versions>/encoders/<name>/   a compiled model, as in an index folder
    <cache>/downloads/<revision>/                published files of which the rest is still to come

The cache is never needed. If it cannot be used, or a model in it is damaged, the model is compiled as if there were no cache,
and a line says so. To clear it, delete the folder.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoding.encoder import CARD_FORMAT, COMPILER_VERSION, EncoderCard, folder_name
from index.encoding.rerankers import RerankerCard
from index.errors import DiskFullError, StoredIndexError
from index.files.checksums import verify
from index.files.user_folders import user_folder
from index.progress import Progress
from index.storing.index_folder import SAFE_NAME, IndexFolder, link_or_copy

FOLDER_VARIABLE = "FOOTNOTE_CACHE_DIR"
CardType = type[EncoderCard] | type[RerankerCard]
"""The kinds of descriptions of compiled models."""
FROM_FOLDER = "(a folder)"
"""The source of a model that is known by its files alone."""


def cache_folder() -> Path | None:
    """Return the folder named by FOOTNOTE_CACHE_DIR, or else the one usual on this system; None if the user has no home."""
    named = os.environ.get(FOLDER_VARIABLE, "").strip()
    if not named:
        return user_folder("cache")
    try:
        return Path(named).expanduser().absolute()
    except RuntimeError:  # no such user
        return None


@dataclass(frozen=True, slots=True)
class WantedModel:
    """A compiled model to take or make.

    `name` is its name in config.yaml; `source` is its full name on the hub, or FROM_FOLDER. Some models have prompts by it.
    `card` is the kind of its description.
    """

    name: str
    fingerprint: str
    source: str
    card: CardType = EncoderCard

    @property
    def folder_name(self) -> str:
        """The name of its folder in an index folder and in the cache."""
        return folder_name(self.name, self.fingerprint, "onnx")


class ModelCache:
    """The compiled models of this user."""

    def __init__(self, progress: Progress) -> None:
        """Open the cache, which need not exist. What keeps it from being used is reported to `progress`, once."""
        self._path = cache_folder()
        self._models = IndexFolder(self._path / f"models-{CARD_FORMAT}.{COMPILER_VERSION}") if self._path else None
        self._progress = progress
        self._has_complained = False

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Wait for other builds that prepare a model, so that each is compiled and downloaded once."""
        with ExitStack() as stack:
            if self._models:
                try:
                    stack.enter_context(self._models.lock(self._say_waiting))
                except StoredIndexError as error:
                    self._complain(error)
            yield

    def take(self, wanted: WantedModel, folder: IndexFolder) -> bool:
        """Link a compiled model into an index folder, if it is here and undamaged. Raises DiskFullError."""
        if self._models is None:
            return False
        source = self._models.encoders / wanted.folder_name
        if not os.path.isdir(source):  # noqa: PTH112  # Path.is_dir() fails where the home folder is closed
            return False
        try:
            card = wanted.card.load(source)
            if (card.fingerprint, card.runtime, card.model) != (wanted.fingerprint, "onnx", wanted.source):
                return False
            with folder.new_folder(folder.encoders, source.name) as draft:
                _link(card, source, draft)
                verify(draft, card.files)
                replace(card, model=wanted.name).save(draft)
        except DiskFullError:
            raise  # for a model that is compiled, there would be no space either
        except StoredIndexError as error:
            self._complain(error)
            return False
        return True

    def take_newest(self, name: str, source: str, folder: IndexFolder, kind: CardType) -> Path | None:
        """Take the model that `find` returns, if any, and return its place in the index folder."""
        wanted = self.find(name, source, kind)
        return folder.encoders / wanted.folder_name if wanted and self.take(wanted, folder) else None

    def find(self, name: str, source: str, kind: CardType = EncoderCard) -> WantedModel | None:
        """Find the newest model made from `source`, for when its fingerprint is not known."""
        found = self._models.encoders.glob("*") if self._models else ()
        with suppress(OSError):
            for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True):
                with suppress(StoredIndexError):
                    card = kind.load(path)
                    if card.model == source:
                        return WantedModel(name, card.fingerprint, source, kind)
        return None

    def keep(self, made: WantedModel, path: Path) -> None:
        """Keep a compiled model, which is in the folder `path`."""
        if self._models is None:
            return
        try:
            card = made.card.load(path)
            with self._models.new_folder(self._models.encoders, made.folder_name) as draft:
                _link(card, path, draft)
                replace(card, model=made.source).save(draft)
        except StoredIndexError as error:
            self._complain(error)

    @contextmanager
    def downloads(self, revision: str, folder: IndexFolder) -> Iterator[Path]:
        """Create a folder for published files, which is removed when the block ends.

        If the block fails, the cache keeps the files for the next try. If the cache cannot be written, they go to the index
        folder `folder`, which keeps nothing.
        """
        path = self._path / "downloads" / revision if self._path else None
        with suppress(OSError):
            if path:
                path.mkdir(parents=True, exist_ok=True)
        if path and os.access(path, os.W_OK):
            yield path
            shutil.rmtree(path, ignore_errors=True)
        else:
            with folder.draft(folder.encoders) as draft:
                yield draft

    def _say_waiting(self) -> None:
        self._progress.step("Waiting for another build to prepare the model")

    def _complain(self, error: StoredIndexError) -> None:
        if not self._has_complained:
            self._has_complained = True
            self._progress.step(f"The cache of models is not used ({error.where}: {error.what})")


def _link(card: EncoderCard | RerankerCard, source: Path, target: Path) -> None:
    """Link the files that a card lists. Raises OSError, and StoredIndexError if one is not the name of a file."""
    for name in card.files:
        if not SAFE_NAME.fullmatch(name):
            raise StoredIndexError(f"damaged: lists {name!r}", where=str(source))
        link_or_copy(source / name, target / name)
