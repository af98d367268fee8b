"""Speed compared with a script a user would write instead, both measured in turn in one run.

python tests/benchmarks/speed.py          (a minute or two, on an otherwise idle machine)
"""

import argparse
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it, before numpy is imported

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.answering.searcher import Searcher
from index.building import build, build_documents
from index.encoding.encoder import Encoding, to_unit_length
from index.encoding.models import find_model
from index.encoding.onnx_encoder import OnnxEncoder
from index.reading import find_files, read_document
from index.settings import Settings, load_settings
from index.storing.index_folder import IndexFolder

ROOT = Path(__file__).parents[2]
QUESTION = "How many farmers will Taobao Live train?"
COLD_RUNS = 7
WARM_RUNS = 400
BUILD_RUNS = 7
BUILD_COPIES = 4
"""The corpus is repeated this many times, so that one measurement takes seconds."""
SIZES = ((67, "<= 1.5"), (10_000, "<= 1.8"))
"""Numbers of passages, each with the target for the ratio of an answer without the reader to the forward pass."""


def main() -> None:
    """Measure, and print the machine and a table of ratios."""
    argparse.ArgumentParser(description="Compare Footnote's speed with what one would write instead.").parse_args()
    settings = load_settings(ROOT / "config.yaml")
    build(settings)
    rows = [*_cold(settings), *_warm(settings), _encoding(settings)]
    print(f"\n{_machine()}\n")
    print(f"{'':58}{'ours':>10}{'other':>10}{'ratio':>8}{'wanted':>12}")
    for name, ours, other, ratio, wanted in rows:
        print(f"{name:58}{ours:>10}{other:>10}{ratio:>8.2f}{wanted:>12}")


Row = tuple[str, str, str, float, str]


def _cold(settings: Settings) -> list[Row]:
    """Measure whole processes from start to answer: wall time and peak memory."""
    model = str(find_model(settings.model, ROOT).folder)
    tutorial = str(Path(__file__).with_name("tutorial.py"))
    texts = [passage.embedding_text for passage in Searcher.open(settings).generation.passages]
    with tempfile.TemporaryDirectory() as folder:
        saving = [sys.executable, tutorial, "save", model, folder]
        subprocess.run(saving, input=json.dumps(texts), text=True, check=True, capture_output=True)
        theirs = [sys.executable, tutorial, "ask", model, folder, QUESTION]
        ours = [sys.executable, "-m", "bot", "ask", QUESTION]
        pairs = [(_process(ours), _process(theirs)) for _ in range(COLD_RUNS + 1)][1:]
    seconds = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    megabytes = [statistics.median(pair[side][1] for pair in pairs) for side in (0, 1)]
    faster = statistics.median(theirs[0] / ours[0] for ours, theirs in pairs)
    smaller = statistics.median(ours[1] / theirs[1] for ours, theirs in pairs)
    return [
        ("cold answer, against a sentence-transformers script", *_shown(seconds, "s"), faster, ">= 10"),
        ("  its peak memory", *_shown(megabytes, "MB", 0), smaller, "<= 0.6"),
    ]


def _process(command: list[str]) -> tuple[float, float]:
    """Run a process and return its wall seconds and peak megabytes."""
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    return elapsed, usage.ru_maxrss / scale


class _Copies:
    """An encoder for a corpus of repeated texts: encodes each text once, and gives its copies slightly different vectors."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self._random = np.random.default_rng(0)

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Yield the position and encoding of each passage."""
        different = list(dict.fromkeys(texts))
        known = {different[position]: encoding for position, encoding in self._encoder.encode_passages(different)}
        for position, text in enumerate(texts):
            yield position, replace(known[text], vector=self._apart(known[text].vector))

    def _apart(self, vector: np.ndarray) -> np.ndarray:
        return to_unit_length(vector + self._random.normal(0, 0.02, vector.shape).astype(np.float32))


def _warm(settings: Settings) -> Iterator[Row]:
    """Measure a question in a running process against the forward pass alone, on prepared token ids."""
    folder = IndexFolder(settings.index_folder)
    encoder = OnnxEncoder(folder.encoder(folder.load_manifest()))
    feed = encoder.feed([encoder.token_ids(QUESTION)])
    [document] = [read_document(file).document for file in find_files(settings)]
    for size, wanted in SIZES:
        with tempfile.TemporaryDirectory() as place:
            sized = Settings(documents=settings.documents, index=place, root=settings.root)
            kept, left = [], size
            for section in document.sections * (1 + size // len(list(document.blocks))):
                kept.append(replace(section, blocks=section.blocks[:left]))
                left -= len(kept[-1].blocks)
            build_documents(sized, [replace(document, sections=tuple(kept))], encoder=_Copies(encoder))
            (Path(place) / "encoders").symlink_to(folder.encoders)
            searcher = Searcher.open(sized, encoder)
            for each, note, target in ((searcher, "", ""), (_without_reader(searcher), ", no reader", wanted)):
                answer, forward = _in_turn(partial(each.ask, QUESTION), partial(encoder.forward, feed), WARM_RUNS)
                name = f"warm answer, {size:,} passages{note}, against the encoder"
                yield name, *_shown([answer * 1000, forward * 1000], "ms"), answer / forward, target


def _without_reader(searcher: Searcher) -> Searcher:
    """Return a searcher that does not reread the first candidates."""
    retriever = replace(searcher.index.retriever, pair_reader=None)
    return replace(searcher, index=replace(searcher.index, retriever=retriever))


def _encoding(settings: Settings) -> Row:
    """Measure passages per second at build against the defaults of SentenceTransformer.encode."""
    from sentence_transformers import SentenceTransformer

    folder = IndexFolder(settings.index_folder)
    encoder = OnnxEncoder(folder.encoder(folder.load_manifest()))
    model = SentenceTransformer(str(find_model(settings.model, ROOT).folder), device="cpu")
    texts = [passage.embedding_text for passage in Searcher.open(settings).generation.passages] * BUILD_COPIES
    ours, theirs = _in_turn(
        lambda: list(encoder.encode_passages(texts)), lambda: model.encode(texts, show_progress_bar=False), BUILD_RUNS
    )
    rates = [len(texts) / ours, len(texts) / theirs]
    return ("passages a second, against SentenceTransformer.encode", *_shown(rates, "/s", 0), theirs / ours, ">= 1.2")


def _in_turn(first: Callable[[], object], second: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median seconds of two calls, made in turn so that changes of the machine's speed affect both."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 1):
        for call, kept in zip((first, second), times, strict=True):
            started = time.perf_counter()
            call()
            if run:
                kept.append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])


def _shown(values: list[float], unit: str, digits: int = 2) -> tuple[str, str]:
    return f"{values[0]:.{digits}f} {unit}", f"{values[1]:.{digits}f} {unit}"


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        names = [line.split(":", 1)[1].strip() for line in listing.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0] if names else cpu
    packages = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "sentence-transformers", "torch", "faiss-cpu"))
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}\n{packages}"


if __name__ == "__main__":
    main()
