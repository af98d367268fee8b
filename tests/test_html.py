"""Reading HTML."""

import pytest

from index.errors import DocumentError
from tests.conftest import places, texts

PAGE = """<!doctype html>
<html><head><title>FAQ | Site</title><style>p { color: red }</style></head>
<body>
<nav><ul><li>Home</li></ul></nav>
<h1>FAQ</h1>
<p>Intro with a <a href="/go">link</a>,
broken over lines.
<h2 id="hours">Hours <a href="#hours">#</a></h2>
<ul>
  <li>Monday
  <li>Tuesday
    <ul><li>mornings only</ul>
    and evenings
</ul>
<ol start="3"><li>Third<li>Fourth</ol>
<script>alert(1)</script>
<footer>Imprint</footer>
</body></html>
"""


def test_bullets_and_paragraphs_have_their_section_and_line_and_navigation_is_skipped(read):
    document = read("faq.html", PAGE)
    assert document.title == "FAQ"
    assert places(document) == [
        (6, (), "Intro with a link (/go), broken over lines."),
        (10, ("Hours",), "Monday"),
        (11, ("Hours",), "Tuesday"),
        (12, ("Hours",), "mornings only"),
        (13, ("Hours",), "and evenings"),
        (15, ("Hours",), "3. Third"),
        (15, ("Hours",), "4. Fourth"),
    ]


def test_a_nested_bullet_has_its_parent_as_context(read):
    blocks = {block.text: block.context for block in read("faq.html", PAGE).blocks}
    assert blocks["mornings only"] == ("Tuesday",)
    assert blocks["and evenings"] == ("Tuesday",)


def test_only_the_main_element_of_a_page_is_read(read):
    assert texts(read("a.html", "<body><p>menu</p><main><p>content</p></main><p>more menu</p></body>")) == ["content"]


def test_a_table_row_names_its_columns_and_has_the_caption_as_context(read):
    table = "<table><caption>Prices</caption><tr><th>Plan<th>Price<tr><td>Free<td>0<tr><td><p>Pro</p><td>5</table>"
    assert [(block.text, block.context) for block in read("a.html", table).blocks] == [
        ("Plan: Free; Price: 0", ("Prices",)),
        ("Plan: Pro; Price: 5", ("Prices",)),
    ]


def test_a_table_head_names_the_columns_even_with_td_cells(read):
    table = "<table><thead><tr><td>Plan<td>Price<tbody><tr><td>Free<td>0</table>"
    assert texts(read("a.html", table)) == ["Plan: Free; Price: 0"]


def test_list_items_keep_the_numbers_set_by_the_page(read):
    assert texts(read("a.html", "<ol><li>a<li value=7>b<li>c</ol>")) == ["1. a", "7. b", "8. c"]


def test_hidden_elements_are_skipped_and_forms_are_read(read):
    assert texts(read("a.html", "<form><p>shown<p style='color: red; display : none'>hidden</form>")) == ["shown"]


def test_a_layout_table_is_not_read_as_data(read):
    page = "<table><tr><td><h2>Rules</h2><p>Be kind.</p></td><td><p>Aside.</p></td></tr></table>"
    assert places(read("a.html", page)) == [(1, ("Rules",), "Be kind."), (1, ("Rules",), "Aside.")]


def test_definitions_and_details_have_their_terms_as_context(read):
    page = "<dl><dt>Admin<dd>Runs it.<dt>Alone</dl><details><summary>Refunds?</summary>Within 30 days.</details>"
    assert [(block.text, block.context) for block in read("a.html", page).blocks] == [
        ("Runs it.", ("Admin",)),
        ("Alone", ()),
        ("Within 30 days.", ("Refunds?",)),
    ]


def test_javascript_links_lose_their_target(read):
    assert texts(read("a.html", '<p><a href="javascript:alert(1)">click</a> <a href="mailto:a@b.c">us</a></p>')) == [
        "click us (mailto:a@b.c)"
    ]


def test_preformatted_text_keeps_its_lines(read):
    assert texts(read("a.html", "<pre>a\n  b</pre>")) == ["a\n  b"]


def test_a_page_that_is_one_very_long_line_is_split_by_its_elements(read):
    assert len(texts(read("a.html", "<p>word word</p>" * 20_000))) == 20_000


def test_elements_nested_deeper_than_the_stack_are_read(read):
    assert texts(read("a.html", "<div>" * 1_500 + "deep" + "</div>" * 1_500)) == ["deep"]


def test_a_page_the_parser_gives_up_on_is_refused_not_truncated(read):
    with pytest.raises(DocumentError, match=r"a\.html: cannot be parsed to its end"):
        read("a.html", "<p>first</p>" + "<div>" * 5_000 + "deep" + "</div>" * 5_000)


def test_line_breaks_of_code_that_are_not_in_the_file_do_not_move_its_lines(read):
    [block] = read("a.html", "<pre>a<br>b<br>\nc</pre>").blocks
    assert block.text == "a\nb\n\nc"
    assert [block.line_at(block.text.index(word)) for word in "abc"] == [1, 1, 2]


def test_elements_that_html_does_not_know_are_read_as_blocks(read):
    names = ["omission", "group", "look", "line", "preformatted"]
    page = "<p>First.</p>" + "".join(f"<{name}>In {name}.</{name}>" for name in names)
    assert texts(read("a.html", page)) == ["First.", *(f"In {name}." for name in names)]


@pytest.mark.parametrize(
    ("page", "passages"),
    [
        ("<a href='/d'><p><em>Drivers</em></a><b>: </b>Deliver the food.</p>", ["Drivers (/d): Deliver the food."]),
        ("<font><p><b>Fee</b></font>; see below.</p>", ["Fee; see below."]),
        ("<a href='/d'><p>Drivers</p></a><a href='/c'><p>Cooks</p></a>", ["Drivers (/d)", "Cooks (/c)"]),
        ("<a href='/d'><p>Drivers</p></a><span>12 May</span>", ["Drivers (/d)", "12 May"]),
        ("<div><p>Drivers</p></div>: see below", ["Drivers", ": see below"]),
    ],
)
def test_a_misplaced_end_tag_does_not_cut_a_sentence_in_two(read, page, passages):
    assert texts(read("a.html", page)) == passages


def test_a_paragraph_between_the_items_of_a_list_introduces_those_below_it(read):
    ties = "<p>Ties are broken by the following:</p><li>Goals</li><p>Well played.</p><li>Cup</li>"
    blocks = read("a.html", f"<ul><p>Fouls:</p><li>Yellow card</li><li>Red card</li>{ties}</ul>").blocks
    assert [(block.context, block.text) for block in blocks] == [
        (("Fouls:",), "Yellow card"),
        (("Fouls:",), "Red card"),
        (("Ties are broken by the following:",), "Goals"),
        ((), "Well played."),
        ((), "Cup"),
    ]
