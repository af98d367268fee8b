"""Taking answers back: by reaction, by button, with the question, and by an edit that asks something else."""

import logging

import discord
import pytest

from bot.chat.messages.recent_answers import EDIT_PAUSE_SECONDS, EDIT_SECONDS, MAX_REMEMBERED, MEMORY_SECONDS, RecentAnswers
from bot.rendering.answer_cards import DELETE_SIGN
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log

FEES = "What does membership cost a year?"
FEES_PASSAGE = "Membership costs twelve crowns a year."
UNKNOWN_MESSAGE, BLOCKED_BY_AUTOMOD = 10008, 200000


@pytest.fixture
def moderator(town):
    """A member who may manage messages."""
    role = town.guild.create_role("moderators", permissions=discord.Permissions(manage_messages=True))
    return town.guild.add_member(town.env.create_user("mod"), roles=[role])


async def mention(town, question=STAMP, channel=None):
    """Mention the bot as Ann; return the question and the bot's newest message."""
    asked = await town.ann.send(channel or town.channel, f"{town.me} {question}")
    return asked, town.messages(channel)[-1]


async def edit(town, asked, content, seconds=1.0):
    """Let time pass, and edit a message as Ann."""
    town.now += seconds
    await town.env.advance_time(seconds)
    await town.wait_for_answers()
    await town.ann.edit(asked, content)
    await town.wait_for_answers()


def texts(town, channel=None):
    """Return the texts of the bot's messages in a channel."""
    return [town.shown(message).words for message in town.messages(channel)]


@pytest.mark.parametrize("way", ["mention", "command", "command after a page"])
async def test_whoever_asked_deletes_an_answer_with_a_cross(town, way):
    if way == "mention":
        _, answer = await mention(town)
    else:
        answer = (await town.ask()).response
        if way == "command after a page":
            await town.press(answer, town.texts.in_context)
    await town.ben.react(answer, "❌")
    await town.ann.react(answer, "✅")
    assert len(town.messages()) == 1
    await town.ann.react(answer, "❌")
    assert town.messages() == []


async def test_a_moderator_deletes_the_answer_to_somebody_else_with_a_cross(town, moderator):
    _, answer = await mention(town)
    await moderator.react(answer, "❌")
    assert town.messages() == []


async def test_a_cross_on_other_messages_deletes_nothing(town, moderator):
    asked, answer = await mention(town)
    report = await town.bot.get_channel(town.channel.id).send("The documents were edited.")
    for message in (asked, report):
        await moderator.react(message, "❌")
        await town.ann.react(message, "❌")
    assert {message.id for message in town.messages()} == {answer.id, report.id}
    assert asked.id in {message.id for message in town.channel.history()}


async def test_a_cross_in_a_direct_message_deletes_the_answer(town):
    asked = await town.ann.send_dm(STAMP)
    [answer] = town.messages(town.ann.user.dm_channel)
    town.env.backend.add_reaction(asked.channel.id, answer.id, "❌", town.ann.id)
    await town.env.settle()
    assert town.messages(town.ann.user.dm_channel) == []


@pytest.mark.parametrize("refused", [("GET", 403, 50001), ("DELETE", 404, UNKNOWN_MESSAGE), ("DELETE", 403, 50013)])
async def test_a_cross_on_an_answer_that_cannot_be_deleted_is_a_log_line_at_most(town, log, refused):
    method, status, code = refused
    _, answer = await mention(town)
    town.expected = (discord.HTTPException,)
    town.env.inject_error(method, f"/channels/{town.channel.id}/messages/{answer.id}", status=status, code=code)
    await town.ann.react(answer, "❌")
    assert len([line for line in log(logging.WARNING) if "could not delete" in line.getMessage()]) == (code == 50013)
    assert log(logging.ERROR) == []


async def test_a_deleted_question_takes_its_answer_along(town):
    asked, _ = await mention(town)
    other, kept = await mention(town, FEES)
    await town.ann.delete(asked)
    assert [message.id for message in town.messages()] == [kept.id]
    town.env.backend.bulk_delete_messages(town.channel.id, [other.id])
    await town.env.settle()
    assert town.messages() == []


async def test_a_question_deleted_while_it_is_answered_leaves_nothing_behind(town):
    await town.restart(observed=True)
    with town.holding_answers():
        asked = await town.ann.send(town.channel, f"{town.me} {STAMP}")
        await town.ann.delete(asked)
    await town.wait_for_answers()
    assert town.messages() == []


async def test_an_edited_question_updates_its_answer_in_place(town):
    asked, answer = await mention(town, FEES)
    await edit(town, asked, f"{town.me} {STAMP}")
    [updated] = town.messages()
    assert updated.id == answer.id
    assert STAMP_PASSAGE in town.shown(updated).words
    assert FEES_PASSAGE not in town.shown(updated).words
    copy = await town.press(updated, town.texts.in_context, town.ben)
    assert STAMP in town.shown(copy.response).text


async def test_an_edit_that_leaves_nothing_but_a_link_takes_back_an_answer_that_does_not_fit_it(town):
    asked, _ = await mention(town)
    town.decide("none")
    await edit(town, asked, f"{town.me} https://example.org/news")
    assert town.messages() == []


async def test_an_edit_of_another_message_or_a_preview_changes_nothing(town):
    asked, _ = await mention(town)
    before = len(town.env.http_requests)
    other = await town.ann.send(town.channel, "Good morning!")
    await edit(town, other, f"{town.me} {FEES}")
    stored = town.stored(asked)
    stored.embeds = [{"type": "link", "title": "A page", "url": "https://example.org"}]
    town.env.backend.emit("MESSAGE_UPDATE", payload_of(town, stored))
    await town.env.settle()
    assert len(town.env.http_requests) == before
    assert [STAMP_PASSAGE in text for text in texts(town)] == [True]


def payload_of(town, stored):
    """Return a message as Discord sends it in an event."""
    from simcord.backend.serializers import message_payload

    return dict(message_payload(town.env.backend, stored))


@pytest.mark.parametrize("emptied", ["{me}", "{me} <t:1700000000:R>", "{me} ?!"])
async def test_an_edit_that_empties_the_question_removes_the_answer_until_another_asks_again(town, emptied):
    asked, _ = await mention(town)
    await edit(town, asked, emptied.format(me=town.me))
    assert town.messages() == []
    await edit(town, asked, f"{town.me} {FEES}", EDIT_PAUSE_SECONDS)
    assert [FEES_PASSAGE in text for text in texts(town)] == [True]
    first, second = (sent.json["nonce"] for sent in town.requests("POST", "/messages"))
    assert first != second  # else Discord may return the message that was deleted
    assert max(len(first), len(second)) <= 25


async def test_a_question_without_words_is_answered_once_it_is_edited(town):
    asked = await town.ann.send(town.channel, town.me)
    assert town.messages() == []
    await edit(town, asked, f"{town.me} {FEES}")
    [answer] = town.messages()
    assert FEES_PASSAGE in town.shown(answer).words
    assert answer.reference.message_id == asked.id


async def test_an_edit_within_the_cooldown_waits_for_its_end(town):
    await town.restart(cooldown=60, observed=True)
    asked, _ = await mention(town)
    await edit(town, asked, f"{town.me} Is loud music for everyone?")
    await edit(town, asked, f"{town.me} {FEES}")
    assert [STAMP_PASSAGE in text for text in texts(town)] == [True]
    town.now += 60
    await town.env.advance_time(61)
    await town.wait_for_answers()
    assert [FEES_PASSAGE in text for text in texts(town)] == [True]
    assert len([found for found in town.env.http_requests if found.method == "PATCH"]) == 1
    assert town.dms_to(town.ann) == []


async def test_an_answer_does_not_follow_late_edits_nor_come_back_after_it_was_deleted(town):
    asked, answer = await mention(town)
    deleted, gone = await mention(town, FEES)
    town.expected = (discord.NotFound,)
    await town.ann.react(gone, "❌")
    await edit(town, deleted, f"{town.me} {STAMP}")
    town.now += EDIT_SECONDS + 1
    await edit(town, asked, f"{town.me} {FEES}")
    assert [message.id for message in town.messages()] == [answer.id]
    assert STAMP_PASSAGE in texts(town)[0]


async def test_an_edit_while_the_question_is_being_answered_is_answered_last(town):
    await town.restart(observed=True)
    with town.holding_answers():
        asked = await town.ann.send(town.channel, f"{town.me} {STAMP}")
        town.env.backend.edit_message(town.channel.id, asked.id, {"content": f"{town.me} {FEES}"})
    await town.wait_for_answers()
    await town.wait_for_answers()
    assert [FEES_PASSAGE in text for text in texts(town)] == [True]


async def test_an_error_after_an_edit_is_reported_to_the_author(town, log):
    asked, _ = await mention(town)
    town.fail(RuntimeError("nobody thought of this"))
    await edit(town, asked, f"{town.me} {FEES}")
    assert town.dms_to(town.ann) == [town.texts.failed]
    assert len(log(logging.ERROR)) == 1


def test_recent_answers_are_forgotten_after_a_day_and_beyond_their_number():
    now = [0.0]
    recent = RecentAnswers(lambda: now[0])
    for question in range(MAX_REMEMBERED + 5):
        recent.start(question).place(1, question)
    assert len(recent) == MAX_REMEMBERED
    assert recent.find(4) is None
    assert recent.find(5) is not None
    now[0] = MEMORY_SECONDS + 1
    assert recent.withdraw(MAX_REMEMBERED) is None
    assert len(recent) == 0


async def test_an_edited_question_whose_answer_is_blocked_keeps_no_answer_to_another(town):
    asked, _ = await mention(town)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=BLOCKED_BY_AUTOMOD)
    await edit(town, asked, f"{town.me} {FEES}")
    assert town.messages() == []
    assert town.dms_to(town.ann) == [town.texts.blocked]


async def test_the_button_deletes_for_whoever_asked_and_moderators_only(town, moderator):
    for member, is_allowed in ((town.ben, False), (town.ann, True), (moderator, True)):
        asked = await town.ask()
        pressed = await town.press(asked.response, DELETE_SIGN, member)
        assert (town.messages() == []) == is_allowed
        assert is_allowed or town.is_refusal(pressed, town.texts.may_not_delete)
        if not is_allowed:
            await town.press(asked.response, DELETE_SIGN)
    private = await town.ask(private=True)
    await town.press(private.response, town.texts.share)
    assert DELETE_SIGN not in town.shown(private.response).labels
    [shared] = town.messages()
    await town.press(shared, DELETE_SIGN)
    assert town.messages() == []
