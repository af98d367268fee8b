"""`/corpus`: what it shows to those who may use it, and that it refuses everyone else."""

import asyncio
import contextvars
import logging
from datetime import datetime

import discord
import pytest

from bot.chat.cogs import corpus
from bot.chat.cogs.corpus import FOLLOW_SECONDS
from bot.rendering.cards import AMBER, GREEN, GREY, RED
from bot.rendering.markdown import unescape
from bot.rendering.texts import Translations
from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import RebuildError, Stage
from index.answering.searcher import Searcher
from index.building import Difference, build
from index.settings import load_settings
from tests import discord_bot
from tests.conftest import share_model, write_project
from tests.discord_bot import DOCUMENTS, HANDBOOK, open_town
from tests.fakes import FakeEncoder

log = discord_bot.log

POLL_SECONDS = 60.0
"""Seconds between progress updates; longer than SimCord waits for anything, so that the tests control them."""
NEW_FEE = HANDBOOK.replace("twelve crowns", "thirteen crowns")
REBUILD, STATUS = "corpus rebuild", "corpus status"
HOSTILE = "**x** @everyone <@1> https://discord.gg/x"


@pytest.fixture(autouse=True)
def _manual_progress(monkeypatch):
    """Update the progress of a rebuild only when a test advances the time."""
    monkeypatch.setattr(corpus, "POLL_SECONDS", POLL_SECONDS)


class Builder:
    """A fake build process that ends when a test says so."""

    def __init__(self, env):
        self.env = env
        self.stage = Stage()
        self.builds = 0
        self.ending = None

    @property
    def is_running(self):
        return self.ending is not None and not self.ending.done()

    async def run(self):
        if not self.is_running:
            self.builds += 1
            self.stage, self.ending = Stage(), asyncio.get_running_loop().create_future()
        return await self.env.external_wait(asyncio.shield(self.ending), reason="the test builds")

    async def stop(self):
        if self.ending:
            self.ending.cancel()


class ObservedBuild:
    """The real build process, run without holding up SimCord."""

    def __init__(self, env, real):
        self.env = env
        self.real = real

    def __getattr__(self, name):
        return getattr(self.real, name)

    async def run(self):
        running = contextvars.Context().run(asyncio.ensure_future, self.real.run())
        return await self.env.external_wait(running, reason="a process builds")


@pytest.fixture
async def town(tmp_path):
    """A town with an admin and two members; tests can edit its documents and end its builds."""
    searcher = discord_bot.index(tmp_path, DOCUMENTS, "model: fake\n")
    async with open_town(discord_bot.with_outcome(searcher, "answer")) as there:
        await add_admin(there, tmp_path)
        fake_builds(there)
        yield there
        await there.bot.services.keeper.stop()


async def add_admin(town, folder):
    """Add an admin to a town, and record the folder of its documents."""
    town.folder = folder
    role = town.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    town.admin = town.guild.add_member(town.env.create_user("ada"), roles=[role])


def fake_builds(town):
    town.builder = town.bot.services.keeper.rebuilder = Builder(town.env)


async def restart(town, **settings):
    await town.restart(**settings)
    fake_builds(town)


async def rebuild(town, by=None, **options):
    return await (by or town.admin).slash(town.channel, REBUILD, **options)


async def status(town, by=None):
    asked = await (by or town.admin).slash(town.channel, STATUS)
    assert asked.ephemeral
    return town.shown(asked.response)


async def end(town, outcome):
    """End the build with a result or an error."""
    if isinstance(outcome, BaseException):
        town.expected = (*town.expected, type(outcome))
        town.builder.ending.set_exception(outcome)
    else:
        town.builder.ending.set_result(outcome)
    await town.env.settle()


def edit(town, text=NEW_FEE, name="handbook.md"):
    (town.folder / name).write_text(text, encoding="utf-8")


def build_now(town):
    """Build the documents as they are, and return the result."""
    report = build(load_settings(town.folder / "config.yaml"), encoder=FakeEncoder())
    return Built.from_report(report)


def built(*changes, **counts):
    return Built(2, 9, Difference(**counts, changes=changes), 1, 0.5)


NOTHING = built()


# Permissions


@pytest.mark.parametrize("command", [REBUILD, STATUS])
async def test_members_without_permission_are_refused_even_if_discord_lets_them_through(town, command):
    [registered] = [found for found in town.env.backend.commands[None].values() if found["name"] == "corpus"]
    registered["default_member_permissions"] = None
    assert town.is_refusal(await town.ann.slash(town.channel, command), town.texts.not_allowed)
    town.forged = {"locale": "de"}
    in_german = Translations.load().for_locale("de").not_allowed
    assert town.is_refusal(await town.ann.slash(town.channel, command), in_german)
    assert town.builder.builds == 0


async def test_discord_hides_the_command_from_members_without_permission_and_outside_servers(town):
    assert {REBUILD, STATUS} <= {*town.admin.available_commands(town.channel)}
    assert {REBUILD, STATUS} & {*town.ann.available_commands(town.channel)} == set()
    assert {REBUILD, STATUS} & {*town.admin.user.available_commands()} == set()


async def test_an_administrator_may_use_the_command(town):
    role = town.guild.create_role("chiefs", permissions=discord.Permissions(administrator=True))
    chief = town.guild.add_member(town.env.create_user("cyd"), roles=[role])
    assert town.texts.answers_from in (await status(town, chief)).text


async def test_only_members_with_a_configured_role_may_use_the_command(town):
    writers, sailors = (town.guild.create_role(name) for name in ("writers", "sailors"))
    writer = town.guild.add_member(town.env.create_user("wim"), roles=[sailors, writers])
    sailor = town.guild.add_member(town.env.create_user("sid"), roles=[sailors])
    await restart(town, corpus_roles=[42, writers.id])
    for member in (writer, town.admin):
        assert town.texts.answers_from in (await status(town, member)).text
    for member in (sailor, town.ann):
        assert town.is_refusal(await rebuild(town, member), town.texts.not_allowed)
    assert town.builder.builds == 0
    await rebuild(town, writer)
    assert town.builder.builds == 1


# Rebuild


async def test_a_rebuild_shows_changes_in_private_and_the_next_answer_uses_them(town):
    await restart(town, public_outcomes=("answer", "suggestions"))
    edit(town)
    asked = await rebuild(town)
    assert asked.deferred
    await end(town, build_now(town))
    shown = town.shown(asked.response)
    assert asked.ephemeral
    assert shown.colour == GREEN
    assert shown.text.startswith(
        f"### {town.texts.rebuilt}\n0 added · 1 changed · 0 removed\n**handbook.md** › Joining › Fees\n"
    )
    assert "`−` Membership costs **twelve** crowns a year." in shown.text
    assert "`+` Membership costs **thirteen** crowns a year." in shown.text
    assert "passages: 9 · newly embedded: 1 · " in shown.text
    answer = await town.ask("How many crowns does membership cost a year?")
    assert "thirteen crowns" in town.shown(answer.response).words
    assert [message.id for message in town.messages()] == [answer.response.id]


async def test_a_rebuild_shows_what_an_id_stands_for_as_answers_do(town):
    fake_builds(town)
    edit(town, NEW_FEE.replace("thirteen crowns", f"{town.channel.mention} <:crown:123456789012345678> <#77>"))
    asked = await rebuild(town)
    await end(town, build_now(town))
    shown = town.shown(asked.response).text
    assert town.channel.mention in shown
    assert ":crown" in shown
    assert "#unknown" in shown
    assert "123456789012345678" not in shown


async def test_a_rebuild_without_changes_says_so(town):
    asked = await rebuild(town)
    await end(town, build_now(town))
    assert town.shown(asked.response).colour == GREY
    assert town.texts.unchanged in town.shown(asked.response).text


async def test_the_message_of_a_rebuild_shows_progress_and_is_edited_only_when_it_changes(town):
    asked = await rebuild(town)
    edits = len(town.requests("PATCH", "/messages/@original"))
    town.builder.stage = Stage("Encoding", 120, 500)
    await town.env.advance_time(POLL_SECONDS)
    shown = town.shown(asked.response)
    assert shown.colour == AMBER
    assert shown.text.startswith(f"### {town.texts.rebuilding}\n▰▰▰▰▱")
    assert shown.text.endswith("120 of 500 passages")
    await town.env.advance_time(4 * POLL_SECONDS)
    assert len(town.requests("PATCH", "/messages/@original")) == edits + 1
    town.builder.stage = Stage("Encoding", 400, 500)
    await town.env.advance_time(POLL_SECONDS)
    assert "400 of 500 passages" in town.shown(asked.response).text
    await end(town, NOTHING)
    assert town.texts.unchanged in town.shown(asked.response).text


@pytest.mark.parametrize("reason", ["handbook.md: byte 9 is not UTF-8; save the file as UTF-8", f"{HOSTILE}.md: no such file"])
async def test_a_failed_rebuild_says_why_and_that_the_index_is_unchanged(town, reason, log):
    asked = await rebuild(town)
    await end(town, RebuildError(reason))
    shown = town.shown(asked.response)
    assert shown.colour == RED
    assert shown.text.startswith(f"### {town.texts.not_rebuilt}\n")
    assert unescape(shown.text.partition("\n")[2]) == reason
    assert "@everyone" not in shown.text.replace(r"\@everyone", "")
    assert [found.getMessage() for found in log(logging.ERROR)] == [reason]
    assert (await status(town)).colour == RED


async def test_an_unexpected_error_in_a_rebuild_is_reported_in_friendly_words(town, log):
    asked = await rebuild(town)
    await end(town, RuntimeError("nobody thought of this"))
    assert town.is_refusal(asked, town.texts.failed)
    assert len(log(logging.ERROR)) == 1


async def test_two_rebuilds_at_once_share_one_build(town):
    first = await rebuild(town)
    second = await rebuild(town)
    assert town.builder.builds == 1
    await end(town, NOTHING)
    for asked in (first, second):
        assert asked.ephemeral
        assert town.texts.unchanged in town.shown(asked.response).text
    third = await rebuild(town)
    await end(town, NOTHING)
    assert town.builder.builds == 2
    assert town.texts.unchanged in town.shown(third.response).text


@pytest.mark.parametrize("outcome", [NOTHING, RebuildError("gone"), RuntimeError("nobody thought of this")])
async def test_a_rebuild_that_outlasts_its_interaction_continues_and_its_message_says_so(town, outcome, log):
    asked = await rebuild(town)
    town.now += FOLLOW_SECONDS
    await town.env.advance_time(POLL_SECONDS)
    status_command = f"</corpus status:{town.bot.services.wording.command_ids['corpus']}>"
    assert town.shown(asked.response).text == town.texts.goes_on.format(command=status_command)
    assert town.texts.is_building in (await status(town)).text
    assert await town.bot.services.open_work.wait_until_idle(0.01)
    await end(town, outcome)
    assert town.shown(asked.response).text == town.texts.goes_on.format(command=status_command)
    assert town.texts.is_building not in (await status(town)).text
    assert len(log(logging.ERROR)) == isinstance(outcome, BaseException)


async def test_a_failed_progress_update_does_not_prevent_the_final_message(town):
    asked = await rebuild(town)
    town.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    town.builder.stage = Stage("Encoding", 1, 2)
    await town.env.advance_time(POLL_SECONDS)
    await end(town, NOTHING)
    assert town.texts.unchanged in town.shown(asked.response).text


async def test_a_rebuild_whose_message_was_deleted_logs_no_error(town, log):
    town.expected = (*town.expected, discord.NotFound)
    await rebuild(town)
    town.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    await end(town, NOTHING)
    assert log(logging.ERROR) == []


async def test_stopping_the_bot_ends_a_rebuild_and_starts_no_other(town):
    asked = await rebuild(town)
    ending = asyncio.create_task(town.bot.finish(5))
    await town.env.settle()
    await asyncio.wait_for(ending, 1)
    assert town.shown(asked.response).text == town.texts.stopping
    assert town.is_refusal(await rebuild(town), town.texts.stopping)
    assert town.builder.builds == 1


@pytest.mark.parametrize(("locale", "language"), [("de", "de"), ("ja", "ja"), ("da", "en")])
async def test_the_changes_are_shown_in_the_language_of_the_asker(town, locale, language):
    town.forged = {"locale": locale}
    asked = await rebuild(town)
    await end(town, NOTHING)
    assert Translations.load().for_locale(language).unchanged in town.shown(asked.response).text
    assert Translations.load().for_locale(language).answers_from in (await status(town)).text


@pytest.fixture
def encoded(shipped, tmp_path):
    """A project whose index folder has the real model, compiled already."""
    settings = write_project(tmp_path, DOCUMENTS)
    share_model(shipped, settings.index_folder)
    build(settings)
    return settings


async def test_a_separate_process_builds_and_the_next_answer_uses_the_edit(encoded, tmp_path):
    async with open_town(discord_bot.with_outcome(Searcher.open(encoded), "answer")) as town:
        await add_admin(town, tmp_path)
        town.bot.services.keeper.rebuilder = ObservedBuild(town.env, town.bot.services.keeper.rebuilder)
        edit(town)
        assert "handbook.md has changed" in (await status(town)).text
        asked = await rebuild(town)
        assert asked.deferred
        while town.bot.services.keeper.rebuilder.is_running:
            await asyncio.sleep(0.05)
        await town.env.settle()
        shown = town.shown(asked.response)
        assert "`+` Membership costs **thirteen** crowns a year." in shown.text
        assert "newly embedded: 1 " in shown.text
        assert "thirteen crowns" in town.shown((await town.ask("What does membership cost?")).response).words
        edit(town, " ")
        asked = await rebuild(town)
        while town.bot.services.keeper.rebuilder.is_running:
            await asyncio.sleep(0.05)
        await town.env.settle()
        assert town.texts.not_rebuilt in town.shown(asked.response).text
        assert "handbook.md" in town.shown(asked.response).text
        assert town.texts.is_building not in (await status(town)).text


# Status


async def test_status_describes_the_index_and_says_that_it_is_up_to_date(town):
    shown = await status(town)
    moment = int(datetime.fromisoformat(town.searcher.generation.manifest.built).timestamp())
    assert shown.colour == GREEN
    assert shown.text.split("\n") == [
        f"### {town.texts.answers_from}",
        "Documents: 2 · passages: 9",
        f"Built <t:{moment}:R> (<t:{moment}:f>)",
        "Model: fake",
        town.texts.not_watched.format(command=f"</corpus rebuild:{town.bot.services.wording.command_ids['corpus']}>"),
        town.texts.up_to_date,
    ]


async def test_status_lists_changes_that_are_not_indexed_yet(town):
    edit(town)
    (town.folder / "sub/questions.md").unlink()
    shown = await status(town)
    assert shown.colour == AMBER
    assert town.texts.pending in shown.text
    assert "- handbook.md has changed" in shown.text
    assert "- sub/questions.md is gone" in shown.text
    (town.folder / "config.yaml").write_text("nonsense", encoding="utf-8")
    assert "config.yaml" in (await status(town)).text


async def test_status_mentions_a_running_rebuild_and_the_last_failure(town):
    await rebuild(town)
    assert town.texts.is_building in (await status(town)).text
    await end(town, RebuildError(f"{HOSTILE} is empty"))
    shown = await status(town)
    moment = int(town.bot.services.keeper.failure.at.timestamp())
    assert town.texts.is_building not in shown.text
    reason = r"\*\*x\*\* \@everyone \<@1> https\://discord\.gg/x is empty"
    assert town.texts.last_failure.format(ago=f"<t:{moment}:R>", reason=reason) in shown.text
    await rebuild(town)
    await end(town, NOTHING)
    assert (await status(town)).colour == GREEN


async def test_status_says_whether_documents_are_watched(tmp_path):
    searcher = discord_bot.index(tmp_path, DOCUMENTS, "model: fake\nwatch: true\n")
    async with open_town(searcher) as town:
        await add_admin(town, tmp_path)
        assert town.texts.watched in (await status(town)).text
