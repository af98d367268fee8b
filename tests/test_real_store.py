"""The real bot with its index in a store: it answers from there, says when the store is away, and takes over rebuilds."""

import asyncio
from pathlib import Path

import pytest

from index.milvus.address import Address
from index.milvus.client import PAUSE_SECONDS, Engine, _lite_uri
from index.settings import Settings
from tests import local_discord
from tests.conftest import QUESTION
from tests.local_discord import QUOTE, eventually, new_discord, own_project, unbold, words_in
from tests.local_discord import town as running_town
from tests.milvus_servers import REAL, Door, engine_at

pytest.importorskip("pymilvus", reason="pymilvus is not installed")

WORDS = words_in("en")
EDITED = QUOTE.replace("200,000", "300,000")
needs_discord = local_discord.needs_discord


@pytest.mark.usefixtures("needs_discord")
async def test_the_bot_answers_from_a_store_and_says_when_it_is_away(shipped: Settings, tmp_path: Path):
    with engine_at(tmp_path) as engine:
        engine.collections()
        door = Door(REAL or _lite_uri(engine.address))
        store = {"milvus": door.uri, "name": engine.address.name, "timeout": 10}
        own = own_project(tmp_path / "own", shipped, store=store)
        assert Engine(Address.of(own)).target(engine.address.name)
        async with running_town(new_discord(), own, tmp_path) as town:
            assert QUOTE in unbold((await town.ask(QUESTION)).text)
            door.shut()
            assert WORDS["store_away"] in (await town.ask(SHOWN_NOWHERE)).text
            await town.expect_log("ERROR .*no Milvus server answers")
            door.open()
            await asyncio.sleep(PAUSE_SECONDS)
            assert QUOTE in unbold((await town.ask(QUESTION)).text), "without a restart"
            page = own.root / "page.md"
            page.write_text(page.read_text(encoding="utf-8").replace(QUOTE, EDITED), encoding="utf-8")
            rebuilt = await town.corpus("rebuild")
            await eventually(lambda: WORDS["rebuilt"] in rebuilt.text, 60)
            assert EDITED in unbold((await town.ask(QUESTION)).text)
        door.shut()


SHOWN_NOWHERE = "Which hospitals get masks from Jack Ma?"
"""A question whose passages were not fetched before."""
