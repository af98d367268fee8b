"""Compare an index in a store with the same index in its folder: the same answers, and how long they take.

Run `python -m tests.benchmarks.milvus`. The store is Milvus Lite, or the server at FOOTNOTE_MILVUS_URI.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from index.answering.searcher import Searcher
from index.building import build
from index.errors import FootnoteError
from index.evaluation.beir import read_beir
from index.evaluation.beir_index import beir_settings, open_beir
from index.evaluation.comparing import _rank
from index.evaluation.judged import load_questions
from index.evaluation.ranking_metrics import RankingScores, score_rankings
from index.milvus import opening
from index.milvus.address import Address
from index.milvus.client import Engine, close_lite
from index.milvus.publishing import publish
from index.progress import NoProgress
from index.settings import Settings, StoreSettings, load_settings
from index.storing.index_folder import IndexFolder, share_encoders
from tests.benchmarks.scale.projects import Projects
from tests.milvus_servers import REAL, drop, new_name

ROOT = Path(__file__).parents[2]
SETS = ROOT.parent / "shared" / "retrieval"
ASKED = 60
"""Questions that are timed at each size."""


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.milvus", description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS, help="folder with sets in the format of BEIR")
    parser.add_argument("--questions", type=int, default=300, help="questions of each set, at most")
    parser.add_argument("--sizes", default="1_000,10_000,100_000", help="numbers of passages to time; empty for none")
    parser.add_argument("--folder", type=Path, help="where the corpora of `tests.benchmarks.scale` are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        settings = msgspec.structs.replace(load_settings(ROOT / "config.yaml"), index=place)
        share_encoders(IndexFolder(ROOT / ".footnote"), IndexFolder(settings.index_folder))
        _compare_outcomes(settings)
        for folder in sorted(options.sets.glob("*/corpus.jsonl")):
            _compare_set(settings, folder.parent, options.questions)
    for size in filter(None, options.sizes.split(",")):
        _compare_times(int(size), options.folder)


@contextmanager
def _stored(settings: Settings) -> Iterator[Settings]:
    """Put the current index of some settings into a store of its own, and yield the settings that answer from it."""
    with tempfile.TemporaryDirectory() as place:
        milvus = REAL or str(Path(place) / "milvus.db")
        store = StoreSettings(milvus=milvus, name=new_name(), timeout=60.0)
        stored, folder = msgspec.structs.replace(settings, store=store), IndexFolder(settings.index_folder)
        started = time.perf_counter()
        publish(stored, folder, folder.current().name)
        print(f"  written into the store in {time.perf_counter() - started:.1f} s", flush=True)
        try:
            yield stored
        finally:
            engine = Engine(Address.of(stored))
            drop(engine)
            engine.close()
            opening._engines.clear()
            close_lite()


def _compare_outcomes(settings: Settings) -> None:
    """Ask the project's judged questions of both."""
    build(settings)
    local = Searcher.open(settings, threads=1)
    questions = load_questions(ROOT / "corpus" / "questions.yaml", [*local.generation.passages])
    print(f"questions.yaml, {len(questions.questions)} questions")
    with _stored(settings) as stored:
        searcher = Searcher.open(stored, threads=1)
        pairs = [(_answer(local, each.question), _answer(searcher, each.question)) for each in questions.questions]
    same = sum(one[0] == other[0] for one, other in pairs)
    print(f"  same outcome {same / len(pairs):.3f}, same first passage {sum(a[1] == b[1] for a, b in pairs) / len(pairs):.3f}")


def _answer(searcher: Searcher, question: str) -> tuple[str, str]:
    try:
        answer = searcher.ask(question)
    except FootnoteError as error:
        return type(error).__name__, ""
    return answer.outcome, answer.hits[0].passage.id if answer.hits else ""


def _compare_set(settings: Settings, folder: Path, limit: int) -> None:
    """Rank the passages of a set for its questions with both."""
    beir = read_beir(folder)
    local = open_beir(settings, beir, NoProgress())
    asked = [question for question in beir.questions if question.is_answerable][:limit]
    print(f"{folder.name}, {len(local.generation.passages)} passages, {len(asked)} questions")
    with _stored(beir_settings(settings, beir)) as stored:
        searcher = Searcher.open(stored, threads=1)
        found = [[(each, _rank(one, each, beir, "fused")) for each in asked] for one in (local, searcher)]
    scores = [RankingScores.mean(score_rankings(ranked)).to_dict()["ndcg@10"] for ranked in found]
    same = sum(one[1] == other[1] for one, other in zip(*found, strict=True)) / len(asked)
    print(f"  nDCG@10 {scores[0]:.4f} in the folder, {scores[1]:.4f} in the store; same first ten {same:.3f}", flush=True)


def _compare_times(size: int, folder: Path | None) -> None:
    """Time the same questions with both, by turns."""
    with tempfile.TemporaryDirectory() as place:
        projects = Projects(folder or Path(place))
        project = projects.make(size)
        settings = load_settings(project.folder / "config.yaml")
        questions = [sentence.text for sentence in projects.sentences[:: max(1, len(projects.sentences) // ASKED)]][:ASKED]
        print(f"{size} passages", flush=True)
        local = Searcher.open(settings, threads=1)
        with _stored(settings) as stored:
            searchers = (local, Searcher.open(stored, threads=1))
            times: tuple[list[float], list[float]] = ([], [])
            for question in questions:
                for searcher, taken in zip(searchers, times, strict=True):
                    started = time.perf_counter()
                    _answer(searcher, question)
                    taken.append(time.perf_counter() - started)
        one, other = map(_median, times)
        print(f"  p50 {one:.1f} ms in the folder, {other:.1f} ms in the store: {other / one:.1f} times as long", flush=True)


def _median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
