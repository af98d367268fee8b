"""What members say of answers, in the real process: asked, doubted, reported, taught, and then answered right."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.rendering.cards import GREEN
from index.settings import Settings
from tests import local_discord
from tests.conftest import QUESTION
from tests.local_discord import (
    ABSENT,
    LINK,
    QUOTE,
    SEVERAL,
    UNSURE,
    Town,
    components,
    eventually,
    new_discord,
    own_project,
    text,
    unbold,
    words_in,
)
from tests.local_discord import town as running_town

needs_discord = local_discord.needs_discord
WORDS = words_in("en")
TAUGHT = "Our studio desk lends microphones to musicians and mixes their songs."
IN_OTHER_WORDS = "is somebody online helping people that make music?"
"""An answer to `UNSURE`, and that question in other words."""
BUILD_SECONDS, GROUPING_SECONDS = 60.0, 60.0

OpenOwn = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture
def open_own(shipped: Settings, tmp_path: Path) -> OpenOwn:
    """Run the bot with a project of its own that keeps a record, and the given Discord settings."""
    own = own_project(tmp_path / "own", shipped, record={"database": "record.db"})

    def open_own(discord: Any, **settings: Any) -> AbstractAsyncContextManager[Town]:
        return running_town(discord, own, tmp_path, **settings)

    return open_own


def votes(folder: Path) -> list[tuple[str, int, int]]:
    """Return each recorded question with how many found the answer helpful and how many did not, in order of time."""
    with closing(sqlite3.connect(folder / "record.db")) as connection:
        rows = connection.execute(
            "SELECT question, ifnull(sum(helpful), 0), ifnull(sum(not helpful), 0) FROM footnote_asked "
            "LEFT JOIN footnote_feedback ON id = asked GROUP BY id ORDER BY footnote_asked.time"
        )
        return [tuple(row) for row in rows]


async def test_votes_survive_a_restart_and_the_people_who_know_are_asked_once(open_own: OpenOwn, tmp_path: Path):
    discord = new_discord()
    role = discord.roles["admin"]["id"]
    async with open_own(discord, ask_role=int(role)) as town:
        answer = await town.ask(SEVERAL)
        assert unbold(answer.text)
        for user, label in (("alice", "helpful"), ("bob", "helpful"), ("alice", "helpful")):
            noted = await town.click(answer, WORDS[label], user, owed=1)
            assert noted.text == WORDS["noted_helpful"]
            assert noted.ephemeral
        await eventually(lambda: votes(tmp_path) == [(SEVERAL, 2, 0)])
        await town.restart()
        doubted = await town.click(answer, WORDS["unhelpful"], "alice", owed=1)
        assert doubted.ephemeral
        assert WORDS["noted_unhelpful"] in doubted.text
        await eventually(lambda: votes(tmp_path) == [(SEVERAL, 1, 1)])

        asked = await town.click(doubted, WORDS["ask_people"], "alice", owed=1)
        await eventually(lambda: asked.followups)
        (posted,) = asked.followups
        assert text(posted).splitlines() == [
            WORDS["people_asked"].format(role=f"<@&{role}>", member=f"<@{discord.user('alice')['id']}>"),
            SEVERAL,
        ]
        links = [part["url"] for part in components(posted, local_discord.BUTTON) if part["style"] == LINK]
        assert [link.rsplit("/", 1)[1] for link in links] == [answer.message["id"]]
        other = await town.click(answer, WORDS["unhelpful"], "bob", owed=1)
        assert (await town.click(other, WORDS["ask_people"], "bob", owed=1)).text == WORDS["already_asked"]


async def test_presses_at_the_same_time_count_once_a_member(open_own: OpenOwn, tmp_path: Path):
    discord = new_discord()
    async with open_own(discord) as town:
        answer = await town.ask(QUESTION)
        refused = await town.ask(ABSENT)
        assert WORDS["helpful"] not in local_discord.labels(refused.message)
        presses = [
            town.click(answer, WORDS["helpful" if number % 4 else "unhelpful"], f"user{number % 10}", owed=1)
            for number in range(40)
        ]
        for pressed in await asyncio.gather(*presses):
            assert pressed.ephemeral
        await eventually(lambda: sum(votes(tmp_path)[0][1:]) == 10)
        assert QUOTE in unbold((await town.ask(QUESTION)).text)


async def test_what_was_doubted_is_reported_and_taught_and_then_answered_right_in_other_words(
    open_own: OpenOwn, tmp_path: Path
):
    discord = new_discord()
    async with open_own(discord, public_outcomes=["answer", "suggestions"]) as town:
        for user in ("alice", "bob", "carl"):
            answer = await town.ask(UNSURE, user)
            assert TAUGHT not in unbold(answer.text)
            doubted = await town.click(answer, WORDS["unhelpful"], user, owed=1)
            assert WORDS["noted_unhelpful"] in doubted.text
        await town.ask(QUESTION, "alice")
        await eventually(lambda: votes(tmp_path) == [*[(UNSURE, 0, 1)] * 3, (QUESTION, 0, 0)])

        asked = await town.corpus("questions")
        await eventually(lambda: WORDS["in_vain"] in asked.text, GROUPING_SECONDS)
        lines = asked.text.splitlines()
        assert lines[1] == "-# " + WORDS["asked_counts"].format(questions=4, share=25, days=30)
        assert lines[2] == UNSURE
        assert lines[3].startswith("-# " + WORDS["group_counts"].format(asked=3, people=3, share=0, weeks=""))
        assert asked.ephemeral

        form = await town.click(asked, WORDS["teach"], "admin")
        assert form.modal
        values = [part["component"].get("value") for part in form.modal["components"]]
        assert UNSURE in values
        taught = await town._do(1, discord.submit_modal(form, {"answer": TAUGHT}))
        await eventually(lambda: UNSURE in taught.text, BUILD_SECONDS)
        assert TAUGHT in (tmp_path / "corpus" / "answers.md").read_text(encoding="utf-8")
        for question in (UNSURE, IN_OTHER_WORDS):
            right = await town.ask(question)
            assert unbold(right.text).splitlines()[1] == f"> {TAUGHT}"
            assert local_discord.colour(right.message) == GREEN
        again = await town.corpus("questions")
        await eventually(lambda: WORDS["in_vain"] in again.text, GROUPING_SECONDS)
        assert UNSURE not in again.text  # it is settled
