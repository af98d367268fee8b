"""Whatever stands in a document, in settings, in questions or in a message is taken, or refused in a line, and soon."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing import TARGETS, damaged, feed, seeds

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
    chance = random.Random(seed)  # noqa: S311  # to be had again
    feed(name, damaged(chance.choice(seeds(name)), chance), tmp_path)


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", errors="surrogatepass")))
def test_anything_at_all_is_taken_or_refused_in_one_line(tmp_path, name, data):
    feed(name, data, tmp_path)
