"""Regular expressions that are compiled at their first use: all are valid, and a plain question needs few of them."""

import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

import index.text
from index.text.lazy_patterns import _LazyPattern, lazy_pattern
from tests.conftest import ROOT


def lazy_patterns() -> Iterator[_LazyPattern]:
    """Yield the patterns of all modules of `index.text`, also those in tuples."""
    for module in pkgutil.walk_packages(index.text.__path__, "index.text."):
        for value in vars(import_module(module.name)).values():
            values = value if isinstance(value, tuple) else (value,)
            yield from (each for each in values if isinstance(each, _LazyPattern))


def test_all_patterns_are_valid():
    found = [*lazy_patterns()]
    assert len(found) > 100
    for pattern in found:
        re.compile(pattern.pattern, pattern.flags)


def test_a_pattern_does_what_a_compiled_one_does():
    pattern = lazy_pattern(r"(?P<day>mon|tues)day", re.IGNORECASE)
    assert pattern.search("on Tuesday")["day"] == "Tues"
    assert [match.start() for match in pattern.finditer("monday, Monday")] == [0, 8]
    assert pattern.sub("x", "Monday") == "x"
    assert (pattern.fullmatch("mondays"), pattern.findall("monday")) == (None, ["mon"])


def test_an_invalid_pattern_says_so_when_it_is_used():
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.search("a")
    assert not hasattr(pattern, "__len__")


def test_a_plain_question_compiles_a_third_of_the_patterns_at_most():
    code = (
        "import re, sys; from index.text.lazy_patterns import _LazyPattern\n"
        "from index.text.identifiers import identifiers; from index.text.literals.asking import asked_literals\n"
        "question = 'Where do members leave their boats after the season?'\n"
        "identifiers(question), asked_literals(question)\n"
        "found = [each for name, module in sys.modules.items() if name.startswith('index.text')"
        " for each in vars(module).values() if isinstance(each, _LazyPattern)]\n"
        "print(len(found), sum('search' in vars(each) for each in found))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    made, compiled = map(int, done.stdout.split())
    assert made > 100
    assert 0 < compiled <= made / 3
