"""Measure Footnote and what one would use instead, in turn and in one run: to build, to start, to edit and to answer.

python -m tests.benchmarks.peers                      10,000 passages: about half an hour, after the environments are made
python -m tests.benchmarks.peers --passages 1000      some minutes
python -m tests.benchmarks.peers --only txtai         one of them
python -m tests.benchmarks.peers --edits 1            fewer edits, of which one of them encodes all passages again
python -m tests.benchmarks.peers --environments DIR   make the environments there (several GB), or use those that are there
"""

import argparse
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it, before numpy is imported

import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from index.answering.searcher import Searcher
from index.encoding.models import find_model
from index.settings import load_settings
from index.storing.index_folder import IndexFolder, share_encoders
from tests.benchmarks.scale.corpus import real_sentences, write_project

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
TORCH = "torch==2.13.0"
PACKAGES = {
    "sentence_transformers": ["sentence-transformers", "faiss-cpu"],
    "txtai": ["txtai"],
    "chroma": ["chromadb", "sentence-transformers"],
    "langchain": [
        *("langchain", "langchain-classic", "langchain-community", "langchain-huggingface"),
        *("faiss-cpu", "rank-bm25", "sentence-transformers"),
    ],
}
"""What each script is installed with besides torch; the first is the one whose version is shown."""
QUESTION = "How do I convert a string to a date?"
COLD_RUNS, EDITS, QUESTIONS = 5, 3, 200
QUESTION_WORDS = 6
NOTHING_ANSWERS = 1
"""The exit status of `footnote ask` if the documents do not answer."""
CHANGED = "This sentence was changed a moment ago."
STEPS = ("build", "start", "edit", "answer")

Seconds = dict[str, float]
"""The seconds of each step."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A project of ours and its passages, as the texts that the others index."""

    project: Path
    texts: list[str]
    questions: list[str]


def main() -> None:
    """Measure, and print seconds and ratios."""
    options = _options()
    names = options.only.split(",") if options.only else list(PACKAGES)
    with (
        tempfile.TemporaryDirectory() as place,
        nullcontext(options.environments) if options.environments else tempfile.TemporaryDirectory() as environments,
    ):
        pythons = {name: _environment(Path(environments), name) for name in names}
        corpus, built = _corpus(Path(place), options.passages)
        ours = Ours(corpus)
        seconds = ours.measure(built, options.edits)
        print(f"\n{options.passages:,} passages; seconds, and how many times ours\n")
        print(f"{'':40}" + "".join(f"{step:>18}" for step in STEPS))
        print(f"{'footnote':40}" + "".join(f"{seconds[step]:>10.4g}{'':8}" for step in STEPS), flush=True)
        for name, python in pythons.items():
            theirs = Theirs(name, python, corpus, Path(place) / name).measure(options.edits)
            beside = {**seconds, "answer": ours.answer()}  # so short that the machine's speed has to be the same
            shown = "".join(f"{theirs[step]:>10.4g}{theirs[step] / beside[step]:>7.1f}x" for step in STEPS)
            print(f"{_version(python, name):40}{shown}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description="Compare Footnote with others.")
    parser.add_argument("--passages", type=int, default=10_000, metavar="N", help="passages in the corpus (10,000)")
    parser.add_argument("--only", metavar="NAME,NAME", help=f"some of {', '.join(PACKAGES)}")
    parser.add_argument("--edits", type=int, default=EDITS, metavar="N", help=f"edits that are measured ({EDITS})")
    parser.add_argument("--environments", type=Path, metavar="DIR", help="keep the environments of the others here")
    return parser.parse_args()


def _environment(folder: Path, name: str) -> str:
    """Return the Python of an environment with the packages of a script, made if it is not there."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / name)], check=True)
        for packages in ([TORCH], PACKAGES[name]):
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
    return str(python)


def _version(python: str, name: str) -> str:
    package = PACKAGES[name][0]
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return f"{package} {subprocess.run([python, '-c', code], check=True, capture_output=True, text=True).stdout.strip()}"


def _corpus(folder: Path, size: int) -> tuple[Corpus, float]:
    """Write and build our project; return it with the seconds of the build."""
    project = folder / "footnote"
    sentences = real_sentences()[:size]
    write_project(project, sentences)
    settings = load_settings(project / "config.yaml")
    share_encoders(IndexFolder(load_settings(ROOT / "config.yaml").index_folder), IndexFolder(settings.index_folder))
    seconds = _seconds([sys.executable, "-m", "bot", "--config", str(project / "config.yaml"), "build"])
    texts = [passage.embedding_text for passage in Searcher.open(settings).generation.passages]
    rng = random.Random("questions")  # noqa: S311  # not used for secrets
    drawn = rng.choices([each.text.rstrip(".").split(" ") for each in sentences], k=QUESTIONS)
    questions = [" ".join(rng.sample(words, min(QUESTION_WORDS, len(words)))) for words in drawn]
    return Corpus(project, texts, questions), seconds


def _seconds(command: Sequence[str], given: str = "") -> float:
    started = time.perf_counter()
    _run(command, given)
    return time.perf_counter() - started


def _run(command: Sequence[str], given: str = "") -> str:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    done = subprocess.run(command, cwd=ROOT, input=given, text=True, check=False, capture_output=True, env=environment)
    if done.returncode and not ("ask" in command and done.returncode == NOTHING_ANSWERS):
        raise SystemExit(f"{' '.join(command)}: {done.returncode}\n{done.stderr}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Ours:
    """Footnote, by its commands."""

    corpus: Corpus

    def measure(self, built: float, edits: int) -> Seconds:
        """Measure every step but the build, which took `built` seconds."""
        command = [sys.executable, "-m", "bot", "--config", str(self.corpus.project / "config.yaml")]
        starts = [_seconds([*command, "ask", QUESTION]) for _ in range(COLD_RUNS + 1)][1:]
        edited = []
        for number in range(edits):
            self._change(number)
            edited.append(_seconds([*command, "build"]))
        return dict(zip(STEPS, (built, statistics.median(starts), statistics.median(edited), self.answer()), strict=True))

    def answer(self) -> float:
        """Return the median seconds of an answer in a process that has started."""
        searcher = Searcher.open(load_settings(self.corpus.project / "config.yaml"))
        answers = []
        for question in self.corpus.questions:
            started = time.perf_counter()
            searcher.ask(question)
            answers.append(time.perf_counter() - started)
        return statistics.median(answers[QUESTIONS // 10 :])

    def _change(self, number: int) -> None:
        path = sorted((self.corpus.project / "docs").glob("*.md"))[number]
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"^- .*$", f"- {CHANGED} ({number})", text, count=1, flags=re.MULTILINE), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Theirs:
    """A script of this folder, in its own environment."""

    name: str
    python: str
    corpus: Corpus
    folder: Path

    def measure(self, edits: int) -> Seconds:
        """Measure every step."""
        self.folder.mkdir()
        model = str(find_model(load_settings(ROOT / "config.yaml").model, ROOT).folder)
        script = str(HERE / f"with_{self.name}.py")

        def command(task: str, *arguments: str) -> list[str]:
            return [self.python, script, task, model, str(self.folder), *arguments]

        built = _seconds(command("build"), json.dumps(self.corpus.texts))
        starts = [_seconds(command("ask", QUESTION)) for _ in range(COLD_RUNS + 1)][1:]
        edited = [_seconds(command("edit", str(row), f"{CHANGED} ({row})")) for row in range(edits)]
        answer = float(_run(command("time"), json.dumps(self.corpus.questions)).split()[-1])
        return dict(zip(STEPS, (built, statistics.median(starts), statistics.median(edited), answer), strict=True))


if __name__ == "__main__":
    main()
