"""calibration.json: the confidence fitted to a community's questions outlives every build, and nothing drops it in silence."""

import errno
import json
import os
import shutil
from dataclasses import replace

import pytest

from index.answering.calibration_file import CalibrationFile, save_calibration
from index.answering.confidence import Calibration, Decision, shipped_calibration
from index.answering.searcher import Searcher
from index.building import build, roll_back
from index.errors import StoredIndexError, UsageError
from index.evaluation.calibrating import MIN_QUESTIONS, JudgedTrial, recalibrate
from index.files import checksums
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT
from tests import test_doctor
from tests.earlier import as_format_3, edit_manifest

FITTED = Calibration(1.5, 0.25, Decision(0.75, 0.125), "2026-05-04", 48, shipped_calibration().forest)
TEXT = "# Club\n\n- Membership is free.\n- Bring a cup.\n"
FIX = "run `footnote eval --calibrate`"


offline = test_doctor.offline


@pytest.fixture
def settings(project, encoder):
    """A project with an index."""
    settings = project({"a.md": TEXT})
    build(settings, encoder=encoder)
    return settings


def calibrate(settings, fitted=FITTED):
    return save_calibration(settings, CalibrationFile.of(fitted, IndexFolder(settings.index_folder).load_manifest()))


def in_use(settings, encoder):
    return Searcher.open(settings, encoder).judge.calibration


def rewrite(settings, **values):
    """Change values in the calibration file."""
    path = settings.root / "calibration.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values), encoding="utf-8")


def trials(count):
    return [JudgedTrial((number % 10 + 0.5) / 10, number % 10 > 4, number % 10 > 2) for number in range(count)]


def test_calibrating_writes_one_file_beside_config_yaml_and_leaves_the_index_as_it_is(settings, encoder):
    folder = IndexFolder(settings.index_folder)
    before = folder.current(), sorted(folder.path.rglob("*"))
    found, path = recalibrate(settings, folder.load_manifest(), trials(60))
    assert (path, found.questions) == (settings.root / "calibration.json", 60)
    assert (folder.current(), sorted(folder.path.rglob("*"))) == before
    assert in_use(settings, encoder) == found != shipped_calibration()


def test_the_file_says_what_it_was_fitted_with(settings):
    stored = json.loads(calibrate(settings).read_text())
    assert stored["format"] == 1
    assert stored["model"] == "fake"
    assert stored["made_by"].startswith("footnote ")
    assert (stored["calibration"]["fitted_on"], stored["calibration"]["questions"]) == ("2026-05-04", 48)


def test_too_few_questions_are_refused_and_write_nothing(settings):
    with pytest.raises(UsageError, match=rf"^{MIN_QUESTIONS - 1} questions are too few to calibrate; judge at least"):
        recalibrate(settings, IndexFolder(settings.index_folder).load_manifest(), trials(MIN_QUESTIONS - 1))
    assert not (settings.root / "calibration.json").exists()


def test_without_a_file_the_default_is_used_and_nothing_is_said(settings, encoder):
    searcher = Searcher.open(settings, encoder)
    assert searcher.judge.calibration == shipped_calibration()
    assert searcher.left_out == ()


def test_builds_rollbacks_and_a_deleted_index_keep_the_calibration(settings, encoder):
    calibrate(settings)
    (settings.root / "a.md").write_text("# Club\n\n- Membership costs ten euros.\n", encoding="utf-8")
    build(settings, encoder=encoder)
    assert in_use(settings, encoder) == FITTED
    roll_back(settings)
    assert in_use(settings, encoder) == FITTED
    build(settings, encoder=encoder, is_full=True)
    assert in_use(settings, encoder) == FITTED
    shutil.rmtree(settings.index_folder)
    assert build(settings, encoder=encoder).notes == ()
    assert in_use(settings, encoder) == FITTED


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"format": 3, "made_by": "footnote 9.1"}, "has format 3 of footnote 9.1, but this version reads format 2"),
        ({"fingerprint": "1" * 64}, "was fitted with model fake, but the index has fake with other files"),
        ({"fingerprint": "1" * 64, "model": "bigger"}, "was fitted with model bigger, but the index has fake"),
        ({"calibration": {}}, "damaged (Object missing required field `slope` - at `$.calibration`)"),
        ({"calibration": 7}, "damaged (Expected `object`, got `int` - at `$.calibration`)"),
    ],
)
def test_a_calibration_that_cannot_be_used_is_named_by_builds_and_searchers_and_kept(settings, encoder, values, problem):
    path = calibrate(settings)
    rewrite(settings, **values)
    written = path.read_bytes()
    line = f"{path}: {problem}, so the default confidence is used; {FIX}"
    searcher = Searcher.open(settings, encoder)
    assert searcher.left_out == (line,)
    assert searcher.judge.calibration == shipped_calibration()
    assert build(settings, encoder=encoder).notes == (line,)
    assert path.read_bytes() == written


@pytest.mark.parametrize(
    "change",
    [
        {"slope": 0.0},
        {"slope": -2.0},
        {"decision": {"answer_from": 0.2, "suggest_from": 0.4}},
        {"decision": {"answer_from": 1.5, "suggest_from": 0.4}},
        {"decision": {"answer_from": 0.5, "suggest_from": -1}},
    ],
)
def test_a_calibration_with_impossible_numbers_is_damaged(settings, encoder, change):
    path = calibrate(settings)
    rewrite(settings, calibration=json.loads(path.read_text())["calibration"] | change)
    [line] = Searcher.open(settings, encoder).left_out
    assert line == f"{path}: damaged (not a calibration), so the default confidence is used; {FIX}"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"format": "one"}'])
def test_a_file_that_is_no_calibration_is_reported_in_one_line(settings, encoder, data):
    (settings.root / "calibration.json").write_bytes(data)
    [line] = Searcher.open(settings, encoder).left_out
    assert line.startswith(f"{settings.root}/calibration.json: damaged (")
    assert line.endswith(FIX)
    assert "\n" not in line


def test_a_calibration_of_another_confidence_names_the_version_that_fitted_it(settings, encoder):
    path = calibrate(settings, replace(FITTED, forest=FITTED.forest - 1))
    rewrite(settings, made_by="footnote 0.0.3")
    [line] = Searcher.open(settings, encoder).left_out
    assert line.startswith(
        f"{path}: was fitted to the confidence of footnote 0.0.3, which is not this version's, so the default"
    )


def test_a_folder_in_place_of_the_file_is_reported_and_not_replaced(settings, encoder):
    (settings.root / "calibration.json").mkdir()
    [line] = Searcher.open(settings, encoder).left_out
    assert "calibration.json: cannot be read (Is a directory)" in line
    with pytest.raises(StoredIndexError, match=r"calibration\.json: is a folder, but has to be a file; move it away$"):
        calibrate(settings)


def test_a_searcher_notices_a_new_calibration_and_its_removal(settings, encoder):
    searcher = Searcher.open(settings, encoder)
    assert searcher.is_current
    path = calibrate(settings)
    assert not searcher.is_current
    searcher = Searcher.open(settings, encoder, before=searcher)
    assert (searcher.is_current, searcher.judge.calibration) == (True, FITTED)
    path.unlink()
    assert not searcher.is_current


# Where it goes.


@pytest.fixture
def read_only(monkeypatch):
    """Make one folder read-only for the file, as it is in a container, whoever runs the tests."""

    def read_only(folder):
        replace_json = checksums.replace_json

        def refuse(value, path):
            if path.parent == folder:
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
            replace_json(value, path)

        monkeypatch.setattr("index.answering.calibration_file.replace_json", refuse)

    return read_only


def test_in_a_read_only_project_the_file_goes_to_the_index_folder_and_builds_leave_it_there(settings, encoder, read_only):
    read_only(settings.root)
    path = calibrate(settings)
    assert path == settings.index_folder / "calibration.json"
    (settings.root / "a.md").write_text("- Membership costs ten euros.\n", encoding="utf-8")
    build(settings, encoder=encoder)
    build(settings, encoder=encoder, is_full=True)
    assert in_use(settings, encoder) == FITTED


def other_notes(report):
    """Return the notes of a build except for that on the format of the index before."""
    return [note for note in report.notes if "the index was rebuilt from scratch" not in note]


def test_a_build_in_a_read_only_project_says_where_it_moved_the_calibration_and_why(settings, encoder, read_only):
    as_format_3(settings, FITTED)
    read_only(settings.root)
    [note] = other_notes(build(settings, encoder=encoder))
    place = f"{settings.index_folder}/calibration.json (beside config.yaml, it cannot be written)"
    assert note == f"moved the calibration out of the index to {place}; back it up with config.yaml"
    assert in_use(settings, encoder) == FITTED


def test_the_file_beside_config_yaml_wins_and_is_never_shadowed(settings, encoder, read_only, monkeypatch):
    with monkeypatch.context():
        read_only(settings.root)
        inside = calibrate(settings, replace(FITTED, questions=31))
    monkeypatch.undo()
    calibrate(settings)
    assert not inside.exists()
    read_only(settings.root)
    with pytest.raises(StoredIndexError, match=r"Read-only file system.*; run this where it can be written$"):
        calibrate(settings, replace(FITTED, questions=99))
    assert in_use(settings, encoder) == FITTED


def test_a_full_disk_leaves_the_calibration_before(settings, encoder, monkeypatch):
    path = calibrate(settings)

    def fail(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(
            StoredIndexError, match=r"calibration\.json: cannot be written \(No space left .*\); free up space$"
        ):
            calibrate(settings, replace(FITTED, questions=99))
    assert in_use(settings, encoder) == FITTED
    assert [each.name for each in settings.root.iterdir() if each.name.startswith(".cal")] == []
    assert path.exists()


# Indexes of earlier formats, which held their calibration.


def test_a_build_moves_the_calibration_out_of_an_index_that_holds_it(settings, encoder):
    as_format_3(settings, FITTED, made_by="footnote 0.0.9")
    path = settings.root / "calibration.json"
    [note] = other_notes(build(settings, encoder=encoder))
    assert note == f"moved the calibration out of the index to {path}; back it up with config.yaml"
    assert CalibrationFile.load(path).made_by == "footnote 0.0.9"
    assert in_use(settings, encoder) == FITTED
    assert IndexFolder(settings.index_folder).load_manifest().format == FORMAT
    assert build(settings, encoder=encoder).notes == ()


def test_an_uncalibrated_index_of_an_earlier_format_leaves_no_file(settings, encoder):
    as_format_3(settings)
    assert other_notes(build(settings, encoder=encoder)) == []
    assert not (settings.root / "calibration.json").exists()


def test_a_calibration_of_an_unreadable_format_is_still_moved_out(settings, encoder):
    as_format_3(settings, FITTED)
    edit_manifest(settings, format=2, made_by="footnote 0.0.2")
    moved, damage = sorted(build(settings, encoder=encoder).notes, reverse=True)
    assert moved.startswith("moved the calibration out of the index to ")
    assert "the index has format 2 of footnote 0.0.2" in damage
    assert in_use(settings, encoder) == FITTED


def test_a_calibration_fitted_to_an_earlier_confidence_is_moved_out_and_reported_by_every_build(settings, encoder):
    as_format_3(settings, replace(FITTED, forest=1))
    first, second = other_notes(build(settings, encoder=encoder)), other_notes(build(settings, encoder=encoder))
    assert first[0].startswith("moved the calibration out of the index")
    assert first[1:] == second
    assert "which is not this version's, so the default confidence is used; run" in second[0]


def test_a_damaged_calibration_inside_an_index_is_reported_as_lost(settings, encoder):
    path = as_format_3(settings, FITTED)
    path.write_text("{}")
    notes = build(settings, encoder=encoder).notes
    assert any(note.startswith(f"{path}: damaged") and note.endswith(f"so the calibration is lost; {FIX}") for note in notes)


def test_a_file_that_exists_is_not_replaced_by_what_an_index_holds(settings, encoder):
    calibrate(settings)
    as_format_3(settings, replace(FITTED, questions=99))
    assert other_notes(build(settings, encoder=encoder)) == []
    assert in_use(settings, encoder) == FITTED


@pytest.mark.parametrize("place", ["beside", "inside"])
def test_a_build_that_cannot_write_the_calibration_changes_nothing(settings, encoder, monkeypatch, place):
    as_format_3(settings, FITTED)
    before = IndexFolder(settings.index_folder).current()

    def fail(value, path):
        code = errno.ENOSPC if place == "beside" or path.parent == settings.index_folder else errno.EROFS
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr("index.answering.calibration_file.replace_json", fail)
        with pytest.raises(StoredIndexError, match=r"calibration\.json: cannot be written \(No space left on device\)"):
            build(settings, encoder=encoder)
    assert IndexFolder(settings.index_folder).current() == before
    assert (before / "calibration.json").exists()


def test_doctor_names_the_calibration_and_why_it_is_not_used(shipped, compiled, project, offline):
    settings = project({"a.md": TEXT})
    build(settings)

    def check():
        return [each for each in offline().checks if each["name"] == "Calibration"]

    assert check() == []
    calibrate(settings)
    [found] = check()
    assert (found["state"], found["found"]) == ("ok", "calibration.json: fitted to 48 questions on 2026-05-04")
    rewrite(settings, format=7)
    [found] = check()
    assert (found["state"], found["fix"]) == ("warning", FIX)
    assert "has format 7 of footnote" in found["found"]
