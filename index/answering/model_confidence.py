"""confidence/KEY.json in the index folder: the confidence that a build fitted to a model other than the default one.

The forest knows the evidence of the default model. Other models give other cosines for the same texts, so a build asks a
yardstick (index/building/yardstick.py) with the model and stores how its evidence is brought to the scale that the forest
knows. The file also holds thresholds, and how well that separates questions which have an answer from others. The key stands
for all that the evidence depends on, so that a file is never used with another model, and a rollback to an earlier one finds
its own.
"""

import hashlib
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.answering.confidence import FOREST_VERSION, Calibration, Decision
from index.answering.evidence import NAMES
from index.encoding.models import full_name
from index.errors import StoredIndexError
from index.files.checksums import decode_json, read_sealed, replace_json
from index.searching.reader import MODEL as DEFAULT_MODEL
from index.settings import Settings
from index.storing.index_folder import cannot_write
from index.storing.manifest import Manifest

FOLDER = "confidence"
FORMAT = 2
YARDSTICK_VERSION = 1
"""The version of the yardstick and of how a confidence is fitted with it; raise it to have all fitted again."""
FILE_NAME = re.compile(r"[0-9a-f]{16}\.json")
MAX_KEPT = 8
"""Maximum number of files in a folder; the oldest are removed."""
CAUTIOUS = 0.75
"""The least confidence of an answer where no confidence was fitted, or it is of little use."""
CAUTIOUS_ABROAD = 0.65
"""The least confidence of an answer where the confidence was fitted in another language than that of the documents.

With multilingual-e5-small (4 bits) and the sets of corpus/languages, 24 of 26 such answers are right; from the usual threshold
on, 43 of 55.
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """Brings a model's evidence to the scale of the model that the forest knows: a factor and a shift for each feature."""

    factor: tuple[float, ...]
    shift: tuple[float, ...]

    @property
    def is_valid(self) -> bool:
        """True if there is a positive factor and a shift for each feature."""
        are_all = len(self.factor) == len(self.shift) == len(NAMES)
        return are_all and all(map(math.isfinite, (*self.factor, *self.shift))) and min(self.factor) > 0

    def __call__(self, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the evidence of one question, or of several, on the scale that the forest knows."""
        return np.asarray(evidence * np.array(self.factor) + np.array(self.shift), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class CorpusCheck:
    """How the confidence did on the project's own documents, and the thresholds that follow.

    `of` is the number of known questions, `known` that of those which were asked as if nobody knew them, `right` that of right
    first passages, and `others` the number of questions that the documents do not answer, most of them about other documents.
    """

    of: int
    known: int
    right: int
    others: int
    auroc: float
    decision: Decision

    @property
    def description(self) -> str:
        """With what the confidence was checked, and how sure it is, in one line."""
        known = f"{self.known} known questions ({self.right} find their passage first)"
        return f"checked with {known} and {self.others} that your documents do not answer (AUROC {self.auroc:.2f})"


@dataclass(frozen=True, slots=True)
class ModelConfidence:
    """The contents of the file.

    `calibration` holds the number of questions of the yardstick that were asked. `auroc` says how well their confidence
    separates those with an answer from the `unanswerable` ones, of which `answered` would be answered. `doubt` says why the
    confidence is cautious, if it is. `checksum` is that of everything else in the file.
    """

    format: int
    made_by: str
    model: str
    key: str
    scale: Scale
    calibration: Calibration
    auroc: float
    unanswerable: int
    answered: int
    doubt: str | None = None
    corpus: CorpusCheck | None = None
    checksum: str = ""

    @classmethod
    def load(cls, path: Path) -> "ModelConfidence":
        """Read a file. Raises StoredIndexError if it cannot be read, is damaged, or is not the one that its name says."""
        found = decode_json(read_sealed(path), cls, path)
        is_own = (found.format, found.key) == (FORMAT, path.stem) and found.checksum
        if not is_own or not (found.fitted.is_valid and found.scale.is_valid):
            raise StoredIndexError("damaged (not a confidence)", where=str(path), fix="run `footnote build`")
        return found

    @property
    def fitted(self) -> Calibration:
        """The curve, with the thresholds for the project's own documents if these were checked."""
        return replace(self.calibration, decision=self.corpus.decision) if self.corpus else self.calibration

    @property
    def description(self) -> str:
        """What the confidence was fitted on, and how sure that is, in one line."""
        return "; ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        asked = f"fitted to {self.model} on {self.calibration.questions} questions about other documents"
        yield f"{asked} (AUROC {self.auroc:.2f}; {self.answered} of {self.unanswerable} without an answer would get one)"
        if self.corpus:
            yield self.corpus.description
        if self.doubt:
            yield f"cautious, because {self.doubt}"


def confidence_key(settings: Settings, manifest: Manifest) -> str | None:
    """Return the key of all that the evidence of an index depends on, or None for the default model, which needs no fit."""
    prompts = settings.prompts if settings.prompts and (settings.prompts.query or settings.prompts.document) else None
    built = manifest.reranker.fingerprint if manifest.reranker else None
    reranker = (built, settings.rerank) if settings.reranker else None
    if full_name(settings.model) == full_name(DEFAULT_MODEL) and not prompts and not reranker:
        return None
    parts = (manifest.fingerprint, manifest.runtime, manifest.language, prompts, reranker, FOREST_VERSION, YARDSTICK_VERSION)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def load_confidence(folder: Path, key: str) -> ModelConfidence | None:
    """Return the confidence with a key from an index folder or a cache, or None if there is none that can be read."""
    with suppress(StoredIndexError):
        return ModelConfidence.load(folder / FOLDER / f"{key}.json")
    return None


def check_confidence(settings: Settings, manifest: Manifest) -> tuple[int, list[StoredIndexError]]:
    """Verify the confidences in the index folder; return how many there are, and the errors of those that are damaged."""
    used = confidence_key(settings, manifest)
    paths = sorted(_stored(settings.index_folder))
    damage = []
    for path in paths:
        try:
            ModelConfidence.load(path)
        except StoredIndexError as error:
            fix = error.fix if path.stem == used else "delete it; a build with that model makes it again"
            damage.append(StoredIndexError(error.what, where=error.where, fix=fix))
    return len(paths), damage


def _stored(folder: Path) -> list[Path]:
    """Return the files of confidences in an index folder or a cache."""
    return [path for path in (folder / FOLDER).glob("*") if FILE_NAME.fullmatch(path.name)]


def save_confidence(folder: Path, found: ModelConfidence) -> None:
    """Write a confidence to an index folder or a cache, in one step, and remove the oldest there are.

    Raises StoredIndexError if it cannot be written.
    """
    path = folder / FOLDER / f"{found.key}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_json(found, path)
        files = [each for each in _stored(folder) if each != path]
        for old in sorted(files, key=lambda each: each.stat().st_mtime, reverse=True)[MAX_KEPT - 1 :]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from None


def cautious(calibration: Calibration, least: float = CAUTIOUS) -> Calibration:
    """Return a calibration that answers only from a confidence of `least`, and suggests the rest."""
    decision = calibration.decision
    return replace(calibration, decision=replace(decision, answer_from=max(decision.answer_from, least)))
