"""Whole lists in the real process, connected to a local Discord."""

from pathlib import Path

import pytest

from index.building import build
from index.settings import Settings
from tests import local_discord
from tests.conftest import ROOT
from tests.local_discord import labels, new_discord, own_project, text, unbold, words_in
from tests.local_discord import town as running_town

WORDS = words_in("en")
STEPS = ("Fill in the form", "Wait for an officer", "Join one raid", "Healers join two", "Get your badge")

pytestmark = pytest.mark.asyncio

needs_discord = local_discord.needs_discord


async def test_steps_are_quoted_together_and_one_rule_leads_to_all_of_them(shipped: Settings, tmp_path: Path):
    own = own_project(tmp_path / "own", shipped)
    (own.root / "page.md").write_bytes((ROOT / "tests" / "list_questions" / "guild.md").read_bytes())
    build(own)
    async with running_town(new_discord(), own, tmp_path) as town:
        asked, mentioned = await town.ask("How do I apply?"), await town.mention("How do I apply?", "bob")
        for answer in (asked, mentioned):
            (message,) = answer.messages
            places = [unbold(text(message)).index(step) for step in STEPS]
            assert places == sorted(places)
        rules = await town.ask("What are the rules?")
        assert "No cheating" in unbold(rules.text)
        for label in ("next", "previous", "next", "previous"):
            await town.click(rules, WORDS[label])
        assert "No cheating" in text(rules.messages[0])
        assert WORDS["next"] in labels(rules.messages[0])

        one = await town.ask("Can I sell my account?")
        assert "Do not sell accounts" in unbold(one.text)
        assert "No cheating" not in one.text
        await town.click(one, WORDS["whole_list"])
        (message,) = one.messages
        assert "No cheating" in text(message)
        await town.restart()
        await town.click(one, WORDS["back"])
        assert "No cheating" not in text(one.messages[0])
        assert WORDS["whole_list"] in labels(one.messages[0])
