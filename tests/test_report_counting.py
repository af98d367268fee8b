"""What a report counts: results, weeks, people and wordings."""

import json
import random
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from bot.record.store import Record
from bot.record.tables import ASKED, FEEDBACK
from bot.report.counting import count_asked
from bot.report.tallying import monday_of, result_of
from bot.report.wordings import shared_form, without_small_words
from index.settings import parse_settings
from tests import databases
from tests.recorded import asked, tally, unjudged

named, postgres = databases.named, databases.postgres


@pytest.mark.parametrize(
    ("outcome", "helpful", "unhelpful", "result"),
    [
        ("answer", 0, 0, "answered"),
        ("suggestions", 0, 0, "suggestions"),
        ("none", 0, 0, "none"),
        ("answer", 0, 1, "unhelpful"),
        ("answer", 2, 1, "answered"),
        ("answer", 1, 1, "unhelpful"),
        ("suggestions", 1, 0, "answered"),
        ("suggestions", 0, 1, "unhelpful"),
    ],
)
def test_opinions_outweigh_the_outcome_and_the_majority_of_them_counts(outcome, helpful, unhelpful, result):
    assert result_of(outcome, helpful, unhelpful) == result


def test_people_are_counted_once_and_questions_of_nobody_apart():
    counted = tally(unjudged(asked("Is there wifi?", "ann"), asked("is there WIFI", "ann"), asked("Is there wifi?", None)))
    [wifi] = counted.vain.values()
    assert (wifi.asked, len(wifi.members), wifi.anonymous) == (3, 1, 1)
    assert wifi.spellings == {"Is there wifi?": 2, "is there WIFI": 1}
    assert (counted.people, counted.anonymous) == (1, 1)


def test_weeks_begin_on_monday():
    counted = tally(unjudged(asked("a?", days=2), asked("b?", days=3), asked("c?", days=0)))
    mondays = {date.fromordinal(monday): week.total() for monday, week in counted.weeks.items()}
    assert mondays == {date(2026, 11, 16): 1, date(2026, 11, 23): 2}
    assert date.fromordinal(monday_of(date(2026, 11, 29).toordinal())) == date(2026, 11, 23)


def test_with_a_server_only_what_was_asked_there_counts():
    counted = tally(unjudged(asked("Who?", server=1), asked("When?", server=2), asked("Where?", server=None)), server=2)
    assert [*counted.vain] == [shared_form("When?")]
    assert counted.results == {"none": 1}


def test_what_was_answered_at_other_times_is_known():
    counted = tally([(asked("Who pays?", outcome="answer"), 0, 0), (asked("who pays", outcome="answer", passage="p1"), 0, 1)])
    assert counted.answered == {"who pays": 1}
    assert counted.vain["who pays"].rejected == {"p1"}
    assert counted.results == {"answered": 1, "unhelpful": 1}


def test_the_database_counts_the_same_as_reading_every_row(named, tmp_path):
    """Chosen at random, so that outcomes, opinions, members and days meet in every way."""
    rng = random.Random(7)  # noqa: S311  # not used for secrets
    config = f"documents: a.md\nrecord: {{database: {json.dumps(named)}}}\n"
    settings = parse_settings(config, root=tmp_path, file=tmp_path / "config.yaml")
    now = datetime.now(UTC)
    with closing(Record.open(settings)) as record:
        with record.database.writing() as connection:
            for number in range(600):
                values = {
                    "id": f"q{number}",
                    "time": int((now - timedelta(days=95 * rng.random())).timestamp() * 1e6),
                    "question": rng.choice(("Who?", "who", "Is it open?", "is it OPEN", "Why not?")),
                    "outcome": rng.choice(("answer", "answer", "suggestions", "none")),
                    "confidence": 0.5,
                    "passage": rng.choice(("p1", "p2", None)),
                    "server": rng.choice((1, 2, None)),
                    "language": "en",
                    "member": rng.choice(("ann", "ben", "cem", None)),
                }
                connection.execute(ASKED.insert(), [values])
                for voter in rng.sample(("v", "w", "x"), rng.choice((0, 0, 1, 2, 3))):
                    vote = {"asked": f"q{number}", "member": voter, "helpful": rng.random() < 0.5, "time": 1}
                    connection.execute(FEEDBACK.insert(), [vote])
        for since in (None, now - timedelta(days=30), now):
            for server in (None, 2):
                counted = count_asked(record, since, server)
                assert counted == tally(record.asked(since), server)
                assert counted.people == (0 if since == now else 3)


def test_questions_from_a_clock_that_was_ahead_do_not_count_yet(named, tmp_path):
    config = f"documents: a.md\nrecord: {{database: {json.dumps(named)}}}\n"
    now = datetime.now(UTC)
    with closing(Record.open(parse_settings(config, root=tmp_path, file=tmp_path / "config.yaml"))) as record:
        for words, time in (
            ("Now?", now),
            ("Ahead?", datetime(2138, 1, 19, tzinfo=UTC)),
            ("Far?", datetime(9998, 1, 1, tzinfo=UTC)),
        ):
            for outcome in ("none", "answer"):
                entry = asked(words, outcome=outcome)
                record.record(msgspec.structs.replace(entry, time=time))
        record.has_asked("").result(30)
        counted = count_asked(record)
    assert (counted.first, counted.last) == (now.toordinal(), now.toordinal())
    assert counted.results == {"none": 1, "answered": 1}
    assert [*counted.vain] == ["now"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is there wifi?", "  is  there WIFI??!  "),
        ("What's the code", "what s the code"),
        ("„Wo ist es?“", "wo ist es"),
        ("¿Dónde está?", "dónde está"),
        ("ﬁle size", "file size"),
        ("どこ？", "どこ"),
    ],
)
def test_case_and_marks_do_not_make_another_wording(one, other):
    assert shared_form(one) == shared_form(other)


@pytest.mark.parametrize(("one", "other"), [("What is C++?", "What is C#?"), ("50%?", "50?"), ("🔥", "💀"), ("a.b", "ab")])
def test_symbols_make_another_wording(one, other):
    assert shared_form(one) != shared_form(other)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("how do i join the club", "how can we join a club please", True),
        ("turn on notifications", "turn off notifications", False),
        ("where is the meeting room", "when is the meeting room", False),
        ("can i play without friends", "can i play with friends", False),
        ("can i join", "did i join", False),
        ("which os do you use", "which do you use", False),
    ],
)
def test_small_words_do_not_matter_if_enough_is_left(one, other, is_same):
    assert (without_small_words(one, "english") == without_small_words(other, "english")) is is_same


def test_small_words_are_those_of_the_language_of_the_documents():
    assert without_small_words("kann ich der kasse beitreten", "german") == "kasse beitreten"
    assert without_small_words("how do i die in game", "german") == "how do i in game"
    assert without_small_words("how do i die in game", "english") == "how die in game"
