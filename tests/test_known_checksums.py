"""Remembered checksums of many documents: no edit is missed, and a file is read only when it may have changed."""

import os
import sys
from pathlib import Path

import pytest

from index.building import build, corpus_state, is_behind, pending_changes
from index.files import known_checksums as module
from index.files.checksums import Checksum, checksum
from index.files.known_checksums import KnownChecksums
from index.files.paths import RealPaths
from index.storing.index_folder import IndexFolder
from tests.conftest import write_project
from tests.fakes import FakeEncoder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read; all files count as settled."""
    names: list[str] = []

    def reading(path: Path) -> Checksum:
        names.append(path.name)
        return checksum(path)

    monkeypatch.setattr(module, "checksum", reading)
    monkeypatch.setattr(module, "SETTLED_NANOSECONDS", -1)
    return names


def test_an_unchanged_file_is_read_once(tmp_path: Path, read: list[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("- One.\n")
    first = KnownChecksums(tmp_path / "known.json")
    expected = checksum(page).sha256
    assert [first.sha256(page), first.sha256(page)] == [expected, expected]
    first.save({page})
    assert KnownChecksums(tmp_path / "known.json").sha256(page) == expected
    assert read == ["page.md"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say when a file was last changed")
@pytest.mark.parametrize("how", ["in place", "replaced", "moved here"])
def test_an_edit_that_keeps_size_and_time_is_noticed(tmp_path: Path, read: list[str], how: str) -> None:
    page, other = tmp_path / "page.md", tmp_path / "other.md"
    page.write_text("- One.\n")
    status = page.stat()
    known = KnownChecksums(tmp_path / "known.json")
    before = known.sha256(page)
    (page if how == "in place" else other).write_text("- Two.\n")
    if how == "replaced":
        other.replace(page)
    elif how == "moved here":
        page.unlink()
        other.rename(page)
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert page.stat().st_size == status.st_size
    assert known.sha256(page) != before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"page.md": ["", 1]}', "[" * 50_000, "\xff"])
def test_a_damaged_memory_counts_as_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.md").write_text("- One.\n")
    (tmp_path / "known.json").write_text(text, encoding="latin-1")
    assert KnownChecksums(tmp_path / "known.json").sha256(tmp_path / "page.md") == checksum(tmp_path / "page.md").sha256


def test_a_file_that_was_just_changed_is_not_remembered(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("- One.\n")
    known = KnownChecksums(tmp_path / "known.json")
    known.sha256(page)
    known.save({page})
    assert not (tmp_path / "known.json").exists()


def test_two_threads_that_save_at_once_publish_nothing_half_written(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text(f"- {name}\n")
    first, second = KnownChecksums(tmp_path / "known.json"), KnownChecksums(tmp_path / "known.json")
    for known, names in ((first, ("one.md", "two.md")), (second, ("two.md",))):
        for name in names:
            known.sha256(tmp_path / name)
    real = Path.write_bytes

    def write_slowly(path: Path, data: bytes) -> int:
        monkeypatch.setattr(Path, "write_bytes", real)
        with path.open("wb", buffering=0) as file:
            file.write(data[:-5])
            second.save()
            file.write(data[-5:])
        return len(data)

    monkeypatch.setattr(Path, "write_bytes", write_slowly)
    first.save()
    read.clear()
    last = KnownChecksums(tmp_path / "known.json")
    assert {last.sha256(tmp_path / "one.md"), last.sha256(tmp_path / "two.md")} == {
        first.sha256(tmp_path / "one.md"),
        first.sha256(tmp_path / "two.md"),
    }
    assert read == []


def test_a_failed_build_of_many_documents_is_remembered_without_reading_them_again(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.building.pending.MANY_FILES", 3)
    settings = write_project(tmp_path, {f"{name}.md": f"- {name} is here.\n" for name in ("one", "two", "three")})
    build(settings, encoder=FakeEncoder())
    (tmp_path / "two.md").write_text("- TWO is here.\n")
    few = corpus_state(settings)
    assert is_behind(settings)
    read.clear()
    monkeypatch.setattr("index.building.pending.checksum", lambda path: read.append(path.name))
    assert corpus_state(settings) == few
    assert read == []
    (tmp_path / "two.md").write_text("- Two are here.\n")
    assert corpus_state(settings) != few
    assert read == ["two.md"]


def test_a_changed_document_among_many_is_a_pending_change(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.building.pending.MANY_FILES", 3)
    settings = write_project(tmp_path, {f"{name}.md": f"- {name} is here.\n" for name in ("one", "two", "three")})
    build(settings, encoder=FakeEncoder())
    manifest = IndexFolder(settings.index_folder).load_manifest()
    for _ in range(2):
        assert pending_changes(settings, manifest)[1:] == []
    assert sorted(read) == ["one.md", "three.md", "two.md"]
    (tmp_path / "two.md").write_text("- TWO is here.\n")
    assert pending_changes(settings, manifest)[1:] == ["two.md has changed"]
    (tmp_path / "three.md").unlink()
    assert pending_changes(settings, manifest)[1].startswith("three.md is gone: restore it")
    assert is_behind(settings)


def test_real_paths_are_those_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "page.md").write_text("- One.\n")
    (tmp_path / "link.md").symlink_to(tmp_path / "a" / "page.md")
    (tmp_path / "folder").symlink_to(tmp_path / "a")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.chdir(tmp_path)
    real_path = RealPaths()
    for name in ("a/page.md", "link.md", "folder/page.md", "folder/../a/page.md", "a/b/..", "a/gone.md", ".", "link.md", "/"):
        assert real_path(Path(name)) == os.path.realpath(name)
        assert real_path(tmp_path / name) == os.path.realpath(tmp_path / name)
    assert real_path(Path("loop")) == os.path.realpath("loop")
