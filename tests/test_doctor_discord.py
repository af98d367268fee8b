"""`footnote doctor`: its checks of the bot in Discord, run against the local Discord."""

import asyncio
import contextlib
import os
import sys

import pytest
from aiohttp import web
from discord import Permissions
from discord.http import Route

from bot.chat.client import PERMISSIONS, invite_link
from bot.chat.inspecting import application
from bot.chat.inspecting.servers import _missing_permissions
from bot.cli import main
from bot.doctor import machine
from bot.rendering.texts import Translations
from index.settings import DiscordSettings
from tests.checkups import Report, tried_out
from tests.local_discord import FORUM, TEXT, environment, new_discord, town, write_config

UNKNOWN = "not.the.token"
ON_DISCORD = ("Connection", "Bot", "Application", "Intents", "Installation", "Servers", "Commands")
BITS = {"content": 1 << 18, "content in few servers": 1 << 19}
"""Flags of an application that has the message content intent."""
NEEDED = "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions=274877975552"
"""The invite link. Permissions: View Channels, Send Messages, Read Message History, Send Messages in Threads."""


async def examine(folder, *arguments, code=None, **variables):
    """Run the real command and return its report; checks that it prints no error and no token."""
    known = {key: value for key, value in os.environ.items() if key not in {"DISCORD_TOKEN", "FOOTNOTE_DISCORD_API"}}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", "--json", *arguments),
        cwd=folder,
        env={**known, **environment(**variables)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    stdout, stderr = await asyncio.wait_for(process.communicate(), 60)
    assert stderr == b""
    if token := variables.get("DISCORD_TOKEN"):
        assert token.encode() not in stdout
    return Report(process.returncode, stdout)


@pytest.fixture
async def discord():
    """A local Discord with an application that servers and members can install; checks that the doctor only reads."""
    discord = new_discord()
    application = discord.r_app(None, None)
    application |= {"integration_types_config": {"0": {}, "1": {}}, "flags": 0}
    discord.application = application
    discord.r_app = lambda call, body: application
    await discord.start()
    yield discord
    assert {call.method for call in discord.calls} <= {"GET"}
    await discord.stop()


@pytest.fixture
def examine_here(tmp_path, shipped, monkeypatch, capsys):
    """Run the command in this process for a bot with these Discord settings; packages are imported once for all tests."""
    monkeypatch.setattr(machine, "find_unimportable", lambda modules: tried_out(tuple(modules)))
    monkeypatch.setattr("discord.http.Route.BASE", Route.BASE)  # restores it afterwards
    monkeypatch.chdir(tmp_path)

    async def examine_here(token, api, **settings):
        write_config(tmp_path, shipped, **settings)
        monkeypatch.setenv("DISCORD_TOKEN", token)
        monkeypatch.setenv("FOOTNOTE_DISCORD_API", api)
        capsys.readouterr()
        code = await asyncio.to_thread(main, ["doctor", "--json"])
        printed = capsys.readouterr()
        assert printed.err == ""
        assert token not in printed.out
        return Report(code, printed.out)

    return examine_here


@pytest.fixture
def examine_bot(discord, examine_here):
    """Run the doctor for a bot with these Discord settings, in this process."""

    async def examine_bot(*, token=None, api=None, **settings):
        return await examine_here(token or discord.token, api or discord.api_base, **settings)

    return examine_bot


@pytest.fixture
def inspect(discord, monkeypatch):
    """Run the Discord checks in this process with these settings, and return them by name."""
    monkeypatch.setenv("DISCORD_TOKEN", discord.token)
    monkeypatch.setattr("discord.http.Route.BASE", discord.api_base)

    async def inspect(**settings):
        found = await asyncio.to_thread(application.inspect, DiscordSettings(**settings), Translations.load())
        checks = {check.name: check for check in found.checks}
        assert len(checks) == len(found.checks)
        return checks

    return inspect


async def test_a_bot_set_up_correctly_fails_no_check_and_gets_its_invite_link(discord, tmp_path, shipped):
    write_config(tmp_path, shipped)
    report = await examine(tmp_path, DISCORD_TOKEN=discord.token, FOOTNOTE_DISCORD_API=discord.api_base)
    assert report.is_ok
    assert report.named("warning") == ["Commands"]
    assert set(ON_DISCORD[:-1]) <= set(report.named("ok"))
    assert report.of("Bot")[1] == f"footnote#0001, application {discord.app_id}"
    assert report.invite == NEEDED.format(discord.app_id)
    assert report.of("Commands")[1].startswith("not registered: ")


@pytest.mark.parametrize("record", [None, "record.db"])
async def test_commands_registered_by_serve_are_ok_until_they_change(shipped, tmp_path, record):
    discord = new_discord()
    async with town(discord, shipped, tmp_path, record=record):
        variables = {"DISCORD_TOKEN": discord.token, "FOOTNOTE_DISCORD_API": discord.api_base}
        before = [call.method for call in discord.calls].count("PUT")
        found = (await examine(tmp_path, **variables)).of("Commands")
        assert found == ("ok", "Find the answer, Save as answer, ask, corpus, privacy, registered everywhere", None)
        discord.commands[None][0]["description"] = "Something else"
        discord.commands[None].pop()
        state, found, fix = (await examine(tmp_path, **variables)).of("Commands")
        assert state == "warning"
        assert "outdated" in found
        assert "not registered" in found
        assert "footnote serve" in fix
        assert [call.method for call in discord.calls].count("PUT") == before


async def test_commands_of_one_server_are_checked_in_that_server(examine_bot, discord):
    report = await examine_bot(guild=int(discord.guild_id))
    assert report.of("discord.guild")[0] == "ok"
    assert f"(in server {discord.guild_id})" in report.of("Commands")[1]


async def test_an_unknown_token_is_reported_and_checks_that_need_it_are_skipped(examine_bot):
    report = await examine_bot(token=UNKNOWN)
    [failure] = [check for check in report.checks if check["state"] == "failed"]
    assert failure["found"] == "DISCORD_TOKEN: Discord rejected this token"
    assert set(ON_DISCORD[2:]) <= set(report.named("skipped"))
    assert report.invite is None


async def test_what_cannot_be_a_token_is_not_sent_to_discord(examine_bot, discord):
    report = await examine_bot(token="with blanks in it")  # noqa: S106  # no token
    [failure] = [check for check in report.checks if check["state"] == "failed"]
    assert failure["found"] == "DISCORD_TOKEN: contains white space"
    assert set(ON_DISCORD[1:]) <= set(report.named("skipped"))
    assert discord.calls == []


async def test_without_a_token_all_discord_checks_are_skipped_and_name_the_variable(tmp_path, shipped):
    write_config(tmp_path, shipped)
    report = await examine(tmp_path)
    assert report.named("failed") == ["Token"]
    assert report.named("skipped") == list(ON_DISCORD)
    assert {check["fix"] for check in report.checks if check["state"] == "skipped"} == {"set DISCORD_TOKEN"}
    assert (await examine(tmp_path, "--offline")).is_ok


async def test_if_the_address_cannot_be_reached_only_the_connection_fails(examine_bot):
    report = await examine_bot(api="http://127.0.0.1:9/api/v10")
    assert report.named("failed") == ["Connection"]
    assert "http://127.0.0.1:9/api/v10 cannot be reached" in report.of("Connection")[1]
    assert set(ON_DISCORD[1:]) <= set(report.named("skipped"))


async def test_an_invalid_address_is_reported(examine_bot):
    report = await examine_bot(api="discord.com")
    assert report.of("Connection")[:2] == ("failed", "FOOTNOTE_DISCORD_API: 'discord.com' is not an API address")


@pytest.mark.parametrize("answer", [(200, "<html>Welcome</html>"), (404, "nothing"), (503, "down"), (403, "no")])
async def test_a_server_that_is_not_discord_is_reported(examine_here, answer):
    status, text = answer
    async with web_server(lambda request: web.Response(status=status, text=text, content_type="text/html")) as port:
        report = await examine_here(UNKNOWN, f"http://127.0.0.1:{port}/v10")
    assert report.named("failed") == ["Connection"]


@contextlib.asynccontextmanager
async def web_server(answer):
    async def handle(request):
        return answer(request)

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_waiting_for_discord_has_a_time_limit(inspect, discord, monkeypatch):
    monkeypatch.setattr(application, "TIMEOUT_SECONDS", 0.3)
    discord.fail("/users/@me/guilds", status=0, delay=2.0)
    discord.fail("/commands", status=500, times=9)
    found = await inspect()
    assert found["Commands"].state == "failed"
    assert found["Servers"].state == "failed"
    assert "no answer within" in found["Servers"].found
    assert found["Bot"].state == found["Intents"].state == "ok"


async def test_a_missing_intent_fails_only_if_the_settings_need_it(examine_bot, inspect):
    assert (await inspect())["Intents"].state == "ok"
    state, found, fix = (await examine_bot(message_content=True)).of("Intents")
    assert (state, found) == ("failed", "discord.message_content: Discord does not let this bot read message content")
    assert "Message Content Intent" in fix


@pytest.mark.parametrize("flags", BITS.values(), ids=BITS)
async def test_a_granted_intent_is_recognized(inspect, discord, flags):
    discord.application["flags"] = flags
    assert (await inspect(message_content=True))["Intents"].found == "message content is granted"


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"interactions_endpoint_url": "https://example.org"}, "Application", ("failed", "Interactions Endpoint URL")),
        ({"bot_require_code_grant": True}, "Application", ("failed", "code grant")),
        ({"bot_public": False}, "Application", ("ok", "only its owner")),
        ({"integration_types_config": {"0": {}}}, "Installation", ("warning", "members cannot")),
        ({"integration_types_config": {"1": {}}}, "Installation", ("failed", "cannot be added to servers")),
        ({"integration_types_config": {}}, "Installation", ("skipped", "does not say")),
    ],
)
async def test_other_settings_in_the_developer_portal_are_reported(inspect, discord, changes, name, expected):
    discord.application.update(changes)
    found = (await inspect())[name]
    assert found.state == expected[0]
    assert expected[1] in found.found


async def test_missing_permissions_in_a_server_are_named(examine_bot, inspect, discord):
    for role in ("@everyone", "bot"):
        permissions = int(discord.roles[role]["permissions"])
        discord.roles[role]["permissions"] = str(permissions & ~(1 << 38))
    state, found, fix = (await examine_bot()).of("Servers")
    assert state == "failed"
    assert found == f"missing permissions in Test Guild ({discord.guild_id}): Send Messages in Threads"
    assert fix
    discord.roles["bot"]["permissions"] = "8"  # an administrator
    assert (await inspect())["Servers"].state == "ok"


async def test_a_bot_in_no_server_gets_a_hint_to_the_invite_link(inspect, discord):
    discord.r_my_guilds = lambda call, body: []
    found = await inspect(guild=int(discord.guild_id), ask_role=5)
    assert found["Servers"].state == "warning"
    assert "invite link" in str(found["Servers"].fix)
    assert found["discord.guild"].state == "failed"


async def test_existing_channels_and_roles_of_the_settings_are_ok(examine_bot, discord):
    forum = discord.add_channel("help", type=FORUM)
    settings = {
        "report_to": int(discord.general["id"]),
        "forums": [int(forum["id"])],
        "threads": [int(discord.general["id"])],
        "ask_role": int(discord.roles["admin"]["id"]),
        "corpus_roles": [int(discord.roles["bot"]["id"])],
    }
    report = await examine_bot(**settings)
    assert {f"discord.{key}" for key in settings} <= set(report.named("ok"))
    assert report.of("discord.report_to")[1] == f"#general ({discord.general['id']})"
    assert report.of("discord.ask_role")[1] == f"@admin ({discord.roles['admin']['id']})"


@pytest.mark.parametrize("key", ["guild", "report_to", "forums", "threads", "ask_role", "corpus_roles"])
async def test_an_unknown_id_is_reported_under_its_key(inspect, key):
    found = await inspect(**{key: (42,) if key in {"forums", "threads", "corpus_roles"} else 42})
    assert [check.name for check in found.values() if check.state == "failed"] == [f"discord.{key}"]
    assert "42" in found[f"discord.{key}"].found


async def test_a_channel_of_the_wrong_kind_is_reported(inspect, discord):
    forum, text = discord.add_channel("help", type=FORUM), discord.add_channel("talk", type=TEXT)
    report = await inspect(report_to=int(forum["id"]), forums=(int(text["id"]),), threads=(int(forum["id"]),))
    assert report["discord.report_to"].found == f"#help ({forum['id']}) is not a channel that accepts messages"
    assert report["discord.forums"].found == f"#talk ({text['id']}) is not a forum"
    assert report["discord.threads"].found == f"#help ({forum['id']}) is not a text channel"


async def test_a_channel_that_the_bot_cannot_write_in_or_see_is_reported(inspect, discord):
    closed = discord.add_channel("closed", bot_deny=1 << 11)
    found = (await inspect(report_to=int(closed["id"])))["discord.report_to"]
    assert (found.state, found.found) == ("failed", f"missing permissions in #closed ({closed['id']}): Send Messages")
    flat = discord.add_channel("flat", bot_deny=1 << 35)
    found = (await inspect(threads=(int(flat["id"]),)))["discord.threads"]
    assert (found.state, found.found) == ("failed", f"missing permissions in #flat ({flat['id']}): Create Public Threads")
    discord.fail(f"/channels/{closed['id']}", status=403, code=50001)
    found = (await inspect(report_to=int(closed["id"])))["discord.report_to"]
    assert (found.state, found.found) == ("failed", f"the bot cannot see channel {closed['id']}")


async def test_discord_is_checked_even_with_a_broken_config(discord, tmp_path):
    (tmp_path / "config.yaml").write_text("documents: [\n")
    report = await examine(tmp_path, DISCORD_TOKEN=discord.token, FOOTNOTE_DISCORD_API=discord.api_base)
    assert report.named("failed") == ["Config"]
    assert {"Connection", "Bot", "Application", "Servers"} <= set(report.named("ok"))
    assert {"Intents", "Commands"} <= set(report.named("skipped"))
    assert report.invite


def test_the_invite_link_requests_the_permissions_that_are_checked():
    assert PERMISSIONS.value == int(NEEDED.rpartition("=")[2])
    missing = _missing_permissions(Permissions.none(), PERMISSIONS).split(", ")
    assert len(missing) == sum(is_needed for _, is_needed in PERMISSIONS)


def test_the_invite_link_asks_to_open_threads_only_if_they_are_wanted():
    assert f"permissions={PERMISSIONS.value}" in invite_link(1, DiscordSettings())
    with_threads = PERMISSIONS | Permissions(create_public_threads=True)
    assert f"permissions={with_threads.value}" in invite_link(1, DiscordSettings(threads=(2,)))
