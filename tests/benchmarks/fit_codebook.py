"""Write index/storing/codebook.npz: the centroids that token vectors of the default model are stored by.

    python -m tests.benchmarks.fit_codebook TEXTS [--write]

TEXTS is a folder with a config.yaml that names documents, which are built into an index there (about 600,000 tokens are enough;
codebook.md says which texts the codebook was fitted to). Measure on other texts. Without --write, this says how close the last
tenth of the vectors come to their codes by the new codebook, and by the one that is shipped.

A codebook that has been released must not change: indexes are refused whose codes are of another one. If a better one replaces
it, raise `FORMAT` in index/storing/manifest.py, so that the next build encodes all texts again.
"""

import argparse
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.answering.searcher import Searcher
from index.building import build, segmenting
from index.settings import load_settings
from index.storing.quantizing import CODEBOOK_PATH, Codebook, shipped_codebook

PARTS, BITS, ROUNDS, PER_CENTROID = 48, 10, 10, 400
BATCH = 500
"""Passages whose token vectors are read at a time."""
Floats = NDArray[np.float32]


def token_vectors(folder: Path) -> Floats:
    """Build an index of the documents with 8 bits a number, and return all of its token vectors."""
    segmenting.SHORT_FROM = segmenting.SHORT_DOWN_TO = 10**9
    settings = load_settings(folder / "config.yaml")
    build(settings)
    segments = Searcher.open(settings).generation.segments
    found = []
    for start in range(0, len(segments), BATCH):
        tokens = segments.token_vectors(np.arange(start, min(start + BATCH, len(segments)), dtype=np.int64))
        found.append(tokens.codes * tokens.scales[:, np.newaxis])
    return np.concatenate(found)


def fit(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return centroids in 8 bits a number, shape (parts, centroids, length of a part), and the step of each part."""
    quantizer = faiss.ProductQuantizer(vectors.shape[1], PARTS, BITS)
    quantizer.cp.niter, quantizer.cp.max_points_per_centroid, quantizer.cp.seed = ROUNDS, PER_CENTROID, 19
    quantizer.train(np.ascontiguousarray(np.random.default_rng(0).permutation(vectors)))
    centroids = faiss.vector_to_array(quantizer.centroids).reshape(PARTS, 2**BITS, -1)
    steps = (np.abs(centroids).max(axis=(1, 2)) / 127).astype(np.float32)
    return np.rint(centroids / steps[:, np.newaxis, np.newaxis]).astype(np.int8), steps


def distortion(codebook: Codebook, vectors: Floats) -> float:
    """Return the mean squared distance of unit vectors from their codes, without their scales."""
    codes, scales = codebook.encode(vectors)
    return float(((codebook.decode(codes, scales)[0] - vectors) ** 2).sum(axis=1).mean())


def main() -> None:
    """Fit the codebook, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    vectors = token_vectors(options.texts)
    kept = len(vectors) * 9 // 10
    centroids, steps = fit(vectors if options.write else vectors[:kept])
    new = Codebook(centroids, steps, "new")
    for name, codebook in (("new", new), ("shipped", shipped_codebook())):
        print(f"{name}: mean squared distance {distortion(codebook, vectors[kept:]):.4f} of 1")
    if options.write:
        np.savez(CODEBOOK_PATH, centroids=centroids, steps=steps)
        print(f"{CODEBOOK_PATH} written: {CODEBOOK_PATH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
