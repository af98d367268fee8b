"""Renders the inline tokens of a paragraph of Markdown as rich text."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import unescape

from markdown_it.token import Token

from index.reading.data_uris import EMPTY_URI
from index.reading.html import read_words
from index.reading.images import shown_alt
from index.reading.markdown.emojis import with_emoji
from index.reading.repeated_notes import RepeatedNotes
from index.reading.rich_text import BOLD, STRUCK, RichText
from index.text.characters import has_words
from index.text.tags import TAG

ANCHOR = re.compile(r"""<a\s[^>]*?href\s*=\s*(?P<target>"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
BLOCK_TAG = re.compile(r"<br|</?(?:li|p|div|ul|ol|h[1-6])\b", re.IGNORECASE)
"""Tags that start a line where they are in a paragraph or cell."""
SOURCE = re.compile(r"""\ssrc\s*=\s*(?P<source>"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
CLOSING_MARKS = (".", ",", ";", ")")
"""Marks of a sentence that no language writes behind a blank."""
CODE_LANGUAGE = re.compile(r"(?<=\S)\{:\.?[a-z]+\}$")
"""The language of code within a line, as Nextra and Rehype write it."""
STRIKES, STRIKE_ENDS = {f"<{name}>" for name in STRUCK}, {f"</{name}>" for name in STRUCK}
BOLDS, BOLD_ENDS = {f"<{name}>" for name in BOLD}, {f"</{name}>" for name in BOLD}


class Inline:
    """Renders the paragraphs of one document, with the footnotes that they refer to in parentheses.

    `omit` is called with everything that is left out, and its line.
    """

    def __init__(self, omit: Callable[[str, int], None]) -> None:
        self.notes: Mapping[str, Sequence[Token]] = {}
        self.omit = omit
        self._repeated = RepeatedNotes()

    def text(self, children: Iterable[Token], line: int) -> RichText:
        """Return the text of a paragraph that starts at `line` without its markup.

        Code, entities and the alternative texts of images are kept. Raises DocumentError if footnotes are repeated too often.
        """
        paragraph = _Paragraph(self, line)
        paragraph.add(children)
        return paragraph.rich

    def heading(self, children: Iterable[Token], line: int) -> tuple[str, list[RichText]]:
        """Return the words of a heading, and the footnotes that it refers to. Raises DocumentError like `text`."""
        paragraph = _Paragraph(self, line, keeps_notes_apart=True)
        paragraph.add(children)
        return paragraph.rich.words, paragraph.notes

    def count_note(self, note: RichText, line: int) -> None:
        """Count a repetition of a footnote. Raises DocumentError if all together are too long."""
        self._repeated.count(note.text, line)


class _Paragraph:
    """One pass over the tokens of a paragraph; that of a footnote has no lines of its own."""

    def __init__(self, inline: Inline, line: int, *, keeps_notes_apart: bool = False, seen: set[str] | None = None) -> None:
        self.rich = RichText()
        self.notes: list[RichText] = []
        self._inline = inline
        self._line = line
        self._keeps_notes_apart = keeps_notes_apart
        self._is_note = seen is not None
        self._seen: set[str] = set() if seen is None else seen
        self._outer: list[RichText] = []
        self._in_link = False
        self._is_in_tag = False
        self._waiting: list[RichText] = []
        self._left_out: list[str] = []
        self._is_hole = False
        """True right behind something that is not shown."""

    def add(self, children: Iterable[Token]) -> None:
        """Read all tokens."""
        for child in children:
            handle = getattr(self, f"_{child.type}", None)
            if handle:
                handle(child)
        self._put_notes()
        if self._left_out:
            self._inline.omit(", ".join(self._left_out), self._line)

    def _text(self, token: Token) -> None:
        if self._is_hole and token.content.startswith(CLOSING_MARKS):
            self.rich.drop_blank()
        self._is_hole = False
        self.rich.add(with_emoji(token.content.replace(EMPTY_URI, "")))

    def _text_special(self, token: Token) -> None:
        self.rich.add(token.content)

    def _code_inline(self, token: Token) -> None:
        self.rich.add(CODE_LANGUAGE.sub("", token.content))

    def _softbreak(self, token: Token) -> None:
        if self._is_note or self._outer:
            self.rich.add(" ")
        else:
            self._line += 1
            self.rich.start_line(self._line, is_break=True, is_hard=token.type == "hardbreak")

    _hardbreak = _softbreak

    def _image(self, token: Token) -> None:
        alt = "".join(child.content or " " for child in token.children or ()) or token.content
        self._add_image(alt, str(token.attrs.get("src", "")))

    def _add_image(self, alt: str, source: str) -> None:
        """Add the alternative text of an image if it describes the image."""
        shown = shown_alt(alt, source)
        self.rich.add(shown)
        self._is_hole = not shown
        if not shown and has_words(alt):
            self._left_out.append(alt)

    def _omission(self, token: Token) -> None:
        self._inline.omit(token.content, self._line)

    def _marker(self, token: Token) -> None:
        """Count the lines of a tag that is left out."""
        self._is_hole = True
        breaks = token.content.count("\n")
        if breaks and not (self._is_note or self._outer):
            self._line += breaks
            self.rich.start_line(self._line)

    def _strong_open(self, token: Token) -> None:
        self.rich.open_bold()

    def _strong_close(self, token: Token) -> None:
        self.rich.close_bold()

    def _s_open(self, token: Token) -> None:
        self.rich.open_strike()

    def _s_close(self, token: Token) -> None:
        self.rich.close_strike()

    def _link_open(self, token: Token) -> None:
        target = str(token.attrs.get("href", ""))
        self._is_in_tag = token.markup == "autolink" and TAG.fullmatch(f"<{target}>") is not None
        if self._is_in_tag:  # such as <id:browse>, which is an address to Markdown but not to Discord
            self.rich.add("<")
        else:
            self._open_link(target)

    def _open_link(self, target: str) -> None:
        self.rich.open_link(target)
        self._in_link = True

    def _link_close(self, token: Token) -> None:
        if self._is_in_tag:
            self.rich.add(">")
            self._is_in_tag = False
            return
        self.rich.close_link()
        self._in_link = False
        self._put_notes()

    def _html_inline(self, token: Token) -> None:
        """Apply an HTML tag inside a paragraph; most tags only affect the appearance of text and are ignored."""
        self._marker(token)
        tag = token.content
        name, start = tag.lower(), tag[:4].lower()
        if BLOCK_TAG.match(tag):
            self.rich.start_line(self._line, is_break=True, is_hard=True)
        elif name in BOLDS:
            self.rich.open_bold()
        elif name in BOLD_ENDS:
            self.rich.close_bold()
        elif start == "<img":
            source = SOURCE.search(tag)
            self._add_image(read_words(tag), unescape(source["source"].strip("\"'")) if source else "")
        elif opened := ANCHOR.match(tag):
            self._open_link(unescape(opened["target"].strip("\"'")))
        elif start.startswith("</a"):
            self._link_close(token)
        elif name in STRIKES:
            self.rich.open_strike()
        elif name in STRIKE_ENDS:
            self.rich.close_strike()

    def _note_open(self, token: Token) -> None:
        self._outer.append(self.rich)
        self.rich = RichText()

    def _note_close(self, token: Token) -> None:
        note, self.rich = self.rich, self._outer.pop()
        self._add_note(note)

    def _footnote_ref(self, token: Token) -> None:
        """Add a footnote, unless this paragraph has it already."""
        label = str(token.meta["label"])
        if label not in self._seen:
            self._seen.add(label)
            note = RichText()
            for part in self._inline.notes.get(label, ()):
                if part.type == "inline":
                    paragraph = _Paragraph(self._inline, self._line, seen=self._seen)
                    paragraph.add(part.children or ())
                    note.add(" ")
                    note.extend(paragraph.rich)
                elif part.content:
                    note.add(f" {read_words(part.content) if part.type == 'html_block' else part.content}")
            self._inline.count_note(note, self._line)
            self._add_note(note)

    def _add_note(self, note: RichText) -> None:
        if note:
            self._waiting.append(note)
        if not self._in_link:
            self._put_notes()

    def _put_notes(self) -> None:
        """Add the notes since the last link; links do not nest, so those inside a link wait for its end."""
        for note in self._waiting:
            if self._keeps_notes_apart:
                self.notes.append(note)
            else:
                self.rich.add(" (")
                self.rich.extend(note)
                self.rich.add(")")
        self._waiting = []
