"""The parts of the bot that know nothing of Discord's machinery: desk, cooldown, choices, mentions, logs."""

import asyncio
import logging
import re
import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import desk as desks
from bot.chat.choices import LONGEST_CHOICE, MOST_CHOICES, document_names, matching, section_names
from bot.chat.cooldown import Cooldown
from bot.chat.desk import CROWD, PATIENCE, BusyError, ClosedError, Desk
from bot.chat.mentions import question_in
from bot.chat.observing.logs import OneLine, write_logs
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


async def test_the_desk_works_in_another_thread_while_the_event_loop_goes_on(desk):
    gate = threading.Event()
    ticket = desk.submit(lambda _: (gate.wait(10), threading.current_thread().name))
    await asyncio.sleep(0)
    assert not ticket.result.done()
    gate.set()
    in_time, name = await ticket.result
    assert in_time
    assert name != threading.current_thread().name


async def test_questions_are_answered_one_after_another_in_their_order(desk):
    busy, seen = threading.Lock(), []

    def work(number):
        assert busy.acquire(blocking=False)
        seen.append(number)
        busy.release()
        return number

    tickets = [desk.submit(lambda _, number=number: work(number)) for number in range(3)]
    assert await asyncio.gather(*(ticket.result for ticket in tickets)) == [0, 1, 2]
    assert seen == [0, 1, 2]


async def test_only_so_many_wait_and_each_answer_or_error_makes_a_place_free(desk):
    gate = threading.Event()
    tickets = [desk.submit(lambda _: gate.wait(10)), desk.submit(lambda _: 1 / 0), desk.submit(lambda _: None)]
    with pytest.raises(BusyError):
        desk.submit(lambda _: None)
    gate.set()
    await asyncio.wait([ticket.result for ticket in tickets])
    assert isinstance(tickets[1].result.exception(), ZeroDivisionError)
    tickets = [desk.submit(lambda _: "answer") for _ in range(3)]
    assert await asyncio.gather(*(ticket.result for ticket in tickets)) == ["answer"] * 3


async def test_a_searcher_that_was_exchanged_meanwhile_answers_what_still_waits(desk):
    gate = threading.Event()
    desk.submit(lambda _: gate.wait(10))
    ticket = desk.submit(lambda searcher: searcher)
    desk.searcher = "another searcher"
    gate.set()
    assert await ticket.result == "another searcher"


async def test_a_closed_desk_takes_nothing_but_answers_what_waits(desk):
    ticket = desk.submit(lambda searcher: searcher)
    desk.close()
    with pytest.raises(ClosedError):
        desk.submit(lambda _: None)
    assert await ticket.result == "the searcher"


async def test_a_desk_that_is_stopped_leaves_no_thread_behind():
    before = set(threading.enumerate())
    desk = Desk("the searcher", 3)
    gate = threading.Event()
    tickets = [desk.submit(lambda _: gate.wait(10)) for _ in range(2)]
    gate.set()
    desk.stop()
    await asyncio.wait([ticket.result for ticket in tickets])
    assert set(threading.enumerate()) - before == set()


async def test_whether_an_answer_is_ready_is_known_in_time_and_does_not_end_it(desk):
    gate = threading.Event()
    slow = desk.submit(lambda _: gate.wait(10))
    assert not await slow.is_ready()
    gate.set()
    assert await slow.result
    failed = desk.submit(lambda _: 1 / 0)
    assert await failed.is_ready()
    with pytest.raises(ZeroDivisionError):
        await failed.result


async def test_in_a_crowd_nobody_is_kept_from_hearing_that_it_takes_longer():
    desk, gate = Desk("the searcher", CROWD + 2), threading.Event()
    try:
        tickets = [desk.submit(lambda _: gate.wait(10)) for _ in range(CROWD + 2)]
        assert [ticket.patience for ticket in tickets] == [PATIENCE] * CROWD + [0.0] * 2
        gate.set()
        await asyncio.gather(*(ticket.result for ticket in tickets))
        assert desk.submit(lambda _: None).patience == PATIENCE
    finally:
        gate.set()
        desk.stop()


@pytest.mark.parametrize("longest", [0.01, 30.0])
async def test_answers_give_way_to_first_responses_but_not_for_long(desk, monkeypatch, longest):
    monkeypatch.setattr(desks, "GIVING_WAY", longest)
    with desk.first_response():
        ticket = desk.submit(lambda searcher: searcher)
        await asyncio.wait([ticket.result], timeout=0.2)
        assert ticket.result.done() is (longest < 0.2)
    assert await asyncio.wait_for(ticket.result, 5) == "the searcher"


@given(st.floats(0.5, 10), st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=40))
def test_a_key_goes_once_in_so_many_seconds_and_others_do_not_matter(seconds, steps):
    now, last = 0.0, {}
    cooldown = Cooldown(seconds, lambda: now)
    for key, pause in steps:
        now += pause
        wait = cooldown.wait_for(key)
        free = last.get(key, -100.0) + seconds
        assert wait == pytest.approx(max(0.0, free - now), abs=1e-9)
        if not wait:
            last[key] = now
        assert len(cooldown) <= len(last)


def test_keys_whose_time_is_over_are_forgotten():
    now = 0.0
    cooldown = Cooldown(3.0, lambda: now)
    for key in range(1000):
        cooldown.wait_for(key)
    assert len(cooldown) == 1000
    now = 3.0
    assert cooldown.wait_for("another") == 0
    assert len(cooldown) == 1


def test_a_key_that_is_let_go_may_go_at_once():
    cooldown = Cooldown(3.0, lambda: 0.0)
    assert [cooldown.wait_for("a"), cooldown.wait_for("a")] == [0, 3]
    cooldown.forget("a")
    cooldown.forget("never seen")
    assert cooldown.wait_for("a") == 0


def test_without_a_cooldown_everybody_may_always_go():
    cooldown = Cooldown(0.0, lambda: 0.0)
    assert [cooldown.wait_for("a") for _ in range(3)] == [0, 0, 0]


def document(path, title):
    return IndexedDocument(path, title, None, "", "", 1)


def generation(sections):
    """An open generation of one document, as far as scopes look at it."""
    return SimpleNamespace(manifest=SimpleNamespace(documents=[document("a.md", "A")]), sections=sections)


def sections(paths):
    return [SectionRows("a.md", path, row, row + 1) for row, path in enumerate(paths)]


@given(PATHS, st.sampled_from(["", "a", "b >", "1 ß"]))
def test_every_section_that_is_offered_is_found_and_fits(paths, typed):
    known = sections(paths)
    names = matching(section_names(known), typed)
    assert len(names) == len(set(names)) <= MOST_CHOICES
    for name in names:
        assert len(name) <= LONGEST_CHOICE
        assert scope_of(generation(known), section=name).ranges


@given(st.lists(st.tuples(st.sampled_from(["a", "A", "b c", "b  c", "x" * 101]), st.sampled_from("abcdef")), min_size=1))
def test_every_document_that_is_offered_is_found_and_none_is_left_out(named):
    documents = [document(f"{folder}/{number}.md", title) for number, (title, folder) in enumerate(named)]
    names = document_names(documents)
    assert max(map(len, names)) <= LONGEST_CHOICE
    found = [find_documents(documents, name) for name in names]
    assert [len(each) for each in found] == [1] * len(documents)
    assert len({each.path for [each] in found}) == len(found)


def test_sections_of_other_documents_and_empty_ones_are_not_offered():
    known = [
        SectionRows("a.md", ("Rules",), 0, 0),
        SectionRows("a.md", ("Rules", "Spam"), 0, 2),
        SectionRows("a.md", ("Empty",), 2, 2),
        SectionRows("b.md", ("Boats",), 2, 3),
    ]
    inside = visible_sections(generation(known), Scope((range(2),)))
    assert matching(section_names(inside), "") == ["Rules", "Rules > Spam"]
    assert matching(section_names(visible_sections(generation(known), EVERYTHING)), "boat") == ["Boats"]


def test_what_begins_as_typed_comes_first_then_words_that_do_then_the_rest():
    known = sections([("Unspam",), ("No spam",), ("Spam",), ("Music",)])
    assert matching(section_names(known), " SPAM ") == ["Spam", "No spam", "Unspam"]
    assert matching(section_names(known), "spam no") == ["No spam"]
    assert matching(section_names(known), "(") == []


def test_the_names_are_matched_by_no_more_words_than_a_name_can_have():
    class Counted(str):
        looked = 0

        def casefold(self):
            return self

        def __contains__(self, word):
            Counted.looked += 1
            return super().__contains__(word)

    assert matching([Counted("a b c")], "a b " * 1500) == ["a b c"]
    assert Counted.looked <= LONGEST_CHOICE


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@1> how do I join?", "how do I join?"),
        ("<@!1>how do I join?<@1>", "how do I join?"),
        ("<@1>", ""),
        ("<@1> who is <@2>, who is <@!2>?", "who is Ann, who is Ann?"),
        ("<@1> what do <@&3> do in <#4>?", "what do Captains do in harbour?"),
        ("<@1> who is <@99>?", "who is ?"),
        ("<@1> what is <:oar:5> or <a:sail:6>?", "what is oar or sail?"),
        ("<@1> how do I use </ask:7> or </ask more:8>?", "how do I use ask or ask more?"),
        ("<@1> is it open <t:1700000000:R> or <t:1700000000>?", "is it open or ?"),
        ("<@1>\n\nis\n2 < 3 > 1 <b> <@x> ?", "is 2 < 3 > 1 <b> <@x> ?"),
    ],
)
def test_marks_of_discord_are_words_again(content, question):
    assert question_in(content, 1, {2: "Ann", 3: "Captains", 4: "harbour"}) == question


def line(*said, name="bot.chat.client", error=None, level=logging.WARNING):
    exc_info = (type(error), error, error.__traceback__) if error else None
    return OneLine(KEY).format(logging.LogRecord(name, level, "a.py", 1, said[0], said[1:], exc_info))


def raised(error):
    try:
        raise error
    except type(error):
        return error


def test_a_line_says_when_how_bad_and_what():
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARNING two words", line("%s words", "two"))


@pytest.mark.parametrize("name", ["bot.chat.client", "discord.http", "asyncio"])
def test_the_token_is_never_in_the_log(name):
    error = raised(ValueError(f"Bot {KEY} is wrong"))
    for said in (line("token %s", KEY, name=name), line(f"{KEY}", name=name)):
        assert "secret" not in said
        assert "<token>" in said
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
def test_tokens_of_interactions_are_never_in_the_log(address):
    error = raised(ValueError(f"PATCH {address} failed"))
    assert "aW50ZXJh" not in line("no", error=error)
    for said in (line("POST %s", address), line("no", name="discord.webhook", error=error)):
        assert "aW50ZXJh" not in said
        assert "/123/<token>" in said


def test_what_discord_py_tells_with_a_traceback_is_one_line():
    error = raised(ValueError("Invalid Form Body\nIn data.components.0: too long"))
    said = line("Ignoring exception in %s", "on_message", name="discord.client", error=error)
    assert said.endswith("Ignoring exception in on_message (ValueError: Invalid Form Body In data.components.0: too long)")
    assert "\n" not in said
    assert "\n" not in line("could not answer: %s", error)


def test_a_fault_of_the_bots_own_keeps_its_traceback():
    said = line("something", error=raised(ValueError("nobody thought of this")))
    assert "Traceback" in said
    assert said.endswith("ValueError")


def test_a_traceback_tells_what_led_to_it_and_of_none_the_words():
    error = raised(ValueError("what was asked"))
    error.__cause__ = raised(KeyError("what was asked"))
    said = line("something", error=error)
    assert said.index("KeyError") < said.index("ValueError")
    assert said.count("Traceback") == 2
    assert "what was asked" not in said


def test_formatting_a_record_leaves_it_to_others_as_it_was():
    error = raised(ValueError("no"))
    record = logging.LogRecord("discord.client", 40, "a.py", 1, "at %s", ("a\nb",), (ValueError, error, error.__traceback__))
    OneLine(KEY).format(record)
    assert (record.getMessage(), record.exc_info[1]) == ("at a\nb", error)


def test_the_log_has_the_bots_notes_and_discord_pys_warnings_on_standard_error(capsys):
    loggers = [logging.getLogger(name) for name in (None, "bot", "discord.gateway", "discord.client")]
    before = [(logger, logger.level) for logger in loggers]
    handlers = loggers[0].handlers
    try:
        write_logs(KEY)
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
