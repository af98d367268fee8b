"""Feed the parsers whatever can be thought of, for as long as is wished: `make fuzz`, `make fuzz MINUTES=60 TARGET=html`.

What is found is printed with the bytes that did it, in a file that `--again FILE` feeds once more. Exit code 1 when anything
was found. `tests/fuzz_guided.py` has atheris choose what to feed.
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
"""Bytes that a damaged input may have; in one of four it may be large."""
KEPT = 300
"""Inputs of a target that are damaged further, beside those to begin with."""


def main() -> int:
    """Feed, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long in all (else 10)")
    parser.add_argument("--target", choices=TARGETS, help="what to feed (else all, in turn)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other inputs")
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "footnote-fuzz", help="where to keep finds")
    parser.add_argument("--again", type=Path, metavar="FILE", help="feed one file, named as its target is")
    options = parser.parse_args()
    if options.again:
        name = options.again.name.partition("-")[0]
        if name not in TARGETS:
            parser.error(f"{options.again.name} does not begin with one of {', '.join(TARGETS)}")
        problem = _feed_once(name, options.again.read_bytes(), Path(tempfile.mkdtemp()))
        print(problem or "nothing is wrong with it")
        return 1 if problem else 0
    options.found.mkdir(parents=True, exist_ok=True)
    return _feed_all([options.target] if options.target else list(TARGETS), options)


def _feed_all(names: list[str], options: argparse.Namespace) -> int:
    chance = random.Random(options.seed)  # noqa: S311  # to be had again
    end = time.monotonic() + options.minutes * 60
    known = {name: seeds(name) for name in names}
    fed: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            name = names[fed.total() % len(names)]
            data = damaged(chance.choice(known[name]), chance, chance.choice(SIZES))
            problem = _feed_once(name, data, Path(folder))
            fed[name] += 1
            if problem:
                found[name] += 1
                path = options.found / f"{name}-{options.seed}-{fed[name]}"
                path.write_bytes(data)
                print(f"{path}: {problem}", flush=True)
            elif len(data) < SIZES[0] and chance.random() < 0.1:  # damage on damage
                known[name][len(seeds(name)) :] = [*known[name][len(seeds(name)) :][-KEPT:], data]
    for name in names:
        print(f"{name}: {fed[name]:,} fed, {found[name]:,} found")
    return 1 if found else 0


def _feed_once(name: str, data: bytes, folder: Path) -> str | None:
    """What went wrong, in a line; None if nothing did."""
    try:
        feed(name, data, folder)
    except (Exception, TookTooLongError) as error:  # noqa: BLE001  # whatever it is, it is what was looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} ({Path(place.filename).name}:{place.lineno})"
    return None


if __name__ == "__main__":
    sys.exit(main())
