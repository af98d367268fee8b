"""Teaching in Discord: who may, what the form starts with, what is said, and how it is taken back."""

import re
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.chat.cogs import teaching
from bot.chat.cogs.teaching import open_teaching
from bot.chat.lessons import Lessons
from bot.rendering.lesson_ids import TakeBack, read_save, read_tie, save_id, tie_id
from bot.rendering.lessons import lesson_card, refusal_card
from bot.rendering.markdown import unescape
from bot.rendering.paging import Page
from bot.rendering.texts import Translations
from bot.upkeep.rebuilding import RebuildError
from index.answering.searcher import Searcher
from index.building import build
from index.building.teaching import MAX_ANSWER_LENGTH, Lesson, Undo
from index.files import careful_writing
from index.settings import load_settings
from tests import discord_bot
from tests.discord_bot import DOCUMENTS, STAMP, STAMP_PASSAGE, open_town
from tests.fakes import FakeEncoder

log = discord_bot.log

TEXTS = Translations.load().for_locale("en")
SAVE = TEXTS.save_name
QUESTION = "Where is the key?"
ANSWER = "It hangs behind the bar."
HOSTILE = "# @everyone **x** <@1> https://discord.gg/x ||y|| `z`"
FILE, KNOWN = "corpus/answers.md", "corpus/known-questions.yaml"


@pytest.fixture
async def town(tmp_path, monkeypatch):
    """A town whose bot finds no clear answer; Ada may use `/corpus`, and a build takes no time."""
    searcher = discord_bot.index(tmp_path, DOCUMENTS, "model: fake\n")
    monkeypatch.setattr(careful_writing, "SETTLED_SECONDS", 0.0)

    async def at_once(_, work):
        return work()

    monkeypatch.setattr(Lessons, "_write", at_once)
    async with open_town(discord_bot.with_outcome(searcher, "suggestions")) as town:
        town.folder = tmp_path
        role = town.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        town.ada = town.guild.add_member(town.env.create_user("ada"), roles=[role])
        build_at_once(town)
        yield town


def build_at_once(town, error=None):
    """Build in place of the process that builds, or fail."""

    async def rebuild():
        if error:
            raise error
        report = build(load_settings(town.folder / "config.yaml"), encoder=FakeEncoder(), is_strict=True)
        town.searcher = Searcher.open(load_settings(town.folder / "config.yaml"), FakeEncoder())
        return report

    town.bot.services.keeper.rebuild = rebuild


async def open_form(town, message, by=None):
    """Open the form for a message; return what it starts with, and the interaction."""
    opened = await (by or town.ada).context_menu(town.channel, SAVE, message)
    return started(opened), opened


def started(opened):
    form = opened._interaction.modal
    return {part["component"]["custom_id"]: part["component"].get("value") for part in form["components"]} if form else None


async def submit(town, opened, by=None, **fields):
    """Fill in a form and return what the member sees."""
    return await (by or town.ada).submit_modal(opened, {"section": "", "question": QUESTION, "answer": ANSWER, **fields})


async def save(town, text=ANSWER, **fields):
    message = await town.ben.send(town.channel, text)
    _, opened = await open_form(town, message)
    return await submit(town, opened, **{"answer": text, **fields})


def seen(town, asked):
    """What a member sees last in answer to an interaction, without escapes."""
    return unescape(town.shown(asked.response).text)


def answers(town):
    return (town.folder / FILE).read_text(encoding="utf-8")


async def test_a_saved_message_answers_its_question_and_its_author_is_not_named(town, log):
    saved = await save(town)
    assert saved.ephemeral
    assert seen(town, saved) == TEXTS.saved_answer.format(file=FILE, question=QUESTION)
    assert re.search(
        r"- It hangs .*\n  <!-- saved \d{4}-\d\d-\d\d from https://discord\.com/channels/\d+/\d+/\d+, ", answers(town)
    )
    assert "ben" not in answers(town)
    [record] = [record for record in log("INFO" and 20) if "saved an answer" in record.getMessage()]
    assert str(town.ada.id) in record.getMessage()
    assert ANSWER in town.shown((await town.ask(QUESTION)).response).words


async def test_the_form_starts_with_the_message_as_people_see_it_and_the_question_it_replies_to(town):
    await town.restart(message_content=True)  # without it, Discord hides what messages say that others reply to
    build_at_once(town)
    asked = await town.ann.send(town.channel, "  Where is\nthe **key**?")
    told = await town.ben.send(town.channel, f"It hangs *behind* the bar,\n\nsays <@{town.ann.id}>.", reply_to=asked)
    values, _ = await open_form(town, told)
    assert values == {"question": "Where is the key?", "answer": "It hangs behind the bar,\n\nsays @ann.", "section": None}
    alone, _ = await open_form(town, asked)
    assert (alone["question"], alone["answer"]) == (None, "Where is\nthe key?")


async def test_the_form_for_an_answer_of_the_bot_starts_with_the_question(town):
    answer = (await town.ask(by=town.ada)).response
    values, opened = await open_form(town, answer)
    assert (values["question"], values["answer"]) == (STAMP, None)
    await submit(town, opened)
    assert "from https" not in answers(town)
    await town.ann.send(town.channel, f"{town.me} {STAMP}")
    told = await town.ben.send(town.channel, ANSWER, reply_to=town.messages()[-1])
    assert (await open_form(town, told))[0]["question"] == STAMP


async def test_the_form_is_cut_and_says_so_if_a_message_is_longer(town):
    message = await town.type("word " * 1_200)
    values, opened = await open_form(town, message)
    assert len(values["answer"]) == MAX_ANSWER_LENGTH
    [label] = [part["label"] for part in opened._interaction.modal["components"] if part["component"]["custom_id"] == "answer"]
    assert label == TEXTS.save_text_cut.format(count="4,000")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"answer": "**__~~!~~__**"}, "the answer has no letter or digit"),
        ({"question": "???"}, TEXTS.no_words),
        ({"section": "x" * 150 + " > " + "y" * 20, "answer": "!"}, "no letter or digit"),
    ],
)
async def test_what_cannot_be_saved_is_refused_with_the_text_that_was_typed(town, fields, reason):
    refused = await save(town, **fields)
    assert refused.ephemeral
    text = seen(town, refused)
    assert reason in text
    assert TEXTS.not_taught in text
    assert fields.get("answer", ANSWER) in text
    assert not (town.folder / "corpus").exists()


async def test_a_hostile_text_is_saved_and_shown_without_markup(town):
    saved = await save(town, HOSTILE, question=HOSTILE, section=HOSTILE)
    assert "\\@everyone" in town.shown(saved.response).text
    answer = (await town.ask(HOSTILE[:50])).response
    assert town.stored(answer)
    (town.folder / KNOWN).write_text("- question: [half", encoding="utf-8")
    refused = await save(town, HOSTILE + " again")
    assert "known-questions.yaml:1: not YAML" in seen(town, refused)
    assert (town.folder / KNOWN).read_text(encoding="utf-8") == "- question: [half"


async def test_a_long_text_that_is_refused_still_fits(town):
    (town.folder / "corpus").write_text("not a folder")
    refused = await save(town, question=QUESTION, answer="*<@1>" * 800)
    assert "cannot be read" in seen(town, refused)


async def test_the_answer_stays_in_the_file_if_the_index_cannot_be_built(town):
    build_at_once(town, RebuildError("handbook.md: is empty", fix="add some text"))
    saved = await save(town)
    assert TEXTS.not_built in town.shown(saved.response).text
    assert seen(town, saved).startswith(TEXTS.saved_unbuilt.format(file=FILE, question=QUESTION))
    tied = await town.press((await town.ask(by=town.ada)).response, TEXTS.this_answers, town.ada)
    assert seen(town, tied).startswith(TEXTS.tied_unbuilt.format(question=STAMP))
    assert "handbook.md: is empty" in seen(town, saved)
    assert ANSWER in answers(town)
    assert town.shown(saved.response).labels == [TEXTS.undo]


async def test_an_answer_goes_to_the_file_that_config_yaml_names_now(town):
    config = town.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}\nteach: {{answers: corpus/faq.md, known_questions: corpus/faq.yaml}}\n", encoding="utf-8")
    saved = await save(town)
    assert seen(town, saved) == TEXTS.saved_answer.format(file="corpus/faq.md", question=QUESTION)
    assert ANSWER in town.shown((await town.ask(QUESTION)).response).words
    await town.press(saved.response, TEXTS.undo, town.ada)
    assert ANSWER not in (town.folder / "corpus" / "faq.md").read_text(encoding="utf-8")


async def test_a_question_that_the_new_index_leaves_out_is_not_said_to_be_answered(town):
    handbook = town.folder / "handbook.md"
    handbook.write_text(f"{handbook.read_text(encoding='utf-8')}\n- {ANSWER}\n", encoding="utf-8")
    saved = await save(town)
    assert seen(town, saved).startswith(TEXTS.saved_unbuilt.format(file=FILE, question=QUESTION))
    assert TEXTS.not_used in town.shown(saved.response).text
    assert "2 passages contain the quote" in seen(town, saved)
    assert town.shown(saved.response).labels == [TEXTS.undo]


@pytest.mark.parametrize("outcome", ["suggestions", "none"])
async def test_the_passage_that_is_shown_can_be_tied_to_the_question(town, outcome):
    town.decide(outcome)
    asked = (await town.ask(by=town.ada)).response
    if outcome == "none":
        assert TEXTS.this_answers not in town.shown(asked).labels
        await town.press(asked, town.shown(asked).labels[0], town.ada)
    passage = next(line for line in town.shown(asked).words.splitlines() if line.startswith("> "))
    tied = await town.press(asked, TEXTS.this_answers, town.ada)
    assert tied.ephemeral
    assert seen(town, tied) == TEXTS.tied_answer.format(question=STAMP)
    answer = town.shown((await town.ask()).response)
    assert answer.colour == discord_bot.COLOURS["answer"]
    assert passage in answer.words
    again = await town.press(asked, TEXTS.this_answers, town.ada)
    assert seen(town, again) == TEXTS.known_answer
    assert town.shown(again.response).labels == []


async def test_a_passage_that_was_edited_since_the_index_was_built_is_not_tied(town):
    asked = (await town.ask(by=town.ada)).response
    for path in town.folder.glob("*.md"):
        path.write_text("# Notes\n\nAll of this is new.\n", encoding="utf-8")
    refused = await town.press(asked, TEXTS.this_answers, town.ada)
    assert TEXTS.gone in seen(town, refused)
    assert not (town.folder / KNOWN).exists()


async def test_another_passage_of_an_answer_can_be_tied_but_not_the_first(town):
    town.decide("answer")
    asked = (await town.ask(by=town.ada)).response
    assert TEXTS.this_answers not in town.shown(asked).labels
    await town.press(asked, TEXTS.next, town.ada)
    assert TEXTS.this_answers in town.shown(asked).labels


async def test_an_answer_can_be_written_where_the_documents_have_none(town):
    town.decide("none")
    asked = (await town.ask(by=town.ada)).response
    opened = await town.press(asked, TEXTS.teach, town.ada)
    assert started(opened) == {"answer": None, "question": STAMP, "section": None}
    await submit(town, opened, question=STAMP)
    assert ANSWER in town.shown((await town.ask()).response).words


async def test_members_who_may_not_teach_see_no_buttons_and_are_refused(town):
    for outcome in ("suggestions", "none"):
        town.decide(outcome)
        assert not {TEXTS.this_answers, TEXTS.teach} & {*town.shown((await town.ask()).response).labels}
        public = (await town.ask(by=town.ada)).response
        button = TEXTS.this_answers if outcome == "suggestions" else TEXTS.teach
        [_] = [label for label in town.shown(public).labels if label == button]
    message = await town.ben.send(town.channel, ANSWER)
    [command] = [found for found in town.env.backend.commands[None].values() if found["name"] == SAVE]
    assert SAVE not in {*town.ann.available_commands(town.channel)}
    command["default_member_permissions"] = None
    asked = await town.ann.context_menu(town.channel, SAVE, message)
    assert town.is_refusal(asked, TEXTS.not_allowed)
    _, opened = await open_form(town, message)
    user = {"id": str(town.ann.id), "username": "ann", "discriminator": "0", "avatar": None}
    member = {"user": user, "roles": [], "joined_at": None, "deaf": False, "mute": False, "flags": 0, "permissions": "0"}
    town.forged = {"member": member}
    refused = await submit(town, opened)
    assert town.is_refusal(refused, TEXTS.not_allowed)
    assert not (town.folder / "corpus").exists()


async def test_members_with_a_role_of_the_corpus_may_teach(town):
    role = town.guild.create_role("writers")
    writer = town.guild.add_member(town.env.create_user("wim"), roles=[role])
    await town.restart(corpus_roles=[role.id])
    build_at_once(town)
    message = await town.ben.send(town.channel, ANSWER)
    _, opened = await open_form(town, message, writer)
    assert TEXTS.saved_answer.format(file=FILE, question=QUESTION) == seen(town, await submit(town, opened, writer))
    town.decide("suggestions")
    await writer.send(town.channel, f"{town.me} {STAMP}")
    assert TEXTS.this_answers in town.shown(town.messages()[-1]).labels


async def test_in_several_servers_only_those_that_are_named_may_teach(town):
    message = await town.ben.send(town.channel, ANSWER)
    other = town.env.create_guild()
    await town.env.settle()
    assert other
    asked = await town.ada.context_menu(town.channel, SAVE, message)
    assert town.is_refusal(asked, TEXTS.no_teaching.format(setting="`teach.servers`"))
    config = town.folder / "config.yaml"
    config.write_text(f"{config.read_text()}teach:\n  servers: [{town.guild.id}]\n")
    town.bot.services.keeper.settings = load_settings(config)
    _, opened = await open_form(town, message)
    assert TEXTS.saved_answer.format(file=FILE, question=QUESTION) == seen(town, await submit(town, opened))


async def test_undo_takes_it_back_after_a_restart_and_only_once(town):
    saved = await save(town)
    await town.restart()
    build_at_once(town)
    assert town.is_refusal(await town.press(saved.response, TEXTS.undo, town.ada), TEXTS.taken_back)
    assert ANSWER not in answers(town)
    again = await town.press(saved.response, TEXTS.undo, town.ada)
    assert TEXTS.not_taken_back in seen(town, again)
    assert "edited or taken back since" in seen(town, again)


async def test_what_is_taken_back_is_not_said_to_be_in_the_file_if_the_index_cannot_be_built(town):
    saved = await save(town)
    build_at_once(town, RebuildError("handbook.md: is empty", fix="add some text"))
    shown = seen(town, await town.press(saved.response, TEXTS.undo, town.ada))
    assert shown.startswith(f"{TEXTS.taken_back}\n**{TEXTS.not_taken_in}**\nhandbook.md: is empty")


async def test_what_was_edited_since_is_not_taken_back(town):
    saved = await save(town)
    (town.folder / FILE).write_text(answers(town).replace("behind", "beside"), encoding="utf-8")
    refused = await town.press(saved.response, TEXTS.undo, town.ada)
    assert f"{FILE}: what was taught was edited" in seen(town, refused)
    assert "beside" in answers(town)


async def test_a_day_later_it_cannot_be_taken_back(town, monkeypatch):
    saved = await save(town)

    class Tomorrow(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.now(zone) + timedelta(days=1, minutes=1)

    monkeypatch.setattr(teaching, "datetime", Tomorrow)
    refused = await town.press(saved.response, TEXTS.undo, town.ada)
    assert town.is_refusal(refused, TEXTS.too_late.format(file=FILE))
    assert ANSWER in answers(town)


async def test_a_passage_that_is_gone_is_not_tied(town):
    asked = (await town.ask(by=town.ada)).response
    (town.folder / "handbook.md").write_text("# Handbook\n\n- Everything else.\n", encoding="utf-8")
    await town.bot.services.keeper.rebuild()
    refused = await town.press(asked, TEXTS.this_answers, town.ada)
    assert TEXTS.gone in seen(town, refused)
    assert not (town.folder / "corpus").exists()


async def test_a_question_that_was_answered_in_another_way_is_answered_anew(town):
    await save(town, question=STAMP)
    asked = (await town.ask(by=town.ada)).response
    assert ANSWER in town.shown(asked).words
    town.decide("suggestions")
    other = (await town.ask("The letter needs a stamp and a signature", by=town.ada)).response
    assert STAMP_PASSAGE in town.shown(other).words
    replaced = await save(town, "Two stamps.", question=STAMP)
    assert TEXTS.replaced_answer in seen(town, replaced)
    assert "Two stamps." in town.shown((await town.ask()).response).words
    await town.press(replaced.response, TEXTS.undo, town.ada)
    assert ANSWER in town.shown((await town.ask()).response).words


async def test_a_form_can_be_opened_for_a_question_from_elsewhere(town, monkeypatch):
    opened = []

    async def show(_interaction, form):
        opened.append(form.to_dict())

    monkeypatch.setattr(teaching, "show_form", show)
    interactions = []

    async def keep(interaction):
        interactions.append(interaction)

    town.bot.add_listener(keep, "on_interaction")
    await town.ask(by=town.ada)
    await open_teaching(interactions[-1], town.bot.services, "x" * 5_000)
    [form] = opened
    values = {part["component"]["custom_id"]: part["component"].get("value") for part in form["components"]}
    assert len(values["question"]) <= 4_000
    assert read_save(form["custom_id"]) == (0, 0)


async def test_a_bot_that_shuts_down_teaches_nothing(town):
    message = await town.ben.send(town.channel, ANSWER)
    _, opened = await open_form(town, message)
    town.bot.services.answering.desk.close()
    assert TEXTS.stopping in seen(town, await submit(town, opened))
    assert not (town.folder / "corpus").exists()


@pytest.mark.parametrize("page", [Page(7, "0123456789ab"), Page(2**32 - 1, "ffffffffffff-65535")])
def test_the_ids_of_buttons_hold_all_they_need(page):
    assert read_tie(tie_id(page)) == page
    assert read_save(save_id(2**63, 2**63)) == (2**63, 2**63)
    now = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
    for undo in (Undo("a" * 12, "b" * 12, "c" * 12), Undo("a" * 12, None), Undo(None, "b" * 12)):
        back = TakeBack.read(TakeBack(undo, now).button_id)
        assert back == TakeBack(undo, now)
        assert not back.is_late(now + timedelta(hours=23))
        assert back.is_late(now + timedelta(hours=24))
        assert len(back.button_id) <= 100


@pytest.mark.parametrize(
    "button", ["t1u:0::", "t1u:999999999999::0123456789ab", "t1a:xx", "t1a:" + "_" * 15 + "\n", "t1s:1", "t2a:x", ""]
)
def test_an_id_of_another_version_is_recognized(button):
    assert (read_tie(button), TakeBack.read(button), read_save(button)) == (None, None, None)


@pytest.mark.parametrize("locale", ["de", "es-ES", "fr", "ja", "pt-BR", "zh-CN", "zh-TW"])
def test_cards_fit_in_every_language(locale):
    texts = Translations.load().for_locale(locale)
    lesson = Lesson("*" * 2_000, ("x",), "corpus/answers.md:3", Undo("a" * 12, "b" * 12), ("y",))
    card = lesson_card(lesson, "p" * 2_000, datetime.now(UTC), texts)
    refusal = refusal_card(texts.not_taught, "r" * 2_000, texts, "*" * MAX_ANSWER_LENGTH)
    for each in (card, refusal):
        assert sum(len(part.markdown) for part in each.parts if hasattr(part, "markdown")) <= 4_000
