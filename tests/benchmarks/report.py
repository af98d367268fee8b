"""How long a report of a large record takes, and how much memory.

python tests/benchmarks/report.py                       1,000,000 questions in 80,000 wordings: about a minute
python tests/benchmarks/report.py --questions 10000     some seconds, to check that it works
python tests/benchmarks/report.py --folder /tmp/record  keep the project and its record there, and reuse them

The wordings are questions that people asked (those in corpus/, and those of ../shared/retrieval if it is there), with the slips
and courtesies of others who ask the same. How often each is asked follows Zipf's law.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "retrieval"
SETS = ("stackfaq", "covidfaq", "doc2dial-sections")
MEMBERS, DAYS, SERVER = 20_000, 89, 1234567890123456789
EXPONENT = 0.8
"""Zipf's exponent: the most asked wording comes about 4,600 times in a million, and half of all wordings at most 6 times."""
IN_VAIN, UNHELPFUL = 0.25, 0.03
"""The share of subjects that are not answered, and of answers that do not help."""
BEFORE = (
    "",
    "",
    "",
    "",
    "hi, ",
    "hello! ",
    "please: ",
    "quick question: ",
    "sorry, ",
    "hey all ",
    "does anyone know ",
    "@bot ",
)
AFTER = ("", "", "", "?", "??", " please", " thanks", " thx!", " pls", "...", " :)", " asap")
LIMIT_SECONDS, LIMIT_BYTES = 15, 1_000_000_000
ROWS_AT_ONCE = 20_000
CONFIG = """# Written by tests/benchmarks/report.py.
documents:
  - path: example-club.md
record:
  database: record.db
  days: 3650
"""


def main() -> int:
    """Write a record, report it, and print the time and memory next to their limits."""
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        folder = options.folder or Path(place)
        if not (folder / "record.db").exists():
            _write_project(folder, options.questions, options.wordings)
        runs = [_report(folder, flags) for flags in (["--json"], ["--html", str(folder / "report.html")])]
    for run in runs:
        print(
            f"{run.name:<24} {run.seconds:6.1f} s (limit {LIMIT_SECONDS}; {run.processor_seconds:.1f} s of processors)"
            f"   {run.memory / 1e6:5.0f} MB (limit {LIMIT_BYTES / 1e6:.0f})"
        )
        if found := run.printed:
            left = found["left_out"]
            print(
                f"{'':<24} {found['asked']:,} questions, {found['answered_share']:.0%} answered; "
                f"{left['groups'] + len(found['groups']) + len(found['settled']):,} groups; "
                f"{left['wordings']:,} rare wordings, asked {left['wordings_asked']:,} times, not grouped"
            )
    return int(any(run.seconds > LIMIT_SECONDS or run.memory > LIMIT_BYTES for run in runs))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1_000_000, metavar="N", help="default: 1,000,000")
    parser.add_argument("--wordings", type=int, default=80_000, metavar="N", help="default: 80,000")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where to keep the project")
    return parser.parse_args()


@dataclass(frozen=True)
class Run:
    """A run of the command: its seconds, those of its processors, its peak memory in bytes, and the JSON that it printed."""

    name: str
    seconds: float
    processor_seconds: float
    memory: int
    printed: dict | None


def _report(folder: Path, flags: Sequence[str]) -> Run:
    """Run the command in a process of its own."""
    code = "import resource, sys; from bot.cli import main; code = main(sys.argv[1:]); sys.stdout.flush(); "
    code += "used = resource.getrusage(resource.RUSAGE_SELF); "
    code += "print(used.ru_maxrss * 1024, used.ru_utime + used.ru_stime, file=sys.stderr); sys.exit(code)"
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "--config", str(folder / "config.yaml"), "report", *flags],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(done.stderr)
    memory, processor_seconds = done.stderr.splitlines()[-1].split()
    printed = json.loads(done.stdout) if "--json" in flags else None
    return Run(f"footnote report {flags[0]}", seconds, float(processor_seconds), int(memory), printed)


def _write_project(folder: Path, questions: int, wordings: int) -> None:
    sys.path.insert(0, str(ROOT))
    from bot.record.entries import new_id
    from bot.record.store import Record
    from bot.record.tables import ASKED, FEEDBACK
    from index import build, load_settings

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "corpus" / "example-club.md", folder)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    settings = load_settings(folder / "config.yaml")
    build(settings)
    _say(f"writing {questions:,} questions")
    record = Record.open(settings)
    rows = _rows(questions, wordings, new_id)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        with record.database.writing() as connection:
            connection.execute(ASKED.insert(), [asked for asked, _ in chunk])
            connection.execute(FEEDBACK.insert(), [feedback for _, feedback in chunk if feedback])
    record.close()


def _rows(questions: int, wordings: int, new_id: object) -> Iterator[tuple[dict, dict | None]]:
    """Yield the rows of a record, in order of time, with the opinion on an answer if there is one."""
    rng = random.Random(20)  # noqa: S311  # not cryptography
    texts, subjects = _wordings(wordings, rng)
    weights = list(accumulate(1 / (rank + 1) ** EXPONENT for rank in range(len(texts))))
    in_vain = {subject for subject in range(max(subjects) + 1) if rng.random() < IN_VAIN}
    first = datetime.now(UTC) - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / questions
    for number, chosen in enumerate(rng.choices(range(len(texts)), cum_weights=weights, k=questions)):
        is_vain = subjects[chosen] in in_vain
        id_, member, moment = new_id(), f"{rng.randrange(MEMBERS):032x}", int((first + number * step).timestamp() * 1e6)
        asked = {
            "id": id_,
            "time": moment,
            "question": texts[chosen],
            "outcome": rng.choice(("none", "suggestions")) if is_vain else "answer",
            "confidence": rng.random(),
            "passage": f"p{rng.randrange(100)}",
            "section": "Fees",
            "server": SERVER,
            "language": "en-GB",
            "member": member,
        }
        disliked = not is_vain and rng.random() < UNHELPFUL
        yield asked, {"asked": id_, "member": member, "helpful": False, "time": moment} if disliked else None


def _wordings(count: int, rng: random.Random) -> tuple[list[str], list[int]]:
    """Return different wordings in random order, and the number of the subject that each is about."""
    questions = list(_real_questions())
    found: dict[str, int] = {}
    while len(found) < count:
        number = rng.randrange(len(questions))
        subject, text = questions[number]
        found.setdefault(f"{rng.choice(BEFORE)}{_with_slips(text, rng)}{rng.choice(AFTER)}", subject)
    pairs = list(found.items())
    rng.shuffle(pairs)
    return [text for text, _ in pairs], [subject for _, subject in pairs]


def _with_slips(text: str, rng: random.Random) -> str:
    """Return a text as somebody else might type it: in lower case, without a mark, or with a slip."""
    if rng.random() < 0.5:
        text = text.lower()
    if rng.random() < 0.5:
        text = text.rstrip("?.! ")
    if rng.random() < 0.4 and len(text) > 8:
        at = rng.randrange(1, len(text) - 2)
        text = rng.choice((text[:at] + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :]))
    return text


def _real_questions() -> Iterator[tuple[int, str]]:
    """Yield the number of a subject and a question about it."""
    import yaml

    subject = 0
    written = yaml.safe_load((ROOT / "corpus" / "questions.yaml").read_text(encoding="utf-8"))
    for entry in written["questions"] if isinstance(written, dict) else written:
        yield subject, entry["question"]
        subject += 1
    for name in SETS:
        file = SHARED / name / "queries.jsonl"
        if not file.exists():
            _say(f"without the questions of {name}, which is not there")
            continue
        right: dict[str, str] = {}
        for line in (SHARED / name / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, passage, _ = line.split("\t")
            right.setdefault(query, passage)
        numbers: dict[str, int] = {}
        for line in file.read_text(encoding="utf-8").splitlines():
            query = json.loads(line)
            yield subject + numbers.setdefault(right.get(query["_id"], query["_id"]), len(numbers)), query["text"]
        subject += len(numbers)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
