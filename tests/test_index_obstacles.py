"""Folders in place of files of the index, and files in place of its folders: one line that says what to move."""

from pathlib import Path

import pytest

from index.building import build, roll_back
from index.errors import StoredIndexError
from index.storing.index_folder import IndexFolder
from tests.conftest import write_project
from tests.fakes import FakeEncoder

ELSEWHERE = "move it away, or set `index` in config.yaml to another folder"


def read(settings):
    return IndexFolder(settings.index_folder).load_manifest()


def rebuild(settings):
    return build(settings, encoder=FakeEncoder())


@pytest.fixture
def club(tmp_path, monkeypatch):
    """A project with an index in the current folder."""
    monkeypatch.chdir(tmp_path)
    settings = write_project(Path(), {"club.md": "- Membership is free.\n"})
    rebuild(settings)
    return settings


def test_a_folder_in_place_of_current_is_named_by_readers_and_before_a_build_does_any_work(club):
    folder = IndexFolder(club.index_folder)
    (folder.path / "current").unlink()
    (folder.path / "current").mkdir()
    said = r"^\.footnote/current: is a folder, but has to be a file; move it away$"
    with pytest.raises(StoredIndexError, match=said):
        read(club)
    with pytest.raises(StoredIndexError, match=said):
        roll_back(club)
    before = sorted(folder.path.rglob("*"))
    with pytest.raises(StoredIndexError, match=said):
        rebuild(club)
    assert sorted(folder.path.rglob("*")) == before
    (folder.path / "current").rmdir()
    assert rebuild(club).passages == 1


@pytest.mark.parametrize("write", [rebuild, roll_back])
def test_a_folder_in_place_of_the_lock_is_named(club, write):
    (club.index_folder / "lock").unlink(missing_ok=True)
    (club.index_folder / "lock").mkdir()
    with pytest.raises(StoredIndexError, match=r"^\.footnote/lock: is a folder, but has to be a file; move it away$"):
        write(club)


@pytest.mark.parametrize("index", ["notes.txt", "notes.txt/below", "club.md"])
@pytest.mark.parametrize("use", [read, rebuild, roll_back])
def test_a_file_that_config_yaml_names_as_the_index_is_named(club, index, use):
    (club.root / "notes.txt").write_text("Buy milk.\n", encoding="utf-8")
    settings = write_project(club.root, {"club.md": "- Membership is free.\n"}, f"index: {index}\n")
    with pytest.raises(StoredIndexError) as caught:
        use(settings)
    assert str(caught.value) == f"{index.partition('/')[0]}: is a file, but has to be a folder; {ELSEWHERE}"


def test_a_link_that_leads_nowhere_is_named(club):
    (club.root / "elsewhere").symlink_to("nowhere")
    settings = write_project(club.root, {"club.md": "- Membership is free.\n"}, "index: elsewhere\n")
    with pytest.raises(StoredIndexError) as caught:
        rebuild(settings)
    assert str(caught.value) == f"elsewhere: is a link to a folder that does not exist; {ELSEWHERE}"
