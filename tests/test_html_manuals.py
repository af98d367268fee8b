"""Manuals in HTML, as DocBook, Texinfo, Asciidoctor, Publican and the makers of Apache's manual write them."""

import pytest

from tests.conftest import texts

PRICES = "<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Day</td><td>5</td></tr></table>"
AROUND = "<h1>House</h1><h2>Fees</h2><p>Six euros.</p>{part}<p>Due in May.</p>"


def read_part(read, part):
    """Return the sections, contexts and texts of a part between two paragraphs of a section."""
    document = read("a.html", AROUND.format(part=part))
    found = [(section.path, block.context, block.text) for section in document.sections for block in section.blocks]
    assert (found[0], found[-1]) == ((("Fees",), (), "Six euros."), (("Fees",), (), "Due in May."))
    return [(context, text) for path, context, text in found[1:-1] if path == ("Fees",)]


@pytest.mark.parametrize(
    ("part", "title", "shown"),
    [
        (
            f'<div class="table"><p class="title"><b>Table 1. Prices</b></p>{PRICES}</div>',
            "Table 1. Prices",
            "Plan: Day; Price: 5",
        ),
        (
            (
                '<div class="figure"><a name="f"></a><div class="figure-contents"><div><img alt="A hall of oak"></div></div>'
                '<p class="title"><b>Figure 1. The hall</b></p></div><br class="figure-break">'
            ),
            "Figure 1. The hall",
            "A hall of oak",
        ),
        (
            '<div class="example"><p class="title"><b>Example 1. A bill</b></p><div><p>Six.</p></div></div>',
            "Example 1. A bill",
            "Six.",
        ),
        ('<div class="itemizedlist"><p class="title"><b>Who pays</b></p><ul><li>Adults</li></ul></div>', "Who pays", "Adults"),
        (
            '<div class="exampleblock"><div class="title">A bill</div><div class="content"><p>Six.</p></div></div>',
            "A bill",
            "Six.",
        ),
        (
            '<div class="sidebarblock"><div class="content"><div class="title">A bill</div><p>Six.</p></div></div>',
            "A bill",
            "Six.",
        ),
        ('<div class="paragraph"><div class="title">A bill</div><p>Six.</p></div>', "A bill", "Six."),
        ('<div class="note"><h3>Cards</h3><p>Cash only.</p></div>', "Cards", "Cash only."),
    ],
)
def test_the_title_of_a_table_figure_or_list_is_its_context_and_not_a_heading(read, part, title, shown):
    assert read_part(read, part) == [((title,), shown)]


def test_a_caption_with_no_more_than_a_picture_is_a_passage(read):
    part = '<div class="figure"><p class="title"><b>Figure 1. The hall</b></p><div><img src="hall.png"></div></div>'
    assert read_part(read, part) == [((), "Figure 1. The hall")]


def test_the_heading_of_a_note_in_markdown_stays_one_if_its_text_is_markdown(read):
    text = '## Fees\n\n<div class="note">\n  <h5>Cards</h5>\n\nCash only.\n\n</div>\n'
    assert [(section.path, block.text) for section in read("a.md", text).sections for block in section.blocks] == [
        (("Fees", "Cards"), "Cash only.")
    ]


def test_the_caption_of_the_first_figure_is_not_the_title_of_the_page(read):
    figure = '<div class="figure"><p class="title"><b>Figure 1. The hall</b></p><img alt="A hall of oak"></div>'
    page = f"<title>Fees</title><body><h2>Fees</h2>{figure}<p>Six euros.</p></body>"
    assert read("a.html", page).title == "Fees"


@pytest.mark.parametrize(
    "note",
    [
        '<div class="note"><h3 class="title">Note</h3><p>Cash only.</p></div>',
        '<div class="warning"><h3>Warning</h3><p>Cash only.</p></div>',
        '<div class="tip"><p class="title">Tip</p><p>Cash only.</p></div>',
        '<div class="note"><div class="admonition_header"><p><strong>Note</strong></p></div><div>Cash only.</div></div>',
        '<dl class="section note"><dt>Note</dt><dd>Cash only.</dd></dl>',
        (
            '<div class="note"><table><tr><td rowspan="2"><img alt="[Note]"></td><th>Note</th></tr>'
            "<tr><td><p>Cash only.</p></td></tr></table></div>"
        ),
        (
            '<div class="tip"><table><tbody><tr><td rowspan="2"><img alt="[Tip]"></td><th></th></tr>'
            "<tr><td><p>Cash only.</p></td></tr></tbody></table></div>"
        ),
        (
            '<div class="admonitionblock note"><table><tr><td class="icon"><div class="title">Note</div></td>'
            '<td class="content">Cash only.</td></tr></table></div>'
        ),
        (
            '<div class="admonitionblock tip"><table><tr><td class="icon"><i class="fa icon-tip" title="Tip"></i></td>'
            '<td class="content"><div class="paragraph"><p>Cash only.</p></div></td></tr></table></div>'
        ),
    ],
)
def test_a_note_of_a_manual_is_quoted_without_its_kind_and_ends_with_it(read, note):
    assert read_part(read, note) == [((), "Cash only.")]


def test_each_paragraph_of_a_note_in_a_table_is_a_passage(read):
    note = """<div class="note"><table><tr><td rowspan="2"><img alt="[Note]"></td><th>Cards</th></tr>
<tr><td><p>Cash only.</p><p>No bills over fifty.</p></td></tr></table></div>"""
    assert read_part(read, note) == [(("Cards",), "Cash only."), (("Cards",), "No bills over fifty.")]


def test_a_table_of_data_in_a_note_keeps_its_columns(read):
    note = '<div class="note"><table><tr><th></th><th>Day</th></tr><tr><td>Adults</td><td>5</td></tr></table></div>'
    assert read_part(read, note) == [((), "Adults: Day: 5")]


QUESTIONS = """<h1>FAQ</h1><div class="qandaset"><dl><dt>3.1. <a href="#a">How do I play?</a></dt>
<dt>3.2. <a href="faq.html#b">What if I stop</a></dt></dl><table>
<tr class="question"><td><a id="a"></a><p><b>3.1.</b></p></td><td><p>How do I play?</p></td></tr>
<tr class="answer"><td></td><td><p>Press the green key.</p><p>Then jump.</p></td></tr>
<tr class="question"><td><p><b>3.2.</b></p></td><td><p>What if I stop</p></td></tr>
<tr class="answer"><td><b>A:</b></td><td><p>Press the red key.</p></td></tr></table></div><p>Have fun.</p>"""


def test_an_answer_in_a_table_of_questions_is_below_its_own_question(read):
    document = read("a.html", QUESTIONS)
    assert [(block.line, block.text, block.context) for block in document.blocks] == [
        (4, "Press the green key.", ("How do I play?",)),
        (4, "Then jump.", ("How do I play?",)),
        (6, "Press the red key.", ("What if I stop",)),
        (6, "Have fun.", ()),
    ]
    assert [omission.text for omission in document.omissions] == ["3.1. How do I play? 3.2. What if I stop"]


def test_a_list_of_other_links_before_a_table_of_questions_is_kept(read):
    page = QUESTIONS.replace("How do I play?</a>", "How we work</a>")
    assert "3.1. How we work" in texts(read("a.html", page))


@pytest.mark.parametrize("name", ["example", "note"])
def test_the_headings_of_a_part_with_several_are_headings(read, name):
    page = f'<h1>House</h1><div class="{name}"><h2>Fees</h2><p>Six euros.</p><h2>Hours</h2><p>Nine.</p></div><p>Come in.</p>'
    found = [(section.path, block.text) for section in read("a.html", page).sections for block in section.blocks]
    assert found[:2] == [(("Fees",), "Six euros."), (("Hours",), "Nine.")]


@pytest.mark.parametrize(
    "part",
    [
        (
            '<div class="navheader"><table><tr><th colspan="3">Fees</th></tr><tr><td><a href="a.html">Prev</a></td>'
            '<th>Chapter 2</th><td><a accesskey="n" href="b.html">Next</a></td></tr></table><hr></div>'
        ),
        (
            '<DIV CLASS="NAVFOOTER"><TABLE><TR><TD><A HREF="a.html">Prev</A></TD><TD><A HREF="i.html">Home</A></TD></TR>'
            "<TR><TD>Rules of the house</TD><TD>House</TD></TR></TABLE></DIV>"
        ),
        '<div class="longdesc-link">[<a href="ld-1.html">D</a>]</div>',
        (
            '<div class="header"><p>Next: <a href="a.html" rel="next">Hours</a>, Previous: <a href="b.html" rel="prev">A</a>, '
            'Up: <a href="i.html" rel="up">Top</a> &nbsp; [<a href="t.html" rel="contents">Contents</a>]</p></div>'
        ),
        '<div class="nav-panel"><p>Up: <a href="i.html" accesskey="u" rel="up">Top</a></p></div>',
        '<table class="nav_table"><tr><td>[<a href="a.html">&lt; Rules</a>]<td>[<a href="b.html">Up</a>]</table>',
        '<table><tr><td>[<a href="a.html" rel="prev">&lt; Rules</a>]<td>[<a href="b.html" rel="up">Up</a>]</table>',
        (
            '<p id="title"><a href="http://p.example"><strong>Product Site</strong></a>'
            '<a href="http://d.example"><strong>Documentation Site</strong></a></p>'
        ),
        '<ul class="docnav"><li class="previous"><a href="a.html"><strong>Prev</strong>Rules of the house</a></li></ul>',
        '<div class="toplang"><p><span>Languages: </span><a href="en">&nbsp;en&nbsp;</a> | <a href="fr">fr</a></p></div>',
    ],
)
def test_links_from_page_to_page_of_a_manual_are_left_out(read, part):
    assert read_part(read, part) == []


@pytest.mark.parametrize(
    "part",
    [
        '<p>Read the <a rel="next" href="b.html">next chapter</a> before you come.</p>',
        '<p>What a day costs: <a rel="next" href="b.html">next chapter</a>.</p>',
        '<p>Read <a href="a.html">Rules</a>, <a href="b.html">Hours</a> and <a rel="next" href="c.html">Keys</a>.</p>',
        '<div class="lang"><p>We speak <a href="en.html">English</a>.</p></div>',
    ],
)
def test_links_that_a_sentence_is_about_are_kept(read, part):
    assert len(read_part(read, part)) == 1
