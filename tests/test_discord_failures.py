"""Questions without an answer: refusals and errors, what members see of them, and what the log says."""

import asyncio
import logging
from types import SimpleNamespace

import discord
import pytest
from discord import app_commands

from bot.chat.exchanges import IMMEDIATE_SECONDS
from index.errors import StoredIndexError, StoreUnreachableError
from index.searching.questions import MAX_QUESTION_LENGTH
from tests import discord_bot
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log

LONG = "stamp " * (MAX_QUESTION_LENGTH // 5)
"""Longer than most members can type; some can type twice as much."""
CALLBACK, MESSAGES = "/interactions/*/callback", "/channels/*/messages"
AUTOMOD, LOCKED = 200000, 160005
SILENT = discord.PermissionOverwrite(send_messages=False)


@pytest.mark.parametrize(("question", "notice"), [("?!", "no_words"), ("\u200b \u202e", "empty")])
async def test_a_question_without_words_is_refused_in_private(town, question, notice):
    assert town.is_refusal(await town.ask(question), getattr(town.texts, notice))
    assert town.messages() == []
    await town.ann.send_dm(question)
    command = f"</ask:{town.bot.services.wording.command_ids['ask']}>"
    how_to_ask = town.texts.how_to_ask.format(example=town.texts.example, command=command)
    assert town.dms_to(town.ann) == [how_to_ask if notice == "empty" else town.texts.no_words]


async def test_an_overlong_question_is_refused_in_private(town):
    await town.type(f"{town.me} {LONG}")
    assert town.dms_to(town.ann) == [town.texts.too_long]
    assert town.messages() == []


async def test_an_overlong_question_to_the_command_is_refused_even_if_discord_lets_it_through(town):
    command = town.env.backend.find_command("ask", None)
    options = [{"name": "question", "type": 3, "value": LONG}]
    town.forged = {"data": {"id": command["id"], "name": "ask", "type": 1, "options": options}}
    assert town.is_refusal(await town.ask(), town.texts.too_long)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("search", [], app_commands.CommandNotFound),
        ("ask", [{"name": "words", "type": 3, "value": STAMP}], app_commands.CommandSignatureMismatch),
    ],
)
async def test_an_outdated_command_is_one_log_line(town, log, name, options, expected):
    town.expected = (expected,)
    town.forged = {"data": {"id": "42", "name": name, "type": 1, "options": options}}
    assert town.is_refusal(await town.ask(), town.texts.old_button)
    [noted] = log(logging.WARNING)
    assert "restart" in noted.getMessage()
    assert (noted.exc_info, log(logging.ERROR)) == (None, [])


@pytest.mark.parametrize("way", ["command", "mention", "button"])
@pytest.mark.parametrize(
    ("error", "notice"),
    [
        (StoredIndexError("damaged", where="passages.jsonl"), "no_index"),
        (StoreUnreachableError("no server answers", where="http://box:19530"), "store_away"),
        (RuntimeError("nobody thought of this"), "failed"),
    ],
)
async def test_an_error_is_reported_in_friendly_words_and_logged_and_the_bot_keeps_running(town, log, way, error, notice):
    words = getattr(town.texts, notice)
    answer = (await town.ask(by=town.ben)).response
    town.fail(error)
    if way == "mention":
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
        assert town.dms_to(town.ann) == [words]
    else:
        asked = await (town.ask() if way == "command" else town.press(answer, town.texts.next))
        assert town.is_refusal(asked, words)
    [noted] = log(logging.ERROR)
    if notice != "failed":
        assert str(error) in noted.getMessage()
        assert noted.exc_info is None
    else:
        assert noted.exc_info[1] is error
    town.searcher = town.searcher._searcher
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_without_write_permission_the_asker_gets_a_direct_message_and_a_warning_is_logged(town, log):
    overwrites = {town.guild.default_role: SILENT, town.ann: discord.PermissionOverwrite(send_messages=True)}
    channel = town.guild.create_text_channel("quiet", overwrites=overwrites)
    await town.ann.send(channel, f"{town.me} {STAMP}")
    command = f"</ask:{town.bot.services.wording.command_ids['ask']}>"
    assert town.dms_to(town.ann) == [town.texts.no_permission.format(channel=channel.mention, command=command)]
    assert town.messages(channel) == []
    [noted] = log(logging.WARNING)
    assert str(channel.id) in noted.getMessage()
    town.env.inject_error("POST", f"/channels/{town.ann.user.dm_channel.id}/messages", status=403, code=50007)
    await town.ann.send(channel, f"{town.me} {STAMP}")
    assert (len(town.dms_to(town.ann)), town.messages(channel)) == (1, [])


async def test_members_without_direct_messages_get_a_temporary_notice_in_the_channel(town):
    town.env.inject_error("POST", f"/channels/{town.ann.user.dm_channel.id}/messages", status=403, code=50007)
    await town.ann.send(town.channel, f"{town.me} ?!")
    assert [town.shown(message).text for message in town.messages()] == [town.texts.no_words]
    await town.env.advance_time(60)
    assert town.messages() == []


@pytest.mark.parametrize("accepts", [True, False])
async def test_a_blocked_answer_is_explained_in_private_without_its_words(town, log, accepts):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", MESSAGES, status=400, code=AUTOMOD, message="Message was blocked by automatic moderation")
    if not accepts:
        town.env.inject_error("POST", f"/channels/{town.ann.user.dm_channel.id}/messages", status=403, code=50007)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    told = town.dms_to(town.ann) if accepts else [town.shown(message).text for message in town.messages()]
    assert told == [town.texts.blocked]
    [noted] = [line.getMessage() for line in log(logging.INFO) if "was not sent" in line.getMessage()]
    assert "AutoMod" in noted
    assert (log(logging.WARNING), log(logging.ERROR)) == ([], [])


async def test_a_blocked_answer_to_a_command_is_explained_in_private(town):
    await town.restart(observed=True)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=400, code=AUTOMOD)
    with town.holding_answers():
        asked = await town.ask()
        await town.wait_for_deferral()
    await town.wait_for_answers()
    assert town.is_refusal(asked, town.texts.blocked)


@pytest.mark.parametrize("may_react", [True, False])
async def test_where_nothing_can_be_said_the_question_gets_a_reaction_if_that_is_allowed(town, may_react):
    overwrites = {
        town.guild.default_role: discord.PermissionOverwrite(send_messages=False, add_reactions=may_react),
        town.ann: discord.PermissionOverwrite(send_messages=True),
    }
    channel = town.guild.create_text_channel("quiet", overwrites=overwrites)
    town.env.inject_error("POST", f"/channels/{town.ann.user.dm_channel.id}/messages", status=403, code=50007)
    asked = await town.ann.send(channel, f"{town.me} {STAMP}")
    assert [reaction.emoji for reaction in town.stored(asked).reactions] == ["⚠️"] * may_react
    assert town.messages(channel) == []
    assert len(town.requests("PUT", "/@me")) == may_react


@pytest.mark.parametrize(("code", "hint"), [(LOCKED, "locked"), (50083, "archived"), (50013, "allow the bot's role")])
async def test_an_answer_refused_by_discord_is_marked_on_the_question_and_logged_with_the_right_hint(town, log, code, hint):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", MESSAGES, status=403, code=code)
    asked = await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert [reaction.emoji for reaction in town.stored(asked).reactions] == ["⚠️"]
    [noted] = [
        line.getMessage() for line in (*log(logging.INFO), *log(logging.WARNING)) if str(town.channel.id) in line.getMessage()
    ]
    assert hint in noted
    assert ("allow the bot's role" in noted) == (code == 50013)
    assert town.dms_to(town.ann) == []


@pytest.mark.parametrize(
    ("refused", "level"),
    [
        ({"status": 400, "code": 50035, "message": "Invalid Form Body\nIn message_reference: Unknown message"}, logging.INFO),
        ({"status": 404, "code": 10008}, logging.INFO),
        ({"status": 403, "code": 50013}, logging.WARNING),
        ({"status": 500}, logging.WARNING),
    ],
)
async def test_a_reply_that_discord_refuses_is_one_log_line(town, log, refused, level):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", MESSAGES, **refused)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [noted] = [found for found in log(level) if "answer" in found.getMessage()]
    assert noted.exc_info is None
    assert (town.messages(), town.dms_to(town.ann), log(logging.ERROR)) == ([], [], [])
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(town.messages()) == 1


async def test_a_button_of_a_deleted_message_says_so(town):
    asked = await town.ask()
    town.expected = (discord.NotFound,)
    town.env.inject_error("POST", CALLBACK, status=404, code=10008)
    assert town.is_refusal(await town.press(asked.response, town.texts.next), town.texts.message_gone)


@pytest.mark.parametrize("way", ["command", "button"])
async def test_an_expired_interaction_is_only_a_log_line(town, log, way):
    answer = (await town.ask()).response
    before = len(town.env.http_requests)
    town.expected = (discord.NotFound,)
    town.env.inject_error("POST", CALLBACK, status=404, code=10062)
    await (town.ask() if way == "command" else town.press(answer, town.texts.next))
    [noted] = log(logging.WARNING)
    assert "expired" in noted.getMessage()
    assert noted.exc_info is None
    assert (len(town.env.http_requests), log(logging.ERROR)) == (before + 1, [])


@pytest.mark.parametrize("status", [500, 429])
async def test_an_answer_that_discord_fails_to_accept_leads_to_one_private_notice(town, status):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", CALLBACK, status=status)
    assert town.is_refusal(await town.ask(), town.texts.failed)
    assert town.messages() == []


@pytest.mark.parametrize("way", ["at once", "slow", "button", "share"])
async def test_a_response_that_succeeded_despite_an_error_is_sent_once(town, log, way):
    asked = await town.ask(private=way == "share")
    await town.restart(observed=way == "slow")
    adapter = town.env._webhook_adapter
    once = adapter.request

    async def twice(route, session, **sent):
        done = await once(route, session, **sent)
        if not route.url.endswith("/callback"):
            return done
        await asyncio.sleep(IMMEDIATE_SECONDS)  # discord.py waits for at least this long
        return await once(route, session, **sent)

    adapter.request = twice  # the first response was an error, so discord.py retries
    if way in {"button", "share"}:
        pressed = await town.press(asked.response, town.texts.next if way == "button" else town.texts.share)
        assert len(pressed.followups) == (way == "share")
    else:
        with town.holding_answers() as gate:
            if way == "at once":
                gate.set()
            asked = await town.ask(by=town.ben)
            await town.wait_for_deferral()
        await town.wait_for_answers()
        assert STAMP_PASSAGE in town.shown(asked.response).words
        assert asked.followups == []
    assert len(town.messages()) == (1 if way in {"button", "share"} else 2)
    assert (log(logging.WARNING), log(logging.ERROR)) == ([], [])


async def test_a_message_has_a_nonce_so_that_a_retry_is_not_a_second_message(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [sent] = town.requests("POST", "/messages")
    assert sent.json["nonce"]
    assert sent.json["enforce_nonce"] is True


async def test_errors_do_not_fill_the_queue(town):
    await town.restart(waiting=1)
    town.fail(RuntimeError("nobody thought of this"))
    for _ in range(3):
        assert town.is_refusal(await town.ask(), town.texts.failed)
    town.searcher = town.searcher._searcher
    assert town.shown((await town.ask()).response).colour == COLOURS["answer"]


def server_unavailable():
    """Return what discord.py raises, without a retry, while Discord is briefly unavailable."""
    return discord.DiscordServerError(SimpleNamespace(status=503, reason="Service Unavailable"), "unavailable")


def break_connection(town, times, ending, error=ConnectionResetError):
    """Make the connection fail for the first `times` requests whose path ends with `ending`."""
    left = [times]

    def failing(request):
        async def sent(route, *given, **named):
            if left[0] and route.url.endswith(ending):
                left[0] -= 1
                raise error()
            return await request(route, *given, **named)

        return sent

    for transport in (town.env._webhook_adapter, town.bot.http):
        transport.request = failing(transport.request)


@pytest.mark.parametrize(
    ("way", "ending", "error"),
    [
        ("command", "/callback", ConnectionResetError),
        ("button", "/callback", ConnectionResetError),
        ("mention", "/messages", ConnectionResetError),
        ("mention", "/messages", server_unavailable),
    ],
)
async def test_a_request_is_retried_if_the_connection_fails_once(town, log, way, ending, error):
    asked = await town.ask(by=town.ben)
    break_connection(town, 1, ending, error)
    if way == "mention":
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
    else:
        await (town.ask() if way == "command" else town.press(asked.response, town.texts.next, town.ben))
    await town.env.advance_time(1)
    assert len(town.messages()) == (1 if way == "button" else 2)
    assert town.texts.previous in town.shown(town.messages()[0]).labels or way != "button"
    assert (log(logging.WARNING), log(logging.ERROR)) == ([], [])


@pytest.mark.parametrize(("way", "ending"), [("command", "/callback"), ("mention", "/messages")])
async def test_a_connection_that_keeps_failing_is_one_log_line(town, log, way, ending):
    town.expected = (ConnectionResetError,)
    break_connection(town, 2, ending)
    await (town.ask() if way == "command" else town.ann.send(town.channel, f"{town.me} {STAMP}"))
    await town.env.advance_time(1)
    [noted] = [*log(logging.WARNING), *log(logging.ERROR)]
    assert "connection" in noted.getMessage()
    assert noted.exc_info is None
    assert town.messages() == []
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words
