"""Requests: what is logged and counted of each question, and that its text never is."""

import asyncio
import json
import logging

import discord
import pytest

from bot.chat.observing.logs import JsonFormatter, LogStream, TextFormatter, configure_logging
from bot.chat.requests import OpenWork, Request, WaitTimer, current_id, current_request, log_ending
from index.answering.answers import Answer, StepTimes
from tests import discord_bot
from tests.discord_bot import STAMP, open_town

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log

KEY = "MTIz.secret.token"
ASKED = "zanzibarian umbrellas"
"""A question whose words are in no document."""


def record_requests(town):
    """Return the list of requests that the bot ends from now on."""
    found = []
    town.bot.services.open_work.on_end = found.append
    return found


async def test_every_way_to_ask_is_one_request_with_an_outcome_and_step_times(town):
    found = record_requests(town)
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


async def test_refusals_are_counted_by_reason(town):
    await town.restart(cooldown=3.0)
    found = record_requests(town)
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


async def test_an_error_message_has_the_request_id_that_is_in_the_log(town, log, caplog):
    caplog.handler.setFormatter(TextFormatter(KEY))
    found = record_requests(town)
    town.fail(RuntimeError("nobody thought of this"))
    asked = await town.ask()
    [request] = found
    assert (request.ending, request.reason) == ("failed", "unexpected")
    assert town.shown(asked.response or asked.followups[0]).text == f"{town.texts.failed} ({request.id})"
    assert [line.split()[2:4] for line in caplog.text.splitlines() if "unexpected error" in line] == [["ERROR", request.id]]


async def test_an_answer_that_discord_rejects_counts_as_failed(town):
    found = record_requests(town)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", f"/channels/{town.channel.id}/messages", status=403, code=50013)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert [(request.ending, request.reason) for request in found] == [("failed", "discord")]


async def test_the_log_never_contains_a_question(handbook, caplog):
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonFormatter(KEY))
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


def line(*message, fields=None, error=None, name="bot.chat.client"):
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, "a.py", 1, message[0], message[1:], exc_info)
    if fields:
        record.fields = fields
    return JsonFormatter(KEY).format(record)


def test_a_json_log_line_is_one_object_whatever_it_contains():
    for message in ("a\nb\r\u2028c", 'a "quoted" {word}', "half of one: \ud83d", "\x1b[31mred"):
        printed = line("%s", message, fields={"outcome": "none"})
        assert len(printed.splitlines()) == 1
        logged = json.loads(printed)
        assert set(logged) == {"time", "level", "logger", "message", "outcome"}
        assert (logged["level"], logged["logger"], logged["outcome"]) == ("warning", "bot.chat.client", "none")
    assert json.loads(line("%s", "a\nb"))["message"] == "a b"


def test_a_json_log_line_has_no_token_and_a_traceback_only_for_bugs_of_the_bot():
    error = ValueError(f"POST /webhooks/12/aW50ZXJh.Y3 {KEY}")
    for name in ("bot.chat.client", "discord.http"):
        logged = json.loads(line("no %s", KEY, error=error, name=name))
        assert "secret" not in str(logged)
        assert "aW50ZXJh" not in str(logged)
        assert ("traceback" in logged) == (name == "bot.chat.client")


def test_printed_lines_become_log_records(caplog):
    caplog.set_level(logging.INFO)
    stream = LogStream()
    print("footnote: no index yet: building it", file=stream, flush=True)
    print("a", "b", file=stream, end="")
    assert [record.getMessage() for record in caplog.records] == ["no index yet: building it"]
    print(file=stream)
    assert [record.getMessage() for record in caplog.records][1:] == ["a b"]


def test_the_json_log_goes_to_standard_error(capsys):
    root = logging.getLogger()
    before = root.handlers, root.level
    try:
        configure_logging(KEY, "json")
        logging.getLogger("bot.chat.client").warning("signed in with %s", KEY)
    finally:
        root.handlers, root.level = before[0], before[1]
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err)["message"] == "signed in with <token>"


async def test_concurrent_requests_are_kept_apart():
    ends, turn = [], WaitTimer()
    work = OpenWork(ends.append)

    async def answer(outcome):
        with work as request:
            await asyncio.sleep(0)
            assert current_id() == request.id
            current_request().record_answer(Answer("?", outcome, 1.0, (), (), 1.0, steps=StepTimes(0.25, 0.5, 1.0)), turn)
            await asyncio.sleep(0)

    await asyncio.gather(answer("answer"), answer("none"))
    assert [(request.reason, request.seconds) for request in ends] == [
        ("answer", {"waiting": 0.0, "reading": 0.25, "retrieving": 0.5, "judging": 1.0}),
        ("none", {"waiting": 0.0, "reading": 0.25, "retrieving": 0.5, "judging": 1.0}),
    ]
    assert current_id() is None


def test_the_time_of_a_cross_encoder_is_a_step_of_its_own(caplog):
    request = Request()
    steps = StepTimes(0.25, 0.5, 1.0, 0.125)
    request.record_answer(Answer("?", "answer", 1.0, (), (), 1.0, steps=steps + StepTimes(judging=1.0)), WaitTimer())
    with caplog.at_level("INFO"):
        log_ending(request)
    assert "reading 250.0, retrieving 500.0, reranking 125.0, judging 2000.0 ms" in caplog.text


async def test_reporting_an_error_continues_its_request():
    ends = []
    work = OpenWork(ends.append)
    with pytest.raises(ValueError, match="no"), work as failed:
        raise ValueError("no")
    assert ends == []
    with work as telling:
        telling.end("failed", "unexpected")
    assert (ends, telling) == ([failed], failed)


async def test_an_answer_after_the_end_of_a_request_changes_nothing():
    ends = []
    with OpenWork(ends.append) as request:
        request.end("failed", "expired")
        request.record_answer(Answer("?", "answer", 1.0, (), (), 1.0), WaitTimer())
    assert [(request.ending, request.reason, request.seconds) for request in ends] == [("failed", "expired", {})]


async def test_an_ignored_message_is_not_counted():
    ends = []
    with OpenWork(ends.append):
        pass
    assert ends == []
