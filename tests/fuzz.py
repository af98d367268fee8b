"""Fuzz the parsers for as long as you like: `make fuzz`, `make fuzz MINUTES=60 TARGET=html`.

Each failure is printed, and its input kept in a file that `--again FILE` replays. Exits with 1 if anything failed.
`tests/fuzz_guided.py` is the coverage-guided variant (atheris).
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fuzzing import TARGETS, TookTooLongError, damaged, feed, seeds

SIZES = (20_000, 20_000, 20_000, 100_000)
"""Maximum sizes of a damaged input in bytes, one picked at random: one input in four may be large."""
KEPT = 300
"""Damaged inputs per target that are kept to be damaged further, besides the seeds."""


def main() -> int:
    """Run the fuzzer and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="total time (default: 10)")
    parser.add_argument("--target", choices=TARGETS, help="target to fuzz (default: all, in turn)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the random inputs")
    parser.add_argument(
        "--found", type=Path, default=Path(tempfile.gettempdir()) / "footnote-fuzz", help="where to keep failing inputs"
    )
    parser.add_argument("--again", type=Path, metavar="FILE", help="replay one file, whose name starts with its target")
    options = parser.parse_args()
    if options.again:
        name = options.again.name.partition("-")[0]
        if name not in TARGETS:
            parser.error(f"{options.again.name} does not begin with one of {', '.join(TARGETS)}")
        problem = _feed_once(name, options.again.read_bytes(), Path(tempfile.mkdtemp()))
        print(problem or "no failure")
        return 1 if problem else 0
    options.found.mkdir(parents=True, exist_ok=True)
    return _feed_all([options.target] if options.target else list(TARGETS), options)


def _feed_all(names: list[str], options: argparse.Namespace) -> int:
    rng = random.Random(options.seed)  # noqa: S311  # reproducible
    end = time.monotonic() + options.minutes * 60
    known = {name: seeds(name) for name in names}
    fed: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            name = names[fed.total() % len(names)]
            data = damaged(rng.choice(known[name]), rng, rng.choice(SIZES))
            problem = _feed_once(name, data, Path(folder))
            fed[name] += 1
            if problem:
                found[name] += 1
                path = options.found / f"{name}-{options.seed}-{fed[name]}"
                path.write_bytes(data)
                print(f"{path}: {problem}", flush=True)
            elif len(data) < SIZES[0] and rng.random() < 0.1:  # damage on damage
                known[name][len(seeds(name)) :] = [*known[name][len(seeds(name)) :][-KEPT:], data]
    for name in names:
        print(f"{name}: {fed[name]:,} inputs, {found[name]:,} failures")
    return 1 if found else 0


def _feed_once(name: str, data: bytes, folder: Path) -> str | None:
    """Return the failure in one line, or None."""
    try:
        feed(name, data, folder)
    except (Exception, TookTooLongError) as error:  # noqa: BLE001  # any exception is a finding
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} ({Path(place.filename).name}:{place.lineno})"
    return None


if __name__ == "__main__":
    sys.exit(main())
