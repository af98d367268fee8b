"""`/corpus questions` and the weekly digest: what was asked in vain, for those who maintain the documents."""

import logging
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import discord
import msgspec
import pytest
from sqlalchemy import update

from bot.chat import asked_in_vain, digests
from bot.record.entries import Asked
from bot.record.places import Place
from bot.record.store import Record
from bot.record.tables import CLAIMS
from bot.rendering.cards import GREEN
from bot.rendering.question_cards import PAGE_SIZE, Period, Turn, digest_card, questions_card, read_questions_id
from bot.rendering.texts import Translations
from bot.report import grouping
from bot.report.groups import Closest, Group, Wording
from index.errors import StoredIndexError
from tests import discord_bot
from tests.discord_bot import STAMP, open_town, with_outcome

handbook, log, record = discord_bot.handbook, discord_bot.log, discord_bot.record

TEXTS = Translations.load().for_locale("en")
HOSTILE = "@everyone **where** is <#3> [x](https://discord.gg/x) ||?\n# heading"
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


def group(question, asked=2, people=2, **fields):
    """Return a group of questions that were asked in vain."""
    day = date(2026, 11, 27)
    known = {"anonymous": 0, "answered": 1, "outcomes": {"none": asked}, "unhelpful": 0, "weeks": (0, asked)}
    wording = (Wording(question, asked),)
    return Group(question=question, wordings=wording, people=people, asked=asked, first=day, last=day, **{**known, **fields})


@pytest.fixture
async def town(handbook, record):
    """A town whose bot finds no answer, and keeps a record; Ada may use `/corpus`."""
    async with open_town(with_outcome(handbook, "none"), record) as town:
        role = town.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        town.ada = town.guild.add_member(town.env.create_user("ada"), roles=[role])
        yield town


@pytest.fixture
def grouped(monkeypatch):
    """Let the report find the groups in the list that this returns, and count in another how often it does."""
    found, calls = [], []

    def ask_again(_grouped, _searcher, _limit):
        calls.append(1)
        return iter(found)

    monkeypatch.setattr(grouping, "ask_again", ask_again)
    return found, calls


async def see(town, **options):
    """Return what Ada sees after `/corpus questions`."""
    return await town.ada.slash(town.channel, "corpus questions", **options)


async def test_those_who_may_use_corpus_see_what_was_asked_in_vain(town, grouped):
    found, _ = grouped
    closest = Closest("none", 0.1, "Handbook", ("Joining", "Fees"))
    found += [group("Where is the sauna?", 12, 9, closest=closest, answered=4, weeks=(3, 9)), group(HOSTILE)]
    await town.ask(STAMP)
    asked = await see(town, days=14)
    assert asked.ephemeral
    shown = town.shown(asked.response)
    lines = shown.text.splitlines()
    assert lines[:2] == [f"### {TEXTS.in_vain}", "-# " + TEXTS.asked_counts.format(questions=1, share=0, days=14)]
    assert lines[2] == "Where is the sauna?"
    assert lines[3] == "-# " + TEXTS.group_counts.format(asked=12, people=9, share=25, weeks="3 9")
    assert "**Handbook** › Joining › Fees" in lines[4]
    assert shown.labels == [TEXTS.teach, TEXTS.teach]


async def test_that_all_questions_are_settled_is_not_said_to_be_that_nobody_asked(town, grouped):
    found, _ = grouped
    assert TEXTS.none_in_vain in town.shown((await see(town, days=1)).response).text
    found.append(group("Where is the sauna?", settled="answered"))
    await town.ask(STAMP)
    assert TEXTS.settled_in_vain in town.shown((await see(town, days=2)).response).text


async def test_only_what_was_asked_in_that_server_and_in_that_time_is_shown(town, record):
    asked = Asked(
        id="x", time=datetime.now(UTC), question="Where is the sauna?", outcome="none", confidence=0.1, server=town.guild.id
    )
    record.record(asked)
    record.record(msgspec.structs.replace(asked, id="y", server=town.guild.id + 1, question="Is there a bar?"))
    record.record(msgspec.structs.replace(asked, id="z", server=None, question="Am I fired?"))
    old = datetime.now(UTC) - timedelta(days=5)
    record.record(msgspec.structs.replace(asked, id="o", time=old, question="Who won the race?"))
    for days, expected in ((4, {"Where is the sauna?"}), (6, {"Where is the sauna?", "Who won the race?"})):
        shown = town.shown((await see(town, days=days)).response)
        assert {line for line in shown.text.splitlines() if line.endswith("?")} == expected


@pytest.mark.parametrize("member", ["ann", "corpus role"])
async def test_other_members_see_nothing_unless_their_role_may(town, grouped, member):
    role = town.guild.create_role("writers")
    await town.restart(corpus_roles=[role.id])
    await town.ask(STAMP)
    shown = (await see(town)).response
    roles = [role] if member == "corpus role" else []
    other = town.guild.add_member(town.env.create_user("eve"), roles=roles)
    asked = await other.slash(town.channel, "corpus questions")
    text = town.shown(asked.response).text
    assert (TEXTS.not_allowed in text) == (member == "ann")
    assert asked.ephemeral
    assert town.shown(shown).colour == GREEN


async def test_pages_turn_in_place_also_after_a_restart_and_groups_are_found_once(town, grouped):
    found, calls = grouped
    found += [group(f"question {number}") for number in range(2 * PAGE_SIZE + 1)]
    await town.ask(STAMP)
    asked = await see(town)
    await town.press(asked.response, TEXTS.others.format(count=PAGE_SIZE + 1), town.ada)
    shown = town.shown(asked.response)
    assert f"question {PAGE_SIZE}" in shown.text
    assert "question 0" not in shown.text
    assert len(calls) == 1
    await town.restart()
    await town.press(asked.response, TEXTS.others.format(count=1), town.ada)
    assert [line for line in town.shown(asked.response).text.splitlines() if line.startswith("question")] == ["question 10"]
    del found[3:]  # some have been taught in the meantime, and the kept groups are old
    town.now += asked_in_vain.KEEP_SECONDS
    await town.press(asked.response, TEXTS.back, town.ada)
    assert "question 0" in town.shown(asked.response).text


async def test_a_new_request_shows_what_is_asked_now(town):
    await town.ask("Where is the sauna?")
    await see(town)
    await town.ask("Is there a bar?")
    town.now += asked_in_vain.FRESH_SECONDS
    assert "Is there a bar?" in town.shown((await see(town)).response).text


async def test_if_too_many_want_to_see_it_at_once_they_are_asked_to_wait(town, monkeypatch):
    monkeypatch.setattr(asked_in_vain, "MAX_PENDING", 0)
    asked = await see(town)
    assert (asked.ephemeral, town.shown(asked.response).text) == (True, TEXTS.going_through)


async def test_teach_opens_the_form_for_the_question_beside_it(town, grouped, monkeypatch):
    found, _ = grouped
    found += [group("Where is the sauna?"), group(HOSTILE)]
    taught = []

    async def open_teaching(interaction, _services, question):
        taught.append(question)
        await interaction.response.defer()

    monkeypatch.setattr("bot.chat.cogs.questions.open_teaching", open_teaching)
    await town.ask(STAMP)
    asked = await see(town)
    await town.restart()
    for number in range(2):
        await town.press(asked.response, TEXTS.teach, town.ada, nth=number)
    assert taught == ["Where is the sauna?", " ".join(HOSTILE.split())]


async def test_the_form_has_the_whole_of_a_long_question_as_long_as_it_is_known(town, grouped):
    found, _ = grouped
    long = (
        "Why does *the* lamp in the corner flicker "
        + "whenever somebody uses the kiln upstairs at night " * 30
        + "and how do I stop it?"
    )
    found += [group("Where is the sauna?"), group(long)]
    await town.ask(STAMP)
    asked = await see(town)
    opened = await town.press(asked.response, TEXTS.teach, town.ada, nth=1)
    fields = {part["component"]["custom_id"]: part["component"] for part in opened._interaction.modal["components"]}
    assert fields["question"]["value"] == long
    await town.restart()
    assert town.is_refusal(await town.press(asked.response, TEXTS.teach, town.ada, nth=1), TEXTS.old_button)


@pytest.mark.parametrize("button", ["q1t7", "q1p", "q1t", "q2x", "q1p1:9999", "q1p" + "1" * 90])
async def test_forged_and_old_buttons_do_no_harm(town, grouped, button):
    grouped[0].append(group("Where is the sauna?"))
    await town.ask(STAMP)
    asked = await see(town)
    town.forged = {"data": {"custom_id": button, "component_type": 2}}
    assert town.is_refusal(await town.press(asked.response, TEXTS.teach, town.ada), TEXTS.old_button)


async def test_there_is_no_such_command_without_a_record(town):
    await town.ask(STAMP)
    names = {command.name for command in town.bot.tree.get_command("corpus").commands}
    town.record = None
    await town.restart()
    assert names - {command.name for command in town.bot.tree.get_command("corpus").commands} == {"questions"}


@pytest.mark.parametrize("button", ["q1t0", "q1p1:30"])
async def test_the_buttons_of_a_page_are_answered_after_the_record_was_turned_off(town, grouped, button):
    grouped[0].append(group("Where is the sauna?"))
    await town.ask(STAMP)
    asked = await see(town)
    town.record = None
    await town.restart()
    town.forged = {"data": {"custom_id": button, "component_type": 2}}
    assert town.is_refusal(await town.press(asked.response, TEXTS.teach, town.ada), TEXTS.old_button)


async def test_a_record_that_cannot_be_read_is_said_in_one_line(town, tmp_path):
    (tmp_path / "record.db").unlink(missing_ok=True)
    (tmp_path / "record.db").mkdir()
    asked = await see(town)
    assert town.shown(asked.response).text == TEXTS.record_unusable


def test_a_page_keeps_the_limits_of_discord_and_shows_words_of_members_as_they_are():
    closest = Closest("none", 0.1, HOSTILE * 20, (HOSTILE * 20,) * 5)
    groups = [group(HOSTILE * 50, 10**6, 10**6, closest=closest, weeks=(10**6,) * 60)] * 30
    for page in (0, 3, 99):
        card = questions_card(Period(366, 10**9, 10**9, groups), page, TEXTS)
        text = "".join(getattr(part, "markdown", "") for part in card.parts)
        assert len(text) <= 4000
        assert "discord.gg" not in text.replace("discord\\.gg", "")
        assert "@everyone" not in text.replace("\\@everyone", "")
    assert len(digest_card(Period(7, 10**9, 1, groups), TEXTS, "/corpus questions").parts[0].markdown) <= 4000


def test_button_ids_are_read_back():
    assert read_questions_id("q1p3:30") == Turn(3, 30)
    assert read_questions_id("q1t49") == 49
    assert read_questions_id("q1p0:0") == Turn(0, 1)
    assert read_questions_id("q1p٣:30") is None


@pytest.fixture
async def weekly(town, grouped, monkeypatch):
    """Set the time, and let that of the next check pass; by default it is a Monday morning, and something was asked."""
    grouped[0].extend(group(f"question {number}", 9 - number) for number in range(5))
    now = [MONDAY]
    monkeypatch.setattr(digests, "datetime", SimpleNamespace(now=lambda _zone: now[0]))
    await town.ask(STAMP)

    async def wait_until(time):
        now[0] = time
        await town.env.advance_time(digests.CHECK_SECONDS)

    return wait_until


async def start_news(town, name="news", **settings):
    """Restart the bot with a weekly digest for a new channel, and return that."""
    news = town.guild.create_text_channel(name)
    await town.restart(**{"report_to": news.id, "digest": "weekly", **settings})
    await town.env.settle()
    return news


async def test_a_digest_is_posted_once_a_week_even_after_a_restart(town, weekly):
    news = await start_news(town)
    [posted] = town.messages(news)
    shown = town.shown(posted)
    lines = shown.text.splitlines()
    assert lines[:2] == [f"### {TEXTS.digest}", TEXTS.asked_counts.format(questions=1, share=0, days=7)]
    assert lines[2:5] == [f"- question {number} (×{9 - number})" for number in range(3)]
    assert shown.labels == []
    await weekly(MONDAY + timedelta(hours=5))
    await town.restart(report_to=news.id, digest="weekly")
    await weekly(MONDAY + timedelta(days=6, hours=20))  # early on the next Monday
    assert len(town.messages(news)) == 1
    await weekly(MONDAY + timedelta(days=7))
    assert len(town.messages(news)) == 2


@pytest.mark.parametrize("settings", [{"digest": "never"}, {"report_to": None}, {}])
async def test_no_digest_is_posted_unless_it_is_wanted_and_has_a_channel_and_a_record(town, weekly, log, settings):
    town.record = town.record if settings else None
    news = await start_news(town, **settings)
    await weekly(MONDAY + timedelta(days=1))
    assert town.messages(news) == []
    warned = [found.getMessage() for found in log(logging.WARNING)]
    assert any("discord.report_to and a record" in each for each in warned) == ("digest" not in settings)


async def test_a_week_without_questions_has_no_digest(town, weekly, record):
    record.delete_before(None)
    news = await start_news(town)
    assert town.messages(news) == []


async def test_a_digest_is_posted_once_even_if_the_record_keeps_questions_for_a_day_only(town, weekly, record):
    news = await start_news(town)
    record.days = 1
    with record.database.writing() as connection:
        connection.execute(update(CLAIMS).values(time=CLAIMS.c.time - 3 * 86_400_000_000))
    record.tidy()
    await weekly(MONDAY + timedelta(days=3))
    assert len(town.messages(news)) == 1


async def test_a_digest_is_posted_later_if_the_index_cannot_be_read(town, weekly, grouped, monkeypatch, log):
    def fail(*_):
        raise StoredIndexError("is damaged", where="the index", fix="run `footnote build`")

    with monkeypatch.context() as broken:
        broken.setattr(grouping, "ask_again", fail)
        news = await start_news(town)
        await weekly(MONDAY + timedelta(hours=1))
    assert town.messages(news) == []
    assert any("the index: is damaged" in found.getMessage() for found in log(logging.WARNING))
    await weekly(MONDAY + timedelta(hours=2))
    assert len(town.messages(news)) == 1


def test_only_one_process_can_claim_something_and_only_once(tmp_path):
    one, other = (Record(Place.of_file(tmp_path / "shared.db"), days=90) for _ in range(2))
    try:
        assert [record.claim("digest:2026-49").result(20) for record in (one, other, one)] == [True, False, False]
        assert other.claim("digest:2026-50").result(20)
        one.release("digest:2026-49").result(20)
        assert other.claim("digest:2026-49").result(20)
        assert one.problem is other.problem is None
    finally:
        one.close()
        other.close()


async def test_a_digest_that_may_not_be_posted_is_logged_once_a_week(town, weekly, log):
    town.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    news = await start_news(town)
    await weekly(MONDAY + timedelta(hours=2))
    warned = [found.getMessage() for found in log(logging.WARNING) if "digest" in found.getMessage()]
    assert len(warned) == 1
    assert f"channel {news.id}" in warned[0]
    assert "allow the bot's role to write there" in warned[0]


async def test_words_of_members_do_no_harm_in_a_digest(town, weekly, grouped):
    grouped[0].insert(0, group(HOSTILE))
    news = await start_news(town)
    text = town.shown(town.messages(news)[0]).text
    assert "discord.gg" not in text.replace("discord\\.gg", "")
    assert "@everyone" not in text.replace("\\@everyone", "")
    assert "\n#" not in text.replace("###", "")
