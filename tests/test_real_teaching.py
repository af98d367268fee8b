"""Teaching as admins and members see it: the real bot in its own process, connected to a local Discord."""

import re
from pathlib import Path
from typing import Any

import pytest

from index.settings import Settings
from tests import local_discord
from tests.local_discord import (
    ABSENT,
    TEXT,
    UNSURE,
    Town,
    eventually,
    labels,
    new_discord,
    own_project,
    text,
    unbold,
    words_in,
)
from tests.local_discord import town as running_town

WORDS = words_in("en")
BUILD_SECONDS = 60.0
HOSTILE = "# Free\n- **yachts** for @everyone <@&1> <script>\n\n<!-- x --> `---`"
QUESTION = "When are the yachts refunded?"
OTHER_WORDS = "yachts: when do I get refunds"

needs_discord = local_discord.needs_discord


@pytest.fixture
def own(shipped: Settings, tmp_path: Path) -> Settings:
    """A project with its own copy of the shipped corpus, which the bot may change."""
    return own_project(tmp_path / "own", shipped)


def offered(answer: Any) -> list[str]:
    """Return the labels of the buttons of an answer, which is a second message if it took longer."""
    return labels(answer.messages[-1])


async def save(town: Town, message: Any, user: str = "admin", **fields: str) -> Any:
    """Save a message as an answer, and wait for the end of it."""
    form = await town._do(0, town.discord.context_menu(WORDS["save_name"], message=message, user=user, settle=0.05))
    assert form.modal, form
    saved = await town._do(1, town.discord.submit_modal(form, fields, settle=0.05))
    await eventually(lambda: text(saved.message).strip() != "…" and text(saved.message), BUILD_SECONDS)
    return form, saved


async def press(town: Town, on: Any, label: str, **extra: Any) -> Any:
    """Press a button that is answered privately, and wait for the end of it."""
    pressed = await town.click(on, label, owed=1, **extra)
    await eventually(lambda: text(pressed.message), BUILD_SECONDS)
    return pressed


async def test_a_message_that_was_saved_answers_its_question_and_can_be_taken_back_after_a_restart(
    own: Settings, tmp_path: Path
):
    async with running_town(new_discord(), own, tmp_path) as town:
        assert WORDS["absent"] in (await town.ask(QUESTION)).text
        asked = await town.say(QUESTION, "bob", owed=0)
        told = await town.say("Refunds for **yachts** are paid on Mondays.", "carl", reply_to=asked.source, owed=0)
        form, saved = await save(town, told.source, section="Yachts > Refunds")
        values = {part["component"]["custom_id"]: part["component"].get("value") for part in form.modal["components"]}
        assert values["question"] == QUESTION
        assert values["answer"] == "Refunds for yachts are paid on Mondays."
        assert saved.ephemeral
        assert QUESTION in saved.text
        assert WORDS["not_built"] not in saved.text
        for question in (QUESTION, OTHER_WORDS):
            answer = await town.ask(question)
            assert "Refunds for yachts are paid on Mondays." in unbold(answer.text)
            assert not answer.ephemeral
        answers = (tmp_path / "corpus" / "answers.md").read_text(encoding="utf-8")
        assert f"{told.source['channel_id']}/{told.source['id']}, " in answers
        assert "admin" not in answers
        assert "carl" not in answers
        (line,) = [line for line in town.log() if "saved an answer" in line]
        assert town.discord.user("admin")["id"] in line

        await town.restart()
        undone = await press(town, saved, WORDS["undo"])
        assert WORDS["taken_back"] in undone.text
        assert WORDS["absent"] in (await town.ask(QUESTION)).text
        again = await press(town, saved, WORDS["undo"])
        assert WORDS["not_taken_back"] in again.text
        assert "edited or taken back since" in again.text.replace("\\", "")


async def test_what_is_typed_pings_nobody_and_comes_back_as_it_was_typed(own: Settings, tmp_path: Path):
    async with running_town(new_discord(), own, tmp_path) as town:
        _, saved = await save(town, "x", answer=HOSTILE, question=QUESTION, section="# @everyone")
        assert WORDS["not_built"] not in saved.text
        answer = await town.ask(QUESTION)
        shown = re.sub(r"\\(.)", r"\1", unbold(answer.text))
        assert "# Free" in shown
        assert "<!-- x -->" in shown
        _, empty = await save(town, "x", answer="**__~~__**", question=QUESTION)
        assert WORDS["not_taught"] in empty.text
        assert WORDS["your_text"] in empty.text


async def test_a_question_is_tied_to_the_passage_that_answers_it(own: Settings, tmp_path: Path):
    async with running_town(new_discord(), own, tmp_path) as town:
        unsure = await town.ask(UNSURE, "admin")
        assert WORDS["this_answers"] in offered(unsure)
        passage = next(line for line in unbold(unsure.text).splitlines() if line.startswith("> "))
        tied = await press(town, unsure, WORDS["this_answers"])
        assert UNSURE in tied.text
        answer = await town.ask(UNSURE)
        assert not answer.ephemeral
        assert passage in unbold(answer.text)
        known = (tmp_path / "corpus" / "known-questions.yaml").read_text(encoding="utf-8")
        assert f'- question: "{UNSURE}"' in known
        assert WORDS["known_answer"] in (await press(town, unsure, WORDS["this_answers"])).text

        absent = await town.ask(ABSENT, "admin")
        assert WORDS["teach"] in offered(absent)
        form = await town.click(absent, WORDS["teach"])
        assert form.modal
        section = await town.click(absent, offered(absent)[0])
        assert WORDS["this_answers"] in offered(section)


async def test_only_those_who_may_use_corpus_can_teach(own: Settings, tmp_path: Path):
    async with running_town(new_discord(), own, tmp_path) as town:
        for question in (UNSURE, ABSENT):
            answer = await town.ask(question)
            assert not {WORDS["this_answers"], WORDS["teach"]} & set(offered(answer))
        refused = await town._do(
            1, town.discord.context_menu(WORDS["save_name"], message="x", user="alice", force=True, settle=0.05)
        )
        assert not refused.modal
        assert WORDS["not_allowed"] in refused.text
        public = await town.mention(UNSURE, "admin")
        assert WORDS["this_answers"] in offered(public)
        pressed = await town.click(public, WORDS["this_answers"], "alice", owed=1)
        assert WORDS["not_allowed"] in pressed.text
        with town.outside(TEXT):
            elsewhere = await town.ask(UNSURE, "admin")
            assert WORDS["this_answers"] not in offered(elsewhere)
        assert not (tmp_path / "corpus").exists()
