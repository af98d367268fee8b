"""The real bot as members see it: one `footnote serve` with default settings, connected to a local Discord."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from index.settings import Settings
from tests import local_discord
from tests.conftest import QUESTION
from tests.local_discord import (
    ABSENT,
    QUOTE,
    SEVERAL,
    UNSURE,
    Town,
    eventually,
    fakediscord,
    labels,
    new_discord,
    text,
    unbold,
    words_in,
)
from tests.local_discord import town as running_town

WORDS = words_in("en")


def iso(*, later: int = 0) -> str:
    """Return a moment as Discord writes it, some days later than now."""
    return (datetime.now(UTC) + timedelta(days=later)).isoformat()


pytestmark = pytest.mark.asyncio(loop_scope="module")


needs_discord = local_discord.needs_discord


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One bot with default settings, shared by all tests that leave it unchanged."""
    async with running_town(new_discord(), shipped, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def town(shared_town: Town) -> Iterator[Town]:
    """The shared bot; its ledger is checked after each test."""
    yield shared_town
    shared_town.check_ledger()


async def test_a_question_gets_the_same_quote_however_it_is_asked(town: Town):
    public = await town.ask(QUESTION)
    private = await town.ask(QUESTION, private=True)
    narrowed = await town.ask(
        QUESTION, section="Commerce > Taobao", document="Alibaba Digital Economy Covid-19 Support Efforts"
    )
    mentioned = await town.mention(QUESTION, "bob")
    replied = await town.say(QUESTION, "carl", reply_to=mentioned)
    written = await town.write(QUESTION, "dora")
    in_private = await town.ask(QUESTION, "dora", dm=True)
    found = await town.find(f"Hi all! {QUESTION}", "erik")
    found_in_private = await town.find(QUESTION, "dora", channel=town.discord.dm_channel(town.discord.user("dora")))
    for answer in (public, private, narrowed, mentioned, replied, written, in_private, found, found_in_private):
        (message,) = answer.messages
        assert QUOTE in unbold(text(message))
        assert (QUESTION in text(message)) != (answer in (mentioned, replied, written))  # a reply does not repeat it
    assert [answer.ephemeral for answer in (public, private, in_private, found)] == [False, True, False, True]
    for answer in (mentioned, replied, written):
        assert answer.message["message_reference"]["message_id"] == answer.source["id"]

    for idle in ("Nobody asked the bot.", "@everyone lunch?", QUESTION):
        chatter = await town.say(idle, "fay", owed=0)
        assert not chatter.messages
    assert not (await town.say("I think so too", "gus", reply_to=chatter.source, owed=0)).messages


async def test_buttons_turn_pages_in_place_for_the_asker(town: Town):
    for ask in (town.ask, town.mention, town.write):
        answer = await ask(SEVERAL)
        first = text(answer.message)
        assert labels(answer.message) == [WORDS["next"], WORDS["in_context"]]
        assert WORDS["place"].format(place=2, count=3) in (await town.click(answer, "Next")).text
        assert WORDS["place"].format(place=3, count=3) in (await town.click(answer, "Next")).text
        assert WORDS["next"] not in labels(answer.message)
        await town.click(answer, "Previous")
        turned = await town.click(answer, "Previous")
        assert turned.edits == 1
        assert text(answer.message) == first
        quote = next(line for line in unbold(first).splitlines() if line.startswith("> "))
        assert quote in unbold((await town.click(answer, "Show in context")).text)
        assert labels(answer.message) == [WORDS["back"]]
        assert answer.text.count("\n- ") >= 2
        await town.click(answer, "Back")
        assert text(answer.message) == first

    unsure = await town.ask(UNSURE)
    first = text(unsure.message)
    await town.click(unsure, WORDS["others"].format(count=1))
    assert labels(unsure.message) == [WORDS["read"], WORDS["read"], WORDS["share"]]
    await town.click(unsure, WORDS["read"])
    assert text(unsure.message) == first
    await town.click(unsure, "Show in context")
    await town.click(unsure, "Back")
    assert text(unsure.message) == first

    absent = await town.ask(ABSENT)
    (section, *_) = labels(absent.message)
    await town.click(absent, section)
    assert section.rpartition(" › ")[2] in text(absent.message)
    assert "\n> " in text(absent.message)
    assert labels(absent.message) == [WORDS["back"]]
    assert absent.ephemeral


async def test_another_member_gets_their_own_pages(town: Town):
    answer = await town.ask(SEVERAL)
    before = text(answer.message)
    own = await town.click(answer, "Next", "bob", owed=1)
    assert own.ephemeral
    assert WORDS["place"].format(place=2, count=3) in own.text
    turned = await town.click(own, "Next")
    assert turned.edits == 1
    assert WORDS["place"].format(place=3, count=3) in own.text
    again = await town.click(answer, "Next", "carl", owed=1)
    assert WORDS["place"].format(place=2, count=3) in again.text
    assert text(answer.message) == before

    _, shared = await town.share(own)
    assert WORDS["place"].format(place=3, count=3) in text(shared)
    assert not shared["flags"] & 64
    await town.click(shared, "Previous", "bob")  # now the answer is bob's
    assert WORDS["place"].format(place=2, count=3) in text(shared)
    assert (await town.click(shared, "Previous", "alice", owed=1)).ephemeral


async def test_an_answer_is_shared_once_and_only_by_members_who_may_write(town: Town):
    for question, ask in ((QUESTION, town.ask), (UNSURE, town.ask), (ABSENT, town.ask), (QUESTION, town.find)):
        options = {"private": True} if ask == town.ask else {}
        private = await ask(question, "alice", **options)
        clicked, shared = await town.share(private)
        assert WORDS["shared_by"].format(member=f"<@{private.user_id}>") in text(shared)
        assert question in text(shared)
        assert WORDS["share"] not in labels(shared)
        await eventually(lambda click=clicked: WORDS["share"] not in labels(click.message))
    in_private = await town.ask(QUESTION, "dora", private=True, dm=True)
    _, shared = await town.share(in_private)
    assert QUOTE in unbold(text(shared))

    private = await town.ask(QUESTION, "bob", private=True)
    pressed = await asyncio.gather(*(town.click(private, "Share", owed=1, settle=0.5) for _ in range(2)))
    assert WORDS["already_shared"] in pressed[0].text + pressed[1].text
    assert sum(len(press.followups) for press in pressed) == 1

    muted = town.discord.user("muted")
    quiet = town.discord.add_channel("announcements")
    deny = str(fakediscord().P["send_messages"])
    quiet["permission_overwrites"].append({"id": muted["id"], "type": 1, "allow": "0", "deny": deny})
    town.discord.dispatch("CHANNEL_UPDATE", quiet)
    private = await town.ask(QUESTION, "muted", private=True, channel=quiet)
    refused = await town.click(private, "Share", owed=1)
    assert refused.ephemeral
    assert refused.text == WORDS["may_not_write"]


async def test_names_from_autocomplete_work_and_other_names_are_explained(town: Town):
    everything = await town.type("section", "")
    assert "Commerce > Taobao" in everything
    assert "Commerce > Freshippo" not in everything  # it has no passages
    assert len(everything) <= 25
    assert await town.type("section", "LOGISTICS cain") == ["Logistics > Cainiao"]
    for odd in ("no such thing", "@everyone", "\u202e\u200b", "*" * 100, "x" * 5000):
        assert await town.type("section", odd) == []
    assert await town.type("document", "covid") == ["Alibaba Digital Economy Covid-19 Support Efforts"]
    offered = await town.ask("Who delivers parcels?", section="Logistics > Cainiao")
    assert "Cainiao" in offered.text

    near = await town.ask(QUESTION, section="Taobo")
    assert near.text.startswith(WORDS["no_section"].format(name="Taobo"))
    assert "“Taobao”" in near.text
    far = await town.ask(QUESTION, document="@everyone <@&1> **x**")
    assert WORDS["no_document"].format(name=r"\@everyone \<@&1> \*\*x\*\*") in far.text
    assert near.ephemeral
    assert far.ephemeral


async def test_members_read_the_bot_in_their_own_language(town: Town):
    for locale in ("de", "fr", "es-ES", "es-419", "pt-BR", "ja", "zh-CN", "zh-TW", "en-GB", "ko"):
        language = locale if locale == "zh-TW" else locale.partition("-")[0]
        words = WORDS if language == "ko" else words_in(language)  # there is no Korean yet
        town.discord.add_user(locale, locale=locale)
        absent = await town.ask(ABSENT, locale)
        assert words["absent"] in absent.text
        assert words["closest_sections"] in absent.text
        answer = await town.ask(QUESTION, locale, private=True)
        assert labels(answer.message) == [words["in_context"], words["share"]]
        assert QUOTE in unbold(answer.text)  # passages are never translated
        await town.click(answer, words["in_context"])
        assert labels(answer.message) == [words["back"]]
        assert (await town.ask("???", locale)).text == words["no_words"]
        if language not in {"en", "ko"}:
            assert not {key for key in ("absent", "next", "ask_name", "find_name") if words[key] == WORDS[key]}
            found = {command["name"]: command for command in town.discord.commands[None]}
            ask, corpus, find, privacy = (found[WORDS[f"{name}_name"]] for name in ("ask", "corpus", "find", "privacy"))
            assert ask["name_localizations"][locale] == words["ask_name"]
            names = [command["name_localizations"].get(locale, command["name"]) for command in (corpus, *corpus["options"])]
            assert names[:3] == [words["corpus_name"], words["rebuild_name"], words["status_name"]]
            names = [command["name_localizations"].get(locale, command["name"]) for command in (privacy, *privacy["options"])]
            assert names == [words[f"{name}_name"] for name in ("privacy", "kept", "forget", "off", "on")]
            assert find["name_localizations"][locale] == words["find_name"]


HOSTILE = [
    "@everyone @here who gets help?",
    "<@&1210000000000000002> <@1300000000000000001> <@&1> <@2> who gets help?",
    "<#{general}> <#1> </ask:1> <t:1:R> <:smile:123> :smile: help?",
    "**bold** __under__ ~~gone~~ ||spoiler|| `code` ```block``` *x* _y_ help?",
    "# help > quote - list 1. one [masked](https://example.org) help?",
    "discord.gg/abcdef https://discord.com/invite/abcdef https://discordapp.com/invite/x help?",
    "z̸̡̛̗͎̱̈́̀̿a̵̢̮̓l̶̗̓g̷̱͐o̴̘͊ help?",
    "\u200fמי עוזר לחקלאים؟ من يساعد؟",
    "'; DROP TABLE passages; -- {0} %s ${HOME} {{x}} \\ help?",
    "👩‍👩‍👧‍👦🏳️‍🌈 who gets help?",
]
SEEN = {
    1: "@admin who gets help?",
    2: "#general /ask :smile: :smile: help?",
    3: "bold under gone ||spoiler|| code block x y help?",
    4: "help > quote - list 1. one masked help?",
}
"""What Discord shows of those questions that have something in them for it to act on."""
ACTIVE = re.compile(r"(?<!\\)(@everyone|@here|<[@#:/t]|\*\*?\w|__|~~|\|\||`|\[masked|discord\.gg|https?:/)")


async def test_hostile_questions_ping_nobody_and_are_shown_as_discord_shows_them(town: Town):
    for number, typed in enumerate(HOSTILE):
        question = typed.replace("{general}", town.discord.general["id"])
        seen = SEEN.get(number, question.replace("\u200f", ""))  # direction marks are removed
        slash = await town.ask(question, "mallory")
        (echo,) = re.findall(r"^-# (.*(?:help|يساعد)\S*)$", slash.text, re.MULTILINE)
        assert re.sub(r"\\(.)", r"\1", echo) == seen
        assert not ACTIVE.search(echo.replace("||spoiler||", ""))
        assert len((await town.mention(question, "mallory")).messages) == 1
    named = await town.ask(
        "what does <@&1210000000000000002> do for <@{id}>?".format(**town.discord.user("mallory")), "mallory"
    )
    assert named.text.startswith("-# what does @admin do for @Mallory?")


async def test_a_question_is_found_wherever_a_message_has_it(town: Town):
    snapshot = {"type": 0, "content": QUESTION, "embeds": [], "attachments": [], "timestamp": iso(), "edited_timestamp": None}
    nested = {**snapshot, "content": "", "message_snapshots": [{"message": snapshot}]}
    poll = {"question": {"text": QUESTION}, "answers": [{"answer_id": 1, "poll_media": {"text": "No"}}], "expiry": iso(later=1)}
    file = {"id": "1", "filename": "who-helps-farmers.png", "size": 1, "url": "http://e.org/a", "proxy_url": "http://e.org/a"}
    for parts in (
        {"embeds": [{"type": "rich", "title": "A question", "description": QUESTION}]},
        {"message_snapshots": [{"message": snapshot}]},
        {"poll": poll},
        {"attachments": [{**file, "description": QUESTION}]},
    ):
        written = await town.say("", "fay", owed=0)
        written.source.update(parts)
        found = await town.find(written.source, "gus")
        assert found.ephemeral
        assert QUOTE in unbold(found.text)
    for parts in ({"message_snapshots": [{"message": nested}]}, {"attachments": [{**file, "filename": "image.png"}]}):
        written = await town.say("", "fay", owed=0)
        written.source.update(parts)
        assert (await town.find(written.source, "gus")).text == WORDS["empty"]


@pytest.mark.parametrize("call", ["", "can you answer this?", "this one, please", "kannst du ihr bitte helfen?"])
async def test_a_mention_in_reply_to_a_members_question_answers_it_there(town: Town, call: str):
    question = await town.say(QUESTION, "fay", owed=0)
    before = len(town.written_in(town.discord.general))
    await town.mention(call, "hanna", reply_to=question.source, owed=0)
    town.owed += 1
    await eventually(lambda: len(town.written_in(town.discord.general)) > before)
    answer = town.written_in(town.discord.general)[-1]
    assert QUOTE in unbold(text(answer))
    assert answer["message_reference"]["message_id"] == question.source["id"]
    assert not answer["_pings"]["users"]


async def test_nonsense_empty_and_overlong_questions_get_a_friendly_notice(town: Town):
    ask = town.discord.find_command("ask")
    link = f"</ask:{ask['id']}>"
    how_to_ask = WORDS["how_to_ask"].format(example=WORDS["example"], command=link)
    assert await town.mention_for_notice("", "bob") == how_to_ask
    assert await town.mention_for_notice("?!… 🙂", "bea") == WORDS["no_words"]
    assert text((await town.write("", "ben")).message) == how_to_ask
    for question, words in (
        ("   ", "empty"),
        ("\u200b\u202e", "empty"),
        ("?!", "no_words"),
        ("<:owl:12>", "no_words"),
        (":owl:", "no_words"),
    ):
        notice = await town.ask(question)
        assert notice.ephemeral
        assert notice.text == WORDS[words]
    assert (await town.find("", "bob")).text == WORDS["empty"]

    longest = "farmers and livestreams " * 83  # as long as a message may be
    cut = await town.ask(longest[:2000])
    assert WORDS["cut"] in cut.text
    assert len(cut.text) <= 4000
    assert len((await town.mention(longest[:1970])).messages) == 1
    assert len((await town.ask("x" * 2000)).messages) == 1
    with pytest.raises(fakediscord().DriverError, match="length 2001"):
        await town.ask("x" * 2001, owed=0)
    for length in (2001, 6000):
        assert (await town.ask("x" * length, force=True)).text == WORDS["too_long"]


async def test_small_talk_gets_a_reaction_or_a_private_line_and_never_a_card(town: Town):
    link = f"</ask:{town.discord.find_command('ask')['id']}>"
    how_to_ask = WORDS["how_to_ask"].format(example=WORDS["example"], command=link)
    for number, thanks in enumerate(("thanks!", "Vielen Dank 🙏", "merci beaucoup :)", "that helped a lot")):
        before = len(town.discord.calls)
        await town.mention(thanks, f"grateful{number}", owed=0)
        await eventually(lambda since=before: town.calls("PUT", r"/reactions/[^/]+/@me$", since))
    for number, greeting in enumerate(("hi", "¡Hola!", "that's not what I asked")):
        assert await town.mention_for_notice(greeting, f"polite{number}") == how_to_ask
    for number, question in enumerate(("help", "what can you do?", "are you a bot?")):
        assert await town.mention_for_notice(question, f"curious{number}") == f"{WORDS['about']} {how_to_ask}"
    assert text((await town.write("hello there", "dora")).message) == how_to_ask
    for words in ("hi", "thank you so much", "lol"):
        private = await town.ask(words)
        assert private.ephemeral
        assert private.text == how_to_ask
    taiwan = words_in("zh-TW")
    town.discord.add_user("mei", locale="zh-TW")
    assert (await town.ask("謝謝", "mei")).text == taiwan["how_to_ask"].format(example=taiwan["example"], command=link)
    answered = await town.mention(f"hi bot, {QUESTION} thanks!", "ella")
    assert QUOTE in unbold(answered.text)


async def test_twenty_members_ask_at_once_and_each_gets_one_answer_to_their_question(town: Town):
    ways = (town.ask, town.mention, town.write, town.find)

    async def ask(number: int) -> tuple[str, Any]:
        question = QUESTION + "?" * number
        return question, await ways[number % 4](question, f"user{number}")

    for question, answer in await town.crowd(ask):
        (message,) = answer.messages
        is_reply = "message_reference" in message
        assert is_reply or text(message).startswith(f"-# {question}\n")
        assert not is_reply or message["message_reference"]["message_id"] == answer.source["id"]
        assert QUOTE in unbold(text(message))
