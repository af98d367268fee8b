"""The collections: their fields and indexes, as plain data that `client` passes on.

A passage has one row for as long as its content stays the same. `added` and `removed` are the numbers of the builds from which
and up to which (exclusively) it is in the corpus, so that a build adds rows and marks others, and a reader sees exactly the
rows of one build.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1
"""The version of the fields and of what is in them; raise it when either changes."""
MEANING, BM25, TOKENIZED, HASHES = "vector", "bm25", "terms", "term_hashes"
PASSAGE, TOKENS = "passage", "tokens"
ALWAYS = 2**62
"""The number in `removed` of rows that are still in the corpus."""
MAX_BYTES = 65_535
"""The most bytes of a text in a field."""
MAX_PARTS = 64
"""The most parts of a passage or of its token vectors."""
MAX_TERMS = 4_096


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, the name of its type in pymilvus, options of that, and options of its index."""

    name: str
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    index: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectionSchema:
    """The fields of a collection, and what it says it is for."""

    description: str
    fields: tuple[Field, ...]

    @property
    def has_bm25(self) -> bool:
        """True if the server is to score texts by BM25."""
        return any(each.name == BM25 for each in self.fields)


def passage_schema(dimension: int, *, has_bm25: bool) -> CollectionSchema:
    """Return the fields of passages with vectors of this dimension, for a server with or without BM25."""
    parts = {"element_type": "VARCHAR", "max_capacity": MAX_PARTS, "max_length": MAX_BYTES}
    hnsw = {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 16, "efConstruction": 128}}
    words: tuple[Field, ...] = (Field(HASHES, "ARRAY", {"element_type": "INT64", "max_capacity": MAX_TERMS}),)
    if has_bm25:
        weights = {"bm25_k1": 1.2, "bm25_b": 0.75}
        words = (
            Field(
                TOKENIZED,
                "VARCHAR",
                {"max_length": MAX_BYTES, "enable_analyzer": True, "analyzer_params": {"tokenizer": "standard"}},
            ),
            Field(
                BM25,
                "SPARSE_FLOAT_VECTOR",
                {},
                {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25", "params": weights},
            ),
        )
    return CollectionSchema(
        "Footnote: passages",
        (
            Field("id", "INT64", {"is_primary": True}),
            Field("added", "INT64"),
            Field("removed", "INT64"),
            Field("document", "VARCHAR", {"max_length": 4_096}),
            Field("section", "VARCHAR", {"max_length": 64}),
            Field("content", "VARCHAR", {"max_length": 64}),
            Field(PASSAGE, "ARRAY", parts),
            Field(TOKENS, "ARRAY", parts),
            Field(MEANING, "FLOAT_VECTOR", {"dim": dimension}, hnsw),
            *words,
        ),
    )


def file_schema() -> CollectionSchema:
    """Return the fields of files in parts; the vector is one that every collection has to have."""
    return CollectionSchema(
        "Footnote: files",
        (
            Field("id", "VARCHAR", {"is_primary": True, "max_length": 128}),
            Field("data", "VARCHAR", {"max_length": MAX_BYTES}),
            Field("unused", "FLOAT_VECTOR", {"dim": 2}, {"index_type": "FLAT", "metric_type": "IP"}),
        ),
    )


def file_row(key: str, data: str) -> dict[str, Any]:
    """Return a row of the collection with files."""
    return {"id": key, "data": data, "unused": [0.0, 0.0]}
