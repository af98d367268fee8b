"""A store and who uses it: other bots with documents of the same names, new machines, and index folders that came before it."""

import shutil

import msgspec
import pytest

from bot.commands.project import open_index
from bot.doctor.project import check_corpus
from bot.doctor.store import check_store as examine_store
from index.answering.searcher import Searcher
from index.building import build, is_behind, pending_changes, roll_back
from index.building.checking import check_store
from index.errors import NoIndexError, StoredIndexError, StoreError
from index.milvus import opening
from index.milvus.address import Address
from index.storing.index_folder import IndexFolder
from tests import milvus_servers, test_milvus_store
from tests.conftest import write_project
from tests.fakes import FakeEncoder
from tests.milvus_servers import REAL
from tests.test_milvus_store import FEES, RULES, copy_documents, edit, make, on_another_machine, published, texts

pytest.importorskip("pymilvus", reason="pymilvus is not installed")

club, quick_polls = test_milvus_store.club, milvus_servers.quick_polls
OF_ANOTHER_BOT = r"the store has the index of another bot.*set `store.name` in config.yaml to another name"


def with_store_of(settings, club, **changes):
    """Return settings with the store of the club."""
    milvus = REAL or str(Address.of(club).lite)
    return msgspec.structs.replace(settings, store=msgspec.structs.replace(club.store, milvus=milvus), **changes)


def quoted(settings):
    return texts(Searcher.open(settings, FakeEncoder()))


def without_store(settings):
    return msgspec.structs.replace(settings, store=None)


def as_built(settings):
    """Return the settings with the model that the fake encoder says it is."""
    return msgspec.structs.replace(settings, model="fake")


@pytest.mark.parametrize(
    "documents",
    [
        {
            "rules.md": "# Zoo\n\n- Do not feed the bears.\n- Stay on the paths.\n",
            "fees.md": "# Fees\n\n- A ticket costs nine.\n",
        },
        {"rules.md": "# Zoo\n\n- Do not feed the bears.\n- Wash your cup.\n- Stay on the paths.\n"},
        {"rules.md": "# Zoo\n\n- Do not feed the bears.\n", "zoo.md": "- Stay.\n", "fees.md": "- A ticket costs nine.\n"},
    ],
)
@pytest.mark.parametrize("has_index", [False, True])
def test_another_bot_with_documents_of_the_same_names_is_refused_and_changes_nothing(club, tmp_path, documents, has_index):
    make(club)
    before = published(club)
    settings = write_project(tmp_path / "zoo", documents)
    if has_index:
        make(settings)
    zoo = with_store_of(settings, club)
    with pytest.raises(StoreError, match=OF_ANOTHER_BOT):
        Searcher.open(zoo, FakeEncoder())
    for options in ({}, {"is_full": True}):
        with pytest.raises(StoreError, match=rf"with 'rules.md'; .*; or, .* drop the collection {club.store.name}_builds"):
            make(zoo, **options)
    assert (published(club), len(quoted(club))) == (before, 7)
    if has_index:
        assert "Do not feed the bears." in quoted(settings)


def test_another_bot_whose_pattern_matches_the_documents_of_a_store_does_not_quote_them(club, tmp_path):
    make(club)
    settings = write_project(tmp_path / "zoo", {"zoo.md": "# Zoo\n\n- Do not feed the bears.\n"})
    entries = (msgspec.structs.replace(settings.documents[0], path="*.md"),)
    zoo = with_store_of(settings, club, documents=entries)
    with pytest.raises(StoreError, match=OF_ANOTHER_BOT):
        Searcher.open(zoo, FakeEncoder())
    (zoo.root / "zoo.md").unlink()
    assert len(quoted(zoo)) == 7, "a machine without documents is one that only answers"


@pytest.mark.parametrize(
    "edits", [[], [("rules.md", "Sweep", "Mop")], [("rules.md", "Sweep", "Mop"), ("fees.md", "half", "a third")]]
)
def test_a_new_machine_with_the_documents_may_build_even_after_edits(club, tmp_path, edits):
    make(club)
    fresh = with_store_of(write_project(tmp_path / "fresh", {"rules.md": RULES, "fees.md": FEES}), club)
    for name, before, after in edits:
        edit(fresh, name, before, after)
    make(fresh)
    assert published(club) == IndexFolder(fresh.index_folder).current().name
    assert ("Mop the floor before you leave." in quoted(club)) == bool(edits)


def test_a_new_machine_whose_documents_all_changed_is_told_to_build_first(club, tmp_path):
    make(club)
    fresh = with_store_of(write_project(tmp_path / "fresh", {"rules.md": RULES, "fees.md": FEES}), club)
    for name, before, after in (("rules.md", "Sweep", "Mop"), ("fees.md", "half", "a third")):
        edit(fresh, name, before, after)
    with pytest.raises(StoreError, match=r"changed much, such as 'rules.md'; .*, or run `footnote build` if it is this bot's"):
        Searcher.open(fresh, FakeEncoder())


def test_a_machine_that_has_read_from_the_store_stays_let_in(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    quoted(other)
    for name in ("rules.md", "fees.md"):
        (other.root / name).write_text("# Old\n\n- Something else entirely.\n", encoding="utf-8")
    edit(club, "fees.md", "half", "a third")
    make(club)
    assert "Students pay a third." in quoted(other)


def test_a_machine_that_answers_never_builds_by_itself(club, tmp_path):
    make(club)
    before = published(club)
    other = on_another_machine(club, tmp_path)
    copy_documents(club, other)
    edit(other, "fees.md", "half", "a third")
    eager = msgspec.structs.replace(other, watch=True, documents=other.documents[:1])
    assert not is_behind(eager)
    searcher = Searcher.open(eager, FakeEncoder())
    assert pending_changes(as_built(other), searcher.generation.manifest) == ["fees.md has changed"]
    assert not is_behind(eager)
    assert published(club) == before


def test_documents_that_an_old_config_does_not_name_are_left_out_and_not_deleted(club, tmp_path, monkeypatch):
    make(club)
    before = published(club)
    other = on_another_machine(club, tmp_path)
    opened = Searcher.open
    monkeypatch.setattr(Searcher, "open", lambda settings, **_: opened(settings, FakeEncoder()))
    searcher = open_index(msgspec.structs.replace(other, documents=other.documents[:1]))
    assert {hit.passage.document for hit in searcher.ask("Who pays half?", top=5).hits} <= {"rules.md"}
    assert published(club) == before


def test_from_the_folder_to_the_store_and_back_the_newest_build_counts(club):
    make(club)
    folder = without_store(club)
    edit(club, "fees.md", "half", "a third")
    build(folder, encoder=FakeEncoder())
    assert "Students pay a third." in quoted(folder)
    assert "Students pay half." in quoted(club)
    assert pending_changes(as_built(club), IndexFolder(club.index_folder).load_manifest()) == ["fees.md has changed"]
    make(club)
    assert "Students pay a third." in quoted(club)
    assert pending_changes(as_built(club), IndexFolder(club.index_folder).load_manifest()) == []
    assert "Students pay a third." in quoted(folder)


def test_without_the_store_an_index_that_is_only_there_is_built_again_with_a_reason(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    quoted(other)
    folder = without_store(other)
    with pytest.raises(
        NoIndexError, match=r"the passages are in a store, which config.yaml does not name; run `footnote build`"
    ):
        Searcher.open(folder, FakeEncoder())
    [damage] = check_store(folder, IndexFolder(other.index_folder).load_manifest())
    assert isinstance(damage, NoIndexError)
    copy_documents(club, other)
    build(folder, encoder=FakeEncoder())
    assert len(quoted(folder)) == 7


def test_a_machine_that_took_over_can_roll_back_to_a_build_of_another(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    quoted(other)
    copy_documents(club, other)
    edit(other, "fees.md", "half", "a third")
    make(other)
    with pytest.raises(StoredIndexError, match=r"previous index are in a store, .*; set `store` in config.yaml first"):
        roll_back(without_store(other))
    roll_back(other)
    assert all("Students pay half." in quoted(each) for each in (other, club))
    roll_back(other)
    assert all("Students pay a third." in quoted(each) for each in (other, club))
    assert opening.follow(other) is False


def test_doctor_does_not_miss_documents_on_a_machine_that_answers(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    quoted(other)
    manifest = IndexFolder(other.index_folder).load_manifest()
    [check] = check_corpus(other, manifest).checks
    assert (check.state, check.found) == ("skipped", "the documents are not on this machine, which answers from the store")
    shutil.copy(club.root / "fees.md", other.root)
    [check] = check_corpus(other, manifest).checks
    assert (check.state, check.found) == ("ok", "1 document can be read")


@pytest.mark.parametrize("document", ["zoo.md", "rules.md"])
def test_doctor_says_that_a_store_is_another_bots(club, tmp_path, document):
    make(club)
    settings = write_project(tmp_path / "zoo", {document: "# Zoo\n\n- Do not feed the bears.\n- Stay on the paths.\n"})
    make(without_store(settings))
    manifest = IndexFolder(settings.index_folder).load_manifest()
    [check] = examine_store(with_store_of(settings, club), manifest).checks
    assert check.state == "failed"
    assert "the store has the index of another bot" in check.found
    assert check.fix.startswith("set `store.name` in config.yaml to another name")


def test_doctor_looks_into_the_store(club):
    make(club)
    manifest = IndexFolder(club.index_folder).load_manifest()
    [check] = examine_store(club, manifest).checks
    assert (check.name, check.state) == ("Store", "ok")
    assert check.found.endswith(": 7 passages, intact")
    assert examine_store(without_store(club), manifest).checks == ()
    opening.engine_of(club).drop_alias(club.store.name)
    [check] = examine_store(club, manifest).checks
    assert (check.state, check.fix) == ("failed", "run `footnote build`, which sets it again")
    wrong = msgspec.structs.replace(club, store=msgspec.structs.replace(club.store, milvus="nonsense://x"))
    [check] = examine_store(wrong, manifest).checks
    assert (check.state, check.fix) == ("failed", "write `http://HOST:19530`, or a path that ends in `.db`")
