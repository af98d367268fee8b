"""The buttons that ask whether an answer helped: what is noted, what members see, and the question to people who know."""

import discord
import pytest

from bot.rendering.answer_cards import DELETE_SIGN
from bot.rendering.cards import AMBER
from bot.rendering.feedback import Ballot, read_press
from index.answering import answers
from index.answering.searcher import Searcher
from tests import discord_bot
from tests.discord_bot import DOCUMENTS, STAMP, STAMP_PASSAGE, index, open_town, with_outcome

handbook, record, town = discord_bot.handbook, discord_bot.record, discord_bot.recording_town

LETTER = "The letter needs a stamp and a signature of the master?"
"""A question whose closest passages are `STAMP_PASSAGE` and then `OTHER_PASSAGE`."""
OTHER_PASSAGE = "Send a letter to the harbour master."


def votes(record):
    """Return each recorded question with how many found its answer helpful and unhelpful."""
    return [(asked.question, *counts) for asked, *counts in record.asked()]


def rows(town, message):
    """Return the labels of a message's buttons, row by row."""
    return [
        [button.get("label") for button in part["components"]]
        for container in town.stored(message).components
        for part in container["components"]
        if part["type"] == 1
    ]


def forge(town, button_id):
    """Make every press one of a button with this id."""
    town.forged = {"data": {"custom_id": button_id, "component_type": 2}}


async def with_role(town, *, mentionable=False, **settings):
    """Restart the bot with a role to ask, and return the role."""
    role = town.guild.create_role("Helpers", mentionable=mentionable)
    await town.restart(ask_role=role.id, **settings)
    return role


async def doubt(town, by=None, **options):
    """Ask, and say that the answer was not what was asked; return the answer and the private message that follows."""
    asked = await town.ask(LETTER, **options)
    pressed = await town.press(asked.response, town.texts.unhelpful, by)
    return asked.response, pressed.response


@pytest.mark.parametrize("outcome", ["answer", "suggestions"])
async def test_two_quiet_buttons_have_a_row_of_their_own_on_every_page(town, outcome, monkeypatch):
    monkeypatch.setattr(answers, "MAX_SCORE_GAP", 9.0)
    town.decide(outcome)
    await town.restart(public_outcomes=[outcome])
    asked = await town.ask(LETTER)
    onwards = town.texts.next if outcome == "answer" else town.texts.others.format(count=2)
    for label in (None, onwards, town.texts.in_context):
        if label in town.shown(asked.response).labels:
            await town.press(asked.response, label)
        *others, last = rows(town, asked.response)
        assert last == [town.texts.helpful, town.texts.unhelpful, DELETE_SIGN]
        assert not any({town.texts.helpful, town.texts.unhelpful, DELETE_SIGN} & set(row) for row in others)
    buttons = [part for part in town.stored(asked.response).components[0]["components"] if part["type"] == 1][-1]["components"]
    assert {button["style"] for button in buttons} == {discord.ButtonStyle.secondary.value}


async def test_a_refusal_and_a_bot_without_a_record_ask_nothing(town):
    town.decide("none")
    refused = await town.ask(LETTER)
    town.decide("answer")
    town.record = None
    old = await town.ask(LETTER)
    await town.restart()
    asked = await town.ask(LETTER)
    await town.press(old.response, town.texts.in_context)
    for message in (refused.response, asked.response, old.response):
        assert {town.texts.helpful, town.texts.unhelpful}.isdisjoint(town.shown(message).labels)


@pytest.mark.parametrize("way", ["at once", "after a restart"])
async def test_a_member_has_one_vote_and_may_change_it(town, record, way):
    asked = await town.ask(STAMP)
    assert votes(record) == [(STAMP, 0, 0)]
    if way == "after a restart":
        await town.restart()
    labels = (town.texts.helpful, town.texts.helpful, town.texts.unhelpful, town.texts.helpful)
    for label, expected in zip(labels, [(1, 0), (1, 0), (0, 1), (1, 0)], strict=True):
        pressed = await town.press(asked.response, label)
        assert votes(record) == [(STAMP, *expected)]
        assert pressed.response.ephemeral
    assert town.shown(pressed.response).text == town.texts.noted_helpful
    await town.press(asked.response, town.texts.unhelpful, town.ben)
    assert votes(record) == [(STAMP, 1, 1)]
    assert len(town.messages()) == 1


async def test_a_vote_in_a_shared_copy_counts_for_the_same_answer(town, record):
    asked = await town.ask(STAMP, private=True)
    await town.press(asked.response, town.texts.helpful)
    await town.press(asked.response, town.texts.share)
    [shared] = town.messages()
    for member in (town.ann, town.ben):
        await town.press(shared, town.texts.helpful, member)
    assert votes(record) == [(STAMP, 2, 0)]


async def test_nothing_is_noted_of_members_who_opted_out_and_they_are_told(town, record):
    asked = await town.ask(LETTER)
    record.leave_out(record.hash(town.ben.id))
    pressed = await town.press(asked.response, town.texts.helpful, town.ben)
    assert town.is_refusal(pressed, town.texts.not_noted)
    pressed = await town.press(asked.response, town.texts.unhelpful, town.ben)
    assert town.shown(pressed.response).words.splitlines()[1] == town.texts.not_noted
    assert OTHER_PASSAGE in town.shown(pressed.response).words
    assert votes(record) == [(LETTER, 0, 0)]


@pytest.mark.parametrize("way", ["off", "forget"])
async def test_who_judges_an_answer_whose_question_is_not_recorded_is_thanked_and_no_more(town, record, way):
    if way == "off":
        record.leave_out(record.hash(town.ann.id))
    asked = await town.ask(LETTER)
    record.forget(record.hash(town.ann.id))
    pressed = await town.press(asked.response, town.texts.helpful, town.ben)
    assert town.is_refusal(pressed, town.texts.thanked)
    pressed = await town.press(asked.response, town.texts.unhelpful, town.ben)
    assert town.shown(pressed.response).words.splitlines()[1] == town.texts.thanked
    assert OTHER_PASSAGE in town.shown(pressed.response).words
    assert votes(record) == []


async def test_forged_and_old_buttons_do_no_harm(town, record):
    asked = await town.ask(STAMP)
    for button_id, words in {
        Ballot("nobody_asked").button_id("helpful"): town.texts.thanked,
        Ballot("x" * 64, is_doubted=True, answer=5).button_id("people"): town.texts.old_button,
        "v0h:abc": town.texts.old_button,
        "v1h:": town.texts.old_button,
        "v1p:abc:99999999999999999999": town.texts.old_button,
        "v1h:" + "x" * 90: town.texts.old_button,
        "v2:" + "\u0661" * 20: town.texts.old_button,
    }.items():
        forge(town, button_id)
        assert town.is_refusal(await town.press(asked.response, town.texts.helpful), words)
    assert votes(record) == [(STAMP, 0, 0)]


async def test_a_vote_for_an_answer_that_is_deleted_meanwhile_counts_and_is_answered(town, record):
    asked = await town.ask(STAMP)
    town.expected = (*town.expected, discord.NotFound)
    town.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10008)
    pressed = await town.press(asked.response, town.texts.unhelpful)
    assert town.is_refusal(pressed, town.texts.message_gone)
    assert votes(record) == [(STAMP, 0, 1)]


@pytest.mark.parametrize("asked", ["a", "Az09-_" * 10])
@pytest.mark.parametrize(("press", "answer"), [("helpful", 0), ("unhelpful", 0), ("people", 0), ("people", 2**64 - 1)])
def test_what_a_button_asks_about_fits_its_id_and_can_be_read_back(asked, press, answer):
    ballot = Ballot(asked, is_doubted=press == "people", answer=answer)
    assert len(ballot.button_id(press)) <= 100
    assert read_press(ballot.button_id(press)) == (press, ballot)


@pytest.mark.parametrize("way", ["at once", "after a restart"])
async def test_not_what_i_asked_shows_the_next_passages_to_that_member_alone(town, way):
    asked = await town.ask(LETTER)
    before = town.shown(asked.response)
    if way == "after a restart":
        await town.restart()
    pressed = await town.press(asked.response, town.texts.unhelpful, town.ben)
    assert pressed.response.ephemeral
    shown = town.shown(pressed.response)
    assert shown.colour == AMBER
    assert shown.words.splitlines()[:2] == [f"-# {LETTER}", town.texts.noted_unhelpful]
    assert OTHER_PASSAGE in shown.words
    assert STAMP_PASSAGE not in shown.words
    assert town.shown(asked.response) == before
    await town.press(pressed.response, town.texts.read, town.ben, nth=1)
    assert town.texts.noted_unhelpful in town.shown(pressed.response).words
    await town.press(pressed.response, town.texts.back, town.ben)
    assert town.shown(pressed.response) == shown
    await town.press(pressed.response, town.texts.share, town.ben)
    [_, shared] = town.messages()
    assert OTHER_PASSAGE in town.shown(shared).words
    assert town.texts.noted_unhelpful not in town.shown(shared).words


async def test_passages_that_the_member_has_seen_are_not_shown_again(town, monkeypatch):
    monkeypatch.setattr(answers, "MAX_SCORE_GAP", 9.0)
    asked = await town.ask(LETTER)
    await town.press(asked.response, town.texts.next)
    turned = await town.press(asked.response, town.texts.unhelpful)
    assert OTHER_PASSAGE not in town.shown(turned.response).words
    assert STAMP_PASSAGE in town.shown(turned.response).words

    town.decide("suggestions")
    unsure = await town.ask(LETTER)
    await town.press(unsure.response, town.texts.others.format(count=2))
    listed = town.shown(unsure.response).words
    further = town.shown((await town.press(unsure.response, town.texts.unhelpful)).response).words
    quotes = [line for line in further.splitlines() if line.startswith("> ")]
    assert quotes
    assert not [quote for quote in quotes if quote in listed]


async def test_if_nothing_else_comes_close_or_is_left_the_member_is_told(tmp_path, record):
    searcher = index(tmp_path / "one", {"page.md": "# Page\n\n- The letter needs a stamp.\n"})
    async with open_town(with_outcome(searcher, "answer"), record) as town:
        _, doubted = await doubt(town)
        assert town.shown(doubted).words.splitlines()[1:] == [town.texts.noted_unhelpful, town.texts.no_others]


async def test_passages_that_are_gone_are_left_out_of_the_next_ones(tmp_path, record):
    own = index(tmp_path / "own")
    async with open_town(with_outcome(own, "answer"), record) as town:
        asked = await town.ask(LETTER)
        kept = {**DOCUMENTS, "handbook.md": DOCUMENTS["handbook.md"].replace(f"- {OTHER_PASSAGE}\n", "")}
        town.searcher = with_outcome(index(tmp_path / "own", {**kept}), "answer")
        pressed = await town.press(asked.response, town.texts.unhelpful)
        assert pressed.response.ephemeral
        assert OTHER_PASSAGE not in town.shown(pressed.response).words
    assert votes(record) == [(LETTER, 0, 1)]


@pytest.mark.parametrize("private", [True, False])
async def test_people_are_asked_once_by_name_with_the_question_and_a_link_to_a_public_answer(town, private):
    role = await with_role(town)
    answer, doubted = await doubt(town, private=private)
    assert town.texts.ask_role.format(role=role.mention) in town.shown(doubted).words
    await town.press(doubted, town.texts.ask_people)
    posted = town.messages()[-1]
    assert town.shown(posted).text.splitlines() == [
        town.texts.people_asked.format(role=role.mention, member=town.ann.mention),
        LETTER,
    ]
    links = [part["url"] for part in town.stored(posted).components[0]["components"][-1].get("components", [])]
    assert links == ([] if private else [f"https://discord.com/channels/{town.guild.id}/{town.channel.id}/{answer.id}"])
    after = town.shown(doubted)
    assert town.texts.were_asked.format(role=role.mention) in after.words
    assert town.texts.ask_people not in after.labels
    assert OTHER_PASSAGE in after.words


async def test_people_are_not_asked_about_the_same_answer_again_even_after_a_restart(town):
    role = await with_role(town)
    answer, doubted = await doubt(town)
    second = await town.press(answer, town.texts.unhelpful, town.ben)
    await town.press(doubted, town.texts.ask_people)
    count = len(town.messages())
    refused = await town.press(second.response, town.texts.ask_people, town.ben)
    assert town.is_refusal(refused, town.texts.already_asked)
    await town.restart(ask_role=role.id)
    refused = await town.press(second.response, town.texts.ask_people, town.ben)
    assert town.is_refusal(refused, town.texts.already_asked)
    assert len(town.messages()) == count


async def test_a_member_who_asks_people_often_has_to_wait(town):
    await with_role(town)
    _, first = await doubt(town)
    _, second = await doubt(town)
    await town.press(first, town.texts.ask_people)
    count = len(town.messages())
    refused = await town.press(second, town.texts.ask_people)
    assert town.texts.cooldown.split("{")[0] in town.shown(refused.response).text
    town.now += 61
    await town.press(second, town.texts.ask_people)
    assert len(town.messages()) == count + 1


async def test_a_member_who_may_not_write_cannot_have_people_asked(town):
    await with_role(town)
    quiet = discord.PermissionOverwrite(send_messages=False)
    channel = town.guild.create_text_channel("quiet", overwrites={town.guild.default_role: quiet})
    _, doubted = await doubt(town, channel=channel)
    assert town.is_refusal(await town.press(doubted, town.texts.ask_people), town.texts.may_not_write)
    assert len(town.messages(channel)) == 1


async def test_a_question_to_people_that_could_not_be_sent_can_be_sent_again(town):
    await with_role(town)
    _, doubted = await doubt(town)
    count = len(town.messages())
    town.expected = (*town.expected, discord.HTTPException)
    town.env.inject_error("POST", "/webhooks/*", status=400)
    await town.press(doubted, town.texts.ask_people)
    assert len(town.messages()) == count
    await town.press(doubted, town.texts.ask_people)
    assert len(town.messages()) == count + 1


@pytest.mark.parametrize(
    ("wanted", "mentionable", "is_pinged"), [(True, True, True), (True, False, False), (False, True, False)]
)
async def test_the_role_is_pinged_only_if_the_setting_and_the_server_allow_it(town, wanted, mentionable, is_pinged):
    role = await with_role(town, mentionable=mentionable, ping_ask_role=wanted)
    _, doubted = await doubt(town)
    town.forged = {"app_permissions": str(discord.Permissions(view_channel=True, send_messages=True).value)}
    await town.press(doubted, town.texts.ask_people)
    [sent] = [found.json for found in town.env.http_requests if found.method == "POST" and "/webhooks/" in found.path]
    assert sent["allowed_mentions"]["parse"] == []
    assert sent["allowed_mentions"].get("roles", []) == ([role.id] if is_pinged else [])
    sent["allowed_mentions"]["roles"] = []  # the town wants no other ping


async def test_hostile_words_of_a_question_are_shown_to_people_as_they_are(town):
    await with_role(town)
    asked = await town.ask("@everyone **does** the letter need a [stamp](https://discord.gg/x)?")
    doubted = (await town.press(asked.response, town.texts.unhelpful)).response
    await town.press(doubted, town.texts.ask_people)
    words = town.shown(town.messages()[-1]).text.splitlines()[-1]
    assert "@everyone" not in words.replace("\\@everyone", "")
    assert "discord.gg" not in words.replace("discord\\.gg", "")


async def test_replies_to_a_question_for_people_are_left_to_them(town):
    await with_role(town)
    _, doubted = await doubt(town)
    await town.press(doubted, town.texts.ask_people)
    posted = town.messages()[-1]
    count = len(town.messages())
    await town.ben.send(town.channel, "Two stamps, since the letter is heavy.", reply_to=posted)
    assert len(town.messages()) == count
    await town.ben.send(town.channel, f"{town.me} does the letter need a stamp?", reply_to=posted)
    assert len(town.messages()) == count + 1


async def test_a_lost_record_costs_no_answer_and_is_said_in_one_line(town, record, tmp_path):
    asked = await town.ask(LETTER)
    (tmp_path / "record.db").unlink()
    (tmp_path / "record.db").mkdir()
    pressed = await town.press(asked.response, town.texts.helpful)
    assert town.is_refusal(pressed, town.texts.record_unusable)
    pressed = await town.press(asked.response, town.texts.unhelpful)
    assert town.shown(pressed.response).words.splitlines()[1] == town.texts.record_unusable
    assert OTHER_PASSAGE in town.shown(pressed.response).words
    assert STAMP_PASSAGE in town.shown((await town.ask(LETTER)).response).words


async def test_an_old_button_of_a_bot_that_keeps_no_record_any_more_still_shows_the_next_passages(town):
    asked = await town.ask(LETTER)
    town.record = None
    await town.restart()
    assert town.is_refusal(await town.press(asked.response, town.texts.helpful), town.texts.no_record)
    doubted = (await town.press(asked.response, town.texts.unhelpful)).response
    assert town.shown(doubted).words.splitlines()[1] == town.texts.no_record
    assert OTHER_PASSAGE in town.shown(doubted).words


async def test_the_next_passages_of_a_follow_up_are_those_of_what_it_was_read_as(shipped, record):
    async with open_town(Searcher.open(shipped), record) as town:
        await town.ann.send(town.channel, f"{town.me} what is the online spring tour")
        [first] = town.messages()
        await town.ann.send(town.channel, f"{town.me} and when did it start?", reply_to=first)
        second = town.messages()[-1]
        doubted = (await town.press(second, town.texts.unhelpful)).response
        assert "spring tour" in town.shown(doubted).words.splitlines()[0].lower()
