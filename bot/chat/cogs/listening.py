"""Answer messages addressed to the bot: direct messages, mentions and replies, and what goes on in threads it opened."""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import replace

import discord
from discord.ext import commands

from bot.chat.answer_work import PastTurn
from bot.chat.answering import AskedQuestion, CooldownError, first_card
from bot.chat.codes import BLOCKED_BY_AUTOMOD, UNKNOWN_CHANNEL
from bot.chat.desk import BusyError
from bot.chat.exchanges import (
    CONNECTION_ERRORS,
    ThreadClosedError,
    bot_may_write,
    can_reply,
    delete,
    is_closed,
    post,
    reply,
    update,
)
from bot.chat.messages.past_turns import find_turn
from bot.chat.messages.reading import AskedMessage, Obstacle, is_addressed_to, is_only_addresses, read_message, read_request
from bot.chat.messages.recent_answers import RecentAnswer
from bot.chat.messages.server_arrival import wait_for_server
from bot.chat.messages.small_talk import find_in_message, respond_to_message
from bot.chat.messages.threads import goes_on_in_own_thread
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.rendering.answer_cards import Frame
from bot.rendering.cards import Card
from bot.rendering.spoilers import hide_spoilers
from bot.talk.asking import calls_by_name, has_question_mark, opens_like_question
from bot.talk.kinds import Kind
from bot.talk.replies import how_to_ask
from index.answering.answers import Answer
from index.errors import QuestionError

log = logging.getLogger(__name__)

MIN_WAIT_SECONDS, MAX_WAIT_SECONDS = 0.05, 10.0
"""Pause before the next check of whether an edited question may be asked and is still the newest edit."""


class Listening(commands.Cog):
    """Replies to messages addressed to the bot. Everything but answers is sent privately."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it is addressed to the bot, or goes on in a thread that the bot opened."""
        await wait_for_server(self.bot, message)
        if not is_addressed_to(message, self.bot.user) and not goes_on_in_own_thread(message, self.bot.user):
            return
        recent = self.services.recent.start(message.id)
        with self.services.open_work:
            async with recent.turn:
                await self._handle(message, recent)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Bring an answer up to date with its question, once for the newest of several edits."""
        message, recent = event.message, self.services.recent.find(event.message_id)
        if recent is None or message.edited_at in {None, recent.edited_at}:  # Discord has only added a preview, say
            return
        recent.edited_at = message.edited_at
        while (
            recent.edited_at == message.edited_at
            and (wait := recent.wait_before_edit(self.services.recent.clock())) is not None
        ):
            if wait:
                await _wait(wait)
                continue
            try:
                with self.services.open_work:
                    async with recent.turn:
                        await self._follow_edit(message, recent)
            except CooldownError as error:
                await _wait(error.until - time.time())
            else:
                return

    async def _handle(self, message: discord.Message, recent: RecentAnswer) -> None:
        """Answer a message, unless it is not for the bot."""
        if is_addressed_to(message, self.bot.user):
            await self._respond(message, recent)
        elif goes_on_in_own_thread(message, self.bot.user):
            await self._go_on(message, recent)

    async def _respond(self, message: discord.Message, recent: RecentAnswer) -> None:
        """Answer a message that is addressed to the bot, or tell its author what is missing."""
        request, wording = current_request(), self.services.wording
        texts = wording.texts_for(message)
        asked = await read_request(message, self.bot.user)
        if asked.obstacle:
            request.end("refused", "unreadable")
            await self.services.notices.send(message, self._explain(asked.obstacle, message))
            return
        kind = find_in_message(asked.source, asked.question.words, self.bot.user, self.services)
        more = await self._more(message, asked.source, kind)
        if kind and not more:
            await respond_to_message(message, kind, self.services)
            return
        if is_closed(message.channel):
            raise ThreadClosedError("the thread is archived or locked")
        if not bot_may_write(message) and not self.services.threads.can_open(message):
            request.end("refused", "may not write")
            channel = message.channel
            log.warning("not allowed to write in channel %s; allow the bot's role to send messages there", channel.id)
            words = texts.no_permission.format(channel=f"<#{channel.id}>", command=wording.mention_ask_command())
            await self.services.notices.send(message, words)
            return
        if not asked.question.words:
            request.end("refused", "empty")
            words = texts.no_words if asked.question.shown else how_to_ask(texts, wording.mention_ask_command())
            await self.services.notices.send(message, words)
            return
        if more:
            await self._send(message, asked, more, recent)
        else:
            await self._answer(message, asked, recent)

    def _explain(self, obstacle: Obstacle, message: discord.Message) -> str:
        """Return a notice on why a message, or the one that it replies to, cannot be read."""
        texts = self.services.wording.texts_for(message)
        if obstacle == "role":
            return texts.mention_me.format(me=self.bot.user.mention if self.bot.user else "")
        return texts.message_gone if obstacle == "deleted" else texts.cannot_read.format(menu=texts.find_name)

    async def _answer(self, message: discord.Message, asked: AskedMessage, recent: RecentAnswer) -> None:
        """Answer a question, with a typing indicator if that takes longer.

        Addresses alone ask for no more than what the documents say of them: if that is nothing, only their author is told.
        """
        is_question = not is_only_addresses(asked.question.words)
        question = replace(await self._ask_after(message, asked), is_tentative=not is_question)
        ticket = self.services.answering.ask(question)
        typing = None if await ticket.is_ready() else asyncio.create_task(_show_typing(message.channel))
        recorded_as, answer = current_request().asked, await ticket.result
        if typing:
            typing.cancel()
        if not is_question and answer.outcome != "answer":
            current_request().end("refused", "no words")
            await self.services.notices.send(message, self.services.wording.texts_for(message).no_words)
            return
        recent.recorded_as = recorded_as
        if question.is_tentative:
            self.services.answering.record(question, answer, recorded_as)
        await self._send(message, asked, answer, recent)

    async def _more(self, message: discord.Message, source: discord.Message, kind: Kind | None) -> Card | None:
        """Return the card that shows the passage of an earlier answer in its context, if a message asks for more on it."""
        before = await self._find_turn(message, source) if kind is Kind.MORE else None
        if before is None or before.page is None:
            return None
        paging = replace(before.paging, asker=message.author.id)
        frame = Frame(paging, (), self.services.reader_for(message), asked=before.question)
        return await self.services.answering.turn_page("context", frame).result

    async def _find_turn(self, message: discord.Message, source: discord.Message) -> PastTurn | None:
        """Return the turn before a question; `message` is the one that asks the bot, `source` the one with the question."""
        return await find_turn(source, self.bot.user, self.services.wording.texts_for(message))

    async def _ask_after(self, message: discord.Message, asked: AskedMessage) -> AskedQuestion:
        """Return a question with the turn before it, if the message that asks it replies to an answer or is in a thread."""
        before = await self._find_turn(message, asked.source)
        origin = self.services.origin_of(message)
        return AskedQuestion(asked.question.words, message.author.id, shown=asked.question.shown, before=before, origin=origin)

    async def _go_on(self, message: discord.Message, recent: RecentAnswer) -> None:
        """Answer a message that addresses nobody, in a thread that the bot opened.

        Members also talk to each other there. So without a question mark, a message gets an answer or nothing, and it only goes
        on from the turn before if it opens like a question.
        """
        read = AskedMessage(read_message(message, self.bot.user), message)
        question = read.question.words
        is_asking = has_question_mark(question)
        if not question or is_closed(message.channel):
            return
        if kind := find_in_message(message, question, self.bot.user, self.services):
            if more := await self._more(message, message, kind):
                await self._send(message, read, more, recent)
            return
        try:
            origin = self.services.origin_of(message)
            asked = AskedQuestion(question, message.author.id, shown=read.question.shown, origin=origin)
            if is_asking or opens_like_question(question):
                asked = await self._ask_after(message, read)
            asked = replace(asked, has_cooldown=is_asking, is_tentative=True)
            answer = await self.services.answering.ask(asked).result
        except (QuestionError, BusyError, CooldownError):
            if is_asking:
                raise
            return
        if answer.outcome == "answer" or (is_asking and not calls_by_name(question, answer.unmatched)):
            recent.recorded_as = current_request().asked
            self.services.answering.record(asked, answer, recent.recorded_as)
            await self._send(message, read, answer, recent)
        else:
            current_request().end("refused", "left alone")

    async def _send(self, message: discord.Message, asked: AskedMessage, answer: Answer | Card, recent: RecentAnswer) -> None:
        """Send an answer, and remember it; take it back if the question was deleted in the meantime."""
        if not recent.is_withdrawn:
            sent = await self._deliver(message, asked, answer)
            recent.place(sent.channel.id, sent.id)
            if not self.services.recent.find(asked.source.id):  # somebody else's question, whose edits are not followed
                self.services.recent.start(asked.source.id, follows_edits=False).place(sent.channel.id, sent.id)
            if recent.is_withdrawn:
                await delete(sent)
        if recent.is_withdrawn:
            current_request().end("refused", "question deleted")

    async def _deliver(self, message: discord.Message, asked: AskedMessage, answer: Answer | Card) -> discord.Message:
        """Send an answer to a thread on its question, if one is wanted and can be opened, or else as a reply to it."""
        thread = await self.services.threads.open(asked.source, hide_spoilers(asked.question.shown))
        if thread:
            try:
                return await post(thread, self._card(message, answer), _nonce(message))
            except discord.NotFound as error:
                if error.code != UNKNOWN_CHANNEL:
                    raise
                log.info("thread %s was deleted before the answer was sent; answering in its channel instead", thread.id)
        card = self._card(message, answer, is_reply=can_reply(asked.source))
        return await reply(asked.source, card, _nonce(message))

    def _card(self, message: discord.Message, answer: Answer | Card, *, is_reply: bool = False) -> Card:
        if isinstance(answer, Card):
            return answer
        return first_card(answer, message.author.id, self.services.reader_for(message), is_reply=is_reply)

    async def _follow_edit(self, message: discord.Message, recent: RecentAnswer) -> None:
        """Answer an edited question, in place of the answer that it got before.

        That answer is removed if the question is gone or refused, because it answers something else. It is also removed if the
        documents do not answer a message that may no longer be a question to the bot. Raises CooldownError while the member has
        to wait.
        """
        if recent.channel is None or recent.message is None:
            await self._handle(message, recent)
            recent.rest(self.services.recent.clock())
            return
        sent = self.bot.get_partial_messageable(recent.channel).get_partial_message(recent.message)
        asked = await read_request(message, self.bot.user)
        kind = find_in_message(asked.source, asked.question.words, self.bot.user, self.services)
        more = await self._more(message, asked.source, kind)
        if more:
            recent.rest(self.services.recent.clock())
            await update(sent, more)
            return
        if kind or not asked.question.words:
            await self._remove(sent, recent)
            return
        words = asked.question.words
        is_to_bot = not is_only_addresses(words) and (is_addressed_to(message, self.bot.user) or has_question_mark(words))
        question = replace(await self._ask_after(message, asked), replaces=recent.recorded_as, is_tentative=not is_to_bot)
        try:
            ticket = self.services.answering.ask(question)
        except (QuestionError, BusyError):
            await self._remove(sent, recent)
            raise
        recent.rest(self.services.recent.clock())
        answer = await ticket.result
        if not is_to_bot and answer.outcome != "answer":
            await self._remove(sent, recent)
            return
        recent.recorded_as = current_request().asked
        if question.is_tentative:
            self.services.answering.record(question, answer, recent.recorded_as)
        is_reply = recent.channel == message.channel.id and can_reply(message)
        await self._replace(sent, recent, self._card(message, answer, is_reply=is_reply))

    async def _replace(self, sent: discord.PartialMessage, recent: RecentAnswer, card: Card) -> None:
        """Put a card in place of an answer, which is removed if AutoMod blocks the card. Raises discord.HTTPException."""
        try:
            await update(sent, card)
        except discord.NotFound:  # somebody has deleted the answer, and does not want another
            recent.is_withdrawn = True
            current_request().end("refused", "answer deleted")
        except discord.HTTPException as error:
            if error.code in BLOCKED_BY_AUTOMOD:
                await self._remove(sent, recent)
            raise

    async def _remove(self, sent: discord.PartialMessage, recent: RecentAnswer) -> None:
        """Delete an answer whose question was edited away. Another edit may ask something again."""
        recent.channel = recent.message = None
        await delete(sent)
        current_request().end("refused", "question deleted")


def _nonce(message: discord.Message) -> str:
    """Return the nonce of the answer to a message, which differs after an edit: the answer before may have been deleted."""
    return f"{message.id:x}-{int(message.edited_at.timestamp()):x}" if message.edited_at else str(message.id)


async def _wait(seconds: float) -> None:
    """Wait for an edited question's turn, or until the next check."""
    await asyncio.sleep(min(max(seconds, MIN_WAIT_SECONDS), MAX_WAIT_SECONDS))


async def _show_typing(channel: discord.abc.Messageable) -> None:
    """Show the typing indicator. Errors are ignored, because the answer matters more."""
    with suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()
