"""Follow-ups: questions that continue a conversation, and questions that change the subject."""

import pytest

from index.answering.conversations import MAX_SUBJECT_LENGTH
from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.searcher import Searcher
from index.building import build
from index.errors import QuestionError
from index.evaluation.turns import ask_pairs, load_pairs
from index.passages.quotes import QuoteFinder
from index.progress import NoProgress
from index.searching.scope import Scope, scope_of
from index.settings import load_settings
from tests.conftest import ROOT, build_project

CLUB = """\
# Club

## Kayaks

- Kayaks are lent to members on weekends.
- Lending a kayak costs nine euros.
- The kayaks are stored in the red shed.

## Sauna

- The sauna opens at noon.
- Guests of the sauna bring two towels.
"""


@pytest.fixture
def club(project, encoder):
    """A searcher for the club with the fake encoder, and a function that finds the row of a passage."""
    settings = project({"club.md": CLUB})
    build(settings, encoder=encoder)
    searcher = Searcher.open(settings, encoder)
    finder = QuoteFinder([*searcher.generation.passages])
    return searcher, lambda quote: finder.find(quote)[0]


def first(answer):
    return answer.hits[0].passage.text


def test_a_question_that_names_nothing_is_about_the_subject_of_the_one_before(club):
    searcher, row = club
    answer = ask_follow_up(searcher, "and why?", Earlier("who may lend kayaks?", row("lent to members")))
    assert answer.follows == "kayaks"
    assert answer.read_as == "kayaks: and why?"
    assert answer.question == "and why?"
    assert "kayak" in first(answer).lower()


def test_the_passage_shown_is_enough_if_the_question_before_cannot_be_read(club):
    searcher, row = club
    for unreadable in ("", "??", "\x00"):
        answer = ask_follow_up(searcher, "and when?", Earlier(unreadable, row("opens at noon")))
        assert answer.follows == "Sauna"


def test_the_question_before_is_enough_if_the_passage_is_gone(club):
    searcher, _ = club
    answer = ask_follow_up(searcher, "and why?", Earlier("where are kayaks stored?", None))
    assert answer.follows == "kayaks stored"
    assert first(answer) == "The kayaks are stored in the red shed."


def test_without_any_turn_before_a_question_is_answered_alone(club):
    searcher, _ = club
    assert same(ask_follow_up(searcher, "and when?", Earlier("", None)), searcher.ask("and when?"))


@pytest.mark.parametrize(
    "question", ["how many towels do guests of the sauna bring?", "btw, when does it open?", "another question: towels?"]
)
def test_a_change_of_subject_is_answered_as_if_there_were_no_turn_before(club, question):
    searcher, row = club
    assert same(
        ask_follow_up(searcher, question, Earlier("who may lend kayaks?", row("lent to members"))), searcher.ask(question)
    )


def test_a_follow_up_stays_in_its_scope(club):
    searcher, row = club
    sauna = scope_of(searcher.generation, section="Sauna")
    answer = ask_follow_up(searcher, "and how much?", Earlier("who may lend kayaks?", row("lent to members")), scope=sauna)
    assert {hit.passage.section[-1] for hit in answer.hits} == {"Sauna"}
    nothing = ask_follow_up(searcher, "and how much?", Earlier("who may lend kayaks?", 0), scope=Scope(()))
    assert (nothing.outcome, nothing.hits) == ("none", ())


def test_as_many_passages_are_shown_as_asked_for(club):
    searcher, row = club
    answer = ask_follow_up(searcher, "and how much?", Earlier("who may lend kayaks?", row("lent to members")), top=4)
    assert len(answer.hits) == 4
    assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4]


def test_text_that_is_no_question_is_refused_as_ever(club):
    searcher, row = club
    with pytest.raises(QuestionError, match="no words"):
        ask_follow_up(searcher, "??", Earlier("who may lend kayaks?", row("lent to members")))


@pytest.mark.parametrize(
    "before", ["kayak " * 300, "k" * 2000, "```\n" * 400 + "kayak", "<@123> kayaks @everyone", "a: b: c: d: e" * 50]
)
def test_no_turn_before_is_too_odd(club, before):
    searcher, row = club
    answer = ask_follow_up(searcher, "how much?", Earlier(before, row("lent to members")))
    assert answer.hits
    assert answer.follows is None or len(answer.follows) <= MAX_SUBJECT_LENGTH


def test_a_question_of_the_longest_length_is_answered(club):
    searcher, row = club
    question = "and it? " * 240
    assert ask_follow_up(searcher, question, Earlier("who may lend kayaks?", row("lent to members"))).hits


def test_follow_ups_of_follow_ups_keep_their_subject_and_do_not_grow(club):
    searcher, row = club
    earlier, lengths = Earlier("who may lend kayaks?", row("lent to members")), []
    for question in ("and how much?", "since when?", "why?", "and where?", "for how long?") * 3:
        answer = ask_follow_up(searcher, question, earlier)
        assert "kayak" in answer.follows
        lengths.append(len(answer.read_as))
        earlier = Earlier(answer.read_as, answer.hits[0].row)
    assert max(lengths) <= MAX_SUBJECT_LENGTH + len(": for how long?")


def test_the_time_of_a_follow_up_includes_that_of_all_its_steps(club):
    searcher, row = club
    answer = ask_follow_up(searcher, "how much?", Earlier("who may lend kayaks?", row("lent to members")))
    seconds = (answer.steps.reading, answer.steps.retrieving, answer.steps.judging)
    assert answer.follows
    assert min(seconds) > 0
    assert sum(seconds) <= answer.milliseconds / 1000


def test_json_says_how_a_follow_up_was_read(club):
    searcher, row = club
    earlier = Earlier("who may lend kayaks?", row("lent to members"))
    assert ask_follow_up(searcher, "how much?", earlier).to_dict()["follows"] == "kayaks"
    assert "follows" not in searcher.ask("how much?").to_dict()


COURSES = """\
# Sailing Club

## Courses

### The dinghy course

The dinghy course teaches knots and steering. It takes three evenings and costs 90 euros. It starts in May.

### The cruising course

The cruising course is for members who passed the dinghy course. It lasts two weekends and costs 140 euros.

## Rules

- Dogs stay ashore.
"""


@pytest.fixture(scope="module")
def courses(tmp_path_factory, shipped):
    """A searcher for two courses, one of which mentions the other, with the real model."""
    folder = build_project(tmp_path_factory.mktemp("courses"), shipped, {"courses.md": COURSES})
    searcher = Searcher.open(load_settings(folder / "config.yaml"))
    finder = QuoteFinder([*searcher.generation.passages])
    return searcher, lambda quote: finder.find(quote)[0]


@pytest.mark.parametrize(
    ("before", "shown", "question", "quote"),
    [
        ("how much is the cruising course?", "members who passed", "and the dinghy course?", "teaches knots"),
        ("how much is the dinghy course?", "teaches knots", "and the cruising course?", "members who passed"),
    ],
)
def test_a_section_like_the_one_before_is_answered_and_not_what_mentions_both(courses, before, shown, question, quote):
    searcher, row = courses
    answer = ask_follow_up(searcher, question, Earlier(before, row(shown)))
    assert quote in first(answer)


@pytest.mark.parametrize("question", ["why?", "but why?", "why not?", "how come?", "warum?", "¿por qué?", "pourquoi ?"])
def test_the_passage_before_is_no_sure_answer_to_a_bare_why(courses, question):
    searcher, row = courses
    earlier = Earlier("are dogs allowed?", row("Dogs stay"))
    assert ask_follow_up(searcher, question, earlier).outcome != "answer"


def same(one, other):
    """Return whether two answers agree in all that members see."""
    return {**one.to_dict(), "milliseconds": 0} == {**other.to_dict(), "milliseconds": 0}


@pytest.fixture(scope="module")
def pages(shipped):
    """The shipped page, searched with the real model, and a function that finds the row of a passage."""
    searcher = Searcher.open(shipped)
    finder = QuoteFinder([*searcher.generation.passages])
    return searcher, lambda quote: finder.find(quote)[0]


def test_most_of_the_shipped_follow_ups_find_their_passage_and_no_change_of_subject_loses(pages):
    searcher, _ = pages
    judged = load_pairs(ROOT / "corpus" / "follow-ups.yaml", [*searcher.generation.passages])
    found = ask_pairs(searcher, judged, NoProgress())
    assert found.continuing.hit_at_1 >= 0.9
    assert found.continuing.hit_at_1 >= found.continuing.hit_at_1_alone + 0.15
    assert found.changing.lost == 0
    assert found.metrics.answered_wrongly <= found.metrics.answered_wrongly_alone


def test_a_follow_up_is_never_a_confident_answer_about_something_else(pages):
    searcher, row = pages
    tour = Earlier("what is the online spring tour", row("started an online Spring Tour"))
    answer = ask_follow_up(searcher, "and when did it start?", tour)
    assert "Spring Tour" in first(answer)
    assert answer.follows == "online spring tour"
    unanswered = ask_follow_up(searcher, "and how much is a ticket?", tour)
    assert unanswered.outcome != "answer"


@pytest.mark.parametrize("question", ["who is gabby hirata?", "what is the Green Channel?", "digital coupons"])
def test_a_short_question_about_something_else_is_answered_alone(pages, question):
    searcher, row = pages
    earlier = Earlier("who is Shang Xinyuan", row("southern city of Shenzhen"))
    assert same(ask_follow_up(searcher, question, earlier), searcher.ask(question))


def test_a_day_that_is_asked_for_takes_the_place_of_the_one_before(project, compiled):
    hours = (
        "# Pool\n\n- On Friday the pool is open until nine.\n- On Saturday the pool is open until six.\n- The café has cake.\n"
    )
    settings = project({"pool.md": hours})
    build(settings)
    answer = ask_follow_up(Searcher.open(settings), "and on saturday?", Earlier("is the pool open on friday?", 0))
    assert first(answer).startswith("On Saturday")
    assert "friday" not in answer.follows.lower() if answer.follows else answer.outcome == "answer"
