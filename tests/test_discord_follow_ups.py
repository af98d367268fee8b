"""Follow-ups in Discord: a reply to an answer, or a message in a thread that the bot opened, goes on from the turn before."""

import pytest

from index.answering.searcher import Searcher
from tests import discord_bot
from tests.discord_bot import open_town

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


async def test_a_reply_to_an_answer_whose_question_was_deleted_goes_on_from_the_passage(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        question = await town.ann.send(town.channel, f"{town.me} {TOUR}")
        [first] = town.messages()
        town.env.backend.delete_message(town.channel.id, question.id)
        await town.ben.send(town.channel, f"{town.me} {WHEN}", reply_to=first)
        assert WHEN in town.shown(town.messages()[-1]).words
