"""What the bot reads of messages: mentions, forwards, polls, embeds and files, and the message that a reply is about."""

import re

import discord
import pytest
from simcord.backend.models import Poll, PollAnswer

from bot.rendering.answer_cards import DELETE_SIGN
from bot.rendering.markdown import unescape
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE, index, open_town, with_outcome

handbook, town = discord_bot.handbook, discord_bot.town
RAW_ID = re.compile(r"(?<!\\)<(?:@[!&]?|#|a?:\w+:|/[^:>]+:|t:|id:)\d*|\\<[@#]|\d{15,}")
"""Markup with an id, or an id; a link for a channel is allowed only where a test says so."""


def echo_in(town, message):
    """Return the first line of a card, as a reader sees it."""
    return unescape(town.shown(message).text.splitlines()[0].removeprefix("-# "))


async def find(town, message, by=None):
    """Use the entry of a message's menu."""
    return (await (by or town.ben).context_menu(town.channel, "Find the answer", message)).response


def is_answer(town, message):
    return STAMP_PASSAGE in town.shown(message).words


async def write(town, content="", by=None, **parts):
    """Write a message with parts that members of SimCord cannot send."""
    message = town.env.backend.create_message(town.channel.id, (by or town.ann).id, content, **parts)
    await town.env.settle()
    return next(found for found in town.channel.history() if found.id == message.id)


@pytest.mark.parametrize("private", [True, False])
async def test_ids_in_a_command_are_shown_as_names_or_not_at_all(town, private):
    captains = town.guild.create_role("Code Captains")
    typed = (
        f"Does {captains.mention} in {town.channel.mention} or <#77> say {STAMP} </ask:12> {town.ann.mention} <@99> <@&98> "
        "<t:1700000000:R> <:stamp:123> <id:customize>"
    )
    asked = (await town.ask(typed, private=private)).response
    shown = town.shown(asked).text
    assert is_answer(town, asked)
    assert not RAW_ID.search(shown)
    assert echo_in(town, asked) == f"Does @Code Captains in #general or say {STAMP} /ask @ann :stamp: Channels & Roles"


async def test_the_name_of_a_channel_that_the_member_may_not_see_is_not_told(town):
    hidden = discord.PermissionOverwrite(view_channel=False)
    secret = town.guild.create_text_channel("secret-plans", overwrites={town.guild.default_role: hidden})
    asked = (await town.ask(f"{STAMP} <#{secret.id}>")).response
    found = await find(town, await town.ann.send(town.channel, f"{STAMP} <#{secret.id}> <#{town.channel.id}>"))
    for message in (asked, found):
        assert is_answer(town, message)
        assert "secret" not in town.shown(message).text
    assert echo_in(town, found) == f"{STAMP} #general"


async def test_ids_that_only_the_server_of_a_direct_message_could_know_are_left_out(town):
    await town.ann.send_dm(f"{STAMP} {town.channel.mention}")
    [answer] = town.messages(town.ann.user.dm_channel)
    assert is_answer(town, answer)
    assert not RAW_ID.search(town.shown(answer).text)


@pytest.mark.parametrize(
    "content",
    ["{me} <:stamp:123> **{question}** <a:wave:4>", "{captains} {me} {question}", "{me} `{question}`", "{me} # {question}"],
)
async def test_decoration_is_not_searched_for(town, content):
    asked = []
    ask = town.searcher.ask

    class Watching(discord_bot.Hooked):
        def ask(self, question, **limits):
            asked.append(question)
            return ask(question, **limits)

    town.searcher = Watching(town.searcher, lambda: None)
    captains = town.guild.create_role("Captains")
    await town.ann.send(town.channel, content.format(me=town.me, captains=captains.mention, question=STAMP))
    [answer] = town.messages()
    assert is_answer(town, answer)
    assert asked == [STAMP if "#" not in content else f"# {STAMP}"]


async def test_a_spoiler_in_a_question_stays_hidden(town):
    town.decide("none")
    asked = (await town.ask("Does ||the gardener|| need a ||stamp||?")).response
    shown = town.shown(asked).text
    assert shown.splitlines()[0] == "-# Does ||the gardener|| need a ||stamp||?"
    assert "gardener" not in "\n".join(shown.splitlines()[1:])


@pytest.mark.parametrize("content", ["`{me}` " + STAMP, "```\n{me}\n``` " + STAMP])
async def test_a_mention_in_code_is_no_mention(town, content):
    await town.restart(message_content=True)
    await town.ann.send(town.channel, content.format(me=town.me))
    assert town.messages() == []
    assert town.dms_to(town.ann) == []


async def test_a_mention_in_a_spoiler_is_one(town):
    await town.ann.send(town.channel, f"||{town.me}|| {STAMP}")
    assert [is_answer(town, message) for message in town.messages()] == [True]


@pytest.mark.parametrize("message_content", [True, False])
async def test_the_bots_role_counts_as_a_mention_if_the_message_can_be_read(town, monkeypatch, message_content):
    role = town.guild.create_role("Footnote")
    await town.restart(message_content=message_content)
    monkeypatch.setattr(discord.Guild, "self_role", property(lambda guild: guild.get_role(role.id)))
    await town.ann.send(town.channel, f"<@&{role.id}> {STAMP}")
    if message_content:
        assert [is_answer(town, message) for message in town.messages()] == [True]
        assert town.dms_to(town.ann) == []
    else:
        assert town.messages() == []
        assert town.dms_to(town.ann) == [town.texts.mention_me.format(me=town.me)]


POLL = Poll(question=STAMP, answers=[PollAnswer(1, "Yes"), PollAnswer(2, "No")], expiry="2099-01-01T00:00:00+00:00")
EMBED = {"title": "A question", "description": STAMP, "fields": [{"name": "From", "value": "ann"}]}
DISPLAY = {"type": 17, "components": [{"type": 10, "content": STAMP}]}


@pytest.mark.parametrize(
    "parts",
    [
        {"embeds": [EMBED]},
        {"embeds": [{"title": STAMP}]},
        {"embeds": [{"fields": [{"name": "Question", "value": STAMP}]}]},
        {"components": [DISPLAY], "flags": 1 << 15},
        {"poll": POLL},
    ],
)
async def test_the_menu_reads_embeds_components_and_polls(town, parts):
    message = await write(town, **parts)
    assert is_answer(town, await find(town, message))


async def test_the_preview_of_a_link_says_more_than_its_address(town):
    message = await write(town, "https://example.org/a?b=12", embeds=[{"title": STAMP, "url": "https://example.org/a"}])
    assert is_answer(town, await find(town, message))
    answered = await find(town, await write(town, f"{STAMP} https://example.org/a", embeds=[{"title": "No fires on the pier"}]))
    assert is_answer(town, answered)


@pytest.mark.parametrize("parts", [{"embeds": [EMBED]}, {"poll": POLL}])
async def test_a_mention_with_an_embed_or_a_poll_is_answered(town, parts):
    message = await write(town, f"<:letter:12> {town.me}", **parts)
    [answer] = town.messages()
    assert is_answer(town, answer)
    assert answer.reference.message_id == message.id


async def test_a_direct_message_that_forwards_a_question_is_answered(town):
    await town.ann.send_dm("hello")
    question = await town.ben.send(town.channel, STAMP)
    private = town.ann.user.dm_channel
    reference = {"type": 1, "channel_id": str(town.channel.id), "message_id": str(question.id)}
    town.env.backend.create_message(private.id, town.ann.id, reference=reference)
    await town.env.settle()
    assert is_answer(town, town.messages(private)[-1])


async def test_the_menu_reads_the_names_that_people_gave_to_files(town):
    named = await town.ann.send(town.channel, attachments=[("does-the-letter-need-a-stamp.pdf", b"x")])
    assert is_answer(town, await find(town, named))
    unnamed = await town.ann.send(town.channel, attachments=[("IMG_2041.png", b"x"), ("image.png", b"x"), ("stamp.png", b"x")])
    assert town.shown(await find(town, unnamed)).text == town.texts.empty


@pytest.mark.parametrize("content", ["<:stamp:123> <a:letter:4>", "👍", ":stamp: :letter:", "<@99> <t:1700000000:R>"])
async def test_a_message_without_words_gets_a_notice_from_the_menu(town, content):
    message = await town.ann.send(town.channel, content)
    found = await find(town, message)
    command = town.bot.services.wording.mention_ask_command()
    how_to_ask = town.texts.how_to_ask.format(example=town.texts.example, command=command)
    assert town.shown(found).text in {town.texts.empty, town.texts.no_words, how_to_ask}
    assert found.flags.ephemeral


async def test_forwarded_messages_are_read(town):
    question = await town.ben.send(town.channel, STAMP)
    forwarded = await town.ann.forward(question, town.channel)
    assert is_answer(town, await find(town, forwarded))
    elsewhere = town.guild.create_text_channel("elsewhere")
    file = await town.ben.send(elsewhere, attachments=[("does-the-letter-need-a-stamp.pdf", b"x")])
    assert is_answer(town, await find(town, await town.ann.forward(file, town.channel)))


async def test_a_forward_of_a_forward_is_not_answered_as_something_else(town):
    question = await town.ben.send(town.channel, STAMP)
    forwarded = await town.ann.forward(question, town.channel)
    [snapshot] = town.stored(forwarded).snapshots
    empty = {**snapshot["message"], "content": ""}
    town.stored(forwarded).snapshots[0] = {"message": {**empty, "message_snapshots": [snapshot]}}
    found = await find(town, forwarded)
    assert town.shown(found).text == town.texts.empty


async def test_a_mention_in_reply_to_a_members_question_answers_that_question(town):
    await town.restart(message_content=True, cooldown=5.0)
    question = await town.ann.send(town.channel, f"{STAMP} <@&99>")
    await town.ben.send(town.channel, town.me, reply_to=question)
    [answer] = town.messages()
    assert is_answer(town, answer)
    assert answer.reference.message_id == question.id
    assert town.stored(answer).ping_user_ids == []
    await town.ben.send(town.channel, town.me, reply_to=question)
    assert len(town.messages()) == 1
    [notice] = town.dms_to(town.ben)
    assert "again" in notice
    assert town.dms_to(town.ann) == []


@pytest.mark.parametrize("way", ["cross", "button"])
async def test_such_an_answer_may_be_deleted_by_either_member(town, way):
    await town.restart(message_content=True)
    question = await town.ann.send(town.channel, STAMP)
    for member in (town.ann, town.ben):
        await town.ben.send(town.channel, town.me, reply_to=question)
        [answer] = town.messages()
        await (member.react(answer, "❌") if way == "cross" else town.press(answer, DELETE_SIGN, member))
        assert town.messages() == []


@pytest.mark.parametrize("way", ["command", "mention"])
async def test_the_menu_on_an_answer_asks_its_question(town, way):
    if way == "command":
        answer = (await town.ask(STAMP)).response
    else:
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
        [answer] = town.messages()
    found = await find(town, answer)
    assert is_answer(town, found)
    assert STAMP in town.shown(found).words
    assert town.shown(found).words.count(STAMP_PASSAGE) == 1


@pytest.mark.parametrize("deleted", ["question", "request"])
async def test_such_an_answer_is_taken_along_with_either_message(town, deleted):
    await town.restart(message_content=True)
    question = await town.ann.send(town.channel, STAMP)
    request = await town.ben.send(town.channel, town.me, reply_to=question)
    assert len(town.messages()) == 1
    await (town.ann.delete(question) if deleted == "question" else town.ben.delete(request))
    assert town.messages() == []


async def test_each_member_who_calls_the_bot_to_a_question_gets_an_answer(town):
    """Discord answers a repeated nonce with the first message that had it, and posts no other."""
    await town.restart(message_content=True)
    question = await town.ann.send(town.channel, STAMP)
    for member in (town.ann, town.ben):
        await member.send(town.channel, town.me, reply_to=question)
    assert len({sent.json["nonce"] for sent in town.requests("POST", "/messages")}) == 2


@pytest.mark.parametrize("call", ["", "can you answer this?", "please help him"])
async def test_a_question_that_may_not_be_read_is_left_to_the_menu(town, call):
    question = await town.ann.send(town.channel, STAMP)
    await town.ben.send(town.channel, f"{town.me} {call}", reply_to=question)
    assert town.messages() == []
    assert town.dms_to(town.ben) == [town.texts.cannot_read.format(menu=town.texts.find_name)]


@pytest.mark.parametrize("message_content", [True, False])
async def test_a_reply_to_a_deleted_message_gets_a_notice(town, message_content):
    await town.restart(message_content=message_content)
    question = await town.ann.send(town.channel, STAMP)
    town.env.backend.delete_message(town.channel.id, question.id)
    await write(town, town.me, town.ben, reference={"message_id": str(question.id), "fail_if_not_exists": False})
    assert town.messages() == []
    assert town.dms_to(town.ben) == [town.texts.message_gone]


async def test_words_beside_the_mention_are_the_question_whatever_is_replied_to(town):
    await town.restart(message_content=True)
    other = await town.ann.send(town.channel, "Is loud music for everyone?")
    await town.ben.send(town.channel, f"{town.me} {STAMP}", reply_to=other)
    [answer] = town.messages()
    assert is_answer(town, answer)


PASTED = """# Help

## Ask in <#{channel}>

- The letter needs a stamp from <#{channel}> or <#77>, <@&{role}> or <@&78>, <@79> by <t:1700000000:R>.
- The letter goes to <#{channel}> with </ask:80> <:owl:81>.
"""


async def test_ids_in_passages_are_names_or_links_that_ping_nobody(tmp_path, handbook):
    async with open_town(with_outcome(handbook, "answer")) as town:
        role = town.guild.create_role("Helpers")
        text = PASTED.format(channel=town.channel.id, role=role.id)
        town.searcher = with_outcome(index(tmp_path, {"help.md": text}), "answer")
        link = f"<#{town.channel.id}>"
        expected = f"a stamp from {link} or #unknown, @Helpers or @unknown, @unknown by <t:1700000000:R>."
        asked = (await town.ask(STAMP)).response
        assert expected in unescape(town.shown(asked).words)
        assert f"Ask in {link}" in town.shown(asked).text.splitlines()[-1]
        await town.press(asked, town.texts.in_context)
        assert f"- The letter goes to {link} with /ask :owl:." in unescape(town.shown(asked).text)
        assert town.stored(asked).ping_role_ids == []
        offered = await town.ann.autocomplete(town.channel, "ask", "section", "Ask", question="x")
        assert [choice["name"] for choice in offered] == ["Ask in #general"]
        await town.ann.send_dm(STAMP)
        [answer] = town.messages(town.ann.user.dm_channel)
        assert "a stamp from #unknown or #unknown, @unknown or @unknown" in unescape(town.shown(answer).words)
