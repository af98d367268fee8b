"""The client of the vector database: the only module that imports pymilvus and milvus-lite.

Everything that goes wrong there becomes a StoreError in one line, without the token. What only fails for the moment is tried
again, at most `ATTEMPTS` times and within the timeout; after that, questions fail at once for `PAUSE_SECONDS`, so that a queue
of them does not wait for a server that is gone.
"""

import atexit
import contextlib
import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from index.errors import StoreError, StoreUnreachableError
from index.files.careful_writing import NO_SPACE, READ_ONLY
from index.installation import install_fix
from index.milvus.address import Address
from index.milvus.schema import BM25, MEANING, TOKENIZED, CollectionSchema, Field

T = TypeVar("T")
Row = dict[str, Any]

ATTEMPTS = 3
"""How often a call is tried."""
MIN_SECONDS = 0.05
FIRST_WAIT = 0.1
"""Seconds before the second attempt; twice as many before each further one, and up to half as many more, by chance."""
PAUSE_SECONDS = 1.0
"""Seconds after a failure during which questions fail without trying."""
WRITE_SECONDS = 120.0
"""Seconds that the server may take for what a build asks of it."""
MISSING = {100, 1600}
"""Codes of pymilvus for a collection or an alias that does not exist."""
NOT_LOADED = {101, 503}
NO_DATABASE = 800
UNEXPECTED, CANNOT_CONNECT = 1, 2
FROM_BM25 = (2, 5)
"""The version of Milvus from which it scores texts by BM25."""
OLDEST = (2, 3)
LITE = "milvus_lite"
"""The start of what Milvus Lite says is its version."""
ADDRESS_FILE = "footnote-address"
"""The file in the folder of Milvus Lite that says where the process that has it open listens."""
REFUSED = ("auth check", "authenticat", "unauthorized", "permission denied", "privilege", "api key")
"""Parts of what servers say about wrong credentials."""
PASSING = ("fail connecting", "timeout", "deadline", "unavailable", "not ready", "no available", "closed channel")
"""Parts of what servers and the client say about what is over soon."""
WAIT = "check that Milvus is running there; questions are answered again as soon as it is"
RETRYABLE = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "UNKNOWN", "INTERNAL", "RESOURCE_EXHAUSTED", "ABORTED", "CANCELLED"}
"""Names of gRPC's states that may be over at the next attempt."""

_servers: dict[Path, tuple[Any, Any, str]] = {}
_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search: the key, and the fields that were asked for."""

    key: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowRequest:
    """What a search is to return: so many rows of a collection that meet a condition, with these fields."""

    collection: str
    count: int
    condition: str
    fields: Sequence[str]


class Engine:
    """A vector database, usable from several threads. Every method raises StoreError."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.version: tuple[int, ...] = ()
        """The first two numbers of the server's version; empty before the first call, and for Milvus Lite."""
        self.problem: str | None = None
        """Why the last call failed; None if it did not."""
        self._client: Any = None
        self._lock = threading.Lock()
        self._failed_at = float("-inf")

    @property
    def is_lite(self) -> bool:
        """True for Milvus Lite, in this process or another one."""
        if self.address.lite is None:
            self._connected()
        return self.address.lite is not None or not self.version

    @property
    def has_bm25(self) -> bool:
        """True if the server scores texts by BM25."""
        return self.is_lite or self.version >= FROM_BM25

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self._call(lambda client, seconds: client.list_collections(timeout=seconds)))

    def fields(self, collection: str) -> dict[str, Any] | None:
        """Return what the server knows of the fields of a collection by name; None if there is none."""
        found = self._call(lambda client, seconds: client.describe_collection(collection, timeout=seconds), missing=None)
        return None if found is None else {each["name"]: each for each in found["fields"]}

    def target(self, alias: str) -> str | None:
        """Return the name of the collection that an alias stands for; None if there is no such alias."""
        found = self._call(lambda client, seconds: client.describe_alias(alias, timeout=seconds), missing=None)
        return str(found["collection_name"]) if found and found.get("collection_name") else None

    def point(self, alias: str, collection: str) -> None:
        """Let an alias stand for a collection."""
        if self.target(alias) is None:
            self._write(lambda client, seconds: client.create_alias(collection, alias, timeout=seconds))
        else:
            self._write(lambda client, seconds: client.alter_alias(collection, alias, timeout=seconds))

    def create(self, collection: str, schema: CollectionSchema) -> None:
        """Create a collection, and make it ready to be searched."""
        from pymilvus import DataType, Function, FunctionType

        def work(client: Any, seconds: float) -> None:
            made = client.create_schema(auto_id=False, enable_dynamic_field=False, description=schema.description)
            indexes = client.prepare_index_params()
            for field in schema.fields:
                made.add_field(field.name, getattr(DataType, field.kind), **_options(field, DataType))
                if field.index:
                    indexes.add_index(field.name, **field.index)
            if schema.has_bm25:
                function = Function(
                    name=BM25, function_type=FunctionType.BM25, input_field_names=[TOKENIZED], output_field_names=[BM25]
                )
                made.add_function(function)
            if not client.has_collection(collection, timeout=seconds):
                client.create_collection(
                    collection, schema=made, index_params=indexes, consistency_level="Bounded", timeout=seconds
                )
            client.load_collection(collection, timeout=seconds)

        self._write(work)

    def drop(self, collection: str) -> None:
        """Delete a collection, if there is one."""
        self._write(lambda client, seconds: client.drop_collection(collection, timeout=seconds), missing=True)

    def drop_alias(self, alias: str) -> None:
        """Delete an alias, if there is one."""
        self._write(lambda client, seconds: client.drop_alias(alias, timeout=seconds), missing=True)

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those with the same keys."""
        if rows:
            self._write(lambda client, seconds: client.upsert(collection, list(rows), timeout=seconds))

    def delete(self, collection: str, keys: Sequence[int] | Sequence[str]) -> None:
        """Delete the rows with some keys."""
        if len(keys):
            self._write(lambda client, seconds: client.delete(collection, ids=list(keys), timeout=seconds))

    def flush(self, collection: str) -> None:
        """Have the server write a collection to its disk."""
        self._write(lambda client, seconds: client.flush(collection, timeout=seconds))

    def get(
        self, collection: str, keys: Sequence[int] | Sequence[str], fields: Sequence[str], *, is_strong: bool = False
    ) -> list[Row]:
        """Return fields of the rows with some keys, in any order; those that do not exist are left out."""
        if not len(keys):
            return []
        names = ", ".join(f'"{key}"' if isinstance(key, str) else str(key) for key in keys)
        return self.query(collection, f"id in [{names}]", fields, is_strong=is_strong)

    def query(
        self, collection: str, condition: str, fields: Sequence[str], *, limit: int | None = None, is_strong: bool = False
    ) -> list[Row]:
        """Return fields of the rows that meet a condition, in any order. If `is_strong`, all that was written counts."""
        options: dict[str, Any] = {"limit": limit} if limit else {}
        if is_strong:
            options["consistency_level"] = "Strong"

        def work(client: Any, seconds: float) -> list[Row]:
            return list(client.query(collection, filter=condition, output_fields=list(fields), timeout=seconds, **options))

        return self._call(work, collection=collection)

    def count(self, collection: str, condition: str) -> int:
        """Return the number of rows that meet a condition; all that was written counts.

        May take longer than a question: Milvus Lite reads every row for it.
        """

        def work(client: Any, seconds: float) -> int:
            found = client.query(
                collection, filter=condition, output_fields=["count(*)"], timeout=seconds, consistency_level="Strong"
            )
            return int(found[0]["count(*)"])

        return self._call(work, seconds=WRITE_SECONDS, collection=collection)

    def walk(self, collection: str, condition: str, fields: Sequence[str], *, step: int = 2_000) -> Iterator[Row]:
        """Yield fields of all rows that meet a condition; all that was written counts."""

        def begin(client: Any, seconds: float) -> Any:
            return client.query_iterator(
                collection,
                batch_size=step,
                filter=condition,
                output_fields=list(fields),
                timeout=seconds,
                consistency_level="Strong",
            )

        def first(client: Any, seconds: float) -> Any:
            options = {"output_fields": ["id"], "limit": 1, "timeout": seconds, "consistency_level": "Strong"}
            return client.query(collection, filter=condition, **options)

        self._call(first, collection=collection, seconds=WRITE_SECONDS)  # servers may not wait when they begin to iterate
        iterator = self._call(begin, collection=collection, seconds=WRITE_SECONDS)
        try:
            while found := self._call(lambda _, __: iterator.next(), seconds=WRITE_SECONDS):
                yield from found
        finally:
            iterator.close()

    def near(self, wanted: RowRequest, vector: Sequence[float]) -> list[Found]:
        """Return the rows whose vectors are closest to one, best first."""
        return self._search(wanted, MEANING, vector, _effort(wanted.count))

    def matching(self, wanted: RowRequest, text: str) -> list[Found]:
        """Return the rows whose texts match the words of one best, by BM25, best first."""
        return self._search(wanted, BM25, text, {"params": {}})

    def both(self, wanted: RowRequest, vector: Sequence[float], text: str) -> list[Found]:
        """Return the rows that are closest by vector and those that match best by BM25, as many of each, each once."""
        from pymilvus import AnnSearchRequest, RRFRanker

        requests = [
            AnnSearchRequest([vector], MEANING, _effort(wanted.count), limit=wanted.count, expr=wanted.condition),
            AnnSearchRequest([text], BM25, {"params": {}}, limit=wanted.count, expr=wanted.condition),
        ]

        def work(client: Any, seconds: float) -> list[Found]:
            found = client.hybrid_search(
                wanted.collection,
                requests,
                RRFRanker(),
                limit=2 * wanted.count,
                output_fields=list(wanted.fields),
                timeout=seconds,
            )
            return _found(found)

        return self._call(work, collection=wanted.collection)

    def close(self) -> None:
        """Close the connection; the next call opens another one."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.close()

    def _search(self, wanted: RowRequest, field: str, data: Any, parameters: dict[str, Any]) -> list[Found]:
        def work(client: Any, seconds: float) -> list[Found]:
            found = client.search(
                wanted.collection,
                data=[data],
                anns_field=field,
                search_params=parameters,
                limit=wanted.count,
                filter=wanted.condition,
                output_fields=list(wanted.fields),
                timeout=seconds,
            )
            return _found(found)

        return self._call(work, collection=wanted.collection)

    def _write(self, work: Callable[[Any, float], T], *, missing: Any = ...) -> T:
        return self._call(work, seconds=WRITE_SECONDS, missing=missing)

    def _call(
        self,
        work: Callable[[Any, float], T],
        *,
        seconds: float | None = None,
        missing: Any = ...,
        collection: str | None = None,
    ) -> T:
        """Run `work` with a client and the seconds that it may take; again if the server fails for the moment.

        Returns `missing`, if given, where a collection or an alias does not exist. A `collection` that is not loaded is.
        """
        now = time.monotonic()
        if seconds is None and self.problem and now < self._failed_at + PAUSE_SECONDS:
            raise StoreUnreachableError(self.problem, where=self.address.shown, fix=WAIT)
        end = now + (seconds or self.address.timeout)
        for attempt in range(ATTEMPTS):
            left = max(end - time.monotonic(), MIN_SECONDS)
            try:
                result = self._try(work, left / 2 if attempt == 0 else left, missing, collection)
            except StoreUnreachableError as error:
                failure = error
            else:
                self.problem = None
                return result
            self.close()
            wait = FIRST_WAIT * 2**attempt * random.uniform(1, 1.5)  # noqa: S311
            if attempt == ATTEMPTS - 1 or time.monotonic() + wait >= end:
                break
            time.sleep(wait)
        self.problem, self._failed_at = failure.what, time.monotonic()
        raise failure

    def _try(self, work: Callable[[Any, float], T], seconds: float, missing: Any, collection: str | None) -> T:
        """Run `work` once. Raises StoreUnreachableError if that is worth another attempt, StoreError if it is not."""
        try:
            return work(self._connected(), seconds)
        except StoreError:
            raise
        except Exception as error:
            kind = self._kind(error)
            if kind is None:
                raise
            if kind == "missing" and missing is not ...:
                return missing  # type: ignore[no-any-return]
            if kind == "not loaded" and collection:
                error, kind = self._load(collection) or (error, kind)
            raise self._explain(error, kind) from None

    def _load(self, collection: str) -> tuple[Exception, str] | None:
        """Load a collection; return why that failed, and what kind of failure it is, if another attempt will not help."""
        client = self._connected()
        try:
            client.load_collection(collection, timeout=self.address.timeout)
        except Exception as error:
            kind = self._kind(error)
            if kind is None:
                raise
            return (error, kind) if kind == "rejected" else None
        return None

    def _kind(self, error: Exception) -> str | None:
        """Return what kind of failure an error is, None if it is not of pymilvus or gRPC.

        Milvus Lite passes on what its libraries say of damaged files, such as that a resource is unavailable, which is not
        over soon.
        """
        kind = _kind(error)
        is_of_lite = self.address.lite is not None and getattr(error, "code", None) == UNEXPECTED
        return "rejected" if is_of_lite and kind == "unreachable" else kind

    def _connected(self) -> Any:
        """Return the client, after connecting to the server if that is not done yet. Raises StoreError."""
        with self._lock:
            if self._client is not None:
                return self._client
            os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it prints lines of its own when a connection fails
            try:
                from pymilvus import MilvusClient
            except ImportError:
                raise StoreError("pymilvus is not installed", where=self.address.shown, fix=install_fix("milvus")) from None
            for name in ("pymilvus", "milvus_lite", "grpc"):
                logging.getLogger(name).setLevel(logging.CRITICAL)  # they log what is raised, with the address
            uri = _lite_uri(self.address) if self.address.lite is not None else self.address.uri
            client = None
            try:
                client = MilvusClient(uri, token=self.address.token, timeout=self.address.timeout, dedicated=True)
                version = str(client.get_server_version(timeout=self.address.timeout))
            except Exception as error:
                if client is not None:
                    with contextlib.suppress(Exception):
                        client.close()
                kind = _kind(error)
                if kind is None and not isinstance(error, ValueError | OSError):
                    raise
                raise self._explain(error, kind or "unreachable") from None
            self.version = () if version.startswith(LITE) else _version(version)
            if self.version and self.version < OLDEST:
                what = f"is not a Milvus server of version 2.3 or later (it says it is {version[:40]!r})"
                raise StoreError(what, where=self.address.shown, fix="check `store.milvus` in config.yaml")
            self._client = client
            return client

    def _explain(self, error: Exception, kind: str) -> StoreError:
        """Return the error to raise for one of pymilvus or gRPC."""
        said = self.address.hide(" ".join(_message(error).split()))[:200]
        where = self.address.shown
        if self.address.lite is not None and kind in {"refused", "rejected", "database"}:
            return StoreError(f"Milvus Lite failed ({said})", where=where, fix=_fix_of_lite(said))
        if kind == "refused":
            fix = "check `user:password` or the API key in the variable at `store.token_variable`, and the user's rights"
            return StoreError("the server refused the credentials", where=where, fix=fix)
        if kind == "database":
            return StoreError(f"there is no such database ({said})", where=where, fix="create it, or correct `store.milvus`")
        if kind == "missing":
            return StoreError(f"a collection is gone ({said})", where=where, fix="run `footnote build`, which writes it again")
        if kind in {"unreachable", "not loaded"}:
            return StoreUnreachableError(f"no Milvus server answers ({said})", where=where, fix=WAIT)
        return StoreError(f"the server rejected a request ({said})", where=where, fix="check its version and its log")


def _fix_of_lite(said: str) -> str:
    """Return what to do about what Milvus Lite says: it cannot write its files, or not read them because they are damaged."""
    lower = said.casefold()
    if any(os.strerror(number).casefold() in lower for number in NO_SPACE):
        return "free up space"
    if any(os.strerror(number).casefold() in lower for number in READ_ONLY):
        return "make it writable for whoever runs Footnote"
    return "delete it, and run `footnote build`, which writes everything again"


def _options(field: Field, types: Any) -> dict[str, Any]:
    """Return the options of a field as pymilvus takes them."""
    options = dict(field.options)
    if "element_type" in options:
        options["element_type"] = getattr(types, options["element_type"])
    return options


def _effort(count: int) -> dict[str, Any]:
    """Return how many neighbours a search by vector looks at."""
    return {"params": {"ef": max(2 * count, 64)}}


def _found(results: Any) -> list[Found]:
    return [Found(int(hit["id"]), hit["entity"]) for hit in (results[0] if results else ())]


def _message(error: Exception) -> str:
    details = getattr(error, "details", None)
    return str(getattr(error, "message", None) or (details() if callable(details) else None) or error)


def _kind(error: Exception) -> str | None:
    """Return what kind of failure an error of pymilvus or gRPC is; None if it is of neither."""
    import grpc
    from pymilvus import MilvusException

    if not isinstance(error, MilvusException | grpc.RpcError):
        return None
    cause = error.__cause__ if isinstance(error.__cause__, grpc.RpcError) else error  # what a connection failed for
    code = getattr(error, "code", 0)
    state = getattr(cause.code(), "name", "") if isinstance(cause, grpc.RpcError) else ""
    said = _message(error).casefold()
    is_passing = code == CANNOT_CONNECT or any(part in said for part in PASSING)
    kinds = {
        "refused": state in {"UNAUTHENTICATED", "PERMISSION_DENIED"} or any(part in said for part in REFUSED),
        "not loaded": code in NOT_LOADED or "not loaded" in said,
        "unreachable": state in RETRYABLE or is_passing,
        "missing": code in MISSING,
        "database": code == NO_DATABASE,
    }
    return next((kind for kind, is_so in kinds.items() if is_so), "rejected")


def _version(text: str) -> tuple[int, ...]:
    """Return the first two numbers of a version such as `v2.5.4` or `2.3-lite`; zeros if there are none."""
    numbers = text.lstrip("vV").split("-")[0].split(".")[:2]
    return tuple(int(number) if number.isdecimal() else 0 for number in numbers)


def _lite_uri(address: Address) -> str:
    """Return where Milvus Lite listens for a folder: in this process, or in the one that has the folder open.

    Only one process can open the folder. It says in a file where it listens, so that others can use it: a build beside the
    bot, for instance. Raises StoreError.
    """
    path = address.lite
    assert path is not None  # noqa: S101
    with _opening:
        if path in _servers:
            return _servers[path][2]
        try:
            from milvus_lite.adapter.grpc.server import start_server_in_thread
            from milvus_lite.exceptions import DataDirLockedError, MilvusLiteError
        except ImportError:
            raise StoreError("milvus-lite is not installed", where=address.shown, fix=install_fix("milvus")) from None
        if path.is_file():
            what = "is a file, but Milvus Lite keeps a folder there"
            raise StoreError(what, where=address.shown, fix="move it away, or set `store.milvus` to another path")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            server, database, port = start_server_in_thread(data_dir=str(path), host="127.0.0.1", port=0)
        except DataDirLockedError:
            return _other_process(path, address)
        except (MilvusLiteError, OSError, ValueError, RuntimeError) as error:
            said = " ".join(str(error).split())[:200]
            raise StoreError(f"Milvus Lite cannot open it ({said})", where=address.shown, fix=_fix_of_lite(said)) from None
        uri = f"http://127.0.0.1:{port}"
        (path / ADDRESS_FILE).write_text(uri, encoding="ascii")
        if not _servers:
            atexit.register(close_lite)
        _servers[path] = (server, database, uri)
        return uri


def _other_process(path: Path, address: Address) -> str:
    """Return where the process that has a folder of Milvus Lite open listens. Raises StoreUnreachableError."""
    try:
        uri = (path / ADDRESS_FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        uri = ""
    if not uri.startswith("http://127.0.0.1:"):
        what = "another program has this folder of Milvus Lite open"
        raise StoreUnreachableError(what, where=address.shown, fix="end that program")
    return uri


def close_lite(path: Path | None = None) -> None:
    """Close the folders of Milvus Lite that this process has open, or one of them."""
    with _opening:
        for each in [path] if path is not None else list(_servers):
            server, database, _ = _servers.pop(each, (None, None, ""))
            if server is not None:
                with contextlib.suppress(OSError):
                    (each / ADDRESS_FILE).unlink()
                server.stop(grace=1).wait()
                database.close()
