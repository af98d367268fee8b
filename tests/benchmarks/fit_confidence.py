"""Fit index/answering/confidence.npz, the forest that weighs the evidence for an answer.

    python -m tests.benchmarks.fit_confidence FOLDER [--lighter FOLDER] [--join FILE VOTES ...] [--parts COUNT]
        [--judge FOLDER ...] [--write]

FOLDER contains one folder per set, each with a config.yaml, documents and a questions.yaml for `footnote eval`, including some
questions that the documents do not answer. Half of the new trees learn whether the documents answer a question, the other half
whether the first passage does; --answerable is the share of their votes that the first half has, which is left out if it is 0.
For every set, a forest is fitted on the other sets and evaluated on that set; its predictions for unseen sets give the
calibration curve and the thresholds. --parts leaves out that many parts of the sets in turn instead; all sets of a project,
whose names are the same up to "__", are in one part. --write stores a forest fitted on all sets. Sets in the folder --lighter
only help to fit forests, with less weight. --join adds the trees of an earlier forest, with their share of all votes, so that
what it has learned from its sets is kept. Sets named by --judge are only evaluated.
"""

import argparse
import dataclasses
import sys
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

from index.answering.confidence import CALIBRATION_PATH, FOREST_PATH, FOREST_VERSION, Calibration, Decision, Forest, fit_curve
from index.answering.evidence import NAMES
from index.answering.searcher import Searcher
from index.building import build
from index.building.preparing import make_encoder
from index.encoding import Encoder
from index.errors import UsageError
from index.evaluation.judged import load_questions
from index.evaluation.metrics import auroc
from index.files.checksums import write_json
from index.progress import NoProgress
from index.searching.reader import Reader
from index.settings import load_settings
from index.storing.index_folder import IndexFolder

TREES, SMALLEST_LEAF, SHARE_OF_EVIDENCE = 80, 12, 0.4
LARGE_LEAF = 40
"""The smallest leaf if there are `MANY` questions, so that the forest stays small."""
MANY = 10_000
LIGHTER_WEIGHT = 0.3
"""The weight of a question of a lighter set."""
ANSWERED_UNANSWERABLE, REFUSED_ANSWERABLE = 0.086, 0.041
"""Targets for the thresholds, as shares of questions that the forest has not seen."""


@dataclass(frozen=True)
class Evidence:
    """The questions of a set: the evidence for each, whether it is answerable, and whether the first passage answers it."""

    name: str
    found: NDArray[np.float32]
    is_answerable: NDArray[np.bool_]
    is_right: NDArray[np.bool_]
    kinds: NDArray[np.str_]
    others: NDArray[np.float32]
    weight: float = 1.0


def collect(
    folder: Path, encoder: Encoder | None, work: Path, others: Sequence[str] = (), readers: Path | None = None
) -> tuple[Evidence, Encoder]:
    """Index a set and collect the evidence for its questions, and for other questions that it does not answer.

    `readers` contains readers that were not tuned on the set of their name; otherwise the shipped one reads.
    """
    settings = load_settings(folder / "config.yaml")
    settings = msgspec.structs.replace(settings, index=str(work))
    encoder = encoder or make_encoder(settings, IndexFolder(work), lambda: ["a sample"], NoProgress())
    build(settings, encoder=encoder)
    searcher = Searcher.open(settings, encoder)
    if readers and (path := readers / f"{folder.name}.npz").is_file():
        retriever = dataclasses.replace(searcher.index.retriever, pair_reader=Reader.load(path))
        searcher = dataclasses.replace(searcher, index=dataclasses.replace(searcher.index, retriever=retriever))
    rows = []
    for judged in load_questions(folder / "questions.yaml", list(searcher.generation.passages)).questions:
        try:
            evidence = evidence_for(searcher, judged.question)
        except UsageError:
            continue
        first = searcher.generation.passages[searcher.index.retriever.rank(judged.question, 1)[0].row].id
        rows.append((evidence, judged.is_answerable, first in judged.passages, judged.kind or ""))
    found, answerable, right, kinds = zip(*rows, strict=True)
    apart = np.array([evidence_for(searcher, question) for question in others], dtype=np.float32).reshape(-1, len(NAMES))
    return Evidence(folder.name, np.stack(found), np.array(answerable), np.array(right), np.array(kinds), apart), encoder


def evidence_for(searcher: Searcher, question: str) -> NDArray[np.float32]:
    """Return the evidence that the first passage answers a question. Raises QuestionError."""
    read = searcher.index.retriever.read(question)
    return searcher.judge.evidence(read, searcher.index.retriever.retrieve(read))


@dataclass(frozen=True)
class Votes:
    """Who votes: the trees that are kept, with their share of all votes, and the share of `answerable` among the others."""

    kept: list[tuple[Forest, float]]
    answerable: float


def predictions(sets: list[Evidence], lighter: list[Evidence], votes: Votes, parts: int | None) -> list[NDArray[np.float64]]:
    """Return what forests say about the questions of each set that they have not seen."""
    part = {
        each.name: zlib.crc32(each.name.partition("__")[0].encode()) % parts if parts else place
        for place, each in enumerate(sets)
    }
    forests = {
        left_out: fit_forest([*(each for each in sets if part[each.name] != left_out), *lighter], votes)
        for left_out in sorted(set(part.values()))
    }
    return [np.array([forests[part[each.name]](found) for found in each.found]) for each in sets]


def fit_forest(sets: list[Evidence], votes: Votes) -> Forest:
    """Fit trees that separate answerable questions from others, and right first passages from others; add the kept ones."""
    rest = 1 - sum(share for _, share in votes.kept)
    shares = {"is_answerable": rest * votes.answerable, "is_right": rest * (1 - votes.answerable)}
    fitted = [(fit_trees(sets, [getattr(each, name) for each in sets]), share) for name, share in shares.items() if share]
    return join([*fitted, *votes.kept])


def fit_trees(sets: list[Evidence], wanted: list[NDArray[np.bool_]]) -> Forest:
    """Fit trees that separate the wanted questions of each set from its other questions, and from those that no set answers."""
    found = [part for each in sets for part in (each.found, each.others)]
    answers = [
        part for each, right in zip(sets, wanted, strict=True) for part in (right, np.zeros(len(each.others), dtype=bool))
    ]
    weights = [np.full(len(each.found) + len(each.others), each.weight) for each in sets]
    leaf = LARGE_LEAF if sum(map(len, found)) >= MANY else SMALLEST_LEAF
    trees = ExtraTreesClassifier(TREES, min_samples_leaf=leaf, max_features=SHARE_OF_EVIDENCE, random_state=0, n_jobs=-1)
    return to_forest(trees.fit(np.concatenate(found), np.concatenate(answers), np.concatenate(weights)))


def join(forests: Sequence[tuple[Forest, float]]) -> Forest:
    """Return a forest of the trees of all forests, each with its share of the votes, whose values fit into 16 bits."""
    starts = np.cumsum([0, *(len(forest.feature) for forest, _ in forests)])
    return Forest(
        feature=np.concatenate([forest.feature for forest, _ in forests]),
        skip=np.concatenate([forest.skip for forest, _ in forests]),
        value=np.concatenate([forest.value for forest, _ in forests]).astype(np.float16),
        roots=np.concatenate([forest.roots + start for (forest, _), start in zip(forests, starts[:-1], strict=True)]).astype(
            np.int32
        ),
        votes=np.concatenate([forest.votes * share for forest, share in forests]).astype(np.float32),
    )


def to_forest(trees: ExtraTreesClassifier) -> Forest:
    """Convert fitted trees to arrays; scikit-learn stores the left child of a node right after it."""
    feature, skip, value, roots = [], [], [], [0]
    for estimator in trees.estimators_:
        tree = estimator.tree_
        leaf, shares = tree.children_left < 0, tree.value[:, 0, :]
        feature.append(np.where(leaf, -1, tree.feature))
        skip.append(np.where(leaf, 0, tree.children_right - np.arange(tree.node_count)))
        value.append(np.where(leaf, shares[:, 1] / shares.sum(axis=1), tree.threshold))
        roots.append(roots[-1] + tree.node_count)
    joined = [np.concatenate(each) for each in (feature, skip, value)]
    arrays = (array.astype(kind) for array, kind in zip(joined, (np.int8, np.uint16, np.float32), strict=True))
    count = len(trees.estimators_)
    return Forest(*arrays, np.array(roots[:-1], dtype=np.int32), np.full(count, 1 / count, dtype=np.float32))


def report(each: Evidence, shares: NDArray[np.float64], calibration: Calibration) -> str:
    """Return a line of figures for a set."""
    confidence = np.array([calibration.confidence(share) for share in shares])
    answerable = confidence[each.is_answerable]
    areas = {"all": auroc(answerable, confidence[~each.is_answerable])}
    for kind in sorted(set(each.kinds[~each.is_answerable])):
        areas[kind] = auroc(answerable, confidence[~each.is_answerable & (each.kinds == kind)])
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = sum(
        abs(confidence[bins == at].mean() - each.is_right[bins == at].mean()) * (bins == at).mean() for at in np.unique(bins)
    )
    text = f"{each.name:12} right first {each.is_right[each.is_answerable].mean():.3f}  AUROC " + " ".join(
        f"{kind} {value:.3f}" for kind, value in areas.items()
    )
    text += f"  calibration error {error:.3f}"
    lines = calibration.decision
    wrong = (confidence[~each.is_answerable] >= lines.answer_from).mean()
    refused = (answerable < lines.suggest_from).mean()
    answered = (answerable >= lines.answer_from).mean()
    return f"{text}  answered: {answered:.3f} of answerable, {wrong:.3f} of unanswerable; refused {refused:.3f}"


def calibrate(sets: list[Evidence], shares: list[NDArray[np.float64]]) -> Calibration:
    """Fit the calibration curve and the thresholds to predictions for unseen sets."""
    said, answerable = np.concatenate(shares), np.concatenate([each.is_answerable for each in sets])
    slope, intercept = fit_curve(said.tolist(), np.concatenate([each.is_right for each in sets]).tolist())
    about = f"{len(sets)} documents of communities that came with none of the questions they are judged by"
    curve = Calibration(round(slope, 4), round(intercept, 4), Decision(0, 0), about, len(said), FOREST_VERSION)
    confidence = np.array([curve.confidence(share) for share in said])
    answer_from = round(float(np.quantile(confidence[~answerable], 1 - ANSWERED_UNANSWERABLE)), 3)
    suggest_from = round(float(np.quantile(confidence[answerable], REFUSED_ANSWERABLE)), 3)
    return dataclasses.replace(curve, decision=Decision(answer_from, suggest_from))


def main() -> None:
    """Fit and evaluate forests, and write the final one if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--judge", type=Path, nargs="*", default=[])
    parser.add_argument("--lighter", type=Path, help="a folder of sets that count less, and only for fitting")
    parser.add_argument(
        "--join", nargs=2, action="append", default=[], metavar=("FILE", "VOTES"), help="an earlier forest, and its share"
    )
    parser.add_argument("--answerable", type=float, default=0.5, help="the share of votes of the first half of the new trees")
    parser.add_argument(
        "--readers", type=Path, help="a folder with a reader NAME.npz for each set that the shipped one was tuned on"
    )
    parser.add_argument("--parts", type=int, help="leave out so many parts of the sets in turn, not each set")
    parser.add_argument("--others", type=Path, help="questions that no set answers, one per line; each set gets a part")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder = None
    sets, lighter, judged = [], [], []
    with tempfile.TemporaryDirectory() as work:
        others = options.others.read_text(encoding="utf-8").splitlines() if options.others else []
        folders = sorted(path for path in options.folder.iterdir() if (path / "questions.yaml").is_file())
        for place, folder in enumerate(folders):
            evidence, encoder = collect(folder, encoder, Path(work), others[place :: len(folders)], options.readers)
            sets.append(evidence)
        for folder in sorted(options.lighter.iterdir()) if options.lighter else ():
            evidence, encoder = collect(folder, encoder, Path(work))
            lighter.append(dataclasses.replace(evidence, weight=LIGHTER_WEIGHT))
        for folder in options.judge:
            evidence, encoder = collect(folder, encoder, Path(work))
            judged.append(evidence)
    votes = Votes([(Forest.load(Path(file)), float(share)) for file, share in options.join], options.answerable)
    shares = predictions(sets, lighter, votes, options.parts)
    calibration = calibrate(sets, shares)
    print(calibration)
    for each, found in zip(sets, shares, strict=True):
        print(report(each, found, calibration))
    forest = fit_forest([*sets, *lighter], votes)
    for each in judged:
        print("judged", report(each, np.array([forest(found) for found in each.found]), calibration))
    if options.write:
        np.savez_compressed(FOREST_PATH, **{field.name: getattr(forest, field.name) for field in dataclasses.fields(forest)})
        write_json(calibration, CALIBRATION_PATH)
        print(f"{FOREST_PATH.name}: {FOREST_PATH.stat().st_size:,} bytes, {len(forest.feature):,} nodes", file=sys.stderr)


if __name__ == "__main__":
    main()
