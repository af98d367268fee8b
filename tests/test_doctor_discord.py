"""`footnote doctor`: what it tells of the bot in Discord, from the local one."""

import asyncio
import contextlib
import os
import sys

import pytest
from aiohttp import web
from discord import Permissions

from bot.chat.client import PERMISSIONS
from bot.chat.inspecting import application
from bot.chat.inspecting.servers import _missing_permissions
from bot.rendering.texts import Translations
from index.settings import DiscordSettings
from tests.checkups import Report
from tests.local_discord import FORUM, TEXT, environment, new_discord, town, write_config

UNKNOWN = "not.the.token"
ON_DISCORD = ("Connection", "Bot", "Application", "Intents", "Installation", "Servers", "Commands")
BITS = {"content": 1 << 18, "content in few servers": 1 << 19}
"""Flags of an application that has the message content intent."""
NEEDED = "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions=274877975552"
"""View Channels, Send Messages, Read Message History and Send Messages in Threads, as Discord numbers them."""


async def examine(folder, *arguments, code=None, **variables):
    """Run the real command against whatever is at the address."""
    known = {key: value for key, value in os.environ.items() if key not in {"DISCORD_TOKEN", "FOOTNOTE_DISCORD_API"}}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", "--json", *arguments),
        cwd=folder,
        env={**known, **environment(**variables)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaints = await asyncio.wait_for(process.communicate(), 60)
    assert complaints == b""
    if token := variables.get("DISCORD_TOKEN"):
        assert token.encode() not in said
    return Report(process.returncode, said)


@pytest.fixture
async def discord():
    """A local Discord, with an application that can be installed by servers and members."""
    there = new_discord()
    application = there.r_app(None, None)
    application |= {"integration_types_config": {"0": {}, "1": {}}, "flags": 0}
    there.application = application
    there.r_app = lambda call, body: application
    await there.start()
    yield there
    assert {call.method for call in there.calls} <= {"GET"}
    await there.stop()


@pytest.fixture
def ask(discord, tmp_path, shipped):
    """What the doctor says of the bot with these settings."""

    async def ask(*, token=None, api=None, **settings):
        write_config(tmp_path, shipped, **settings)
        return await examine(tmp_path, DISCORD_TOKEN=token or discord.token, FOOTNOTE_DISCORD_API=api or discord.api_base)

    return ask


@pytest.fixture
def look(discord, monkeypatch):
    """The checks of Discord by their names, with these settings, in this process."""
    monkeypatch.setenv("DISCORD_TOKEN", discord.token)
    monkeypatch.setattr("discord.http.Route.BASE", discord.api_base)

    async def look(**settings):
        found = await asyncio.to_thread(application.inspect, DiscordSettings(**settings), Translations.load())
        checks = {check.name: check for check in found.checks}
        assert len(checks) == len(found.checks)
        return checks

    return look


async def test_a_bot_that_is_set_up_well_has_no_cross_and_gets_its_invite_link(ask, discord):
    report = await ask()
    assert report.is_ok
    assert report.named("warning") == ["Commands"]
    assert set(ON_DISCORD[:-1]) <= set(report.named("ok"))
    assert report.of("Bot")[1] == f"footnote#0001, application {discord.app_id}"
    assert report.invite == NEEDED.format(discord.app_id)
    assert report.of("Commands")[1].startswith("not registered: ")


async def test_commands_that_serve_has_registered_are_as_they_should_be(shipped, tmp_path):
    discord = new_discord()
    async with town(discord, shipped, tmp_path):
        variables = {"DISCORD_TOKEN": discord.token, "FOOTNOTE_DISCORD_API": discord.api_base}
        before = [call.method for call in discord.calls].count("PUT")
        found = (await examine(tmp_path, **variables)).of("Commands")
        assert found == ("ok", "Find the answer, ask, corpus, registered everywhere", None)
        discord.commands[None][0]["description"] = "Something else"
        discord.commands[None].pop()
        state, found, fix = (await examine(tmp_path, **variables)).of("Commands")
        assert state == "warning"
        assert "outdated" in found
        assert "not registered" in found
        assert "footnote serve" in fix
        assert [call.method for call in discord.calls].count("PUT") == before


async def test_commands_of_one_server_are_looked_for_there(ask, discord):
    report = await ask(guild=int(discord.guild_id))
    assert report.of("discord.guild")[0] == "ok"
    assert f"(in server {discord.guild_id})" in report.of("Commands")[1]


@pytest.mark.parametrize("token", [UNKNOWN, "with blanks in it"])
async def test_a_token_that_discord_does_not_know_is_told_and_what_needs_it_is_skipped(ask, token):
    report = await ask(token=token)
    [failure] = [check for check in report.checks if check["state"] == "failed"]
    assert failure["found"] == "DISCORD_TOKEN: Discord rejected this token"
    assert set(ON_DISCORD[2:]) <= set(report.named("skipped"))
    assert report.invite is None


async def test_without_a_token_all_of_discord_is_skipped_and_says_what_to_set(tmp_path, shipped):
    write_config(tmp_path, shipped)
    report = await examine(tmp_path)
    assert report.named("failed") == ["Token"]
    assert report.named("skipped") == list(ON_DISCORD)
    assert {check["fix"] for check in report.checks if check["state"] == "skipped"} == {"set DISCORD_TOKEN"}
    assert (await examine(tmp_path, "--offline")).is_ok


async def test_with_nothing_at_the_address_the_connection_fails_and_no_more(ask):
    report = await ask(api="http://127.0.0.1:9/api/v10")
    assert report.named("failed") == ["Connection"]
    assert "http://127.0.0.1:9/api/v10 cannot be reached" in report.of("Connection")[1]
    assert set(ON_DISCORD[1:]) <= set(report.named("skipped"))


async def test_an_address_that_is_none_is_told(ask):
    report = await ask(api="discord.com")
    assert report.of("Connection")[:2] == ("failed", "FOOTNOTE_DISCORD_API: 'discord.com' is not an API address")


@pytest.mark.parametrize("answer", [(200, "<html>Welcome</html>"), (404, "nothing"), (503, "down"), (403, "no")])
async def test_what_is_no_discord_is_told(tmp_path, shipped, answer):
    status, text = answer
    write_config(tmp_path, shipped)
    async with web_server(lambda request: web.Response(status=status, text=text, content_type="text/html")) as port:
        report = await examine(tmp_path, DISCORD_TOKEN=UNKNOWN, FOOTNOTE_DISCORD_API=f"http://127.0.0.1:{port}/v10")
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


async def test_a_discord_that_does_not_answer_is_waited_for_only_so_long(look, discord, monkeypatch):
    monkeypatch.setattr(application, "TIMEOUT_SECONDS", 0.3)
    discord.fail("/users/@me/guilds", status=0, delay=2.0)
    discord.fail("/commands", status=500, times=9)
    found = await look()
    assert found["Commands"].state == "failed"
    assert found["Servers"].state == "failed"
    assert "no answer within" in found["Servers"].found
    assert found["Bot"].state == found["Intents"].state == "ok"


async def test_an_intent_that_is_not_granted_fails_only_where_the_settings_want_it(ask, look):
    assert (await look())["Intents"].state == "ok"
    state, found, fix = (await ask(message_content=True)).of("Intents")
    assert (state, found) == ("failed", "discord.message_content: Discord does not let this bot read message content")
    assert "Message Content Intent" in fix


@pytest.mark.parametrize("flags", BITS.values(), ids=BITS)
async def test_an_intent_that_is_granted_is_seen(look, discord, flags):
    discord.application["flags"] = flags
    assert (await look(message_content=True))["Intents"].found == "message content is granted"


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        ({"interactions_endpoint_url": "https://example.org"}, "Application", ("failed", "Interactions Endpoint URL")),
        ({"bot_require_code_grant": True}, "Application", ("failed", "code grant")),
        ({"bot_public": False}, "Application", ("ok", "only its owner")),
        ({"integration_types_config": {"0": {}}}, "Installation", ("warning", "members cannot")),
        ({"integration_types_config": {"1": {}}}, "Installation", ("failed", "cannot be added to servers")),
        ({"integration_types_config": {}}, "Installation", ("skipped", "does not say")),
    ],
)
async def test_what_is_set_up_otherwise_in_the_portal_is_told(look, discord, said, name, expected):
    discord.application.update(said)
    found = (await look())[name]
    assert found.state == expected[0]
    assert expected[1] in found.found


async def test_permissions_that_are_missing_in_a_server_are_named(ask, look, discord):
    for role in ("@everyone", "bot"):
        permissions = int(discord.roles[role]["permissions"])
        discord.roles[role]["permissions"] = str(permissions & ~(1 << 38))
    state, found, fix = (await ask()).of("Servers")
    assert state == "failed"
    assert found == f"missing permissions in Test Guild ({discord.guild_id}): Send Messages in Threads"
    assert fix
    discord.roles["bot"]["permissions"] = "8"  # an administrator
    assert (await look())["Servers"].state == "ok"


async def test_a_bot_in_no_server_is_told_to_open_the_invite_link(look, discord):
    discord.r_my_guilds = lambda call, body: []
    found = await look(guild=int(discord.guild_id), ask_role=5)
    assert found["Servers"].state == "warning"
    assert "invite link" in str(found["Servers"].fix)
    assert found["discord.guild"].state == "failed"


async def test_channels_and_roles_of_the_settings_that_are_there_are_well(ask, discord):
    forum = discord.add_channel("help", type=FORUM)
    settings = {
        "report_to": int(discord.general["id"]),
        "forums": [int(forum["id"])],
        "ask_role": int(discord.roles["admin"]["id"]),
        "corpus_roles": [int(discord.roles["bot"]["id"])],
    }
    report = await ask(**settings)
    assert {f"discord.{key}" for key in settings} <= set(report.named("ok"))
    assert report.of("discord.report_to")[1] == f"#general ({discord.general['id']})"
    assert report.of("discord.ask_role")[1] == f"@admin ({discord.roles['admin']['id']})"


@pytest.mark.parametrize("key", ["guild", "report_to", "forums", "ask_role", "corpus_roles"])
async def test_an_id_of_nothing_is_told_by_its_key(look, key):
    found = await look(**{key: (42,) if key in {"forums", "corpus_roles"} else 42})
    assert [check.name for check in found.values() if check.state == "failed"] == [f"discord.{key}"]
    assert "42" in found[f"discord.{key}"].found


async def test_a_channel_of_the_wrong_kind_is_told(look, discord):
    forum, text = discord.add_channel("help", type=FORUM), discord.add_channel("talk", type=TEXT)
    report = await look(report_to=int(forum["id"]), forums=(int(text["id"]),))
    assert report["discord.report_to"].found == f"#help ({forum['id']}) is not a channel that accepts messages"
    assert report["discord.forums"].found == f"#talk ({text['id']}) is not a forum"


async def test_a_channel_that_the_bot_may_not_write_in_or_see_is_told(look, discord):
    closed = discord.add_channel("closed", bot_deny=1 << 11)
    found = (await look(report_to=int(closed["id"])))["discord.report_to"]
    assert (found.state, found.found) == ("failed", f"missing permissions in #closed ({closed['id']}): Send Messages")
    discord.fail(f"/channels/{closed['id']}", status=403, code=50001)
    found = (await look(report_to=int(closed["id"])))["discord.report_to"]
    assert (found.state, found.found) == ("failed", f"the bot cannot see channel {closed['id']}")


async def test_a_broken_config_does_not_keep_discord_from_being_asked(discord, tmp_path):
    (tmp_path / "config.yaml").write_text("documents: [\n")
    report = await examine(tmp_path, DISCORD_TOKEN=discord.token, FOOTNOTE_DISCORD_API=discord.api_base)
    assert report.named("failed") == ["Config"]
    assert {"Connection", "Bot", "Application", "Servers"} <= set(report.named("ok"))
    assert {"Intents", "Commands"} <= set(report.named("skipped"))
    assert report.invite


def test_the_invite_link_asks_for_the_permissions_that_are_looked_for():
    assert PERMISSIONS.value == int(NEEDED.rpartition("=")[2])
    told = _missing_permissions(Permissions.none(), PERMISSIONS).split(", ")
    assert len(told) == sum(is_needed for _, is_needed in PERMISSIONS)
