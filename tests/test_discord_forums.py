"""New forum posts: answered once if the documents have the answer, silently ignored if not."""

import logging

import discord
import pytest

from bot.chat.cogs import forums
from index.errors import QuestionError, StoredIndexError
from tests import discord_bot
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE

handbook, town = discord_bot.handbook, discord_bot.town


@pytest.fixture
async def forum(town, monkeypatch):
    """A forum named in the settings, with short pauses between attempts to answer."""
    monkeypatch.setattr(forums, "RETRY_PAUSES_SECONDS", (0.01,) * len(forums.RETRY_PAUSES_SECONDS))
    forum = town.guild.create_forum_channel("help")
    await town.restart(forums=[forum.id])
    return forum


async def post(town, forum, title, words="Please help.", *, author=None):
    """Open a post as Discord does: first the thread, then its first message, which has the same id."""
    backend = town.env.backend
    author = author or town.ann
    thread = backend.create_thread(forum.id, title, author.id, broadcast=False)
    backend.announce_thread_create(thread)
    if words is not None:
        first = backend.prepare_message(thread.id, author.id, words)
        first.id = thread.id
        backend.commit_message(first)
    await town.env.settle()
    return next(found for found in forum.threads if found.id == thread.id)


def answers(town, thread):
    return [town.shown(message).words for message in town.messages(thread)]


async def test_a_post_that_the_documents_answer_gets_one_answer(town, forum):
    opened = await post(town, forum, STAMP)
    [message] = town.messages(opened)
    assert STAMP_PASSAGE in town.shown(message).words
    assert town.shown(message).colour == COLOURS["answer"]
    await town.press(message, town.texts.next)
    assert STAMP_PASSAGE not in town.shown(message).words
    await town.ann.send(opened, "And may I use a pencil?")
    assert len(town.messages(opened)) == 1


@pytest.mark.parametrize("outcome", ["suggestions", "none"])
async def test_a_post_that_the_documents_do_not_answer_is_ignored(town, forum, outcome):
    town.decide(outcome)
    opened = await post(town, forum, STAMP)
    assert (answers(town, opened), town.dms_to(town.ann)) == ([], [])


@pytest.mark.parametrize("title", ["?!", "\u200b"])
async def test_a_post_without_words_is_ignored(town, forum, title):
    opened = await post(town, forum, title)
    assert (answers(town, opened), town.dms_to(town.ann)) == ([], [])


async def test_other_forums_and_threads_are_ignored(town, forum):
    opened = await post(town, town.guild.create_forum_channel("elsewhere"), STAMP)
    thread = town.env.backend.create_thread(town.channel.id, STAMP, town.ann.id)
    await town.env.settle()
    [thread] = [found for found in town.channel.threads if found.id == thread.id]
    assert (answers(town, opened), answers(town, thread)) == ([], [])


async def test_no_forum_is_answered_by_default(town):
    opened = await post(town, town.guild.create_forum_channel("help"), STAMP)
    assert answers(town, opened) == []


async def test_only_the_title_is_read_without_the_message_content_intent(town, forum):
    opened = await post(town, forum, STAMP, "Is loud music for everyone on the pier?")
    [text] = answers(town, opened)
    assert STAMP_PASSAGE in text
    assert "music" not in text


async def test_the_first_message_is_read_too_with_the_message_content_intent(town, forum):
    await town.restart(forums=[forum.id], message_content=True)
    opened = await post(town, forum, "A beginner", f"Hello!\n{STAMP}")
    [text] = answers(town, opened)
    assert "A beginner Hello! Does the letter need a stamp?" in text
    assert STAMP_PASSAGE in text


@pytest.mark.parametrize("message_content", [True, False])
async def test_a_post_whose_first_message_never_arrives_is_answered_by_its_title(town, forum, message_content):
    await town.restart(forums=[forum.id], message_content=message_content)
    opened = await post(town, forum, STAMP, words=None)
    assert answers(town, opened) == []
    await town.env.advance_time(60)
    [text] = answers(town, opened)
    assert STAMP_PASSAGE in text


@pytest.mark.parametrize("settings", [{"cooldown": 3.0}, {"message_content": True}])
@pytest.mark.parametrize("words", ["{me} please help", "{me}"])
@pytest.mark.parametrize("outcome", ["answer", "none"])
async def test_a_post_that_mentions_the_bot_gets_exactly_one_answer(town, forum, settings, words, outcome):
    await town.restart(forums=[forum.id], **settings)
    town.decide(outcome)
    opened = await post(town, forum, STAMP, words.format(me=town.me))
    [message] = town.messages(opened)
    assert town.shown(message).colour == COLOURS[outcome]
    assert (STAMP_PASSAGE in town.shown(message).words) == (outcome == "answer")
    assert message.reference.message_id == opened.id
    assert town.dms_to(town.ann) == []


async def test_a_post_that_cannot_be_answered_yet_is_answered_later(town, forum):
    town.env.inject_error("POST", "/channels/*/messages", status=403, code=40058, times=2)
    opened = await post(town, forum, STAMP)
    await town.env.advance_time(60)
    assert len(answers(town, opened)) == 1


@pytest.mark.parametrize(
    ("refused", "attempts"),
    [
        ({"status": 403, "code": 40058}, 1 + len(forums.RETRY_PAUSES_SECONDS)),
        ({"status": 403, "code": 50013}, 1),
        ({"status": 500}, 1),
    ],
)
async def test_a_post_that_cannot_be_answered_is_one_log_line(town, forum, caplog, refused, attempts):
    town.env.inject_error("POST", "/channels/*/messages", times=None, **refused)
    opened = await post(town, forum, STAMP)
    await town.env.advance_time(60)
    [noted] = [found for found in caplog.records if found.name.startswith("bot.") and found.levelno >= logging.WARNING]
    assert str(forum.id) in noted.getMessage()
    assert noted.exc_info is None
    assert answers(town, opened) == []
    assert len(town.requests("POST", f"/channels/{opened.id}/messages")) == attempts


async def test_posts_are_ignored_while_the_queue_is_full(town, forum, caplog):
    town.bot.services.answering.desk.capacity = 0
    busy = await post(town, forum, STAMP)
    assert (answers(town, busy), town.dms_to(town.ann)) == ([], [])
    assert [found for found in caplog.records if found.levelno >= logging.WARNING] == []


async def test_the_cooldown_does_not_apply_to_posts(town, forum):
    await town.restart(forums=[forum.id], cooldown=3.0)
    await town.ask()
    assert len(answers(town, await post(town, forum, STAMP))) == 1


@pytest.mark.parametrize("is_full", [True, False])
async def test_a_post_that_gets_no_answer_leaves_the_cooldown_of_its_author_as_it_is(town, forum, is_full):
    await town.restart(forums=[forum.id], cooldown=3.0)
    await town.ask()
    searcher, desk = town.searcher, town.bot.services.answering.desk
    if is_full:
        capacity, desk.capacity = desk.capacity, 0
        await post(town, forum, STAMP)
        desk.capacity = capacity
    else:
        town.fail(QuestionError("no words", "it has no words", fix="write some"))
        await post(town, forum, STAMP)
        town.searcher = searcher
    refused = await town.ask()
    assert STAMP_PASSAGE not in town.shown(refused.response).words
    assert refused.response.ephemeral


async def test_posts_of_other_bots_are_ignored(town, forum):
    robot = town.guild.add_member(town.env.create_user("feed", bot=True))
    opened = await post(town, forum, STAMP, author=robot)
    assert answers(town, opened) == []


async def test_a_post_is_answered_once_even_if_the_connection_fails_at_first(town, forum, monkeypatch):
    sent = discord.abc.Messageable.send
    failures = [ConnectionResetError("gone")]

    async def flaky(self, *arguments, **options):
        if failures:
            raise failures.pop()
        return await sent(self, *arguments, **options)

    monkeypatch.setattr(discord.abc.Messageable, "send", flaky)
    opened = await post(town, forum, STAMP)
    await town.env.advance_time(1)
    assert len(answers(town, opened)) == 1


@pytest.mark.parametrize("error", [StoredIndexError("damaged", where="passages.jsonl"), RuntimeError("nobody thought of this")])
async def test_an_error_with_a_post_is_counted_and_only_logged(town, forum, caplog, error):
    searcher, ended = town.searcher, []
    town.bot.services.open_work.on_end = ended.append
    town.fail(error)
    opened = await post(town, forum, STAMP)
    [noted] = [found for found in caplog.records if found.levelno == logging.ERROR]
    assert bool(noted.exc_info) is isinstance(error, RuntimeError)
    assert [request.ending for request in ended] == ["failed"]
    assert (answers(town, opened), town.dms_to(town.ann)) == ([], [])
    town.searcher = searcher
    assert len(answers(town, await post(town, forum, STAMP))) == 1


async def test_a_post_is_answered_in_the_language_of_the_server(town, forum):
    town.env.backend.get_guild(town.guild.id).preferred_locale = "de"
    await town.restart(forums=[forum.id])
    opened = await post(town, forum, STAMP)
    [message] = town.messages(opened)
    assert town.bot.services.wording.texts(discord.Locale.german).next in town.shown(message).labels
