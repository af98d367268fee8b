"""Registered commands: what is registered where, when it is sent again, and which languages the bot speaks."""

import asyncio
import copy
import logging

import discord
import pytest
from aiohttp import ClientConnectionError
from discord import app_commands

from bot.chat import registration
from bot.chat.comparing import GLOBAL_FIELDS, Comparison, build_payload, to_comparable
from bot.chat.sharding.membership import Membership
from bot.rendering.texts import Translations
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE

handbook, town = discord_bot.handbook, discord_bot.town

SPOKEN = {"de": "de", "fr": "fr", "es-ES": "es", "es-419": "es", "pt-BR": "pt", "ja": "ja", "zh-CN": "zh", "zh-TW": "zh-TW"}
"""Discord locales and the translation file of each."""
EVERYWHERE = "/commands"


def registered(town, guild=None):
    return {command["name"]: command for command in town.env.backend.commands.get(guild, {}).values()}


def names_of(town):
    texts = town.texts
    return {texts.ask_name, texts.find_name, texts.save_name, texts.corpus_name, texts.privacy_name}


def localized(translations, key):
    """Return the words of each locale that differ from the English ones."""
    english = getattr(translations.for_locale("en"), key)
    translated = {locale: getattr(translations.for_locale(file), key) for locale, file in SPOKEN.items()}
    return {locale: words for locale, words in translated.items() if words != english}


async def test_commands_work_in_servers_direct_messages_and_user_installs(town):
    commands = registered(town)
    assert set(commands) == names_of(town)
    for name in (town.texts.ask_name, town.texts.find_name):
        assert commands[name]["integration_types"] == [0, 1]
        assert commands[name]["contexts"] == [0, 1, 2]
        assert commands[name]["default_member_permissions"] is None
    save = commands[town.texts.save_name]
    assert (save["integration_types"], save["contexts"]) == ([0], [0])
    assert int(save["default_member_permissions"]) == discord.Permissions(manage_guild=True).value


async def test_names_and_descriptions_are_registered_in_every_language(town):
    ask, find, corpus = (registered(town)[name] for name in ("ask", town.texts.find_name, "corpus"))
    translations = town.bot.services.wording.translations
    assert SPOKEN.keys() - localized(translations, "ask_name").keys() == set()
    found = [(ask, "ask"), *((option, option["name"]) for option in ask["options"])]
    assert [name for _, name in found] == ["ask", "question", "section", "document", "private", "for"]
    found += [(corpus, "corpus"), *((command, command["name"]) for command in corpus["options"])]
    assert [name for _, name in found[6:]] == ["corpus", "rebuild", "status"]
    for described, name in found:
        for kind in ("name", "description"):
            translated = described[f"{kind}_localizations"]
            assert {locale: translated[locale] for locale in SPOKEN if locale in translated} == localized(
                translations, f"{name}_{kind}"
            )
    assert SPOKEN.keys() - find["name_localizations"].keys() == set()
    assert not {"en-US", "en-GB", "da"} & {*ask["name_localizations"], *find["name_localizations"]}


@pytest.fixture
async def commands():
    """Commands as a bot would register them: a slash command with options, and a context menu entry."""
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)

    @tree.command(description="Ask")
    @app_commands.allowed_contexts(guilds=True, dms=True)
    @app_commands.describe(question="What to know")
    async def ask(interaction: discord.Interaction, question: app_commands.Range[str, 1, 99], *, private: bool = False) -> None:
        """Nothing."""

    @tree.context_menu(name="Find it")
    async def find(interaction: discord.Interaction, message: discord.Message) -> None:
        """Nothing."""

    return await build_payload(tree, None)


def as_listed_by_discord(commands):
    """Return the commands as Discord lists them: in another order, with ids, and without empty values."""
    listed = [{key: value for key, value in command.items() if value not in (None, False, [], {}, "")} for command in commands]
    for number, command in enumerate(listed):
        command |= {"id": str(number), "application_id": "1", "version": "2", "dm_permission": True, "name_localizations": None}
        command["options"] = [{**option, "name_localizations": None} for option in command.get("options", [])]
        command.setdefault("description", "")
        for option in command["options"]:
            if not option["required"]:
                del option["required"]
    return listed[::-1]


def are_equal(some, others):
    return to_comparable(some, GLOBAL_FIELDS) == to_comparable(others, GLOBAL_FIELDS)


async def test_commands_as_listed_by_discord_compare_equal(commands):
    assert len(commands) == 2
    assert are_equal(as_listed_by_discord(commands), commands)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("description",), "Ask me"),
        (("name_localizations",), {"de": "fragen"}),
        (("contexts",), [0]),
        (("integration_types",), [0, 1]),
        (("default_member_permissions",), "8"),
        (("nsfw",), True),
        (("options", 0, "description"), "What else to know"),
        (("options", 0, "max_length"), 100),
        (("options", 0, "autocomplete"), True),
        (("options", 1, "required"), True),
        (("options", 1), None),
    ],
)
async def test_any_change_to_a_command_is_noticed(commands, place, value):
    changed = copy.deepcopy(commands)
    [found] = [command for command in changed if command["name"] == "ask"]
    for step in place[:-1]:
        found = found[step]
    if value is None:
        del found[place[-1]]
    else:
        found[place[-1]] = value
    assert not are_equal(as_listed_by_discord(commands), changed)
    assert not are_equal(commands[:1], commands)


@pytest.mark.parametrize("leads", [True, False])
async def test_a_broken_connection_does_not_end_the_attempts_to_know_the_commands(town, monkeypatch, leads):
    changed = Comparison({}, missing=("ask",), changed=(), surplus=())
    outcomes = [ClientConnectionError("gone"), TimeoutError()] if leads else [changed, ClientConnectionError("gone"), changed]
    real = registration.compare

    async def compare(*place):
        if not outcomes:
            return await real(*place)
        if isinstance(outcomes[0], Exception):
            raise outcomes.pop(0)
        return outcomes.pop(0)

    monkeypatch.setattr(registration, "compare", compare)
    monkeypatch.setattr(registration, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(Membership, "is_leader", leads)
    town.bot.services.wording.command_ids = {}
    if leads:
        town.bot._commands.update_soon()
    else:
        await town.bot._commands.update()
    async with asyncio.timeout(10):
        while not town.bot.services.wording.command_ids:
            await asyncio.sleep(0.01)
    assert town.bot.services.wording.command_ids.keys() == names_of(town)


async def test_a_connection_that_stays_broken_is_one_log_line(town, monkeypatch, caplog):
    async def compare(*_):
        raise ClientConnectionError("gone")

    monkeypatch.setattr(registration, "compare", compare)
    monkeypatch.setattr(registration, "RETRY_SECONDS", 0.001)
    town.bot._commands.update_soon()
    await town.bot._commands._task
    [line] = [record.getMessage() for record in caplog.records if "commands" in record.getMessage()]
    assert line == "could not ask Discord for the commands (gone); a restart tries again"


async def test_unchanged_commands_are_not_sent_again(town):
    ids = dict(town.bot.services.wording.command_ids)
    assert ids.keys() == names_of(town)
    for _ in range(2):
        for command in registered(town).values():  # as stored by Discord, whatever discord.py sends
            needed = command["default_member_permissions"]
            command["default_member_permissions"] = None if needed is None else str(needed)
        await town.restart()
        assert town.bot.services.wording.command_ids == ids
    assert len(town.requests("PUT", EVERYWHERE)) == 1
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_permissions_of_the_corpus_command_change_only_with_the_settings(town):
    sent = len(town.requests("PUT", EVERYWHERE))
    for roles, needed in (([], "32"), ([42], None), ([42, 43], None), ([], "32")):
        await town.restart(corpus_roles=roles)
        corpus = registered(town)["corpus"]
        found = corpus["default_member_permissions"]
        assert (found if found is None else str(found)) == needed
        assert (corpus["contexts"], corpus["integration_types"]) == ([0], [0])
    assert len(town.requests("PUT", EVERYWHERE)) == sent + 2


@pytest.mark.parametrize("line", ["ask_description: Ask the sailing club", "find_name: Look it up", "section_name: chapter"])
async def test_changed_commands_are_sent_once(town, tmp_path, line):
    (tmp_path / "en.yaml").write_text(f"{line}\n", encoding="utf-8")
    for _ in range(2):
        await town.restart(translations=Translations.load(tmp_path))
    assert len(town.requests("PUT", EVERYWHERE)) == 2
    assert line.partition(": ")[2] in str(registered(town))


async def test_a_change_in_another_language_is_sent_too(town, tmp_path):
    (tmp_path / "de.yaml").write_text("private_description: Nur für dich\n", encoding="utf-8")
    await town.restart(translations=Translations.load(tmp_path))
    options = registered(town)["ask"]["options"]
    assert [option["description_localizations"]["de"] for option in options if option["name"] == "private"] == ["Nur für dich"]


async def test_commands_can_be_limited_to_one_server(town):
    town.env.backend.commands.clear()
    sent = len(town.requests("PUT", EVERYWHERE))
    for _ in range(2):
        await town.restart(guild=town.guild.id)
        for command in registered(town, town.guild.id).values():
            command.update({"contexts": None, "integration_types": [0]})  # as stored by Discord, whatever was sent
    assert set(registered(town, town.guild.id)) == names_of(town)
    assert registered(town) == {}
    [request] = town.requests("PUT", EVERYWHERE)[sent:]
    assert f"/guilds/{town.guild.id}/" in request.path
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_commands_of_one_server_are_removed_when_registered_everywhere(town):
    await town.restart(guild=town.guild.id)
    assert set(registered(town, town.guild.id)) == names_of(town)
    await town.restart()
    assert registered(town, town.guild.id) == {}
    assert set(registered(town)) == names_of(town)
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


@pytest.mark.parametrize(
    ("method", "status", "settings"), [("GET", 403, {"guild": 42}), ("PUT", 400, {}), ("GET", 500, {}), ("PUT", 403, {})]
)
async def test_a_failed_registration_is_one_log_line_and_the_bot_still_starts(town, caplog, method, status, settings):
    town.env.backend.commands.clear()
    place = "".join(f"/guilds/{guild}" for guild in settings.values())
    path = f"/applications/{town.env.backend.application_id}{place}/commands"
    town.env.inject_error(method, path, status=status, code=50001, times=None)
    await town.restart(**settings)
    [noted] = [found for found in caplog.records if found.name == "bot.chat.registration" and found.levelno >= logging.WARNING]
    assert ("discord.guild" in noted.getMessage()) is ("guild" in settings)
    assert noted.exc_info is None
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(town.messages()) == 1
    await town.ann.send(town.channel, town.me)
    assert f"`/{town.texts.ask_name}`" in town.dms_to(town.ann)[0]


@pytest.mark.parametrize(("locale", "language"), [*SPOKEN.items(), ("en-GB", "en"), ("da", "en"), ("xx-YY", "en")])
async def test_an_interaction_is_answered_in_the_language_of_its_member(town, locale, language):
    texts = Translations.load().for_locale(language)
    town.forged = {"locale": locale}
    answer = town.shown((await town.ask()).response)
    assert texts.next in answer.labels
    assert STAMP_PASSAGE in answer.words
    town.decide("none")
    assert texts.absent in town.shown((await town.ask()).response).text
    assert town.shown((await town.ask("?!")).response).text == texts.no_words


async def test_a_private_copy_is_in_the_language_of_its_member_and_the_answer_stays(town):
    asked = await town.ask()
    town.forged = {"locale": "ja"}
    copy = (await town.press(asked.response, town.texts.next, town.ben)).response
    assert town.bot.services.wording.texts(discord.Locale.japanese).in_context in town.shown(copy).labels
    assert town.texts.in_context in town.shown(asked.response).labels


@pytest.mark.parametrize(("locale", "language"), [("pt-BR", "pt"), ("da", "en"), ("en-US", "en")])
async def test_a_message_is_answered_in_the_language_of_the_server(town, locale, language):
    town.env.backend.get_guild(town.guild.id).preferred_locale = locale
    await town.restart()
    texts = Translations.load().for_locale(language)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    [answer] = town.messages()
    assert texts.next in town.shown(answer).labels
    assert STAMP_PASSAGE in town.shown(answer).words
    await town.ann.send(town.channel, f"{town.me} ?!")
    assert town.dms_to(town.ann) == [texts.no_words]
