"""Several questions in one message: each is answered, and the passages are shown together."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.answering import Answering, first_card
from bot.chat.desk import Desk
from bot.rendering.answer_cards import Frame
from bot.rendering.cards import GREEN, Button, ButtonRow, Card, TextBlock, TextWithButton
from bot.rendering.paging import Action, read_button_id
from bot.rendering.readers import Reader
from bot.rendering.texts import Translations
from bot.terminal.answers import show_answer
from index.answering.searcher import Searcher
from index.answering.several import put_together
from index.settings import Settings, load_settings
from index.text.several_questions import Asked, separate_questions
from tests.conftest import ROOT, build_project

PARKING = "The car park holds 140 cars and is free for two hours."
MEMBERSHIP = "Gym membership costs £34 a month, or £360 paid yearly."
YOGA = "Yoga takes place on Tuesdays at 19:00."
DOCUMENT = (
    f"# Leisure centre\n\n- {PARKING}\n- {MEMBERSHIP}\n- {YOGA}\n- Lockers take one-pound coins.\n- The café sells soup.\n"
)

FREEZING = "You may freeze your membership for up to three months a year."
LADDER = "The squash ladder starts on 3 May; Priya Rao runs it."
COURTS = (
    f"# Courts\n\n- {MEMBERSHIP}\n- {FREEZING}\n- {LADDER}\n- Tennis is £7.50 per half hour.\n"
    "- Bus 7 stops at the gate, bus 17 at the church.\n- The tennis ladder starts in June.\n- Under-16s train with a coach.\n"
)


@pytest.fixture(scope="module")
def courts(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder = build_project(tmp_path_factory.mktemp("courts"), shipped, {"courts.md": COURTS})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder = build_project(tmp_path_factory.mktemp("centre"), shipped, {"centre.md": DOCUMENT})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("Is there parking and how much is gym membership?", ("Is there parking", "how much is gym membership?")),
        ("Is there parking? How much is gym membership?", ("Is there parking?", "How much is gym membership?")),
        ("where can I park, and also when is yoga", ("where can I park", "when is yoga")),
        (
            "When is yoga, where can I park, and can I bring a dog?",
            ("When is yoga", "where can I park", "can I bring a dog?"),
        ),
        ("what should I bring plus what should I wear?", ("what should I bring", "what should I wear?")),
        ("Wo kann ich parken? Was kostet die Mitgliedschaft?", ("Wo kann ich parken?", "Was kostet die Mitgliedschaft?")),
        ("ヨガはいつですか？駐車場はどこですか？", ("ヨガはいつですか？", "駐車場はどこですか？")),
    ],
)
def test_questions_that_need_nothing_of_each_other_are_told_apart(message: str, questions: tuple[str, ...]) -> None:
    language = "english" if message.isascii() and "ich" not in message else "japanese" if "？" in message else "german"
    assert separate_questions(message, language) == tuple(Asked(question, leans=False) for question in questions)


@pytest.mark.parametrize(
    ("message", "alone", "leaning"),
    [
        ("Where do you meet and when?", "Where do you meet", "when?"),
        ("Is there parking and is it free?", "Is there parking", "is it free?"),
        ("Can I bring my dog and where can it sleep?", "Can I bring my dog", "where can it sleep?"),
    ],
)
def test_a_question_that_leans_on_another_is_told_from_it(message: str, alone: str, leaning: str) -> None:
    assert separate_questions(message, "english") == (Asked(alone, leans=False), Asked(leaning, leans=True))


@pytest.mark.parametrize(
    "message",
    [
        "How much is it for adults and how much is it for children?",
        "What is the fee and the deadline?",
        "how do I register, pay and cancel?",
        "When I have moved, do I pay the fee again?",
        "Is there a phone number for the café? We would like to book a table.",
        "What happens if I am late and the doors are closed?",
        "Is there parking? Is there a gym? Is there yoga? Is there a café?",
    ],
)
def test_questions_that_belong_together_stay_one(message: str) -> None:
    assert separate_questions(message, "english") == ()


@pytest.mark.parametrize(
    "message",
    [
        "Is there parking and how much is gym membership?",
        "is there parking, what does gym membership cost?",
    ],
)
def test_each_of_several_questions_gets_its_passage(centre: Searcher, message: str) -> None:
    answer = centre.ask(message)
    assert (answer.outcome, answer.answering, answer.unanswered) == ("answer", 2, ())
    assert [hit.passage.text for hit in answer.hits[:2]] == [PARKING, MEMBERSHIP]
    assert [hit.rank for hit in answer.hits] == [1, 2, 3]
    assert answer.question == message


def test_a_question_without_an_answer_is_named_beside_the_answer_to_another(
    centre: Searcher, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = centre.ask("How much is gym membership? Do you rent out helicopters?")
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", MEMBERSHIP)
    assert answer.to_dict()["unanswered"] == ["Do you rent out helicopters?"]
    show_answer(answer)
    assert "No sure answer to “Do you rent out helicopters?”." in capsys.readouterr().out


@pytest.mark.parametrize(
    "message", ["How much is gym membership? Can I freeze it?", "what does gym membership cost, and can i freeze it"]
)
def test_a_question_that_leans_on_another_gets_its_passage(courts: Searcher, message: str) -> None:
    answer = courts.ask(message)
    assert (answer.outcome, answer.unanswered) == ("answer", ())
    assert [hit.passage.text for hit in answer.hits[: answer.answering]] == [MEMBERSHIP, FREEZING]


def test_one_passage_that_answers_a_question_and_one_that_leans_on_it_is_quoted_once(courts: Searcher) -> None:
    answer = courts.ask("When does the squash ladder start, and who runs it?")
    assert (answer.outcome, answer.unanswered, answer.answering) == ("answer", (), 1)
    assert answer.hits[0].passage.text == LADDER


@pytest.mark.parametrize("leaning", ["how big is it?", "which sponsors does it have?"])
def test_a_leaning_question_without_an_answer_is_named_beside_the_answer_to_the_first(courts: Searcher, leaning: str) -> None:
    answer = courts.ask(f"How much is gym membership, and {leaning}")
    assert (answer.outcome, answer.unanswered) == ("answer", (leaning,))
    assert answer.hits[0].passage.text == MEMBERSHIP


@pytest.mark.parametrize(
    ("document", "message", "start"),
    [
        ("corpus/example-club.md", "When is the members' meeting? What happens there?", "Members' meeting:"),
        (
            "tests/member_questions/game-server.md",
            "What's the punishment for spam, and what is it the third time?",
            "Offence: Spam",
        ),
    ],
)
def test_a_leaning_question_adds_no_passage_that_only_shares_its_subject(
    tmp_path: Path, shipped: Settings, document: str, message: str, start: str
) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    searcher = Searcher.open(load_settings(build_project(tmp_path / "club", shipped, {"club.md": text}) / "config.yaml"))
    answer = searcher.ask(message)
    assert (answer.outcome, answer.answering) == ("answer", 1)
    assert answer.hits[0].passage.text.startswith(start)


def test_a_passage_found_for_two_questions_answers_if_one_of_them_is_sure(courts: Searcher) -> None:
    unsure, about_it = courts.ask("Is the squash ladder for beginners?"), courts.ask("Who runs the squash ladder?")
    about_another = courts.ask("How much is gym membership?")
    assert [each.outcome for each in (unsure, about_it, about_another)] == ["suggestions", "answer", "answer"]
    together = put_together(["for beginners?", "who runs it?"], [unsure, about_it], top=3)
    assert (together.outcome, together.hits[0].passage.text, together.unanswered) == ("answer", LADDER, ("for beginners?",))
    assert put_together(["for beginners?", "how much?"], [unsure, about_another], top=3).outcome == "suggestions"


def test_several_questions_without_an_answer_have_none(centre: Searcher) -> None:
    answer = centre.ask("Do you rent out helicopters? Who painted the Mona Lisa?")
    assert answer.outcome == "none"
    assert "unanswered" not in answer.to_dict()


def test_one_passage_that_is_wanted_gets_one_question_answered(centre: Searcher) -> None:
    [hit] = centre.ask("Is there parking and how much is gym membership?", top=1).hits
    assert hit.rank == 1


def test_a_card_quotes_the_passage_of_each_question_and_names_the_question_without_one(centre: Searcher) -> None:
    answer = centre.ask("Is there parking, when is yoga and do you rent out helicopters?")
    card = first_card(answer, 1, Reader(Translations.load().for_locale("en")))
    texts = [part.markdown for part in card.parts if isinstance(part, TextBlock)]
    quotes = [part for part in card.parts if isinstance(part, TextWithButton)]
    assert card.colour == GREEN
    assert any("no sure answer to “do you rent out helicopters?”" in text for text in texts)
    assert ["140 cars" in quotes[0].markdown, "Tuesdays" in quotes[1].markdown, len(quotes)] == [True, True, 2]
    assert all(isinstance(part.button, Button) for part in quotes)


def test_a_private_answer_to_several_questions_is_shared_with_all_its_passages(centre: Searcher) -> None:
    answer = centre.ask("Is there parking and when is yoga?")
    reader = Reader(Translations.load().for_locale("en"))
    desk = Desk(centre, 8)
    try:
        asked = first_card(answer, 1, reader, is_private=True)
        [(action, paging)] = [
            pressed
            for row in asked.parts
            if isinstance(row, ButtonRow)
            for button in row.buttons
            if (pressed := read_button_id(button.id or "")) and pressed[0].startswith("share")
        ]
        kept = tuple(part for part in asked.parts if isinstance(part, TextBlock) and part.id is not None)
        frame = Frame(paging, kept, reader, is_shared=True)
        shared = asyncio.run(_turn_page(Answering(desk, cooldown=0, top=3), action, frame))
    finally:
        desk.stop()
    assert _quotes(shared) == _quotes(asked) == [f"> {PARKING}", f"> {YOGA}"]


def _quotes(card: Card) -> list[str]:
    """Return the quotes on a card, without the marks of what is highlighted."""
    return [part.pieces[0].replace("**", "") for part in card.parts if isinstance(part, TextWithButton)]


async def _turn_page(answering: Answering, action: Action, frame: Frame) -> Card:
    return await answering.turn_page(action, frame).result


def test_the_passages_that_answer_are_worth_reading_however_far_apart_their_scores_are(centre: Searcher) -> None:
    answer = centre.ask("Is there parking and when is yoga?")
    far = tuple(replace(hit, score=hit.score / hit.rank**3) for hit in answer.hits)
    assert replace(answer, hits=far).worth_reading == far[:2]
