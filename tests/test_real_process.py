"""The real bot as members and admins see it: `footnote serve` in its own process, connected to a local Discord."""

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from index.settings import Settings
from index.storing.index_folder import IndexFolder
from tests import local_discord
from tests.conftest import QUESTION, answering_processes
from tests.local_discord import (
    ABSENT,
    ACK_SECONDS,
    BUSY_ACK_SECONDS,
    FORUM,
    GROUP,
    QUOTE,
    SEVERAL,
    TEXT,
    UNSURE,
    Open,
    colour,
    eventually,
    fakediscord,
    labels,
    new_discord,
    own_project,
    serve_until_exit,
    text,
    unbold,
    words_in,
    write_config,
)
from tests.local_discord import town as running_town

WORDS = words_in("en")
CALLBACK = r"^/interactions/\d+/[^/]+/callback$"
CHANNEL_POST = r"^/channels/\d+/messages$"
DEFERRED_EDIT = r"^/webhooks/\d+/[^/]+/messages/(@|%40)original$"
TOO_EARLY, NOT_ALLOWED, UNKNOWN_MESSAGE = 40058, 50013, 10008

needs_discord, open_town = local_discord.needs_discord, local_discord.open_town


async def test_a_member_who_installed_the_bot_can_ask_where_it_is_not_a_member(open_town: Open):
    async with open_town(ask_role=1) as town:
        for kind in (TEXT, GROUP):
            with town.outside(kind):
                answer = await town.ask(QUESTION)
                assert QUOTE in unbold(answer.text)
                assert (await town.click(await town.ask(SEVERAL), "Next")).edits == 1
                assert (await town.click(answer, "Show in context", "bob", owed=1)).ephemeral
                assert WORDS["absent"] in (await town.find(ABSENT)).text
                assert await town.type("section", "taob") == ["Commerce > Taobao"]
                private = await town.ask(QUESTION, private=True)
                _, shared = await town.share(private)
                assert QUOTE in unbold(text(shared))


async def test_answers_suggestions_and_refusals_look_different(open_town: Open):
    discord = new_discord()
    role = discord.roles["admin"]["id"]
    async with open_town(discord, ask_role=int(role)) as town:
        asked = [await town.ask(question) for question in (SEVERAL, UNSURE, ABSENT)]
        assert [answer.ephemeral for answer in asked] == [False, True, True]
        known, unsure, absent = [answer.message for answer in asked]
        assert text(known).startswith(f"-# {SEVERAL}\n> ")
        assert ".md" not in text(known)
        assert labels(known) == [WORDS["next"], WORDS["in_context"]]  # there is nothing before the first passage

        assert WORDS["unsure"] in text(unsure)
        assert text(unsure).count("\n> ") == 1
        assert labels(unsure) == [WORDS["others"].format(count=1), WORDS["in_context"], WORDS["share"]]

        assert WORDS["absent"] in text(absent)
        assert WORDS["closest_sections"] in text(absent)
        assert "\n> " not in text(absent)
        assert "“yachts”" in text(absent)
        assert f"<@&{role}>" in text(absent)  # named, not pinged: check_ledger verifies it
        assert 2 <= len(labels(absent)) <= 4
        assert labels(absent)[-1] == WORDS["share"]

        assert len({colour(message) for message in (known, unsure, absent)}) == 3
        assert f"<@&{role}>" not in text((await town.write(ABSENT, "bob")).message)  # there are no roles in a direct message


@pytest.mark.parametrize("how", ["reconnect", "close", "invalid", "forget"])
async def test_questions_are_answered_again_after_the_connection_breaks(open_town: Open, how: str):
    async with open_town() as town:
        await town.ask(QUESTION)
        await town.discord.drop(how)
        missed = []
        if how in {"reconnect", "close"}:  # the session is resumed, with the events missed in between
            missed = [asyncio.create_task(town.mention(QUESTION, "bob"))]
        assert await town.discord.wait_ready(15, commands=False), town.discord.bot_log[-1]
        for answer in ((await town.ask(QUESTION)), (await town.mention(QUESTION)), *[await task for task in missed]):
            assert QUOTE in unbold(answer.text)
        assert town.discord.resumes == len(missed)


async def test_half_a_character_in_a_question_leaves_the_bot_running(open_town: Open):
    async with open_town() as town:
        halved = await town.mention(f"{QUESTION} \ud83d")
        assert QUOTE in unbold(halved.text)
        assert QUOTE in unbold((await town.ask(QUESTION)).text)


@pytest.mark.parametrize(("status", "wait"), [(500, 1.0), (429, 0.5)])
async def test_failed_calls_are_retried_and_nobody_gets_an_answer_twice(open_town: Open, status: int, wait: float):
    async with open_town() as town:
        turned = await town.ask(SEVERAL, "dora")
        shared = await town.ask(QUESTION, "erik", private=True)
        faults = [town.fail(CALLBACK, status=status), town.fail(CHANNEL_POST, method="POST", status=status)]
        for answer in await asyncio.gather(town.ask(QUESTION), town.mention(QUESTION)):
            assert QUOTE in unbold(answer.text)
            assert answer.first_ms >= wait * 1000
        faults.append(town.fail(CALLBACK, status=status))
        assert (await town.click(turned, "Next")).edits == 1
        faults.append(town.fail(r"^/webhooks/\d+/[^/]+$", method="POST", status=status))
        await town.share(shared)

        faults.append(town.fail(DEFERRED_EDIT, method="PATCH", status=status, times=2))
        for size in (20, 80, 320):  # enough to keep the bot so busy that it defers some answers
            crowd = await town.crowd(lambda number: town.ask(QUESTION, f"user{number}"), size)
            assert all(QUOTE in unbold(answer.text) and not answer.pending for answer in crowd)
            if sum(answer.deferred for answer in crowd) >= 2:
                break
        assert [fault["times"] for fault in faults] == [0] * 5
        if status == 429:
            await town.expect_log("WARNING .*(is rate limited|are being rate limited)")


async def test_an_answer_that_arrived_despite_an_error_is_not_sent_again(open_town: Open):
    discord = new_discord()
    route, counted, lost = discord._route, {}, set()

    async def lose(method: str, path: str, body: Any, call: Any) -> tuple[int, Any]:
        """Accept every first try but report it as failed. `FakeDiscord` does not support `enforce_nonce`, as Discord does."""
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
    async with open_town(discord) as town:
        with town.breaking_rules("double_ack"):
            answers = await asyncio.gather(town.ask(QUESTION), town.mention(QUESTION))
            await eventually(lambda: [call.status for call in town.calls("POST", CALLBACK)] == [500, 400])
            await eventually(lambda: [call.status for call in town.calls("POST", CHANNEL_POST)] == [500, 200])
        assert all(QUOTE in unbold(answer.text) for answer in answers)


async def test_a_cut_connection_is_retried_and_then_logged(open_town: Open):
    discord = new_discord()
    enter, cuts = discord._entry, []

    async def cut(request: Any) -> Any:
        if request.method == "POST" and cuts and re.search(cuts[0], request.path.removeprefix("/api/v10")):
            del cuts[0]
            request.transport.abort()
            return fakediscord().web.Response()
        return await enter(request)

    discord._entry = cut
    async with open_town(discord) as town:
        for path, ask in ((CALLBACK, town.ask), (CHANNEL_POST, town.mention)):
            cuts.append(path)
            assert QUOTE in unbold((await ask(QUESTION)).text)
        cuts += [CHANNEL_POST] * 9
        assert not (await town.mention(QUESTION, owed=0, timeout=2)).messages
        await town.expect_log("WARNING .*connection to Discord failed")
        cuts.clear()
        assert QUOTE in unbold((await town.mention(QUESTION)).text)


async def test_slow_calls_give_one_answer_and_late_or_deleted_questions_are_logged(open_town: Open):
    async with open_town() as town:
        town.fail(CALLBACK, status=0, delay=1.5)
        town.fail(CHANNEL_POST, method="POST", status=0, delay=1.5)
        slow = await asyncio.gather(town.ask(QUESTION), town.mention(QUESTION, "bob"))
        assert [len(answer.messages) for answer in slow] == [1, 1]

        answer = await town.ask(SEVERAL)
        town.fail(CALLBACK, status=404, code=UNKNOWN_MESSAGE, message="Unknown Message")
        gone = await town.click(answer, "Next", owed=1)
        assert gone.ephemeral
        assert gone.text == WORDS["message_gone"]

        town.discord.ACK_LIMIT = ACK_SECONDS
        with town.breaking_rules("no_ack_3s", "late_ack"):
            town.fail(CALLBACK, status=0, delay=3.3, times=2)
            await asyncio.gather(town.ask(QUESTION, owed=0), town.click(answer, "Next"))
            await eventually(lambda: sum(call.status == 404 for call in town.calls("POST", CALLBACK)) == 3)
        await eventually(lambda: sum("expired before it was answered" in line for line in town.discord.bot_log) == 2)
        await town.expect_log("WARNING an interaction from member .* expired before it was answered")
        town.discord.ACK_LIMIT = BUSY_ACK_SECONDS

        with town.breaking_rules("MESSAGE_REFERENCE_UNKNOWN_MESSAGE"):
            posting = town.fail(CHANNEL_POST, method="POST", status=0, delay=0.5)
            asking = asyncio.create_task(town.mention(QUESTION, owed=0, timeout=1.0))
            await eventually(lambda: not posting["times"])  # the answer is being sent
            (question,) = [outcome.source for outcome in town.discord.watching]
            del town.discord.messages[question["id"]]
            assert not (await asking).messages
        assert "a question was deleted before it was answered" in town.discord.bot_log[-2]
        assert QUOTE in unbold((await town.mention(QUESTION)).text)


async def test_buttons_survive_a_restart_and_commands_are_registered_once(open_town: Open):
    async with open_town() as town:
        assert len(town.calls("PUT", "/commands$")) == 1
        public = await town.ask(SEVERAL)
        unsure = await town.mention(UNSURE, "bob")
        private = await town.ask(QUESTION, "carl", private=True)
        before = await town.restart()
        assert (await town.click(public, "Next")).edits == 1
        assert WORDS["place"].format(place=2, count=3) in public.text
        assert (await town.click(unsure, WORDS["others"].format(count=1), "carl", owed=1)).ephemeral
        await town.share(private)
        assert QUOTE in unbold((await town.ask(QUESTION)).text)
        assert [town.calls(method, "/commands", before) for method in ("PUT", "POST", "PATCH", "DELETE")] == [[], [], [], []]
        assert "commands are already registered" in "\n".join(town.discord.bot_log)


async def test_commands_tried_out_in_one_server_do_not_appear_twice_later(open_town: Open, shipped: Settings, tmp_path: Path):
    discord = new_discord()
    async with open_town(discord, guild=int(discord.guild_id)) as town:
        names = [command["name"] for command in discord.commands[discord.guild_id]]
        assert sorted(names) == sorted(WORDS[f"{name}_name"] for name in ("ask", "corpus", "privacy", "find", "save"))
        assert discord.commands[None] == []
        assert QUOTE in unbold((await town.ask(QUESTION)).text)
        with pytest.raises(fakediscord().DriverError, match="not offered in direct messages"):
            await town.ask(QUESTION, dm=True, owed=0)
        write_config(tmp_path, shipped, cooldown=0)
        await town.restart()
        assert [command["name"] for command in discord.commands[None]] == names
        await eventually(lambda: discord.commands[discord.guild_id] == [])
        assert QUOTE in unbold((await town.ask(QUESTION, dm=True)).text)


async def test_if_the_bot_may_not_write_the_author_gets_a_private_notice_and_the_log_a_warning(open_town: Open):
    discord = new_discord()
    channel = discord.channel("readonly")
    async with open_town(discord) as town:
        command = f"</ask:{discord.find_command('ask')['id']}>"
        notice = await town.mention_for_notice(QUESTION, "bob", channel="readonly")
        assert notice == WORDS["no_permission"].format(channel=f"<#{channel['id']}>", command=command)
        await town.expect_log(f"WARNING .*channel {channel['id']}.*; allow the bot's role to send messages there")
        assert town.calls("POST", f"^/channels/{channel['id']}/") == []  # the bot does not even try
        assert QUOTE in unbold((await town.ask(QUESTION, "bob", channel="readonly")).text)

        town.fail(CHANNEL_POST, method="POST", status=403, code=NOT_ALLOWED, message="Missing Permissions")
        assert not (await town.mention(QUESTION, owed=0)).messages  # the permission has just been revoked
        await town.expect_log(f"WARNING .*channel {discord.general['id']}.*; allow the bot's role to write there")
        assert QUOTE in unbold((await town.mention(QUESTION)).text)


async def test_members_who_ask_too_fast_or_too_many_at_once_are_asked_to_wait(open_town: Open):
    discord = new_discord()
    async with open_town(discord, cooldown=60, waiting=2) as town:
        assert QUOTE in unbold((await town.ask(QUESTION)).text)
        now = time.time()
        hasty = await town.ask(QUESTION)
        when = re.compile(re.escape(WORDS["cooldown"]).replace(r"\{when\}", r"<t:(\d+):R>"))
        (until,) = when.fullmatch(hasty.text).groups()
        assert now < int(until) <= time.time() + 61
        assert hasty.ephemeral
        assert when.fullmatch(await town.mention_for_notice(QUESTION, "alice"))
        assert QUOTE in unbold((await town.mention(QUESTION, "bob")).text)

        crowd = await town.crowd(lambda number: town.ask(QUESTION, f"user{number}"))
        refused = [answer for answer in crowd if answer.text == WORDS["busy"]]
        assert all(answer.ephemeral for answer in refused)
        assert all(QUOTE in unbold(answer.text) for answer in crowd if answer not in refused)
        assert 2 <= len(crowd) - len(refused) < 20
        first = refused[0]
        member = next(name for name, user in discord.users.items() if user["id"] == first.user_id)
        assert QUOTE in unbold((await town.ask(QUESTION, member)).text)  # a refusal does not start the cooldown


async def test_a_crowd_is_answered_by_processes_one_of_which_may_be_killed(open_town: Open):
    async with open_town(answering_processes=2) as town:
        await eventually(lambda: len(answering_processes(town.discord.bot.pid)) == 2)
        for answer in await town.crowd(lambda which: town.ask(QUESTION, f"user{which}")):
            assert QUOTE in unbold(answer.text)
        os.kill(min(answering_processes(town.discord.bot.pid)), signal.SIGKILL)
        await eventually(lambda: not answering_processes(town.discord.bot.pid))
        for answer in await town.crowd(lambda which: town.ask(QUESTION, f"user{which}")):
            assert QUOTE in unbold(answer.text)
        await town.expect_log("WARNING .*was killed")


async def test_a_forum_post_is_answered_once_if_the_documents_answer_it_and_else_ignored(open_town: Open):
    discord = new_discord()
    forum, other = (discord.add_channel(name, type=FORUM) for name in ("help", "chat"))
    async with open_town(discord, forums=[int(forum["id"])]) as town:
        answered = town.post(forum, QUESTION, "bob", owed=1)
        await eventually(lambda: town.written_in(answered))
        assert QUOTE in unbold(text(town.written_in(answered)[0]))
        ignored = [town.post(forum, title, f"user{title}") for title in (UNSURE, ABSENT, "???", "<@&1> @everyone")]
        ignored += [town.post(other, QUESTION, "carl"), town.post(forum, "Hello", "dora", body=QUESTION)]

        early = town.fail(CHANNEL_POST, method="POST", status=403, code=TOO_EARLY, times=2)
        retried = town.post(forum, QUESTION, "erik", owed=1)
        await eventually(lambda: town.written_in(retried))
        assert early["times"] == 0

        town.fail(CHANNEL_POST, method="POST", status=403, code=NOT_ALLOWED, message="Missing Permissions")
        refused = town.post(forum, QUESTION, "fay")
        await eventually(lambda: f"forum {forum['id']}" in town.discord.bot_log[-2])
        assert "failed: discord" in town.discord.bot_log[-1]
        await town.expect_log(f"WARNING .*forum {forum['id']}.*; allow the bot's role to write there")
        assert [town.written_in(thread) for thread in [*ignored, refused]] == [[]] * 7

        mentioning = town.post(forum, QUESTION, "gus", body=f"<@{discord.app_id}> Do you know?", owed=1)
        await eventually(lambda: town.written_in(mentioning))
        assert QUOTE in unbold(text(town.written_in(mentioning)[0]))
        assert town.written_in(mentioning)[0]["message_reference"]["message_id"] == mentioning["id"]
        followed_up = await town.mention(UNSURE, "bob", channel=answered["id"])
        assert WORDS["unsure"] in followed_up.text


async def test_the_body_of_a_forum_post_is_read_if_the_admin_allows_it(open_town: Open):
    discord = new_discord()
    forum = discord.add_channel("help", type=FORUM)
    async with open_town(discord, forums=[int(forum["id"])], message_content=True) as town:
        posts = [town.post(forum, "Please help", f"user{number}", body=QUESTION, owed=1) for number in range(3)]
        await eventually(lambda: all(town.written_in(post) for post in posts))
        assert all(QUOTE in unbold(text(message)) for post in posts for message in town.written_in(post))


async def test_a_bot_outside_the_server_of_its_commands_logs_it_and_answers_messages(open_town: Open):
    async with open_town(registers=False, guild=123456) as town:
        await town.expect_log("WARNING cannot register commands in server 123456: the bot is not in it; invite it, or fix")
        assert QUOTE in unbold((await town.mention(QUESTION)).text)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_open_answers_are_finished_before_the_bot_exits(open_town: Open, number: int):
    async with open_town() as town:
        town.fail(CALLBACK, status=0, delay=3)  # on a busy machine, the signal and the last question take seconds
        slow = asyncio.create_task(town.ask(QUESTION))
        await eventually(lambda: town.calls("POST", CALLBACK))
        crowd = asyncio.create_task(town.crowd(lambda which: town.ask(QUESTION, f"user{which}")))
        await eventually(lambda: sum(outcome.acked for outcome in town.discord.outcomes.values()) >= 2)
        started = time.monotonic()
        ending = asyncio.create_task(town.end(number))
        await asyncio.sleep(0.3)  # by now the bot has received the signal
        late = asyncio.create_task(town.ask(QUESTION, "zoe"))
        assert await ending == 0
        assert time.monotonic() - started < 10
        assert QUOTE in unbold((await slow).text)
        assert (await late).text == WORDS["stopping"]
        for answer in await crowd:
            assert not answer.pending
            assert QUOTE in unbold(answer.text) or answer.text == WORDS["stopping"]


EDITED = "300,000 farmers"
BUILD_SECONDS = 30.0
"""Seconds after which a build in its own process must have finished, however busy the machine is."""


@pytest.fixture
def own(shipped: Settings, tmp_path: Path) -> Settings:
    """A project with its own copy of the shipped corpus, which tests may edit."""
    return own_project(tmp_path / "own", shipped)


def edit(own: Settings, before: str = QUOTE, after: str = EDITED) -> None:
    """Replace a text in the document."""
    page = own.root / "page.md"
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after), encoding="utf-8")


async def test_an_admin_rebuilds_after_an_edit_and_the_next_answer_uses_it(own: Settings, tmp_path: Path):
    async with running_town(new_discord(), own, tmp_path) as town:
        assert QUOTE in unbold((await town.ask(QUESTION)).text)
        assert WORDS["up_to_date"] in (await town.corpus("status")).text
        edit(own)
        pending = await town.corpus("status")
        assert "page.md has changed" in pending.text
        assert pending.ephemeral
        rebuilt = await town.corpus("rebuild")
        assert rebuilt.ephemeral
        await eventually(lambda: WORDS["rebuilt"] in rebuilt.text, BUILD_SECONDS)
        assert WORDS["changes"].format(added=0, changed=1, removed=0) in rebuilt.text
        gone, come = [line for line in rebuilt.text.split("\n") if line.startswith(("`−`", "`+`"))]
        assert QUOTE in unbold(gone)
        assert EDITED in unbold(come)
        assert "**300,000**" in come
        assert EDITED in unbold((await town.ask(QUESTION)).text)
        unchanged = await town.corpus("rebuild")
        await eventually(lambda: WORDS["unchanged"] in unchanged.text, BUILD_SECONDS)

        (own.root / "page.md").write_bytes(b"\xff\xfe\xfd")
        failed = await town.corpus("rebuild")
        await eventually(lambda: WORDS["not_rebuilt"] in failed.text, BUILD_SECONDS)
        assert "page.md" in failed.text
        await town.expect_log("ERROR .*page.md")
        assert EDITED in unbold((await town.ask(QUESTION)).text)


async def test_only_admins_and_corpus_roles_can_use_the_corpus_commands(own: Settings, tmp_path: Path):
    discord = new_discord()
    discord.roles["writer"] = discord._role("1210000000000000003", "writer", 0, 3)
    discord.add_user("wim", roles=["writer"])
    async with running_town(discord, own, tmp_path) as town:
        for user in ("alice", "wim"):
            with pytest.raises(fakediscord().DriverError, match="hidden"):
                await town.corpus("rebuild", user, owed=0)
            for command in ("rebuild", "status"):  # as if an admin had made it visible to everyone
                refused = await town.corpus(command, user, force=True)
                assert refused.text == WORDS["not_allowed"]
                assert refused.ephemeral
        with pytest.raises(fakediscord().DriverError, match="not offered in direct messages"):
            await town.corpus("status", dm=True, owed=0)
        assert WORDS["answers_from"] in (await town.corpus("status")).text

        write_config(tmp_path, own, cooldown=0, corpus_roles=[1210000000000000003])
        await town.restart()
        for user in ("admin", "wim"):
            assert WORDS["answers_from"] in (await town.corpus("status", user)).text
        assert (await town.corpus("status")).ephemeral
        assert (await town.corpus("status", "alice")).text == WORDS["not_allowed"]


async def test_two_admins_follow_one_rebuild_and_it_stops_with_the_bot(own: Settings, tmp_path: Path):
    async with running_town(new_discord(), own, tmp_path) as town:
        edit(own)
        with IndexFolder(own.index_folder).lock(lambda: None):  # another build holds the lock until the end of the block
            rebuilds = [await town.corpus("rebuild", user, timeout=10) for user in ("admin", "owner")]
            for rebuilt in rebuilds:
                assert WORDS["rebuilding"] in rebuilt.text
                assert rebuilt.ephemeral
            assert WORDS["is_building"] in (await town.corpus("status")).text
            assert QUOTE in unbold((await town.ask(QUESTION)).text)
            started = time.monotonic()
            assert await town.end() == 0
            assert time.monotonic() - started < 5
            assert [rebuilt.text for rebuilt in rebuilds] == [WORDS["stopping"]] * 2


async def test_edits_that_were_indexed_or_cannot_be_read_are_reported_in_a_channel(shipped: Settings, tmp_path: Path):
    own = own_project(tmp_path / "own", shipped, watch=True)
    discord = new_discord()
    news = discord.add_channel("news")
    async with running_town(discord, own, tmp_path, report_to=int(news["id"])) as town:
        assert WORDS["watched"] in (await town.corpus("status")).text
        town.owed += 2
        edit(own)
        await eventually(lambda: town.written_in(news), BUILD_SECONDS)
        assert WORDS["took_in"] in text(town.written_in(news)[0])
        assert EDITED in unbold(text(town.written_in(news)[0]))
        assert EDITED in unbold((await town.ask(QUESTION)).text)
        (own.root / "page.md").write_bytes(b"\xff\xfe\xfd")
        await eventually(lambda: len(town.written_in(news)) == 2, BUILD_SECONDS)
        assert WORDS["not_taken_in"] in text(town.written_in(news)[1])
        assert "page.md" in text(town.written_in(news)[1])
        await town.expect_log("ERROR .*page.md")
        assert EDITED in unbold((await town.ask(QUESTION)).text)


@asynccontextmanager
async def hang_up_server() -> AsyncIterator[str]:
    """Yield the address of a server that hangs up on every client."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v10"


async def test_a_bot_that_cannot_start_prints_one_line_with_the_fix(shipped: Settings, tmp_path: Path):
    discord = new_discord(privileged=0)
    token = {"DISCORD_TOKEN": discord.token}
    async with discord, hang_up_server() as rude:
        api = {"FOOTNOTE_DISCORD_API": discord.api_base}
        folders = {name: tmp_path / name for name in ("empty", "good", "greedy")}
        for folder in folders.values():
            folder.mkdir()
        write_config(folders["good"], shipped)
        write_config(folders["greedy"], shipped, message_content=True)
        cases = [
            (78, folders["empty"], {**api, **token}, "config.yaml", "run footnote in the folder of config.yaml"),
            (78, folders["good"], api, "DISCORD_TOKEN", "set DISCORD_TOKEN_FILE to its path"),
            (78, folders["good"], {**api, "DISCORD_TOKEN": "wrong"}, "DISCORD_TOKEN", "copy it again"),
            (78, folders["good"], {**api, **token, "DISCORD_TOKEN_FILE": "x"}, "DISCORD_TOKEN_FILE", "remove one of them"),
            (
                1,
                folders["good"],
                {**token, "FOOTNOTE_DISCORD_API": "http://127.0.0.1:9/api/v10"},
                "127.0.0.1:9",
                "check the network",
            ),
            (
                78,
                folders["good"],
                {**token, "FOOTNOTE_DISCORD_API": discord.api_base[:-4]},
                "FOOTNOTE_DISCORD_API",
                "write it like",
            ),
            (1, folders["good"], {**token, "FOOTNOTE_DISCORD_API": rude}, rude, "check the network"),
            (78, folders["good"], {**token, "FOOTNOTE_DISCORD_API": f"{discord.api_base}/v1"}, "v1", "check the address"),
            (78, folders["greedy"], {**api, **token}, "discord.message_content", "switch on Message Content Intent"),
        ]
        for expected, folder, variables, what, fix in cases:
            code, lines = await serve_until_exit(folder, **variables)
            (line,) = [line for line in lines if " INFO " not in line]
            assert code == expected, line
            assert line.startswith("footnote: ")
            assert what in line
            assert fix in line
            assert discord.token not in line
        assert {violation["rule"] for violation in discord.violations} == {"bad_token", "disallowed_intents", "unknown_route"}
