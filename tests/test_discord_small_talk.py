"""Small talk in messages, commands, posts and edits: a reaction, a private line or nothing, and never a search."""

import discord
import pytest

from bot.rendering.texts import Translations
from tests import discord_bot
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE, Hooked, index, open_town, with_outcome
from tests.test_discord_forums import post

handbook, town = discord_bot.handbook, discord_bot.town


@pytest.fixture
def searches(town):
    """The questions that are searched, in order."""
    found = []
    decided = town.searcher

    class Counted(Hooked):
        def ask(self, question, **limits):
            found.append(question)
            return super().ask(question, **limits)

    town.searcher = Counted(decided, lambda: None)
    return found


def how_to_ask(town, language="en"):
    """Return the line on how to ask, as the bot writes it in a language."""
    texts = Translations.load().for_locale(language)
    return texts.how_to_ask.format(example=texts.example, command=town.bot.services.wording.mention_ask_command())


def reactions(town, message):
    """Return the emoji of the bot on a message."""
    return [each.emoji for each in town.stored(message).reactions if town.bot.user.id in each.user_ids]


@pytest.mark.parametrize(
    ("words", "emoji"),
    [
        ("thanks!", ["🙂"]),
        ("merci beaucoup 🙏", ["🙂"]),
        ("that helped a lot", ["🙂"]),
        ("ありがとうございます", ["🙂"]),
        ("<:pepe:123456789012345678> thank you, {name}!", ["🙂"]),
        ("good night", ["👋"]),
        ("ok", []),
        ("👍", []),
        ("<a:party:123456789012345678>", []),
    ],
)
async def test_thanks_get_a_reaction_at_most(town, searches, words, emoji):
    said = await town.ann.send(town.channel, f"{town.me} {words.format(name=town.bot.user.name)}")
    assert reactions(town, said) == emoji
    assert (town.messages(), town.dms_to(town.ann), searches) == ([], [], [])


@pytest.mark.parametrize("denied", ["add_reactions", "read_message_history"])
async def test_thanks_get_nothing_where_the_bot_may_not_react(town, searches, denied):
    overwrite = {town.guild.default_role: discord.PermissionOverwrite(**{denied: False})}
    channel = town.guild.create_text_channel("quiet", overwrites=overwrite)
    said = await town.ann.send(channel, f"{town.me} thank you")
    assert reactions(town, said) == []
    assert (town.messages(channel), town.dms_to(town.ann), searches) == ([], [], [])
    assert town.requests("PUT", "/@me") == []


async def test_a_failed_reaction_is_not_an_error(town, searches):
    town.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=403, code=90001)
    await town.ann.send(town.channel, f"{town.me} thanks")
    await town.ann.send_dm("thanks")
    assert (town.messages(), town.dms_to(town.ann), searches) == ([], [], [])


@pytest.mark.parametrize("words", ["hi", "Hello there!", "that's not what I asked", "buenos días"])
async def test_a_greeting_is_told_privately_how_to_ask(town, searches, words):
    said = await town.ann.send(town.channel, f"{town.me} {words}")
    assert town.dms_to(town.ann) == [how_to_ask(town)]
    assert (town.messages(), reactions(town, said), searches) == ([], [], [])


@pytest.mark.parametrize("words", ["help", "what can you do?", "are you a bot?", "how does this work?"])
async def test_questions_about_the_bot_are_told_what_it_is_in_one_line(town, searches, words):
    await town.ann.send(town.channel, f"{town.me} {words}")
    assert town.dms_to(town.ann) == [f"{town.texts.about} {how_to_ask(town)}"]
    assert (town.messages(), searches) == ([], [])


async def test_a_greeting_in_a_direct_message_gets_one_short_reply(town, searches):
    await town.ann.send_dm("hi")
    [answer] = town.messages(town.ann.user.dm_channel)
    assert town.shown(answer).text == how_to_ask(town)
    assert town.shown(answer).colour not in COLOURS.values()
    town.now += 60
    said = await town.ann.send_dm("thank you so much!!")
    assert reactions(town, said) == ["🙂"]
    assert len(town.messages(town.ann.user.dm_channel)) == 1
    assert searches == []


@pytest.mark.parametrize("words", ["hi, {question}", "{question} thanks!", "help: {question}", "ok {question} 🙂"])
async def test_a_question_that_begins_or_ends_with_small_talk_is_answered(town, searches, words):
    said = await town.ann.send(town.channel, f"{town.me} {words.format(question=STAMP)}")
    [answer] = town.messages()
    assert STAMP_PASSAGE in town.shown(answer).words
    assert (reactions(town, said), len(searches)) == ([], 1)


@pytest.mark.parametrize("words", ["hi", "Thanks a lot!", "help", "who are you?", "lol"])
async def test_small_talk_in_a_command_gets_a_private_line(town, searches, words):
    asked = await town.ask(words)
    [line] = [asked.response]
    assert asked.ephemeral
    assert town.shown(line).text.endswith(how_to_ask(town))
    assert (town.messages(), searches) == ([], [])


async def test_small_talk_in_a_command_is_answered_in_the_language_of_its_member(town):
    town.forged["locale"] = "zh-TW"
    asked = await town.ask("謝謝")
    assert town.shown(asked.response).text == how_to_ask(town, "zh-TW")


@pytest.mark.parametrize("limits", [{"section": "Rules"}, {"document": "Handbook"}])
async def test_a_command_that_is_limited_to_part_of_the_documents_is_a_question(town, searches, limits):
    await town.ask("help", **limits)
    assert searches == ["help"]


async def test_the_menu_entry_on_small_talk_says_privately_how_to_ask(town, searches):
    said = await town.ben.send(town.channel, "thanks everyone!")
    asked = await town.ann.context_menu(town.channel, town.texts.find_name, said)
    assert asked.ephemeral
    assert town.shown(asked.response).text == how_to_ask(town)
    assert searches == []


async def test_small_talk_does_not_count_towards_the_cooldown(town):
    await town.restart(cooldown=60.0)
    for words in ("hi", "thanks", STAMP):
        await town.ann.send(town.channel, f"{town.me} {words}")
    assert len(town.messages()) == 1
    assert STAMP_PASSAGE in town.shown(town.messages()[0]).words


async def test_asking_how_this_works_in_reply_to_an_answer_is_a_question(town, searches):
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    await town.ann.send(town.channel, f"{town.me} how does this work?", reply_to=answer)
    assert len(town.messages()) == 2
    said = await town.ann.send(town.channel, f"{town.me} thanks", reply_to=answer)
    assert len(town.messages()) == 2
    assert reactions(town, said) == ["🙂"]


async def test_a_question_that_is_edited_to_small_talk_loses_its_answer(town):
    said = await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(town.messages()) == 1
    town.now += 60
    await town.env.advance_time(60)
    await town.ann.edit(said, f"{town.me} never mind, thanks")
    await town.wait_for_answers()
    assert town.messages() == []


async def test_small_talk_that_is_edited_to_a_question_is_answered(town):
    said = await town.ann.send(town.channel, f"{town.me} hi")
    town.now += 60
    await town.env.advance_time(60)
    await town.ann.edit(said, f"{town.me} hi, {STAMP}")
    await town.wait_for_answers()
    [answer] = town.messages()
    assert STAMP_PASSAGE in town.shown(answer).words


async def test_a_post_that_only_greets_is_left_alone(town):
    forum = town.guild.create_forum_channel("lobby")
    await town.restart(forums=[forum.id])
    opened = await post(town, forum, "Hello everyone", "Hi!")
    assert town.messages(opened) == []
    asked = await post(town, forum, STAMP, "Thank you!")
    assert len(town.messages(asked)) == 1


async def test_a_section_with_the_name_of_small_talk_is_found_by_it(tmp_path):
    searcher = index(tmp_path, {"club.md": "# Club\n\n## Help\n\n- Help is at the desk.\n\n## Thanks\n\n- Thanks to all.\n"})
    async with open_town(with_outcome(searcher, "answer")) as town:
        await town.ann.send(town.channel, f"{town.me} help?")
        [answer] = town.messages()
        assert "Help is at the desk." in town.shown(answer).words
        said = await town.ann.send(town.channel, f"{town.me} thanks")
        assert len(town.messages()) == 1
        assert reactions(town, said) == ["🙂"]


@pytest.mark.parametrize("call", ["please help", "hi, can you help?", "hello!", "how does this work?"])
async def test_a_call_in_reply_to_a_members_question_gets_that_question_answered(town, call):
    await town.restart(message_content=True)
    question = await town.ben.send(town.channel, STAMP)
    await town.ann.send(town.channel, f"{town.me} {call}", reply_to=question)
    [answer] = town.messages()
    assert STAMP_PASSAGE in town.shown(answer).words
    assert answer.reference.message_id == question.id
    assert town.dms_to(town.ann) == []


@pytest.mark.parametrize(("call", "answers"), [("please help", 1), ("thanks", 0)])
async def test_small_talk_in_reply_to_small_talk_or_with_thanks_stays_small_talk(town, searches, call, answers):
    await town.restart(message_content=True)
    said = await town.ben.send(town.channel, "good morning")
    await town.ann.send(town.channel, f"{town.me} {call}", reply_to=said)
    asked = await town.ben.send(town.channel, STAMP)
    await town.ann.send(town.channel, f"{town.me} thank you", reply_to=asked)
    assert town.messages() == []
    assert len(town.dms_to(town.ann)) == answers
