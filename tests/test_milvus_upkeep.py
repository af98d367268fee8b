"""A bot whose index is in a store: it takes over new builds, and says when the store is away and back."""

import asyncio
import logging
import shutil

import msgspec
import pytest
from filelock import FileLock

from bot.upkeep.keeping import Keeper
from index.answering.searcher import Searcher
from index.building import build
from index.errors import StoreError
from index.files.blocks import SMALL_BYTES
from index.milvus import opening
from index.milvus.address import Address
from index.milvus.client import Engine, _lite_uri, close_lite
from index.settings import StoreSettings, load_settings
from index.storing.index_folder import IndexFolder
from tests import milvus_servers
from tests.conftest import write_project
from tests.fakes import FakeEncoder
from tests.milvus_servers import REAL, Door, drop, new_name
from tests.test_upkeep import until

pytest.importorskip("pymilvus", reason="pymilvus is not installed")

quick_polls = milvus_servers.quick_polls


class Desk:
    """Has the searcher that answers."""

    def __init__(self, searcher):
        self.searcher = searcher


@pytest.fixture
def club(tmp_path):
    settings = write_project(tmp_path, {"fees.md": "# Fees\n\n- Members pay ninety pounds.\n"})
    store = StoreSettings(milvus=REAL or ".footnote/milvus.db", name=new_name(), timeout=1.0)
    written = (settings.file.read_text(encoding="utf-8")) + f"store: {{milvus: '{store.milvus}', name: {store.name}}}\n"
    settings.file.write_text(written, encoding="utf-8")
    settings = msgspec.structs.replace(settings, store=store)
    yield settings
    engine = Engine(Address.of(settings))
    drop(engine)
    engine.close()
    for each in opening._engines.values():
        each.close()
    opening._engines.clear()
    close_lite()


async def test_an_outage_is_logged_when_it_begins_and_when_it_ends(club, caplog):
    caplog.set_level(logging.INFO)
    build(club, encoder=FakeEncoder())
    searcher = Searcher.open(club, FakeEncoder())
    door = Door(REAL or _lite_uri(opening.engine_of(club).address))
    keeper = Keeper(msgspec.structs.replace(club, store=msgspec.structs.replace(club.store, milvus=door.uri)), Desk(searcher))

    async def follow():
        keeper._store_checked = float("-inf")
        opening.engine_of(keeper.settings)._failed_at = float("-inf")
        await keeper._follow_store()

    def logged(level):
        return [record.getMessage() for record in caplog.records if record.levelno == level and "store" in record.getMessage()]

    await follow()
    assert not keeper.is_store_failing
    door.shut()
    for _ in range(3):
        await follow()
    assert keeper.is_store_failing
    door.open()
    await follow()
    assert not keeper.is_store_failing
    assert len([line for line in caplog.records if "no Milvus server answers" in line.getMessage()]) == 1
    assert logged(logging.INFO) == ["the store can be used again"]
    door.shut()


async def test_the_store_is_looked_at_now_and_then(club, monkeypatch):
    build(club, encoder=FakeEncoder())
    calls = []
    monkeypatch.setattr("bot.upkeep.keeping._follow", calls.append)
    keeper = Keeper(club, Desk(Searcher.open(club, FakeEncoder())))
    for _ in range(5):
        await keeper._follow_store()
    assert calls == [club]
    local = Keeper(msgspec.structs.replace(club, store=None), Desk(None))
    await local._follow_store()
    assert calls == [club]


async def test_a_bot_downloads_a_file_again_that_it_finds_damaged(club, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("bot.upkeep.keeping.VERIFY_DELAY", 0.1)
    caplog.set_level(logging.INFO)
    lines = "".join(f"- Boat {' '.join(f'{number}berth{place}' for place in range(20))}.\n" for number in range(600))
    (club.root / "fees.md").write_text(f"# Fees\n\n- Members pay ninety pounds.\n{lines}", encoding="utf-8")
    build(club, encoder=FakeEncoder())
    other = tmp_path / "elsewhere"
    (other / ".footnote" / "encoders" / IndexFolder(club.index_folder).load_manifest().encoder).mkdir(parents=True)
    config = club.file.read_text(encoding="utf-8").replace("'.footnote/milvus.db'", f"'{REAL or Address.of(club).lite}'")
    (other / "config.yaml").write_text(f"{config}model: fake\n", encoding="utf-8")
    settings = load_settings(other / "config.yaml")
    searcher = Searcher.open(settings, FakeEncoder())
    path = max(searcher.generation.path.iterdir(), key=lambda file: file.stat().st_size)
    assert path.stat().st_size > SMALL_BYTES, "smaller ones are verified when they are opened"
    damaged = path.with_suffix(".damaged")
    data = path.read_bytes()
    damaged.write_bytes(data[:-100] + bytes([data[-100] ^ 1]) + data[-99:])
    keeper = Keeper(settings, Desk(searcher))
    damaged.replace(path)
    with FileLock(other / ".footnote" / "lock"):  # as a build would hold it
        running = asyncio.create_task(keeper.run())
        await until(lambda: keeper.failure is not None)
        await asyncio.sleep(0.5)
        assert "downloaded the index again" not in caplog.text
    try:
        await until(lambda: "downloaded the index again" in caplog.text)
        assert path.read_bytes() == data
        assert keeper.answerer.searcher is not searcher
        await until(lambda: keeper.failure is None)
    finally:
        running.cancel()
        await keeper.stop()
        shutil.rmtree(other, ignore_errors=True)


@pytest.mark.parametrize("damage", ["rows", "collection"])
async def test_a_bot_answers_again_once_a_build_has_written_what_somebody_deleted(club, damage):
    build(club, encoder=FakeEncoder())
    desk = Desk(Searcher.open(club, FakeEncoder()))
    keeper = Keeper(club, desk)
    keeper._open = lambda before: Searcher.open(club, FakeEncoder(), before=before)
    engine = opening.engine_of(club)
    [collection] = [name for name in engine.collections() if name.startswith(f"{club.store.name}_passages")]
    if damage == "rows":
        engine.delete(collection, [row["id"] for row in engine.walk(collection, "id >= 0 or id < 0", ["id"])])
    else:
        engine.drop_alias(club.store.name)
        engine.drop(collection)
    with pytest.raises(StoreError, match="run `footnote build`, which writes"):
        desk.searcher.ask("What do members pay?")
    name = desk.searcher.generation.name
    build(club, encoder=FakeEncoder())
    await keeper._follow_store()
    assert desk.searcher.generation.name == name
    assert desk.searcher.ask("What do members pay?").hits[0].passage.text == "Members pay ninety pounds."
    kept = desk.searcher
    keeper._store_checked = float("-inf")
    await keeper._follow_store()
    assert desk.searcher is kept
