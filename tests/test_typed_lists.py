"""Paragraphs whose lines are the items of a list, typed without its markup."""

import pytest

from tests.conftest import places, texts

BULLETS = {
    "bullet characters": "• Be kind.\n• No spam.\n",
    "arrows": "➤ Be kind.\n▶ No spam.\n",
    "a bullet and no space": "•Be kind.\n•No spam.\n",
    "dashes": "– Be kind.\n– No spam.\n",
    "a dash and no space": "-Be kind.\n-No spam.\n",
    "escaped stars": "\\* Be kind.\n\\* No spam.\n",
    "two spaces at the end": "▸ Be kind.  \n▸ No spam.  \n",
    "a blank line between": "• Be kind.\n\n• No spam.\n",
}


@pytest.mark.parametrize("text", BULLETS.values(), ids=BULLETS)
def test_typed_bullets_are_items_without_their_marks(read, text):
    assert texts(read("a.md", text)) == ["Be kind.", "No spam."]


KEPT = {
    "numbers": ("1\\. Be kind\n2\\. No spam\n", ["1. Be kind", "2. No spam"]),
    "bold numbers": ("**1.** Be kind  \n**2.** No spam\n", ["1. Be kind", "2. No spam"]),
    "numbers in brackets": ("(1) Be kind\n(2) No spam\n", ["(1) Be kind", "(2) No spam"]),
    "paragraph signs": ("§1. Be kind\n§2. No spam\n", ["§1. Be kind", "§2. No spam"]),
    "paragraph signs and no dots": ("§1 Be kind\n§2 No spam\n", ["§1 Be kind", "§2 No spam"]),
    "numbers of two levels": ("1.1 Be kind\n1.2 No spam\n", ["1.1 Be kind", "1.2 No spam"]),
    "Roman numbers": ("I. Be kind\nII. No spam\n", ["I. Be kind", "II. No spam"]),
    "numbers and dashes": ("1 - Be kind\n2 - No spam\n", ["1 - Be kind", "2 - No spam"]),
    "letters": ("a) Be kind\nb) No spam\n", ["a) Be kind", "b) No spam"]),
    "keycaps": ("1️⃣ Be kind\n2️⃣ No spam\n", ["1️⃣ Be kind", "2️⃣ No spam"]),
    "emoji": ("🎮 Games\n🎵 Music\n", ["🎮 Games", "🎵 Music"]),
    "names and values": ("Monday: 9 to 17\nTuesday: closed\n", ["Monday: 9 to 17", "Tuesday: closed"]),
    "bold words before numbers": ("**Raids** 19-22\n**Dungeons** 12\n", ["Raids 19-22", "Dungeons 12"]),
    "bold words": ("**Raids** on Tuesday\n**Dungeons** on Friday\n", ["Raids on Tuesday", "Dungeons on Friday"]),
}


@pytest.mark.parametrize(("text", "items"), KEPT.values(), ids=KEPT)
def test_lines_that_start_alike_are_items_with_what_they_start_with(read, text, items):
    assert texts(read("a.md", text)) == items
    page = text.replace("\\", "").replace("**1.**", "<b>1.</b>").replace("**2.**", "<b>2.</b>")
    page = (
        page.replace("**Raids**", "<b>Raids</b>").replace("**Dungeons**", "<strong>Dungeons</strong>").replace("\n", "<br>\n")
    )
    assert texts(read("a.html", f"<p>{page}</p>")) == items


@pytest.mark.parametrize("end", ["are the following.", "are as follows"])
def test_the_sentence_that_introduces_items_is_their_context(read, end):
    text = f"Dogs are forbidden. The only exceptions {end}\n1.1 Guide dogs\n1.2 Dogs of the fire brigade\n"
    assert [block.context for block in read("a.md", text).blocks] == [
        (),
        *[(f"Dogs are forbidden. The only exceptions {end}",)] * 2,
    ]
    assert not any(block.context for block in read("a.md", text.replace(end, "are rare.")).blocks)


def test_short_paragraphs_below_a_sentence_that_ends_in_a_colon_are_its_items(read):
    lead_in = "The boat house of our club is closed to all members on these days:"
    text = (
        f"# Days\n\n{lead_in}\n\nChristmas Eve, from 1 p.m.\n\nEaster Sunday\n\nBoxing Day\n\n{'Come on any other day. ' * 5}\n"
    )
    assert [block.context for block in read("a.md", text).blocks] == [(), (lead_in,), (lead_in,), (lead_in,), ()]
    two = text.replace("Boxing Day\n\n", "")
    assert not any(block.context for block in read("a.md", two).blocks)


def test_a_paragraph_that_does_not_start_like_the_items_is_none(read):
    lead_in = "In the chat of our club, nobody likes any of the following things:"
    text = f"{lead_in}\n\n❌ Spam\n\n❌ Shouting\n\n❌ Adverts\n\nPenalty of a day\n"
    assert [block.context for block in read("a.md", text).blocks] == [(), (lead_in,), (lead_in,), (lead_in,), ()]


def test_items_over_several_lines_keep_the_line_where_they_start(read):
    assert places(read("a.md", "Our rules:\n• Be kind\nto all.\n• No\nspam.\n")) == [
        (2, (), "Be kind to all."),
        (4, (), "No spam."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We meet on Tuesday\n– or so we\nsay.\n",
        "Come at\n8. That is early.\n",
        "The course is\n2.5 km long.\n",
        "This is\n**very important**\nfor you.\n",
        "Millbrook Club  \nLake Street 4  \nMillbrook\n",
    ],
)
def test_other_lines_are_one_paragraph(read, text):
    assert len(texts(read("a.md", text))) == 1


def test_list_numbers_are_counted_as_the_rendered_list_shows_them(read):
    text = "1. Be kind\n1. No spam\n1. No ads\n\nOther:\n\n4) a b\n4) c d\n\n- x\n\n  0. e\n  0. f\n"
    assert texts(read("a.md", text)) == ["1. Be kind", "2. No spam", "3. No ads", "4) a b", "5) c d", "x", "0. e", "1. f"]


@pytest.mark.parametrize(
    "text",
    [
        "**1. Be kind**\nTo all.\n\n**2. No spam**\nNo adverts.\n",
        "**1. Be kind**\n\nTo all.\n\n**2. No spam**\n\nNo adverts.\n",
        "**1. Be kind.**  \nTo all.\n\n**2. No spam.**  \nNo adverts.\n",
    ],
)
def test_bold_lines_with_typed_numbers_are_the_sections_of_their_rules(read, text):
    found = [(section[-1].rstrip("."), words) for _, section, words in places(read("a.md", text))]
    assert found == [("1. Be kind", "To all."), ("2. No spam", "No adverts.")]


def test_a_sentence_goes_on_over_lines_after_bold_words_that_break_over_a_line(read):
    text = "**Plots that are not weeded\ntwo times in a row** go to the next on the Waiting\nList of the garden (in April).\n"
    assert texts(read("a.md", text)) == [text.replace("*", "").replace("\n", " ").strip()]


PAIRS = {
    "names and values": ["Seed: 123", "Version: 1.20", "Difficulty: hard"],
    "channels": ["#general for all", "#help-me for questions", "#off-topic for the rest"],
    "commands": ["/home takes you home", "/tpa asks to visit", "/rules shows the rules"],
}
BEFORE, AFTER = "Our server is small.", "We restart at noon."


@pytest.mark.parametrize("lines", PAIRS.values(), ids=PAIRS)
def test_lines_of_names_and_values_are_items_beside_others_if_their_ends_are_marked(read, lines):
    shown = [BEFORE, *lines, AFTER]
    assert texts(read("a.md", "  \n".join(shown) + "\n")) == shown
    assert texts(read("a.md", "\\\n".join(shown) + "\n")) == shown
    assert texts(read("a.html", f"<p>{'<br>'.join(shown)}</p>")) == shown
    assert texts(read("a.md", "\n".join(shown) + "\n")) == [" ".join(shown)]
    assert texts(read("a.md", "  \n".join([BEFORE, *lines[:2], AFTER]) + "\n")) == [" ".join([BEFORE, *lines[:2], AFTER])]


def test_links_with_what_they_are_for_are_items(read):
    lines = [f"[{name}]({name}.md) for {who}" for name, who in (("rules", "all"), ("faq", "new ones"), ("map", "tourists"))]
    found = texts(read("a.md", f"{BEFORE}  \n" + "  \n".join(lines) + "\n"))
    assert found == [BEFORE, "rules (rules.md) for all", "faq (faq.md) for new ones", "map (map.md) for tourists"]


def test_lines_of_prose_that_start_with_links_are_no_items(read):
    text = "We moved\n[rules](r.md),\n[fees](f.md),\n[boats](b.md) and\n[maps](m.md).\n"
    assert texts(read("a.md", text)) == ["We moved rules (r.md), fees (f.md), boats (b.md) and maps (m.md)."]


@pytest.mark.parametrize("end", ["", "  "])
def test_names_and_values_have_the_line_with_a_colon_above_them_as_context(read, end):
    lines = ["Server facts:", "Seed: 123", "Version: 1.20", "Difficulty: hard"]
    blocks = [*read("a.md", f"{end}\n".join(lines) + "\n").blocks]
    assert [(block.context, block.text) for block in blocks] == [(("Server facts:",), line) for line in lines[1:]]


def test_contacts_below_an_address_are_part_of_it(read):
    lines = [
        "Rowing Club",
        "Lake Street 4",
        "12345 Millbrook",
        "Tel: 0123 456789",
        "Fax: 0123 456788",
        "Mail: club@example.org",
    ]
    assert texts(read("a.md", "  \n".join(lines) + "\n")) == ["\n".join(lines)]
