"""txtai, by meaning and by words."""

from pathlib import Path

from tasks import CLOSEST, run
from txtai import Embeddings


class Hybrid:
    """An index that keeps the texts."""

    def __init__(self, model: str, folder: Path) -> None:
        self._folder = str(folder / "txtai")
        self._index = Embeddings(path=model, hybrid=True, content=True, gpu=False)

    def build(self, texts):
        self._index.index(enumerate(texts))
        self._index.save(self._folder)

    def load(self):
        self._index.load(self._folder)

    def ask(self, question):
        return [found["text"] for found in self._index.search(question, CLOSEST)]

    def edit(self, row, text):
        self._index.upsert([(row, text)])
        self._index.save(self._folder)


run(Hybrid)
