"""Text rendered for Discord, checked by a small model of how Discord reads Markdown."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rendering.markdown import escape, excerpt, unescape
from bot.rendering.names import NoNames
from bot.rendering.spoilers import hide_spoilers
from bot.rendering.tags import plain
from index.text.words import UNSPACED

IN_LINE = {
    "code": r"```.+?```|(?P<ticks>`+).*?[^`](?P=ticks)(?!`)",
    "link": r"<(?P<address>[^: >]+:/[^ >]+)>",
    "mail": r"<[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>|<(?:tel:|sms:|\+)[^<>]+>",
    "mention": r"<@[!&]?[0-9]+>|<#[0-9]+>|</[^<>:]+:[0-9]+>|<id:[^<>]+>|@everyone|@here",
    "time": r"<t:-?[0-9]+(?::\w)?>",
    "emoji": r"<a?:\w+:[0-9]+>|:[\w+~-]+:",
    "bare_link": r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]",
    "invite": r"(?i:discord\.gg/\w|discord(?:app)?\.com/+invite/\w)",
    "masked_link": r"\[(?:\\.|[^\]\\])*\]\((?:\\.|[^)\\])*\)",
}
"""Markup that acts anywhere. Discord's own patterns are narrower: what is inert here is inert there."""
AROUND = {
    "bold": r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)",
    "underline": r"__((?:\\.|[^\\])+?)__(?!_)",
    "strike": r"~~(.+?)~~",
    "spoiler": r"\|\|(.+?)\|\|",
    "italic": r"\*(?=\S)((?:\*\*|\\.|[^*\\])+?)\*(?!\*)",
    "emphasis": r"_((?:__|\\.|[^_\\])+?)_",
}
"""Markup that acts on the words between two marks."""
AT_LINE_START = {
    "quote": r"[ \t]*(?:>>>|>(?!>>)) ",
    "small": r"[ \t]*-# +(?=[^\n])",
    "heading": r"[ \t]*#{1,3}\s+(?=\S)",
    "list": r"[ \t]*(?:[*-]|[0-9]+\.) ",
}
PLAIN = re.compile(r"[^\n\\<>@:hsdHSD\[*_~|`]*")
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
IN_LINE_PATTERN, AROUND_PATTERN, LINE_PATTERN = (
    re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items()), re.DOTALL)
    for patterns in (IN_LINE, AROUND, AT_LINE_START)
)
INVITE = re.compile(IN_LINE["invite"])


@dataclass(frozen=True)
class Mark:
    """A piece of markup that Discord acts on, and the part of the shown text it applies to."""

    kind: str
    start: int
    end: int


@dataclass
class Shown:
    """A piece of Markdown as a reader sees it."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def kinds(self) -> set[str]:
        return {mark.kind for mark in self.marks}

    def of(self, kind: str) -> list[str]:
        """Return the words that a kind of mark applies to."""
        return [self.text[mark.start : mark.end] for mark in self.marks if mark.kind == kind]

    def places(self, kind: str) -> set[int]:
        """Return the positions that a kind of mark applies to, without whitespace."""
        spans = [range(mark.start, mark.end) for mark in self.marks if mark.kind == kind]
        return {place for span in spans for place in span if not self.text[place].isspace()}


def shown(markdown: str) -> Shown:
    """Render Markdown as Discord does."""
    seen = Shown()
    _read(markdown, seen, is_line_start=True)
    return seen


def _read(markdown: str, seen: Shown, *, is_line_start: bool) -> None:
    place = 0
    while place < len(markdown):
        begun = len(seen.text)
        if is_line_start and (match := LINE_PATTERN.match(markdown, place)):
            seen.marks.append(Mark(match.lastgroup, begun, begun))
            place = match.end()
        elif match := ESCAPED.match(markdown, place):
            seen.text += match[1]
            is_line_start, place = False, match.end()
        elif match := IN_LINE_PATTERN.match(markdown, place):
            seen.text += match["address"] or match.group()
            seen.marks.append(Mark(match.lastgroup, begun, len(seen.text)))
            is_line_start, place = False, match.end()
        elif match := AROUND_PATTERN.match(markdown, place):
            _read(match[match.lastindex + 1], seen, is_line_start=is_line_start)
            seen.marks.append(Mark(match.lastgroup, begun, len(seen.text)))
            is_line_start, place = False, match.end()
        else:
            end = PLAIN.match(markdown, place + 1).end() if markdown[place] != "\n" else place + 1
            seen.text += markdown[place:end]
            is_line_start, place = markdown[place] == "\n", end


ACTING = [
    *("*", "**", "***", "_", "__", "~~", "||", "|", "`", "``", "```", "\\", "\\\\", "<", ">", "[", "]", "](", ")", ":", "::"),
    *("#", "###", "-#", ">>>", "-", "+", "1.", "2)", "@everyone", "@here", "<@1>", "<@!1>", "<@&2>", "<#3>", "</ask:4>"),
    *("<t:1:R>", "<id:guide>", "<:owl:5>", "<a:owl:5>", ":owl:", ":+1:", "¯\\_(ツ)_/¯", "a@b.org", "<a@b.org>", "<tel:+123>"),
    *("[words](https://example.org)", "https://example.org/a_b_(c)", "http://a.org/?b=c&d=e#f", "https://example.org/a**b"),
    *("https://example.org/:owl:/@here", "<https://example.org>", "steam://run", "https://", "HTTPS://EXAMPLE.ORG"),
    *("https://discord.gg/abc", "discord.gg/abc", "https://canary.discord.com/invite/abc", "discord.com/invite/abc"),
]
SCRIPTS = [
    *("漢字", "ที่นี่", "か\u3099", "e\u0301", "हिन्दी", "שָׁלוֹם", "İẞ", "…"),
    *("👩\u200d👩\u200d👧", "👍🏽", "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e007f"),
]
CHARACTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
"""Any characters except control characters and the like, which are removed from documents and questions."""
PIECES = st.one_of(
    st.sampled_from(ACTING),
    st.sampled_from(SCRIPTS),
    st.sampled_from(["tower", "gates", "of", "a", "x" * 30]),
    st.sampled_from([" ", " ", " ", "\n", "\n", "  ", "\n    ", "\n# ", "\n- ", "\n1. ", "\n> ", "\n-# "]),
    st.text(CHARACTERS, min_size=1, max_size=5),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join).filter(str.strip)
LINES = TEXTS.map(lambda text: " ".join(text.split()))
LONG_TEXTS = st.lists(PIECES, min_size=15, max_size=50).map("".join).filter(str.strip)
BARLESS_TEXTS, BARLESS_LINES, BARLESS_LONG_TEXTS = (
    texts.map(lambda text: re.sub(r"\|{2,}", "|", text)) for texts in (TEXTS, LINES, LONG_TEXTS)
)
"""The same without the bars around spoilers, which passages keep."""
LIMITS = st.integers(40, 120)
NUMBERED = " ".join(f"word{number}" for number in range(100))


def spans_in(text: str) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """Generate highlights as the index returns them: in order, possibly touching, never empty."""
    bounds = st.lists(st.integers(0, len(text)), min_size=2, max_size=6).map(sorted) | st.just([])
    return bounds.map(lambda places: tuple(span for span in list(pairwise(places))[::2] if span[0] < span[1]))


HIGHLIGHTED, LONG_HIGHLIGHTED = (
    texts.flatmap(lambda text: st.tuples(st.just(text), spans_in(text))) for texts in (TEXTS, LONG_TEXTS)
)


@given(TEXTS)
def test_escaped_text_is_shown_as_written_and_inert(text):
    assert shown(escape(text)) == Shown(text)


@given(LINES)
def test_an_escaped_question_can_be_unescaped(text):
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("**a** _b_ ~~c~~ ||d|| `e`", r"\*\*a\*\* \_b\_ \~\~c\~\~ \|\|d\|\| \`e\`"),
        (r"C:\temp", r"C:\\temp"),
        ("# Rules", r"\# Rules"),
        ("##\nRules", "\\##\nRules"),
        ("#", r"\#"),
        ("a\n  - b\n2. c\n> d\n-# e", "a\n  \\- b\n2\\. c\n\\> d\n\\-# e"),
        ("Hi @everyone and <@12>", r"Hi \@everyone and \<@12>"),
        ("</ask:4> in <#3>", r"\</ask:4> in \<#3>"),
        (":owl: at 10:30", r"\:owl: at 10:30"),
        ("[free](https://example.org)", r"\[free\](https\://example.org)"),
        ("Join discord.gg/abc", r"Join discord\.gg/abc"),
    ],
)
def test_markup_that_would_act_gets_a_backslash(text, markdown):
    assert escape(text) == markdown


@pytest.mark.parametrize("text", ["3 > 2, a #1 - or 50%", "e-mail me@example.org", "C# (a) 'b' \"c\" 1.5 km; d & e!", "-5 °C"])
def test_inert_characters_are_not_escaped(text):
    assert escape(text) == text


def links_in(markdown: str) -> list[str]:
    return shown(markdown).of("link")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://example.org/a_b_(c).", ["https://example.org/a_b_(c)"]),
        ("the form (https://example.org/f?a=1&b=*), then", ["https://example.org/f?a=1&b="]),
        ("Really https://example.org/x?!", ["https://example.org/x"]),
        ("<https://example.org>", ["https://example.org"]),
        ("**https://example.org/x**", ["https://example.org/x"]),
        ("[click](https://example.org/x)", ["https://example.org/x"]),
        ("http://a.org http://b.org", ["http://a.org", "http://b.org"]),
        (f"https://example.org/{'a' * 400}...b", [f"https://example.org/{'a' * 400}...b"]),
    ],
)
def test_a_url_in_a_passage_is_a_link_without_the_marks_around_it(text, addresses):
    assert links_in(excerpt(text, 4000)) == addresses
    assert shown(excerpt(text, 4000)).text == text


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/bücher",
        "https://example.org/a|b",
        "https://example.org/a**b",
        "ftp://example.org",
        "javascript://example.org",
        "https://discord.gg/abc",
        "https://discord.com/invite/abc",
        "http://www.discordapp.com//invite/abc",
        "https://canary.discord.com/invite/abc",
        "https://me@discord.gg/abc",
        "https://discord.com:443/invite/abc",
        "https://example.org/?to=discord.gg/abc",
    ],
)
def test_invites_and_unsafe_urls_are_not_links(text):
    assert shown(excerpt(text, 400, [(0, 5)])).kinds() == {"bold"}
    assert shown(excerpt(text, 400)) == Shown(text)


def test_text_of_members_has_no_links():
    assert links_in(excerpt("https://example.org", 400, links=False)) == []


@given(HIGHLIGHTED)
def test_a_whole_passage_has_its_highlights_in_bold_extended_to_whole_urls(passage):
    text, highlights = passage
    seen = shown(excerpt(text, 100_000, highlights))
    assert seen.text == text
    assert seen.kinds() <= {"bold", "link"}
    assert seen.places("bold") == highlighted(seen, highlights)
    for words in seen.of("bold"):
        assert words == words.strip()
        assert "\n" not in words
    for address in seen.of("link"):
        assert re.fullmatch(r"https?://[!-~]+[^.,:;!?\s]", address)
        assert not INVITE.search(address)


def highlighted(seen: Shown, highlights, start: int = 0) -> set[int]:
    """Return the positions that should be bold in the shown part of a passage, which begins at `start`."""
    due = {place - start for first, last in highlights for place in range(first, last)}
    links = [range(mark.start, mark.end) for mark in seen.marks if mark.kind == "link"]
    due |= {place for link in links if not due.isdisjoint(link) for place in link}
    return {place for place in due if 0 <= place < len(seen.text) and not seen.text[place].isspace()}


def test_touching_highlights_are_merged_and_split_at_line_breaks():
    assert excerpt("one two\nthree four", 400, [(0, 2), (2, 13)]) == "**one two**\n**three** four"


def test_a_url_is_entirely_bold_or_not_at_all():
    text = "see https://example.org/tower now"
    assert excerpt(text, 400, [(12, 19)]) == "see **<https://example.org/tower>** now"
    assert excerpt(text, 400, [(0, 3)]) == "**see** <https://example.org/tower> now"


def test_every_line_of_a_quote_gets_the_quote_mark():
    assert excerpt("if a:\n\n    > b", 400, [(6, 14)], newline="\n> ") == "if a:\n> \n>     **\\> b**"


@dataclass(frozen=True)
class Cut:
    """A part of a text that may be the one shown, and how many characters come before it in what is shown."""

    start: int
    end: int
    offset: int


def cuts(text: str, rendered: str) -> Iterator[Cut]:
    """Yield each part of a text that may be the one shown, with `…` only where words are missing."""
    for opening, closing in product(("", "…", "… "), ("", "…", " …")):
        part = rendered[len(opening) : len(rendered) - len(closing)]
        if f"{opening}{part}{closing}" != rendered:
            continue
        for match in re.finditer(f"(?={re.escape(part)})", text):
            start, end = match.start(), match.start() + len(part)
            before, after = text[:start], text[end:]
            due = ("… " if before[-1:].isspace() else "…") if before.strip() else ""
            due_behind = (" …" if after[:1].isspace() else "…") if after.strip() else ""
            if (opening, closing) == (due, due_behind):
                yield Cut(start, end, len(opening))


@given(LONG_HIGHLIGHTED, LIMITS)
@settings(deadline=None)
def test_an_excerpt_is_a_part_of_the_passage_within_the_limit_and_marks_missing_words(passage, limit):
    text, highlights = passage
    markdown = excerpt(text, limit, highlights)
    assert len(markdown) <= limit
    seen = shown(markdown)
    assert seen.kinds() <= {"bold", "link"}
    assert any(is_faithful(text, highlights, seen, cut) for cut in cuts(text, seen.text))


@lru_cache(maxsize=8)
def link_places(text: str) -> set[int]:
    """Return where the links of a text begin."""
    return {mark.start for mark in shown(excerpt(text, 100_000)).marks}


def is_faithful(text: str, highlights, seen: Shown, cut: Cut) -> bool:
    """Return whether bold words and links match the whole passage, and a highlight is visible if there is one."""
    begun = cut.start - cut.offset
    are_whole = all(mark.start + begun in link_places(text) for mark in seen.marks if mark.kind == "link")
    due = highlighted(seen, highlights, begun) & {*range(cut.offset, cut.end - begun)}
    is_seen = bool(due) or not any(text[first:last].strip() for first, last in highlights)
    return are_whole and is_seen and seen.places("bold") == due


@given(LONG_HIGHLIGHTED, LIMITS)
@settings(deadline=None)
def test_only_overlong_words_are_cut_and_never_inside_a_grapheme(passage, limit):
    text, highlights = passage
    rendered = shown(excerpt(text, limit, highlights)).text
    found = [(cut.start, cut.end) for cut in cuts(text, rendered)]
    assert any(not any(splits_word(text, place, highlights, limit // 3) for place in places) for places in found)
    assert any(not any(splits_letter(text, place, limit // 3) for place in places) for places in found)


def splits_word(text: str, place: int, highlights, room: int) -> bool:
    """Return whether a cut at `place` is inside a word short enough to fit in `room` characters."""
    for word in re.finditer(rf"[^\s{UNSPACED.pattern[1:-1]}]+", text):
        if word.start() < place < word.end():
            marks = sum(4 for first, last in highlights if first < word.end() and word.start() < last)
            return len(escape(word.group())) + marks + 2 * word.group().count("://") < room
    return False


def is_combining(character: str) -> bool:
    return character == "\u200d" or unicodedata.category(character).startswith("M") or "\U0001f3fb" <= character <= "\U0001f3ff"


def splits_letter(text: str, place: int, room: int) -> bool:
    """Return whether a cut at `place` is inside a grapheme that would fit in `room` characters."""
    if not 0 < place < len(text) or text[place - 1].isspace() or not (is_combining(text[place]) or text[place - 1] == "\u200d"):
        return False
    start, end = place - 1, place
    while start and (is_combining(text[start]) or text[start - 1] == "\u200d"):
        start -= 1
    while end < len(text) and (is_combining(text[end]) or text[end - 1] == "\u200d"):
        end += 1
    return 6 * (end - start) < room


def spans_of(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def test_a_passage_that_fits_is_not_shortened():
    assert excerpt(NUMBERED, len(NUMBERED)) == NUMBERED
    assert excerpt(NUMBERED, len(NUMBERED) - 1) != NUMBERED


def test_without_highlights_the_start_is_shown():
    rendered = excerpt(NUMBERED, 60)
    assert rendered.startswith("word0 word1 ")
    assert rendered.endswith(" …")


@pytest.mark.parametrize(
    ("word", "first", "last"), [("word0", "**word0**", "…"), ("word50", "…", "…"), ("word99", "…", "**word99**")]
)
def test_a_highlight_is_shown_with_the_words_around_it(word, first, last):
    rendered = excerpt(NUMBERED, 60, spans_of(NUMBERED, word))
    assert f"**{word}**" in rendered.split()
    assert (rendered.split()[0], rendered.split()[-1]) == (first, last)


def test_words_on_both_sides_of_a_highlight_are_shown():
    rendered = excerpt(NUMBERED, 60, spans_of(NUMBERED, "word50")).split()
    assert {"word49", "**word50**", "word51"} < {*rendered}


def test_the_part_with_most_highlights_is_shown():
    rendered = excerpt(NUMBERED, 80, spans_of(NUMBERED, "word5 ", "word60", "word62", "word64", "word95"))
    assert shown(rendered).of("bold") == ["word60", "word62", "word64"]


def test_an_overlong_highlight_is_shown_from_its_start():
    rendered = excerpt(NUMBERED, 60, spans_of(NUMBERED, " ".join(f"word{number}" for number in range(40, 60))))
    assert rendered.startswith("… **word40 word41 ")
    assert rendered.endswith("** …")


def test_an_excerpt_fills_the_available_room():
    for limit in range(40, 400, 7):
        assert limit - len("word00 ") - len("****… ") * 2 < len(excerpt(NUMBERED, limit)) <= limit


def test_missing_whitespace_is_not_marked():
    assert excerpt(f"    {NUMBERED}", 60).startswith("word0 ")
    assert excerpt(f"{NUMBERED} \n", 60, spans_of(NUMBERED, "word99")).endswith(" **word99**")


@pytest.mark.parametrize("letter", ["e\u0301", "ที่", "か\u3099", "हि", "👩🏽\u200d🚀", "🏴\U000e0067\U000e0062\U000e007f"])
def test_an_overlong_word_is_cut_between_graphemes(letter):
    text = letter * 60
    for limit in range(40, 60):
        for highlights in ([], [(len(text) // 2, len(text))]):
            rendered = shown(excerpt(text, limit, highlights)).text
            assert rendered.replace(letter, "") == "…" * (1 + len(highlights))


@pytest.mark.parametrize("line", ["#漢字", "-漢字", "1.漢字"])
def test_a_cut_creates_no_heading_or_list(line):
    text = f"{'a' * 9}\n{line * 40}"
    for limit in range(40, 60):
        for length in range(10, 40):
            assert shown(excerpt(f"{'b ' * length}{text}", limit)).kinds() == set()


def test_a_url_that_would_take_most_of_the_room_is_plain_text():
    text = f"See https://example.org/{'a' * 50} {NUMBERED}"
    for limit in range(60, 120, 5):
        assert links_in(excerpt(text, limit)) == []
        assert len(excerpt(text, limit, spans_of(text, "example"))) <= limit


@pytest.mark.parametrize("length", [20, 120, 170])
def test_a_url_is_a_link_however_long_it_is_if_everything_fits(length):
    url = "https://example.org/".ljust(length, "a")
    assert links_in(excerpt(f"See {url}.", 180)) == [url]
    assert links_in(excerpt(f"{'The form, which has to be signed, is here: ' * 2}{url}", 400, [(0, 8)])) == [url]


def test_a_url_is_shown_whole_or_shortened_as_plain_text():
    text = f"{NUMBERED} https://example.org/tower {NUMBERED}"
    for limit in range(40, 160, 5):
        rendered = excerpt(text, limit, spans_of(text, "tower"))
        assert links_in(rendered) in ([], ["https://example.org/tower"])
        assert "tower" in rendered
    assert links_in(excerpt(text, 160, spans_of(text, "tower"))) == ["https://example.org/tower"]


SPOILERS = {
    "It was ||the butler|| at ten.": "It was ||the butler|| at ten.",
    "It was || the butler ||.": "It was || the butler ||.",
    "||Ann|| and ||Bo||": "||Ann|| and ||Bo||",
    "Use a || b || c": "Use a \\|\\| b \\|\\| c",
    "Use ||| or ||||": "Use \\|\\|\\| or \\|\\|\\|\\|",
    "A part: ||the butler did": "A part: ||the butler did||",
    "the butler|| at ten": "||the butler|| at ten",
    "||See *https://e.org*||": "||See \\*<https://e.org>\\*||",
}


@pytest.mark.parametrize(("text", "markdown"), SPOILERS.items())
def test_spoilers_of_documents_are_hidden(text, markdown):
    assert excerpt(text, 400, spoilers=True) == markdown


def test_spoilers_are_covered_where_nothing_can_be_hidden():
    assert hide_spoilers("Who: ||the butler|| and ||Ann||") == "Who: █████ and █████"
    assert hide_spoilers("a || b") == "a || b"


def test_bold_words_do_not_reach_across_the_end_of_a_spoiler():
    assert excerpt("It was ||the butler|| at ten.", 400, [(3, 25)], spoilers=True) == (
        "It **was** ||**the butler**|| **at** ten."
    )


class Names:
    """The names that a server knows, or outside of any."""

    def __init__(self, *, has_links=True):
        self.has_links = has_links
        self.names = {
            ("channel", 3): "general",
            ("role", 2): "Helpers",
            ("member", 1): "Ann_B",
            ("member", 9): "||https://e.org||",
        }

    def find(self, kind, number):
        return self.names.get((kind, number))


IN_SERVER, ELSEWHERE = Names(), NoNames()
TAGS = {
    "Ask in <#3>.": ("Ask in <#3>.", "Ask in #unknown."),
    "Ask in <#4>.": ("Ask in #unknown.", "Ask in #unknown."),
    "Ask <@1>, <@!1> or <@&2>.": (r"Ask @Ann\_B, @Ann\_B or @Helpers.", "Ask @unknown, @unknown or @unknown."),
    "Ask <@77>": ("Ask @unknown", "Ask @unknown"),
    "An <:owl:5> or <a:big_owl:6>": (r"An \:owl: or \:big\_owl:", r"An \:owl: or \:big\_owl:"),
    "Use </ask:4> or </ask more:4>": ("Use /ask or /ask more", "Use /ask or /ask more"),
    "At <t:1700000000> or <t:-5:R>": ("At <t:1700000000> or <t:-5:R>", "At <t:1700000000> or <t:-5:R>"),
    "At <t:9999999999999>": (r"At \<t:9999999999999>", r"At \<t:9999999999999>"),
    "In <id:browse>": ("In <id:browse>", "In Browse Channels"),
    "In <id:nowhere>": (r"In \<id:nowhere>", r"In \<id:nowhere>"),
    "Hi <@9>": ("Hi @\\| \\|https\\://e.org\\| \\|", "Hi @unknown"),
    "To /ban <user> and <@x>": (r"To /ban \<user> and \<@x>", r"To /ban \<user> and \<@x>"),
}


@pytest.mark.parametrize(("text", "in_server", "elsewhere"), [(text, *both) for text, both in TAGS.items()])
def test_markup_with_ids_is_shown_as_a_name_or_as_a_link_that_pings_nobody(text, in_server, elsewhere):
    assert excerpt(text, 400, names=IN_SERVER, spoilers=True) == in_server
    assert excerpt(text, 400, names=ELSEWHERE, spoilers=True) == elsewhere
    assert not re.search(r"<[@#]\d|<a?:owl", plain(text, IN_SERVER))


@pytest.mark.parametrize(
    ("words", "markdown"),
    [
        ("in", "ask **in** <#3> and @Helpers now"),
        ("<#3>", "ask in **<#3>** and @Helpers now"),
        ("#", "ask in **<#3>** and @Helpers now"),
        ("and <@&2>", "ask in <#3> **and @Helpers** now"),
        ("2> now", "ask in <#3> and **@Helpers now**"),
    ],
)
def test_highlights_stay_on_their_words_beside_markup(words, markdown):
    text = "ask in <#3> and <@&2> now"
    assert excerpt(text, 400, spans_of(text, words), names=IN_SERVER) == markdown


WORDS_AND_TAGS = st.lists(
    st.sampled_from(
        ["gates", "of", "<#3>", "<#4>", "<@1>", "<@&2><#3>", "<t:7:R>", "</ask:4>", "<:owl:5>", "\n", "https://e.org/a"]
    ),
    min_size=5,
    max_size=60,
).map(" ".join)


@given(WORDS_AND_TAGS.flatmap(lambda text: st.tuples(st.just(text), spans_in(text))), LIMITS)
@settings(deadline=None)
def test_markup_is_never_cut_and_never_names_an_unknown_id(passage, limit):
    text, highlights = passage
    for room in (limit, 10_000):
        markdown = excerpt(text, room, highlights, names=IN_SERVER)
        assert len(markdown) <= room
        seen = shown(markdown)
        assert seen.kinds() <= {"bold", "mention", "time", "link"}
        assert {*seen.of("mention")} <= {"<#3>"}
        assert not re.search(r"<[@:/]|<#4|\\<", markdown)


WORDS_AND_SPOILERS = st.lists(
    st.sampled_from(["gates", "of", "||HIDDEN||", "||HIDDEN HIDDEN, HIDDEN||", "(||*HIDDEN*||)", "a|b", "\n"]),
    min_size=5,
    max_size=60,
).map(" ".join)


@given(WORDS_AND_SPOILERS.flatmap(lambda text: st.tuples(st.just(text), spans_in(text))), LIMITS)
@settings(deadline=None)
def test_no_word_of_a_spoiler_is_visible_however_the_text_is_cut(passage, limit):
    text, highlights = passage
    for room in (limit, 10_000):
        markdown = excerpt(text, room, highlights, spoilers=True)
        assert len(markdown) <= room
        seen = shown(markdown)
        assert seen.kinds() <= {"bold", "spoiler"}
        hidden = {place for match in re.finditer("HIDDEN|HIDDE|HIDD|HID|DEN", seen.text) for place in range(*match.span())}
        assert hidden <= seen.places("spoiler")
