"""Footnotes: part of the passages that refer to them."""

import pytest

from index.errors import DocumentError
from tests.conftest import places, texts
from tests.fuzzing import TIME_LIMIT, guarded

NOTES = {
    "a number": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]: Anyone over 16\n",
    "a name": "Members[^who-is] pay 5 euros.\n\nBe kind.\n\n[^who-is]: Anyone over 16\n",
    "a note above": "[^1]: Anyone over 16\n\nMembers[^1] pay 5 euros.\n\nBe kind.\n",
    "a note right below": "Members[^1] pay 5 euros.\n[^1]: Anyone over 16\n\nBe kind.\n",
    "inline": "Members^[Anyone over 16] pay 5 euros.\n\nBe kind.\n",
    "a wrapped note": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]: Anyone\n    over 16\n",
    "a note on its own line": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]:\n    Anyone over 16\n",
    "several notes": "Members[^1] pay 5 euros.[^2]\n\nBe kind.\n\n[^2]: Not in May\n[^1]: Anyone over 16\n",
    "a space before": "Members [^1] pay 5 euros.\n\nBe kind.\n\n[^1]: Anyone over 16\n",
    "markup": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]: *Anyone* over `16`\n",
}


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
def test_a_note_is_part_of_the_passage_that_refers_to_it_and_no_passage_of_its_own(read, text):
    ending = " (Not in May)" if "May" in text else ""
    assert texts(read("a.md", text)) == [f"Members (Anyone over 16) pay 5 euros.{ending}", "Be kind."]


def test_a_note_of_several_blocks_is_whole_and_what_follows_it_keeps_its_line(read):
    text = "Pay by card.[^1]\n\n[^1]: Any card.\n\n    Ask [Ann](https://e.org/ann) first.\n\n    - Bring it.\n\nBe kind.\n"
    [first, second] = read("a.md", text).blocks
    assert first.text == "Pay by card. (Any card. Ask Ann (https://e.org/ann) first. Bring it.)"
    assert [(link.target, first.text[link.start : link.end]) for link in first.links] == [("https://e.org/ann", "Ann")]
    assert (second.line, second.text) == (9, "Be kind.")


def test_a_colon_behind_a_reference_is_text(read):
    assert texts(read("a.md", "The fee[^1]: 5 euros.\n\n[^1]: Since May\n")) == ["The fee (Since May): 5 euros."]


def test_a_note_goes_with_each_passage_that_refers_to_it_but_once_with_each(read):
    assert texts(read("a.md", "- One[^a] and[^a]\n- Two[^a]\n\n[^a]: Note\n")) == ["One (Note) and", "Two (Note)"]


def test_notes_of_links_and_cells_and_headings_are_quoted(read):
    assert texts(read("a.md", "See [the fee](https://e.org/fee)[^1].\n\n[^1]: It is [5](https://e.org/5).\n")) == [
        "See the fee (https://e.org/fee) (It is 5 (https://e.org/5).)."
    ]
    assert texts(read("a.md", "| Who | Fee |\n|---|---|\n| Ann[^1] | 5 |\n\n[^1]: Or Bo\n")) == ["Who: Ann (Or Bo); Fee: 5"]
    assert places(read("a.md", "# T\n\n## Fees[^1]\n\nFive euros.\n\n[^1]: Since May.\n")) == [
        (3, ("Fees",), "Since May."),
        (5, ("Fees",), "Five euros."),
    ]


def test_notes_in_notes_are_quoted_and_circles_end(read):
    text = "Pay.[^a]\n\n[^a]: By card[^b]\n[^b]: Or cash[^a]\n"
    assert texts(read("a.md", text)) == ["Pay. (By card (Or cash))"]


def test_a_note_that_nothing_refers_to_stays_a_passage(read):
    assert texts(read("a.md", "Be kind.\n\n[^x]: Refers to[^y]\n[^y]: Nobody\n[^z]: Alone[^z]\n")) == [
        "Be kind.",
        "Refers to (Nobody)",
        "Alone",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Members[^7] pay.", "Members pay."),
        ("Use [^abc] or [^a-z]+ to search", "Use [^abc] or [^a-z]+ to search"),
        ("In code `[^1]` and x^[2", "In code [^1] and x^[2"),
    ],
)
def test_a_reference_without_a_note_is_left_out_only_if_it_is_a_number(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


def test_lines_of_a_paragraph_with_notes_stay_exact(read):
    text = "• One^[first]\n• Two[^1]\n• Three\n\n[^1]: second\n    line\n"
    assert places(read("a.md", text)) == [(1, (), "One (first)"), (2, (), "Two (second line)"), (3, (), "Three")]


@pytest.mark.parametrize(
    "text",
    [
        "[^a]\n\n" * 4_000 + f"[^a]: {'word ' * 2_000}\n",
        "".join(f"[^{n}]: {f'[^{n + 1}] ' * 40}\n" for n in range(2_000)) + "\nx[^0]\n",
        "x[^0]\n\n" + "".join(f"[^{n}]: word[^{n + 1}]\n" for n in range(3_000)),
        "[^a]: " * 5_000 + "\n\nx[^a]\n",
        "x" + "[^" * 2_000 + "\n",
        "x" + "^[" * 2_000 + "\n",
        "x" + "^[a " * 2_000 + "]" * 2_000 + "\n",
        "[^a]: x\n" * 10_000 + "\n[^a]\n",
    ],
)
def test_notes_written_to_be_slow_are_read_in_time_or_refused(read, text):
    with guarded():
        try:
            document = read("a.md", f"Word.\n\n{text}")
        except DocumentError as error:
            assert "\n" not in str(error)  # noqa: PT017
        else:
            assert sum(len(block.text) for block in document.blocks) < 2_000_000


PAGES = {
    "GitHub and Docusaurus": (
        '<p>Members<sup><a href="#user-content-fn-1" id="user-content-fnref-1" data-footnote-ref>1</a></sup> pay 5 euros.</p>'
        '<section data-footnotes class="footnotes"><h2 class="sr-only" id="footnote-label">Footnotes</h2><ol>'
        '<li id="user-content-fn-1"><p>Anyone <em>over</em> 16 <a href="#user-content-fnref-1" data-footnote-backref>↩</a></p>'
        "</li></ol></section>"
    ),
    "Pandoc": (
        '<p>Members<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> pay 5 euros.</p>'
        '<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>Anyone over 16'
        '<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>'
    ),
    "Python-Markdown": (
        '<p>Members<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> pay 5 euros.</p>'
        '<div class="footnote"><ol><li id="fn:1"><p>Anyone over 16&#160;<a class="footnote-backref" href="#fnref:1">&#8617;</a>'
        "</p></li></ol></div>"
    ),
    "Sphinx": (
        '<p>Members <a class="footnote-reference brackets" href="#f1" id="id1" role="doc-noteref">1</a> pay 5 euros.</p>'
        '<aside class="footnote-list brackets"><aside class="footnote brackets" id="f1" role="doc-footnote">'
        '<span class="label"><span class="fn-bracket">[</span><a role="doc-backlink" href="#id1">1</a>'
        '<span class="fn-bracket">]</span></span>\n<p>Anyone over 16</p>\n</aside></aside>'
    ),
    "docutils": (
        '<p>Members <a class="footnote-reference brackets" href="#f1" id="id1">1</a> pay 5 euros.</p>'
        '<dl class="footnote brackets"><dt class="label" id="f1"><span class="brackets"><a class="fn-backref" href="#id1">1</a>'
        "</span></dt><dd><p>Anyone over 16</p></dd></dl>"
    ),
    "MediaWiki": (
        '<p>Members<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup> pay 5 euros.</p>'
        '<h2>References</h2><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><b>'
        '<a href="#cite_ref-1">^</a></b></span> <span class="reference-text">Anyone over 16</span></li></ol>'
    ),
    "Asciidoctor": (
        '<p>Members<sup class="footnote">[<a id="_footnoteref_1" class="footnote" href="#_footnotedef_1">1</a>]</sup> pay'
        ' 5 euros.</p><div id="footnotes"><hr><div class="footnote" id="_footnotedef_1">'
        '<a href="#_footnoteref_1">1</a>. Anyone over 16</div></div>'
    ),
    "Google Docs": (
        '<p><span>Members</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span> pay 5 euros.</span></p><hr>'
        '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> Anyone over 16</span></p></div>'
    ),
    "Word": (
        '<p>Members<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a> pay 5 euros.</p><br clear=all><hr>'
        '<div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Anyone over 16</p></div>'
    ),
    "by hand": (
        '<p>Members<sup><a href="#note1" id="back1">*</a></sup> pay 5 euros.</p>'
        '<p><small><a id="note1" href="#back1">*</a> Anyone over 16</small></p>'
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_note_of_a_page_is_part_of_the_passage_that_refers_to_it(read, page):
    document = read("a.html", f"<h1>Fees</h1>\n<h2>Members</h2>\n{page}\n<h2>Rules</h2><p>Be kind.</p>")
    last = page.count("\n") + 4
    assert places(document) == [(3, ("Members",), "Members (Anyone over 16) pay 5 euros."), (last, ("Rules",), "Be kind.")]
    assert [section.path for section in document.sections if section.path] == [("Members",), ("Rules",)]


def test_links_in_the_notes_of_a_page_are_kept(read):
    page = '<p>Pay<a id=r href="#n">1</a>.<p id=n><a href="#r">^</a> See <a href="https://e.org/fee">the list</a> of fees.'
    [block] = read("a.html", page).blocks
    assert block.text == "Pay (See the list (https://e.org/fee) of fees.)."
    assert [block.text[link.start : link.end] for link in block.links] == ["the list"]


def test_notes_of_headings_and_cells_of_a_page_are_quoted(read):
    note = '<p id=n><a href="#r">^</a> Since May.'
    assert places(read("a.html", f'<h2>Fees<a id=r href="#n">1</a></h2>\n<p>Five euros.{note}')) == [
        (1, ("Fees",), "Since May."),
        (2, ("Fees",), "Five euros."),
    ]
    table = '<table><tr><th>Who<th>Fee<tr><td>Ann<td>5<sup><a id=r href="#n">1</a></sup></table>'
    assert texts(read("a.html", table + note)) == ["Who: Ann; Fee: 5 (Since May.)"]


@pytest.mark.parametrize(
    "page",
    [
        '<p>Part <a href="#p1" id=t1>1</a>.</p><h2 id=p1>Part one <a href="#t1">^</a></h2><p>Be kind.</p>',
        '<p>Part <a href="#p1">1</a>.</p><p id=p1>Be kind.</p>',
        f'<p>Part <a href="#p1" id=t1>1</a>.</p><div id=p1>{"Be kind. " * 400}<a href="#t1">^</a></div>',
        '<p>See <a href="#missing">1</a>.</p><p>Be kind.</p>',
    ],
)
def test_links_to_parts_of_a_page_are_no_footnotes(read, page):
    assert "Be kind" in texts(read("a.html", page))[-1]
    assert len(texts(read("a.html", page))) > 1


@pytest.mark.parametrize(
    "page",
    [
        '<p id=n><a href="#r">^</a> Note.</p>' + '<p><a id=r href="#n">1</a>' * 10_000,
        "".join(f'<div id=n{n}><a href="#n{n + 1}">1</a>' for n in range(500)),
        "".join(f'<p><a href="#n{n}" id=r{n}>1</a>x<p id=n{n}><a href="#r{n}">1</a>' for n in range(5_000)),
        '<a href="#n">1</a>' * 10_000 + f'<p id=n><a href="#r">^</a>{"word " * 190}',
    ],
)
def test_notes_of_pages_written_to_be_slow_are_read_in_time(read, page):
    with guarded(TIME_LIMIT / 4):  # pages twice as long would do for the whole limit
        document = read("a.html", f"<p>Word.</p>{page}")
    assert sum(len(block.text) for block in document.blocks) < 3_000_000


@pytest.mark.parametrize("sign", ["*", "[1]", "(a)", "††"])
def test_a_note_that_does_not_link_back_is_found_by_the_sign_it_starts_with(read, sign):
    page = f'<p>It is free <a href="#n">{sign}</a>.</p><p>Bring shoes.</p><hr><p><a name="n">{sign}</a> For members only.</p>'
    assert texts(read("a.html", page)) == ["It is free (For members only.).", "Bring shoes."]


def test_a_link_to_a_numbered_rule_is_no_footnote(read):
    page = '<p>See <a href="#r2">2</a>.</p><p>1. Be kind.</p><p id="r2">2. No adverts.</p>'
    assert texts(read("a.html", page)) == ["See 2.", "1. Be kind.", "2. No adverts."]
