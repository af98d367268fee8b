"""Threads on questions: when one is opened, its name, who is answered inside, and threads that are left alone."""

import logging

import discord
import pytest

from bot.chat.exchanges import ThreadClosedError
from bot.rendering.thread_names import MAX_NAME_LENGTH, thread_name
from tests import discord_bot
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log

UNKNOWN_CHANNEL, TOO_MANY, BLOCKED_TITLE, EXISTS = 10003, 160006, 200001, 160004
THREADS, MESSAGES = "/channels/*/messages/*/threads", "/channels/*/messages"


@pytest.fixture
async def threaded(town):
    """The town with threads wanted in its channel, and message content granted."""
    await town.restart(threads=[town.channel.id], message_content=True)
    return town


async def ask(town, question=STAMP, by=None, channel=None):
    """Mention the bot; return the question, and the thread on it if there is one."""
    asked = await (by or town.ann).send(channel or town.channel, f"{town.me} {question}")
    return asked, next((found for found in town.channel.threads if found.id == asked.id), None)


def passages(town, channel):
    """Return which of the bot's messages in a channel quote the passage on stamps."""
    return [STAMP_PASSAGE in town.shown(message).words for message in town.messages(channel)]


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
async def test_a_mention_is_answered_in_a_thread_on_it_whatever_the_outcome(threaded, outcome):
    threaded.decide(outcome)
    _, thread = await ask(threaded)
    assert thread.name == STAMP
    [answer] = threaded.messages(thread)
    assert threaded.shown(answer).colour == COLOURS[outcome]
    assert [message for message in threaded.messages() if threaded.shown(message).text] == []


async def test_only_questions_in_the_channels_listed_open_threads(threaded):
    other = threaded.guild.create_text_channel("other")
    asked, _ = await ask(threaded, channel=other)
    await threaded.ann.send(threaded.channel, f"{threaded.me}")
    await threaded.ann.send(threaded.channel, f"{threaded.me} ?!")
    assert [message.reference.message_id for message in threaded.messages(other)] == [asked.id]
    assert threaded.channel.threads == []


async def test_members_need_no_mention_in_a_thread_of_the_bot(threaded):
    _, thread = await ask(threaded)
    await threaded.ben.send(thread, "And does the letter need a signature?")
    await threaded.ben.send(thread, "The letter needs a stamp and a signature")
    assert passages(threaded, thread) == [True, True, True]


@pytest.mark.parametrize(
    ("words", "outcome", "answers"),
    [
        ("I think so too", "none", 0),
        ("I think so too", "suggestions", 0),
        ("Do you think so, too?", "none", 1),
        ("How do you know that", "none", 0),
        ("?!", "answer", 0),
        ("{ann} does the letter need a stamp?", "answer", 0),
        ("Tomasz, do you want to come?", "suggestions", 0),
        ("Do you want to come, Tomasz?", "none", 0),
        ("Tomasz, does the letter need a stamp?", "answer", 1),
        ("Stamp, envelope, or what do you need?", "suggestions", 1),
        ("Can you explain that?", "none", 1),
    ],
)
async def test_chatter_in_a_thread_of_the_bot_is_left_alone(threaded, words, outcome, answers):
    _, thread = await ask(threaded)
    threaded.decide(outcome)
    await threaded.ben.send(thread, words.format(ann=threaded.ann.mention))
    assert len(threaded.messages(thread)) == 1 + answers
    assert threaded.dms_to(threaded.ben) == []


async def test_without_the_intent_members_reply_in_a_thread_of_the_bot(town):
    await town.restart(threads=[town.channel.id])
    _, thread = await ask(town)
    [answer] = town.messages(thread)
    await town.ben.send(thread, STAMP)
    assert len(town.messages(thread)) == 1
    await town.ben.send(thread, f"{town.me} {STAMP}", reply_to=answer)
    assert passages(town, thread) == [True, True]


async def test_in_a_thread_of_members_the_bot_waits_for_a_mention(threaded):
    thread = threaded.env.backend.create_thread(threaded.channel.id, "Stamps", threaded.ann.id)
    [thread] = [found for found in threaded.channel.threads if found.id == thread.id]
    await threaded.ben.send(thread, STAMP)
    assert threaded.messages(thread) == []
    await threaded.ben.send(thread, f"{threaded.me} {STAMP}")
    assert passages(threaded, thread) == [True]


@pytest.mark.parametrize(
    ("refused", "hint"),
    [
        ({"status": 403, "code": 50013}, "Create Public Threads"),
        ({"status": 400, "code": TOO_MANY}, "close some threads"),
        ({"status": 400, "code": BLOCKED_TITLE}, "AutoMod"),
        ({"status": 400, "code": EXISTS}, "already"),
        ({"status": 500}, ""),
    ],
)
async def test_where_no_thread_can_be_opened_the_answer_is_a_reply(threaded, log, refused, hint):
    threaded.expected = (discord.HTTPException,)
    threaded.env.inject_error("POST", THREADS, times=None, **{"message": "A thread has already been created", **refused})
    asked, thread = await ask(threaded)
    assert thread is None
    [answer] = threaded.messages()
    assert answer.reference.message_id == asked.id
    assert STAMP_PASSAGE in threaded.shown(answer).words
    [noted] = log(logging.WARNING)
    assert "without a thread" in noted.getMessage()
    assert hint in noted.getMessage()


async def test_without_the_permission_to_open_threads_the_bot_does_not_try(threaded, log):
    denied = discord.PermissionOverwrite(create_public_threads=False)
    channel = threaded.guild.create_text_channel("flat", overwrites={threaded.guild.default_role: denied})
    await threaded.restart(threads=[channel.id])
    await ask(threaded, channel=channel)
    assert passages(threaded, channel) == [True]
    assert threaded.requests("POST", "/threads") == []
    [noted] = log(logging.WARNING)
    assert "Create Public Threads" in noted.getMessage()


async def test_a_thread_is_enough_where_the_bot_may_not_write_in_the_channel(threaded):
    silent = discord.PermissionOverwrite(send_messages=False)
    overwrites = {threaded.guild.default_role: silent, threaded.ann: discord.PermissionOverwrite(send_messages=True)}
    channel = threaded.guild.create_text_channel("threads-only", overwrites=overwrites)
    await threaded.restart(threads=[channel.id])
    asked = await threaded.ann.send(channel, f"{threaded.me} {STAMP}")
    [thread] = [found for found in channel.threads if found.id == asked.id]
    assert passages(threaded, thread) == [True]
    assert threaded.dms_to(threaded.ann) == []


async def test_an_answer_whose_thread_is_deleted_meanwhile_is_a_reply(threaded, log):
    threaded.expected = (discord.HTTPException,)
    threaded.env.inject_error("POST", MESSAGES, status=404, code=UNKNOWN_CHANNEL)
    asked, _ = await ask(threaded)
    answers = [message for message in threaded.messages() if threaded.shown(message).text]
    assert [message.reference.message_id for message in answers] == [asked.id]
    assert len([line for line in log(logging.INFO) if "was deleted before the answer was sent" in line.getMessage()]) == 1
    assert log(logging.WARNING) == []


async def test_a_question_in_a_thread_that_is_deleted_meanwhile_is_one_log_line(town, log):
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", MESSAGES, status=404, code=UNKNOWN_CHANNEL)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len([line for line in log(logging.INFO) if "was deleted before a question" in line.getMessage()]) == 1
    assert (log(logging.WARNING), log(logging.ERROR), town.dms_to(town.ann)) == ([], [], [])


async def test_a_thread_that_a_member_opens_on_the_question_meanwhile_is_used(threaded):
    await threaded.restart(threads=[threaded.channel.id], observed=True)
    with threaded.holding_answers():
        asked = await threaded.ann.send(threaded.channel, f"{threaded.me} {STAMP}")
        threaded.env.backend.create_thread(threaded.channel.id, "Mine", threaded.ben.id, message_id=asked.id)
    await threaded.wait_for_answers()
    [thread] = [found for found in threaded.channel.threads if found.id == asked.id]
    assert thread.name == "Mine"
    assert passages(threaded, thread) == [True]


@pytest.mark.parametrize("state", ["archived", "locked"])
async def test_closed_threads_are_left_alone(threaded, log, state):
    threaded.expected = (ThreadClosedError,)
    _, thread = await ask(threaded)
    [found] = [found for found in threaded.bot.get_channel(threaded.channel.id).threads if found.id == thread.id]
    setattr(found, state, True)
    before = len(threaded.env.http_requests)
    asked = await threaded.ann.send(thread, f"{threaded.me} {STAMP}")
    await threaded.ben.send(thread, STAMP)
    assert len(threaded.messages(thread)) == 1
    assert {request.method for request in threaded.env.http_requests[before:]} == {"PUT"}
    assert [reaction.emoji for reaction in threaded.stored(asked).reactions] == ["⚠️"]
    [noted] = [line.getMessage() for line in log(logging.INFO) if "left alone" in line.getMessage()]
    assert "allow the bot's role" not in noted
    assert log(logging.WARNING) == []


@pytest.mark.parametrize("state", ["archived", "locked"])
async def test_a_question_whose_thread_is_closed_is_answered_beside_it(threaded, state):
    threaded.expected = (discord.HTTPException,)
    asked, thread = await ask(threaded)
    setattr(threaded.env.backend.get_channel(thread.id).thread_metadata, state, True)
    threaded.bot.get_guild(threaded.guild.id)._remove_thread(threaded.bot.get_channel(thread.id))
    threaded.env.inject_error("POST", THREADS, status=400, code=EXISTS)
    await threaded.ben.send(threaded.channel, threaded.me, reply_to=asked)
    answers = [message for message in threaded.messages() if threaded.shown(message).text]
    assert [message.reference.message_id for message in answers] == [asked.id]
    assert len(threaded.messages(thread)) == 1


async def test_an_edited_question_updates_the_answer_in_its_thread(threaded):
    asked, thread = await ask(threaded, "What does membership cost a year?")
    threaded.env.backend.advance_clock(1)
    await threaded.ann.edit(asked, f"{threaded.me} {STAMP}")
    assert passages(threaded, thread) == [True]
    copy = await threaded.press(threaded.messages(thread)[0], threaded.texts.in_context, threaded.ben)
    assert STAMP in threaded.shown(copy.response).text


async def test_a_question_in_a_thread_that_is_edited_to_chatter_loses_its_answer(threaded):
    _, thread = await ask(threaded)
    asked = await threaded.ben.send(thread, "And does the letter need a signature?")
    assert len(threaded.messages(thread)) == 2
    threaded.decide("none")
    await threaded.ben.edit(asked, "I will ask the captain about the letter")
    assert len(threaded.messages(thread)) == 1


async def test_a_deleted_question_takes_its_answer_in_the_thread_along(threaded):
    asked, thread = await ask(threaded)
    await threaded.ann.delete(asked)
    assert threaded.messages(thread) == []


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How do I join?", "How do I join?"),
        ("**How** do __I__ ~~not~~ ||join||, `now`?", "How do I not join, now?"),
        ("# What is snake_case?", "What is snake_case?"),
        ("Is [this page](https://example.org/a_b) right?", "Is this page right?"),
        ("@everyone @here @@everyone how?", "everyone here everyone how?"),
        ("  two\n\nlines\t here ", "two lines here"),
        ("***", "…"),
        ("x" * 200, "x" * 99 + "…"),
        ("word " * 40, ("word " * 19).rstrip() + "…"),
        ("🏳️‍🌈" * 40, None),
        ("[" * 5000 + "_" * 5000, None),
    ],
)
def test_a_thread_is_named_by_the_question_in_plain_words(question, name):
    named = thread_name(question)
    assert name is None or named == name
    assert 1 <= len(named.encode("utf-16-le")) // 2 <= MAX_NAME_LENGTH
