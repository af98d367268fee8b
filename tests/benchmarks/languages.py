"""How well questions in other languages are answered: hit@1 and the outcomes of each set in corpus/languages.

python tests/benchmarks/languages.py                  every set, with the language that its config.yaml names
python tests/benchmarks/languages.py german --misses  one set, with the questions that went wrong
python tests/benchmarks/languages.py --language none  as without any knowledge of the languages

The indexes are built in .footnote/languages, with the model that `footnote build` has compiled.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from index import Searcher, Settings, build, load_settings  # noqa: E402
from index.encoding.encoder import Encoder  # noqa: E402
from index.evaluation.judged import load_questions  # noqa: E402
from index.evaluation.metrics import evaluate  # noqa: E402
from index.evaluation.trials import Trial, ask_all  # noqa: E402
from index.progress import NoProgress  # noqa: E402
from index.storing.index_folder import IndexFolder, link_or_copy  # noqa: E402

CORPUS = ROOT / "corpus" / "languages"
INDEXES = ROOT / ".footnote" / "languages"
OUTCOMES = ("answer", "suggestions", "none")
HEADER = (
    f"{'':12}{'':10}{'hit@1':>7}{'hit@3':>7}{'AUROC':>7}   {'answered rightly / wrongly / suggested / refused':50}"
    "unanswerable: answered / suggested / refused"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the chosen sets, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="folders of corpus/languages; all by default")
    parser.add_argument("--language", help="a language instead of the one that config.yaml names")
    parser.add_argument("--misses", action="store_true", help="show the questions that went wrong")
    options = parser.parse_args(arguments)
    print(HEADER)
    for name in options.names or sorted(path.name for path in CORPUS.iterdir() if path.is_dir()):
        settings = load_settings(CORPUS / name / "config.yaml")
        trials = measure(settings, options.language or settings.language)
        print(describe(name, options.language or settings.language, trials), flush=True)
        if options.misses:
            print(*misses(trials), sep="\n")
    return 0


def measure(settings: Settings, language: str, encoder: Encoder | None = None) -> tuple[Trial, ...]:
    """Build the index of a set and ask its questions; another encoder than the compiled one is used if it is given."""
    folder = INDEXES / f"{settings.root.name}-{language}{'-other' if encoder else ''}"
    settings = msgspec.structs.replace(settings, language=language, index=str(folder))
    source, target = IndexFolder(ROOT / ".footnote").encoders, IndexFolder(folder).encoders
    if source.is_dir() and not target.exists():
        for file in (path for path in source.rglob("*") if path.is_file()):
            copied = target / file.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(str(file), str(copied))
    build(settings, encoder=encoder)
    searcher = Searcher.open(settings, encoder)
    judged = load_questions(settings.root / "questions.yaml", [*searcher.generation.passages])
    return ask_all(searcher, judged, NoProgress())


def describe(name: str, language: str, trials: Sequence[Trial]) -> str:
    """Return the line of a set: its ranking, and its outcomes for questions that it answers and for those it does not."""
    metrics = evaluate(trials).metrics
    answerable = [trial for trial in trials if trial.judged.is_answerable]
    right = Counter(trial.outcome for trial in answerable if trial.is_hit)
    wrong = Counter(trial.outcome for trial in answerable if not trial.is_hit)
    other = Counter(trial.outcome for trial in trials if not trial.judged.is_answerable)
    hits = metrics.to_dict()
    found = [right["answer"], wrong["answer"], right["suggestions"] + wrong["suggestions"], right["none"] + wrong["none"]]
    return (
        f"{name:12}{language:10}{hits['hit@1']:7.2f}{hits['hit@3']:7.2f}{metrics.auroc or 0:7.2f}   "
        f"{' / '.join(map(str, found)):50}{' / '.join(str(other[outcome]) for outcome in OUTCOMES)}"
    )


def misses(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield a line for each question whose first passage is wrong, or that is answered although nothing answers it."""
    for trial in trials:
        if trial.judged.is_answerable and not trial.is_hit:
            yield f"  {trial.right_rank or '-':>3} {trial.outcome:12}{trial.judged.question}"
        elif not trial.judged.is_answerable and trial.outcome == "answer":
            yield f"    ? {trial.outcome:12}{trial.judged.question}"


if __name__ == "__main__":
    sys.exit(main())
