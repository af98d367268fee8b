"""Teaching: save a message as an answer, tie a question to a passage that answers it, and take either back."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

import discord
from discord import Interaction, app_commands, ui
from discord.ext import commands

from bot.chat.answering import GoneError
from bot.chat.cogs.contexts import BY_SERVERS, IN_SERVERS
from bot.chat.desk import ClosedError
from bot.chat.exchanges import defer_privately, edit, notify, show_form
from bot.chat.layout import owner_of_button, pressed_id
from bot.chat.lessons import Lessons, Taught
from bot.chat.messages.past_turns import find_asked, find_question
from bot.chat.messages.reading import is_reply, replied_to
from bot.chat.messages.sources import text_of
from bot.chat.refusals import reason_of, refusal
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.rendering.cards import Card
from bot.rendering.lesson_ids import WRITE, TakeBack, read_save, read_tie, save_id
from bot.rendering.lessons import lesson_card, refusal_card, taken_back_card
from bot.rendering.markdown import ELLIPSIS
from bot.rendering.paging import Page
from bot.rendering.texts import Texts
from index.building.teaching import MAX_ANSWER_LENGTH, MAX_SECTION_LENGTH, NewAnswer
from index.errors import FootnoteError, QuestionError
from index.searching.questions import MAX_QUESTION_LENGTH
from index.text.characters import fold

SETTING = "`teach.servers`"
ANSWER, QUESTION, SECTION = "answer", "question", "section"
"""The ids of the fields of the form."""


class Teaching(commands.Cog):
    """The menu entry, the form and the buttons, for those who may use `/corpus`."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        self.lessons = Lessons(services)
        bot.tree.add_command(self._make_save_command())

    async def open_form(self, interaction: Interaction[Any], message: discord.Message) -> None:
        """Open the form for a message: with its text as the answer, and the question that it replies to."""
        with self.services.open_work as request:
            if not await _is_allowed(interaction, self.services):
                return
            request.end("answered", "form")
            texts, me = self.services.wording.texts_for(interaction), self.bot.user
            if message.author == me:  # an answer, or a question to the people who know
                await show_form(interaction, _form(texts, "", await find_question(message, me) or ""))
                return
            asked = await self._replied_to(message, interaction)
            source = message.channel.id, message.id
            await show_form(interaction, _form(texts, text_of(message, me, interaction.user), asked, source))

    async def _replied_to(self, message: discord.Message, interaction: Interaction[Any]) -> str:
        """Return the question that a message may answer, because it replies to it; empty if it replies to nothing."""
        replied = await replied_to(message) if is_reply(message) else None
        if not isinstance(replied, discord.Message):
            return ""
        if replied.author == self.bot.user:
            return await find_question(replied, self.bot.user) or ""
        return text_of(replied, self.bot.user, interaction.user)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Handle a button, or a form that was filled in."""
        if interaction.type is discord.InteractionType.modal_submit:
            source = read_save(pressed_id(interaction))
            if source:
                with self.services.open_work:
                    await self._save(interaction, source)
            return
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        if owner_of_button(interaction) == "teaching":
            with self.services.open_work:
                await self._press(interaction, interaction.message, pressed_id(interaction))

    async def _press(self, interaction: Interaction[Any], message: discord.Message, pressed: str) -> None:
        """Handle a button."""
        if not await _is_allowed(interaction, self.services):
            return
        page, back = read_tie(pressed), TakeBack.read(pressed)
        if page:
            await self._tie(interaction, message, page)
        elif back:
            await self._take_back(interaction, back)
        elif pressed == WRITE:
            current_request().end("answered", "form")
            texts = self.services.wording.texts_for(interaction)
            await show_form(interaction, _form(texts, "", await find_asked(interaction, message, self.services.wording) or ""))
        else:
            current_request().end("refused", "old button")
            await notify(interaction, self.services.wording.texts_for(interaction).old_button)

    async def _save(self, interaction: Interaction[Any], source: tuple[int, int]) -> None:
        """Save what was filled in."""
        if not await _is_allowed(interaction, self.services):
            return
        fields = _filled_in(interaction)
        channel, message = source
        link = f"https://discord.com/channels/{interaction.guild_id}/{channel}/{message}" if message else None
        answer = NewAnswer(fields.get(ANSWER, ""), fields.get(QUESTION, ""), fields.get(SECTION, ""), link)
        await defer_privately(interaction)
        await edit(interaction, await self._teach(self.lessons.save(answer, interaction.user.id), interaction, answer.text))

    async def _tie(self, interaction: Interaction[Any], message: discord.Message, page: Page) -> None:
        """Tie the question of an answer to a passage."""
        texts = self.services.wording.texts_for(interaction)
        asked = await find_asked(interaction, message, self.services.wording)
        if not asked:
            current_request().end("refused", "no question")
            await notify(interaction, texts.no_question)
            return
        await defer_privately(interaction)
        teaching = self.lessons.tie(_whole(asked), page, interaction.user.id)
        await edit(interaction, await self._teach(teaching, interaction))

    async def _teach(self, teaching: Awaitable[Taught], interaction: Interaction[Any], text: str = "") -> Card:
        """Return the card that says what was taught, or why nothing was, with the text of the answer."""
        texts = self.services.wording.texts_for(interaction)
        try:
            taught = await teaching
        except (GoneError, ClosedError, QuestionError) as error:
            current_request().end("refused", reason_of(error))
            return refusal_card(texts.not_taught, refusal(error, texts) or str(error), texts, text)
        except FootnoteError as error:
            current_request().end("refused", "not taught")
            return refusal_card(texts.not_taught, str(error), texts, text)
        current_request().end("answered", "taught")
        return lesson_card(taught.lesson, taught.problem, datetime.now(UTC), texts, is_built=taught.is_built)

    async def _take_back(self, interaction: Interaction[Any], back: TakeBack) -> None:
        """Take back what was taught, within a day."""
        texts = self.services.wording.texts_for(interaction)
        if back.is_late(datetime.now(UTC)):
            teach = self.services.keeper.settings.teach
            current_request().end("refused", "too late")
            await notify(interaction, texts.too_late.format(file=teach.answers if back.undo.answer else teach.known_questions))
            return
        await defer_privately(interaction)
        await edit(interaction, await self._undo(back, interaction))

    async def _undo(self, back: TakeBack, interaction: Interaction[Any]) -> Card:
        texts = self.services.wording.texts_for(interaction)
        try:
            problem = await self.lessons.take_back(back.undo, interaction.user.id)
        except (FootnoteError, ClosedError) as error:
            current_request().end("refused", "not taken back")
            return refusal_card(texts.not_taken_back, refusal(error, texts) or str(error), texts)
        current_request().end("answered", "taken back")
        return taken_back_card(problem, texts)

    def _make_save_command(self) -> app_commands.ContextMenu:
        """Return the entry in the menu of messages; with `discord.corpus_roles`, Discord shows it to everyone."""
        required = None if self.services.settings.corpus_roles else discord.Permissions(manage_guild=True)

        @app_commands.context_menu(name=self.services.wording.command_string("save_name"))
        async def save(interaction: Interaction[Any], message: discord.Message) -> None:
            await self.open_form(interaction, message)

        save.allowed_contexts, save.allowed_installs, save.default_permissions = IN_SERVERS, BY_SERVERS, required
        return save


async def open_teaching(interaction: Interaction[Any], services: Services, question: str) -> None:
    """Open the form that teaches an answer to a question, as the first response, for those who may use `/corpus`."""
    if await _is_allowed(interaction, services):
        current_request().end("answered", "form")
        await show_form(interaction, _form(services.wording.texts_for(interaction), "", question))


async def _is_allowed(interaction: Interaction[Any], services: Services) -> bool:
    """Return whether a member may teach in this server; if not, tell them why."""
    texts = services.wording.texts_for(interaction)
    if not services.roles.may_manage_corpus(interaction):
        current_request().end("refused", "not allowed")
        await notify(interaction, texts.not_allowed)
        return False
    servers = {server.id for server in interaction.client.guilds}
    count = max(len(servers), interaction.client.shard_count or 1)  # those of other shards may not be known here
    if interaction.guild_id not in servers or not services.teaches_in(interaction.guild_id, count):
        current_request().end("refused", "not allowed")
        await notify(interaction, texts.no_teaching.format(setting=SETTING))
        return False
    return True


def _form(texts: Texts, text: str, question: str, source: tuple[int, int] = (0, 0)) -> ui.Modal:
    """Return the form. discord.py does not track it, because its id says what to do."""
    is_cut = len(text) > MAX_ANSWER_LENGTH
    label = texts.save_text_cut.format(count=f"{MAX_ANSWER_LENGTH:,}") if is_cut else texts.save_text
    form = ui.Modal(title=texts.save_name, custom_id=save_id(*source))
    for words, name, value, limit in (
        (label, ANSWER, text, MAX_ANSWER_LENGTH),
        (texts.save_question, QUESTION, fold(_whole(question)), MAX_QUESTION_LENGTH),
        (texts.save_section, SECTION, "", MAX_SECTION_LENGTH),
    ):
        style = discord.TextStyle.paragraph if name == ANSWER else discord.TextStyle.short
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name, style=style, default=value[:limit] or None, max_length=limit, required=name != SECTION
        )
        form.add_item(ui.Label(text=words, component=field))
    form.stop()
    return form


def _filled_in(interaction: Interaction[Any]) -> dict[str, str]:
    """Return the fields of a form by their ids."""
    data: dict[str, Any] = {**(interaction.data or {})}
    found = {}
    for part in data.get("components", ()):
        for field in (*part.get("components", ()), part.get("component") or {}):
            if isinstance(field.get("value"), str):
                found[str(field.get("custom_id"))] = field["value"]
    return found


def _whole(question: str) -> str:
    """Return a question without the sign that it was cut short."""
    return question.removesuffix(ELLIPSIS).rstrip()
