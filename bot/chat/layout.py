"""Cards as discord.py's components, and back what of them stays."""

from typing import Any

import discord
from discord import ui

from bot.rendering.answer_cards import NOTE_ID, QUESTION_ID, SHARER_ID
from bot.rendering.cards import Beside, Button, Buttons, Card, Line, Part, Words

KEPT = 1000
"""Added to the ids of parts: Discord numbers all others from 1 on, and there are never so many."""


def layout(card: Card) -> ui.LayoutView:
    """A card as a view to send. discord.py does not keep it: what its buttons do is in their ids."""
    container: ui.Container[Any] = ui.Container(accent_colour=card.colour)
    for part in card.parts:
        container.add_item(_item(part))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()
    return view


def _item(part: Part) -> ui.Item[Any]:
    match part:
        case Words(markdown, id):
            return ui.TextDisplay(markdown, id=None if id is None else KEPT + id)
        case Buttons(buttons):
            return ui.ActionRow(*(_button(button) for button in buttons))
        case Beside(words, button):
            return ui.Section(*words, accessory=_button(button))
        case Line():
            return ui.Separator()


def _button(button: Button) -> ui.Button[Any]:
    style = discord.ButtonStyle.primary if button.is_main else discord.ButtonStyle.secondary
    if button.address:
        return ui.Button(label=button.label, url=button.address)
    return ui.Button(label=button.label, custom_id=button.id, style=style, disabled=button.is_off)


def kept_parts(message: discord.Message) -> tuple[Words, ...]:
    """The parts of a message that stay when its page is turned, the question first; none when it has no question."""
    kept = (QUESTION_ID, NOTE_ID, SHARER_ID)
    found: dict[int, Words] = {}
    for component in message.components:
        for part in getattr(component, "children", ()):
            if isinstance(part, discord.TextDisplay) and part.id and part.id - KEPT in kept:
                found[part.id - KEPT] = Words(part.content, part.id - KEPT)
    return tuple(found[key] for key in kept if key in found) if QUESTION_ID in found else ()
