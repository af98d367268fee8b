"""Grouping by meaning with the real model: what belongs together, what stays apart, and what today's index says to it."""

from itertools import combinations

import pytest

from bot.report import grouping
from bot.report.grouping import ask_again, group_by_meaning
from index.answering.searcher import Searcher
from index.settings import load_settings
from tests.conftest import ROOT, build_project
from tests.recorded import asked, tally, unjudged

KNOWN = "- question: Is there a sauna?\n  quotes: []\n"


@pytest.fixture(scope="module")
def searcher(shipped, tmp_path_factory):
    folder = tmp_path_factory.mktemp("club")
    (folder / "known.yaml").write_text(KNOWN, encoding="utf-8")
    handbook = (ROOT / "corpus" / "example-club.md").read_text(encoding="utf-8")
    build_project(folder, shipped, {"handbook.md": handbook}, "known_questions: known.yaml\n")
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.fixture
def grouped(searcher):
    def grouped(*questions, **options):
        rows = [each if isinstance(each, tuple) else (each, 0, 0) for each in questions]
        return group_by_meaning(tally(rows), searcher, **options)

    return grouped


def together(found):
    return {frozenset(wording.text for wording in group.wordings) for group in found.groups}


def test_different_words_for_the_same_are_one_group(grouped):
    subjects = [
        {"Are dogs allowed?", "is it ok to take a dog with me"},
        {"How do I reset my password?", "I forgot my password, what now?", "password reset pls"},
        {"Is there a place to park?", "where can I park my car", "parking?"},
    ]
    assert together(grouped(*(asked(text) for subject in subjects for text in subject))) == set(map(frozenset, subjects))


@pytest.mark.parametrize(
    "questions",
    [
        ("How do I fix error 4012?", "How do I fix error 4013?"),
        ("laser shows E-21, what now", "laser shows E-22, what now"),
        ("Is version 1.2 supported?", "Is version 1.3 supported?"),
        ("Are you open on Monday?", "Are you open on Saturday?", "Are you open on Sunday?"),
        ("Is there a course in May?", "Is there a course in June?"),
        ("How do I install it on Windows?", "How do I install it on Linux?"),
        ("How do I unlock Zara?", "How do I unlock Ryu?", "How do I unlock Margit?"),
        ("How much does the gold plan cost?", "How much does the silver plan cost?"),
        ("What is the minimum age for members?", "What is the maximum age for members?"),
        ("How do I cancel my subscription?", "How do I renew my subscription?"),
        ("Where is the members' meeting?", "When is the members' meeting?"),
        ("Which guests may use the kiln?", "Which guests may not use the kiln?"),
        ("what does 🔥 mean in the list", "what does 💀 mean in the list"),
        ("C++ course?", "C# course?", "C course?"),
        ("When is the sauna open?", "who runs the sauna"),
    ],
)
def test_questions_that_differ_in_what_matters_stay_apart(grouped, questions):
    assert together(grouped(*map(asked, questions))) == {frozenset([question]) for question in questions}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I install it on Windows?", "how do i intsall it on windows"),
        ("What does the gold plan cost?", "what is the price of the gold plan"),
        ("Is the limit 200,000 lines?", "is the limit 200000 lines"),
        ("How do I fix error 4012?", "error 4012, how can it be fixed"),
    ],
)
def test_typos_synonyms_and_spellings_of_numbers_do_not_part_questions(grouped, one, other):
    assert together(grouped(asked(one), asked(other))) == {frozenset([one, other])}


def test_many_wordings_of_two_names_make_two_groups(grouped):
    """One-word differences count in the mean of two groups, also where the wordings differ in more."""
    frames = ("How do I unlock {}?", "how can i get {}", "unlocking {} where", "what do I need to unlock {}")
    names = ("Zara", "Ryu")
    found = together(grouped(*(asked(frame.format(name)) for name in names for frame in frames)))
    assert [group for group in found if all(any(name in text for text in group) for name in names)] == []
    assert len(found) < len(frames)


def test_a_chain_of_similar_questions_does_not_join_its_ends(grouped):
    chain = [
        "How do I join the club?",
        "How do I join the club's Discord server?",
        "How do I report somebody in the club's Discord server?",
        "How do I report a broken machine in the club?",
        "Who repairs a broken machine?",
    ]
    found = together(grouped(*map(asked, chain)))
    assert [group for group in found if {chain[0], chain[-1]} <= group] == []
    assert len(found) > 1


def test_groups_of_most_people_come_first_not_those_asked_most_often(grouped):
    stubborn = [asked("Is there a sauna?", "ann") for _ in range(9)]
    found = grouped(
        *stubborn, *(asked("Can I bring my dog?", name) for name in ("ann", "ben")), asked("are dogs allowed", None)
    )
    dogs, sauna = found.groups
    assert (dogs.question, dogs.people, dogs.anonymous, dogs.asked) == ("Can I bring my dog?", 2, 1, 3)
    assert (sauna.question, sauna.people, sauna.asked) == ("Is there a sauna?", 1, 9)


def test_the_question_that_stands_for_a_group_is_the_one_that_most_people_asked(grouped):
    [group] = grouped(
        asked("How do I reset my password?", "ann"),
        *(asked("I forgot my password, what now?", name) for name in ("ben", "cem")),
        asked("password reset pls", "dora"),
    ).groups
    assert group.question == "I forgot my password, what now?"
    assert [wording.asked for wording in group.wordings] == [2, 1, 1]


def test_a_group_knows_its_weeks_outcomes_and_opinions(grouped):
    questions = (
        (asked("Can I bring my dog?", days=0, outcome="none"), 0, 0),
        (asked("are dogs allowed", days=15, outcome="suggestions"), 0, 0),
        (asked("Can I bring my dog?", "ben", days=15, outcome="answer", passage="p1"), 0, 1),
        (asked("can i bring my dog", "cem", outcome="answer", passage="p2"), 0, 0),
    )
    [group] = grouped(*questions).groups
    assert group.outcomes == {"answer": 1, "suggestions": 1, "none": 1}
    assert (group.unhelpful, group.answered, group.asked) == (1, 1, 3)
    assert group.weeks == (2, 0, 1)
    assert (group.first.isoformat(), group.last.isoformat()) == ("2026-11-10", "2026-11-25")


def test_what_todays_index_answers_is_settled_unless_it_is_what_did_not_help(grouped, searcher):
    question = "What does a day ticket cost?"
    found = searcher.ask(question, top=1)
    assert found.outcome == "answer"
    passage = found.hits[0].passage.id
    [then_none] = ask_again(grouped(asked(question)), searcher, 1)
    assert (then_none.settled, then_none.closest.passage) == ("answered", passage)
    [disliked] = ask_again(grouped((asked(question, outcome="answer", passage=passage), 0, 1)), searcher, 1)
    assert disliked.settled is None
    [other_passage] = ask_again(grouped((asked(question, outcome="answer", passage="gone"), 0, 1)), searcher, 1)
    assert other_passage.settled == "answered"
    assert other_passage.closest.section == ("Fees",)


def test_a_question_known_not_to_be_answered_is_settled(grouped, searcher):
    sauna, pool = ask_again(grouped(asked("is there a sauna"), asked("Is there a helicopter pad?")), searcher, 2)
    if sauna.question != "is there a sauna":
        sauna, pool = pool, sauna
    assert sauna.settled == "not in the documents"
    assert pool.settled is None


def test_the_index_is_asked_only_for_what_is_shown(grouped, searcher, monkeypatch):
    monkeypatch.setattr(grouping, "ASKED_PER_GROUP", 2)
    subjects = ("a sauna", "a helicopter pad", "free pizza", "an observatory", "a swimming pool")
    found = grouped(*(asked(f"Is there {subject}?") for subject in subjects))
    assert len(found.groups) == len(subjects)
    assert len([*ask_again(found, searcher, 2)]) == 4
    assert len([*ask_again(found, searcher, None)]) == len(subjects)


def test_rare_wordings_that_are_not_grouped_are_counted(grouped):
    questions = [asked("Is there a sauna?", name) for name in ("ann", "ben")] + [
        asked("Is there wifi?"),
        asked("Is there tea?"),
    ]
    found = grouped(*questions, most=1)
    assert [group.question for group in found.groups] == ["Is there a sauna?"]
    assert (found.wordings, found.asked) == (2, 2)


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> where?",
        "\x1b[31mred\x1b[0m alert?",
        "where \u202eis it\u200f?",
        "why " + "so " * 660,
        "a\nb?\r\n\tc",
    ],
)
def test_a_hostile_question_is_shown_as_one_harmless_line(grouped, question):
    [group] = grouped(asked(question)).groups
    for text in (group.question, *(wording.text for wording in group.wordings)):
        assert text.isprintable()
        assert {"\u202e", "\u200f", "\x1b"}.isdisjoint(text)


@pytest.mark.parametrize("question", ["", "???", "\u200b", "x" * 2_001])
def test_what_is_no_question_is_left_out(grouped, question):
    found = grouped(asked(question), asked("Is there wifi?"))
    assert [group.question for group in found.groups] == ["Is there wifi?"]
    assert (found.wordings, found.asked) == (1, 1)


def test_long_questions_of_numbers_take_no_longer_than_as_many_usual_ones(grouped, monkeypatch):
    encode, encoded = grouping._encode, []

    def spy(texts, *rest):
        encoded.extend(texts)
        return encode(texts, *rest)

    monkeypatch.setattr(grouping, "_encode", spy)
    questions = [" ".join(f"{number * place % 99_991}" for place in range(1, 330)) for number in range(2, 22)]
    found = grouped(*map(asked, questions), most=20)
    assert sum(map(len, encoded)) <= 20 * grouping.MEAN_LENGTH
    assert len(encoded) + found.wordings == 20
    assert len(found.groups) == len(encoded) >= 5
    assert all(group.question in questions for group in found.groups)


def test_nothing_asked_is_no_group(grouped):
    assert grouped().groups == ()


def test_every_wording_is_in_exactly_one_group(grouped):
    texts = [
        f"{verb} {thing} {when}?"
        for verb in ("Can I rent", "How do I use")
        for thing in ("the kiln", "a lathe")
        for when in ("today", "in 2027")
    ]
    found = grouped(*unjudged_texts(texts))
    groups = [{wording.text for wording in group.wordings} for group in found.groups]
    assert sorted(text for group in groups for text in group) == sorted(texts)
    assert all(one.isdisjoint(other) for one, other in combinations(groups, 2))


def unjudged_texts(texts):
    return unjudged(*map(asked, texts))
