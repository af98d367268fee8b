"""The real bot while its answers live on: deleted, edited, in threads, and where it may not answer; in a local Discord."""

import asyncio
import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rendering.answer_cards import DELETE_SIGN
from tests import local_discord
from tests.conftest import QUESTION
from tests.local_discord import (
    ABSENT,
    BUTTON,
    QUOTE,
    Open,
    Town,
    components,
    eventually,
    fakediscord,
    new_discord,
    text,
    unbold,
    words_in,
)

WORDS = words_in("en")
GUILD_MESSAGES, GUILD_REACTIONS = 1 << 9, 1 << 10
CALLBACK = r"^/interactions/\d+/[^/]+/callback$"
POST = r"^/channels/\d+/messages$"
THREAD_LOCKED, CLOSED_TO_DIRECT_MESSAGES, BLOCKED_BY_AUTOMOD, UNKNOWN_CHANNEL = 160005, 50007, 200000, 10003

needs_discord, open_town = local_discord.needs_discord, local_discord.open_town


def react(town: Town, message: dict[str, Any], emoji: str, user: str) -> None:
    """Add a reaction of a member to a message."""
    member = town.discord.user(user)
    event = {
        "user_id": member["id"],
        "channel_id": message["channel_id"],
        "message_id": message["id"],
        "guild_id": town.discord.guild_id,
        "member": town.discord.member_payload(member["id"]),
        "emoji": {"id": None, "name": emoji},
        "message_author_id": message["author"]["id"],
        "burst": False,
        "type": 0,
    }
    town.discord.dispatch("MESSAGE_REACTION_ADD", event, GUILD_REACTIONS)


def edit(town: Town, message: dict[str, Any], content: str) -> None:
    """Edit a message of a member."""
    message["content"] = content
    message["edited_timestamp"] = datetime.now(UTC).isoformat()
    town.discord._message_event("MESSAGE_UPDATE", message)


def delete(town: Town, message: dict[str, Any]) -> None:
    """Delete a message of a member."""
    del town.discord.messages[message["id"]]
    event = {"id": message["id"], "channel_id": message["channel_id"], "guild_id": town.discord.guild_id}
    town.discord.dispatch("MESSAGE_DELETE", event, GUILD_MESSAGES)


async def is_gone(town: Town, message: dict[str, Any]) -> None:
    """Wait until the bot has deleted a message of its own."""
    await eventually(lambda: message["id"] not in town.discord.messages)
    town.owed -= 1


async def test_an_answer_goes_with_its_question_or_when_those_who_may_want_it_gone(open_town: Open):
    async with open_town() as town:
        town.discord.add_user("mod", roles=["admin"])
        asked, other, third, kept = [await town.mention(QUESTION, user) for user in ("ann", "ben", "cyd", "dan")]
        delete(town, asked.source)
        await is_gone(town, asked.message)
        react(town, other.message, "❌", "ben")
        await is_gone(town, other.message)
        react(town, third.message, "❌", "mod")
        await is_gone(town, third.message)
        for emoji, user in (("❌", "ann"), ("👍", "dan")):
            react(town, kept.message, emoji, user)
        public = await town.ask(QUESTION, "ann")
        refused = await town.click(public, DELETE_SIGN, "ben", owed=1)
        assert refused.ephemeral
        assert refused.text == WORDS["may_not_delete"]
        await town.click(public, DELETE_SIGN, "ann")
        await is_gone(town, public.message)
        moderated = await town.ask(QUESTION, "ann")
        await town.click(moderated, DELETE_SIGN, "mod")
        await is_gone(town, moderated.message)
        private = await town.ask(QUESTION, "ann", private=True)
        assert DELETE_SIGN not in [part["label"] for part in components(private.message, BUTTON)]
        assert kept.message["id"] in town.discord.messages


async def test_an_answer_follows_edits_of_its_question_but_not_every_one_of_fifty(open_town: Open):
    async with open_town() as town:
        asked = await town.mention(ABSENT)
        assert WORDS["absent"] in text(asked.message)
        mention = f"<@{town.discord.app_id}>"
        before = len(town.discord.calls)
        started = time.monotonic()
        for number in range(49):
            edit(town, asked.source, f"{mention} {ABSENT} {number}")
            await asyncio.sleep(0.01)
        edit(town, asked.source, f"{mention} {QUESTION}")
        await eventually(lambda: QUOTE in unbold(text(asked.message)))
        assert len(town.calls("PATCH", "/messages/", before)) <= 2 + (time.monotonic() - started) / 5

        town.discord._message_event("MESSAGE_UPDATE", asked.source)  # Discord has added a preview
        edit(town, asked.source, mention)
        await is_gone(town, asked.message)
        town.owed += 1
        edit(town, asked.source, f"{mention} {QUESTION}")
        await eventually(lambda: len(town.written()) == town.owed)
        assert QUOTE in unbold(text(town.written()[-1]))
        assert len(town.calls("PATCH", "/messages/", before)) <= 2 + (time.monotonic() - started) / 5


async def test_an_answer_addressed_to_a_member_pings_only_whom_the_asker_could_ping(open_town: Open):
    discord = new_discord()
    hidden = discord.add_channel("hidden")
    carl = discord.user("carl")
    deny = str(fakediscord().P["view_channel"])
    hidden["permission_overwrites"].append({"id": carl["id"], "type": 1, "allow": "0", "deny": deny})
    async with open_town(discord) as town:
        for channel, is_pinged in (("general", True), ("hidden", False)):
            for _ in range(20):  # a deferred answer pings nobody; only a machine that is busy gives several
                answer = await town.ask(QUESTION, channel=channel, **{"for": "carl"})
                if not answer.deferred:
                    break
            assert WORDS["addressed"].format(member=f"<@{carl['id']}>") in text(answer.message)
            [call] = town.calls("POST", CALLBACK)[-1:]
            allowed = call.body["data"]["allowed_mentions"]
            assert allowed["parse"] == []
            assert allowed.get("users", []) == ([int(carl["id"])] if is_pinged else [])
            call.body["data"]["allowed_mentions"] = {"parse": []}  # the ledger wants no other ping
            if is_pinged:
                assert (await town.click(answer, WORDS["in_context"], "carl")).edits == 1
                assert (await town.click(answer, WORDS["back"], "alice")).edits == 1
                copy = await town.click(answer, WORDS["in_context"], "dora", owed=1)
                assert copy.ephemeral
                assert carl["id"] not in copy.text
        private = await town.ask(QUESTION, private=True, **{"for": "carl"})
        assert private.ephemeral
        own = await town.ask(QUESTION, **{"for": "alice"})
        assert QUOTE in unbold(text(own.message))


async def test_questions_are_answered_in_threads_that_the_bot_follows(open_town: Open):
    discord = new_discord()
    wanted = discord.add_channel("wanted")
    denied = discord.add_channel("denied", bot_deny=fakediscord().P["create_public_threads"])
    async with open_town(discord, threads=[int(wanted["id"]), int(denied["id"])], message_content=True) as town:
        question = f"**{QUESTION}** @everyone"
        asked = await town.mention(question, channel=wanted, owed=1, timeout=0.1, expect_reply=False)
        await eventually(lambda: town.written_in({"id": asked.source["id"]}))
        thread = discord.channels[asked.source["id"]]
        assert thread["name"] == f"{QUESTION} everyone"
        assert QUOTE in unbold(text(town.written_in(thread)[0]))
        assert town.written_in(wanted) == []

        for words, is_answered in (
            (QUESTION, True),
            ("I think so too.", False),
            (f"<@{discord.user('bob')['id']}> {QUESTION}", False),
        ):
            before = len(town.written_in(thread))
            said = await town.say(words, "bob", channel=thread["id"], owed=int(is_answered))
            assert len(said.messages) == is_answered
            assert len(town.written_in(thread)) == before + is_answered

        without = await town.mention(QUESTION, channel=denied)
        assert without.message["message_reference"]["message_id"] == without.source["id"]
        await town.expect_log(f"WARNING answered in channel {denied['id']} without a thread .*Create Public Threads")
        elsewhere = await town.mention(QUESTION)
        assert elsewhere.message["message_reference"]["message_id"] == elsewhere.source["id"]


async def test_closed_threads_are_left_alone_and_a_deleted_one_loses_nothing(open_town: Open):
    discord = new_discord()
    wanted = discord.add_channel("wanted")
    async with open_town(discord, threads=[int(wanted["id"])]) as town:
        town.fail(r"^/channels/\d+/messages$", method="POST", status=404, code=UNKNOWN_CHANNEL, message="Unknown Channel")
        asked = await town.mention(QUESTION, channel=wanted)
        assert asked.message["message_reference"]["message_id"] == asked.source["id"]  # the thread was deleted meanwhile
        assert QUOTE in unbold(text(asked.message))

        thread = discord.channels[asked.source["id"]]
        thread["thread_metadata"]["locked"] = True
        discord.dispatch("THREAD_UPDATE", thread)
        before = len(discord.calls)
        left = await town.mention(QUESTION, "mod", channel=thread["id"], owed=0)
        assert not left.messages
        await eventually(lambda: town.calls("PUT", "/reactions/", before))
        assert town.calls("POST", "/messages", before) == []
        assert town.calls("PATCH", f"/channels/{thread['id']}$", before) == []
        assert re.search(rf"INFO a question in channel {thread['id']} is left alone.*locked", "\n".join(town.log()))


@pytest.mark.parametrize("arrives", ["late", "never"])
async def test_a_mention_before_discord_has_described_the_server_is_answered(open_town: Open, arrives: str):
    discord = new_discord()
    emit, held = discord._emit, []

    def hold(session: Any, event: str, data: Any) -> None:
        if event == "GUILD_CREATE":
            held.append((session, event, data))
        else:
            emit(session, event, data)

    discord._emit = hold
    async with open_town(discord) as town:
        asking = asyncio.create_task(town.mention(QUESTION))
        await eventually(lambda: discord.watching)
        if arrives == "late":
            await asyncio.sleep(0.3)
            emit(*held[0])
        answer = await asking
        assert QUOTE in unbold(text(answer.message))
        assert answer.message["message_reference"]["message_id"] == answer.source["id"]
        assert town.written_in(discord.dm_channel(discord.user("alice"))) == []


async def test_what_cannot_be_said_anywhere_is_marked_on_the_question(open_town: Open):
    discord = new_discord()
    readonly = discord.channel("readonly")
    async with open_town(discord) as town:
        private = discord.dm_channel(discord.user("bob"))
        town.fail(f"^/channels/{private['id']}/messages$", status=403, code=CLOSED_TO_DIRECT_MESSAGES, message="Cannot send")
        silent = await town.mention(QUESTION, "bob", channel=readonly, owed=0)
        await eventually(lambda: town.calls("PUT", f"^/channels/{readonly['id']}/messages/{silent.source['id']}/reactions/"))
        await town.expect_log(f"WARNING .*channel {readonly['id']}.*; allow the bot's role to send messages there")

        town.fail(POST, method="POST", status=403, code=THREAD_LOCKED, message="The thread is locked")
        locked = await town.mention(QUESTION, "ann", owed=0)
        await eventually(lambda: town.calls("PUT", f"/messages/{locked.source['id']}/reactions/"))
        [line] = [line for line in town.log() if "is left alone" in line]
        assert "locked" in line
        assert "allow the bot's role" not in line

        town.fail(
            POST, method="POST", status=400, code=BLOCKED_BY_AUTOMOD, message="Message was blocked by automatic moderation"
        )
        assert await town.mention_for_notice(QUESTION, "cyd") == WORDS["blocked"]
        assert any("AutoMod" in line for line in town.log())


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060)])
async def test_an_autocomplete_that_comes_too_late_is_not_an_error(open_town: Open, status: int, code: int):
    async with open_town() as town:
        town.fail(CALLBACK, status=status, code=code, message="Unknown interaction")
        await town.discord.autocomplete("ask", "section", "tao", {"question": "x"}, timeout=1.0)
        assert await town.type("section", "taob") == ["Commerce > Taobao"]
        town.discord.violations[:] = [found for found in town.discord.violations if found["rule"] != "autocomplete_late"]
        assert not [line for line in town.log() if "autocomplete" in line]
