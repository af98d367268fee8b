"""Draw pictures of the bot's cards as SVG: ask real questions, press real buttons, and draw the cards that come back.

python docs/cards.py docs/cards

The questions go through the code that answers in Discord, without a connection to it, and to the index of this checkout, which
`footnote build` brings up to date. The same index and code draw the same pictures. A question that no longer has the outcome
that its picture stands for, or a button that is not there, is an error.
"""  # noqa: INP001  # a command, not a package

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from card_drawing import Above, Author, Message, draw

from bot.chat.answering import Answering, AskedQuestion, first_card
from bot.chat.desk import Desk
from bot.rendering.answer_cards import Frame
from bot.rendering.cards import Button, ButtonRow, Card, TextBlock, TextWithButton
from bot.rendering.paging import Action, Paging, read_button_id
from bot.rendering.readers import Reader
from bot.rendering.texts import Translations
from index.answering.answers import Outcome
from index.answering.searcher import Searcher
from index.errors import FootnoteError
from index.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
ASKER = 1
NAMES = {"<@1>": "@Mei", "<@2>": "@footnote", "<@&3>": "@Helpers"}
"""The names behind the mentions in the pictures."""
MEMBER, BOT = Author("Mei", "#b4637a"), Author("footnote", "#3b6ea5", is_bot=True)
ROLE = "<@&3>"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what it shows, the question and how it is asked, its outcome, and the buttons that are pressed after that.

    `shows` is the text for those who cannot see it.
    """

    name: str
    shows: str
    question: str
    outcome: Outcome
    asked_with: Literal["mention", "/ask", "Find the answer"] = "mention"
    presses: tuple[Action, ...] = ()


PICTURES = (
    Picture(
        "answer",
        "An answer with a green edge: the quoted passage, its source, and the buttons Next passage and Show in context",
        "When did the museum livestreaming campaign start?",
        "answer",
    ),
    Picture(
        "next-passage",
        "The same answer after a press on Next passage: the second passage, with a button back to the first",
        "When did the museum livestreaming campaign start?",
        "answer",
        presses=("show",),
    ),
    Picture(
        "in-context",
        "The same answer after a press on Show in context: the passage between its neighbours in the section",
        "When did the museum livestreaming campaign start?",
        "answer",
        presses=("context",),
    ),
    Picture(
        "unsure",
        "A message with an amber edge, which only the member who asked sees: the bot is unsure, and quotes the closest passage",
        "How has Alibaba Cloud helped during the pandemic?",
        "suggestions",
        asked_with="/ask",
    ),
    Picture(
        "closest-passages",
        "The same message after a press on the button for more: the closest passages, each with a button that shows it alone",
        "How has Alibaba Cloud helped during the pandemic?",
        "suggestions",
        asked_with="/ask",
        presses=("more",),
    ),
    Picture(
        "not-in-the-documents",
        "A message with a red edge: this is not in the documents, a role may know, and buttons lead to the closest sections",
        "What did the DAMO Academy build for reading CT scans?",
        "none",
    ),
    Picture(
        "private",
        "An answer that only one member sees, with a blue button that shares it in the channel",
        "waht is the cloud live turism campain of fligy",
        "answer",
        asked_with="Find the answer",
    ),
)


class NoLongerTrueError(FootnoteError):
    """A question or a button does not lead to what a picture shows."""


def main() -> int:
    """Draw all pictures into the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Draw pictures of the bot's cards.")
    parser.add_argument("folder", type=Path, help="where to write the SVG files; other SVG files there are removed")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yaml", help="default: config.yaml of this checkout")
    options = parser.parse_args()
    try:
        drawn = asyncio.run(draw_all(load_settings(options.config), PICTURES))
    except FootnoteError as error:
        print(error, file=sys.stderr)  # noqa: T201  # a command
        return error.exit_code
    options.folder.mkdir(parents=True, exist_ok=True)
    for path in options.folder.glob("*.svg"):
        if path.stem not in drawn:
            path.unlink()
    for name, svg in drawn.items():
        (options.folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    return 0


async def draw_all(settings: Settings, pictures: Sequence[Picture]) -> Mapping[str, str]:
    """Return the SVG of each picture by its name. Raises NoLongerTrueError, and the errors of an index that does not open."""
    desk = Desk(Searcher.open(settings), settings.discord.waiting)
    answering = Answering(desk, cooldown=0, top=settings.top)
    reader = Reader(Translations.load().for_locale("en"), ROLE, settings.discord.file_and_line)
    try:
        return {
            picture.name: draw(await _messages(picture, settings, answering, reader), picture.shows, NAMES)
            for picture in pictures
        }
    finally:
        desk.stop()


async def _messages(picture: Picture, settings: Settings, answering: Answering, reader: Reader) -> list[Message]:
    """Return the messages of a picture: the question, unless a command asks it, and the card at the end."""
    answer = await answering.ask(AskedQuestion(picture.question, ASKER)).result
    if answer.outcome != picture.outcome:
        what = f"{picture.question!r} has the outcome {answer.outcome!r}, not {picture.outcome!r}"
        raise NoLongerTrueError(what, where=f"picture {picture.name!r}", fix="choose another question in docs/cards.py")
    is_mention = picture.asked_with == "mention"
    is_quiet = picture.asked_with == "/ask" and answer.outcome not in settings.discord.public_outcomes
    is_private = is_quiet or picture.asked_with == "Find the answer"
    card = first_card(answer, ASKER, reader, is_private=is_private, is_reply=is_mention)
    for action in picture.presses:
        kept = tuple(part for part in card.parts if isinstance(part, TextBlock) and part.id is not None)
        frame = Frame(_paging_behind(card, action, picture), kept, reader, is_private, answer.question)
        card = await answering.turn_page(action, frame).result
    if not is_mention:
        return [Message(BOT, card, Above(MEMBER, "used", picture.asked_with), is_private)]
    asked = f"<@2> {picture.question}"
    return [Message(MEMBER, asked), Message(BOT, card, Above(MEMBER, asked))]


def _paging_behind(card: Card, action: Action, picture: Picture) -> Paging:
    """Return the paging of the first button that does something."""
    for button in _buttons(card):
        found = read_button_id(button.id or "")
        if found and found[0] == action:
            return found[1]
    what = f"no button below the card does {action!r}"
    raise NoLongerTrueError(what, where=f"picture {picture.name!r}", fix="choose another question in docs/cards.py")


def _buttons(card: Card) -> Iterator[Button]:
    for part in card.parts:
        match part:
            case ButtonRow(buttons):
                yield from buttons
            case TextWithButton(_, button):
                yield button


if __name__ == "__main__":
    sys.exit(main())
