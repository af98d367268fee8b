"""Cogs: one per kind of Discord event. They translate events and leave the work to other modules."""

import logging

from discord.ext import commands

from bot.chat.cogs.asking import Asking
from bot.chat.cogs.corpus import Corpus
from bot.chat.cogs.feedback import Verdicts
from bot.chat.cogs.forums import Forums
from bot.chat.cogs.listening import Listening
from bot.chat.cogs.pages import Pages
from bot.chat.cogs.privacy import Privacy
from bot.chat.cogs.questions import Questions
from bot.chat.cogs.taking_back import TakingBack
from bot.chat.cogs.teaching import Teaching
from bot.chat.services import Services
from bot.chat.wording import Translator

log = logging.getLogger(__name__)


async def add_cogs(bot: commands.AutoShardedBot, services: Services) -> None:
    """Add all cogs and their commands to a bot, without registering the commands with Discord."""
    await bot.tree.set_translator(Translator(services.wording.translations))
    for cog in (Asking, Corpus, Listening, Pages, TakingBack, Forums, Verdicts, Privacy, Teaching):
        await bot.add_cog(cog(bot, services))
    if services.record:
        await bot.add_cog(Questions(bot, services, services.record))
    if services.settings.digest == "weekly" and not (services.record and services.settings.report_to):
        log.warning("discord.digest: no digest is posted without discord.report_to and a record; set both in config.yaml")
