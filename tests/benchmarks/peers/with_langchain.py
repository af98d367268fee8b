"""LangChain with FAISS and BM25, joined by its ensemble. BM25 has no store, so it is made anew from the texts at each start."""

from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from tasks import CLOSEST, run


class Ensemble:
    """A vector store and a retriever by words."""

    def __init__(self, model: str, folder: Path) -> None:
        self._folder = str(folder / "langchain")
        self._encoder = HuggingFaceEmbeddings(
            model_name=model, model_kwargs={"device": "cpu"}, encode_kwargs={"normalize_embeddings": True}
        )

    def build(self, texts):
        store = FAISS.from_texts(texts, self._encoder, ids=[str(row) for row in range(len(texts))])
        store.save_local(self._folder)

    def load(self):
        self._store = FAISS.load_local(self._folder, self._encoder, allow_dangerous_deserialization=True)
        documents = self._store.get_by_ids(list(self._store.index_to_docstore_id.values()))
        by_words = BM25Retriever.from_documents(documents, k=CLOSEST)
        by_meaning = self._store.as_retriever(search_kwargs={"k": CLOSEST})
        self._retriever = EnsembleRetriever(retrievers=[by_words, by_meaning], weights=[0.5, 0.5])

    def ask(self, question):
        return [found.page_content for found in self._retriever.invoke(question)[:CLOSEST]]

    def edit(self, row, text):
        self._store.delete([str(row)])
        self._store.add_texts([text], ids=[str(row)])
        self._store.save_local(self._folder)


run(Ensemble)
