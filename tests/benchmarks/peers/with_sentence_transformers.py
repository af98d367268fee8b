"""sentence-transformers with a flat FAISS index, by meaning alone. An edit encodes every text again."""

import json
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer
from tasks import CLOSEST, run


class Flat:
    """Texts in a JSON file, and their vectors in a FAISS index."""

    def __init__(self, model: str, folder: Path) -> None:
        self._model = SentenceTransformer(model, device="cpu")
        self._index_file, self._texts_file = folder / "index.faiss", folder / "texts.json"

    def build(self, texts):
        vectors = self._model.encode(texts, normalize_embeddings=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(self._index_file))
        self._texts_file.write_text(json.dumps(texts))

    def load(self):
        self._index = faiss.read_index(str(self._index_file))
        self._texts = json.loads(self._texts_file.read_text())

    def ask(self, question):
        _, rows = self._index.search(self._model.encode([question], normalize_embeddings=True), CLOSEST)
        return [self._texts[row] for row in rows[0]]

    def edit(self, row, text):
        self._texts[row] = text
        self.build(self._texts)


run(Flat)
