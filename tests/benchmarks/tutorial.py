"""The script a user would write instead: sentence-transformers and faiss, as in every tutorial. Run by speed.py."""

import json
import sys
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer


def main() -> None:
    """Run `save MODEL FOLDER` to index the texts on standard input, or `ask MODEL FOLDER QUESTION` to answer."""
    task, model_folder, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    model = SentenceTransformer(model_folder, device="cpu")
    if task == "save":
        texts = json.load(sys.stdin)
        index = faiss.IndexFlatIP(model.get_embedding_dimension())
        index.add(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
        faiss.write_index(index, str(folder / "tutorial.faiss"))
        (folder / "tutorial.json").write_text(json.dumps(texts), encoding="utf-8")
        return
    index = faiss.read_index(str(folder / "tutorial.faiss"))
    texts = json.loads((folder / "tutorial.json").read_text(encoding="utf-8"))
    scores, rows = index.search(model.encode(sys.argv[4:5], normalize_embeddings=True, show_progress_bar=False), 3)
    for score, row in zip(scores[0], rows[0], strict=True):
        print(f"{score:.2f} {texts[row]}")


if __name__ == "__main__":
    main()
