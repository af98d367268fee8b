"""Parts of the bot that do not depend on Discord: desk, cooldown, choices, logs."""

import asyncio
import logging
import re
import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import desk as desks
from bot.chat.choices import MAX_CHOICE_LENGTH, MAX_CHOICES, document_names, match_names, section_names
from bot.chat.cooldown import Cooldown
from bot.chat.desk import CROWD_SIZE, PATIENCE_SECONDS, BusyError, ClosedError, Desk
from bot.chat.observing.logs import TextFormatter, configure_logging
from index.passages.passage import SectionRows
from index.searching.scope import EVERYTHING, Scope, find_documents, scope_of, visible_sections
from index.storing.manifest import IndexedDocument

KEY = "MTIz.secret.token"
HEADINGS = st.text(st.sampled_from("aAbß> \t×1"), min_size=1, max_size=120).filter(str.strip) | st.sampled_from(
    ["A > B", "a", "b"]
)
PATHS = st.lists(st.lists(HEADINGS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=40)


@pytest.fixture
def desk():
    desk = Desk("the searcher", 3)
    yield desk
    desk.stop()


async def test_the_desk_works_in_another_thread_and_never_blocks_the_event_loop(desk):
    gate = threading.Event()
    ticket = desk.submit(lambda _: (gate.wait(10), threading.current_thread().name))
    await asyncio.sleep(0)
    assert not ticket.result.done()
    gate.set()
    in_time, name = await ticket.result
    assert in_time
    assert name != threading.current_thread().name


async def test_questions_are_answered_one_at_a_time_in_order(desk):
    busy, seen = threading.Lock(), []

    def work(number):
        assert busy.acquire(blocking=False)
        seen.append(number)
        busy.release()
        return number

    tickets = [desk.submit(lambda _, number=number: work(number)) for number in range(3)]
    assert await asyncio.gather(*(ticket.result for ticket in tickets)) == [0, 1, 2]
    assert seen == [0, 1, 2]


async def test_the_queue_is_bounded_and_each_answer_or_error_frees_a_place(desk):
    gate = threading.Event()
    tickets = [desk.submit(lambda _: gate.wait(10)), desk.submit(lambda _: 1 / 0), desk.submit(lambda _: None)]
    with pytest.raises(BusyError):
        desk.submit(lambda _: None)
    gate.set()
    await asyncio.wait([ticket.result for ticket in tickets])
    assert isinstance(tickets[1].result.exception(), ZeroDivisionError)
    tickets = [desk.submit(lambda _: "answer") for _ in range(3)]
    assert await asyncio.gather(*(ticket.result for ticket in tickets)) == ["answer"] * 3


async def test_a_new_searcher_answers_the_questions_still_waiting(desk):
    gate = threading.Event()
    desk.submit(lambda _: gate.wait(10))
    ticket = desk.submit(lambda searcher: searcher)
    desk.searcher = "another searcher"
    gate.set()
    assert await ticket.result == "another searcher"


async def test_a_closed_desk_accepts_nothing_but_answers_the_questions_waiting(desk):
    ticket = desk.submit(lambda searcher: searcher)
    desk.close()
    with pytest.raises(ClosedError):
        desk.submit(lambda _: None)
    assert await ticket.result == "the searcher"


async def test_a_stopped_desk_leaves_no_thread_behind():
    before = set(threading.enumerate())
    desk = Desk("the searcher", 3)
    gate = threading.Event()
    tickets = [desk.submit(lambda _: gate.wait(10)) for _ in range(2)]
    gate.set()
    desk.stop()
    await asyncio.wait([ticket.result for ticket in tickets])
    assert set(threading.enumerate()) - before == set()


async def test_checking_whether_an_answer_is_ready_does_not_cancel_it(desk):
    gate = threading.Event()
    slow = desk.submit(lambda _: gate.wait(10))
    assert not await slow.is_ready()
    gate.set()
    assert await slow.result
    failed = desk.submit(lambda _: 1 / 0)
    assert await failed.is_ready()
    with pytest.raises(ZeroDivisionError):
        await failed.result


async def test_in_a_crowd_a_delay_is_announced_at_once():
    desk, gate = Desk("the searcher", CROWD_SIZE + 2), threading.Event()
    try:
        tickets = [desk.submit(lambda _: gate.wait(10)) for _ in range(CROWD_SIZE + 2)]
        assert [ticket.patience for ticket in tickets] == [PATIENCE_SECONDS] * CROWD_SIZE + [0.0] * 2
        gate.set()
        await asyncio.gather(*(ticket.result for ticket in tickets))
        assert desk.submit(lambda _: None).patience == PATIENCE_SECONDS
    finally:
        gate.set()
        desk.stop()


@pytest.mark.parametrize("longest", [0.01, 30.0])
async def test_answers_yield_to_first_responses_but_not_for_long(desk, monkeypatch, longest):
    monkeypatch.setattr(desks, "YIELD_SECONDS", longest)
    with desk.hold_answers():
        ticket = desk.submit(lambda searcher: searcher)
        await asyncio.wait([ticket.result], timeout=0.2)
        assert ticket.result.done() is (longest < 0.2)
    assert await asyncio.wait_for(ticket.result, 5) == "the searcher"


@given(st.floats(0.5, 10), st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=40))
def test_a_cooldown_allows_each_key_once_per_period(seconds, steps):
    now, last = 0.0, {}
    cooldown = Cooldown(seconds, lambda: now)
    for key, pause in steps:
        now += pause
        wait = cooldown.claim(key)
        free = last.get(key, -100.0) + seconds
        assert wait == pytest.approx(max(0.0, free - now), abs=1e-9)
        if not wait:
            last[key] = now
        assert len(cooldown) <= len(last)


def test_expired_keys_are_forgotten():
    now = 0.0
    cooldown = Cooldown(3.0, lambda: now)
    for key in range(1000):
        cooldown.claim(key)
    assert len(cooldown) == 1000
    now = 3.0
    assert cooldown.claim("another") == 0
    assert len(cooldown) == 1


def test_a_forgotten_key_is_allowed_at_once():
    cooldown = Cooldown(3.0, lambda: 0.0)
    assert [cooldown.claim("a"), cooldown.claim("a")] == [0, 3]
    cooldown.reset("a")
    cooldown.reset("never seen")
    assert cooldown.claim("a") == 0


def test_a_cooldown_of_zero_always_allows():
    cooldown = Cooldown(0.0, lambda: 0.0)
    assert [cooldown.claim("a") for _ in range(3)] == [0, 0, 0]


def document(path, title):
    return IndexedDocument(path, title, None, "", "", 1)


def generation(sections):
    """Return the parts of an open generation that scopes read, for one document."""
    return SimpleNamespace(manifest=SimpleNamespace(documents=[document("a.md", "A")]), sections=sections)


def sections(paths):
    return [SectionRows("a.md", path, row, row + 1) for row, path in enumerate(paths)]


@given(PATHS, st.sampled_from(["", "a", "b >", "1 ß"]))
def test_every_offered_section_fits_and_is_found(paths, typed):
    known = sections(paths)
    names = match_names(section_names(known), typed)
    assert len(names) == len(set(names)) <= MAX_CHOICES
    for name in names:
        assert len(name) <= MAX_CHOICE_LENGTH
        assert scope_of(generation(known), section=name).ranges


@given(st.lists(st.tuples(st.sampled_from(["a", "A", "b c", "b  c", "x" * 101]), st.sampled_from("abcdef")), min_size=1))
def test_every_document_is_offered_and_found(named):
    documents = [document(f"{folder}/{number}.md", title) for number, (title, folder) in enumerate(named)]
    names = document_names(documents)
    assert max(map(len, names)) <= MAX_CHOICE_LENGTH
    found = [find_documents(documents, name) for name in names]
    assert [len(each) for each in found] == [1] * len(documents)
    assert len({each.path for [each] in found}) == len(found)


def test_empty_sections_and_those_of_other_documents_are_not_offered():
    known = [
        SectionRows("a.md", ("Rules",), 0, 0),
        SectionRows("a.md", ("Rules", "Spam"), 0, 2),
        SectionRows("a.md", ("Empty",), 2, 2),
        SectionRows("b.md", ("Boats",), 2, 3),
    ]
    inside = visible_sections(generation(known), Scope((range(2),)))
    assert match_names(section_names(inside), "") == ["Rules", "Rules > Spam"]
    assert match_names(section_names(visible_sections(generation(known), EVERYTHING)), "boat") == ["Boats"]


def test_names_that_start_as_typed_come_first_then_words_that_do_then_the_rest():
    known = sections([("Unspam",), ("No spam",), ("Spam",), ("Music",)])
    assert match_names(section_names(known), " SPAM ") == ["Spam", "No spam", "Unspam"]
    assert match_names(section_names(known), "spam no") == ["No spam"]
    assert match_names(section_names(known), "(") == []


def test_a_long_input_does_not_slow_down_matching():
    class Counted(str):
        looked = 0

        def casefold(self):
            return self

        def __contains__(self, word):
            Counted.looked += 1
            return super().__contains__(word)

    assert match_names([Counted("a b c")], "a b " * 1500) == ["a b c"]
    assert Counted.looked <= MAX_CHOICE_LENGTH


def line(*message, name="bot.chat.client", error=None, level=logging.WARNING):
    exc_info = (type(error), error, error.__traceback__) if error else None
    return TextFormatter(KEY).format(logging.LogRecord(name, level, "a.py", 1, message[0], message[1:], exc_info))


def raised(error):
    try:
        raise error
    except type(error):
        return error


def test_a_log_line_has_time_level_and_message():
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARNING two words", line("%s words", "two"))


@pytest.mark.parametrize("name", ["bot.chat.client", "discord.http", "asyncio"])
def test_the_bots_token_is_never_logged(name):
    error = raised(ValueError(f"Bot {KEY} is wrong"))
    for logged in (line("token %s", KEY, name=name), line(f"{KEY}", name=name)):
        assert "secret" not in logged
        assert "<token>" in logged
    assert "secret" not in line("no", name=name, error=error)


@pytest.mark.parametrize(
    "address",
    [
        "https://discord.com/api/v10/interactions/123/aW50ZXJh.Y3Rpb24_-x/callback",
        "https://discord.com/api/v10/webhooks/123/aW50ZXJh.Y3Rpb24_-x",
        "https://discord.com/api/v10/webhooks/123/aW50ZXJh.Y3Rpb24_-x/messages/@original?thread_id=1",
        "/webhooks/123/aW50ZXJh.Y3Rpb24_-x?wait=true",
    ],
)
def test_interaction_tokens_are_never_logged(address):
    error = raised(ValueError(f"PATCH {address} failed"))
    assert "aW50ZXJh" not in line("no", error=error)
    for logged in (line("POST %s", address), line("no", name="discord.webhook", error=error)):
        assert "aW50ZXJh" not in logged
        assert "/123/<token>" in logged


def test_a_traceback_of_discord_py_is_logged_as_one_line():
    error = raised(ValueError("Invalid Form Body\nIn data.components.0: too long"))
    logged = line("Ignoring exception in %s", "on_message", name="discord.client", error=error)
    assert logged.endswith("Ignoring exception in on_message (ValueError: Invalid Form Body In data.components.0: too long)")
    assert "\n" not in logged
    assert "\n" not in line("could not answer: %s", error)


def test_a_bug_of_the_bot_is_logged_with_its_traceback():
    logged = line("something", error=raised(ValueError("nobody thought of this")))
    assert "Traceback" in logged
    assert logged.endswith("ValueError")


def test_a_traceback_has_its_causes_but_no_error_messages():
    error = raised(ValueError("what was asked"))
    error.__cause__ = raised(KeyError("what was asked"))
    logged = line("something", error=error)
    assert logged.index("KeyError") < logged.index("ValueError")
    assert logged.count("Traceback") == 2
    assert "what was asked" not in logged


def test_formatting_does_not_change_the_record():
    error = raised(ValueError("no"))
    record = logging.LogRecord("discord.client", 40, "a.py", 1, "at %s", ("a\nb",), (ValueError, error, error.__traceback__))
    TextFormatter(KEY).format(record)
    assert (record.getMessage(), record.exc_info[1]) == ("at a\nb", error)


def test_the_log_on_standard_error_has_info_of_the_bot_and_warnings_of_discord_py(capsys):
    loggers = [logging.getLogger(name) for name in (None, "bot", "discord.gateway", "discord.client")]
    before = [(logger, logger.level) for logger in loggers]
    handlers = loggers[0].handlers
    try:
        configure_logging(KEY)
        logging.getLogger("bot.chat.client").info("signed in with %s", KEY)
        logging.getLogger("discord.http").warning("a rate limit")
        logging.getLogger("discord.http").info("a request")
        logging.getLogger("index.building").debug("a detail")
    finally:
        loggers[0].handlers = handlers
        for logger, level in before:
            logger.setLevel(level)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [found.split(maxsplit=3)[2:] for found in printed.err.splitlines()] == [
        ["INFO", "signed in with <token>"],
        ["WARNING", "a rate limit"],
    ]
