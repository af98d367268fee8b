"""Chroma with its embedding function for sentence-transformers, by meaning alone."""

from pathlib import Path

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction
from tasks import CLOSEST, run

AT_ONCE = 5_000
"""Texts in one call, which are limited."""


class Stored:
    """A collection in a persistent client."""

    def __init__(self, model: str, folder: Path) -> None:
        client = chromadb.PersistentClient(str(folder / "chroma"))
        encoder = SentenceTransformerEmbeddingFunction(model_name=model, device="cpu", normalize_embeddings=True)
        self._collection = client.get_or_create_collection("passages", embedding_function=encoder)

    def build(self, texts):
        for first in range(0, len(texts), AT_ONCE):
            part = texts[first : first + AT_ONCE]
            self._collection.add(ids=[str(row) for row in range(first, first + len(part))], documents=part)

    def load(self):
        pass

    def ask(self, question):
        return self._collection.query(query_texts=[question], n_results=CLOSEST)["documents"][0]

    def edit(self, row, text):
        self._collection.update(ids=[str(row)], documents=[text])


run(Stored)
