"""Reports on watched documents, posted in a channel if the settings name one."""

import asyncio
import logging
from datetime import UTC, datetime

import discord
import pytest

from bot.rendering.cards import RED
from bot.rendering.texts import Translations
from bot.upkeep.keeping import Failure
from bot.upkeep.messages import Built
from index.building import Change, Difference
from index.passages.passage import Passage
from tests import discord_bot

town, handbook, log = discord_bot.town, discord_bot.handbook, discord_bot.log

HOSTILE = "**x** @everyone <@1> https://discord.gg/x"


def built(*changes, **counts):
    return Built(2, 9, Difference(**counts, changes=changes), 1, 0.5)


async def status(town):
    """Return the `/corpus status` message that an admin sees."""
    role = town.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    admin = town.guild.add_member(town.env.create_user("ada"), roles=[role])
    asked = await admin.slash(town.channel, "corpus status")
    assert asked.ephemeral
    return town.shown(asked.response)


def report(town, event):
    """Make the keeper report a finished build or a failure."""
    keeper = town.bot.services.keeper
    if isinstance(event, Failure):
        keeper.on_failed(event)
    else:
        keeper.on_built(event)


@pytest.mark.parametrize("locale", ["en-US", "de"])
async def test_an_indexed_edit_is_reported_in_the_configured_channel_in_the_server_language(town, locale):
    town.env.backend.get_guild(town.guild.id).preferred_locale = locale
    news = town.guild.create_text_channel("news")
    await town.restart(report_to=news.id)
    passage = Passage("0" * 12, f"{HOSTILE}.md", ("Rules",), 3, "No @here fires.")
    report(town, built(Change("added", passage), added=1))
    await town.env.settle()
    [posted] = town.messages(news)
    texts = Translations.load().for_locale(locale)
    assert town.shown(posted).text.startswith(f"### {texts.took_in}\n")
    assert r"`+` No \@here fires." in town.shown(posted).text
    assert town.messages() == []


async def test_two_reports_are_two_messages(town):
    await town.restart(report_to=town.channel.id)
    for _ in range(2):
        report(town, built(added=1))
    await town.env.settle()
    assert len(town.messages()) == 2


async def test_an_edit_that_cannot_be_read_is_reported_too(town):
    await town.restart(report_to=town.channel.id)
    report(town, Failure("handbook.md: is *empty*", datetime.now(UTC)))
    await town.env.settle()
    [posted] = town.messages()
    assert town.shown(posted).colour == RED
    assert town.shown(posted).text == f"### {town.texts.not_taken_in}\n" + r"handbook.md: is \*empty\*"


async def test_without_a_report_channel_nothing_is_posted(town):
    report(town, built(added=1))
    await town.env.settle()
    assert town.messages() == []


@pytest.mark.parametrize("kind", ["missing", "category", "silent", "failing"])
async def test_an_unusable_report_channel_logs_one_warning_and_the_bot_keeps_running(town, log, kind):
    silent = town.guild.create_text_channel(
        "silent", overwrites={town.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    category = town.guild.create_category("all")
    channel = {"missing": 42, "category": category.id, "silent": silent.id, "failing": town.channel.id}[kind]
    await town.restart(report_to=channel)
    if kind == "failing":
        town.env.inject_error("POST", f"/channels/{channel}/messages", status=400, code=0)
    report(town, built(added=1))
    await town.env.settle()
    [noted] = log(logging.WARNING)
    assert str(channel) in noted.getMessage()
    assert noted.exc_info is None
    assert town.texts.answers_from in (await status(town)).text


async def test_a_report_being_sent_is_finished_before_the_bot_stops(town):
    await town.restart(report_to=town.channel.id)
    report(town, built(added=1))
    await asyncio.sleep(0)
    await town.bot.finish(5)
    assert len(town.messages()) == 1
