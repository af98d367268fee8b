"""What is recorded of the questions that members ask in Discord, in each way of asking, and what is not."""

from concurrent.futures import Future

import msgspec
import pytest

from bot.chat.awaiting import UnfinishedError, wait_for_record
from bot.chat.cogs import privacy as privacy_cog
from bot.chat.messages.recent_answers import EDIT_PAUSE_SECONDS
from bot.record.entries import RecordError
from index.settings.keys import RecordSettings
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE, open_town, with_outcome
from tests.test_discord_forums import post
from tests.test_discord_threads import ask as ask_in_thread

handbook, record, town = discord_bot.handbook, discord_bot.record, discord_bot.recording_town
OTHER = "Is loud music for everyone on the pier?"


def spoil(record, folder):
    """Make the database unusable."""
    record.database.close()
    (folder / "record.db").write_text("No database.", encoding="utf-8")


def asked(record):
    """Return the recorded questions, oldest first."""
    return [asked for asked, _, _ in record.asked()]


async def test_each_way_of_asking_records_the_question_once(town, record):
    message = await town.ben.send(town.channel, STAMP)
    ways = [
        lambda: town.ask(STAMP),
        lambda: town.ask(STAMP, section="Joining", private=True),
        lambda: town.ann.context_menu(town.channel, town.texts.find_name, message),
        lambda: town.ann.send(town.channel, f"{town.me} {STAMP}"),
        lambda: town.ann.send_dm(STAMP),
    ]
    for number, way in enumerate(ways, 1):
        await way()
        assert len(asked(record)) == number
    for found in asked(record):
        assert (found.question, found.outcome, found.member) == (STAMP, "answer", record.hash(town.ann.id))
        assert found.section == "Joining > How to apply"
        assert 0 <= found.confidence <= 1
    passages = {row.id: row.text for row in town.searcher.generation.passages}
    assert {passages[found.passage] for found in asked(record)} == {STAMP_PASSAGE}
    assert [found.server for found in asked(record)] == [town.guild.id] * 4 + [None]


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
async def test_the_outcome_and_the_language_of_the_member_are_recorded(town, record, outcome):
    town.decide(outcome)
    town.forged = {"locale": "pt-BR"}
    await town.ask("What may Ann do?")
    [found] = asked(record)
    assert (found.question, found.outcome, found.language) == ("What may Ann do?", outcome, "pt-BR")


async def test_what_is_no_question_or_gets_no_answer_is_not_recorded(town, record):
    await town.ask("?!")
    await town.ask("x" * 1990, section="Nowhere")
    for words in ("thanks!", "good night", "who are you?", ""):
        await town.ann.send(town.channel, f"{town.me} {words}")
        await town.ask(words or "ok")
    await town.ann.send(town.channel, STAMP)
    assert asked(record) == []


async def test_turning_pages_records_nothing_more(town, record):
    first = await town.ask()
    for label in (town.texts.next, town.texts.in_context, town.texts.back):
        await town.press(first.response, label)
    assert len(asked(record)) == 1


@pytest.mark.parametrize("outcome", ["answer", "none"])
async def test_a_post_in_a_forum_is_a_question_answered_or_not(town, record, outcome):
    town.decide(outcome)
    forum = town.guild.create_forum_channel("help")
    await town.restart(forums=[forum.id])
    await post(town, forum, STAMP)
    await post(town, town.guild.create_forum_channel("elsewhere"), STAMP)
    [found] = asked(record)
    assert (found.question, found.outcome, found.server) == (STAMP, outcome, town.guild.id)
    assert found.member == record.hash(town.ann.id)


async def test_in_a_thread_only_what_the_bot_answers_is_recorded(town, record):
    await town.restart(threads=[town.channel.id], message_content=True)
    _, thread = await ask_in_thread(town)
    await town.ben.send(thread, OTHER)
    assert [found.question for found in asked(record)] == [STAMP, OTHER]
    town.decide("none")
    await town.ben.send(thread, "I think so too")
    assert len(asked(record)) == 2
    await town.ben.send(thread, "Do you think so, too?")
    assert [found.outcome for found in asked(record)] == ["answer", "answer", "none"]


async def test_an_edited_question_is_recorded_as_it_is_now(town, record):
    sent = await town.ann.send(town.channel, f"{town.me} Does the letter need a stmap?")
    [before] = asked(record)
    for words in (OTHER, STAMP):
        town.now += EDIT_PAUSE_SECONDS + 1
        await town.env.advance_time(1.0)
        await town.ann.edit(sent, f"{town.me} {words}")
        [found] = asked(record)
        assert found.question == words
        assert found.id != before.id
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(asked(record)) == 2


async def test_a_follow_up_is_recorded_as_it_was_read(town, record):
    await town.ann.send(town.channel, f"{town.me} Does membership cost twelve crowns?")
    [answer] = town.messages()
    town.env.backend.create_message(
        town.channel.id, town.ann.id, f"{town.me} and when is it due?", reference={"message_id": str(answer.id)}
    )
    await town.env.settle()
    assert len(asked(record)) == 2
    assert asked(record)[1].question.endswith("and when is it due?")


async def test_names_are_recorded_as_they_are_shown_and_no_ids(town, record):
    await town.ask(f"May <@{town.ben.id}> burn a letter in <#{town.channel.id}>? <:boat:123456789012345678>")
    [found] = asked(record)
    assert not any(character.isdigit() for character in found.question)


async def test_answers_go_on_if_the_record_cannot_be_written(town, record, tmp_path):
    spoil(record, tmp_path)
    await town.ask()
    shown = await town.ask()
    assert STAMP_PASSAGE in town.shown(shown.response).words
    assert isinstance(record.problem, RecordError)


async def test_without_a_record_nothing_is_kept(handbook, tmp_path):
    async with open_town(with_outcome(handbook, "answer")) as town:
        await town.ask()
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
        assert town.texts.helpful not in town.shown(town.messages()[-1]).labels
        assert list(tmp_path.iterdir()) == []


async def privacy(town, action, *, in_private=False):
    """Use a `/privacy` command as Ann, and return what she sees, and only she."""
    command = f"privacy {action}"
    used = await (town.ann.user.slash(command) if in_private else town.ann.slash(town.channel, command))
    assert used.response is None or used.response.ephemeral
    [message] = [found for found in (used.response, *used.followups) if found]
    return town.shown(message).text


async def test_members_are_told_what_is_kept_and_for_how_long(town, record):
    said = await privacy(town, "show")
    assert said.startswith(town.texts.privacy_recorded.format(days=90))
    assert town.texts.privacy_hashed in said
    assert said.endswith(town.texts.privacy_messages)
    assert all(f"/privacy {action}" in said for action in ("forget", "off", "on"))
    assert town.texts.privacy_excluded.partition("{")[0] not in said


async def test_members_are_told_in_their_language(town):
    for locale, word in (("de", "gespeichert"), ("fr", "conservé"), ("ja", "質問"), ("zh-TW", "保存")):
        town.forged = {"locale": locale}
        assert word in await privacy(town, "show")


async def test_without_a_record_members_are_told_that_nothing_is_kept(handbook):
    async with open_town(with_outcome(handbook, "answer")) as town:
        said = await privacy(town, "show")
        assert said == f"{town.texts.privacy_nothing}\n\n{town.texts.privacy_messages}"
        for action in ("forget", "off", "on"):
            assert await privacy(town, action) == town.texts.privacy_nothing


async def test_a_member_has_what_is_kept_of_them_deleted_and_nothing_of_others(town, record):
    await town.ask()
    await town.ask(OTHER)
    await town.ask(by=town.ben)
    assert await privacy(town, "forget") == town.texts.privacy_forgotten.format(count=2)
    assert [found.member for found in asked(record)] == [record.hash(town.ben.id)]
    assert await privacy(town, "forget") == town.texts.privacy_forgotten.format(count=0)


async def test_a_member_who_opts_out_is_answered_but_not_recorded_until_they_opt_in(town, record):
    await town.ask(OTHER)
    assert "/privacy forget" in await privacy(town, "off")
    shown = await town.ask()
    await town.ann.send_dm(STAMP)
    assert STAMP_PASSAGE in town.shown(shown.response).words
    assert [found.question for found in asked(record)] == [OTHER]
    first = (await privacy(town, "show")).partition("\n")[0]
    assert "/privacy off" in first
    assert "What was recorded before is still there until you use" in first
    await town.restart()
    await town.ask()
    assert len(asked(record)) == 1
    await town.ask(by=town.ben)
    assert await privacy(town, "on") == town.texts.privacy_taken_in
    await town.ask()
    assert [found.member for found in asked(record)] == [record.hash(member.id) for member in (town.ann, town.ben, town.ann)]


async def test_a_member_who_opted_out_and_had_all_deleted_is_told_that_nothing_is_there(town, record):
    await town.ask(OTHER)
    for action in ("off", "forget"):
        await privacy(town, action)
    assert (await privacy(town, "show")).startswith("You are not in the record: you have chosen")


async def test_a_record_that_cannot_be_opened_is_not_said_to_be_none(handbook):
    async with open_town(with_outcome(handbook, "answer")) as town:
        keeper = town.bot.services.keeper
        keeper.settings = msgspec.structs.replace(keeper.settings, record=RecordSettings(database="record.db"))
        assert (await privacy(town, "show")).startswith(town.texts.privacy_failed)
        for action in ("forget", "off", "on"):
            assert await privacy(town, action) == town.texts.privacy_failed


async def test_privacy_works_in_direct_messages(town, record):
    await town.ann.send_dm(STAMP)
    assert town.texts.privacy_hashed in await privacy(town, "show", in_private=True)
    assert await privacy(town, "forget", in_private=True) == town.texts.privacy_forgotten.format(count=1)
    assert asked(record) == []


async def test_if_the_record_cannot_be_changed_the_member_is_told(town, record, tmp_path):
    spoil(record, tmp_path)
    for action in ("forget", "off", "on"):
        assert await privacy(town, action) == town.texts.privacy_failed
    assert town.texts.privacy_hashed in await privacy(town, "show")


async def test_a_change_that_takes_too_long_but_has_begun_is_not_said_to_have_changed_nothing(town, record, monkeypatch):
    async def give_up(pending, seconds):
        raise UnfinishedError("takes too long")

    monkeypatch.setattr(privacy_cog, "wait_for_record", give_up)
    for action in ("forget", "off", "on"):
        assert await privacy(town, action) == town.texts.privacy_unfinished


async def test_what_takes_too_long_is_called_off_unless_it_has_begun():
    begun, waiting = Future(), Future()
    begun.set_running_or_notify_cancel()
    with pytest.raises(UnfinishedError):
        await wait_for_record(begun, 0.01)
    with pytest.raises(RecordError) as raised:
        await wait_for_record(waiting, 0.01)
    assert not isinstance(raised.value, UnfinishedError)
    assert waiting.cancelled()


async def test_everybody_may_use_privacy_everywhere(town):
    [command] = [found for found in town.env.backend.commands[None].values() if found["name"] == "privacy"]
    assert [option["name"] for option in command["options"]] == ["show", "forget", "off", "on"]
    assert (command["contexts"], command["integration_types"]) == ([0, 1, 2], [0, 1])
    assert command["default_member_permissions"] is None
    assert command["name_localizations"]["de"] == "datenschutz"
