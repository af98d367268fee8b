"""Any document, settings file, questions file or message is accepted, or refused in one line, and quickly."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rendering.markdown import excerpt
from index.errors import FootnoteError
from tests.budgets import budget
from tests.fuzzing import BETWEEN, QRELS, QUERIES, TARGETS, damaged, feed, seeds

FEW = settings(
    max_examples=budget(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_accepted(tmp_path, name):
    assert [data for data in seeds(name) if feed(name, data, tmp_path)] == []


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(seed=st.integers(0, 2**32))
def test_damaged_input_is_accepted_or_refused_in_one_line(tmp_path, name, seed):
    rng = random.Random(seed)  # noqa: S311  # reproducible
    feed(name, damaged(rng.choice(seeds(name)), rng), tmp_path)


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", errors="surrogatepass")))
def test_any_input_is_accepted_or_refused_in_one_line(tmp_path, name, data):
    feed(name, data, tmp_path)


@pytest.mark.parametrize("blanks", [" ", "\t", "\n", "\u2028"])
def test_a_long_text_of_whitespace_is_rendered_empty(blanks):
    assert excerpt(blanks * 2_000, 300, [(0, 5)]) == ""


@pytest.mark.parametrize("name", ["settings", "questions", "translations"])
def test_an_overlong_yaml_file_is_refused_before_parsing(tmp_path, name):
    with pytest.raises(FootnoteError, match=r"\.yaml: has 3,000,000 characters \(at most 2,000,000\); split it$"):
        TARGETS[name](b"a: 1\n" * 600_000, tmp_path)


def test_long_quotes_in_an_error_are_shortened(tmp_path):
    with pytest.raises(
        FootnoteError, match=r"^.*q\.yaml:2: no passage contains the quote 'x+…x+'; copy it from an answer, [a-z ]+$"
    ):
        TARGETS["questions"](b"- question: a\n  quotes: [" + b"x" * 100_000 + b"]\n", tmp_path)


def test_a_deeply_nested_line_of_a_beir_folder_is_named(tmp_path):
    line = b'{"_id":"d1","text":"a","more":' + b"[" * 100_000 + b"\n"
    with pytest.raises(FootnoteError, match=r"corpus\.jsonl:1: not a text with an id \(.+\); write "):
        TARGETS["beir"](BETWEEN.join((line, QUERIES, QRELS)), tmp_path)
