"""The client of a Milvus server: addresses, rows, searches, and servers that are gone, slow or something else."""

import http.server
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.errors import SettingsError, StoreError, StoreUnreachableError
from index.milvus.address import Address
from index.milvus.client import ATTEMPTS, Engine, RowRequest, _lite_uri, close_lite
from index.milvus.entities import tokenized
from index.milvus.files import FileStore
from index.milvus.record import Record, Ticket, builds_collection, only_build, read_record, require_build, write_record
from index.milvus.schema import ALWAYS, file_row, file_schema, passage_schema
from index.settings import load_settings
from tests import milvus_servers
from tests.conftest import ROOT
from tests.milvus_servers import REAL, Door, engine_at, new_name

pytest.importorskip("pymilvus", reason="pymilvus is not installed")
grpc = pytest.importorskip("grpc")

quick_polls = milvus_servers.quick_polls

DIMENSION = 8
MARKED = "s3cret-Pa55"


@pytest.fixture
def engine(tmp_path):
    with engine_at(tmp_path) as engine:
        yield engine


@pytest.fixture
def door(tmp_path):
    """A server behind a door, and the door."""
    with engine_at(tmp_path) as engine:
        uri = engine.address.uri or _lite_uri(engine.address)
        door = Door(uri)
        yield door
        door.shut()


def engine_behind(door, timeout=2.0, name=None):
    return Engine(Address(door.uri, name or new_name(), timeout, door.uri))


def address_of(tmp_path, store):
    (tmp_path / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nstore: {{{store}}}\n", encoding="utf-8")
    return Address.of(load_settings(tmp_path / "config.yaml"))


def row(key, vector, terms, engine, **fields):
    made = {
        "id": key,
        "added": 1,
        "removed": ALWAYS,
        "document": "a.md",
        "section": "",
        "content": "c",
        "passage": ["{}"],
        "tokens": ["é" * 10],
        "vector": vector,
    }
    words = {"terms": tokenized(terms)} if engine.has_bm25 else {"term_hashes": [1, key]}
    return made | words | fields


def unit(position):
    return [float(position % DIMENSION == each) for each in range(DIMENSION)]


@pytest.mark.parametrize(
    ("written", "uri", "shown"),
    [
        ("http://box:19530", "http://box:19530", "http://box:19530"),
        ("https://box", "https://box:443", "https://box:443"),
        ("tcp://box", "tcp://box:19530", "tcp://box:19530"),
        (f"http://root:{MARKED}@box:1234/club", "http://box:1234/club", "http://box:1234/club"),
        ("http://[::1]:19530/", "http://[::1]:19530", "http://[::1]:19530"),
    ],
)
def test_an_address_is_shown_without_its_secrets(tmp_path, written, uri, shown):
    address = address_of(tmp_path, f"milvus: '{written}'")
    assert (address.uri, address.shown) == (uri, shown)
    assert MARKED not in repr(address)
    assert not address.token or MARKED not in address.hide(f"login failed for root:{MARKED}, {MARKED}")


@pytest.mark.parametrize("written", ["box:19530", "ftp://box", "http://", "http://box:port", "/var/lib/milvus", "milvus"])
def test_what_is_no_address_is_reported(tmp_path, written):
    with pytest.raises(SettingsError, match=r"store.milvus.*http://HOST:19530"):
        address_of(tmp_path, f"milvus: '{written}'")


def test_a_token_comes_from_a_variable(tmp_path, monkeypatch):
    store = "milvus: 'http://box', token_variable: CLUB_TOKEN"
    monkeypatch.delenv("CLUB_TOKEN", raising=False)
    with pytest.raises(SettingsError, match="CLUB_TOKEN"):
        address_of(tmp_path, store)
    monkeypatch.setenv("CLUB_TOKEN", f"root:{MARKED}\n")
    assert address_of(tmp_path, store).token == f"root:{MARKED}"


def test_a_path_is_relative_to_the_project(tmp_path):
    assert address_of(tmp_path, "milvus: .footnote/milvus.db").lite == tmp_path / ".footnote" / "milvus.db"


def test_rows_are_written_found_and_deleted(engine):
    name = f"{engine.address.name}_rows"
    engine.create(name, passage_schema(DIMENSION, has_bm25=engine.has_bm25))
    texts = [["bring", "towel"], ["tüte", "e-4012"], ["towel", "towel", "rack"], ["übung"]]
    engine.upsert(name, [row(key, unit(key), terms, engine) for key, terms in enumerate(texts)])
    [found] = engine.get(name, [1], ["id", "tokens", "vector"], is_strong=True)
    assert found["tokens"] == ["é" * 10]
    engine.upsert(name, [row(3, unit(3), texts[3], engine, removed=2)])
    visible = "added <= 2 and removed > 2"
    assert {each["id"] for each in engine.walk(name, visible, ["id"])} == {0, 1, 2}
    assert [each.key for each in engine.near(RowRequest(name, 1, visible, ["id"]), unit(2))] == [2]
    if not engine.has_bm25:
        pytest.skip("this server has no BM25: only vectors and conditions were searched")
    assert engine.matching(RowRequest(name, 5, visible, ["id"]), tokenized(["towel"]))[0].key == 2
    assert [each.key for each in engine.matching(RowRequest(name, 5, visible, ["id"]), tokenized(["e-4012"]))] == [1]
    assert engine.matching(RowRequest(name, 5, visible, ["id"]), tokenized(["übung"])) == []
    both = engine.both(RowRequest(name, 1, visible, ["id"]), unit(0), tokenized(["tüte"]))
    assert {each.key for each in both} == {0, 1}
    engine.delete(name, [0])
    assert engine.get(name, [0], ["id"], is_strong=True) == []


def test_what_does_not_exist_is_nothing(engine):
    assert engine.fields("test_none") is None
    assert engine.target("test_none") is None
    engine.drop("test_none")
    engine.drop_alias("test_none")
    with pytest.raises(StoreError, match=r"is gone.*footnote build"):
        engine.get("test_none", [1], ["id"])


def test_files_come_back_as_they_were(engine):
    collection = builds_collection(engine)
    engine.create(collection, file_schema())
    files, known = FileStore(engine, collection), set()
    contents = [b"", b"short", np.random.default_rng(1).bytes(200_000), "größe\n".encode() * 1000]
    stored = [files.put(content, known) for content in contents]
    assert list(files.get_all(stored)) == contents
    assert files.known() == known
    files.keep_only(stored[1].keys, known)
    assert files.get(stored[1]) == b"short"
    with pytest.raises(StoreError, match=r"missing in the store; run `footnote build`$"):
        files.get(stored[2])
    [key] = stored[1].keys
    engine.upsert(collection, [{"id": key, "data": "AAAA", "unused": [0.0, 0.0]}])
    with pytest.raises(StoreError, match=r"damaged.*--full"):
        files.get(stored[1])


def test_one_build_writes_at_a_time(engine):
    with only_build(engine):
        assert not Ticket(engine).take(0)
        with pytest.raises(StoreError, match="another build is writing"), only_build(engine, seconds=0):
            pass
    with only_build(engine, seconds=0):
        pass


@pytest.mark.parametrize("left", ["not a ticket", '["elsewhere",1,1000000.0]', None])
def test_the_ticket_of_an_interrupted_build_does_not_count(engine, left):
    with only_build(engine):
        pass
    if left is None:  # of a process of this machine that is gone
        import socket
        import subprocess
        import sys

        process = subprocess.Popen([sys.executable, "-c", ""])
        process.wait()
        left = f'["{socket.gethostname()}",{process.pid},{time.time()}]'
    row = {"id": "ticket-0000", "data": left, "unused": [0.0, 0.0]}
    engine.upsert(builds_collection(engine), [row])
    with only_build(engine, seconds=0):
        pass


def test_a_record_of_another_version_is_refused(engine):
    engine.create(builds_collection(engine), file_schema())
    write_record(engine, Record("me", format=99))
    with pytest.raises(StoreError, match=r"newer version.*update Footnote"):
        read_record(engine)
    write_record(engine, Record("me", format=0))
    with pytest.raises(StoreError, match=r"earlier version.*--full"):
        read_record(engine)
    engine.upsert(builds_collection(engine), [{"id": "record", "data": "{", "unused": [0.0, 0.0]}])
    with pytest.raises(StoreError, match=r"record in .* is damaged"):
        read_record(engine)


def test_collections_of_other_programs_are_left_alone(engine):
    schema = passage_schema(DIMENSION, has_bm25=engine.has_bm25)
    engine.create(builds_collection(engine), schema)
    with pytest.raises(StoreError, match=r"not one of Footnote.*store\.name"):
        read_record(engine)
    engine.create(engine.address.name, schema)
    with pytest.raises(StoreError, match=r"another program.*store\.name"):
        require_build(engine, None)
    assert engine.fields(engine.address.name) is not None


def test_a_server_that_is_not_there_is_reported_in_time():
    door = Door("http://127.0.0.1:9")
    door.shut()
    engine = engine_behind(door, timeout=1.0)
    started = time.monotonic()
    with pytest.raises(StoreUnreachableError, match=r"no Milvus server answers.*check that Milvus is running"):
        engine.collections()
    assert time.monotonic() - started < 20
    assert engine.problem
    with pytest.raises(StoreUnreachableError):
        engine.collections()


def test_a_server_of_another_kind_is_reported():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    uri = f"http://127.0.0.1:{server.server_port}"
    with pytest.raises(StoreUnreachableError, match="no Milvus server answers"):
        Engine(Address(uri, "x", 1.0, uri)).collections()
    server.shutdown()
    server.server_close()


def test_a_server_without_tls_at_an_address_with_it_is_reported_without_lines_of_the_library(tmp_path):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = f"documents: [a.md]\nstore: {{milvus: 'https://root:{MARKED}@127.0.0.1:{server.server_port}', timeout: 1}}\n"
    (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    (tmp_path / "a.md").write_text("- Dogs may come.\n", encoding="utf-8")
    command = [sys.executable, "-m", "bot", "--config", str(tmp_path / "config.yaml"), "ask", "Dogs?"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    server.shutdown()
    server.server_close()
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if not line.startswith("footnote: ")] == []
    assert "no Milvus server answers" in done.stderr
    assert MARKED not in done.stderr


@pytest.mark.parametrize("state", [grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED])
def test_wrong_credentials_are_reported_at_once_and_not_shown(state):
    calls = []

    class Refusing(grpc.GenericRpcHandler):
        def service(self, details):
            calls.append(details.method)
            said = f"auth check failure for root:{MARKED}, password {MARKED}"
            return grpc.unary_unary_rpc_method_handler(lambda _, context: context.abort(state, said))

    server = grpc.server(ThreadPoolExecutor(1), handlers=(Refusing(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    uri = f"http://127.0.0.1:{port}"
    with pytest.raises(StoreError, match=r"refused the credentials.*store\.token_variable") as caught:
        Engine(Address(uri, "x", 2.0, uri, token=f"root:{MARKED}")).collections()
    server.stop(0).wait()
    assert not isinstance(caught.value, StoreUnreachableError)
    assert MARKED not in str(caught.value)


def test_a_call_survives_a_server_that_is_back_in_time(door):
    engine = engine_behind(door, timeout=30.0)
    assert isinstance(engine.collections(), list)
    door.shut()
    opening = threading.Timer(0.3, door.open)
    opening.start()
    assert isinstance(engine.collections(), list)
    opening.join()
    assert engine.problem is None
    engine.close()


def test_a_slow_server_is_given_up_and_used_again(door):
    engine = engine_behind(door, timeout=1.0)
    engine.collections()
    door.is_silent = True
    with pytest.raises(StoreUnreachableError):
        engine.collections()
    before = door.accepted
    with pytest.raises(StoreUnreachableError):
        engine.collections()
    assert door.accepted == before, "the second question did not wait for the server"
    door.is_silent = False
    time.sleep(1.1)
    assert isinstance(engine.collections(), list)
    engine.close()


def test_attempts_are_few(door):
    engine = engine_behind(door, timeout=20.0)
    calls = []

    def work(_client, _seconds):
        calls.append(1)
        raise StoreUnreachableError("no")

    with pytest.raises(StoreUnreachableError):
        engine._call(work)
    assert len(calls) == ATTEMPTS
    engine.close()


@pytest.mark.skipif(bool(REAL), reason="only Milvus Lite has a folder")
def test_another_process_uses_the_folder_of_milvus_lite_through_the_first(engine, tmp_path):
    import subprocess
    import sys

    engine.create(builds_collection(engine), file_schema())
    code = (
        "import sys; from pathlib import Path; from index.milvus.client import Engine\n"
        "from index.milvus.address import Address\n"
        "print(Engine(Address('x', 'x', 20, lite=Path(sys.argv[1]))).collections())"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "milvus.db")], capture_output=True, text=True, check=True
    )
    assert builds_collection(engine) in found.stdout
    close_lite(tmp_path / "milvus.db")
    assert builds_collection(engine) in engine.collections(), "opened again by the next call"


@pytest.mark.skipif(bool(REAL), reason="only Milvus Lite has a folder")
def test_a_file_in_place_of_the_folder_is_reported(tmp_path):
    (tmp_path / "milvus.db").write_bytes(b"SQLite format 3")
    with pytest.raises(StoreError, match="is a file"):
        Engine(Address("milvus.db", "x", 5.0, lite=tmp_path / "milvus.db")).collections()
    assert (tmp_path / "milvus.db").read_bytes() == b"SQLite format 3"


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        ("[Errno 28] Error writing bytes to file. Detail: [errno 28] No space left on device", "free up space"),
        ("[Errno 13] Permission denied: '/srv/milvus.db/LOCK'", "make it writable for whoever runs Footnote"),
        ("[Errno 30] Read-only file system", "make it writable for whoever runs Footnote"),
        ("Parquet magic bytes not found in footer", "delete it, and run `footnote build`, which writes everything again"),
        (
            "Error: 'ret == (1)' failed: read error in a.hnsw.idx: 0 != 1 (Resource temporarily unavailable)",
            "delete it, and run `footnote build`, which writes everything again",
        ),
    ],
)
def test_milvus_lite_is_only_to_be_deleted_if_its_files_are_damaged(tmp_path, said, fix):
    from pymilvus import MilvusException

    def fail(_client, _seconds):
        raise MilvusException(code=1, message=said)

    engine = Engine(Address("milvus.db", "x", 5.0, lite=tmp_path / "milvus.db"))
    engine._client = object()
    with pytest.raises(StoreError, match="Milvus Lite failed") as raised:
        engine._call(fail)
    assert raised.value.fix == fix


@pytest.mark.skipif(bool(REAL), reason="only Milvus Lite has a folder")
@pytest.mark.parametrize("pattern", ["aliases.json", "**/data/*.parquet", "**/indexes/*.idx"])
def test_files_of_milvus_lite_that_are_cut_off_are_reported_with_what_to_do(tmp_path, pattern):
    engine = Engine(Address("milvus.db", "x", 5.0, lite=tmp_path / "milvus.db"))
    collection = builds_collection(engine)
    engine.create(collection, file_schema())
    engine.upsert(collection, [file_row(str(number), "data") for number in range(20)])
    engine.flush(collection)
    engine.point("x", collection)
    engine.close()
    close_lite(tmp_path / "milvus.db")
    for path in (tmp_path / "milvus.db").glob(pattern):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def read():
        engine.target("x")
        engine.get(collection, ["1"], ["data"])

    try:
        with pytest.raises(
            StoreError, match=r"Milvus Lite (?:failed|cannot open it) .*; delete it, and run `footnote build`"
        ) as raised:
            read()
        assert not isinstance(raised.value, StoreUnreachableError)
    finally:
        engine.close()
        close_lite(tmp_path / "milvus.db")
