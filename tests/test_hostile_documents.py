"""Malformed and hostile documents: read without losing words, or refused in one line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import FootnoteError
from index.passages.splitting import split
from index.text.sentences import sentences
from tests.budgets import budget
from tests.conftest import places, texts
from tests.fakes import FakeEncoder
from tests.fuzzing import TIME_LIMIT, guarded


def all_words(document):
    """Return every word of a document that can be quoted or shown around a quote."""
    return " ".join(
        [document.title, *(f"{' '.join(s.path)} {b.text} {' '.join(b.context)}" for s in document.sections for b in s.blocks)]
    )


def read_or_refused(read, name, text):
    """Return the document, or None if it is refused with a one-line error that names it."""
    try:
        return read(name, text, url="https://e.org/")
    except FootnoteError as error:
        message = str(error)
    assert message.startswith(name)
    assert "\n" not in message
    return None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ndate: 2024-02-30\n---\n\nword one\n"),
        ("a.md", "---\n\nword one\n\n---\n\nword two\n"),
        ("a.md", "---\nword one here\n---\n\nword two\n"),
        ("a.md", "<details><summary>word one</summary>\n\nText.\n\n<p>word two</p>\n</details>\n"),
        (
            "a.md",
            "<details><summary>word one</summary>\n\nA\n\n</details>\n<details>\n<summary>word two</summary>\n\nB\n</details>",
        ),
        ("a.md", "<div><p>word one</p><details><summary>Q</summary>\n\nA word two.\n\n</details> word three\n"),
        ("a.md", "| word one | word two |\n|---|---|\n"),
        ("a.md", "Some <img alt='word one'> badge.\n"),
        ("a.md", "1. <p>word one</p>\n"),
        ("a.html", "<p>word one</p></html><p>word two</p>"),
        ("a.html", "<h1>T</h1><p>word one</p><article>word two</article><p>word three</p>"),
        ("a.html", "<main></main><p>word one</p>"),
        ("a.html", "<table><td>word one</table>"),
        ("a.html", "<table><tbody><td>word one<td>word two</table><p>word three"),
        ("a.html", "<table><tr><td>cell</td></tr><tr><p>word one</p></tr></table>"),
        ("a.html", "<table><tr><th>word one</th></tr></table>"),
        ("a.html", "<p><a href='http://[your host]/x'>word one</a></p>"),
        ("a.html", f"<ol start='{'9' * 5000}'><li>word one</ol>"),
        ("a.html", "<a href=1>word one<div><a href=2>word two</a></div>word three</a>"),
    ],
)
def test_no_words_are_lost(read, name, text):
    document = read(name, text, url="https://e.org/")
    assert [
        word for word in ("one", "two", "three") if f"word {word}" in text and f"word {word}" not in all_words(document)
    ] == []


def test_adjacent_details_keep_their_own_summaries(read):
    text = (
        "<details><summary>Q1</summary>\n\nA1\n\n</details>\n<details>\n<summary>Q2</summary>\n\n- A2\n\n</details>\n\nAfter\n"
    )
    assert [(block.text, block.context) for block in read("a.md", text).blocks] == [
        ("A1", ("Q1",)),
        ("A2", ("Q2",)),
        ("After", ()),
    ]


def test_a_summary_or_term_is_not_a_passage_of_its_own(read):
    page = "<details><summary>Q</summary><ul><li>A</ul></details><dl><dt>T<dd><ul><li>B</ul></dl>"
    assert texts(read("a.html", page)) == ["A", "B"]


def test_details_in_a_comment_are_ignored(read):
    assert [block.context for block in read("a.md", "<!-- <details> -->\n\n- a\n\nb\n").blocks] == [(), ()]


def test_step_numbers_stay_with_their_steps(read):
    assert texts(read("a.html", "<ol><li></li><li>b</li></ol><p>after</p>")) == ["2. b", "after"]
    assert texts(read("a.html", "<table><tr><td><ol><li>a<li>b</ol></table><p>after</p>")) == ["1. a 2. b", "after"]
    assert texts(read("a.md", "1. <p>first</p>\n")) == ["1. first"]


def test_spanning_cells_stay_in_their_columns(read):
    page = "<table><tr><th colspan=2>Name</th><th>Fee</th></tr><tr><td>Ann</td><td>Bo</td><td>5</td></tr></table>"
    assert texts(read("a.html", page)) == ["Name: Ann; Name: Bo; Fee: 5"]
    page = "<table><tr><th>Name<th>Fee</tr><tr><td rowspan=2>Ann<td>5</tr><tr><td>6</tr><tr><td>Bo<td>7</table>"
    assert texts(read("a.html", page)) == ["Name: Ann; Fee: 5", "Name: Ann; Fee: 6", "Name: Bo; Fee: 7"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.md", "# Learn C#\n\n## F#\n\nx\n"), ("a.html", "<h1>Learn C#</h1><h2>F# <a href='#f'>#</a></h2><p>x")],
)
def test_headings_that_end_with_a_number_sign_keep_it(read, name, text):
    document = read(name, text)
    assert (document.title, places(document)[0][1]) == ("Learn C#", ("F#",))


def test_a_subheading_equal_to_the_title_is_a_section(read):
    document = read("a.md", "# Rules\n\n## Members\n\n### Rules\n\nx\n\n## Rules\n\ny\n")
    assert places(document)[0][1] == ("Members", "Rules")


def test_an_indented_paragraph_of_a_plain_text_bullet_is_not_a_heading(read):
    document = read("a.txt", "- Fee: 5\n\n  Paid yearly\n\n- Other\n")
    assert [(block.text, block.context) for block in document.blocks] == [
        ("Fee: 5", ()),
        ("Paid yearly", ("Fee: 5",)),
        ("Other", ()),
    ]
    assert texts(read("a.txt", "1. First\n\n   More on first\n\n2. Second one\n\n   More.\n"))[0] == "1. First"


def test_nested_links_are_kept_separate(read):
    [block] = read("a.html", "<p><a href=1>one <span><a href=2>two</a></span> x</a> <a name=x></a> y</p>").blocks
    assert block.text == "one (1) two (2) x y"
    assert [block.text[link.start : link.stop] for link in block.links] == ["one (1)", "two (2)"]


def test_control_characters_written_as_references_are_removed(read):
    document = read("a.html", "<title>T&#27;</title><p>a&#27;[31m&#x202e;b<a href='x&#27;y'>c</a><pre>&#27;d</pre>")
    assert [character for character in all_words(document) if not character.isprintable()] == []
    assert [
        character for character in all_words(read("a.md", "# T&#27;\n\na&#27;b `&#x202e;`\n")) if not character.isprintable()
    ] == []
    assert read("a.md", '---\ntitle: "a\\0b\\n\\e[31mc"\n---\n\nx\n').title == "ab [31mc"


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("<p>q</p>\n<!--\n\n\n-->\nM", 6),
        ("<p>q</p>\n<script>\n\n</script>\nM", 5),
        ("<pre>a\nb\nc</pre>\nM", 4),
        ("<table>\n<tr>\n<td>\n\nM</table>", 5),
        ("<p\n class=x>\nM</p>", 3),
        ("<p>a</p>\n" * 66_000 + "\n<p>M</p>", 66_002),
    ],
)
def test_the_line_of_a_passage_is_that_of_its_first_word(read, page, line):
    assert places(read("a.html", page))[-1] == (line, (), "M")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<p>" + "a<br>" * 27_500),
        ("a.html", "<p>" + "<b>a</b> " * 30_000),
        ("a.html", "<p>" + "<a href=x>a</a> " * 7_500),
        ("a.html", "<table><tr>" + "<td>a" * 12_500),
        ("a.md", "[a] " * 10_000 + "\n\n[a]: x\n"),
        ("a.md", "[" * 45_000),
        ("a.md", "![" * 22_500),
        ("a.md", "[a\n" * 25_000),
        ("a.md", f"| {'h' * 25_000} |\n|---|\n" + "| x |\n" * 2_000),
        ("a.md", ">" * 25_000 + " x"),
        ("a.md", "---\n" + "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(30)) + "---\n\nx\n"),
        ("a.md", "---\na: " + "[" * 45_000 + "\n---\n\nx\n"),
        ("a.txt", "- " * 20_000 + "x\n"),
        ("a.txt", "Title\n" * 12_500 + "end of it.\n"),
    ],
)
def test_large_odd_documents_are_read_without_blowup_or_refused(read, name, text):
    with guarded(TIME_LIMIT / 4):
        document = read_or_refused(read, name, text)
    if document:
        assert sum(len(block.text) for block in document.blocks) < 20 * len(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "<div>\n" + "<summary>\n" * 15_000),
        ("a.md", "<div>\n" + "<details \n" * 15_000),
        ("a.html", "<table><tr>" + "<td>" * 15_000 + "<td>a" * 15_000),
        ("a.html", "<table><tr>" + "<td><td rowspan=2>y" * 15_000 + "<tr><td>z"),
        ("a.md", "| a |" + " a |" * 999 + "\n|" + "-|" * 1_000 + "\n" + "| b |\n" * 60),
        ("a.md", (f"|{'a|' * 100}\n|{'-|' * 100}\n" + "|b\n" * 655 + "\n") * 20),
        ("a.md", f"- {'word ' * 7_500}\n" + "  - a\n" * 5_000),
        ("a.html", f"<ul><li>{'word ' * 7_500}<ul>" + "<li>a" * 5_000),
        ("a.html", "<ul><li>" * 90 + ("word " * 100 + "<ul><li>") * 9 + "a" + "<li>a" * 5_000),
        ("a.md", f"{'word ' * 7_500}\n---\n\n" + "- a\n" * 5_000),
    ],
)
def test_documents_written_to_be_slow_are_read_in_time_with_bounded_context(read, name, text):
    with guarded(TIME_LIMIT / 4):  # texts twice as long would do for the whole limit
        document = read_or_refused(read, name, text)
        passages, _ = split([document] if document else [], FakeEncoder())
    said_with_each = [sum(map(len, (*passage.section, *passage.context))) for passage in passages]
    assert max(said_with_each, default=0) <= 5_000


@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_overly_nested_lists_are_refused_with_a_fix(read, name):
    nested = "<ul><li>a" * 200 if name == "a.html" else "".join(f"{' ' * depth}- a\n" for depth in range(200))
    with pytest.raises(FootnoteError, match=rf"^{name}: lists are nested more than 100 levels deep; flatten them$"):
        read(name, nested)


def test_a_long_paragraph_above_a_rule_is_quoted_not_taken_for_a_heading(read):
    paragraph = "This paragraph has a rule right below it. " * 20
    document = read("a.md", f"# Title\n\n{paragraph}\n---\n\nText.\n")
    assert places(document) == [(3, (), paragraph.strip()), (6, (), "Text.")]


def test_a_very_long_parent_bullet_is_left_out_of_the_context(read):
    document = read("a.md", f"- Fees\n  - {'word ' * 500}\n    - A dog pays 2 euros.\n")
    assert [block.context for block in document.blocks] == [(), ("Fees",), ()]


def test_repeated_headings_of_an_outline_are_matched_in_order(read):
    outline = {"A": ["Rules"], "B": ["Rules"], "C": ["Rules"]}
    document = read("a.txt", "A\nRules\none\n\nB\nRules\ntwo\n\nRules\nthree\n\nRules\nfour\n", outline=outline)
    assert [(section.path, [block.text for block in section.blocks]) for section in document.sections if section.blocks] == [
        (("A", "Rules"), ["one"]),
        (("B", "Rules"), ["two"]),
        (("C", "Rules"), ["three"]),
        (("A", "Rules"), ["four"]),
    ]


@pytest.mark.parametrize("text", ["." * 20_000 + "a", "!" * 20_000 + ")" * 20_000 + "a", "。" * 50_000, "a. " * 30_000])
def test_sentences_with_endless_punctuation_are_split_in_time(text):
    assert sentences(text)[0][0] == 0


PIECES = [
    *(
        "# ",
        "## ",
        "- ",
        "  - ",
        "1. ",
        "> ",
        "| a | b |\n|---|---|\n",
        "| c |",
        "```\n",
        "<details>",
        "</details>",
        "---\n",
        "***",
    ),
    *(
        "<summary>",
        "</summary>",
        "<ul>",
        "<li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td colspan=3>",
        "<th rowspan=2>",
        "</table>",
        "<p>",
    ),
    *(
        "<dl><dt>",
        "<dd>",
        "</dl>",
        "<a href='#x'>",
        "</a>",
        "<pre>",
        "</pre>",
        "<h2>",
        "</h2>",
        "<main>",
        "</main>",
        "<!--",
        "-->",
    ),
    *(
        "[x](y)",
        "![z](w)",
        "[",
        "](",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "•",
        "=====",
        "Title",
        "word",
        "Ärger.",
        "漢字。",
        "&#27;",
        "&lt;",
        "\x00",
        "\r",
    ),
]


@settings(deadline=None, max_examples=budget(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40), name=st.sampled_from(["a.md", "a.txt", "a.html"]))
def test_any_document_is_read_or_refused_in_one_line(read, pieces, name):
    document = read_or_refused(read, name, "".join(pieces))
    lines = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for block in document.blocks if document else ():
        assert 1 <= block.line <= lines
        assert [block.text[link.end : link.stop] for link in block.links] == [f" ({link.target})" for link in block.links]
