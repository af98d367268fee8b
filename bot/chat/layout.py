"""Convert cards to discord.py components, and read back the parts that every page of an answer keeps."""

import re
from collections.abc import Iterator
from typing import Any

import discord
from discord import ui

from bot.rendering.answer_cards import ADDRESSEE_ID, DOUBT_ID, NOTE_ID, QUESTION_ID, SHARER_ID
from bot.rendering.cards import Button, ButtonRow, Card, Part, Separator, TextBlock, TextWithButton
from bot.rendering.doubt_cards import PEOPLE_ID
from bot.rendering.feedback import Ballot, Press, read_press
from bot.rendering.paging import Action, Paging, read_button_id

KEPT_ID_OFFSET = 1000
"""Added to the ids of kept parts; Discord numbers all other components from 1 and never gets this far."""
ON_SHOWN: set[Action] = {"context", "share", "share_list", "share_whole", "delete"}
"""Actions whose buttons always concern the passage that is shown; others may lead to another."""
OWNED_IDS = {"feedback": "v", "questions": "q", "teaching": "t"}
"""Cogs that have buttons of their own, and the letter that the ids of these begin with, before the number of their format."""


def to_view(card: Card) -> ui.LayoutView:
    """Convert a card to a view. discord.py does not track the view, because its button ids say what to do."""
    container: ui.Container[Any] = ui.Container(accent_colour=card.colour)
    for part in card.parts:
        container.add_item(_to_item(part))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()
    return view


def _to_item(part: Part) -> ui.Item[Any]:
    match part:
        case TextBlock(markdown, id):
            return ui.TextDisplay(markdown, id=None if id is None else KEPT_ID_OFFSET + id)
        case ButtonRow(buttons):
            return ui.ActionRow(*(_to_button(button) for button in buttons))
        case TextWithButton(pieces, button):
            return ui.Section(*pieces, accessory=_to_button(button))
        case Separator():
            return ui.Separator()


def _to_button(button: Button) -> ui.Button[Any]:
    style = discord.ButtonStyle.primary if button.is_primary else discord.ButtonStyle.secondary
    if button.url:
        return ui.Button(label=button.label, url=button.url)
    return ui.Button(label=button.label, custom_id=button.id, style=style, disabled=button.is_disabled)


def kept_parts(message: discord.Message) -> tuple[TextBlock, ...]:
    """Return the parts of a message that stay when the page is turned, question first."""
    kept_ids = (QUESTION_ID, ADDRESSEE_ID, DOUBT_ID, NOTE_ID, SHARER_ID)
    parts: dict[int, TextBlock] = {}
    for component in message.components:
        for part in getattr(component, "children", ()):
            if isinstance(part, discord.TextDisplay) and part.id and part.id - KEPT_ID_OFFSET in kept_ids:
                parts[part.id - KEPT_ID_OFFSET] = TextBlock(part.content, part.id - KEPT_ID_OFFSET)
    return tuple(parts[key] for key in kept_ids if key in parts)


def paging_of(message: discord.Message) -> Paging | None:
    """Return the paging that the buttons of an answer hold, with the passage shown; None if the message is no answer."""
    found = [button for button in map(read_button_id, _button_ids(message)) if button]
    return next((paging for action, paging in [*(each for each in found if each[0] in ON_SHOWN), *found]), None)


def ballot_of(message: discord.Message) -> Ballot | None:
    """Return what the buttons of an answer ask about it; None if they do not."""
    found = next(filter(None, map(read_press, _button_ids(message))), None)
    return found[1] if found else None


def is_for_people(message: discord.Message) -> bool:
    """Return whether a message of the bot is a question to the people who know."""
    parts = [part for component in message.components for part in getattr(component, "children", ())]
    return any(part.id == KEPT_ID_OFFSET + PEOPLE_ID for part in parts)


def shows_list(message: discord.Message) -> bool:
    """Return whether a message shows several passages, each with a button of its own."""
    parts = [part for component in message.components for part in getattr(component, "children", ())]
    return any(isinstance(part, discord.SectionComponent) for part in parts)


def _button_ids(message: discord.Message) -> Iterator[str]:
    """Yield the ids of the buttons of a message, from top to bottom."""
    for component in message.components:
        for row in getattr(component, "children", ()):
            for button in (*getattr(row, "children", ()), getattr(row, "accessory", None)):
                yield getattr(button, "custom_id", None) or ""


def pressed_id(interaction: discord.Interaction[Any]) -> str:
    """Return the id of the button that was pressed."""
    return str(dict(interaction.data or {}).get("custom_id"))


def owner_of_button(interaction: discord.Interaction[Any]) -> str:
    """Return which cog of `OWNED_IDS` handles a press; `pages` if none of them does."""
    pressed = pressed_id(interaction)
    is_owned = pressed[1:2].isdecimal()
    return next((cog for cog, letter in OWNED_IDS.items() if is_owned and pressed.startswith(letter)), "pages")


def pressed_button(interaction: discord.Interaction[Any]) -> tuple[Action, Paging] | None:
    """Return what the pressed button does, and with which answer; None if it is none of this version's."""
    return read_button_id(pressed_id(interaction))


def pressed_ballot(interaction: discord.Interaction[Any]) -> tuple[Press, Ballot] | None:
    """Return what a press says of an answer; None if the button is none of this version's."""
    return read_press(pressed_id(interaction))


def addressee_of(message: discord.Message) -> int | None:
    """Return the ID of the member whom an answer is for, or None if it is for nobody in particular."""
    line = next((part.markdown for part in kept_parts(message) if part.id == ADDRESSEE_ID), "")
    mention = re.search(r"<@(\d{1,20})>", line)
    return int(mention[1]) if mention else None
