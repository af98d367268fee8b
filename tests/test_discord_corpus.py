"""`/corpus`: what those who keep the documents see, and that nobody else can."""

import asyncio
import contextvars
import logging
import shutil
from datetime import datetime

import discord
import pytest

from bot.chat.cogs import corpus
from bot.chat.cogs.corpus import FOLLOWED
from bot.rendering.cards import AMBER, GREEN, GREY, RED
from bot.rendering.markdown import unescape
from bot.rendering.texts import Translations
from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import RebuildError, Stage
from index.answering.searcher import Searcher
from index.building import Difference, build
from index.settings import load_settings
from tests import discord_bot
from tests.conftest import write_project
from tests.discord_bot import DOCUMENTS, HANDBOOK, open_town
from tests.fakes import FakeEncoder

log = discord_bot.log

BETWEEN = 60.0
"""Seconds between two looks how far a rebuild has come; longer than SimCord waits for anything, so that they can be told."""
NEW_FEE = HANDBOOK.replace("twelve crowns", "thirteen crowns")
REBUILD, STATUS = "corpus rebuild", "corpus status"
HOSTILE = "**x** @everyone <@1> https://discord.gg/x"


@pytest.fixture(autouse=True)
def _seldom(monkeypatch):
    """The bot looks how far a rebuild has come when the test says that it is time."""
    monkeypatch.setattr(corpus, "BETWEEN", BETWEEN)


class Builder:
    """Stands in for the process that builds: it ends when the test says so."""

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


class Observed:
    """The process that really builds, but SimCord goes on meanwhile."""

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
    """A town with an admin and two members whose documents the test can edit; builds are in its hands."""
    searcher = discord_bot.index(tmp_path, DOCUMENTS, "model: fake\n")
    async with open_town(discord_bot.deciding(searcher, "answer")) as there:
        await open_to(there, tmp_path)
        take_over(there)
        yield there
        await there.bot.services.keeper.stop()


async def open_to(town, folder):
    """Let an admin into a town whose documents are in a folder."""
    town.folder = folder
    role = town.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    town.admin = town.guild.add_member(town.env.create_user("ada"), roles=[role])


def take_over(town):
    town.builder = town.bot.services.keeper.rebuilding = Builder(town.env)


async def restart(town, **settings):
    await town.restart(**settings)
    take_over(town)


async def rebuild(town, by=None, **said):
    return await (by or town.admin).slash(town.channel, REBUILD, **said)


async def status(town, by=None):
    asked = await (by or town.admin).slash(town.channel, STATUS)
    assert asked.ephemeral
    return town.shown(asked.response)


async def end(town, outcome):
    """Let the build end, with what it led to or an error."""
    if isinstance(outcome, BaseException):
        town.expected = (*town.expected, type(outcome))
        town.builder.ending.set_exception(outcome)
    else:
        town.builder.ending.set_result(outcome)
    await town.env.settle()


def edit(town, text=NEW_FEE, name="handbook.md"):
    (town.folder / name).write_text(text, encoding="utf-8")


def build_now(town):
    """What a build makes of the documents as they are."""
    report = build(load_settings(town.folder / "config.yaml"), encoder=FakeEncoder())
    return Built.from_report(report)


def built(*changes, **counts):
    return Built(2, 9, Difference(**counts, changes=changes), 1, 0.5)


NOTHING = built()


# Who may


@pytest.mark.parametrize("command", [REBUILD, STATUS])
async def test_a_member_who_may_not_is_refused_in_private_though_discord_let_them_through(town, command):
    [registered] = [found for found in town.env.backend.commands[None].values() if found["name"] == "corpus"]
    registered["default_member_permissions"] = None
    assert town.is_refusal(await town.ann.slash(town.channel, command), town.texts.not_allowed)
    town.forged = {"locale": "de"}
    in_german = Translations.load().of("de").not_allowed
    assert town.is_refusal(await town.ann.slash(town.channel, command), in_german)
    assert town.builder.builds == 0


async def test_discord_does_not_show_the_command_to_members_who_may_not_nor_outside_of_servers(town):
    assert {REBUILD, STATUS} <= {*town.admin.available_commands(town.channel)}
    assert {REBUILD, STATUS} & {*town.ann.available_commands(town.channel)} == set()
    assert {REBUILD, STATUS} & {*town.admin.user.available_commands()} == set()


async def test_an_administrator_may(town):
    role = town.guild.create_role("chiefs", permissions=discord.Permissions(administrator=True))
    chief = town.guild.add_member(town.env.create_user("cyd"), roles=[role])
    assert town.texts.answers_from in (await status(town, chief)).text


async def test_a_member_with_a_role_that_the_settings_name_may_and_others_may_not(town):
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


async def test_a_rebuild_tells_in_private_what_changed_and_the_next_answer_is_from_the_edit(town):
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
    assert [message.id for message in town.said()] == [answer.response.id]


async def test_a_rebuild_without_changes_says_that_there_are_none(town):
    asked = await rebuild(town)
    await end(town, build_now(town))
    assert town.shown(asked.response).colour == GREY
    assert town.texts.unchanged in town.shown(asked.response).text


async def test_while_it_builds_the_message_says_how_far_it_has_come_and_is_edited_only_if_that_changed(town):
    asked = await rebuild(town)
    edits = len(town.requests("PATCH", "/messages/@original"))
    town.builder.stage = Stage("Encoding", 120, 500)
    await town.env.advance_time(BETWEEN)
    shown = town.shown(asked.response)
    assert shown.colour == AMBER
    assert shown.text.startswith(f"### {town.texts.rebuilding}\n▰▰▰▰▱")
    assert shown.text.endswith("120 of 500 passages")
    await town.env.advance_time(4 * BETWEEN)
    assert len(town.requests("PATCH", "/messages/@original")) == edits + 1
    town.builder.stage = Stage("Encoding", 400, 500)
    await town.env.advance_time(BETWEEN)
    assert "400 of 500 passages" in town.shown(asked.response).text
    await end(town, NOTHING)
    assert town.texts.unchanged in town.shown(asked.response).text


@pytest.mark.parametrize("reason", ["handbook.md: byte 9 is not UTF-8; save the file as UTF-8", f"{HOSTILE}.md: no such file"])
async def test_a_rebuild_that_fails_says_why_and_that_the_index_stays_as_it_was(town, reason, log):
    asked = await rebuild(town)
    await end(town, RebuildError(reason))
    shown = town.shown(asked.response)
    assert shown.colour == RED
    assert shown.text.startswith(f"### {town.texts.not_rebuilt}\n")
    assert unescape(shown.text.partition("\n")[2]) == reason
    assert "@everyone" not in shown.text.replace(r"\@everyone", "")
    assert [found.getMessage() for found in log(logging.ERROR)] == [reason]
    assert (await status(town)).colour == RED


async def test_a_rebuild_that_goes_wrong_as_nobody_expected_is_told_in_friendly_words(town, log):
    asked = await rebuild(town)
    await end(town, RuntimeError("nobody thought of this"))
    assert town.is_refusal(asked, town.texts.failed)
    assert len(log(logging.ERROR)) == 1


async def test_two_who_rebuild_at_once_follow_the_same_build(town):
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
async def test_a_rebuild_that_takes_longer_than_discord_allows_goes_on_and_its_message_says_so(town, outcome, log):
    asked = await rebuild(town)
    town.now += FOLLOWED
    await town.env.advance_time(BETWEEN)
    status_command = f"</corpus status:{town.bot.services.wording.command_ids['corpus']}>"
    assert town.shown(asked.response).text == town.texts.goes_on.format(command=status_command)
    assert town.texts.is_building in (await status(town)).text
    assert await town.bot.services.open_work.finish(0.01)
    await end(town, outcome)
    assert town.shown(asked.response).text == town.texts.goes_on.format(command=status_command)
    assert town.texts.is_building not in (await status(town)).text
    assert len(log(logging.ERROR)) == isinstance(outcome, BaseException)


async def test_progress_that_discord_does_not_take_is_no_reason_not_to_show_the_end(town):
    asked = await rebuild(town)
    town.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    town.builder.stage = Stage("Encoding", 1, 2)
    await town.env.advance_time(BETWEEN)
    await end(town, NOTHING)
    assert town.texts.unchanged in town.shown(asked.response).text


async def test_a_rebuild_whose_message_was_deleted_is_only_told_to_have_lost_it(town, log):
    town.expected = (*town.expected, discord.NotFound)
    await rebuild(town)
    town.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    await end(town, NOTHING)
    assert log(logging.ERROR) == []


async def test_when_the_bot_is_told_to_end_a_rebuild_ends_and_no_other_begins(town):
    asked = await rebuild(town)
    ending = asyncio.create_task(town.bot.finish(5))
    await town.env.settle()
    await asyncio.wait_for(ending, 1)
    assert town.shown(asked.response).text == town.texts.stopping
    assert town.is_refusal(await rebuild(town), town.texts.stopping)
    assert town.builder.builds == 1


@pytest.mark.parametrize(("locale", "language"), [("de", "de"), ("ja", "ja"), ("da", "en")])
async def test_the_difference_is_told_in_the_language_of_whoever_asked(town, locale, language):
    town.forged = {"locale": locale}
    asked = await rebuild(town)
    await end(town, NOTHING)
    assert Translations.load().of(language).unchanged in town.shown(asked.response).text
    assert Translations.load().of(language).answers_from in (await status(town)).text


@pytest.fixture
def encoded(shipped, tmp_path):
    """A project whose index folder has the real model, compiled already."""
    settings = write_project(tmp_path, DOCUMENTS)
    settings.index_folder.mkdir()
    shutil.copytree(shipped.index_folder / "encoders", settings.index_folder / "encoders")
    build(settings)
    return settings


async def test_a_process_of_its_own_builds_and_the_next_answer_is_from_the_edit(encoded, tmp_path):
    async with open_town(discord_bot.deciding(Searcher.open(encoded), "answer")) as town:
        await open_to(town, tmp_path)
        town.bot.services.keeper.rebuilding = Observed(town.env, town.bot.services.keeper.rebuilding)
        edit(town)
        assert "handbook.md has changed" in (await status(town)).text
        asked = await rebuild(town)
        assert asked.deferred
        while town.bot.services.keeper.rebuilding.is_running:
            await asyncio.sleep(0.05)
        await town.env.settle()
        shown = town.shown(asked.response)
        assert "`+` Membership costs **thirteen** crowns a year." in shown.text
        assert "newly embedded: 1 " in shown.text
        assert "thirteen crowns" in town.shown((await town.ask("What does membership cost?")).response).words
        edit(town, " ")
        asked = await rebuild(town)
        while town.bot.services.keeper.rebuilding.is_running:
            await asyncio.sleep(0.05)
        await town.env.settle()
        assert town.texts.not_rebuilt in town.shown(asked.response).text
        assert "handbook.md" in town.shown(asked.response).text
        assert town.texts.is_building not in (await status(town)).text


# Status


async def test_status_says_what_there_is_and_that_it_is_up_to_date(town):
    shown = await status(town)
    moment = int(datetime.fromisoformat(town.searcher.generation.manifest.built).timestamp())
    assert shown.colour == GREEN
    assert shown.text.split("\n") == [
        f"### {town.texts.answers_from}",
        "Documents: 2 · passages: 9",
        f"Built <t:{moment}:R>, on <t:{moment}:f>",
        "Model: fake",
        town.texts.not_watched.format(command=f"</corpus rebuild:{town.bot.services.wording.command_ids['corpus']}>"),
        town.texts.up_to_date,
    ]


async def test_status_says_what_is_not_taken_in_yet(town):
    edit(town)
    (town.folder / "sub/questions.md").unlink()
    shown = await status(town)
    assert shown.colour == AMBER
    assert town.texts.pending in shown.text
    assert "- handbook.md has changed" in shown.text
    assert "- sub/questions.md is gone" in shown.text
    (town.folder / "config.yaml").write_text("nonsense", encoding="utf-8")
    assert "config.yaml" in (await status(town)).text


async def test_status_says_that_a_rebuild_goes_on_and_what_failed_last(town):
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
        await open_to(town, tmp_path)
        assert town.texts.watched in (await status(town)).text
