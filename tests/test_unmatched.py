"""What of a question is named because nothing in the documents mentions it."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from index.answering.searcher import Searcher
from index.building import build
from index.settings import load_settings
from tests.conftest import ROOT, build_project

NOTHING = "Nothing of that."
CLUB = """# Harbour club

## Fees

- Adults pay twelve euros a month, and children pay half of it.
- The fee is taken from your bank account on the third day of each month.

## Boats

- Every member may take out a canoe between May and October.
- Kayaks are lent for three hours at a time; the harbour master keeps the list.
- A lost paddle costs thirty euros.
"""


@pytest.fixture
def named(project, encoder):
    """Return what a question names that a document lacks, with a fake encoder that knows no synonyms."""

    def named(text, question, config=""):
        settings = project({"doc.md": f"# Club\n\n{text}\n"}, config)
        build(settings, encoder=encoder)
        searcher = Searcher.open(settings, encoder)
        asked = searcher.index.retriever.read(question)
        return searcher.judge.unmatched.find(asked, searcher.index.retriever.retrieve(asked, 3))

    return named


@pytest.fixture(scope="module")
def club(shipped, tmp_path_factory):
    folder = build_project(tmp_path_factory.mktemp("club"), shipped, {"club.md": CLUB})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("text", "question", "word"),
    [
        ("Oscilloscopes are in the lab.", "Is there an oscilloscope?", "oscilloscope"),
        ("Kayaking is on Monday.", "Can I take a kayak?", "kayak"),
        ("Mice are not welcome.", "Is there a mouse?", "mouse"),
        ("The catalog is blue.", "Where is the catalogue?", "catalogue"),
        ("Doughnuts are free.", "Where are the donuts?", "donuts"),
        ("The Ukraine desk is upstairs.", "Is there a Ukrainian desk?", "Ukrainian"),
        ("The wi-fi is slow.", "Is there wifi?", "wifi"),
        ("A timesheet is enough.", "Where is the time sheet?", "sheet"),
        ("Motorbikes stay outside.", "Where is the bike?", "bike"),
        ("The telephone rings.", "Is there a phone?", "phone"),
        ("Corporate social responsibility matters.", "Where is the CSR report?", "CSR"),
        ("The AGM is in May.", "When is the annual general meeting?", "annual"),
    ],
)
def test_a_word_that_the_documents_have_in_another_form_is_not_named(named, text, question, word):
    assert word in named(NOTHING, question)
    assert word not in named(text, question)


@pytest.mark.parametrize(
    ("text", "question", "word"),
    [
        ("The shops close at five.", "Did Shopify close?", "Shopify"),
        ("We plan the day.", "Which planets are there?", "planets"),
        ("Participants pay.", "Are there ants in the room?", "ants"),
    ],
)
def test_a_word_that_only_looks_like_one_of_the_documents_is_named(named, text, question, word):
    assert named(text, question) == (word,)


@pytest.mark.parametrize(
    "question",
    [
        "how much is it right now",
        "How many kinds are there at the moment, and what is the average?",
        "Can somebody please explain what happened, or roughly how that works?",
        "What is the exact percentage for half a year?",
        "Is it usually cheaper, much quicker or the newest one?",
        "what about 3.5 or 12th or nine or 2,500",
        "why brb lmao hahaha heyyy",
        "what is qwzrt dmgx",
        "is there anything at yacht.example.org/zoo or in `giraffe`",
        "I refunded it and they bewildered us. So what?",
    ],
)
def test_words_that_ask_count_date_or_judge_and_what_is_no_word_are_not_named(named, question):
    assert named(NOTHING, question) == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Are you open on St Patrick's Day?", ("St Patrick's Day",)),
        ("Is the Sistine Chapel yours?", ("Sistine Chapel",)),
        ("Does Netflix pay?", ("Netflix",)),
        ("What is Netflix's zoo?", ("Netflix", "zoo")),
        ("Do you have two-factor authorisation?", ("two-factor", "authorisation")),
        ("is the zoo a zoo?", ("zoo",)),
        ("zoo yacht giraffe violin", ("zoo", "yacht", "giraffe")),
        ("IS THERE A ZOO?", ("ZOO",)),
        ("My uncle bought a yacht yesterday. Is there a zoo?", ("zoo",)),
    ],
)
def test_names_are_named_whole_and_words_once_and_only_those_of_what_is_asked(named, question, names):
    assert named(NOTHING, question) == names


@pytest.mark.parametrize(
    ("language", "text", "question", "names"),
    [
        ("german", "Hunde dürfen nicht in die Küche.", "Gibt es jetzt gerade eine Sauna?", ("Sauna",)),
        ("german", "Hunde dürfen nicht in die Küche.", "Gibt es eine Sommerküche?", ()),
        ("french", "Les chiens restent dehors.", "Combien coûte le sauna maintenant ?", ("sauna",)),
        ("spanish", "Los perros no entran.", "¿Cuánto cuesta la impresora ahora?", ("impresora",)),
        ("swedish", "Verkstaden öppnar nu.", "Finns det en bastu?", ()),
        ("swedish", "Verkstaden öppnar nu.", "Vem är Kowalski?", ("Kowalski",)),
        ("none", "狗不能进厨房。", "可以带仓鼠进厨房吗？", ("仓鼠",)),
        ("none", "狗不能进厨房。", "多少钱？", ()),
        ("english", "Dogs stay outside.", "多少钱游泳池？", ()),
        ("english", "Dogs stay outside.", "Guten Abend zusammen, wo ist denn das Schwimmbad?", ()),
        ("german", "Hunde bleiben draußen.", "good evening everybody, whereabouts is the swimming bath?", ()),
    ],
)
def test_in_other_languages_only_what_can_be_told_to_be_a_name_or_a_noun_is_named(named, language, text, question, names):
    assert named(text, question, f"language: {language}\n") == names


@pytest.mark.parametrize(
    "question",
    [
        "zoo " * 450,
        "Zoo " * 450,
        "a-" * 900 + "b?",
        "A'" * 900 + "B?",
        "游泳" * 900,
        "İ" * 1900 + "?",
        "x\u0301 Zoo\u0301 " * 250,
        "? " * 900 + "zoo",
    ],
)
def test_strange_questions_name_at_most_three_words(named, question):
    assert len(named("The pool 游 opens.", question)) <= 3


def test_words_that_are_said_in_other_words_are_not_named(club):
    assert "sandwich" in club.ask("Where can I buy a sandwich?").unmatched
    assert "charge" not in club.ask("What does the harbour's zoo charge youngsters?").unmatched


def test_nothing_stands_above_an_answer(shipped):
    searcher = Searcher.open(shipped)
    entries = yaml.safe_load(Path(ROOT, "corpus/questions.yaml").read_text(encoding="utf-8"))
    answers = [searcher.ask(entry["question"]) for entry in entries if entry["quotes"]]
    given = [answer for answer in answers if answer.outcome == "answer"]
    assert len(given) > len(answers) / 2
    assert [answer.unmatched for answer in given if answer.unmatched] == []
    assert sum(bool(answer.unmatched) for answer in answers) <= len(answers) / 20


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Does Greenpeace pay for a lost paddle?", "Greenpeace"),
        ("Who is Marjorie Kowalski?", "Marjorie Kowalski"),
        ("How does the Louvre lend kayaks?", "Louvre"),
        ("Does every member pay for a lost paddle?", None),
        ("Do Kayaks cost anything?", None),
        ("We moved here from Greenpeace. Is a lost paddle expensive?", None),
        ("Do I need a Greenpeace canoe?", None),
        ("Does UNICEF pay for a lost paddle?", None),
    ],
)
def test_a_question_about_a_subject_that_the_documents_never_mention_has_no_answer(club, question, subject):
    sure = replace(club.judge, forest=lambda _: 1.0)
    asked = club.index.retriever.read(question)
    verdict = sure.judge(asked, club.index.retriever.retrieve(asked, 3))
    assert (verdict.outcome, verdict.unmatched) == (("suggestions", (subject,)) if subject else ("answer", ()))
