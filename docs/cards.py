"""Draw pictures of the bot's cards as SVG: ask real questions, press real buttons, and draw the cards that come back.

python docs/cards.py docs/cards

The questions go through the code that answers in Discord, without a connection to it, and to an index of the example club, made
with the model that this checkout has compiled. The same code draws the same pictures. A question that no longer has the outcome
that its picture stands for, or a button that is not there, is an error.
"""  # noqa: INP001  # a command, not a package

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from card_drawing import Above, Author, Message, draw

from bot.chat.answer_work import PastTurn
from bot.chat.answering import Answering, AskedQuestion, first_card
from bot.chat.asked_in_vain import group_counted
from bot.chat.desk import Desk
from bot.chat.doubting import doubt
from bot.chat.requests import OpenWork
from bot.record.entries import Asked
from bot.record.store import Record
from bot.rendering.answer_cards import Frame, question_part
from bot.rendering.cards import Button, ButtonRow, Card, TextBlock, TextWithButton
from bot.rendering.doubt_cards import doubt_part, people_card
from bot.rendering.feedback import Ballot
from bot.rendering.paging import Action, Paging, read_button_id
from bot.rendering.question_cards import questions_card
from bot.rendering.readers import Reader
from bot.rendering.texts import Translations
from bot.report.counting import count_asked
from bot.report.tallying import Tallies
from index.answering.answers import Answer, Outcome
from index.answering.searcher import Searcher
from index.building import build
from index.errors import FootnoteError
from index.settings import RecordSettings, Settings, load_settings
from index.storing.index_folder import IndexFolder

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = ROOT / "corpus" / "example-club.md"
ASKER = 1
NAMES = {"<@1>": "@Mei", "<@2>": "@footnote", "<@&3>": "@Helpers"}
"""The names behind the mentions in the pictures."""
MEMBER, BOT = Author("Mei", "#b4637a"), Author("footnote", "#3b6ea5", is_bot=True)
ROLE = "<@&3>"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what it shows, the question and how it is asked, its outcome, and the buttons that are pressed after that.

    `shows` is the text for those who cannot see it. `before` is the question of the turn before, to whose answer the member
    replies. `is_list` is True if a whole list answers. `is_recorded` is True with a record, `then` what follows "Not what I
    asked": the next passages, and the question to the people who know.
    """

    name: str
    shows: str
    question: str
    outcome: Outcome
    asked_with: Literal["mention", "/ask", "Find the answer"] = "mention"
    presses: tuple[Action, ...] = ()
    before: str | None = None
    is_list: bool = False
    is_recorded: bool = False
    then: Literal["doubt", "people"] | None = None


PICTURES = (
    Picture(
        "answer",
        "An answer with a green edge: the quoted passage, its source, and buttons for the next one, the context and deletion",
        "now open on Sundays?",
        "answer",
    ),
    Picture(
        "next-passage",
        "The same answer after a press on Next passage: the second passage, with a button back to the first",
        "now open on Sundays?",
        "answer",
        presses=("show",),
    ),
    Picture(
        "in-context",
        "The same answer after a press on Show in context: the passage between its neighbours in the section",
        "now open on Sundays?",
        "answer",
        presses=("context",),
    ),
    Picture(
        "unsure",
        "A message with an amber edge, which only the member who asked sees: the bot is unsure, and quotes the closest passage",
        "what are your weekend hours",
        "suggestions",
        asked_with="/ask",
    ),
    Picture(
        "closest-passages",
        "The same message after a press on the button for more: the closest passages, each with a button that shows it alone",
        "what are your weekend hours",
        "suggestions",
        asked_with="/ask",
        presses=("more",),
    ),
    Picture(
        "not-in-the-documents",
        "A message with a red edge: what is not in the documents, the role that may know, and buttons for the closest sections",
        "Do you have a van or a trailer to get long boards home?",
        "none",
    ),
    Picture(
        "whole-list",
        "An answer that is a whole list: all items of a section, quoted in their order",
        "How do I become a member?",
        "answer",
        is_list=True,
    ),
    Picture(
        "several-questions",
        "An answer to two questions in one message: two passages, each with its source and a button that shows it alone",
        "What time do you shut on a Friday? Can my 12-year-old help me in the woodshop?",
        "answer",
    ),
    Picture(
        "follow-up",
        "Two turns: a member replies to an answer with a question that makes no sense alone, and the bot says how it read it",
        "and on Tuesdays?",
        "answer",
        before="Are you open on Mondays?",
    ),
    Picture(
        "private",
        "An answer that only one member sees, with a blue button that shares it in the channel",
        "wifi pasword",
        "answer",
        asked_with="Find the answer",
    ),
    Picture(
        "recorded",
        "An answer of a bot that keeps a record: below its buttons, two more ask whether it helped",
        "now open on Sundays?",
        "answer",
        is_recorded=True,
    ),
    Picture(
        "not-what-i-asked",
        "A message that only one member sees after a press on Not what I asked: the next passages, and a button to ask people",
        "now open on Sundays?",
        "answer",
        is_recorded=True,
        then="doubt",
    ),
    Picture(
        "people-asked",
        "A message that everyone sees: the bot names the role that may know, and the member who asks, with the question",
        "now open on Sundays?",
        "answer",
        is_recorded=True,
        then="people",
    ),
)
QUESTIONS = "asked-in-vain"
QUESTIONS_SHOW = (
    "What those see who may use the command for questions: groups of questions without an answer, each with a button Teach"
)
"""The picture of what was asked in vain, and what it shows."""
ASKED = {
    "Do you have a van or a trailer to get long boards home?": 4,
    "can someone help me get long boards home, do you own a trailer?": 2,
    "is there parking for a motorcycle": 2,
    "Do you sell gift cards?": 3,
    "Are you open on Mondays?": 9,
}
"""What members ask in that picture, and how many of them."""
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
ASKED_EVERY = timedelta(days=1)


class NoLongerTrueError(FootnoteError):
    """A question or a button does not lead to what a picture shows."""

    def __init__(self, picture: Picture, what: str) -> None:
        super().__init__(what, where=f"picture {picture.name!r}", fix="choose another question in docs/cards.py")


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
    """Return the SVG of each picture by its name, drawn with the model of a project. Raises NoLongerTrueError."""
    with tempfile.TemporaryDirectory() as folder:
        bot = Bot(make_handbook(settings, Path(folder)))
        try:
            drawn = {each.name: draw(await bot.converse(each), each.shows, NAMES) for each in pictures}
            return {**drawn, QUESTIONS: draw([await bot.show_questions()], QUESTIONS_SHOW, NAMES)}
        finally:
            bot.desk.stop()


def make_handbook(settings: Settings, folder: Path) -> Settings:
    """Build a project of the example club in a folder, with a model that is compiled already."""
    shutil.copy(HANDBOOK, folder)
    (folder / "config.yaml").write_text(f"documents:\n  - path: {HANDBOOK.name}\n", encoding="utf-8")
    handbook = load_settings(folder / "config.yaml")
    shutil.copytree(IndexFolder(settings.index_folder).encoders, IndexFolder(handbook.index_folder).encoders)
    build(handbook)
    return handbook


class Bot:
    """The bot without a connection to Discord."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.desk = Desk(Searcher.open(settings), settings.discord.waiting)
        self.answering = Answering(self.desk, cooldown=0, top=settings.top)
        self.reader = Reader(Translations.load().for_locale("en"), ROLE, settings.discord.file_and_line)

    async def converse(self, picture: Picture) -> list[Message]:
        """Return the messages of a picture: each question, unless a command asks it, and its card."""
        if picture.before is None:
            answer = await self._ask(AskedQuestion(picture.question, ASKER))
            return await self._turn(picture, answer, f"<@2> {picture.question}")
        first = await self._ask(AskedQuestion(picture.before, ASKER))
        past = PastTurn(picture.before, Paging.of(ASKER, first.outcome, first.hits))
        second = await self._ask(AskedQuestion(picture.question, ASKER, before=past))
        if second.follows is None:
            raise NoLongerTrueError(picture, f"{picture.question!r} is not read together with {picture.before!r}")
        card = first_card(first, ASKER, self.reader, is_reply=True)
        asked = f"<@2> {picture.before}"
        above = Above(BOT, next(part.markdown for part in card.parts if isinstance(part, TextBlock)).split("\n")[0])
        return [
            *_exchange(asked, card),
            *await self._turn(picture, second, picture.question, above),
        ]

    async def _doubt(self, picture: Picture, card: Card) -> Message:
        """Return the message that follows "Not what I asked" below a card, or the one that asks people then."""
        texts = self.reader.texts
        if picture.then == "people":
            return Message(BOT, people_card(picture.question, "<@1>", ROLE, "https://discord.com/channels/1/2/3", texts))
        kept = (question_part(picture.question), doubt_part(texts.noted_unhelpful, ROLE, texts))
        ballot = Ballot("recorded", is_doubted=True, answer=1)
        frame = Frame(Paging(ASKER, "suggestions", ()), kept, self.reader, is_private=True, ballot=ballot)
        doubted = _paging_behind(card, "delete", picture)
        return Message(BOT, await doubt(self.desk, doubted, frame, sees_all=False).result, is_private=True)

    async def show_questions(self) -> Message:
        """Return the message with what was asked in vain, after members have asked."""
        asked = []
        for number, question in enumerate(question for question, times in ASKED.items() for _ in range(times)):
            answer = await self._ask(AskedQuestion(question, ASKER))
            entry = Asked(
                id=f"{number}",
                time=START + number * ASKED_EVERY,
                question=question,
                outcome=answer.outcome,
                confidence=answer.confidence,
                server=1,
                member=f"{number}",
            )
            asked.append(entry)
        page = questions_card(group_counted(self._count(asked), self.desk.searcher, 30), 0, self.reader.texts)
        return Message(BOT, page, Above(MEMBER, "used", "/corpus questions"), is_private=True)

    def _count(self, asked: Sequence[Asked]) -> Tallies:
        """Count questions as the bot does, from a record of them."""
        with tempfile.TemporaryDirectory() as folder:
            kept = RecordSettings(database="record.db", days=3650)
            with closing(Record.open(msgspec.structs.replace(self.settings, record=kept, root=Path(folder)))) as record:
                record.write(list(asked))
                return count_asked(record)

    async def _ask(self, asked: AskedQuestion) -> Answer:
        return await self.answering.ask(asked).result

    async def _turn(self, picture: Picture, answer: Answer, asked: str, above: Above | None = None) -> list[Message]:
        """Return the messages of one turn, after all buttons are pressed."""
        if answer.outcome != picture.outcome:
            raise NoLongerTrueError(
                picture, f"{picture.question!r} has the outcome {answer.outcome!r}, not {picture.outcome!r}"
            )
        if picture.is_list != bool(answer.listing):
            raise NoLongerTrueError(picture, f"{picture.question!r} is {'not ' * picture.is_list}answered by a whole list")
        is_mention = picture.asked_with == "mention"
        is_quiet = picture.asked_with == "/ask" and answer.outcome not in self.settings.discord.public_outcomes
        is_private = is_quiet or picture.asked_with == "Find the answer"
        with OpenWork() as request:
            request.asked = "recorded" if picture.is_recorded else None
            card = first_card(answer, ASKER, self.reader, is_private=is_private, is_reply=is_mention)
        if picture.then:
            return [await self._doubt(picture, card)]
        for action in picture.presses:
            kept = tuple(part for part in card.parts if isinstance(part, TextBlock) and part.id is not None)
            frame = Frame(_paging_behind(card, action, picture), kept, self.reader, is_private, answer.question)
            card = await self.answering.turn_page(action, frame).result
        if is_mention:
            return _exchange(asked, card, above)
        return [Message(BOT, card, Above(MEMBER, "used", picture.asked_with), is_private)]


def _exchange(asked: str, card: Card, above: Above | None = None) -> list[Message]:
    """Return a message of a member and the reply to it."""
    return [Message(MEMBER, asked, above), Message(BOT, card, Above(MEMBER, asked))]


def _paging_behind(card: Card, action: Action, picture: Picture) -> Paging:
    """Return the paging of the first button that does something."""
    for button in _buttons(card):
        found = read_button_id(button.id or "")
        if found and found[0] == action:
            return found[1]
    raise NoLongerTrueError(picture, f"no button below the card does {action!r}")


def _buttons(card: Card) -> Iterator[Button]:
    for part in card.parts:
        match part:
            case ButtonRow(buttons):
                yield from buttons
            case TextWithButton(_, button):
                yield button


if __name__ == "__main__":
    sys.exit(main())
