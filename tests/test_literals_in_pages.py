"""Literals as schedules, price lists and pages about incidents write them."""

import pytest

from index.answering.searcher import Searcher
from index.settings import load_settings
from index.text.literals import asked_literals, find_literals
from index.text.literals.asking import NOT_ANOTHER
from tests.conftest import build_project

SCHEDULE = """# Jam

| Event | Where | Time |
|---|---|---|
| [Workshop] Drones Workshop | Lab 2 | Sunday 3:00 PM |
| [Workshop] How to put your own zine together | Hall | Sunday 7:00 PM |
| Round 2 begins | Hall | Sunday 2:30 PM |
| Quiz | Lab 2 | Sunday 2:00 AM |
| Stalls open | Hall | Saturday ~10:00 AM to ~11:00 AM |
| Film | Hall | Saturday 11:30 PM |
"""


@pytest.fixture(scope="module")
def ask_schedule(shipped, tmp_path_factory):
    """Ask about a schedule whose rows differ in little else than their times."""
    folder = build_project(tmp_path_factory.mktemp("jam"), shipped, {"jam.md": SCHEDULE})
    return Searcher.open(load_settings(folder / "config.yaml")).ask


def _holds(kind, question, text):
    asked = [literal for literal in asked_literals(question) if literal.kind == kind]
    assert asked, f"no {kind} in {question!r}"
    return any(span.holds(each) for span in find_literals(text, kind) for literal in asked for each in literal.spans)


@pytest.mark.parametrize(
    ("kind", "question", "text"),
    [
        ("day", "down on 3 September?", "August 28-September 4, 2023"),
        ("day", "is it closed on 20 July", "closed 1 Jul-30 Aug"),
        ("day", "what happened on Dec 20", "It started at 21:30. Dec 20, 09:30"),
        ("day", "what happened on New Year's Day", "Dec 28-Jan 3"),
        ("time", "what is on at 10:30 am", "Saturday ~10:00 AM to ~11:00 AM"),
        ("time", "is anyone there at 18:00", "from 5 pm to approx. 7 pm"),
        ("amount", "is a copy 10 cents", "10¢ per side"),
        ("amount", "is a copy 10¢", "$.10 per side"),
        ("amount", "a badge for 99p?", "Badges: £.99"),
        ("amount", "can I send a file of 25 megs?", "Files: up to 25 MB"),
        ("year", "2024/25 season?", "Fees 2024/25"),
        ("contrast", "when is supper?", "Dinner is at 18:00"),
        ("day", "do I have to pay before May?", "Fees are due on 30 April"),
        ("day", "do I have to pay before 5 May?", "Fees are due on 5 May"),
        ("day", "is it shut since May?", "Shut since 3 May"),
        ("day", "who spoke before the May meeting?", "The meeting is on 12 May"),
        ("time", "can I come before 5 pm?", "Doors: 5 pm"),
    ],
)
def test_a_text_holds_a_literal_in_other_spellings(kind, question, text):
    assert _holds(kind, question, text)


@pytest.mark.parametrize(
    ("kind", "question", "text"),
    [
        ("day", "down on 5 August?", "August 28-September 4, 2023"),
        ("day", "what happened on 30 December", "It started at 21:30. Dec 20, 09:30"),
        ("time", "what is on at 9:30 am", "Saturday ~10:00 AM to ~11:00 AM"),
        ("amount", "is a copy 1 dollar", "10¢ per side"),
        ("year", "fees for the 2025/26 season", "Fees 2023/24"),
        ("contrast", "is breakfast included?", "Lunch is included"),
        ("day", "do I have to pay before May?", "Fees are due on 3 June"),
    ],
)
def test_a_text_does_not_hold_another_literal(kind, question, text):
    assert not _holds(kind, question, text)


def test_a_month_that_names_an_event_may_be_missing():
    (literal,) = asked_literals("who spoke before the May meeting?")
    assert literal.need == NOT_ANOTHER


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("Sunday 2 a.m.", "Quiz"),
        ("Saturday 10:30 am what's on", "Stalls open"),
    ],
)
def test_the_row_of_the_time_comes_first_although_another_has_more_words(ask_schedule, question, event):
    answer = ask_schedule(question)
    assert answer.hits[0].passage.text.startswith(f"Event: {event}")
    assert answer.unmatched == ()


def test_another_meal_is_no_answer(shipped, tmp_path):
    text = "# Camp\n\n- Lunch at the camp is served from 12:00 to 13:30.\n- Tents stand on the lower meadow.\n"
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, {"camp.md": text}) / "config.yaml")).ask
    assert ask("When is lunch served?").outcome == "answer"
    answer = ask("When is breakfast served?")
    assert (answer.outcome == "answer", answer.unmatched) == (False, ("breakfast",))


NOTES = [
    ("The oven is sold.", "Keys are at the bar."),
    ("A tree fell on the shed.", "The hose was stolen."),
    ("Two windows broke.", "The gate was painted."),
    ("The freezer failed.", "All milk was lost."),
]
WEEK = "\n## Week {week}\n\n- Notice: {one} November {day}, 11:00\n- Update: {other} October {week}, 13:30\n"
DIARY = """# Diary

- 2024-11-05: the freezer failed.
- The boiler is serviced daily from 8 am to 6 pm, Friday to Sunday.
- On Friday at 7 pm, nine people came.
""" + "".join(
    WEEK.format(week=week, one=one, other=other, day=week % 4 + 6) for week, (one, other) in enumerate(NOTES * 6, start=1)
)


@pytest.fixture(scope="module")
def ask_diary(shipped, tmp_path_factory):
    """Ask about a page with more passages than are compared with a question."""
    folder = build_project(tmp_path_factory.mktemp("diary"), shipped, {"diary.md": DIARY})
    return Searcher.open(load_settings(folder / "config.yaml")).ask


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("november 5", "2024-11-05: the freezer failed."),
        ("what happened on the 5th of November", "2024-11-05: the freezer failed."),
        ("what happened on Friday at 19:00", "On Friday at 7 pm, nine people came."),
    ],
)
def test_what_there_is_at_a_time_is_answered_by_the_passage_that_states_it(ask_diary, question, text):
    answer = ask_diary(question)
    assert text in answer.hits[0].passage.text
    assert answer.outcome == "answer"


def test_what_there_is_at_a_time_is_not_said_by_a_longer_range(ask_diary):
    assert ask_diary("what happens on Saturday at 3 pm").outcome != "answer"


MUSEUM = """# Mill museum

## Hours

- Open daily, April 1 to September 30: 9 a.m. to 6 p.m., October 1 to March 31: 10 a.m. to 4 p.m.
- The museum and the shop are closed on New Year's Day, Christmas Day and Easter.

## Prices

- Groups get 12% off until 31 August with the code of the newsletter for what they book.
- Teachers book their classes by 30 June.
"""


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("open on December 25?", "The museum and the shop are closed"),
        ("are you open on january 1st", "The museum and the shop are closed"),
        ("are you open on 3 January", "Open daily"),
        ("deadline 30 june for what", "Teachers book"),
    ],
)
def test_what_is_different_on_a_date_comes_before_what_holds_for_months(shipped, tmp_path, question, start):
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, {"mill.md": MUSEUM}) / "config.yaml")).ask
    assert ask(question).hits[0].passage.text.startswith(start)
