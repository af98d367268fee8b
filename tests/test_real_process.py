"""What members and admins see of the real bot: `footnote serve` in a process of its own, in a Discord on this machine."""

import asyncio
import re
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from index.settings import Settings
from index.storing.index_folder import IndexFolder
from tests.conftest import QUESTION
from tests.local_discord import (
    FORUM,
    GROUP,
    TEXT,
    Town,
    colour,
    eventually,
    fakediscord,
    labels,
    new_discord,
    own_project,
    serve_until_exit,
    text,
    town,
    words_in,
    write_config,
)

QUOTE = "200,000 farmers"
UNSURE = "Who helps musicians online?"
ABSENT = "Do you give refunds for yachts?"
WORDS = words_in("en")
CALLBACK = r"^/interactions/\d+/[^/]+/callback$"
CHANNEL_POST = r"^/channels/\d+/messages$"
DEFERRED_EDIT = r"^/webhooks/\d+/[^/]+/messages/(@|%40)original$"
TOO_EARLY, NOT_ALLOWED, UNKNOWN_MESSAGE = 40058, 50013, 10008

Open = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture(scope="session", autouse=True)
def _fakediscord() -> None:
    """Skips where there is no Discord to run the bot in, before anything is built."""
    fakediscord()


@pytest.fixture
def open_town(shipped: Settings, tmp_path: Path) -> Open:
    """A town with a bot that has the shipped index and, where the test says so, other settings."""

    def open_town(discord: Any = None, **settings: Any) -> AbstractAsyncContextManager[Town]:
        return town(discord or new_discord(), shipped, tmp_path, **settings)

    return open_town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One bot with default settings, for all tests that leave it as they found it."""
    async with town(new_discord(), shipped, tmp_path_factory.mktemp("town")) as there:
        yield there


@pytest.fixture
def there(shared_town: Town) -> Iterator[Town]:
    """The shared bot; its ledger is checked after each test."""
    yield shared_town
    shared_town.check_ledger()


in_shared_town = pytest.mark.asyncio(loop_scope="module")


def unbold(markdown: str) -> str:
    return markdown.replace("**", "")


@in_shared_town
async def test_a_question_gets_the_same_quote_however_it_is_asked(there: Town):
    public = await there.ask(QUESTION)
    private = await there.ask(QUESTION, private=True)
    narrowed = await there.ask(
        QUESTION, section="Commerce > Taobao", document="Alibaba Digital Economy Covid-19 Support Efforts"
    )
    mentioned = await there.mention(QUESTION, "bob")
    replied = await there.say(QUESTION, "carl", reply_to=mentioned)
    written = await there.write(QUESTION, "dora")
    in_private = await there.ask(QUESTION, "dora", dm=True)
    found = await there.find(f"Hi all! {QUESTION}", "erik")
    found_in_private = await there.find(QUESTION, "dora", channel=there.discord.dm_channel(there.discord.user("dora")))
    for answer in (public, private, narrowed, mentioned, replied, written, in_private, found, found_in_private):
        (message,) = answer.messages
        assert QUOTE in unbold(text(message))
        assert QUESTION in text(message)
    assert [answer.ephemeral for answer in (public, private, in_private, found)] == [False, True, False, True]
    for answer in (mentioned, replied, written):
        assert answer.message["message_reference"]["message_id"] == answer.source["id"]

    for idle in ("Nobody asked the bot.", "@everyone lunch?", QUESTION):
        chatter = await there.say(idle, "fay", owed=0)
        assert not chatter.messages
    assert not (await there.say("I think so too", "gus", reply_to=chatter.source, owed=0)).messages


async def test_who_has_added_the_bot_for_themselves_can_ask_where_it_is_no_member(open_town: Open):
    async with open_town(ask_role=1) as there:
        for kind in (TEXT, GROUP):
            with there.outside(kind):
                answer = await there.ask(QUESTION)
                assert QUOTE in unbold(answer.text)
                assert (await there.click(answer, "Next")).edits == 1
                assert (await there.click(answer, "Show in context", "bob", owed=1)).ephemeral
                assert WORDS["absent"] in (await there.find(ABSENT)).text
                assert await there.type("section", "taob") == ["Commerce > Taobao"]
                private = await there.ask(QUESTION, private=True)
                _, shared = await there.share(private)
                assert QUOTE in unbold(text(shared))


async def test_what_is_known_unsure_and_unknown_looks_different(open_town: Open):
    discord = new_discord()
    role = discord.roles["admin"]["id"]
    async with open_town(discord, ask_role=int(role)) as there:
        known, unsure, absent = [(await there.ask(question)).message for question in (QUESTION, UNSURE, ABSENT)]
        assert text(known).startswith(f"-# {QUESTION}\n> ")
        assert QUOTE in unbold(text(known))
        assert "line " in text(known)
        assert labels(known) == [WORDS["next"], WORDS["in_context"]]  # there is nothing before the first passage

        assert WORDS["unsure"] in text(unsure)
        assert text(unsure).count("\n> ") == 3
        assert labels(unsure) == [WORDS["read"]] * 3

        assert WORDS["absent"] in text(absent)
        assert WORDS["closest_sections"] in text(absent)
        assert "\n> " not in text(absent)
        assert "“yachts”" in text(absent)
        assert f"<@&{role}>" in text(absent)  # named, not pinged: the books are checked for that
        assert 1 <= len(labels(absent)) <= 3

        assert len({colour(message) for message in (known, unsure, absent)}) == 3
        assert f"<@&{role}>" not in text((await there.write(ABSENT, "bob")).message)  # where there are no roles


@in_shared_town
async def test_buttons_turn_pages_in_place_for_whoever_asked(there: Town):
    for ask in (there.ask, there.mention, there.write):
        answer = await ask(QUESTION)
        first = text(answer.message)
        assert WORDS["place"].format(place=1, count=3) in first
        with pytest.raises(fakediscord().DriverError, match="disabled"):
            await there.click(answer, "Previous")
        assert WORDS["place"].format(place=2, count=3) in (await there.click(answer, "Next")).text
        assert WORDS["place"].format(place=3, count=3) in (await there.click(answer, "Next")).text
        assert WORDS["next"] not in labels(answer.message)
        await there.click(answer, "Previous")
        turned = await there.click(answer, "Previous")
        assert turned.edits == 1
        assert text(answer.message) == first
        assert QUOTE in (await there.click(answer, "Show in context")).text.replace("**", "")
        assert labels(answer.message) == [WORDS["back"]]
        assert answer.text.count("\n- ") == 6  # three passages on either side
        await there.click(answer, "Back")
        assert text(answer.message) == first

    unsure = await there.ask(UNSURE)
    first = text(unsure.message)
    await there.click(unsure, "Read")
    assert labels(unsure.message) == [WORDS["back"], WORDS["next"], WORDS["in_context"]]
    await there.click(unsure, "Show in context")
    await there.click(unsure, "Back")
    await there.click(unsure, "Back")
    assert text(unsure.message) == first

    absent = await there.ask(ABSENT)
    (section, *_) = labels(absent.message)
    await there.click(absent, section)
    assert section.rpartition(" › ")[2] in text(absent.message)
    assert "\n> " in text(absent.message)
    assert labels(absent.message) == [WORDS["back"]]


@in_shared_town
async def test_another_member_gets_pages_of_their_own(there: Town):
    answer = await there.ask(QUESTION)
    before = text(answer.message)
    own = await there.click(answer, "Next", "bob", owed=1)
    assert own.ephemeral
    assert WORDS["place"].format(place=2, count=3) in own.text
    turned = await there.click(own, "Next")
    assert turned.edits == 1
    assert WORDS["place"].format(place=3, count=3) in own.text
    again = await there.click(answer, "Next", "carl", owed=1)
    assert WORDS["place"].format(place=2, count=3) in again.text
    assert text(answer.message) == before

    _, shared = await there.share(own)
    assert WORDS["place"].format(place=3, count=3) in text(shared)
    assert not shared["flags"] & 64
    await there.click(shared, "Previous", "bob")  # now it is bob's
    assert WORDS["place"].format(place=2, count=3) in text(shared)
    assert (await there.click(shared, "Previous", "alice", owed=1)).ephemeral


@in_shared_town
async def test_an_answer_is_shared_once_by_who_may_write(there: Town):
    for question, ask in ((QUESTION, there.ask), (UNSURE, there.ask), (ABSENT, there.ask), (QUESTION, there.find)):
        said = {"private": True} if ask == there.ask else {}
        private = await ask(question, "alice", **said)
        clicked, shared = await there.share(private)
        assert WORDS["shared_by"].format(member=f"<@{private.user_id}>") in text(shared)
        assert question in text(shared)
        assert WORDS["share"] not in labels(shared)
        assert WORDS["share"] not in labels(clicked.message)
    in_private = await there.ask(QUESTION, "dora", private=True, dm=True)
    _, shared = await there.share(in_private)
    assert QUOTE in unbold(text(shared))

    private = await there.ask(QUESTION, "bob", private=True)
    pressed = await asyncio.gather(*(there.click(private, "Share", owed=1, settle=0.5) for _ in range(2)))
    assert WORDS["already_shared"] in pressed[0].text + pressed[1].text
    assert sum(len(press.followups) for press in pressed) == 1

    muted = there.discord.user("muted")
    quiet = there.discord.add_channel("announcements")
    deny = str(fakediscord().P["send_messages"])
    quiet["permission_overwrites"].append({"id": muted["id"], "type": 1, "allow": "0", "deny": deny})
    there.discord.dispatch("CHANNEL_UPDATE", quiet)
    private = await there.ask(QUESTION, "muted", private=True, channel=quiet)
    refused = await there.click(private, "Share", owed=1)
    assert refused.ephemeral
    assert refused.text == WORDS["may_not_write"]


@in_shared_town
async def test_what_autocomplete_offers_can_be_asked_and_what_it_never_did_is_explained(there: Town):
    everything = await there.type("section", "")
    assert "Commerce > Taobao" in everything
    assert "Commerce > Freshippo" not in everything  # nothing stands there
    assert len(everything) <= 25
    assert await there.type("section", "LOGISTICS cain") == ["Logistics > Cainiao"]
    for odd in ("no such thing", "@everyone", "\u202e\u200b", "*" * 100, "x" * 5000):
        assert await there.type("section", odd) == []
    assert await there.type("document", "covid") == ["Alibaba Digital Economy Covid-19 Support Efforts"]
    offered = await there.ask("Who delivers parcels?", section="Logistics > Cainiao")
    assert "Cainiao" in offered.text

    near = await there.ask(QUESTION, section="Taobo")
    assert near.text.startswith(WORDS["no_section"].format(name="Taobo"))
    assert "“Taobao”" in near.text
    far = await there.ask(QUESTION, document="@everyone <@&1> **x**")
    assert WORDS["no_document"].format(name=r"\@everyone \<@&1> \*\*x\*\*") in far.text
    assert near.ephemeral
    assert far.ephemeral


@in_shared_town
async def test_members_read_the_bot_in_their_own_language(there: Town):
    for locale in ("de", "fr", "es-ES", "es-419", "pt-BR", "ja", "zh-CN", "en-GB", "ko"):
        language = locale.partition("-")[0]
        words = WORDS if language == "ko" else words_in(language)  # there is no Korean yet
        there.discord.add_user(locale, locale=locale)
        absent = await there.ask(ABSENT, locale)
        assert words["absent"] in absent.text
        assert words["closest_sections"] in absent.text
        answer = await there.ask(QUESTION, locale, private=True)
        assert labels(answer.message) == [words["next"], words["in_context"], words["share"]]
        assert QUOTE in unbold(answer.text)  # passages are never translated
        await there.click(answer, words["in_context"])
        assert labels(answer.message) == [words["back"]]
        assert (await there.ask("???", locale)).text == words["no_words"]
        if language not in {"en", "ko"}:
            assert not {key for key in ("absent", "next", "ask_name", "find_name") if words[key] == WORDS[key]}
            (ask, corpus, find) = there.discord.commands[None]
            assert ask["name_localizations"][locale] == words["ask_name"]
            said = [command["name_localizations"].get(locale, command["name"]) for command in (corpus, *corpus["options"])]
            assert said == [words["corpus_name"], words["rebuild_name"], words["status_name"]]
            assert find["name_localizations"][locale] == words["find_name"]


HOSTILE = [
    "@everyone @here who gets help?",
    "<@&1210000000000000002> <@1300000000000000001> who gets help?",
    "<#1200000000000000001> </ask:1> <t:1:R> <:smile:123> :smile: help?",
    "**bold** __under__ ~~gone~~ ||spoiler|| `code` ```block``` *x* _y_ help?",
    "# help > quote - list 1. one [masked](https://example.org) help?",
    "discord.gg/abcdef https://discord.com/invite/abcdef https://discordapp.com/invite/x help?",
    "z̸̡̛̗͎̱̈́̀̿a̵̢̮̓l̶̗̓g̷̱͐o̴̘͊ help?",
    "\u200fמי עוזר לחקלאים؟ من يساعد؟",
    "'; DROP TABLE passages; -- {0} %s ${HOME} {{x}} \\ help?",
    "👩‍👩‍👧‍👦🏳️‍🌈 help?",
]
ACTIVE = re.compile(r"(?<!\\)(@everyone|@here|<[@#:/t]|\*\*?\w|__|~~|\|\||`|\[masked|discord\.gg|https?:/)")


@in_shared_town
async def test_hostile_questions_ping_nobody_and_are_shown_as_they_were_written(there: Town):
    for question in HOSTILE:
        slash = await there.ask(question, "mallory")
        (echo,) = re.findall(r"^-# (.*(?:help|يساعد)\S*)$", slash.text, re.MULTILINE)
        assert re.sub(r"\\(.)", r"\1", echo) == question.replace("\u200f", "")  # reversals of direction are dropped
        assert not ACTIVE.search(echo)
        assert not slash.ephemeral
        mentioned = await there.mention(question, "mallory")
        assert len(mentioned.messages) == 1
        assert not ACTIVE.search(mentioned.text.splitlines()[0])
    named = await there.mention("what does <@&1210000000000000002> do for <@1300000000000000001>?", "mallory")
    assert named.text.startswith("-# what does admin do for Owner?")


@in_shared_town
async def test_nonsense_emptiness_and_floods_get_a_friendly_notice(there: Town):
    ask = there.discord.find_command("ask")
    link = f"</ask:{ask['id']}>"
    how_to_ask = WORDS["how_to_ask"].format(example=WORDS["example"], command=link)
    assert await there.mention_for_notice("", "bob") == how_to_ask
    assert await there.mention_for_notice("?!… 🙂", "bea") == WORDS["no_words"]
    assert text((await there.write("", "ben")).message) == how_to_ask
    for question, words in (("   ", "empty"), ("\u200b\u202e", "empty"), ("?!", "no_words")):
        notice = await there.ask(question)
        assert notice.ephemeral
        assert notice.text == WORDS[words]
    assert (await there.find("", "bob")).text == WORDS["empty"]

    longest = "farmers and livestreams " * 83  # as long as a message may be
    cut = await there.ask(longest[:2000])
    assert WORDS["cut"] in cut.text
    assert len(cut.text) <= 4000
    assert len((await there.mention(longest[:1970])).messages) == 1
    assert len((await there.ask("x" * 2000)).messages) == 1
    with pytest.raises(fakediscord().DriverError, match="length 2001"):
        await there.ask("x" * 2001, owed=0)
    for length in (2001, 6000):
        assert (await there.ask("x" * length, force=True)).text == WORDS["too_long"]


@in_shared_town
async def test_twenty_ask_at_once_and_each_gets_one_answer_to_their_own_question(there: Town):
    ways = (there.ask, there.mention, there.write, there.find)

    async def ask(number: int) -> tuple[str, Any]:
        question = f"{QUESTION} This is question {number}."
        return question, await ways[number % 4](question, f"user{number}")

    for question, answer in await there.crowd(ask):
        (message,) = answer.messages
        assert text(message).startswith(f"-# {question}\n")
        assert "\n> " in text(message)


@pytest.mark.parametrize("how", ["reconnect", "close", "invalid", "forget"])
async def test_questions_are_answered_again_after_the_connection_broke(open_town: Open, how: str):
    async with open_town() as there:
        await there.ask(QUESTION)
        await there.discord.drop(how)
        missed = []
        if how in {"reconnect", "close"}:  # such a session goes on, with what was missed in between
            missed = [asyncio.create_task(there.mention(QUESTION, "bob"))]
        assert await there.discord.wait_ready(15, commands=False), there.discord.bot_log[-1]
        for question in ((await there.ask(QUESTION)), (await there.mention(QUESTION)), *[await task for task in missed]):
            assert QUOTE in unbold(question.text)
        assert there.discord.resumes == len(missed)


@pytest.mark.parametrize(("status", "wait"), [(500, 1.0), (429, 0.5)])
async def test_a_failing_discord_is_asked_again_and_nobody_gets_an_answer_twice(open_town: Open, status: int, wait: float):
    async with open_town() as there:
        turned = await there.ask(QUESTION, "dora")
        shared = await there.ask(QUESTION, "erik", private=True)
        faults = [there.fail(CALLBACK, status=status), there.fail(CHANNEL_POST, method="POST", status=status)]
        for answer in await asyncio.gather(there.ask(QUESTION), there.mention(QUESTION)):
            assert QUOTE in unbold(answer.text)
            assert answer.first_ms >= wait * 1000
        faults.append(there.fail(CALLBACK, status=status))
        assert (await there.click(turned, "Next")).edits == 1
        faults.append(there.fail(r"^/webhooks/\d+/[^/]+$", method="POST", status=status))
        await there.share(shared)

        faults.append(there.fail(DEFERRED_EDIT, method="PATCH", status=status, times=2))
        for size in (20, 80, 320):  # as many as keep the bot busy, so that it tells Discord that some answers take longer
            crowd = await there.crowd(lambda number: there.ask(QUESTION, f"user{number}"), size)
            assert all(QUOTE in unbold(answer.text) and not answer.pending for answer in crowd)
            if sum(answer.deferred for answer in crowd) >= 2:
                break
        assert [fault["times"] for fault in faults] == [0] * 5
        if status == 429:
            there.expect_log("WARNING .*(is rate limited|are being rate limited)")


async def test_an_answer_that_counted_although_discord_said_otherwise_is_not_given_again(open_town: Open):
    discord = new_discord()
    route, counted, lost = discord._route, {}, set()

    async def lose(method: str, path: str, body: Any, call: Any) -> tuple[int, Any]:
        """Every first try counts, but is said to have failed. `FakeDiscord` knows no `enforce_nonce`, as Discord does."""
        nonce = body.get("nonce") if isinstance(body, dict) and body.get("enforce_nonce") else None
        if nonce in counted:
            return 200, counted[nonce]
        result = await route(method, path, body, call)
        if nonce:
            counted[nonce] = result[1]
        if path in lost or not re.search(f"{CALLBACK}|{CHANNEL_POST}", path):
            return result
        lost.add(path)
        return 500, {"message": "injected", "code": 0}

    discord._route = lose
    async with open_town(discord) as there:
        with there.breaking_rules("double_ack"):
            answers = await asyncio.gather(there.ask(QUESTION), there.mention(QUESTION))
            await eventually(lambda: [call.status for call in there.calls("POST", CALLBACK)] == [500, 400])
            await eventually(lambda: [call.status for call in there.calls("POST", CHANNEL_POST)] == [500, 200])
        assert all(QUOTE in unbold(answer.text) for answer in answers)


async def test_a_connection_that_is_cut_is_tried_again_and_then_noted(open_town: Open):
    discord = new_discord()
    enter, cuts = discord._entry, []

    async def cut(request: Any) -> Any:
        if request.method == "POST" and cuts and re.search(cuts[0], request.path.removeprefix("/api/v10")):
            del cuts[0]
            request.transport.abort()
            return fakediscord().web.Response()
        return await enter(request)

    discord._entry = cut
    async with open_town(discord) as there:
        for path, ask in ((CALLBACK, there.ask), (CHANNEL_POST, there.mention)):
            cuts.append(path)
            assert QUOTE in unbold((await ask(QUESTION)).text)
        cuts += [CHANNEL_POST] * 9
        assert not (await there.mention(QUESTION, owed=0, timeout=2)).messages
        there.expect_log("WARNING .*connection to Discord failed")
        cuts.clear()
        assert QUOTE in unbold((await there.mention(QUESTION)).text)


async def test_what_is_slow_gets_one_answer_and_what_is_too_late_or_deleted_is_noted(open_town: Open):
    async with open_town() as there:
        there.fail(CALLBACK, status=0, delay=1.5)
        there.fail(CHANNEL_POST, method="POST", status=0, delay=1.5)
        slow = await asyncio.gather(there.ask(QUESTION), there.mention(QUESTION, "bob"))
        assert [len(answer.messages) for answer in slow] == [1, 1]

        answer = await there.ask(QUESTION)
        there.fail(CALLBACK, status=404, code=UNKNOWN_MESSAGE, message="Unknown Message")
        gone = await there.click(answer, "Next", owed=1)
        assert gone.ephemeral
        assert gone.text == WORDS["message_gone"]

        with there.breaking_rules("no_ack_3s", "late_ack"):
            there.fail(CALLBACK, status=0, delay=3.3, times=2)
            await asyncio.gather(there.ask(QUESTION, owed=0), there.click(answer, "Next"))
            await eventually(lambda: sum(call.status == 404 for call in there.calls("POST", CALLBACK)) == 3)
        await eventually(lambda: sum("expired before it was answered" in line for line in there.discord.bot_log) == 2)
        there.expect_log("WARNING an interaction from member .* expired before it was answered")

        with there.breaking_rules("MESSAGE_REFERENCE_UNKNOWN_MESSAGE"):
            posting = there.fail(CHANNEL_POST, method="POST", status=0, delay=0.5)
            asking = asyncio.create_task(there.mention(QUESTION, owed=0, timeout=1.0))
            await eventually(lambda: not posting["times"])  # the answer is under way
            (question,) = [outcome.source for outcome in there.discord.watching]
            del there.discord.messages[question["id"]]
            assert not (await asking).messages
        assert "a question was deleted before it was answered" in there.discord.bot_log[-2]
        assert QUOTE in unbold((await there.mention(QUESTION)).text)


async def test_buttons_outlive_the_bot_and_commands_are_registered_once(open_town: Open):
    async with open_town() as there:
        assert len(there.calls("PUT", "/commands$")) == 1
        public = await there.ask(QUESTION)
        unsure = await there.ask(UNSURE, "bob")
        private = await there.ask(QUESTION, "carl", private=True)
        before = await there.restart()
        assert (await there.click(public, "Next")).edits == 1
        assert WORDS["place"].format(place=2, count=3) in public.text
        assert (await there.click(unsure, "Read", "carl", owed=1)).ephemeral
        await there.share(private)
        assert QUOTE in unbold((await there.ask(QUESTION)).text)
        assert [there.calls(method, "/commands", before) for method in ("PUT", "POST", "PATCH", "DELETE")] == [[], [], [], []]
        assert "commands are already registered" in "\n".join(there.discord.bot_log)


async def test_commands_that_were_tried_out_in_one_server_do_not_show_twice_later(
    open_town: Open, shipped: Settings, tmp_path: Path
):
    discord = new_discord()
    async with open_town(discord, guild=int(discord.guild_id)) as there:
        names = [command["name"] for command in discord.commands[discord.guild_id]]
        assert names == [WORDS["ask_name"], WORDS["corpus_name"], WORDS["find_name"]]
        assert discord.commands[None] == []
        assert QUOTE in unbold((await there.ask(QUESTION)).text)
        with pytest.raises(fakediscord().DriverError, match="not offered in direct messages"):
            await there.ask(QUESTION, dm=True, owed=0)
        write_config(tmp_path, shipped, cooldown=0)
        await there.restart()
        assert [command["name"] for command in discord.commands[None]] == names
        await eventually(lambda: discord.commands[discord.guild_id] == [])
        assert QUOTE in unbold((await there.ask(QUESTION, dm=True)).text)


async def test_where_the_bot_may_not_write_the_author_is_told_in_private_and_the_admin_in_the_log(open_town: Open):
    discord = new_discord()
    channel = discord.channel("readonly")
    async with open_town(discord) as there:
        command = f"</ask:{discord.find_command('ask')['id']}>"
        told = await there.mention_for_notice(QUESTION, "bob", channel="readonly")
        assert told == WORDS["no_permission"].format(channel=f"<#{channel['id']}>", command=command)
        there.expect_log(f"WARNING .*channel {channel['id']}.*; allow the bot's role to send messages there")
        assert there.calls("POST", f"^/channels/{channel['id']}/") == []  # it does not even try
        assert QUOTE in unbold((await there.ask(QUESTION, "bob", channel="readonly")).text)

        there.fail(CHANNEL_POST, method="POST", status=403, code=NOT_ALLOWED, message="Missing Permissions")
        assert not (await there.mention(QUESTION, owed=0)).messages  # the permission was taken away just now
        there.expect_log(f"WARNING .*channel {discord.general['id']}.*; allow the bot's role to write there")
        assert QUOTE in unbold((await there.mention(QUESTION)).text)


async def test_who_asks_too_fast_and_too_many_at_once_are_told_to_wait(open_town: Open):
    discord = new_discord()
    async with open_town(discord, cooldown=60, waiting=2) as there:
        assert QUOTE in unbold((await there.ask(QUESTION)).text)
        now = time.time()
        hasty = await there.ask(QUESTION)
        when = re.compile(re.escape(WORDS["cooldown"]).replace(r"\{when\}", r"<t:(\d+):R>"))
        (until,) = when.fullmatch(hasty.text).groups()
        assert now < int(until) <= time.time() + 61
        assert hasty.ephemeral
        assert when.fullmatch(await there.mention_for_notice(QUESTION, "alice"))
        assert QUOTE in unbold((await there.mention(QUESTION, "bob")).text)

        crowd = await there.crowd(lambda number: there.ask(QUESTION, f"user{number}"))
        told = [answer for answer in crowd if answer.text == WORDS["busy"]]
        assert all(answer.ephemeral for answer in told)
        assert all(QUOTE in unbold(answer.text) for answer in crowd if answer not in told)
        assert 2 <= len(crowd) - len(told) < 20
        again = told[0]
        who = next(name for name, user in discord.users.items() if user["id"] == again.user_id)
        assert QUOTE in unbold((await there.ask(QUESTION, who)).text)  # being turned away did not count


async def test_a_forum_post_that_the_documents_answer_gets_one_answer_and_any_other_none(open_town: Open):
    discord = new_discord()
    forum, other = (discord.add_channel(name, type=FORUM) for name in ("help", "chat"))
    async with open_town(discord, forums=[int(forum["id"])]) as there:
        answered = there.post(forum, QUESTION, "bob", owed=1)
        await eventually(lambda: there.written_in(answered))
        assert QUOTE in unbold(text(there.written_in(answered)[0]))
        left_alone = [there.post(forum, title, f"user{title}") for title in (UNSURE, ABSENT, "???", "<@&1> @everyone")]
        left_alone += [there.post(other, QUESTION, "carl"), there.post(forum, "Hello", "dora", body=QUESTION)]

        early = there.fail(CHANNEL_POST, method="POST", status=403, code=TOO_EARLY, times=2)
        retried = there.post(forum, QUESTION, "erik", owed=1)
        await eventually(lambda: there.written_in(retried))
        assert early["times"] == 0

        there.fail(CHANNEL_POST, method="POST", status=403, code=NOT_ALLOWED, message="Missing Permissions")
        refused = there.post(forum, QUESTION, "fay")
        await eventually(lambda: f"forum {forum['id']}" in there.discord.bot_log[-2])
        assert "failed: discord" in there.discord.bot_log[-1]
        there.expect_log(f"WARNING .*forum {forum['id']}.*; allow the bot's role to write there")
        assert [there.written_in(thread) for thread in [*left_alone, refused]] == [[]] * 7

        mentioning = there.post(forum, QUESTION, "gus", body=f"<@{discord.app_id}> Do you know?", owed=1)
        await eventually(lambda: there.written_in(mentioning))
        assert text(there.written_in(mentioning)[0]).startswith(f"-# {QUESTION} Do you know?\n")
        followed_up = await there.mention(UNSURE, "bob", channel=answered["id"])
        assert WORDS["unsure"] in followed_up.text


async def test_the_body_of_a_forum_post_is_read_where_the_admin_allows_it(open_town: Open):
    discord = new_discord()
    forum = discord.add_channel("help", type=FORUM)
    async with open_town(discord, forums=[int(forum["id"])], message_content=True) as there:
        posts = [there.post(forum, "Please help", f"user{number}", body=QUESTION, owed=1) for number in range(3)]
        await eventually(lambda: all(there.written_in(post) for post in posts), 5)
        assert all(QUOTE in unbold(text(message)) for post in posts for message in there.written_in(post))


async def test_a_bot_outside_the_server_of_its_commands_says_so_and_answers_messages(open_town: Open):
    async with open_town(registers=False, guild=123456) as there:
        there.expect_log("WARNING cannot register commands in server 123456: the bot is not in it; invite it, or fix")
        assert QUOTE in unbold((await there.mention(QUESTION)).text)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_open_answers_are_finished_before_the_bot_ends(open_town: Open, number: int):
    async with open_town() as there:
        there.fail(CALLBACK, status=0, delay=1.5)
        slow = asyncio.create_task(there.ask(QUESTION))
        await eventually(lambda: there.calls("POST", CALLBACK))
        crowd = asyncio.create_task(there.crowd(lambda which: there.ask(QUESTION, f"user{which}")))
        await eventually(lambda: sum(outcome.acked for outcome in there.discord.outcomes.values()) >= 2)
        started = time.monotonic()
        ending = asyncio.create_task(there.end(number))
        await asyncio.sleep(0.3)  # by now it knows
        late = asyncio.create_task(there.ask(QUESTION, "zoe"))
        assert await ending == 0
        assert time.monotonic() - started < 10
        assert QUOTE in unbold((await slow).text)
        assert (await late).text == WORDS["stopping"]
        for answer in await crowd:
            assert not answer.pending
            assert QUOTE in unbold(answer.text) or answer.text == WORDS["stopping"]


EDITED = "300,000 farmers"
BUILDING = 30.0
"""Seconds in which a process of its own has built, whatever else the machine does."""


@pytest.fixture
def own(shipped: Settings, tmp_path: Path) -> Settings:
    """The shipped corpus in a project of its own, to edit."""
    return own_project(tmp_path / "own", shipped)


def edit(own: Settings, before: str = QUOTE, after: str = EDITED) -> None:
    """Say something else in the document."""
    page = own.root / "page.md"
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after), encoding="utf-8")


async def test_an_admin_takes_in_an_edit_and_the_next_answer_is_from_it(own: Settings, tmp_path: Path):
    async with town(new_discord(), own, tmp_path) as there:
        assert QUOTE in unbold((await there.ask(QUESTION)).text)
        assert WORDS["up_to_date"] in (await there.corpus("status")).text
        edit(own)
        pending = await there.corpus("status")
        assert "page.md has changed" in pending.text
        assert pending.ephemeral
        rebuilt = await there.corpus("rebuild")
        assert rebuilt.ephemeral
        await eventually(lambda: WORDS["rebuilt"] in rebuilt.text, BUILDING)
        assert WORDS["changes"].format(added=0, changed=1, removed=0) in rebuilt.text
        gone, come = [line for line in rebuilt.text.split("\n") if line.startswith(("`−`", "`+`"))]
        assert QUOTE in unbold(gone)
        assert EDITED in unbold(come)
        assert "**300,000**" in come
        assert EDITED in unbold((await there.ask(QUESTION)).text)
        unchanged = await there.corpus("rebuild")
        await eventually(lambda: WORDS["unchanged"] in unchanged.text, BUILDING)

        (own.root / "page.md").write_bytes(b"\xff\xfe\xfd")
        failed = await there.corpus("rebuild")
        await eventually(lambda: WORDS["not_rebuilt"] in failed.text, BUILDING)
        assert "page.md" in failed.text
        there.expect_log("ERROR .*page.md")
        assert EDITED in unbold((await there.ask(QUESTION)).text)


async def test_only_those_who_may_use_the_commands_for_documents(own: Settings, tmp_path: Path):
    discord = new_discord()
    discord.roles["writer"] = discord._role("1210000000000000003", "writer", 0, 3)
    discord.add_user("wim", roles=["writer"])
    async with town(discord, own, tmp_path) as there:
        for user in ("alice", "wim"):
            with pytest.raises(fakediscord().DriverError, match="hidden"):
                await there.corpus("rebuild", user, owed=0)
            for command in ("rebuild", "status"):  # as if an admin had shown it to everyone
                refused = await there.corpus(command, user, force=True)
                assert refused.text == WORDS["not_allowed"]
                assert refused.ephemeral
        with pytest.raises(fakediscord().DriverError, match="not offered in direct messages"):
            await there.corpus("status", dm=True, owed=0)
        assert WORDS["answers_from"] in (await there.corpus("status")).text

        write_config(tmp_path, own, cooldown=0, corpus_roles=[1210000000000000003])
        await there.restart()
        for user in ("admin", "wim"):
            assert WORDS["answers_from"] in (await there.corpus("status", user)).text
        assert (await there.corpus("status")).ephemeral
        assert (await there.corpus("status", "alice")).text == WORDS["not_allowed"]


async def test_two_follow_one_rebuild_and_it_ends_with_the_bot(own: Settings, tmp_path: Path):
    async with town(new_discord(), own, tmp_path) as there:
        edit(own)
        with IndexFolder(own.index_folder).lock(lambda: None):  # another build holds the index, as long as this one likes
            rebuilds = [await there.corpus("rebuild", user, timeout=10) for user in ("admin", "owner")]
            for rebuilt in rebuilds:
                assert WORDS["rebuilding"] in rebuilt.text
                assert rebuilt.ephemeral
            assert WORDS["is_building"] in (await there.corpus("status")).text
            assert QUOTE in unbold((await there.ask(QUESTION)).text)
            started = time.monotonic()
            assert await there.end() == 0
            assert time.monotonic() - started < 5
            assert [rebuilt.text for rebuilt in rebuilds] == [WORDS["stopping"]] * 2


async def test_a_channel_is_told_of_edits_that_watching_took_in_and_of_those_that_cannot_be_read(
    shipped: Settings, tmp_path: Path
):
    own = own_project(tmp_path / "own", shipped, watch=True)
    discord = new_discord()
    news = discord.add_channel("news")
    async with town(discord, own, tmp_path, report_to=int(news["id"])) as there:
        assert WORDS["watched"] in (await there.corpus("status")).text
        there.owed += 2
        edit(own)
        await eventually(lambda: there.written_in(news), BUILDING)
        assert WORDS["took_in"] in text(there.written_in(news)[0])
        assert EDITED in unbold(text(there.written_in(news)[0]))
        assert EDITED in unbold((await there.ask(QUESTION)).text)
        (own.root / "page.md").write_bytes(b"\xff\xfe\xfd")
        await eventually(lambda: len(there.written_in(news)) == 2, BUILDING)
        assert WORDS["not_taken_in"] in text(there.written_in(news)[1])
        assert "page.md" in text(there.written_in(news)[1])
        there.expect_log("ERROR .*page.md")
        assert EDITED in unbold((await there.ask(QUESTION)).text)


@asynccontextmanager
async def hanging_up() -> AsyncIterator[str]:
    """The address of a server that hangs up on everybody."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v10"


async def test_a_bot_that_cannot_start_says_in_one_line_what_to_do(shipped: Settings, tmp_path: Path):
    discord = new_discord(privileged=0)
    token = {"DISCORD_TOKEN": discord.token}
    async with discord, hanging_up() as rude:
        api = {"FOOTNOTE_DISCORD_API": discord.api_base}
        folders = {name: tmp_path / name for name in ("empty", "good", "greedy")}
        for folder in folders.values():
            folder.mkdir()
        write_config(folders["good"], shipped)
        write_config(folders["greedy"], shipped, message_content=True)
        cases = [
            (folders["empty"], {**api, **token}, "config.yaml", "run footnote in the folder of config.yaml"),
            (folders["good"], api, "DISCORD_TOKEN", "set it to your bot's token"),
            (folders["good"], {**api, "DISCORD_TOKEN": "wrong"}, "DISCORD_TOKEN", "copy it again"),
            (
                folders["good"],
                {**token, "FOOTNOTE_DISCORD_API": "http://127.0.0.1:9/api/v10"},
                "127.0.0.1:9",
                "check the network",
            ),
            (
                folders["good"],
                {**token, "FOOTNOTE_DISCORD_API": discord.api_base[:-4]},
                "FOOTNOTE_DISCORD_API",
                "write it like",
            ),
            (folders["good"], {**token, "FOOTNOTE_DISCORD_API": rude}, rude, "check the network"),
            (folders["greedy"], {**api, **token}, "discord.message_content", "switch on Message Content Intent"),
        ]
        for folder, variables, what, fix in cases:
            code, said = await serve_until_exit(folder, **variables)
            (line,) = [line for line in said if " INFO " not in line]
            assert code == 1
            assert line.startswith("footnote: ")
            assert what in line
            assert fix in line
            assert discord.token not in line
        assert {violation["rule"] for violation in discord.violations} == {"bad_token", "disallowed_intents"}
