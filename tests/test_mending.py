"""What a build makes good: files that are damaged, what a build that was ended did, and what builds have left behind."""

import msgspec
import pytest

from index.answering.searcher import Searcher
from index.building import build, roll_back
from index.errors import StoredIndexError
from index.storing.index_folder import IndexFolder
from tests import corpora
from tests.corpora import CLUB, NEWS, RecordingEncoder, damage, drafts, embedded, embedding_texts, equals_fresh_build
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club

IN_GENERATION = (
    *("manifest.json", "passages.jsonl", "keys.npy", "sections.json", "terms.json", "forms.json", "calibration.json"),
    *(f"bm25-{name}.npy" for name in ("counts", "rows", "starts", "lengths")),
)
IN_SEGMENT = ("segment.json", "vectors.faiss", *(f"token-{name}.npy" for name in ("codes", "scales", "starts", "counts")))


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", IN_GENERATION)
def test_a_damaged_file_of_the_generation_is_mended_by_the_next_build_which_embeds_nothing(club, name, how):
    damage(IndexFolder(club.index_folder).current() / name, how)
    with pytest.raises(StoredIndexError, match=f"{name}: .*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder())
    assert embedded(club) == []
    assert equals_fresh_build(club)


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", IN_SEGMENT)
def test_a_damaged_segment_is_embedded_again_and_nothing_else(club, name, how):
    folder = IndexFolder(club.index_folder)
    first, second, *_ = folder.load_manifest().segments
    texts = embedding_texts(club, FakeEncoder())[first.passages : first.passages + second.passages]
    damage(folder.segment(second.name) / name, how)
    with pytest.raises(StoredIndexError, match=f"{name}: .*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder())
    assert embedded(club) == sorted(texts)
    assert equals_fresh_build(club)


@pytest.mark.parametrize("text", ["", "20200101T000000000000-000000\n", "../elsewhere\n"])
def test_a_pointer_to_nothing_is_mended_by_the_next_build_which_embeds_nothing(club, text):
    (club.index_folder / "current").write_text(text)
    assert embedded(club) == []
    assert equals_fresh_build(club)


# What was left behind.


def ended_before_it_switches(settings, monkeypatch, encoder=None):
    """A build that is ended when all is written but the name of the new generation."""

    def ended(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(IndexFolder, "switch", ended)
        with pytest.raises(KeyboardInterrupt):
            build(settings, encoder=encoder or FakeEncoder())


def test_what_a_build_embedded_before_it_was_ended_is_not_embedded_again(club, write, monkeypatch):
    settings, encoder = write(NEWS), RecordingEncoder()
    ended_before_it_switches(settings, monkeypatch, encoder)
    assert sorted(encoder.texts) == ["News: The falcons nest.", "News: The lake is frozen.", "News: The tower is closed."]
    assert Searcher.open(settings, FakeEncoder()).generation.manifest.passages == 14
    assert embedded(settings) == []
    assert equals_fresh_build(settings)


def test_a_first_build_that_was_ended_leaves_its_segments_to_the_next(write, monkeypatch):
    settings = write(NEWS)
    ended_before_it_switches(settings, monkeypatch)
    assert embedded(settings) == []
    assert equals_fresh_build(settings)


def test_going_back_never_leads_to_an_index_that_was_not_in_use(club, write, monkeypatch):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    ended_before_it_switches(write({**NEWS, "z.md": "- An end that never was.\n"}), monkeypatch)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "Another end."
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "The end."


def test_what_builds_have_left_behind_is_gone_after_the_next_one(club, write):
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
    before = folder.former()
    roll_back(settings)
    assert folder.current().name == before
    assert Searcher.open(settings, FakeEncoder()).generation.manifest.passages == 14
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).generation.manifest.passages == 17


def test_segments_that_no_index_needs_any_more_are_removed(club, write):
    folder = IndexFolder(club.index_folder)
    for text in ("- One.\n", "- Two.\n", "- Three.\n"):
        build(write({**CLUB, "z.md": text}), encoder=FakeEncoder())
    kept = [msgspec.json.decode((place / "manifest.json").read_bytes())["segments"] for place in folder.generations.iterdir()]
    assert len(kept) == 2
    assert {path.name for path in folder.segments.iterdir()} == {entry["name"] for each in kept for entry in each}
