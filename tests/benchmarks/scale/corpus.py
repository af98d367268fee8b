"""Real sentences in any number, without a download: what the packages in this environment say of themselves.

Some 100,000 sentences come from the docstrings of the installed packages and the standard library. Beyond those, they
are recombined: the first half of one and the second half of another, below the heading of the first.
"""

import ast
import hashlib
import random
import re
import sysconfig
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
MARKUP = re.compile(r"[<>|`*_\[\]{}#~\\$^]|:\w+:|>>>")
"""What marks code or markup, which a reader of Markdown would take for more than text."""
LENGTHS, WORDS = range(40, 400), range(7, 80)
"""Characters and words of the sentences that are taken."""
IN_DOCUMENT = 1_000
"""Bullets in a document."""
CONFIG = """# Written by tests/benchmarks/scale.
documents:
  - path: docs/*.md
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it is from: a package, and a module in it."""

    package: str
    module: str
    text: str


def real_sentences() -> list[Sentence]:
    """Return all sentences of the docstrings in this environment, each once, in an arbitrary but fixed order."""
    found: dict[str, Sentence] = {}
    for sentence in _all_sentences():
        found.setdefault(sentence.text, sentence)
    return sorted(found.values(), key=lambda each: hashlib.sha256(each.text.encode()).digest())


def _all_sentences() -> Iterator[Sentence]:
    paths = sysconfig.get_paths()
    for root in (Path(paths["purelib"]), Path(paths["stdlib"])):
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "site-packages" not in parts:
                module = ".".join(parts).removesuffix(".__init__")
                yield from (Sentence(parts[0], module, text) for text in _sentences_of(path))


def _sentences_of(path: Path) -> Iterator[str]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, OSError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for paragraph in PARAGRAPH.split(ast.get_docstring(node) or ""):
                for sentence in SENTENCE_END.split(" ".join(paragraph.split())):
                    if _is_prose(sentence):
                        yield sentence


def _is_prose(sentence: str) -> bool:
    is_usual = len(sentence) in LENGTHS and len(sentence.split(" ")) in WORDS
    return is_usual and sentence[0].isupper() and sentence.isascii() and not MARKUP.search(sentence)


def recombined(sentences: Sequence[Sentence], count: int) -> Iterator[Sentence]:
    """Yield `count` sentences, each made of the first half of one and the second half of another."""
    rng = random.Random(count)  # noqa: S311  # not used for secrets
    seen: set[bytes] = set()
    while len(seen) < count:
        first, second = rng.choice(sentences), rng.choice(sentences)
        text = f"{halves(first.text)[0]} {halves(second.text)[1]}"
        key = hashlib.sha256(text.encode()).digest()[:12]
        if key not in seen:
            seen.add(key)
            yield Sentence(first.package, first.module, text)


def halves(text: str) -> tuple[str, str]:
    """Return the two halves of a sentence, split between words."""
    words = text.split(" ")
    middle = len(words) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])


def write_project(folder: Path, sentences: Iterable[Sentence]) -> None:
    """Write documents with a section for each module and a bullet for each sentence, and a config.yaml."""
    (folder / "docs").mkdir(parents=True)
    by_package: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        by_package[sentence.package].append(sentence)
    for package, found in sorted(by_package.items()):
        found.sort(key=lambda each: each.module)
        rest = iter(found)
        number = 0
        while part := list(islice(rest, IN_DOCUMENT)):
            number += 1
            (folder / "docs" / f"{package}-{number:03}.md").write_text(_document(package, number, part), encoding="utf-8")
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")


def _document(package: str, number: int, sentences: Sequence[Sentence]) -> str:
    lines = [f"# The package {package}, part {number}", ""]
    for module, found in groupby(sentences, key=lambda each: each.module):
        lines += [f"## {module.replace('_', '-')}", "", *(f"- {each.text}" for each in found), ""]
    return "\n".join(lines)
