"""Rolling back to the previous index."""

import msgspec
import pytest

from index.answering.searcher import Searcher
from index.building import build, is_behind, roll_back
from index.building.checking import check_index
from index.errors import FootnoteError, StoredIndexError
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest
from tests import corpora
from tests.corpora import CLUB, contents, damage, embedded, equals_fresh_build
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club


def first_text(settings, question):
    return Searcher.open(settings, FakeEncoder()).ask(question, top=1).hits[0].passage.text


def test_a_rollback_restores_the_previous_index_and_a_second_one_undoes_it(club, write):
    before = contents(club, FakeEncoder())
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    after = contents(settings, FakeEncoder())
    assert roll_back(settings).passages == 14
    assert contents(settings, FakeEncoder()) == before
    roll_back(settings)
    assert contents(settings, FakeEncoder()) == after


def test_a_rollback_without_an_earlier_index_is_refused(club):
    before = contents(club, FakeEncoder())
    with pytest.raises(StoredIndexError, match=r"no previous index to switch to; ") as caught:
        roll_back(club)
    assert "\n" not in str(caught.value)
    assert contents(club, FakeEncoder()) == before


def test_a_rollback_without_any_index_is_refused(write):
    with pytest.raises(FootnoteError, match=r"no index yet; run `footnote build`"):
        roll_back(write(CLUB))


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", ["manifest.json", "passages.jsonl", "forms.txt", "vectors.npy", "segment.json"])
def test_a_rollback_to_a_damaged_index_is_refused(write, name, how):
    build(write({"z.md": "- The end.\n"}), encoder=FakeEncoder())
    [path] = (path for path in IndexFolder(write(CLUB).index_folder).path.rglob(name))
    settings = write({"z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    damage(path, how)
    with pytest.raises(StoredIndexError, match=name):
        roll_back(settings)
    assert first_text(settings, "end") == "Another end."


def test_a_build_after_a_rollback_indexes_the_current_documents(club, write):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    assert first_text(settings, "end") == "The end."
    assert embedded(settings) == []
    assert equals_fresh_build(settings)
    roll_back(settings)
    assert first_text(settings, "end") == "The end."


def test_a_rollback_from_a_damaged_index_works(club, write):
    before = contents(club, FakeEncoder())
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    (IndexFolder(settings.index_folder).current() / "manifest.json").write_text("{")
    settings = msgspec.structs.replace(settings, model="fake")
    roll_back(settings)
    assert contents(settings, FakeEncoder()) == before


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "prompts: {document: 'fact '}", "without `prompts.document`"),
        ("prompts: {document: 'fact '}", "", "with `prompts.document` 'fact '"),
        ("prompts: {document: 'fact '}", "prompts: {document: 'word '}", "with `prompts.document` 'fact '"),
        ("", "model: other", "with `model` 'fake'"),
        ("", "runtime: torch\nprompts: {document: 'fact '}", "with `runtime` 'onnx' and without `prompts.document`"),
    ],
)
def test_a_rollback_that_config_yaml_prevents_names_what_differs(project, was, now, said):
    build(project(CLUB, f"model: fake\n{was}\n"), encoder=FakeEncoder())
    between = project({**CLUB, "z.md": "- Another end.\n"}, "model: fake\nprompts: {document: 'last '}\n")
    build(between, encoder=FakeEncoder())
    model = "" if "model:" in now else "model: fake\n"
    settings = project(CLUB, config=f"{model}{now}\n")
    with pytest.raises(StoredIndexError) as caught:
        roll_back(settings)
    assert f": the previous index was built {said}; first change config.yaml accordingly" in str(caught.value)


@pytest.mark.parametrize("damaged", ["a file of it", "the pointer"])
def test_a_build_after_damage_keeps_the_newest_complete_index_for_a_rollback(club, write, damaged):
    before = contents(club, FakeEncoder())
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    (folder.current() / "forms.txt").unlink()
    if damaged == "the pointer":
        (folder.path / "current").write_text("")
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    assert contents(settings, FakeEncoder()) == before


def test_a_build_that_repairs_vectors_keeps_no_damaged_index_for_a_rollback(club, write):
    before = contents(club, FakeEncoder())
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    old = {entry.name for entry in Manifest.load(folder.generations / folder.previous() / MANIFEST).segments}
    [new] = [entry.name for entry in folder.load_manifest().segments if entry.name not in old]
    (folder.segment(new) / "vectors.npy").write_bytes(b"")
    build(settings, encoder=FakeEncoder())
    assert check_index(settings).damage == ()
    roll_back(settings)
    assert contents(settings, FakeEncoder()) == before


def is_behind_documents(settings):
    """Return whether the index is behind its documents, with the model of the build in the settings."""
    return is_behind(msgspec.structs.replace(settings, model="fake"))


def test_after_a_rollback_the_index_is_not_behind_until_the_documents_change_again(club, write):
    assert not is_behind_documents(club)
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    assert is_behind_documents(settings)
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    assert not is_behind_documents(settings)
    assert is_behind_documents(write({**CLUB, "z.md": "- Yet another end.\n"}))


def test_undoing_a_rollback_leaves_no_trace_of_it(club, write):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    roll_back(settings)
    assert not is_behind_documents(settings)
    assert is_behind_documents(write(CLUB))
