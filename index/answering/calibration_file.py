"""calibration.json: the confidence fitted to a community's own questions, in a file beside config.yaml.

It cannot be rebuilt from documents, so it is not part of the index: builds, rollbacks and other versions leave it alone. If the
folder of config.yaml cannot be written, as in a container, the file is in the index folder instead.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from index.answering.confidence import Calibration, shipped_calibration
from index.answering.model_confidence import FOLDER, ModelConfidence, Scale, cautious, confidence_key, load_confidence
from index.errors import REBUILD, StoredIndexError
from index.files.careful_writing import READ_ONLY
from index.files.checksums import Checksum, FileState, file_state, read_json, replace_json, verify
from index.settings import Settings
from index.storing.index_folder import IndexFolder, cannot_write
from index.storing.manifest import MANIFEST, Manifest, made_by

NAME = "calibration.json"
FORMAT, SCALED_FORMAT = 1, 2
"""The format, and that of a calibration which applies to evidence on a fitted scale, as earlier versions do not know it."""
RECALIBRATE = "run `footnote eval --calibrate`"


@dataclass(frozen=True, slots=True)
class CalibrationFile:
    """The contents of the file: a calibration, and the model and the version of Footnote that it was fitted with.

    `confidence` is the key of the model's fitted confidence, whose scale the evidence was on, or "" for evidence as it was.
    """

    format: int
    made_by: str
    model: str
    fingerprint: str
    calibration: Calibration
    confidence: str = ""

    @classmethod
    def of(cls, calibration: Calibration, manifest: Manifest, confidence: str = "") -> "CalibrationFile":
        """Return the contents for a calibration that was fitted with the index of a manifest, and with a fitted confidence."""
        number = SCALED_FORMAT if confidence else FORMAT
        return cls(number, made_by(), manifest.model, manifest.fingerprint, calibration, confidence)

    @classmethod
    def load(cls, path: Path) -> "CalibrationFile":
        """Read a file. Raises StoredIndexError if it cannot be read, is damaged, or has a newer format."""
        found = read_json(path, _Versioned)
        if found.format not in {FORMAT, SCALED_FORMAT}:
            what = f"has format {found.format} of {found.made_by}, but this version reads format {SCALED_FORMAT}"
            raise StoredIndexError(what, where=str(path), fix=RECALIBRATE)
        stored = read_json(path, cls)
        if not stored.calibration.is_valid:
            raise StoredIndexError("damaged (not a calibration)", where=str(path), fix=RECALIBRATE)
        return stored

    def misfit(self, manifest: Manifest) -> str | None:
        """Return why the calibration cannot be used for an index, or None if it can."""
        if self.fingerprint != manifest.fingerprint:
            same = " with other files" if self.model == manifest.model else ""
            return f"was fitted with model {self.model}, but the index has {manifest.model}{same}"
        return None if self.calibration.fits else f"was fitted to the confidence of {self.made_by}, which is not this version's"


class _Versioned(msgspec.Struct):
    """The part of the file that every version shares."""

    format: int
    made_by: str = "another version"


States = tuple[FileState | None, ...]
"""The states of the two places of the file."""


@dataclass(frozen=True, slots=True)
class CalibrationInUse:
    """The calibration that judges answers.

    `path` is where one that was fitted to a community's questions is from, or None for another. `problem` says in one line why
    that or the model's own confidence is not used, and `fix` what to do about it; `states` are those of the files when it was
    loaded. `model` is the confidence that a build fitted to the model, if it did, and `scale` that of the evidence that the
    calibration applies to.
    """

    calibration: Calibration
    path: Path | None = None
    problem: str | None = None
    fix: str = ""
    states: States = ()
    model: ModelConfidence | None = None
    scale: Scale | None = None

    @property
    def remark(self) -> str | None:
        """The problem and its fix in one line, or None."""
        return f"{self.problem}; {self.fix}" if self.problem else None


def calibration_places(settings: Settings) -> tuple[Path, Path]:
    """Return where the file can be, in the order of precedence: beside config.yaml, and in the index folder."""
    return settings.root / NAME, settings.index_folder / NAME


def calibration_states(settings: Settings) -> States:
    """Return the states of both places, and of the folder with the confidence of models, which differ after a change."""
    return tuple(map(file_state, (*calibration_places(settings), settings.index_folder / FOLDER)))


def load_calibration(settings: Settings, manifest: Manifest) -> CalibrationInUse:
    """Return the fitted calibration if there is one that can be used with an index, or else that of the model, saying why."""
    default = _calibration_of_model(settings, manifest)
    path = next((path for path in calibration_places(settings) if _exists(path)), None)
    try:
        stored = CalibrationFile.load(path) if path else None
    except StoredIndexError as error:
        fix = error.fix if error.fix and error.fix != REBUILD else RECALIBRATE
        return replace(default, problem=f"{error.where}: {error.what}, so the default confidence is used", fix=fix)
    if path is None or stored is None:
        return default
    misfit, scale = stored.misfit(manifest), None
    if stored.confidence and not misfit:
        if default.model and default.model.key == stored.confidence:
            scale = default.model.scale
        else:
            misfit = f"was fitted to another confidence of {stored.model}"
    if misfit:
        return replace(default, problem=f"{path}: {misfit}, so the default confidence is used", fix=RECALIBRATE)
    return replace(default, calibration=stored.calibration, path=path, problem=None, scale=scale)


def _calibration_of_model(settings: Settings, manifest: Manifest) -> CalibrationInUse:
    """Return the confidence that was fitted to the model of an index, or the shipped one, which the default model has.

    An index that an earlier version of Footnote built has no fitted one until the next build. Until then, only what is very
    likely right is answered.
    """
    states = calibration_states(settings)
    if key := _key(settings, manifest):
        if found := load_confidence(settings.index_folder, key):
            return CalibrationInUse(found.fitted, states=states, model=found, scale=found.scale)
        problem = f"no confidence was fitted to {manifest.model} yet, so few questions are answered"
        return CalibrationInUse(cautious(shipped_calibration()), problem=problem, fix=REBUILD, states=states)
    return CalibrationInUse(shipped_calibration(), states=states)


def fitted_confidence(settings: Settings, manifest: Manifest) -> ModelConfidence | None:
    """Return the confidence that a build fitted to the model of an index, if there is one."""
    key = _key(settings, manifest)
    return load_confidence(settings.index_folder, key) if key else None


def _key(settings: Settings, manifest: Manifest) -> str | None:
    return confidence_key(settings, manifest) if manifest.matches_model(settings) else None


def save_calibration(settings: Settings, stored: CalibrationFile) -> Path:
    """Write the file atomically and return its path: beside config.yaml or, if that folder is read-only, in the index folder.

    Raises StoredIndexError if it cannot be written where it would be read.
    """
    beside, inside = calibration_places(settings)
    try:
        replace_json(stored, beside)
    except OSError as error:
        if error.errno not in READ_ONLY or _exists(beside):
            raise cannot_write(beside, error, fix="run this where it can be written") from None
    else:
        with suppress(OSError):
            inside.unlink(missing_ok=True)
        return beside
    try:
        replace_json(stored, inside)
    except OSError as error:
        raise cannot_write(inside, error) from None
    return inside


def describe_place(settings: Settings, path: Path) -> str:
    """Return where the file was written and, if that is not beside config.yaml, why."""
    beside, _ = calibration_places(settings)
    return str(path) if path == beside else f"{path} (beside {settings.file.name}, it cannot be written)"


class _EarlierManifest(msgspec.Struct):
    """What the manifest of a generation of format 3 or earlier says about its calibration."""

    made_by: str = "another version"
    model: str = ""
    fingerprint: str = ""
    is_calibrated: bool = False
    files: dict[str, Checksum] = {}


def calibration_inside(index_folder: Path, generation: Path) -> CalibrationFile | None:
    """Return the fitted calibration that a generation of an earlier format holds, or None.

    Raises StoredIndexError if it is damaged.
    """
    manifest = read_json(generation / MANIFEST, _EarlierManifest)
    if not manifest.is_calibrated:
        return None
    path = generation / NAME
    name = path.relative_to(index_folder).as_posix()
    if name not in manifest.files:
        raise StoredIndexError("damaged: has no checksum", where=str(path), fix=RECALIBRATE)
    verify(index_folder, {name: manifest.files[name]})
    return CalibrationFile(FORMAT, manifest.made_by, manifest.model, manifest.fingerprint, read_json(path, Calibration))


def move_out_calibration(settings: Settings) -> str | None:
    """Write the calibration that the index of an earlier format holds to a file of its own; return a note about it, or None.

    Raises StoredIndexError if the file cannot be written.
    """
    if any(map(_exists, calibration_places(settings))):
        return None
    try:
        stored = calibration_inside(settings.index_folder, IndexFolder(settings.index_folder).current())
    except StoredIndexError as error:
        is_calibration = error.where and Path(error.where).name == NAME
        return f"{error.where}: {error.what}, so the calibration is lost; {RECALIBRATE}" if is_calibration else None
    if stored is None:
        return None
    path = save_calibration(settings, stored)
    return f"moved the calibration out of the index to {describe_place(settings, path)}; back it up with config.yaml"


def _exists(path: Path) -> bool:
    return file_state(path) is not None
