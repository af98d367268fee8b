"""When there is no answer: what is refused, what goes wrong, who hears of it and what the log says."""

import logging
from types import SimpleNamespace

import discord
import pytest
from discord import app_commands

from index.errors import StoredIndexError
from index.searching.questions import LONGEST_QUESTION
from tests import discord_bot
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log

LONG = "stamp " * (LONGEST_QUESTION // 5)
"""More than most members can type; some may type twice as much."""
CALLBACK, MESSAGES = "/interactions/*/callback", "/channels/*/messages"
SILENT = discord.PermissionOverwrite(send_messages=False)


@pytest.mark.parametrize(("question", "notice"), [("?!", "no_words"), ("\u200b \u202e", "empty")])
async def test_a_question_without_words_is_refused_in_private(town, question, notice):
    assert town.is_refusal(await town.ask(question), getattr(town.texts, notice))
    assert town.said() == []
    await town.ann.send_dm(question)
    assert town.told(town.ann) == [getattr(town.texts, notice)]


async def test_a_question_that_is_too_long_is_refused_in_private(town):
    await town.type(f"{town.me} {LONG}")
    assert town.told(town.ann) == [town.texts.too_long]
    assert town.said() == []


async def test_a_question_that_is_longer_than_the_command_says_is_refused_even_if_discord_lets_it_through(town):
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
async def test_a_command_that_only_discord_still_has_is_one_line_in_the_log(town, log, name, options, expected):
    town.expected = (expected,)
    town.forged = {"data": {"id": "42", "name": name, "type": 1, "options": options}}
    assert town.is_refusal(await town.ask(), town.texts.old_button)
    [noted] = log(logging.WARNING)
    assert "restart" in noted.getMessage()
    assert (noted.exc_info, log(logging.ERROR)) == (None, [])


@pytest.mark.parametrize("way", ["command", "mention", "button"])
@pytest.mark.parametrize(
    ("error", "notice"),
    [(StoredIndexError("damaged", where="passages.jsonl"), "no_index"), (RuntimeError("nobody thought of this"), "failed")],
)
async def test_an_error_is_told_in_friendly_words_and_logged_and_the_bot_goes_on(town, log, way, error, notice):
    words = getattr(town.texts, notice)
    answer = (await town.ask(by=town.ben)).response
    town.fail(error)
    if way == "mention":
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
        assert town.told(town.ann) == [words]
    else:
        asked = await (town.ask() if way == "command" else town.press(answer, town.texts.next))
        assert town.is_refusal(asked, words)
    [noted] = log(logging.ERROR)
    if notice == "no_index":
        assert "passages.jsonl: damaged" in noted.getMessage()
        assert noted.exc_info is None
    else:
        assert noted.exc_info[1] is error
    town.searcher = town.searcher._searcher
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_where_the_bot_may_not_write_whoever_asks_is_told_in_private_and_the_log_says_it(town, log):
    overwrites = {town.guild.default_role: SILENT, town.ann: discord.PermissionOverwrite(send_messages=True)}
    channel = town.guild.create_text_channel("quiet", overwrites=overwrites)
    await town.ann.send(channel, f"{town.me} {STAMP}")
    command = f"</ask:{town.bot.services.wording.command_ids['ask']}>"
    assert town.told(town.ann) == [town.texts.no_permission.format(channel=channel.mention, command=command)]
    assert town.said(channel) == []
    [noted] = log(logging.WARNING)
    assert str(channel.id) in noted.getMessage()
    town.env.inject_error("POST", f"/channels/{town.ann.user.dm_channel.id}/messages", status=403, code=50007)
    await town.ann.send(channel, f"{town.me} {STAMP}")
    assert (len(town.told(town.ann)), town.said(channel)) == (1, [])


async def test_who_takes_no_direct_messages_is_told_briefly_in_the_channel(town):
    town.env.inject_error("POST", f"/channels/{town.ann.user.dm_channel.id}/messages", status=403, code=50007)
    await town.ann.send(town.channel, f"{town.me} ?!")
    assert [town.shown(message).text for message in town.said()] == [town.texts.no_words]
    await town.env.advance_time(60)
    assert town.said() == []


@pytest.mark.parametrize(
    ("refused", "level"),
    [
        ({"status": 400, "code": 50035, "message": "Invalid Form Body\nIn message_reference: Unknown message"}, logging.INFO),
        ({"status": 404, "code": 10008}, logging.INFO),
        ({"status": 403, "code": 50013}, logging.WARNING),
        ({"status": 500}, logging.WARNING),
    ],
)
async def test_an_answer_below_a_message_that_discord_refuses_is_one_line_in_the_log(town, log, refused, level):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", MESSAGES, **refused)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [noted] = [found for found in log(level) if "answer" in found.getMessage()]
    assert noted.exc_info is None
    assert (town.said(), town.told(town.ann), log(logging.ERROR)) == ([], [], [])
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(town.said()) == 1


async def test_a_button_whose_message_was_deleted_says_so(town):
    asked = await town.ask()
    town.expected = (discord.NotFound,)
    town.env.inject_error("POST", CALLBACK, status=404, code=10008)
    assert town.is_refusal(await town.press(asked.response, town.texts.next), town.texts.message_gone)


@pytest.mark.parametrize("way", ["command", "button"])
async def test_an_interaction_that_has_expired_is_only_a_line_in_the_log(town, log, way):
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
async def test_an_answer_that_discord_fails_to_take_leaves_one_private_notice(town, status):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", CALLBACK, status=status)
    assert town.is_refusal(await town.ask(), town.texts.failed)
    assert town.said() == []


@pytest.mark.parametrize("way", ["at once", "slow", "button", "share"])
async def test_a_response_that_counted_though_discord_said_otherwise_is_one_answer(town, log, way):
    asked = await town.ask(private=way == "share")
    await town.restart(observed=way == "slow")
    adapter = town.env._webhook_adapter
    once = adapter.request

    async def twice(route, session, **sent):
        done = await once(route, session, **sent)
        return await once(route, session, **sent) if route.url.endswith("/callback") else done

    adapter.request = twice  # the first time an error came back, so discord.py does it again
    if way in {"button", "share"}:
        pressed = await town.press(asked.response, town.texts.next if way == "button" else town.texts.share)
        assert len(pressed.followups) == (way == "share")
    else:
        with town.waiting() as gate:
            if way == "at once":
                gate.set()
            asked = await town.ask(by=town.ben)
            await town.patience()
        await town.arrival()
        assert STAMP_PASSAGE in town.shown(asked.response).words
        assert asked.followups == []
    assert len(town.said()) == (1 if way in {"button", "share"} else 2)
    assert (log(logging.WARNING), log(logging.ERROR)) == ([], [])


async def test_a_message_that_discord_py_sends_again_is_known_by_its_nonce(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [sent] = town.requests("POST", "/messages")
    assert sent.json["nonce"]
    assert sent.json["enforce_nonce"] is True


async def test_errors_take_no_place_at_the_desk(town):
    await town.restart(waiting=1)
    town.fail(RuntimeError("nobody thought of this"))
    for _ in range(3):
        assert town.is_refusal(await town.ask(), town.texts.failed)
    town.searcher = town.searcher._searcher
    assert town.shown((await town.ask()).response).colour == COLOURS["answer"]


def away():
    """What discord.py raises where Discord is not there for a moment, and does not try again."""
    return discord.DiscordServerError(SimpleNamespace(status=503, reason="Service Unavailable"), "away")


def failing_connection(town, times, ending, error=ConnectionResetError):
    """Let the connection fail for some requests whose path ends so."""
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
        ("mention", "/messages", away),
    ],
)
async def test_a_connection_that_fails_once_is_tried_again(town, log, way, ending, error):
    asked = await town.ask(by=town.ben)
    failing_connection(town, 1, ending, error)
    if way == "mention":
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
    else:
        await (town.ask() if way == "command" else town.press(asked.response, town.texts.next, town.ben))
    await town.env.advance_time(1)
    assert len(town.said()) == (1 if way == "button" else 2)
    assert town.texts.previous in town.shown(town.said()[0]).labels or way != "button"
    assert (log(logging.WARNING), log(logging.ERROR)) == ([], [])


@pytest.mark.parametrize(("way", "ending"), [("command", "/callback"), ("mention", "/messages")])
async def test_a_connection_that_goes_on_failing_is_one_line_in_the_log(town, log, way, ending):
    town.expected = (ConnectionResetError,)
    failing_connection(town, 2, ending)
    await (town.ask() if way == "command" else town.ann.send(town.channel, f"{town.me} {STAMP}"))
    await town.env.advance_time(1)
    [noted] = [*log(logging.WARNING), *log(logging.ERROR)]
    assert "connection" in noted.getMessage()
    assert noted.exc_info is None
    assert town.said() == []
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words
