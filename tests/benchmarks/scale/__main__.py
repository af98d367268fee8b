"""Measure what grows with the corpus, and print a table with a column for each size."""

import argparse
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it, before numpy is imported

import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from bot.chat.answer_work import AnswerWork
from bot.chat.answering_processes import AnsweringProcesses
from index.answering.searcher import Searcher
from tests.benchmarks.scale.projects import ROOT, Project, Projects

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
COLD_RUNS, QUESTIONS = 7, 200
ASKERS, ASKED, THROUGHPUT_RUNS = 8, 400, 2
NEAREST = 10
"""The k of recall@k."""
EXACT_ROWS = 50_000
"""Vectors compared at once for the exact answer."""
ASKED_WORDS = range(4, 9)
"""Words of a sentence that make a question."""

Row = tuple[str, list[str]]


def main() -> None:
    """Make the projects, measure, and print."""
    options = _options()
    sizes = [int(size.replace("_", "")) for size in options.sizes.split(",")]
    with nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory() as place:
        projects = Projects(Path(place))
        made = [projects.make(size) for size in sizes]
        questions = _questions([each.text for each in projects.sentences[: min(sizes)]])
        rows = [*_built(made), *_stored(made), *_cold(made), *_memory(made, questions), *_warm(made, questions)]
        rows += [*_recall(made, questions), *_throughput(made, questions)]
    print(f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    print(f"{'passages':44}" + "".join(f"{project.name:>12}" for project in made))
    for name, cells in rows:
        print(f"{name:44}" + "".join(f"{cell:>12}" for cell in cells))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale", description="Measure what grows with the corpus.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="N,N", help="numbers of passages")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="keep the corpora and their indexes here")
    return parser.parse_args()


def _questions(sentences: Sequence[str]) -> list[str]:
    """Return questions made of words of sentences, in order."""
    rng = random.Random("questions")  # noqa: S311  # not used for secrets
    found = []
    for text in rng.choices(sentences, k=QUESTIONS):
        words = text.rstrip(".").split(" ")
        positions = sorted(rng.sample(range(len(words)), min(rng.choice(ASKED_WORDS), len(words))))
        found.append(" ".join(words[position] for position in positions))
    return found


def _built(projects: Sequence[Project]) -> Iterator[Row]:
    """Say how long the first builds took; those with composed vectors did not run the model."""
    shown = [f"{project.build_seconds:.0f}" if project.build_seconds else "reused" for project in projects]
    yield "first build, s", shown
    yield "  its vectors", ["the model's" if project.is_real else "composed" for project in projects]


def _stored(projects: Sequence[Project]) -> Iterator[Row]:
    """Say how many bytes a passage takes on disk, by part."""
    parts = [_bytes_by_part(project) for project in projects]
    for name in ("all but the model", *sorted(set().union(*parts), key=lambda name: -parts[-1].get(name, 0))):
        totals = [sum(found.values()) if name == "all but the model" else found.get(name, 0) for found in parts]
        cells = [f"{total / project.size:,.0f}" for total, project in zip(totals, projects, strict=True)]
        if totals[-1] >= projects[-1].size:
            yield f"bytes a passage: {name}", cells


def _bytes_by_part(project: Project) -> dict[str, int]:
    """Return the bytes of the current index by file name, the encoder left out."""
    folder = project.settings.index_folder
    generation = (folder / "current").read_text(encoding="ascii").split()[0]
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and (parts[0] in {"segments", "dense"} or generation in parts):
            found[path.name] = found.get(path.name, 0) + path.stat().st_size
    return found


def _cold(projects: Sequence[Project]) -> Iterator[Row]:
    """Measure whole processes from start to answer, the sizes in turn."""
    seconds: dict[int, list[float]] = {project.size: [] for project in projects}
    for _ in range(COLD_RUNS + 1):
        for project in projects:
            started = time.perf_counter()
            command = [sys.executable, "-m", "bot", "--config", str(project.folder / "config.yaml"), "ask", "what is a class?"]
            subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
            seconds[project.size].append(time.perf_counter() - started)
    medians = [statistics.median(seconds[project.size][1:]) for project in projects]
    yield "cold answer, s", [f"{median:.2f}" for median in medians]
    yield "  ratio to the smallest", [f"{median / medians[0]:.2f}" for median in medians]


ANSWER_ALL = """
import json, resource, sys
from pathlib import Path
from index.answering.searcher import Searcher
from index.settings import load_settings
searcher = Searcher.open(load_settings(Path(sys.argv[1])))
for question in json.load(sys.stdin):
    searcher.ask(question)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _memory(projects: Sequence[Project], questions: Sequence[str]) -> Iterator[Row]:
    """Measure the peak memory of a process that answers all questions, what it maps of files included."""
    shown = []
    for project in projects:
        command = [sys.executable, "-c", ANSWER_ALL, str(project.folder / "config.yaml")]
        asked = json.dumps(list(questions))
        process = subprocess.run(command, cwd=ROOT, input=asked, text=True, check=True, capture_output=True)
        shown.append(process.stdout.strip())
    yield f"peak memory after {len(questions)} answers, MB", shown


def _warm(projects: Sequence[Project], questions: Sequence[str]) -> Iterator[Row]:
    """Measure answers in one process, the sizes in turn for each question."""
    searchers = [Searcher.open(project.settings, threads=1) for project in projects]
    for searcher in searchers:
        searcher.ask("what is a class?")
    seconds: list[list[float]] = [[] for _ in searchers]
    for question in questions:
        for searcher, found in zip(searchers, seconds, strict=True):
            started = time.perf_counter()
            searcher.ask(question)
            found.append(time.perf_counter() - started)
    medians = [statistics.median(found) for found in seconds]
    yield "warm answer, p50 ms", [f"{median * 1000:.1f}" for median in medians]
    yield "  ratio to that at 1,000", _ratios(projects, medians, 1_000)
    yield "  p95 ms", [f"{statistics.quantiles(found, n=20)[-1] * 1000:.1f}" for found in seconds]


def _ratios(projects: Sequence[Project], values: Sequence[float], size: int) -> list[str]:
    sizes = [project.size for project in projects]
    base = values[sizes.index(size)] if size in sizes else values[0]
    return [f"{value / base:.2f}" for value in values]


def _recall(projects: Sequence[Project], questions: Sequence[str]) -> Iterator[Row]:
    """Compare the nearest passages by vector with those of an exhaustive comparison."""
    shown = []
    for project in projects:
        searcher = Searcher.open(project.settings, threads=1)
        segments, vectors = searcher.generation.segments, searcher.index.retriever.vectors
        asked = [searcher.index.retriever.read(question).encoding.vector for question in questions]
        scores = np.concatenate(
            [
                np.asarray(segments.vectors(np.arange(first, min(first + EXACT_ROWS, len(segments)))) @ np.stack(asked).T)
                for first in range(0, len(segments), EXACT_ROWS)
            ]
        )
        count = min(NEAREST, len(scores))
        shares = []
        for position, vector in enumerate(asked):
            least = np.partition(scores[:, position], -count)[-count]
            found = [match.row for match in vectors.search(vector, count)]
            shares.append(float((scores[found, position] >= least - 1e-4).mean()))
        shown.append(f"{statistics.mean(shares):.4f}")
    yield f"recall@{NEAREST} against exhaustive search", shown


def _throughput(projects: Sequence[Project], questions: Sequence[str]) -> Iterator[Row]:
    """Measure how many answers a second eight askers get of a process for each core, as a ratio to one asker of one process."""
    count = os.cpu_count() or 1
    shown = []
    for project in projects:
        searcher = Searcher.open(project.settings, threads=1)
        processes = AnsweringProcesses(count)
        processes.start(searcher)
        asked = [AnswerWork(questions[position % len(questions)], 3) for position in range(ASKED)]
        while processes.run(asked[0], searcher) is None:
            time.sleep(0.05)

        def ask_elsewhere(work: AnswerWork, own: Searcher = searcher, others: AnsweringProcesses = processes) -> None:
            if others.run(work, own) is None:
                raise RuntimeError("a process did not answer")

        seconds: dict[int, list[float]] = {1: [], ASKERS: []}
        for _ in range(THROUGHPUT_RUNS):
            started = time.perf_counter()
            for work in asked:
                work(searcher)
            seconds[1].append(time.perf_counter() - started)
            with ThreadPoolExecutor(ASKERS) as pool:
                started = time.perf_counter()
                list(pool.map(ask_elsewhere, asked))
                seconds[ASKERS].append(time.perf_counter() - started)
        processes.stop()
        shown.append(f"{min(seconds[1]) / min(seconds[ASKERS]):.2f}")
    yield f"answers a second: {ASKERS} askers to one", shown


if __name__ == "__main__":
    main()
