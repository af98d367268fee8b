"""Indexes of other formats and versions: nothing is lost, and the message names the version that can read them."""

import msgspec
import pytest

from index.answering.searcher import Searcher
from index.building import build, is_behind, roll_back
from index.errors import NewerIndexError, OtherFormatError, StoredIndexError
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT, ListedFiles
from tests import corpora
from tests.conftest import write_project
from tests.corpora import CLUB, contents, damage, equals_fresh_build
from tests.earlier import as_format_3, edit_manifest
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club


def build_more(write):
    """Build after an edit; return the settings."""
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    return settings


def make_newer(settings):
    """Turn the current index into one of a newer version, whose manifest says more."""
    edit_manifest(settings, format=FORMAT + 1, made_by="footnote 9.9", dimension="several", poems=[])


def files_of(settings):
    return {path: path.read_bytes() for path in settings.index_folder.rglob("*") if path.is_file()}


def changed(before, settings):
    """Return the names of files that are gone or different."""
    after = files_of(settings)
    return {path.name for path in before if after.get(path) != before[path]}


def first_text(settings):
    return Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text


def test_an_index_of_the_format_before_is_refused_until_a_build_replaces_it(club):
    before = contents(club, FakeEncoder())
    edit_manifest(club, format=FORMAT - 1, made_by="footnote 0.3.0")
    what = f"the index has format {FORMAT - 1} of footnote 0.3.0, but this version reads format {FORMAT}"
    with pytest.raises(OtherFormatError, match=f"{what}; run `footnote build`"):
        Searcher.open(club, FakeEncoder())
    [note] = build(club, encoder=FakeEncoder()).notes
    assert note.endswith(f"{what}; the index was rebuilt from scratch, so changes cannot be listed")
    assert contents(club, FakeEncoder()) == before


def test_an_unreadable_index_is_kept_whole_for_the_version_that_wrote_it(club, write):
    as_format_3(club)
    edit_manifest(club, format=2, made_by="footnote 0.0.3")
    before = files_of(club)
    settings = build_more(write)
    assert changed(before, settings) == {"current"}
    with pytest.raises(StoredIndexError) as caught:
        roll_back(settings)
    assert str(caught.value) == (
        f"{settings.index_folder}: the previous index was written by footnote 0.0.3, whose format this version cannot read; "
        "install that version and run its `footnote build --rollback`; the index is kept until the next build"
    )
    assert first_text(settings) == "Another end."


def test_a_damaged_unreadable_index_is_not_kept(club, write):
    settings = build_more(write)
    edit_manifest(settings, format=2)
    damage(IndexFolder(settings.index_folder).current() / "forms.txt", "flipped")
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    assert first_text(settings) == "The end."


NEWER = rf"written by footnote 9\.9 \(format {FORMAT + 1}\), which is newer than this footnote .*; install that version, or "


def test_a_newer_index_is_never_replaced_unless_asked_to(club):
    make_newer(club)
    before = files_of(club)
    for attempt in (
        lambda: Searcher.open(club, FakeEncoder()),
        lambda: is_behind(club),
        lambda: build(club, encoder=FakeEncoder()),
        lambda: build(club, encoder=FakeEncoder(), is_strict=True),
    ):
        with pytest.raises(NewerIndexError, match=NEWER):
            attempt()
    assert changed(before, club) == set()


def test_a_full_build_replaces_a_newer_index_and_keeps_it_for_its_own_version(club):
    make_newer(club)
    before = files_of(club)
    [note] = build(club, encoder=FakeEncoder(), is_full=True).notes
    assert "footnote 9.9" in note
    assert equals_fresh_build(club)
    assert changed(before, club) == {"current"}
    with pytest.raises(StoredIndexError, match=r"was written by footnote 9\.9, whose format this version cannot read"):
        roll_back(club)


def test_a_rollback_from_a_newer_index_returns_to_the_one_before(club, write):
    settings = build_more(write)
    make_newer(settings)
    newer = IndexFolder(settings.index_folder).current()
    roll_back(msgspec.structs.replace(settings, model="fake"))
    assert first_text(settings) == "The end."
    assert all((settings.index_folder / name).exists() for name in ListedFiles.load(newer / "manifest.json").files)


@pytest.mark.parametrize(
    "command", [("ask", "Who?"), ("build",), ("build", "--check"), ("eval",), ("build", "--strict"), ("serve",)]
)
def test_every_command_names_the_newer_version_in_one_line(tmp_path, footnote, command):
    settings = write_project(tmp_path, CLUB, "watch: true\n")
    build(settings, encoder=FakeEncoder())
    make_newer(settings)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/questions.yaml").write_text("questions:\n  - {question: Who?, answer: none}\n", encoding="utf-8")
    before = files_of(settings)
    done = footnote(*command, DISCORD_TOKEN="a.b.c")  # noqa: S106  # not a token
    assert done.returncode == (78 if command == ("serve",) else 1)
    lines = [line for line in done.stderr.splitlines() if "footnote 9.9" in line]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert changed(before, settings) == set()


def test_a_build_after_the_clock_went_back_keeps_the_index_in_use_for_a_rollback(club, write, monkeypatch):
    monkeypatch.setattr("index.building.builder.new_generation_name", lambda: "20010101T000000000000-000000")
    settings = build_more(write)
    monkeypatch.undo()
    edit_manifest(settings, format=2)
    build(write({**CLUB, "z.md": "- The very end.\n"}), encoder=FakeEncoder())
    assert IndexFolder(settings.index_folder).previous() == "20010101T000000000000-000000"
