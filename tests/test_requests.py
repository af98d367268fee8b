"""Requests: what the log and whoever counts are told of each question, and that it never is the question."""

import asyncio
import json
import logging

import discord
import pytest

from bot.chat.observing.logs import JsonLine, LoggedLines, OneLine, write_logs
from bot.chat.requests import OpenWork, Turn, current_id, current_request
from index.answering.answers import Answer, StepTimes
from tests import discord_bot
from tests.discord_bot import STAMP, open_town

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log

KEY = "MTIz.secret.token"
ASKED = "zanzibarian umbrellas"
"""Words of a question that are in no document."""


def ended(town):
    """What the bot counts from now on."""
    found = []
    town.bot.services.open_work.on_end = found.append
    return found


async def test_each_way_to_ask_ends_as_one_request_with_its_outcome_and_the_time_of_its_steps(town):
    found = ended(town)
    asked = await town.ask()
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    await town.press(asked.response, town.texts.next)
    town.decide("none")
    await town.ask()
    assert [(request.ending, request.reason) for request in found] == [
        ("answered", "answer"),
        ("answered", "answer"),
        ("answered", "page"),
        ("answered", "none"),
    ]
    assert len({request.id for request in found}) == 4
    assert [set(request.seconds) for request in found] == [
        {"waiting", "reading", "retrieving", "judging", "sending"},
        {"waiting", "reading", "retrieving", "judging", "sending"},
        {"waiting", "sending"},
        {"waiting", "reading", "retrieving", "judging", "sending"},
    ]
    assert all(took >= 0 for request in found for took in request.seconds.values())


async def test_what_is_refused_is_counted_by_its_reason(town):
    await town.restart(cooldown=3.0)
    found = ended(town)
    await town.ask("?!")
    await town.ask(section="Nowhere")
    await town.ask()
    await town.ask()
    await town.ben.send(town.channel, town.me)
    assert [(request.ending, request.reason) for request in found] == [
        ("refused", "no words"),
        ("refused", "unknown name"),
        ("answered", "answer"),
        ("refused", "cooldown"),
        ("refused", "empty"),
    ]


async def test_a_member_is_told_the_id_under_which_the_log_has_what_went_wrong(town, log, caplog):
    caplog.handler.setFormatter(OneLine(KEY))
    found = ended(town)
    town.fail(RuntimeError("nobody thought of this"))
    asked = await town.ask()
    [request] = found
    assert (request.ending, request.reason) == ("failed", "unexpected")
    assert town.shown(asked.response or asked.followups[0]).text == f"{town.texts.failed} ({request.id})"
    assert [line.split()[2:4] for line in caplog.text.splitlines() if "should not happen" in line] == [["ERROR", request.id]]


async def test_an_answer_that_discord_does_not_take_is_a_failure_however_good_it_was(town):
    found = ended(town)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", f"/channels/{town.channel.id}/messages", status=403, code=50013)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert [(request.ending, request.reason) for request in found] == [("failed", "discord")]


async def test_no_line_of_the_log_has_what_was_asked(handbook, caplog):
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonLine(KEY))
    async with open_town(handbook) as town:
        await town.ask(ASKED)
        await town.ann.send(town.channel, f"{town.me} {ASKED}")
        await town.ask(ASKED, section=ASKED)
        town.fail(KeyError(ASKED))
        await town.ask(ASKED)
    records = [record for record in caplog.records if record.name.startswith("bot.")]
    assert any("refused: unknown name" in record.getMessage() for record in records)
    assert any(record.exc_info for record in records)
    for word in ASKED.split():
        assert [line for record in records if word in (line := caplog.handler.format(record))] == []


def line(*said, fields=None, error=None, name="bot.chat.client"):
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, "a.py", 1, said[0], said[1:], exc_info)
    if fields:
        record.fields = fields
    return JsonLine(KEY).format(record)


def test_a_line_for_programs_is_one_object_whatever_is_in_it():
    for said in ("a\nb\r\u2028c", 'a "quoted" {word}', "half of one: \ud83d", "\x1b[31mred"):
        printed = line("%s", said, fields={"outcome": "none"})
        assert len(printed.splitlines()) == 1
        told = json.loads(printed)
        assert set(told) == {"time", "level", "logger", "message", "outcome"}
        assert (told["level"], told["logger"], told["outcome"]) == ("warning", "bot.chat.client", "none")
    assert json.loads(line("%s", "a\nb"))["message"] == "a b"


def test_a_line_for_programs_has_no_token_and_a_traceback_only_of_the_bots_own_faults():
    error = ValueError(f"POST /webhooks/12/aW50ZXJh.Y3 {KEY}")
    for name in ("bot.chat.client", "discord.http"):
        told = json.loads(line("no %s", KEY, error=error, name=name))
        assert "secret" not in str(told)
        assert "aW50ZXJh" not in str(told)
        assert ("traceback" in told) == (name == "bot.chat.client")


def test_lines_that_others_print_become_records(caplog):
    caplog.set_level(logging.INFO)
    stream = LoggedLines()
    print("footnote: no index yet: building it", file=stream, flush=True)
    print("a", "b", file=stream, end="")
    assert [record.getMessage() for record in caplog.records] == ["no index yet: building it"]
    print(file=stream)
    assert [record.getMessage() for record in caplog.records][1:] == ["a b"]


def test_the_log_for_programs_goes_to_standard_error(capsys):
    root = logging.getLogger()
    before = root.handlers, root.level
    try:
        write_logs(KEY, "json")
        logging.getLogger("bot.chat.client").warning("signed in with %s", KEY)
    finally:
        root.handlers, root.level = before[0], before[1]
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err)["message"] == "signed in with <token>"


async def test_requests_at_the_same_time_are_told_apart():
    ends, turn = [], Turn()
    work = OpenWork(ends.append)

    async def answer(outcome):
        with work as request:
            await asyncio.sleep(0)
            assert current_id() == request.id
            current_request().answered(Answer("?", outcome, 1.0, (), (), 1.0, steps=StepTimes(0.25, 0.5, 1.0)), turn)
            await asyncio.sleep(0)

    await asyncio.gather(answer("answer"), answer("none"))
    assert [(request.reason, request.seconds) for request in ends] == [
        ("answer", {"waiting": 0.0, "reading": 0.25, "retrieving": 0.5, "judging": 1.0}),
        ("none", {"waiting": 0.0, "reading": 0.25, "retrieving": 0.5, "judging": 1.0}),
    ]
    assert current_id() is None


async def test_who_tells_of_an_error_goes_on_with_its_request():
    ends = []
    work = OpenWork(ends.append)
    with pytest.raises(ValueError, match="no"), work as failed:
        raise ValueError("no")
    assert ends == []
    with work as telling:
        telling.end("failed", "unexpected")
    assert (ends, telling) == ([failed], failed)


async def test_an_answer_that_comes_after_the_end_changes_nothing():
    ends = []
    with OpenWork(ends.append) as request:
        request.end("failed", "expired")
        request.answered(Answer("?", "answer", 1.0, (), (), 1.0), Turn())
    assert [(request.ending, request.reason, request.seconds) for request in ends] == [("failed", "expired", {})]


async def test_what_is_left_alone_is_not_told():
    ends = []
    with OpenWork(ends.append):
        pass
    assert ends == []
