"""Finding quotes in passages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages.passage import Passage
from index.passages.quotes import QuoteFinder
from index.text.characters import fold


def finder(*texts):
    return QuoteFinder([Passage(f"p{row}", "a.md", (), row, text) for row, text in enumerate(texts)])


@pytest.mark.parametrize(
    ("quote", "rows"),
    [
        ("ten euros", [1]),
        ("embership", [0, 1]),
        ("free for stud", [0]),
        ("students. ", [0]),
        ("costs\n  ten euros.\n", [1]),
        ("Ten euros", []),
        ("??", [2]),
        ("會員免費", [3]),
        ("is free for students.", [0]),
        ("is paid for students.", []),
    ],
)
def test_a_quote_is_found_wherever_it_is_in_a_text(quote, rows):
    found = finder("Membership is free for students.", "Membership costs ten euros.", "What??", "學生會員免費。")
    assert found.find(quote) == rows


@given(st.lists(st.text("ab -\n?é", max_size=12), max_size=8), st.text("ab -\n?é", min_size=1, max_size=5))
def test_quotes_are_found_as_by_reading_every_text(texts, quote):
    exact = [row for row, text in enumerate(texts) if quote in text]
    assert finder(*texts).find(quote) == (exact or [row for row, text in enumerate(texts) if fold(quote) in fold(text)])


def test_a_hundred_thousand_quotes_are_found_in_ten_thousand_texts_in_seconds():
    texts = [f"Member {row} of the club pays {row * 7} euros for boat {row * 3} in year {row % 50}." for row in range(10_000)]
    started = time.process_time()
    found = finder(*texts)
    rows = [found.find(f"pays {number * 7} euros for") for number in range(100_000)]
    assert rows[:3] == [[0], [1], [2]]
    assert rows[10_000:] == [[]] * 90_000
    assert time.process_time() - started < 60
