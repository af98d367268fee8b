"""Follow-ups in Discord: a reply to an answer, or a message in a thread that the bot opened, goes on from the turn before."""

import pytest

from index.answering.searcher import Searcher
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE, open_town

handbook, town = discord_bot.handbook, discord_bot.town

TOUR = "what is the online spring tour"
WHEN = "and when did it start?"


async def ask_twice(town, second, *, mention=True):
    """Mention the bot with a question and reply to its answer; return both answers."""
    await town.ann.send(town.channel, f"{town.me} {TOUR}")
    [first] = town.messages()
    await town.ann.send(town.channel, f"{town.me} {second}" if mention else second, reply_to=first)
    return town.messages()


@pytest.mark.parametrize("mention", [True, False])
async def test_a_reply_to_an_answer_goes_on_from_it_and_says_what_it_read(shipped, mention):
    async with open_town(Searcher.open(shipped), message_content=not mention) as town:
        _, second = await ask_twice(town, WHEN, mention=mention)
        words = town.shown(second).words
        assert "spring tour" in words.lower().split("\n")[0]
        assert WHEN in words


async def test_a_reply_that_changes_the_subject_is_answered_as_if_it_were_none(shipped):
    question = "How many charter flights did Cainiao plan?"
    async with open_town(Searcher.open(shipped)) as town:
        _, second = await ask_twice(town, question)
        await town.ben.send(town.channel, f"{town.me} {question}")
        alone = town.messages()[-1]
        assert town.shown(second).text == town.shown(alone).text


async def test_a_follow_up_of_a_follow_up_goes_on_from_how_that_was_read(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        _, answer = await ask_twice(town, WHEN)
        for _ in range(10):
            await town.ann.send(town.channel, f"{town.me} and who organised it?", reply_to=answer)
            answer = town.messages()[-1]
            start = town.texts.read_as.split("{")[0]
            [note] = [line for line in town.shown(answer).words.split("\n") if line.removeprefix("-# ").startswith(start)]
            assert "tour" in note.lower()
            assert len(note) < 300


@pytest.mark.parametrize("words", ["can you explain that?", "Tell me more, please", "was bedeutet das?"])
async def test_a_reply_that_asks_for_more_gets_the_passage_in_its_context(town, words):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    await town.press(answer, town.texts.in_context)
    in_context = town.shown(town.messages()[0]).text
    said = await town.ben.send(town.channel, f"{town.me} {words}", reply_to=answer)
    more = town.messages()[-1]
    assert more.reference.message_id == said.id
    assert town.shown(more).text == in_context
    await town.press(more, town.texts.back, town.ben)
    assert STAMP_PASSAGE in town.shown(town.messages()[-1]).words


async def test_a_reply_that_asks_for_more_where_nothing_was_found_is_told_how_to_ask(town):
    town.decide("none")
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    await town.ann.send(town.channel, f"{town.me} explain this", reply_to=answer)
    assert len(town.messages()) == 1
    assert town.texts.about in town.dms_to(town.ann)[0]


async def test_an_edit_of_a_reply_that_asks_for_more_keeps_the_context(town):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    said = await town.ann.send(town.channel, f"{town.me} tell me more", reply_to=answer)
    text = town.shown(town.messages()[-1]).text
    town.now += 60
    await town.env.advance_time(60)
    await town.ann.edit(said, f"{town.me} tell me more please")
    await town.wait_for_answers()
    assert [town.shown(message).text for message in town.messages()][1:] == [text]


@pytest.mark.parametrize("words", ["why?", "how?", "When?"])
async def test_a_question_word_goes_on_from_an_answer_but_asks_nothing_alone(town, words):
    await town.ann.send(town.channel, f"{town.me} {words}")
    assert town.messages() == []
    assert town.texts.about in town.dms_to(town.ann)[0]
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    await town.ann.send(town.channel, f"{town.me} {words}", reply_to=answer)
    assert STAMP_PASSAGE in town.shown(town.messages()[-1]).words
    assert len(town.messages()) == 2


async def test_a_reply_to_an_answer_whose_question_was_deleted_goes_on_from_the_passage(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        question = await town.ann.send(town.channel, f"{town.me} {TOUR}")
        [first] = town.messages()
        town.env.backend.delete_message(town.channel.id, question.id)
        await town.ben.send(town.channel, f"{town.me} {WHEN}", reply_to=first)
        assert WHEN in town.shown(town.messages()[-1]).words
