"""calibration.json: the confidence fitted to a community's own questions, in a file beside config.yaml.

It cannot be rebuilt from documents, so it is not part of the index: builds, rollbacks and other versions leave it alone. If the
folder of config.yaml cannot be written, as in a container, the file is in the index folder instead.
"""

import errno
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.answering.confidence import Calibration, shipped_calibration
from index.errors import REBUILD, StoredIndexError
from index.files.checksums import Checksum, FileState, file_state, read_json, replace_json, verify
from index.settings import Settings
from index.storing.index_folder import IndexFolder, cannot_write
from index.storing.manifest import MANIFEST, Manifest, made_by

NAME = "calibration.json"
FORMAT = 1
RECALIBRATE = "run `footnote eval --calibrate`"
READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
"""The errors of a folder that this user may not write."""


@dataclass(frozen=True, slots=True)
class CalibrationFile:
    """The contents of the file: a calibration, and the model and the version of Footnote that it was fitted with."""

    format: int
    made_by: str
    model: str
    fingerprint: str
    calibration: Calibration

    @classmethod
    def of(cls, calibration: Calibration, manifest: Manifest) -> "CalibrationFile":
        """Return the contents for a calibration that was fitted with the index of a manifest."""
        return cls(FORMAT, made_by(), manifest.model, manifest.fingerprint, calibration)

    @classmethod
    def load(cls, path: Path) -> "CalibrationFile":
        """Read a file. Raises StoredIndexError if it cannot be read, is damaged, or has a newer format."""
        found = read_json(path, _Versioned)
        if found.format != FORMAT:
            what = f"has format {found.format} of {found.made_by}, but this version reads format {FORMAT}"
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

    `path` is where a fitted one is from, or None for the shipped one. `problem` says in one line why a fitted one is not used,
    and `states` are those of the files when it was loaded.
    """

    calibration: Calibration
    path: Path | None = None
    problem: str | None = None
    states: States = ()


def calibration_places(settings: Settings) -> tuple[Path, Path]:
    """Return where the file can be, in the order of precedence: beside config.yaml, and in the index folder."""
    return settings.root / NAME, settings.index_folder / NAME


def calibration_states(settings: Settings) -> States:
    """Return the states of both places, which differ after a change."""
    return tuple(map(file_state, calibration_places(settings)))


def load_calibration(settings: Settings, generation: Path, manifest: Manifest) -> CalibrationInUse:
    """Return the fitted calibration if there is one that can be used with an index, or else the shipped one, saying why."""
    states = calibration_states(settings)
    path = next((path for path in calibration_places(settings) if _exists(path)), None)
    try:
        stored = CalibrationFile.load(path) if path else calibration_inside(settings.index_folder, generation)
    except StoredIndexError as error:
        fix = RECALIBRATE if error.fix == REBUILD else error.fix
        problem = f"{error.where}: {error.what}, so the default confidence is used; {fix}"
        return CalibrationInUse(shipped_calibration(), problem=problem, states=states)
    if stored is None:
        return CalibrationInUse(shipped_calibration(), states=states)
    path = path or generation / NAME
    if misfit := stored.misfit(manifest):
        problem = f"{path}: {misfit}, so the default confidence is used; {RECALIBRATE}"
        return CalibrationInUse(shipped_calibration(), problem=problem, states=states)
    return CalibrationInUse(stored.calibration, path, states=states)


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
