"""Articles, rules and the like that are numbered in Roman numerals are found by either way of writing their numbers."""

import pytest

from index.answering.searcher import Searcher
from index.settings import load_settings
from index.text.identifiers import own_number
from index.text.numbered import numbered
from index.text.roman import LARGEST, roman_numeral, roman_value
from tests.conftest import build_project

BYLAWS = """\
# Bylaws

## ARTICLE I – NAME

The name of the league is Northside Softball.

## ARTICLE II – MEMBERS

Anyone over sixteen can join.

## ARTICLE III – OFFICERS

The president, the treasurer and the secretary are elected in March.

## ARTICLE IV – MONEY

The fiscal year ends in June.
"""


def test_each_numeral_is_read_as_the_number_it_was_written_for():
    numerals = [roman_numeral(number) for number in range(1, LARGEST + 1)]
    assert numerals[:10] == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    assert numerals[-1] == "xxxix"
    assert [roman_value(numeral.upper()) for numeral in numerals] == [*range(1, LARGEST + 1)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("What does article IV say?", ["4"]),
        ("article iv", ["4"]),
        ("article v", ["5"]),
        ("rule III", ["3"]),
        ("Article I – Name", ["1"]),
        ("articles II, III and V", ["2", "3", "5"]),
        ("sections I to IV", ["1", "2", "3", "4"]),
        ("Hall II is open", ["2"]),
        ("hall V", ["v"]),
        ("Artikel IX", ["9"]),
    ],
)
def test_a_numeral_behind_a_noun_is_its_number(text, values):
    assert [each.value for each in numbered(text)] == values


@pytest.mark.parametrize(
    "text", ["the rule I broke", "which step I missed", "chapter mix", "part Xbox", "week I joined", "section vi.x"]
)
def test_words_and_single_letters_are_no_numerals(text):
    assert not [*numbered(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ARTICLE III - MEMBERS", "3"),
        ("Article V: Fees", "5"),
        ("III. Members", "3"),
        ("IV) Dues", "4"),
        ("II – Dues", "2"),
        ("I. Newton", ""),
        ("VI is an editor.", ""),
        ("MIX. Stir it.", ""),
    ],
)
def test_an_item_or_heading_starts_with_a_numeral(text, number):
    assert own_number(text) == number


def test_an_article_is_found_by_its_number_in_any_way_of_writing(shipped, tmp_path):
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, {"bylaws.md": BYLAWS}) / "config.yaml")).ask
    for written in ("3", "III", "iii", "three"):
        answer = ask(f"What does article {written} say?")
        assert (answer.outcome, answer.hits[0].passage.section) == ("answer", ("ARTICLE III – OFFICERS",))
    for written in ("7", "VII"):
        answer = ask(f"What does article {written} say?")
        assert answer.outcome != "answer"
        assert answer.unmatched == (f"article {written}",)
