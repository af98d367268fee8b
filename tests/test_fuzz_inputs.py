"""Whatever stands in a document, in settings, in questions or in a message is taken, or refused in a line, and soon."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rendering.markdown import excerpt
from index.errors import FootnoteError
from tests.fuzzing import BETWEEN, QRELS, QUERIES, TARGETS, damaged, feed, seeds

FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzing_begins_with_is_taken(tmp_path, name):
    assert [data for data in seeds(name) if feed(name, data, tmp_path)] == []


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(seed=st.integers(0, 2**32))
def test_something_damaged_is_taken_or_refused_in_one_line(tmp_path, name, seed):
    rng = random.Random(seed)  # noqa: S311  # to be had again
    feed(name, damaged(rng.choice(seeds(name)), rng), tmp_path)


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", errors="surrogatepass")))
def test_anything_at_all_is_taken_or_refused_in_one_line(tmp_path, name, data):
    feed(name, data, tmp_path)


@pytest.mark.parametrize("blanks", [" ", "\t", "\n", "\u2028"])
def test_a_long_text_of_blanks_is_shown_as_nothing(blanks):
    assert excerpt(blanks * 2_000, 300, [(0, 5)]) == ""


@pytest.mark.parametrize("name", ["settings", "questions", "translations"])
def test_yaml_longer_than_anyone_writes_is_refused_before_it_is_read(tmp_path, name):
    with pytest.raises(FootnoteError, match=r"\.yaml: 3,000,000 characters \(at most 2,000,000\); split it$"):
        TARGETS[name](b"a: 1\n" * 600_000, tmp_path)


def test_what_an_error_quotes_is_shortened_to_what_can_be_read(tmp_path):
    with pytest.raises(FootnoteError, match=r"^.*q\.yaml:2: no passage has the quote 'x+…x+'; copy it from the document$"):
        TARGETS["questions"](b"- question: a\n  quotes: [" + b"x" * 100_000 + b"]\n", tmp_path)


def test_a_line_of_a_beir_folder_that_is_nested_without_end_is_named(tmp_path):
    line = b'{"_id":"d1","text":"a","more":' + b"[" * 100_000 + b"\n"
    with pytest.raises(FootnoteError, match=r"corpus\.jsonl:1: not a text with an id \(.*recursion.*\); write "):
        TARGETS["beir"](BETWEEN.join((line, QUERIES, QRELS)), tmp_path)
