"""Teaching: save a message as an answer, and tie a question to a passage that answers it."""

from typing import Any

from discord import Interaction

from bot.chat.exchanges import notify
from bot.chat.services import Services


async def open_teaching(interaction: Interaction[Any], services: Services, question: str) -> None:
    """Open the form that teaches an answer to a question, as the first response, for those who may use `/corpus`."""
    texts = services.wording.texts_for(interaction)
    if not services.roles.may_manage_corpus(interaction):
        await notify(interaction, texts.not_allowed)
        return
    await notify(interaction, question)
