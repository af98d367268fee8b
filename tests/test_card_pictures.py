"""Pictures of cards: drawn from real answers, in step with the code and the documentation, and legible to everyone."""

import asyncio
import importlib
import re
import xml.etree.ElementTree as ET
from contextlib import redirect_stderr
from dataclasses import replace
from io import StringIO
from itertools import chain
from types import SimpleNamespace

import pytest
import yaml

from bot.rendering.cards import AMBER, GREEN, RED, Button, ButtonRow, Card, Separator, TextBlock, TextWithButton
from bot.rendering.markdown import escape
from index.scaffolding.example import EXAMPLE_QUESTIONS
from index.text.several_questions import separate_questions
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "cards"
DRAWN = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.svg"))}
SVG = "{http://www.w3.org/2000/svg}"
QUOTED = {
    "answer": "is new: we are trying it from January to the end of June",
    "not-in-the-documents": "This is not in the documents",
    "unsure": "I'm not sure this is in the documents",
    "whole-list": "4. Set up the first payment, and collect your key card from the office.",
    "follow-up": "16:00–22:00; Wood workshop: 16:00–20:00; Pottery room: 18:00–21:30",
}


@pytest.fixture(scope="module")
def docs():
    """The modules that draw, which are no package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in ("cards", "card_drawing", "card_text")})


@pytest.fixture(scope="module")
def redrawn(docs, shipped):
    """The pictures, drawn with the model of the shipped corpus."""
    return asyncio.run(docs.cards.draw_all(shipped, docs.cards.PICTURES))


def words_of(svg):
    """Return the text of a picture as one line, as if its lines were not wrapped."""
    texts = ET.fromstring(svg).iter(f"{SVG}text")  # noqa: S314  # our own file
    return " ".join("".join(text.itertext()) for text in texts)


def test_the_pictures_show_what_the_bot_answers_now(redrawn):
    assert DRAWN.keys() == redrawn.keys()
    outdated = [name for name, svg in redrawn.items() if words_of(svg) != words_of(DRAWN[name])]
    assert not outdated, f"run `make picture`: {', '.join(outdated)}"


@pytest.fixture
def run(docs, shipped, tmp_path, monkeypatch):
    """Run the command on the shipped corpus, to draw into `tmp_path`, and return its exit code."""
    config = shipped.index_folder.parent / "config.yaml"
    monkeypatch.setattr("sys.argv", ["cards.py", str(tmp_path), "--config", str(config)])
    return docs.cards.main


def test_the_command_draws_the_same_pictures_again_and_removes_those_it_no_longer_draws(run, redrawn, tmp_path):
    (tmp_path / "old.svg").write_text("<svg/>")
    (tmp_path / "notes.txt").write_text("kept")
    assert run() == 0
    assert {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.svg")} == redrawn
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": "none"}, "the outcome 'answer', not 'none'; choose another question"),
        ({"presses": ("more",)}, "no button below the card does 'more'; choose another question"),
        ({"is_list": True}, "is not answered by a whole list; choose another question"),
        ({"before": "Is there a sauna?"}, "is not read together with 'Is there a sauna?'; choose another question"),
    ],
)
def test_a_picture_that_is_no_longer_true_is_an_error_and_nothing_is_drawn(run, docs, tmp_path, change, message):
    [answer] = [picture for picture in docs.cards.PICTURES if picture.name == "answer"]
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as printed:
        patch.setattr(docs.cards, "PICTURES", (*docs.cards.PICTURES, replace(answer, name="wrong", **change)))
        assert run() == 1
    [line] = printed.getvalue().splitlines()
    assert line.startswith("picture 'wrong': ")
    assert message in line
    assert list(tmp_path.iterdir()) == []


def test_the_first_questions_are_among_those_that_are_shipped(docs):
    judged = yaml.safe_load((ROOT / "corpus" / "example-club-questions.yaml").read_text(encoding="utf-8"))
    shipped = {*(entry["question"] for entry in judged), *EXAMPLE_QUESTIONS}
    first = [picture.before or picture.question for picture in docs.cards.PICTURES]
    questions = [[each.text for each in separate_questions(asked, "english")] or [asked] for asked in first]
    assert {*chain.from_iterable(questions)} <= shipped


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_self_contained_and_says_what_it_shows(name):
    root = ET.fromstring(DRAWN[name])  # noqa: S314  # our own file
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 40
    assert QUOTED.get(name, "") in words_of(DRAWN[name])
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "g", "rect", "circle", "path", "text", "tspan"}
    assert set(re.findall(r"https?://[^\"\s]+", DRAWN[name])) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"href|url\(|\bon\w+=", DRAWN[name])


@pytest.mark.parametrize("name", DRAWN)
def test_everything_is_inside_the_picture(name):
    root = ET.fromstring(DRAWN[name])  # noqa: S314  # our own file
    width, height = float(root.get("width")), float(root.get("height"))
    for element in root.iter():
        if element.tag in {f"{SVG}text", f"{SVG}rect"}:
            x, y = float(element.get("x", 0)), float(element.get("y", 0))
            assert 0 <= x <= x + float(element.get("textLength") or element.get("width") or 0) <= width
            assert 0 <= y <= y + float(element.get("height", 0)) <= height


def test_the_guide_shows_every_picture_and_describes_it_to_those_who_cannot_see_it():
    guide = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
    shown = {name: text for text, name in re.findall(r"!\[([^\]]*)\]\(cards/([\w-]+)\.svg\)", guide)}
    assert shown.keys() == DRAWN.keys()
    assert [name for name, text in shown.items() if len(text.split()) < 5] == []


@pytest.mark.parametrize(("name", "colour"), [("answer", GREEN), ("unsure", AMBER), ("not-in-the-documents", RED)])
def test_the_edge_of_a_card_has_the_colour_of_the_outcome(name, colour):
    assert f'fill="#{colour:06x}"' in DRAWN[name]


def drawing(docs, *parts, names=None):
    """Return the elements of a picture of one card: their names, attributes and texts."""
    author = docs.card_drawing.Author("Ann", "#123456")
    svg = docs.card_drawing.draw([docs.card_drawing.Message(author, Card(GREEN, parts))], 'A "card" & more', names or {})
    return ET.fromstring(svg)  # noqa: S314  # our own file


@pytest.mark.parametrize(
    "text",
    [
        "*a* _b_ ~c~ `d` ||e|| <f> # g",
        r"back\slash \* ",
        "<@1> @everyone",
        "1. a\n2. b",
        "&amp; </text> \"'",
        "日本語 한국어 🔍",
    ],
)
def test_text_is_shown_as_it_was_before_it_was_escaped(docs, text):
    shown = words_of(ET.tostring(drawing(docs, TextBlock(escape(text)))))
    assert " ".join(text.split()) in " ".join(shown.split())


def test_long_text_is_wrapped_within_the_card_without_losing_a_word(docs):
    words = [f"word{number}" for number in range(200)]
    root = drawing(docs, TextBlock("> **" + " ".join(words) + "**"))
    lines = ["".join(text.itertext()) for text in root.iter(f"{SVG}text") if "word" in "".join(text.itertext())]
    assert " ".join(lines).split() == words
    assert len(lines) > 10
    ends = [float(text.get("x")) + float(text.get("textLength")) for text in root.iter(f"{SVG}text") if text.get("textLength")]
    assert max(ends) <= float(root.get("width")) - 24 - 16


def test_a_text_without_spaces_is_wrapped_between_wide_characters(docs):
    lines = list(docs.card_text.wrap(docs.card_text.Line((*map(docs.card_text.Run, "文" * 50),)), 160))
    assert [len("".join(run.text for run in line.runs)) for line in lines] == [10] * 5


def test_mentions_are_shown_by_name(docs):
    root = drawing(docs, TextBlock("Ask <@&7> in <#8>, or use </ask:9>."), names={"<@&7>": "@Helpers", "<#8>": "#help"})
    assert "Ask @Helpers in #help , or use /ask ." in " ".join(words_of(ET.tostring(root)).split())


def test_all_kinds_of_buttons_are_drawn_and_those_without_room_go_below(docs):
    buttons = (
        Button("Share", "a", is_primary=True),
        *(Button(f"A rather long label, number {number}", "b") for number in range(3)),
        Button("Open", url="https://example.org"),
    )
    root = drawing(docs, ButtonRow(buttons), Separator(), TextWithButton(("> left",), Button("Read", "c", is_disabled=True)))
    places = {"".join(text.itertext()): (float(text.get("x")), float(text.get("y"))) for text in root.iter(f"{SVG}text")}
    assert places["Share"][1] == places["A rather long label, number 0"][1] < places["Open"][1] < places["Read"][1]
    assert places["left"][0] < places["Read"][0]
    assert len(list(root.iter(f"{SVG}path"))) == 2  # the edge of the card, and the icon of the link
    assert [group.get("opacity") for group in root.iter(f"{SVG}g") if group.get("opacity")] == ["0.5"]
