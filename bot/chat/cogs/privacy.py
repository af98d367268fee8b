"""The `/privacy` commands: tell members what is kept of them, delete it, and keep them out of the record."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat.awaiting import UnfinishedError, wait_for_record
from bot.chat.exchanges import defer_privately, edit
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.record.entries import RecordError
from bot.rendering.answer_cards import notice_card
from bot.rendering.texts import Texts

if TYPE_CHECKING:
    from bot.record.store import Record

T = TypeVar("T")
PATIENCE_SECONDS = 15.0
"""Time to wait for the record; a locked database gives up sooner."""


class Privacy(commands.Cog):
    """`/privacy`, for everybody and everywhere. All that it says is private."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        bot.tree.add_command(self._make_group())

    async def show(self, interaction: Interaction[Any]) -> None:
        """Tell what is kept of a member."""
        with self.services.open_work:
            await defer_privately(interaction)
            texts, record = self.services.wording.texts_for(interaction), self.services.record
            if record is None:
                lines = [self._without_record(texts)]
            else:
                lines = await self._left_out(record, record.hash(interaction.user.id), texts)
                lines += [texts.privacy_recorded.format(days=record.days), texts.privacy_hashed, self._choices(texts)]
            await edit(interaction, notice_card("\n\n".join([*lines, texts.privacy_messages])))

    async def _left_out(self, record: "Record", member: str, texts: Texts) -> list[str]:
        """Say whether a member is left out of the record, and whether it has something from before."""
        try:
            is_out = await wait_for_record(record.is_left_out(member), PATIENCE_SECONDS)
            is_known = is_out and await wait_for_record(record.is_known(member), PATIENCE_SECONDS)
        except RecordError:
            return []
        off, forget = self._mention("off_name"), self._mention("forget_name")
        if is_known:
            return [texts.privacy_kept_before.format(off=off, forget=forget)]
        return [texts.privacy_excluded.format(off=off)] if is_out else []

    def _without_record(self, texts: Texts) -> str:
        """Say that nothing is recorded, or that the record could not be opened."""
        if not self.services.is_record_unusable:
            return texts.privacy_nothing
        current_request().end("failed", "record")
        return texts.privacy_failed

    async def forget(self, interaction: Interaction[Any]) -> None:
        """Delete what is kept of a member."""
        await self._change(
            interaction,
            lambda record, member: record.forget(member),
            lambda texts, count: texts.privacy_forgotten.format(count=count),
        )

    async def leave_out(self, interaction: Interaction[Any]) -> None:
        """Keep a member out of the record from now on."""
        await self._change(
            interaction,
            lambda record, member: record.leave_out(member),
            lambda texts, _: texts.privacy_left_out.format(forget=self._mention("forget_name")),
        )

    async def take_in(self, interaction: Interaction[Any]) -> None:
        """Let a member into the record again."""
        await self._change(
            interaction,
            lambda record, member: record.take_in(member),
            lambda texts, _: texts.privacy_taken_in,
        )

    async def _change(
        self,
        interaction: Interaction[Any],
        change: "Callable[[Record, str], Future[T]]",
        say: Callable[[Texts, T], str],
    ) -> None:
        """Change what is kept of a member, and say so, or that it was not possible, or may still be done."""
        with self.services.open_work:
            await defer_privately(interaction)
            texts, record = self.services.wording.texts_for(interaction), self.services.record
            if record is None:
                words = self._without_record(texts)
            else:
                try:
                    changed = await wait_for_record(change(record, record.hash(interaction.user.id)), PATIENCE_SECONDS)
                    words = say(texts, changed)
                except RecordError as error:
                    current_request().end("failed", "record")
                    words = texts.privacy_unfinished if isinstance(error, UnfinishedError) else texts.privacy_failed
            await edit(interaction, notice_card(words))

    def _choices(self, texts: Texts) -> str:
        """Return which commands change what is kept."""
        names = {key: self._mention(f"{key}_name") for key in ("forget", "off", "on")}
        return texts.privacy_choices.format(**names)

    def _mention(self, key: str) -> str:
        """Return a mention of a `/privacy` command."""
        return self.services.wording.mention_command("privacy_name", key)

    def _make_group(self) -> app_commands.Group:
        """Return the command group."""
        string = self.services.wording.command_string
        group = app_commands.Group(
            name=string("privacy_name"),
            description=string("privacy_description"),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )

        @group.command(name=string("kept_name"), description=string("kept_description"))
        async def show(interaction: Interaction[Any]) -> None:
            await self.show(interaction)

        @group.command(name=string("forget_name"), description=string("forget_description"))
        async def forget(interaction: Interaction[Any]) -> None:
            await self.forget(interaction)

        @group.command(name=string("off_name"), description=string("off_description"))
        async def off(interaction: Interaction[Any]) -> None:
            await self.leave_out(interaction)

        @group.command(name=string("on_name"), description=string("on_description"))
        async def on(interaction: Interaction[Any]) -> None:
            await self.take_in(interaction)

        return group
