"""Cards in HTML, whose names are no headings."""

import pytest

from index.errors import DocumentError
from tests.conftest import texts

NAMES = {
    "a price list": ("pricing-plan", "plan-header"),
    "cards": ("team-card", "card-title"),
    "blocks and elements": ("boat", "boat__name"),
}
CARD = '<div class="{} is-wide"><div class="{}">{}</div>\n<div class="text">{}</div></div>\n'


@pytest.mark.parametrize(("card", "title"), NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_the_name_of_a_card_is_the_context_of_what_is_on_it(read, name, card, title):
    cards = CARD.format(card, title, "Canoe", "20 euros a day") + CARD.format(card, title, "Raft", "50 euros a day")
    document = read(name, f"<div>\n{cards}</div>\n")
    assert [(block.context, block.text) for block in document.blocks] == [
        (("Canoe",), "20 euros a day"),
        (("Raft",), "50 euros a day"),
    ]


def test_one_element_alone_or_one_with_a_heading_is_no_card(read):
    alone = "<div>" + CARD.format("plan", "plan-header", "Canoe", "20 euros a day") + "</div>"
    assert [block.context for block in read("a.html", alone).blocks] == [(), ()]
    heading = CARD.format("plan", "plan-header", "<h3>Canoe</h3>", "20 euros a day")
    sections = read("a.html", f"<div>{heading * 2}</div>").sections
    assert {section.path for section in sections if section.blocks} == {("Canoe",)}


def _sections(document):
    return [(section.path, block.text) for section in document.sections for block in section.blocks]


MEMBER = '<div class="member"><h4>{}</h4><p>{}</p></div>'
TEAM = MEMBER.format("Ann Baker", "Treasurer") + MEMBER.format("Rob Cole", "Chair")


@pytest.mark.parametrize(("name", "start"), [("a.html", "<h2>Board</h2>"), ("a.md", "## Board\n\n")])
def test_what_comes_after_cards_is_not_below_the_heading_of_the_last_one(read, name, start):
    document = read(name, f"{start}<div><div>{TEAM}</div>\n<p>The board meets on Mondays.</p></div>\n")
    assert _sections(document) == [
        (("Board", "Ann Baker"), "Treasurer"),
        (("Board", "Rob Cole"), "Chair"),
        (("Board",), "The board meets on Mondays."),
    ]


SLIDE = '<div class="item"><div class="caption"><h4>{}</h4></div></div>'


def test_what_comes_after_slides_is_not_below_the_caption_of_the_last_one(read):
    slides = SLIDE.format("Our boats") + SLIDE.format("Our house")
    page = f'<h2>About</h2><div class="carousel">{slides}</div><p>Our club is ten years old.</p>'
    assert _sections(read("a.html", page)) == [(("About",), "Our club is ten years old.")]


def test_the_heading_of_a_side_column_ends_with_the_column(read):
    side = '<div class="span2"><h4>Forms</h4><p>Waiver</p></div>'
    page = f'<h2>Beginners</h2><div><div class="span8"><p>We meet at six.</p></div>{side}</div><p>We have seven routes.</p>'
    assert _sections(read("a.html", page)) == [
        (("Beginners",), "We meet at six."),
        (("Beginners", "Forms"), "Waiver"),
        (("Beginners",), "We have seven routes."),
    ]


def test_headings_in_a_tab_end_with_the_tab(read):
    labels = '<ul class="nav-tabs"><li><a href="#a" data-toggle="tab">A</a><li><a href="#b" data-toggle="tab">B</a></ul>'
    panels = '<div id="a"><h2>Prizes</h2><p>20 euros</p></div><div id="b"><h4>Results</h4><p>At noon</p></div>'
    assert _sections(read("a.html", f"<h1>Race</h1>{labels}<div>{panels}</div>")) == [
        (("Prizes",), "20 euros"),
        (("Results",), "At noon"),
    ]


FLAT = {
    "a row with only the title": '<div class="row"><h3>Rules</h3></div><div class="row"><p>Be kind.</p></div>',
    "a row that goes on": '<div class="row"><h3>Rules</h3><p>Hello!</p></div><div class="row"><p>Be kind.</p></div>',
    "a column that goes on": '<div class="col-6"><h3>Rules</h3><p>Hello!</p></div><div class="col-6"><p>Be kind.</p></div>',
    "one part alone": '<div class="top"><h3>Rules</h3><p>Hello!</p></div><p>Be kind.</p>',
    "a title and its parts": '<div class="s"><h3>Rules</h3><p>Hi!</p></div><div class="s"><h4>One</h4><p>Be kind.</p></div>',
}


@pytest.mark.parametrize("page", FLAT.values(), ids=FLAT)
def test_a_heading_in_a_container_may_be_the_title_of_what_follows(read, page):
    path, text = _sections(read("a.html", f"<h1>Club</h1><h2>Members</h2>{page}"))[-1]
    assert (path[:2], text) == (("Members", "Rules"), "Be kind.")


def test_a_section_that_is_left_out_ends_with_its_card(read):
    page = f"<h2>Board</h2><div>{TEAM}</div><p>The board meets on Mondays.</p>"
    assert "Chair" not in texts(document := read("a.html", page, omit=["Rob Cole"]))
    assert "The board meets on Mondays." in texts(document)


def test_cards_with_empty_headings_have_no_headings(read):
    with pytest.raises(DocumentError, match="contains no words"):
        read("a.html", MEMBER.format("<img alt='🙂'>", "–") * 2)
