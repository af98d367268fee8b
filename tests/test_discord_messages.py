"""Questions in messages: which ones are for the bot, how it replies, and that it pings nobody."""

import re

import discord
import pytest
from simcord.backend.models import AllowedMentions
from simcord.enums import MessageType
from simcord.types import HttpLogEntry

from bot.rendering.markdown import unescape
from index.answering.searcher import Searcher
from tests import discord_bot
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE, open_town, pings

handbook, town = discord_bot.handbook, discord_bot.town

LOUD = "Is loud music for everyone on the pier?"
UNESCAPED = re.compile(r"(?<!\\)(?:<[@#:]|@everyone|@here|\|\||`)")
"""Markup that Discord would act on."""


def is_stamp_answer(town, message):
    """Return whether a message answers the question on stamps."""
    return town.shown(message).colour == COLOURS["answer"] and STAMP_PASSAGE in town.shown(message).words


@pytest.mark.parametrize("content", ["{me} {question}", "{question} {me}", "{me}{question}", "Hey {me}, {question}"])
async def test_a_mention_is_answered_with_a_reply(town, content):
    question = await town.ann.send(town.channel, content.format(me=town.me, question=STAMP))
    [answer] = town.messages()
    assert is_stamp_answer(town, answer)
    assert answer.reference.message_id == question.id
    assert town.me not in town.shown(answer).text
    assert town.dms_to(town.ann) == []


async def test_an_answer_does_not_ping_the_asker(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    assert town.stored(answer).ping_user_ids == []


async def reply(town, to, *, ping, content=LOUD):
    """Reply to a message of the bot as Ben, with Discord's option to ping its author on or off."""
    town.env.backend.create_message(
        town.channel.id,
        town.ben.id,
        content,
        reference={"message_id": str(to.id)},
        allowed_mentions=AllowedMentions(replied_user=ping),
    )
    await town.env.settle()


@pytest.mark.parametrize(("message_content", "ping"), [(False, True), (True, True), (True, False)])
async def test_a_reply_that_the_bot_may_read_is_answered(town, message_content, ping):
    await town.restart(message_content=message_content)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [first] = town.messages()
    await reply(town, first, ping=ping)
    [_, answer] = town.messages()
    assert "Loud music" in town.shown(answer).words


async def test_a_reply_that_the_bot_may_not_read_is_ignored(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [first] = town.messages()
    await reply(town, first, ping=False)
    assert len(town.messages()) == 1
    assert town.dms_to(town.ben) == []


async def test_a_direct_message_is_answered(town):
    await town.ann.send_dm(STAMP)
    [answer] = town.messages(town.ann.user.dm_channel)
    assert is_stamp_answer(town, answer)
    assert town.texts.share not in town.shown(answer).labels


async def test_a_question_is_answered_even_if_typing_cannot_be_shown(town):
    await town.restart(observed=True)
    town.env.inject_error("POST", "/channels/*/typing", status=403, code=50013, times=None)
    with town.holding_answers():
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
        await town.wait_for_deferral()
    await town.wait_for_answers()
    assert [is_stamp_answer(town, message) for message in town.messages()] == [True]


async def test_a_mention_in_a_thread_is_answered_there(town):
    thread = town.env.backend.create_thread(town.channel.id, "Stamps", town.ann.id)
    [thread] = [found for found in town.channel.threads if found.id == thread.id]
    await town.ann.send(thread, f"{town.me} {STAMP}")
    assert [is_stamp_answer(town, message) for message in town.messages(thread)] == [True]
    assert town.messages() == []


@pytest.mark.parametrize("message_content", [True, False])
async def test_messages_between_members_are_ignored(town, message_content):
    await town.restart(message_content=message_content)
    message = await town.ann.send(town.channel, STAMP)
    await town.ben.send(town.channel, f"{town.ann.mention} {STAMP}")
    await town.ben.send(town.channel, STAMP, reply_to=message)
    await town.ben.send(town.channel, f"@everyone {STAMP}")
    assert town.messages() == []
    assert (town.dms_to(town.ann), town.dms_to(town.ben)) == ([], [])


async def test_messages_of_bots_webhooks_and_discord_are_ignored(town):
    robot = town.guild.add_member(town.env.create_user("robot", bot=True))
    await robot.send(town.channel, f"{town.me} {STAMP}")
    await town.guild.create_webhook(town.channel).send(f"{town.me} {STAMP}")
    town.guild.create_system_message(town.channel, MessageType.NEW_MEMBER, author=town.ann)
    town.env.backend.create_system_message(town.ann.user.dm_channel.id, MessageType.CALL, town.ann.id)
    await town.env.settle()
    assert town.messages() == []
    assert town.dms_to(town.ann) == []


@pytest.mark.parametrize("content", ["{me}", "  {me} ", "{me} {me}", "{me} <t:1700000000:R>"])
async def test_a_mention_without_a_question_gets_a_private_explanation_of_how_to_ask(town, content):
    await town.ann.send(town.channel, content.format(me=town.me))
    command = f"</{town.texts.ask_name}:{town.bot.services.wording.command_ids[town.texts.ask_name]}>"
    assert town.dms_to(town.ann) == [town.texts.how_to_ask.format(example=town.texts.example, command=command)]
    assert town.messages() == []


@pytest.mark.parametrize("outcome", ["suggestions", "none"])
async def test_a_mention_with_nothing_but_a_link_leaves_no_doubt_in_the_channel(town, outcome):
    town.decide(outcome)
    await town.ann.send(town.channel, f"{town.me} https://example.org/news <https://example.org/more>")
    assert town.messages() == []
    assert town.dms_to(town.ann) == [town.texts.no_words]


async def test_a_mention_with_nothing_but_a_link_gets_what_the_documents_say_of_it(town):
    await town.ann.send(town.channel, f"{town.me} https://example.org/stamp")
    [answer] = town.messages()
    assert town.shown(answer).colour == COLOURS["answer"]


async def test_other_mentions_in_a_question_become_names(town):
    captain = town.guild.create_role("Captains")
    dora = town.guild.add_member(town.env.create_user("dora", global_name="Aunt Dora"))
    asked = (
        f"{town.me} do {dora.mention} and {captain.mention} need a <:stamp:123> in {town.channel.mention}, {town.ben.mention}?"
    )
    await town.ann.send(town.channel, asked)
    [answer] = town.messages()
    copy = await town.press(answer, town.texts.in_context, town.ben)
    assert "do @Aunt Dora and @Captains need a :stamp: in #general, @ben?" in unescape(town.shown(copy.response).text)


async def test_the_question_is_shown_as_discord_shows_it_with_its_markup_escaped(town):
    typed = "**Bold** @everyone @here <@1> <@&2> <#3> stamp `letter` [link](https://example.org) # no * [x] :owl: 1_2_3 | \\~"
    seen = "Bold @everyone @here stamp letter link # no * [x] :owl: 1_2_3 | ~"
    asked = await town.ask(typed)
    for message in (asked.response, (await town.ask(typed, private=True)).response):
        shown = town.shown(message).text
        assert UNESCAPED.findall(shown.splitlines()[0]) == []
        assert unescape(shown.splitlines()[0]).endswith(seen)


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
async def test_no_question_or_document_pings_anyone(town, outcome):
    town.decide(outcome)
    role = town.guild.create_role("Loud", mentionable=True)
    question = f"{LOUD} @everyone {town.ben.mention} {role.mention}"
    await town.ann.send(town.channel, f"{town.me} {question}")
    await town.ann.send_dm(question)
    asked = await town.ask(question, private=True)
    await town.press(asked.response, town.texts.share)
    for message in [*town.messages(), asked.response]:
        await town.press(message, town.shown(message).labels[0] if outcome == "none" else town.texts.in_context)
        assert UNESCAPED.findall(town.shown(message).text.replace(town.ann.mention, "")) == []
        stored = town.stored(message)
        assert (stored.ping_user_ids, stored.ping_role_ids, stored.mention_everyone) == ([], [], False)
    sent = [request for request in town.env.http_requests if request.json and "components" in str(request.json)]
    assert len(sent) >= 6
    assert pings(sent) == []


@pytest.mark.parametrize(
    "allowed",
    [
        None,
        {"parse": ["users"]},
        {"parse": [], "users": ["1"]},
        {"parse": [], "replied_user": True},
        {"parse": [], "roles": [1]},
    ],
)
def test_pings_finds_every_body_that_could_ping_someone(allowed):
    body = {"components": [], "allowed_mentions": allowed}
    for sent in (body, {"type": 4, "data": body}):
        assert pings([HttpLogEntry("POST", "/channels/1/messages", {}, sent, None)]) == [body]


async def test_markup_in_a_passage_is_escaped_and_its_ids_are_not_shown(town):
    [passage] = [found.text for found in town.searcher.generation.passages if "Loud" in found.text]
    shown = town.shown((await town.ask(LOUD)).response)
    assert [mark for mark in ("@everyone", "<@1>", "<@&2>", "<#3>") if mark not in passage] == []
    assert "Loud music is for @everyone, said @unknown, @unknown and the captain of #unknown." in unescape(shown.words)
    assert UNESCAPED.findall(shown.text) == []


async def test_the_real_model_says_how_it_read_a_question_with_typos(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        await town.ann.send(town.channel, f"{town.me} how many flihgts?")
        [answer] = town.messages()
        assert town.texts.read_as.format(question="how many flights?") in town.shown(answer).text


async def test_without_access_to_the_message_history_the_answer_is_not_a_reply(town):
    blind = discord.PermissionOverwrite(read_message_history=False)
    channel = town.guild.create_text_channel("blind", overwrites={town.guild.default_role: blind})
    await town.ann.send(channel, f"{town.me} {STAMP}")
    [answer] = town.messages(channel)
    assert is_stamp_answer(town, answer)
    assert answer.reference is None
