"""How well a report groups questions: of all pairs of questions, which are in one group, and which should be.

python tests/benchmarks/grouping.py                   the sets of ../shared/retrieval, corpus/questions.yaml, and names
python tests/benchmarks/grouping.py --thresholds      also with other thresholds than the one in use

Questions of a public set ask for the same if they have a right passage in common. Precision is the share of the pairs in one
group that do, and recall the share of those that do which are in one group. *Names* are questions that differ in a name, a
number or a day alone, each in several wordings.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bot.report import clustering  # noqa: E402
from bot.report.wordings import Subject  # noqa: E402
from index import Searcher, load_settings  # noqa: E402
from index.evaluation.judged import load_questions  # noqa: E402

SHARED = ROOT.parent / "shared" / "retrieval"
SETS = ("stackfaq", "covidfaq")
PASSAGE_LENGTH = 600
"""Characters of a passage that are encoded."""
OTHER_THRESHOLDS = (0.50, 0.54, 0.62, 0.66, 0.70)
NAMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("Zara", "Ryu", "Margit"), ("How do I unlock {}?", "how can i get {}", "unlocking {} where", "how to get {} in the game")),
    (("Windows", "Linux", "macOS"), ("How do I install it on {}?", "{} installation steps", "how to set this up under {}")),
    (("gold", "silver"), ("How much does the {} plan cost?", "price of {} plan", "what do I pay for the {} subscription")),
    (("Monday", "Saturday"), ("Are you open on {}?", "opening hours {}", "what time do you open {}")),
    (("4012", "4013", "500"), ("How do I fix error {}?", "error {} what now", "what does error {} mean")),
    (("Berlin", "Paris", "Madrid"), ("When is the meetup in {}?", "date of {} meetup", "which day do you meet in {}")),
    (("dog", "cat", "horse"), ("Can I bring my {}?", "are {}s allowed", "bringing a {} with me ok?")),
    (("upload", "delete", "rename"), ("How do I {} a file?", "how to {} files", "is it possible to {} a file")),
)
Labelled = tuple[list[str], list[frozenset[str]], list[str]]
"""Questions, the labels of each (questions with one in common ask for the same), and passages of the documents."""


def main() -> None:
    """Measure, and print a line for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--thresholds", action="store_true")
    options = parser.parse_args()
    searcher = Searcher.open(load_settings(ROOT / "config.yaml"))
    encoder = searcher.index.retriever.reader.encoder

    def encode(texts: Sequence[str]) -> np.ndarray:
        found = dict(encoder.encode_passages(list(texts)))
        return np.stack([found[position].vector for position in range(len(texts))])

    used = clustering.SAME_FROM
    print(f"{'set':<12} {'from':>5} {'questions':>9} {'groups':>7} {'precision':>9} {'recall':>7}")
    for name, (questions, labels, passages) in _sets(searcher):
        vectors, center = encode(questions), clustering.center_of(encode(passages))
        subjects = [Subject.of(question, "english") for question in questions]
        for threshold in (used, *(OTHER_THRESHOLDS if options.thresholds else ())):
            clustering.SAME_FROM = threshold
            clusters = clustering.cluster(vectors, subjects, center, encode)
            precision, recall = _score(clusters, labels)
            print(f"{name:<12} {threshold:5.2f} {len(questions):9,} {len(clusters):7,} {precision:9.3f} {recall:7.3f}")


def _score(clusters: Sequence[Sequence[int]], labels: Sequence[frozenset[str]]) -> tuple[float, float]:
    group = {position: number for number, members in enumerate(clusters) for position in members}
    together = same = both = 0
    for one, other in combinations(range(len(labels)), 2):
        is_together, is_same = group[one] == group[other], not labels[one].isdisjoint(labels[other])
        together, same, both = together + is_together, same + is_same, both + (is_together and is_same)
    return both / max(together, 1), both / max(same, 1)


def _sets(searcher: Searcher) -> Iterator[tuple[str, Labelled]]:
    for name in SETS:
        if (SHARED / name).exists():
            yield name, _read_beir(SHARED / name)
        else:
            print(f"{name} is left out: {SHARED / name} is not there", file=sys.stderr)
    passages = [passage.text for passage in searcher.generation.passages]
    judged = load_questions(ROOT / "corpus" / "questions.yaml", [*searcher.generation.passages]).questions
    answerable = [each for each in judged if each.is_answerable]
    yield "questions", ([each.question for each in answerable], [frozenset(each.passages) for each in answerable], passages)
    named = [
        (frame.format(name), f"{number} {name}")
        for number, (names, frames) in enumerate(NAMES)
        for name in names
        for frame in frames
    ]
    yield "names", ([text for text, _ in named], [frozenset([label]) for _, label in named], passages)


def _read_beir(folder: Path) -> Labelled:
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, _ = line.split("\t")
        right.setdefault(query, set()).add(passage)
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    passages = [f"{each['title']}. {each['text']}"[:PASSAGE_LENGTH] for each in corpus]
    return [each["text"] for each in queries], [frozenset(right.get(each["_id"], ())) for each in queries], passages


if __name__ == "__main__":
    main()
