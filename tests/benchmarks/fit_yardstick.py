"""Write index/building/yardstick_files: the documents, questions and evidence that a build fits a model's confidence with.

    python -m tests.benchmarks.fit_yardstick [--write]

The documents and questions are those of the corpus, as they are now; a copy is kept, because users of a checkout replace the
corpus. The evidence is the default model's for each question, once without its reader and once with it. Without --write, this
says how well the confidence separates the questions with the default model, and whether the files are up to date.
"""

import argparse
import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.answering.confidence import auroc, shipped_forest
from index.answering.searcher import Searcher
from index.building import build
from index.building.yardstick import (
    DOCUMENTS,
    EVIDENCE_FILE,
    FILES,
    QUESTIONS_FILE,
    YardstickQuestion,
    settings_for,
)
from index.errors import QuestionError
from index.evaluation.judged import load_questions
from index.settings import Settings, load_settings
from tests.conftest import ROOT

SOURCES = {
    "support-page.md": ("alibaba-covid19-support.md", "questions.yaml"),
    "club.md": ("example-club.md", "example-club-questions.yaml"),
}
"""The files of the corpus: each document of the yardstick, and the questions about it."""


def read_questions(searchers: dict[str, Searcher]) -> list[YardstickQuestion]:
    """Return the questions of all documents, mixed, without those that cannot be asked."""
    found = []
    for document, (_, questions) in SOURCES.items():
        searcher = searchers[document]
        for judged in load_questions(ROOT / "corpus" / questions, list(searcher.generation.passages)).questions:
            try:
                searcher.index.retriever.read(judged.question)
            except QuestionError:
                continue
            found.append(YardstickQuestion(document, judged.question, judged.is_answerable))
    return sorted(found, key=lambda each: hashlib.sha256(each.question.encode()).hexdigest())


def gather(searchers: dict[str, Searcher], questions: list[YardstickQuestion], *, has_reader: bool) -> NDArray[np.float32]:
    """Return the evidence of the default model for each question, with its reader or without."""
    rows = []
    for each in questions:
        searcher = searchers[each.document]
        retriever = searcher.index.retriever if has_reader else replace(searcher.index.retriever, pair_reader=None)
        read = retriever.read(each.question)
        rows.append(searcher.judge.evidence(read, retriever.retrieve(read)))
    return np.stack(rows)


def main() -> None:
    """Gather the evidence, and write the files if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = {name: (ROOT / "corpus" / source).read_bytes() for name, (source, _) in SOURCES.items()}
    if options.write:
        FILES.mkdir(exist_ok=True)
        for name, text in texts.items():
            (FILES / name).write_bytes(text)
    with tempfile.TemporaryDirectory() as work:
        searchers = {name: open_default(load_settings(ROOT / "config.yaml"), name, Path(work)) for name in DOCUMENTS}
        questions = read_questions(searchers)
        plain, read = (gather(searchers, questions, has_reader=has_reader) for has_reader in (False, True))
    encoded = msgspec.json.format(msgspec.json.encode(questions), indent=1) + b"\n"
    if options.write:
        (FILES / QUESTIONS_FILE).write_bytes(encoded)
        np.savez_compressed(FILES / EVIDENCE_FILE, plain=plain, read=read)
    are_answerable = np.array([each.is_answerable for each in questions])
    for name, evidence in (("without its reader", plain), ("with its reader", read)):
        shares = np.array([shipped_forest()(row) for row in evidence])
        print(f"{len(questions)} questions {name}: AUROC {auroc(shares[are_answerable], shares[~are_answerable]):.3f}")
    is_same = (FILES / QUESTIONS_FILE).read_bytes() == encoded and all(
        (FILES / name).read_bytes() == texts[name] for name in texts
    )
    print("the files are up to date" if is_same else "the files are not those of the corpus; write them with --write")


def open_default(settings: Settings, document: str, work: Path) -> Searcher:
    """Index a document of the yardstick with the default model, and open the index."""
    settings = settings_for(settings, document, work / document)
    build(settings)
    return Searcher.open(settings)


if __name__ == "__main__":
    main()
