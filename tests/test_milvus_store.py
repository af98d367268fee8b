"""An index whose passages are in a store: built, edited, rolled back, read from another machine, and refused."""

import shutil
from dataclasses import replace

import msgspec
import pytest

from index.answering.quoting import find
from index.answering.searcher import Searcher
from index.building import build, roll_back
from index.building.checking import check_store
from index.errors import NoIndexError, StoredIndexError, StoreError, StoreUnreachableError
from index.files.checksums import Checksum
from index.milvus import opening
from index.milvus.address import Address
from index.milvus.client import Engine, _lite_uri, close_lite
from index.milvus.entities import for_upsert
from index.milvus.naming import named_in_store
from index.milvus.record import builds_collection, only_build, read_record
from index.milvus.schema import ALWAYS, file_row
from index.searching.opening import verify_models
from index.searching.scope import scope_of
from index.settings import StoreSettings
from index.storing.index_folder import IndexFolder
from tests import milvus_servers
from tests.conftest import wait_until, write_project
from tests.fakes import FakeEncoder
from tests.milvus_servers import REAL, Door, drop, new_name

pytest.importorskip("pymilvus", reason="pymilvus is not installed")

quick_polls = milvus_servers.quick_polls

RULES = """# Rules

## Workshop

- Wear goggles near the lathe.
- Wear goggles near the lathe.
- Sweep the floor before you leave.

## Kitchen

- Wash your cup.
- The oven shows E-4012 if its door is open.
"""
FEES = """# Fees

## Members

- Members pay ninety pounds a year.
- Students pay half.
"""
QUESTIONS = ["What do I wear near the lathe?", "Who pays half?", "What is E-4012?", "sweep floor", "Who washes the elephant?"]


@pytest.fixture
def club(tmp_path):
    """A project with a store that nothing has been built into."""
    settings = write_project(tmp_path / "club", {"rules.md": RULES, "fees.md": FEES})
    store = StoreSettings(milvus=REAL or ".footnote/milvus.db", name=new_name(), timeout=5.0)
    settings = msgspec.structs.replace(settings, store=store)
    yield settings
    engine = Engine(Address.of(settings))
    drop(engine)
    engine.close()
    for each in [*opening._engines.values()]:
        each.close()
    opening._engines.clear()
    close_lite()


def make(settings, **options):
    return build(settings, encoder=FakeEncoder(), **options)


def edit(settings, name, before, after):
    path = settings.root / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def ask(searcher, question, **options):
    answer = searcher.ask(question, top=3, **options)
    return answer.outcome, [(hit.passage, round(hit.score, 3)) for hit in answer.hits]


def texts(searcher):
    return [passage.text for passage in searcher.generation.passages]


def engine_of(settings):
    return opening.engine_of(settings)


def published(settings):
    """Return the name of the build that readers of the store use, or None if there is none."""
    engine = Engine(Address.of(settings))
    try:
        record = read_record(engine)
        return record.current.name if record and record.current else None
    finally:
        engine.close()


def damage_of_store(settings):
    """Return what a check finds wrong with the store."""
    return [*check_store(settings, IndexFolder(settings.index_folder).load_manifest())]


def copy_documents(source, target):
    """Copy the documents of one project to another."""
    for document in source.documents:
        shutil.copy(source.root / document.path, target.root)


def on_another_machine(settings, tmp_path, name="elsewhere"):
    """Return the settings of a machine with nothing but config.yaml and the compiled model."""
    folder = tmp_path / name
    folder.mkdir()
    shutil.copy(settings.file, folder)
    (folder / ".footnote" / "encoders" / IndexFolder(settings.index_folder).load_manifest().encoder).mkdir(parents=True)
    milvus = REAL or str(Address.of(settings).lite)
    store = msgspec.structs.replace(settings.store, milvus=milvus)
    return msgspec.structs.replace(settings, root=folder, file=folder / "config.yaml", store=store)


def behind(door, settings, timeout=1.0):
    return msgspec.structs.replace(settings, store=msgspec.structs.replace(settings.store, milvus=door.uri, timeout=timeout))


@pytest.fixture
def written(monkeypatch):
    """The rows of passages that builds write."""
    rows = []
    upsert = Engine.upsert

    def noting(self, collection, written):
        if "_passages_" in collection:
            rows.extend(written)
        upsert(self, collection, written)

    monkeypatch.setattr(Engine, "upsert", noting)
    return rows


def test_a_store_answers_as_the_folder_does(club):
    make(club)
    stored = Searcher.open(club, FakeEncoder())
    local = Searcher.open(msgspec.structs.replace(club, store=None), FakeEncoder())
    assert [*stored.generation.passages] == [*local.generation.passages]
    for question in QUESTIONS:
        assert ask(stored, question) == ask(local, question)
    for scope in ({"document": "fees.md"}, {"section": "Kitchen"}, {"document": "rules.md", "section": "Workshop"}):
        within = scope_of(stored.generation, **scope)
        assert ask(stored, QUESTIONS[0], scope=within) == ask(local, QUESTIONS[0], scope=within)
    first, again = [passage for passage in local.generation.passages if "goggles" in passage.text]
    assert [find(stored.generation, each.id, 99) for each in (first, again)] == [0, 1]
    assert find(stored.generation, 'x" or id > 0', 99) is None


def test_the_lists_around_the_first_passages_are_fetched_in_one_call(club, monkeypatch):
    halls = ("East hall", "West hall", "North hall")
    sections = [f"## {hall}\n\n" + "".join(f"- Locker {number} is free.\n" for number in range(70)) for hall in halls]
    (club.root / "rules.md").write_text("# Rules\n\n" + "\n".join(sections), encoding="utf-8")
    make(club)
    searcher = Searcher.open(club, FakeEncoder())
    fetched = []
    query = Engine.query

    def noting(self, collection, condition, fields, **options):
        fetched.append(tuple(fields))
        return query(self, collection, condition, fields, **options)

    monkeypatch.setattr(Engine, "query", noting)
    hits = searcher.ask("Is locker 41 free?", top=3).hits
    assert {hit.passage.section for hit in hits} == {(hall,) for hall in halls}
    assert fetched.count(("id", "passage")) == 1


OTHERS = "- In November 2023 and Nov 2022: 5 games.\n- Room W102 is beside room 102.\n"


@pytest.mark.parametrize(
    ("question", "text"), [("what is on november 5", "Games, 2024-11-05"), ("what is error 102", "E102 means no bread")]
)
def test_all_ways_of_writing_a_date_or_a_code_are_looked_up_in_one_call(club, monkeypatch, question, text):
    lines = [f"- Rota {number}: mop hall {number}.\n" for number in range(120)]
    (club.root / "rules.md").write_text(f"# Rules\n\n{''.join(lines)}- {text}.\n{OTHERS}", encoding="utf-8")
    make(club)
    searchers = [Searcher.open(settings, FakeEncoder()) for settings in (club, msgspec.structs.replace(club, store=None))]
    calls = []
    matching = Engine.matching

    def noting(self, wanted, words):
        calls.append(words)
        return matching(self, wanted, words)

    monkeypatch.setattr(Engine, "matching", noting)
    assert [searcher.ask(question).hits[0].passage.text for searcher in searchers] == [f"{text}."] * 2
    assert len(calls) == 1


def test_an_edit_writes_only_what_changed(club, written):
    make(club)
    assert len(written) == 7
    written.clear()
    make(club)
    assert written == []
    edit(club, "rules.md", "- Wash your cup.", "- Wash your cup.\n- Dry it.")
    make(club)
    assert [row["added"] for row in written] == [2], "one new row; the passages behind it moved by a line"
    written.clear()
    edit(club, "rules.md", "- Sweep the floor before you leave.\n", "")
    make(club)
    assert [row["removed"] for row in written] == [3], "one row is marked, none is new"
    assert texts(Searcher.open(club, FakeEncoder())) == texts(
        Searcher.open(msgspec.structs.replace(club, store=None), FakeEncoder())
    )
    collection = read_record(engine_of(club)).current.collection
    assert {row["removed"] for row in engine_of(club).walk(collection, "id >= 0", ["removed"])} == {3, ALWAYS}
    edit(club, "fees.md", "half", "a third")
    make(club)
    assert {row["removed"] for row in engine_of(club).walk(collection, "id >= 0", ["removed"])} == {4, ALWAYS}, "cleaned up"


@pytest.mark.parametrize("rows", [0, 3, 7])
def test_an_interrupted_build_leaves_the_old_index_and_the_next_one_goes_on(club, monkeypatch, rows):
    make(club)
    reader = Searcher.open(club, FakeEncoder())
    before = texts(reader)
    edit(club, "rules.md", "goggles", "a helmet")
    edit(club, "fees.md", "half", "a third")
    upsert, left = Engine.upsert, [rows]

    def failing(self, collection, written):
        if "_passages_" in collection:
            upsert(self, collection, written[: left[0]])
            raise StoreUnreachableError("the power failed")
        upsert(self, collection, written)

    monkeypatch.setattr(Engine, "upsert", failing)
    with pytest.raises(StoreUnreachableError):
        make(club)
    monkeypatch.setattr(Engine, "upsert", upsert)
    reader.generation.passages.kept.clear()
    assert texts(reader) == before
    assert texts(Searcher.open(club, FakeEncoder())) == before
    make(club)
    after = Searcher.open(club, FakeEncoder())
    assert texts(after) == [text.replace("goggles", "a helmet").replace("half", "a third") for text in before]
    reader.generation.passages.kept.clear()
    assert texts(reader) == before, "who has not switched yet still reads what was"


def test_a_rollback_returns_to_the_build_before_and_forth_again(club, written):
    make(club)
    edit(club, "fees.md", "half", "a third")
    make(club)
    written.clear()
    roll_back(club)
    assert "Students pay half." in texts(Searcher.open(club, FakeEncoder()))
    roll_back(club)
    assert "Students pay a third." in texts(Searcher.open(club, FakeEncoder()))
    assert written == [], "both are in the store"
    roll_back(club)
    edit(club, "fees.md", "a third", "nothing")
    make(club)
    now = texts(Searcher.open(club, FakeEncoder()))
    assert "Students pay nothing." in now
    assert not any("a third" in text or "half" in text for text in now)


def test_a_full_build_moves_to_another_collection_and_drops_the_old_one_later(club):
    make(club)
    first = read_record(engine_of(club)).current.collection
    make(club, is_full=True)
    record = read_record(engine_of(club))
    assert record.current.collection != first
    assert engine_of(club).target(club.store.name) == record.current.collection
    assert len(texts(Searcher.open(club, FakeEncoder()))) == 7
    edit(club, "fees.md", "half", "a third")
    make(club)
    assert first not in engine_of(club).collections()


def test_another_machine_needs_only_the_settings_and_the_model(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    reader = Searcher.open(other, FakeEncoder())
    here = Searcher.open(club, FakeEncoder())
    assert [ask(reader, question) for question in QUESTIONS] == [ask(here, question) for question in QUESTIONS]
    files = {path.name for path in other.index_folder.rglob("*") if path.is_file()}
    assert not any(name.startswith(("passages", "keys", "bm25", "token")) for name in files)
    edit(club, "fees.md", "half", "a third")
    make(club)
    assert reader.generation.is_current
    assert opening.follow(other)
    assert not reader.generation.is_current
    assert "Students pay a third." in texts(Searcher.open(other, FakeEncoder()))
    assert not opening.follow(other)
    roll_back(club)
    assert opening.follow(other)
    assert "Students pay half." in texts(Searcher.open(other, FakeEncoder()))


def test_what_was_downloaded_is_deleted_when_it_is_no_longer_used(club):
    counts = []
    for step in range(5):
        edit(club, "fees.md", "- Students pay half.", f"- Students pay half.\n- Rule {step} about thing {step}.")
        make(club)
        Searcher.open(club, FakeEncoder())
        counts.append(len([*(club.index_folder / "store").iterdir()]))
    assert counts[1:] == [counts[1]] * 4


def test_a_machine_that_only_read_can_build(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    Searcher.open(other, FakeEncoder())
    copy_documents(club, other)
    edit(other, "fees.md", "half", "a third")
    make(other)
    assert published(club) == IndexFolder(other.index_folder).current().name
    assert "Students pay a third." in texts(Searcher.open(club, FakeEncoder()))


def test_without_the_model_another_machine_says_what_to_copy(club, tmp_path):
    make(club)
    manifest = IndexFolder(club.index_folder).load_manifest()
    listed = {f"encoders/{manifest.encoder}/model.onnx": Checksum(1, "0")}
    downloads = opening._Downloads(engine_of(club), IndexFolder(tmp_path / "elsewhere"))
    with pytest.raises(StoreError, match=r"compiled model .* is not on this machine; copy"):
        downloads._require_encoder(replace(manifest, files=manifest.files | listed))


def test_a_damaged_model_is_to_be_copied_to_a_machine_that_only_answers_and_built_on_others(club, tmp_path):
    make(club)
    manifest = IndexFolder(club.index_folder).load_manifest()
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    files = {"model.onnx": Checksum(7, "0")}
    with pytest.raises(StoredIndexError, match=r"model\.onnx: damaged.*; copy .* from the machine that builds the index"):
        verify_models(tmp_path, replace(manifest, is_remote=True), files)
    with pytest.raises(StoredIndexError, match="run `footnote build`"):
        verify_models(tmp_path, manifest, files)


def test_documents_that_a_pattern_names_need_not_be_here(tmp_path):
    settings = write_project(tmp_path, {"a.md": "# A"}, "")
    entries = tuple(msgspec.structs.replace(settings.documents[0], path=path) for path in ("docs/**/*.md", "./a.md", "b.md"))
    settings = msgspec.structs.replace(settings, documents=entries)
    paths = ["docs/x.md", "docs/y/z.md", "a.md", "b.md", "c.md", "docs/x.txt"]
    assert named_in_store(settings, paths) >= {"docs/x.md", "docs/y/z.md", "a.md", "b.md"}
    assert not named_in_store(settings, paths) & {"c.md", "docs/x.txt"}


def test_nothing_is_shown_of_a_document_that_is_no_longer_named(club):
    make(club)
    fewer = msgspec.structs.replace(club, documents=club.documents[:1])
    searcher = Searcher.open(fewer, FakeEncoder())
    assert all(hit.passage.document == "rules.md" for hit in searcher.ask("Who pays half?", top=3).hits)


def test_a_store_without_an_index_says_to_build(club):
    with pytest.raises(NoIndexError, match=r"no index in the store yet; run `footnote build`"):
        Searcher.open(club, FakeEncoder())


def test_the_store_of_another_bot_is_refused_and_left_as_it_is(club, tmp_path):
    make(club)
    before = published(club)
    stranger = write_project(tmp_path / "stranger", {"secret.md": "# Secret\n\n- Our own.\n"})
    milvus = REAL or str(Address.of(club).lite)
    stranger = msgspec.structs.replace(stranger, store=msgspec.structs.replace(club.store, milvus=milvus))
    with pytest.raises(StoreError, match=r"index of another bot, with 'rules.md'; set `store.name`"):
        make(stranger)
    with pytest.raises(StoreError, match=r"index of another bot.*store\.name"):
        Searcher.open(stranger, FakeEncoder())
    assert published(club) == before
    assert len(texts(Searcher.open(club, FakeEncoder()))) == 7


def test_a_damaged_file_in_the_store_is_told_and_a_full_build_writes_it_again(club, tmp_path):
    make(club)
    engine, record = engine_of(club), read_record(engine_of(club))
    engine.upsert(builds_collection(engine), [file_row(record.current.listing.keys[0], "damaged")])
    other = on_another_machine(club, tmp_path)
    [damage] = damage_of_store(club)
    with pytest.raises(StoreError) as raised:
        Searcher.open(other, FakeEncoder())
    for error in (damage, raised.value):
        assert "a part of the index in the store is damaged" in error.what
        assert error.fix == "run `footnote build --full`"
    make(club, is_full=True)
    assert len(texts(Searcher.open(other, FakeEncoder()))) == 7


@pytest.mark.parametrize("lost", ["collection", "alias", "alias target", "rows", "record", "files"])
def test_what_somebody_broke_is_told_at_the_start_and_the_next_build_repairs_it(club, lost):
    make(club)
    engine, record = engine_of(club), read_record(engine_of(club))
    collection = record.current.collection
    if lost in {"collection", "alias"}:
        engine.drop_alias(club.store.name)
    if lost == "collection":
        engine.drop(collection)
    elif lost == "alias target":
        engine.point(club.store.name, builds_collection(engine))
    elif lost == "rows":
        engine.delete(collection, [row["id"] for row in engine.walk(collection, "id >= 0", ["id"])][:3])
    elif lost == "record":
        engine.delete(builds_collection(engine), ["record"])
    elif lost == "files":
        shutil.rmtree(club.index_folder / "store", ignore_errors=True)
        engine.delete(builds_collection(engine), record.current.listing.keys)
    with pytest.raises(StoredIndexError, match=r"run `footnote build"):
        Searcher.open(club, FakeEncoder())
    assert damage_of_store(club)
    make(club)
    assert len(texts(Searcher.open(club, FakeEncoder()))) == 7
    assert damage_of_store(club) == []


@pytest.mark.parametrize("is_full", [False, True])
def test_a_build_repairs_a_store_whose_record_is_gone_however_often_it_was_built(club, is_full):
    make(club)
    for number in range(3):
        (club.root / "fees.md").write_text(f"{FEES}- Guests pay {number + 2} pounds.\n", encoding="utf-8")
        make(club)
    engine_of(club).drop(builds_collection(engine_of(club)))
    make(club, is_full=is_full)
    assert "Guests pay 4 pounds." in texts(Searcher.open(club, FakeEncoder()))
    assert len(texts(Searcher.open(club, FakeEncoder()))) == 8
    assert damage_of_store(club) == []


@pytest.mark.parametrize("is_running", [False, True])
def test_rows_that_somebody_deletes_are_told_by_a_question(club, is_running):
    make(club)
    edit(club, "fees.md", "half", "a third")
    make(club)
    engine, build = engine_of(club), read_record(engine_of(club)).current
    running = Searcher.open(club, FakeEncoder()) if is_running else None
    engine.delete(build.collection, [row["id"] for row in engine.walk(build.collection, build.condition, ["id"])][:1])
    errors = []

    def is_told():
        try:
            (running or Searcher.open(club, FakeEncoder())).ask(QUESTIONS[0])
        except StoreError as error:
            errors.append(str(error))
        return errors

    wait_until(is_told)  # a server lets searches see deletions a little later
    assert "1 of 7 passages are gone from the collection" in errors[0]
    assert errors[0].endswith("; run `footnote build`, which writes them again")
    [damage] = damage_of_store(club)
    assert damage.what.startswith("1 of 7 passages are gone")
    make(club)
    assert len(texts(Searcher.open(club, FakeEncoder()))) == 7


def test_a_text_that_somebody_changed_in_the_store_is_told_by_a_check_and_repaired_by_a_full_build(club):
    make(club)
    engine, build = engine_of(club), read_record(engine_of(club)).current
    row = engine.query(build.collection, build.condition, ["*"], limit=1)[0]
    engine.upsert(build.collection, [for_upsert(row) | {"passage": [part.replace("e", "a") for part in row["passage"]]}])
    [damage] = damage_of_store(club)
    assert damage.what.startswith("1 of 7 passages in the collection")
    assert damage.fix == "run `footnote build --full`"
    make(club, is_full=True)
    assert damage_of_store(club) == []


def test_a_damaged_download_is_downloaded_again(club, tmp_path):
    make(club)
    other = on_another_machine(club, tmp_path)
    expected = texts(Searcher.open(other, FakeEncoder()))
    generation = IndexFolder(other.index_folder).current()
    for path in sorted(generation.iterdir()):
        path.write_bytes(b"x" + path.read_bytes()[1:])
        assert texts(Searcher.open(other, FakeEncoder())) == expected, path.name
        path.unlink()
        assert texts(Searcher.open(other, FakeEncoder())) == expected, path.name


def test_writing_is_given_more_time_than_a_question(club):
    hasty = msgspec.structs.replace(club, store=msgspec.structs.replace(club.store, timeout=0.5))
    engine, waited = Engine(Address.of(hasty)), []

    class Slow:
        def query(self, *_, timeout, **__):
            waited.append(timeout)
            return [{"count(*)": 3}]

    engine._client = Slow()
    assert engine.count("passages", "id >= 0") == 3
    assert waited[0] > 10


def test_an_index_of_another_model_is_refused(club):
    make(club)
    named = msgspec.structs.replace(club, model="multilingual")
    with pytest.raises(StoredIndexError, match=r"not multilingual.*footnote build"):
        Searcher.open(named)


def test_a_second_build_waits_and_then_says_so(club, monkeypatch):
    make(club)
    edit(club, "fees.md", "half", "a third")
    monkeypatch.setattr("index.milvus.record.BUILD_SECONDS", 0.1)
    with only_build(Engine(Address.of(club))), pytest.raises(StoreError, match="another build is writing"):
        make(club)
    make(club)


def test_a_server_that_goes_away_is_told_to_who_asks_and_used_again_when_it_is_back(club, tmp_path):
    make(club)
    engine = engine_of(club)
    door = Door(REAL or _lite_uri(engine.address))
    other = behind(door, on_another_machine(club, tmp_path))
    searcher = Searcher.open(other, FakeEncoder())
    asked = ask(searcher, QUESTIONS[0])
    door.shut()
    searcher.generation.passages.kept.clear()
    with pytest.raises(StoreUnreachableError, match=r"no Milvus server answers.*answered again"):
        searcher.ask(QUESTIONS[0])
    with pytest.raises(StoreUnreachableError):
        Searcher.open(other, FakeEncoder())
    assert engine_of(other).problem
    door.open()
    engine_of(other)._failed_at = float("-inf")
    assert ask(searcher, QUESTIONS[0]) == asked
    assert engine_of(other).problem is None
    door.shut()


def test_a_build_that_cannot_reach_the_server_leaves_everything_as_it_was(club, tmp_path):
    make(club)
    door = Door(REAL or _lite_uri(engine_of(club).address))
    door.shut()
    edit(club, "fees.md", "half", "a third")
    with pytest.raises(StoreUnreachableError):
        make(behind(door, club))
    assert "Students pay half." in texts(Searcher.open(club, FakeEncoder()))
    assert "Students pay half." in texts(Searcher.open(msgspec.structs.replace(club, store=None), FakeEncoder()))
    make(club)
    assert "Students pay a third." in texts(Searcher.open(club, FakeEncoder()))


def test_what_members_write_cannot_leave_a_condition(club):
    (club.root / 'a"] or id > 0 or document in ["b.md').write_text("# X\n\n- Odd one.\n", encoding="utf-8")
    entry = msgspec.structs.replace(club.documents[0], path='a"] or id > 0 or document in ["b.md')
    odd = msgspec.structs.replace(club, documents=(*club.documents, entry))
    make(odd)
    searcher = Searcher.open(odd, FakeEncoder())
    scope = scope_of(searcher.generation, document=entry.path)
    found = searcher.ask("Odd one?", top=3, scope=scope).hits
    assert {hit.passage.document for hit in found} == {entry.path}


def test_a_listing_with_a_path_that_leads_out_is_refused(club, tmp_path):
    make(club)
    engine = engine_of(club)
    other = on_another_machine(club, tmp_path)
    downloads = opening._Downloads(engine, IndexFolder(other.index_folder))
    build = read_record(engine).current
    listing = downloads.listing(build)
    bad = msgspec.structs.replace(listing, files={"generations/x/../../../evil": listing.manifest})
    with pytest.raises(StoreError, match="invalid name"):
        downloads.write(build, bad)
