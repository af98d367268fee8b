"""The shipped corpus, the example club, and their judged questions."""

import calendar
import json
import re
from collections import Counter
from datetime import datetime

import pytest

from index.answering.searcher import Searcher
from index.building.outlining import outline_file
from index.evaluation.judged import load_questions
from index.settings import load_settings
from tests.conftest import ROOT, build_project

CORPUS = ROOT / "corpus" / "alibaba-covid19-support.md"
QUESTIONS = ROOT / "corpus" / "questions.yaml"
CLUB = ROOT / "corpus" / "example-club.md"
CLUB_QUESTIONS = ROOT / "corpus" / "example-club-questions.yaml"
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


@pytest.fixture(scope="module")
def club():
    return outline_file(CLUB, None)


def test_the_club_has_what_handbooks_have_and_nothing_of_it_is_unclear(club):
    assert 80 <= len(club.passages) <= 125
    sections = [section.path for section in club.document.sections if section.path]
    assert all(section.is_sure for section in club.document.sections)
    assert {"Joining", "Fees", "Opening hours", "House rules", "Events in 2027"} <= {path[0] for path in sections}
    assert sum(path[-1].endswith("?") for path in sections) >= 6
    rows = [passage.text for passage in club.passages if passage.text.startswith("Day: ")]
    assert [row.split(";")[0].removeprefix("Day: ") for row in rows] == list(calendar.day_name)
    assert max(len(passage.context) for passage in club.passages) == 2, "a list in a list"
    assert sum(passage.text.startswith("4. ") for passage in club.passages) >= 3, "numbered steps"


def test_the_courses_and_events_of_the_club_are_on_saturdays(club):
    dates = ["13 and 20 March", "8 May", "22 May", "17 July", "30 October", "4 and 5 December"]
    for written in dates:
        assert any(written in passage.text for passage in club.passages), written
        day, month = written.split()[0], written.split()[-1]
        assert datetime.strptime(f"{day} {month} 2027", "%d %B %Y").strftime("%A") == "Saturday"


def test_the_questions_about_the_club_are_of_all_kinds_and_each_quote_is_in_one_passage(club):
    questions = load_questions(CLUB_QUESTIONS, club.passages).questions
    kinds = Counter(each.kind for each in questions)
    unanswerable = [each for each in questions if not each.is_answerable]
    assert (len(questions), kinds["hours"], len(unanswerable)) == (60, 12, 20)
    assert kinds["list"] >= 6
    assert sum(each.kind == "near" for each in unanswerable) >= 15
    assert len({each.question.casefold() for each in questions}) == len(questions)
    asked = " ".join(each.question for each in questions if each.kind == "hours")
    assert {day for day in calendar.day_name if day.casefold() in asked.casefold()} == {*calendar.day_name}


def test_most_questions_about_the_club_are_answered_or_at_least_not_answered_wrongly(shipped, tmp_path, club):
    folder = build_project(tmp_path, shipped, {"club.md": CLUB.read_text(encoding="utf-8")})
    searcher = Searcher.open(load_settings(folder / "config.yaml"))
    judged = load_questions(CLUB_QUESTIONS, list(searcher.generation.passages)).questions
    answers = [(question, searcher.ask(question.question)) for question in judged]
    right = [question for question, answer in answers if answer.hits[0].passage.id in question.passages]
    answered = [question for question, answer in answers if answer.outcome == "answer"]
    hours = [question for question in answered if question.kind == "hours"]
    assert len(right) >= 26
    assert sum(not question.is_answerable for question in answered) <= 3
    assert len(hours) >= 5
    assert all(question in right for question in hours), "no wrong answer about opening hours"
