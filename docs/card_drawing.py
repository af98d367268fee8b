"""Draw messages with cards as SVG that looks like Discord's dark theme: text, quotes, lists, sections, lines and buttons."""  # noqa: INP001

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from card_text import BOX_PADDING, SMALL_SIZE, TEXT_SIZE, Line, Run, read_markdown, wrap

from bot.rendering.cards import Button, ButtonRow, Card, Part, Separator, TextBlock, TextWithButton

FONTS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'Noto Sans CJK SC', sans-serif"
CODE_FONTS = "ui-monospace, Menlo, Consolas, monospace"
WIDTH, TOP, BOTTOM, RIGHT = 680, 16, 20, 24
"""The width of a picture and its margins, in pixels like all sizes here."""
AVATAR_AT, AVATAR_SIZE, SMALL_AVATAR_SIZE, CONTENT_AT = 16, 40, 16, 72
CONTENT_WIDTH = WIDTH - RIGHT - CONTENT_AT
HEADER_HEIGHT, ABOVE_HEIGHT, FOOTER_HEIGHT, MESSAGE_GAP = 24, 24, 24, 18
ABOVE_SIZE, BUTTON_SIZE, FOOTER_SIZE, TAG_SIZE = 14, 14, 12, 11
"""Sizes of text that is not a card's own."""
CAPITAL_HEIGHT = 0.72
"""The height of capital letters relative to the size of the text."""
CARD_PADDING, CARD_RADIUS, EDGE, PART_GAP, PIECE_GAP = 16, 8, 4, 8, 4
QUOTE_INDENT, QUOTE_BAR, BULLET_AT, BULLET_SIZE, ITEM_GAP = 16, 4, 8, 5, 4
BUTTON_HEIGHT, BUTTON_PADDING, BUTTON_GAP, BUTTON_RADIUS, MIN_BUTTON_WIDTH = 32, 16, 8, 8, 60
ICON_SIZE, ICON_GAP = 12, 8
BACKGROUND, PRIVATE_BACKGROUND = "#313338", "#343745"
CARD, BORDER, BAR = "#2b2d31", "#3f4147", "#4e5058"
BRIGHT, TEXT, MUTED, LINK, WHITE = "#f2f3f5", "#dbdee1", "#a3a8b0", "#35b2ff", "#ffffff"
PRIMARY, SECONDARY, MENTION = "#5865f2", "#4e5058", "#dee0fc"
BEHIND = {"mention": "#414675", "code": "#1e1f22", "hidden": "#1e1f22"}
"""Colours of boxes behind some kinds of text."""
LINK_ICON = "M4.500 1.500H1v10h10V8M7 1h4.500v4.500M11.500 1L5.500 7"
EYE_ICON = "M1 8s2.500-5 7-5 7 5 7 5-2.500 5-7 5-7-5-7-5z"


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a message: the name, the colour of the avatar, and whether it is the bot."""

    name: str
    colour: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Above:
    """The line above a message: the one that it replies to, or who used which command."""

    author: Author
    text: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a member, or of the bot with a card."""

    author: Author
    content: str | Card
    above: Above | None = None
    is_private: bool = False


class Canvas:
    """The SVG elements drawn so far, and the vertical position of the next. `names` are those behind mentions."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.elements: list[str] = []
        self.y: float = TOP

    def add(self, tag: str, content: str = "", /, **attributes: float | str) -> None:
        """Add an element."""
        self.elements.append(_element(tag, content, **attributes))

    def rectangle(self, x: float, y: float, size: tuple[float, float], fill: str, radius: float = 0) -> None:
        """Draw a rectangle, perhaps with round corners."""
        rounded = {"rx": radius} if radius else {}
        self.add("rect", x=x, y=y, width=size[0], height=size[1], fill=fill, **rounded)

    def text(self, x: float, middle: float, runs: Sequence[Run], size: int, colour: str) -> float:
        """Draw text vertically centred at `middle`, as wide as estimated whatever the font; return where it ends."""
        end = x
        for kind, same in groupby(runs, lambda run: run.kind if run.kind in BEHIND else None):
            part = list(same)
            width, padding = sum(run.width(size) for run in part), BOX_PADDING if kind else 0
            if kind:
                self.rectangle(end, middle - size * 0.7, (width, size * 1.4), BEHIND[kind], 3)
            left = end + padding + _outer_space(part[0].text, size)  # spaces at the ends of a text element are not drawn
            length = end + width - padding - left - _outer_space(part[-1].text[::-1], size)
            place = {"x": left, "y": middle + size * CAPITAL_HEIGHT / 2, "textLength": length}
            self.add("text", "".join(map(_span, part)), **place, lengthAdjust="spacingAndGlyphs", font_size=size, fill=colour)
            end += width
        return end

    def markdown(self, x: float, text: str, width: float) -> None:
        """Draw a Markdown text from the current position downwards."""
        for is_quoted, lines in groupby(read_markdown(text, self.names), lambda line: line.is_quoted):
            indent, top = QUOTE_INDENT if is_quoted else 0, self.y
            for line in lines:
                for part in wrap(line, width - indent):
                    self._line(x + indent, part)
                self.y += ITEM_GAP if line.bullet else 0
            if is_quoted:
                self.rectangle(x, top, (QUOTE_BAR, self.y - top), BAR, QUOTE_BAR / 2)

    def _line(self, x: float, line: Line) -> None:
        middle, colour = self.y + line.height / 2, MUTED if line.size == SMALL_SIZE else TEXT
        if line.bullet == "•":
            self.add("circle", cx=x + BULLET_AT, cy=middle, r=BULLET_SIZE / 2, fill=colour)
        elif line.bullet:
            self.text(x, middle, [Run(line.bullet)], line.size, colour)
        self.text(x + line.indent, middle, line.runs, line.size, colour)
        self.y += line.height


def draw(messages: Sequence[Message], label: str, names: Mapping[str, str]) -> str:
    """Return the SVG of messages. `label` describes it to those who cannot see it; `names` are those behind mentions."""
    canvas = Canvas(names)
    for position, message in enumerate(messages):
        canvas.y += MESSAGE_GAP if position else 0
        _draw_message(canvas, message)
    height = round(canvas.y + BOTTOM)
    background = PRIVATE_BACKGROUND if any(message.is_private for message in messages) else BACKGROUND
    size = f'width="{WIDTH}" height="{height}"'
    what = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label={quoteattr(label)}'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {what}>',
        f'<g font-family="{FONTS}">',
        f'<rect {size} rx="{CARD_RADIUS}" fill="{background}"/>',
        *canvas.elements,
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _draw_message(canvas: Canvas, message: Message) -> None:
    if message.above:
        _draw_above(canvas, message.above)
    _draw_avatar(canvas, message.author, (AVATAR_AT, canvas.y + 2), AVATAR_SIZE)
    middle = canvas.y + HEADER_HEIGHT / 2 - 2
    end = canvas.text(CONTENT_AT, middle, [Run(message.author.name, is_bold=True)], TEXT_SIZE, BRIGHT)
    if message.author.is_bot:
        tag, left = Run("APP", is_bold=True), end + 6
        canvas.rectangle(left, middle - 8, (tag.width(TAG_SIZE) + 10, 16), PRIMARY, 4)
        canvas.text(left + 5, middle, [tag], TAG_SIZE, WHITE)
    canvas.y += HEADER_HEIGHT
    if isinstance(message.content, Card):
        _draw_card(canvas, message.content)
    else:
        canvas.markdown(CONTENT_AT, message.content, CONTENT_WIDTH)
    if message.is_private:
        _draw_footer(canvas)


def _draw_avatar(canvas: Canvas, author: Author, place: tuple[float, float], size: float) -> None:
    x, y = place
    canvas.rectangle(x, y, (size, size), author.colour, size / 2)
    initial = "†" if author.is_bot else escape(author.name[0])
    middle = {"x": x + size / 2, "y": y + size * 0.67, "font_size": size * 0.48}
    canvas.add("text", initial, **middle, text_anchor="middle", fill=WHITE)


def _draw_above(canvas: Canvas, above: Above) -> None:
    """Draw the line above a message, and its connection to the message, in one line."""
    middle, left = canvas.y + SMALL_AVATAR_SIZE / 2, AVATAR_AT + AVATAR_SIZE / 2
    path = f"M{left:g} {_number(middle + 14)}v-8a6 6 0 0 1 6-6H{CONTENT_AT - 6}"
    canvas.add("path", d=path, fill="none", stroke=BAR, stroke_width=2)
    _draw_avatar(canvas, above.author, (CONTENT_AT, canvas.y), SMALL_AVATAR_SIZE)
    x: float = CONTENT_AT + SMALL_AVATAR_SIZE + 6
    x = canvas.text(x, middle, [Run(above.author.name, is_bold=True)], ABOVE_SIZE, BRIGHT) + 6
    [whole] = read_markdown(above.text, canvas.names)
    [first, *others] = wrap(whole, (CONTENT_AT + CONTENT_WIDTH - x) * TEXT_SIZE / ABOVE_SIZE)
    x = canvas.text(x, middle, [*first.runs, *([Run("…")] if others else [])], ABOVE_SIZE, MUTED) + 4
    if above.command:
        canvas.text(x, middle, [Run(above.command)], ABOVE_SIZE, LINK)
    canvas.y += ABOVE_HEIGHT


def _draw_footer(canvas: Canvas) -> None:
    """Draw the line below a message that only one member sees."""
    middle = canvas.y + FOOTER_HEIGHT / 2 + 2
    icon = _element("path", d=EYE_ICON) + _element("circle", cx=8, cy=8, r=2)
    canvas.add("g", icon, transform=_move(CONTENT_AT, middle - 8), fill="none", stroke=MUTED, stroke_width=1.5)
    end = canvas.text(CONTENT_AT + 22, middle, [Run("Only you can see this ·")], FOOTER_SIZE, MUTED)
    canvas.text(end + 4, middle, [Run("Dismiss message")], FOOTER_SIZE, LINK)
    canvas.y += FOOTER_HEIGHT


def _draw_card(canvas: Canvas, card: Card) -> None:
    start, top = len(canvas.elements), canvas.y
    canvas.y += CARD_PADDING
    for position, part in enumerate(card.parts):
        canvas.y += PART_GAP if position else 0
        _draw_part(canvas, part, CONTENT_AT + EDGE + CARD_PADDING, CONTENT_WIDTH - EDGE - 2 * CARD_PADDING)
    canvas.y += CARD_PADDING
    border = {"x": CONTENT_AT + 0.5, "y": top + 0.5, "width": CONTENT_WIDTH - 1, "height": canvas.y - top - 1}
    corner = CARD_RADIUS - math.sqrt(CARD_RADIUS**2 - (CARD_RADIUS - EDGE) ** 2)
    arc = f"A{CARD_RADIUS} {CARD_RADIUS} 0 0 0"
    edge = (
        f"M{CONTENT_AT + EDGE} {_number(top + corner)}{arc} {CONTENT_AT} {_number(top + CARD_RADIUS)}"
        f"V{_number(canvas.y - CARD_RADIUS)}{arc} {CONTENT_AT + EDGE} {_number(canvas.y - corner)}z"
    )
    canvas.elements[start:start] = [
        _element("rect", rx=CARD_RADIUS, fill=CARD, stroke=BORDER, **border),
        _element("path", d=edge, fill=f"#{card.colour:06x}"),
    ]


def _draw_part(canvas: Canvas, part: Part, x: float, width: float) -> None:
    match part:
        case TextBlock(markdown):
            canvas.markdown(x, markdown, width)
        case ButtonRow(buttons):
            _draw_buttons(canvas, buttons, x, width)
        case TextWithButton(pieces, button):
            _draw_section(canvas, pieces, button, x, width)
        case Separator():
            canvas.rectangle(x, canvas.y, (width, 1), BORDER)
            canvas.y += 1


def _draw_section(canvas: Canvas, pieces: Sequence[str], button: Button, x: float, width: float) -> None:
    top, needed = canvas.y, _button_width(button)
    for position, piece in enumerate(pieces):
        canvas.y += PIECE_GAP if position else 0
        canvas.markdown(x, piece, width - needed - 2 * BUTTON_GAP)
    _draw_button(canvas, button, x + width - needed, top)
    canvas.y = max(canvas.y, top + BUTTON_HEIGHT)


def _draw_buttons(canvas: Canvas, buttons: Sequence[Button], x: float, width: float) -> None:
    """Draw buttons side by side, and those for which there is no room below."""
    at = x
    for button in buttons:
        needed = _button_width(button)
        if at > x and at + needed > x + width:
            at = x
            canvas.y += BUTTON_HEIGHT + BUTTON_GAP
        _draw_button(canvas, button, at, canvas.y)
        at += needed + BUTTON_GAP
    canvas.y += BUTTON_HEIGHT


def _draw_button(canvas: Canvas, button: Button, x: float, y: float) -> None:
    start, width, middle = len(canvas.elements), _button_width(button), y + BUTTON_HEIGHT / 2
    canvas.rectangle(x, y, (width, BUTTON_HEIGHT), PRIMARY if button.is_primary else SECONDARY, BUTTON_RADIUS)
    end = canvas.text(x + (width - _label_width(button)) / 2, middle, [Run(button.label)], BUTTON_SIZE, WHITE)
    if button.url:
        place = _move(end + ICON_GAP, middle - ICON_SIZE / 2)
        canvas.add("path", d=LINK_ICON, transform=place, fill="none", stroke=WHITE, stroke_width=1.5)
    if button.is_disabled:
        canvas.elements[start:] = [_element("g", "".join(canvas.elements[start:]), opacity=0.5)]


def _label_width(button: Button) -> float:
    return Run(button.label).width(BUTTON_SIZE) + (ICON_GAP + ICON_SIZE if button.url else 0)


def _button_width(button: Button) -> float:
    return max(MIN_BUTTON_WIDTH, _label_width(button) + 2 * BUTTON_PADDING)


def _outer_space(text: str, size: int) -> float:
    """Return the width of the spaces that a text begins with."""
    return Run(text[: len(text) - len(text.lstrip(" "))]).width(size)


def _span(run: Run) -> str:
    """Render a run as part of a text element."""
    styles: dict[str, str] = {"font_weight": "600"} if run.is_bold else {}
    if run.kind == "code":
        styles["font_family"] = CODE_FONTS
    colour = {"mention": MENTION, "link": LINK, "hidden": BEHIND["hidden"]}.get(run.kind)
    if colour:
        styles["fill"] = colour
    return _element("tspan", escape(run.text), **styles) if styles else escape(run.text)


def _element(tag: str, content: str = "", /, **attributes: float | str) -> str:
    """Render an SVG element; underscores in the names of attributes stand for hyphens."""
    rendered = "".join(
        f" {name.replace('_', '-')}={quoteattr(value if isinstance(value, str) else _number(value))}"
        for name, value in attributes.items()
    )
    return f"<{tag}{rendered}>{content}</{tag}>" if content else f"<{tag}{rendered}/>"


def _move(x: float, y: float) -> str:
    return f"translate({_number(x)} {_number(y)})"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
