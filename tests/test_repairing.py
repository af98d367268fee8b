"""Repairs by a build: damaged files, the work of an interrupted build, and leftovers."""

import msgspec
import pytest

from index.answering.searcher import Searcher
from index.building import build, roll_back
from index.errors import StoredIndexError
from index.storing.index_folder import IndexFolder
from tests import corpora
from tests.corpora import (
    CLUB,
    NEWS,
    RecordingEncoder,
    damage,
    drafts,
    embedded,
    embedding_texts,
    equals_fresh_build,
    open_whole,
)
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club

IN_GENERATION = (
    *("manifest.json", "passages.jsonl", "passage-ends.npy", "keys.npy"),
    *("terms.txt", "words.json", "forms.txt", "forms-backwards.txt"),
    *("sections.jsonl", "section-starts.npy", "section-lines.npy"),
    *(f"bm25-{name}.npy" for name in ("counts", "rows", "starts", "lengths", "common", "peaks")),
)
IN_SEGMENT = ("segment.json", "vectors.npy", *(f"token-{name}.npy" for name in ("codes", "counts")))


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", IN_GENERATION)
def test_a_damaged_generation_is_repaired_by_the_next_build_without_embedding(club, name, how):
    damage(IndexFolder(club.index_folder).current() / name, how)
    with pytest.raises(StoredIndexError, match=f"{name}: .*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder())
    assert embedded(club) == []
    assert equals_fresh_build(club)


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", IN_SEGMENT)
def test_only_a_damaged_segment_is_embedded_again(club, name, how):
    folder = IndexFolder(club.index_folder)
    first, second, *_ = folder.load_manifest().segments
    texts = embedding_texts(club, FakeEncoder())[first.passages : first.passages + second.passages]
    damage(folder.segment(second.name) / name, how)
    with pytest.raises(StoredIndexError, match=f"{name}: .*; run `footnote build`$"):
        open_whole(club)
    assert embedded(club) == sorted(texts)
    assert equals_fresh_build(club)


@pytest.mark.parametrize("text", ["", "20200101T000000000000-000000\n", "../elsewhere\n"])
def test_a_dangling_pointer_is_repaired_by_the_next_build_without_embedding(club, text):
    (club.index_folder / "current").write_text(text)
    assert embedded(club) == []
    assert equals_fresh_build(club)


# Interrupted builds and leftovers.


def interrupt_before_switching(settings, monkeypatch, encoder=None):
    """Interrupt a build after everything is written except the pointer to the new generation."""

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(IndexFolder, "switch", interrupt)
        with pytest.raises(KeyboardInterrupt):
            build(settings, encoder=encoder or FakeEncoder())


def test_texts_embedded_by_an_interrupted_build_are_not_embedded_again(club, write, monkeypatch):
    settings, encoder = write(NEWS), RecordingEncoder()
    interrupt_before_switching(settings, monkeypatch, encoder)
    news = ["The falcons nest.", "The lake is frozen.", "The tower is closed."]
    assert sorted(encoder.texts) == [f"Club > News: {text}" for text in news]
    assert Searcher.open(settings, FakeEncoder()).generation.manifest.passages == 14
    assert embedded(settings) == []
    assert equals_fresh_build(settings)


def test_an_interrupted_first_build_leaves_its_segments_to_the_next(write, monkeypatch):
    settings = write(NEWS)
    interrupt_before_switching(settings, monkeypatch)
    assert embedded(settings) == []
    assert equals_fresh_build(settings)


def test_a_rollback_never_leads_to_an_index_that_was_not_in_use(club, write, monkeypatch):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    interrupt_before_switching(write({**NEWS, "z.md": "- An end that never was.\n"}), monkeypatch)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "Another end."
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "The end."


def test_leftovers_are_removed_even_by_a_build_that_changes_nothing(club, write):
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    kept = {folder.current().name, folder.previous()}
    for name in ("generations/.draft-0123abcd/a", f"segments/{'0' * 16}-{'0' * 8}/a"):
        path = settings.index_folder / name
        path.parent.mkdir(parents=True)
        path.write_text("left behind")
    build(settings, encoder=FakeEncoder())
    assert [path for path in settings.index_folder.rglob("*") if path.is_file() and path.read_bytes() == b"left behind"] == []
    assert {path.name for path in folder.generations.iterdir()} == kept


def test_leftovers_are_removed_by_the_next_build(club, write):
    left = ("generations/.draft-0123abcd/a", "segments/.draft-0123abcd/a", f"segments/{'0' * 16}-{'0' * 8}/a")
    for name in (*left, "generations/20200101T000000000000-000000/a", "encoders/x-onnx-0123456789ab/a", ".current-0123abcd"):
        path = club.index_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left behind")
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    assert drafts(settings) == []
    assert [path for path in settings.index_folder.rglob("*") if path.is_file() and path.read_bytes() == b"left behind"] == []
    before = folder.previous()
    roll_back(settings)
    assert folder.current().name == before
    assert Searcher.open(settings, FakeEncoder()).generation.manifest.passages == 14
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).generation.manifest.passages == 17


def test_unused_segments_are_removed(club, write):
    folder = IndexFolder(club.index_folder)
    for text in ("- One.\n", "- Two.\n", "- Three.\n"):
        build(write({**CLUB, "z.md": text}), encoder=FakeEncoder())
    kept = [msgspec.json.decode((place / "manifest.json").read_bytes())["segments"] for place in folder.generations.iterdir()]
    assert len(kept) == 2
    assert {path.name for path in folder.segments.iterdir()} == {entry["name"] for each in kept for entry in each}
