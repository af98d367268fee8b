"""The shipped corpus and its judged questions."""

import json
import re
from collections import Counter

import pytest

from index.building.outlining import outline_file
from index.evaluation.judged import load_questions
from tests.conftest import ROOT

CORPUS = ROOT / "corpus" / "alibaba-covid19-support.md"
QUESTIONS = ROOT / "corpus" / "questions.yaml"
LONGEST_COMMON_RUN = 11


@pytest.fixture(scope="module")
def outline():
    return outline_file(CORPUS, None)


@pytest.fixture(scope="module")
def golden(reference):
    return json.loads((reference / "alibaba-covid19-support.golden.json").read_text(encoding="utf-8"))


def runs(text, length):
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_the_sections_match_the_page_including_the_two_empty_ones(outline, golden):
    expected = []
    for outer, inner in golden["outline"].items():
        if outer not in golden["omit"]:
            expected += [(outer,), *((outer, name) for name in inner)]
    assert [section.path for section in outline.document.sections if section.path] == expected
    empty = {rows.path[-1] for rows in outline.sections if rows.start == rows.stop and len(rows.path) == 2}
    assert empty == {"Freshippo", "DAMO Academy"}


def test_every_number_of_the_page_is_in_the_same_section(outline, golden, reference):
    lines = (reference / golden["document"]).read_text(encoding="utf-8").split("\n")
    found: dict[tuple[str, ...], str] = {}
    for passage in outline.passages:
        found[passage.section] = f"{found.get(passage.section, '')} {passage.text}"
    for passage in golden["passages"]:
        for number in re.findall(r"\d[\d,.]*\d|\d", lines[passage["line"] - 1]):
            assert re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d)", found[tuple(passage["section"])]), (
                number,
                passage,
            )


def test_no_sentence_of_the_page_is_copied(reference, golden):
    page = runs((reference / golden["document"]).read_text(encoding="utf-8"), LONGEST_COMMON_RUN + 1)
    for path in (CORPUS, QUESTIONS):
        assert runs(path.read_text(encoding="utf-8"), LONGEST_COMMON_RUN + 1) & page == set()


def test_there_are_enough_questions_and_each_quote_is_in_one_passage(outline):
    questions = load_questions(QUESTIONS, outline.passages).questions
    answerable = [each for each in questions if each.is_answerable]
    unanswerable = [each for each in questions if not each.is_answerable]
    assert len(answerable) >= 80
    assert len(unanswerable) >= 40
    assert Counter(each.kind for each in unanswerable)["near"] >= len(unanswerable) / 2
    assert {"paraphrase", "keyword", "typo", "chatty", "section"} <= {each.kind for each in answerable}
    assert len({each.question.casefold() for each in questions}) == len(questions)
