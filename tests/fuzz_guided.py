"""Fuzz one target guided by coverage, with atheris (`pip install atheris` first).

python tests/fuzz_guided.py markdown 10        ten minutes; failing inputs go to the folder that is printed
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import atheris

with atheris.instrument_imports(
    include=["index", "bot.rendering", "bot.chat.messages.mentions", "markdown_it", "yaml"], exclude=["yaml._yaml"]
):
    import index.reading.html
    import index.reading.markdown
    import index.reading.plain  # noqa: F401  # otherwise imported lazily, and so not instrumented
    from tests.fuzzing import TARGETS, feed, seeds


def main() -> None:
    """Fuzz until the time is up or something fails; atheris ends the process."""
    name, minutes = sys.argv[1], float(sys.argv[2])
    if name not in TARGETS:
        sys.exit(f"no target {name!r}; use one of {', '.join(TARGETS)}")
    folder, found = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp(prefix=f"footnote-{name}-"))
    (found / "fed").mkdir()
    for number, data in enumerate(seeds(name)):
        (found / "fed" / f"seed-{number}").write_bytes(data)
    print(found, flush=True)
    limits = [f"-max_total_time={minutes * 60:.0f}", "-max_len=20000", f"-artifact_prefix={found}/"]
    atheris.Setup([sys.argv[0], *limits, str(found / "fed")], lambda data: feed(name, data, folder))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
