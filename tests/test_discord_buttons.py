"""Buttons below an answer: pressed by the asker, by others, after a restart, and after the documents have changed."""

import discord
import pytest

from bot.rendering.answer_cards import NEIGHBOURS_PER_SIDE
from index.answering import answers
from index.answering.neighbours import surroundings
from index.answering.searcher import Searcher
from tests import discord_bot
from tests.conftest import QUESTION
from tests.discord_bot import COLOURS, DOCUMENTS, STAMP_PASSAGE, index, open_town, strip_request_id, with_outcome

handbook, town = discord_bot.handbook, discord_bot.town

OTHER_PASSAGE = "Send a letter to the harbour master."
LETTER = "The letter needs a stamp and a signature of the master?"
"""A question whose closest passages are `STAMP_PASSAGE` and then `OTHER_PASSAGE`."""
V2 = 1 << 15
WAYS = ["at once", "after a restart"]


@pytest.fixture(autouse=True)
def every_passage_is_worth_reading(monkeypatch):
    monkeypatch.setattr(answers, "MAX_SCORE_GAP", 9.0)


async def restart_if(town, way):
    if way == "after a restart":
        await town.restart()


def question_count(town, message):
    """Return how often the message repeats the question, which stays on every page."""
    return town.shown(message).text.count(LETTER)


@pytest.mark.parametrize("way", WAYS)
async def test_next_and_previous_turn_the_page_in_place(town, way):
    asked = await town.ask(LETTER)
    first = town.shown(asked.response)
    assert town.texts.previous not in first.labels
    await restart_if(town, way)
    pressed = await town.press(asked.response, town.texts.next)
    second = town.shown(asked.response)
    assert OTHER_PASSAGE in second.words
    assert STAMP_PASSAGE not in second.words
    assert (second.colour, question_count(town, asked.response), pressed.followups) == (COLOURS["answer"], 1, [])
    await town.press(asked.response, town.texts.previous)
    assert town.shown(asked.response) == first
    assert len(town.messages()) == 1


async def test_the_last_page_has_no_next_button(town):
    asked = await town.ask(LETTER)
    for _ in range(2):
        await town.press(asked.response, town.texts.next)
    assert town.texts.next not in town.shown(asked.response).labels


@pytest.mark.parametrize("way", WAYS)
async def test_a_passage_can_be_shown_in_context_and_back(town, way):
    asked = await town.ask(LETTER)
    first = town.shown(asked.response)
    await restart_if(town, way)
    await town.press(asked.response, town.texts.in_context)
    around = town.shown(asked.response).words
    places = [around.index(text) for text in (OTHER_PASSAGE, STAMP_PASSAGE, "Whoever forgets the stamp")]
    assert places == sorted(places)
    assert question_count(town, asked.response) == 1
    await town.press(asked.response, town.texts.back)
    assert town.shown(asked.response) == first


@pytest.mark.parametrize("way", WAYS)
async def test_a_suggestion_opens_and_leads_back_to_the_list(town, way):
    town.decide("suggestions")
    asked = await town.ask(LETTER)
    first = town.shown(asked.response)
    assert OTHER_PASSAGE not in first.words
    await restart_if(town, way)
    await town.press(asked.response, town.texts.others.format(count=2))
    all_three = town.shown(asked.response)
    for passage in (STAMP_PASSAGE, OTHER_PASSAGE, "Whoever forgets the stamp"):
        assert passage in all_three.words
    assert [label for label in all_three.labels if label != town.texts.share] == [town.texts.read] * 3
    await town.press(asked.response, town.texts.read, nth=1)
    assert OTHER_PASSAGE in town.shown(asked.response).words
    assert town.shown(asked.response).colour == COLOURS["suggestions"]
    await town.press(asked.response, town.texts.back)
    assert town.shown(asked.response) == all_three
    await town.press(asked.response, town.texts.read)
    assert town.shown(asked.response) == first


@pytest.mark.parametrize("way", WAYS)
async def test_a_closest_section_opens_and_leads_back_to_the_list(town, way):
    role = town.guild.create_role("Captains")
    await town.restart(ask_role=role.id)
    town.decide("none")
    asked = await town.ask(LETTER, document="Handbook")
    first = town.shown(asked.response)
    assert role.mention in first.text
    if way == "after a restart":
        await town.restart(ask_role=role.id)
    await town.press(asked.response, first.labels[0])
    assert STAMP_PASSAGE in town.shown(asked.response).words
    await town.press(asked.response, town.texts.back)


async def test_pages_turn_even_if_the_shortened_question_has_no_words(town):
    asked = await town.ask("*" * 500 + " Does the letter need a stamp?")
    await town.press(asked.response, town.texts.next)
    await town.press(asked.response, town.texts.previous)
    assert STAMP_PASSAGE in town.shown(asked.response).words.replace("**", "")


async def test_notes_on_the_question_stay_on_every_page(town):
    town.decide("suggestions")
    asked = await town.ask("Does the zeppelin need a stamp?")
    note = town.texts.quoted.format(words="zeppelin")
    for label in (town.texts.others.format(count=2), town.texts.read, town.texts.in_context, town.texts.back):
        assert town.shown(asked.response).text.count(note) == 1
        await town.press(asked.response, label)
    assert town.shown(asked.response).text.count(note) == 1


async def test_other_members_get_a_private_copy_and_the_answer_stays(town):
    asked = await town.ask(LETTER)
    first = town.shown(asked.response)
    pressed = await town.press(asked.response, town.texts.next, town.ben)
    assert pressed.ephemeral
    assert OTHER_PASSAGE in town.shown(pressed.response).words
    assert town.shown(asked.response) == first
    assert pressed.response.id not in [message.id for message in town.channel.history(viewer=town.ann)]
    again = await town.press(pressed.response, town.texts.in_context, town.ben)
    assert again.followups == []
    assert town.texts.back in town.shown(pressed.response).labels


async def test_buttons_work_in_direct_messages(town):
    asked = await town.ann.user.slash("ask", question=LETTER)
    for label in (town.texts.next, town.texts.in_context, town.texts.back):
        await town.press(asked.response, label, town.ann.user)
    assert OTHER_PASSAGE in town.shown(asked.response).words
    assert town.texts.share not in town.shown(asked.response).labels


async def test_buttons_work_below_an_answer_to_a_mention(town):
    await town.ann.send(town.channel, f"{town.me} {LETTER}")
    [answer] = town.messages()
    await town.press(answer, town.texts.next)
    assert OTHER_PASSAGE in town.shown(answer).words
    pressed = await town.press(answer, town.texts.previous, town.ben)
    assert pressed.ephemeral


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
async def test_sharing_posts_a_public_copy_that_names_the_sharer_and_removes_the_button(town, outcome, way):
    town.decide(outcome)
    asked = await town.ask(LETTER, private=True)
    await restart_if(town, way)
    private = town.shown(asked.response)
    pressed = await town.press(asked.response, town.texts.share)
    [copy] = pressed.followups
    assert town.texts.share not in town.shown(asked.response).labels
    assert town.texts.shared_by.format(member=town.ann.mention) not in town.shown(asked.response).text
    assert copy.id in [message.id for message in town.channel.history(viewer=town.ben)]
    shared = town.shown(copy)
    assert shared.text.count(town.texts.shared_by.format(member=town.ann.mention)) == 1
    assert town.stored(copy).ping_user_ids == []
    assert town.texts.share not in shared.labels
    assert [line for line in private.text.splitlines() if line not in shared.text] == []


async def test_a_shared_copy_still_names_its_sharer_after_a_page_is_turned(town):
    asked = await town.ask(LETTER, private=True)
    [copy] = (await town.press(asked.response, town.texts.share)).followups
    by = town.texts.shared_by.format(member=town.ann.mention)
    await town.press(copy, town.texts.next)
    assert OTHER_PASSAGE in town.shown(copy).words
    assert by in town.shown(copy).text
    of_ben = await town.press(copy, town.texts.previous, town.ben)
    assert by not in town.shown(of_ben.response).text
    [again] = (await town.press(of_ben.response, town.texts.share, town.ben)).followups
    assert town.texts.shared_by.format(member=town.ben.mention) in town.shown(again).text
    assert by not in town.shown(again).text


async def test_pressing_share_twice_shares_once(town):
    asked = await town.ask(LETTER, private=True)
    stored = town.stored(asked.response)
    as_it_was = stored.components
    await town.press(asked.response, town.texts.share)
    stored.components = as_it_was  # the second press is on its way before the first has been answered
    again = await town.press(asked.response, town.texts.share)
    assert again.ephemeral
    assert town.shown(again.response).text == town.texts.already_shared
    assert len(town.messages()) == 1


async def test_another_page_can_be_shared_too(town):
    asked = await town.ask(LETTER, private=True)
    await town.press(asked.response, town.texts.share)
    await town.press(asked.response, town.texts.next)
    await town.press(asked.response, town.texts.share)
    assert [OTHER_PASSAGE in town.shown(copy).words for copy in town.messages()] == [False, True]


async def test_refused_sharing_can_be_tried_again(town):
    asked = await town.ask(LETTER, private=True)
    desk = town.bot.services.answering.desk
    desk.capacity, places = 0, desk.capacity
    refused = await town.press(asked.response, town.texts.share)
    assert town.shown(refused.response).text == town.texts.busy
    assert town.messages() == []
    desk.capacity = places
    await town.press(asked.response, town.texts.share)
    assert len(town.messages()) == 1


async def test_nobody_is_told_that_the_bot_is_busy_once_a_page_is_shared(town, monkeypatch):
    asked = await town.ask(LETTER, private=True)
    desk, turn_page = town.bot.services.answering.desk, town.bot.services.answering.turn_page

    def turn_page_of_a_queue_that_fills(action, frame):
        if frame.is_shared:
            monkeypatch.setattr(desk, "capacity", 0)
        return turn_page(action, frame)

    monkeypatch.setattr(town.bot.services.answering, "turn_page", turn_page_of_a_queue_that_fills)
    pressed = await town.press(asked.response, town.texts.share)
    assert [town.texts.busy in town.shown(sent).text for sent in pressed.followups] == [False]
    assert len(town.messages()) == 1
    again = await town.press(asked.response, town.texts.share)
    assert len(town.messages()) == 1
    assert town.shown(again.response).text == town.texts.already_shared


async def test_sharing_that_failed_in_discord_can_be_tried_again(town):
    asked = await town.ask(LETTER, private=True)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("POST", "/webhooks/*", status=500)
    failed = await town.press(asked.response, town.texts.share)
    assert [(note.ephemeral, strip_request_id(town.shown(note).text)) for note in failed.followups] == [
        (True, town.texts.failed)
    ]
    assert town.messages() == []
    await town.press(asked.response, town.texts.share)
    assert len(town.messages()) == 1


async def test_members_without_write_permission_cannot_share(town):
    quiet = discord.PermissionOverwrite(send_messages=False)
    channel = town.guild.create_text_channel("quiet", overwrites={town.guild.default_role: quiet})
    asked = await town.ask(LETTER, channel=channel, private=True)
    pressed = await town.press(asked.response, town.texts.share)
    assert pressed.ephemeral
    assert town.shown(pressed.response).text == town.texts.may_not_write
    assert town.messages(channel) == []


async def test_a_passage_that_moved_is_still_found(town, tmp_path):
    asked = await town.ask(LETTER)
    first = town.shown(asked.response).words
    moved = DOCUMENTS["handbook.md"].replace("- Welcome", "- News.\n- More news.\n- Welcome")
    town.searcher = with_outcome(index(tmp_path, {"handbook.md": moved}), "answer")
    await town.press(asked.response, town.texts.next)
    assert OTHER_PASSAGE in town.shown(asked.response).words
    await town.press(asked.response, town.texts.previous)
    assert town.shown(asked.response).words == first.replace("line 10", "line 12")


async def test_a_deleted_passage_is_reported_and_never_replaced_by_another(town, tmp_path):
    asked = await town.ask(LETTER)
    first = town.shown(asked.response)
    changed = DOCUMENTS["handbook.md"].replace(OTHER_PASSAGE, "Send a mail to the harbour master.")
    town.searcher = with_outcome(index(tmp_path, {"handbook.md": changed}), "answer")
    pressed = await town.press(asked.response, town.texts.next)
    assert pressed.ephemeral
    assert town.shown(pressed.response).text == town.texts.gone
    assert town.shown(asked.response) == first


async def test_a_button_of_an_older_version_says_so(town):
    asked = await town.ask(LETTER)
    [container] = town.stored(asked.response).components
    parts = container["components"]
    parts[-1]["components"] = [button | {"custom_id": f"f0{button['custom_id'][2:]}"} for button in parts[-1]["components"]]
    backend = town.env.backend
    old = backend.create_message(town.channel.id, town.bot.user.id, components=[{**container, "components": parts}], flags=V2)
    message = next(found for found in town.messages() if found.id == old.id)
    before = town.shown(message)
    pressed = await town.press(message, town.texts.next)
    assert pressed.ephemeral
    assert town.shown(pressed.response).text == town.texts.old_button
    assert town.shown(message) == before


async def test_a_reply_keeps_its_highlights_and_a_private_copy_of_it_repeats_the_question(town):
    await town.ann.send(town.channel, f"{town.me} {LETTER}")
    [reply] = town.messages()
    first = town.shown(reply)
    assert LETTER not in first.text
    await town.press(reply, town.texts.next)
    await town.press(reply, town.texts.previous)
    assert town.shown(reply) == first
    copy = await town.press(reply, town.texts.in_context, town.ben)
    assert town.shown(copy.response).text.startswith(f"-# {LETTER}")


async def test_pages_of_a_reply_turn_after_its_question_was_deleted(town):
    question = await town.ann.send(town.channel, f"{town.me} {LETTER}")
    [reply] = town.messages()
    town.env.backend.delete_message(town.channel.id, question.id)
    copy = await town.press(reply, town.texts.next, town.ben)
    assert OTHER_PASSAGE in town.shown(copy.response).words
    assert LETTER not in town.shown(copy.response).text


async def test_an_answer_of_the_real_model_can_be_shown_in_context_and_back(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        asked = await town.ask(QUESTION)
        first = town.shown(asked.response)
        await town.press(asked.response, town.texts.in_context)
        around = surroundings(town.searcher.generation, town.searcher.ask(QUESTION).hits[0].row, NEIGHBOURS_PER_SIDE)
        assert "200,000" in town.shown(asked.response).words
        assert town.texts.more_after.format(count=around.later) in town.shown(asked.response).text
        await town.restart()
        await town.press(asked.response, town.texts.back)
        assert town.shown(asked.response) == first
