"""Questions in messages: which of them are for the bot, how it answers below them, and that nobody is pinged."""

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
"""What Discord would act on."""


def quoting(town, message):
    """Whether a message is the answer to the question on stamps."""
    return town.shown(message).colour == COLOURS["answer"] and STAMP_PASSAGE in town.shown(message).words


@pytest.mark.parametrize("content", ["{me} {question}", "{question} {me}", "{me}{question}", "Hey {me}, {question}"])
async def test_a_mention_is_answered_below_the_question(town, content):
    question = await town.ann.send(town.channel, content.format(me=town.me, question=STAMP))
    [answer] = town.said()
    assert quoting(town, answer)
    assert answer.reference.message_id == question.id
    assert town.me not in town.shown(answer).text
    assert town.told(town.ann) == []


async def test_who_asks_is_not_pinged_by_the_answer(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.said()
    assert town.stored(answer).ping_user_ids == []


async def reply(town, to, *, ping, content=LOUD):
    """Reply to a message of the bot as Ben, with the mention that Discord offers, or with it switched off."""
    town.env.backend.create_message(
        town.channel.id,
        town.ben.id,
        content,
        reference={"message_id": str(to.id)},
        allowed_mentions=AllowedMentions(replied_user=ping),
    )
    await town.env.settle()


@pytest.mark.parametrize(("message_content", "ping"), [(False, True), (True, True), (True, False)])
async def test_a_reply_to_the_bot_that_it_may_read_is_answered(town, message_content, ping):
    await town.restart(message_content=message_content)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [first] = town.said()
    await reply(town, first, ping=ping)
    [_, answer] = town.said()
    assert "Loud music" in town.shown(answer).words


async def test_a_reply_to_the_bot_that_it_may_not_read_is_left_alone(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [first] = town.said()
    await reply(town, first, ping=False)
    assert len(town.said()) == 1
    assert town.told(town.ben) == []


async def test_a_direct_message_is_answered(town):
    await town.ann.send_dm(STAMP)
    [answer] = town.said(town.ann.user.dm_channel)
    assert quoting(town, answer)
    assert town.texts.share not in town.shown(answer).labels


async def test_a_mention_of_the_role_that_has_the_name_of_the_bot_is_told_how_to_ask(town, monkeypatch):
    role = town.guild.create_role("Footnote")
    monkeypatch.setattr(discord.Guild, "self_role", property(lambda guild: guild.get_role(role.id)))
    await town.ann.send(town.channel, f"<@&{role.id}> {STAMP}")
    [told] = town.told(town.ann)
    assert town.texts.example in told
    assert town.said() == []


async def test_an_answer_comes_though_typing_cannot_be_shown(town):
    await town.restart(observed=True)
    town.env.inject_error("POST", "/channels/*/typing", status=403, code=50013, times=None)
    with town.waiting():
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
        await town.patience()
    await town.arrival()
    assert [quoting(town, message) for message in town.said()] == [True]


async def test_a_mention_in_a_thread_is_answered_there(town):
    thread = town.env.backend.create_thread(town.channel.id, "Stamps", town.ann.id)
    [thread] = [found for found in town.channel.threads if found.id == thread.id]
    await town.ann.send(thread, f"{town.me} {STAMP}")
    assert [quoting(town, message) for message in town.said(thread)] == [True]
    assert town.said() == []


@pytest.mark.parametrize("message_content", [True, False])
async def test_messages_between_members_are_left_alone(town, message_content):
    await town.restart(message_content=message_content)
    message = await town.ann.send(town.channel, STAMP)
    await town.ben.send(town.channel, f"{town.ann.mention} {STAMP}")
    await town.ben.send(town.channel, STAMP, reply_to=message)
    await town.ben.send(town.channel, f"@everyone {STAMP}")
    assert town.said() == []
    assert (town.told(town.ann), town.told(town.ben)) == ([], [])


async def test_bots_webhooks_and_discord_itself_get_no_answer(town):
    robot = town.guild.add_member(town.env.create_user("robot", bot=True))
    await robot.send(town.channel, f"{town.me} {STAMP}")
    await town.guild.create_webhook(town.channel).send(f"{town.me} {STAMP}")
    town.guild.create_system_message(town.channel, MessageType.NEW_MEMBER, author=town.ann)
    town.env.backend.create_system_message(town.ann.user.dm_channel.id, MessageType.CALL, town.ann.id)
    await town.env.settle()
    assert town.said() == []
    assert town.told(town.ann) == []


@pytest.mark.parametrize("content", ["{me}", "  {me} ", "{me} {me}", "{me} <t:1700000000:R>"])
async def test_a_mention_without_a_question_is_told_in_private_how_to_ask(town, content):
    await town.ann.send(town.channel, content.format(me=town.me))
    command = f"</{town.texts.ask_name}:{town.bot.services.wording.command_ids[town.texts.ask_name]}>"
    assert town.told(town.ann) == [town.texts.how_to_ask.format(example=town.texts.example, command=command)]
    assert town.said() == []


async def test_other_mentions_in_a_question_become_names(town):
    captain = town.guild.create_role("Captains")
    dora = town.guild.add_member(town.env.create_user("dora", global_name="Aunt Dora"))
    asked = (
        f"{town.me} do {dora.mention} and {captain.mention} need a <:stamp:123> in {town.channel.mention}, {town.ben.mention}?"
    )
    await town.ann.send(town.channel, asked)
    [answer] = town.said()
    assert "do Aunt Dora and Captains need a stamp in general, ben?" in unescape(town.shown(answer).text)


async def test_the_question_is_shown_as_it_was_typed_and_does_nothing(town):
    typed = "**Bold** @everyone @here <@1> <@&2> <#3> ||stamp|| `letter` [link](https://example.org) # no"
    asked = await town.ask(typed)
    for message in (asked.response, (await town.ask(typed, private=True)).response):
        shown = town.shown(message).text
        assert UNESCAPED.findall(shown.splitlines()[0]) == []
        assert unescape(shown.splitlines()[0]).endswith(typed)


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
async def test_nothing_in_questions_or_documents_pings_anyone_wherever_it_is_shown(town, outcome):
    town.decide(outcome)
    role = town.guild.create_role("Loud", mentionable=True)
    question = f"{LOUD} @everyone {town.ben.mention} {role.mention}"
    await town.ann.send(town.channel, f"{town.me} {question}")
    await town.ann.send_dm(question)
    asked = await town.ask(question, private=True)
    label = {"answer": town.texts.in_context, "suggestions": town.texts.read}.get(outcome)
    await town.press(asked.response, town.texts.share)
    for message in [*town.said(), asked.response]:
        await town.press(message, label or town.shown(message).labels[0])
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
def test_a_body_that_could_ping_someone_would_be_noticed(allowed):
    body = {"components": [], "allowed_mentions": allowed}
    for sent in (body, {"type": 4, "data": body}):
        assert pings([HttpLogEntry("POST", "/channels/1/messages", {}, sent, None)]) == [body]


async def test_the_passage_shows_its_marks_instead_of_obeying_them(town):
    [passage] = [found.text for found in town.searcher.generation.passages if "Loud" in found.text]
    shown = town.shown((await town.ask(LOUD)).response)
    assert [mark for mark in ("@everyone", "<@1>", "<@&2>", "<#3>") if mark not in passage] == []
    assert passage in unescape(shown.words)
    assert UNESCAPED.findall(shown.text) == []


async def test_the_real_model_says_how_it_read_a_question_with_typos(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        await town.ann.send(town.channel, f"{town.me} how many flihgts?")
        [answer] = town.said()
        assert town.texts.read_as.format(question="how many flights?") in town.shown(answer).text
        assert "how many flihgts?" in town.shown(answer).text


async def test_without_the_right_to_read_earlier_messages_the_answer_is_no_reply(town):
    blind = discord.PermissionOverwrite(read_message_history=False)
    channel = town.guild.create_text_channel("blind", overwrites={town.guild.default_role: blind})
    await town.ann.send(channel, f"{town.me} {STAMP}")
    [answer] = town.said(channel)
    assert quoting(town, answer)
    assert answer.reference is None
