"""Rows of the passages' collection: what is stored of a passage, and how it is read back.

A row holds nothing that changes when something else in the document does: not the line of the passage, and not the number
behind the id of a passage that occurs twice. `places` holds those.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import msgspec
import numpy as np

from index.encoding.encoder import Vector
from index.errors import StoreError
from index.milvus.schema import BM25, HASHES, MAX_BYTES, MAX_PARTS, MAX_TERMS, MEANING, PASSAGE, TOKENIZED, TOKENS
from index.passages.passage import Passage, base_id
from index.storing.segments import PassageCode
from index.storing.token_vectors import TokenCodes

TOKEN_LETTERS = 40
"""The longest term that is written as it is for the server's BM25."""
PART_BYTES = MAX_BYTES // 4 * 3
"""The bytes that fit in a part when it is written in letters."""
PART_LETTERS = MAX_BYTES // 4
"""The letters that fit in a part, whatever they are."""
MAX_OCCURRENCES = 1_000
"""How often a content is thought to occur in a document at most, where its rows are verified."""


def content_of(passage: Passage) -> bytes:
    """Return what identifies the row of a passage: all of it but its line and the number behind its id."""
    return replace(passage, id=base_id(passage.id), line=0).to_json()


def key_of(content: bytes, occurrence: int) -> int:
    """Return the key of the row of a content that occurs for the nth time in its document, counted from 0."""
    digest = hashlib.sha256(b"%d\n" % occurrence + content).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def is_key_of(content: bytes, key: int) -> bool:
    """Return whether a key is that of the row of a content, however often it occurs in its document."""
    return any(key_of(content, occurrence) == key for occurrence in range(MAX_OCCURRENCES))


def section_key(document: str, path: Sequence[str]) -> str:
    """Return what identifies the section that a passage is directly in."""
    return hashlib.sha256(msgspec.json.encode([document, *path])).hexdigest()[:32]


def document_key(path: str) -> str:
    """Return what identifies a document: its path, or a part and a hash of one that is too long for a field."""
    data = path.encode()
    return path if len(data) <= 1_024 else f"{path[:128]}…{hashlib.sha256(data).hexdigest()}"  # noqa: PLR2004


def to_row(passage: Passage, code: PassageCode, terms: Sequence[str], *, has_bm25: bool) -> dict[str, Any]:
    """Return the row of a passage with these terms, without its key and its builds. Raises StoreError if it does not fit."""
    words: dict[str, Any] = {HASHES: [term_hash(term) for term in dict.fromkeys(terms)][:MAX_TERMS]}
    if has_bm25:
        words = {TOKENIZED: tokenized(terms)}
    content = content_of(passage).decode()
    return {
        "document": document_key(passage.document),
        "section": section_key(passage.document, passage.section),
        "content": base_id(passage.id),
        PASSAGE: _in_parts(content, PART_LETTERS, passage),
        TOKENS: _in_parts(base64.b64encode(pack(code.tokens)).decode(), PART_BYTES, passage),
        MEANING: code.vector.astype(np.float32).tolist(),
        **words,
    }


def for_upsert(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row that was read as it is written: without the field that the server fills in."""
    return {name: value for name, value in row.items() if name != BM25}


def text_of(row: Mapping[str, Any]) -> str:
    """Return the content of the passage in a row, as it was written."""
    return "".join(row[PASSAGE])


def passage_of(row: Mapping[str, Any]) -> Passage:
    """Return the passage in a row, which is in no line. Raises StoreError if there is none."""
    try:
        return Passage.from_json(text_of(row).encode())
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"a row is no passage ({error})", fix="run `footnote build --full`") from None


def vector_of(row: Mapping[str, Any]) -> Vector:
    """Return the vector in a row. Raises StoreError if there is none."""
    try:
        return np.array(row[MEANING], dtype=np.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"a row has no vector ({error})", fix="run `footnote build --full`") from None


def tokens_of(row: Mapping[str, Any]) -> TokenCodes:
    """Return the token vectors in a row. Raises StoreError if it has none."""
    try:
        return unpack(base64.b64decode("".join(row[TOKENS]), validate=True))
    except (KeyError, TypeError, ValueError, msgspec.DecodeError) as error:
        raise StoreError(f"a row has no token vectors ({error})", fix="run `footnote build --full`") from None


def pack(tokens: TokenCodes) -> bytes:
    """Return the arrays of token vectors as bytes."""
    arrays = [getattr(tokens, each.name) for each in fields(TokenCodes)]
    return msgspec.msgpack.encode([(each.dtype.str, each.shape, np.ascontiguousarray(each).tobytes()) for each in arrays])


def unpack(data: bytes) -> TokenCodes:
    """Read token vectors from bytes that `pack` made. Raises msgspec.DecodeError or ValueError for others."""
    parts = msgspec.msgpack.decode(data, type=list[tuple[str, tuple[int, ...], bytes]])
    if len(parts) != len(fields(TokenCodes)) or any(np.dtype(kind).hasobject for kind, _, _ in parts):
        raise ValueError("other arrays")
    return TokenCodes(*(np.frombuffer(raw, dtype=np.dtype(kind)).reshape(shape) for kind, shape, raw in parts))


def term_hash(term: str) -> int:
    """Return the number that stands for a term in a field of numbers."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "big") >> 1


def tokenized(terms: Iterable[str]) -> str:
    """Return terms as a text that the server's analyzer splits into exactly them, as many as fit into a field."""
    text = " ".join(map(_token, terms))
    return text if len(text) <= MAX_BYTES else text[:MAX_BYTES].rpartition(" ")[0]


def _token(term: str) -> str:
    """Return a term, or letters and digits that stand for it, because analyzers split or fold others."""
    if term.isascii() and term.isalnum() and term.islower() | term.isdecimal() and len(term) <= TOKEN_LETTERS:
        return term
    return f"x{term_hash(term):016x}x"


def _in_parts(text: str, size: int, passage: Passage) -> list[str]:
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    if len(parts) > MAX_PARTS:
        raise StoreError("a passage is too long for the store", where=passage.location, fix="split it")
    return parts or [""]
