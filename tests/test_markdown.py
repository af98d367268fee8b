"""Reading Markdown."""

import pytest

from index.errors import DocumentError
from tests.conftest import places, texts
from tests.fuzzing import guarded


def test_every_bullet_is_a_passage_with_its_section_path_and_line(read):
    document = read(
        "a.md",
        "# Handbook\n\n## Rules\n\n- Be kind.\n- No spam.\n\n### Penalties\n\n* A warning.\n\n## Contact\n\n+ Mail us.\n",
    )
    assert document.title == "Handbook"
    assert places(document) == [
        (5, ("Rules",), "Be kind."),
        (6, ("Rules",), "No spam."),
        (10, ("Rules", "Penalties"), "A warning."),
        (14, ("Contact",), "Mail us."),
    ]


def test_every_paragraph_is_a_passage_with_its_lines_joined(read):
    document = read("a.md", "Welcome to\nthe *server*,\n**all** of you.\n\nSecond `one`.\n")
    assert places(document) == [(1, (), "Welcome to the server, all of you."), (5, (), "Second one.")]


def test_a_nested_bullet_has_its_parents_as_context(read):
    document = read("a.md", "- Roles\n  - Admin\n    - can ban\n  - Member\n- Other\n")
    assert [(block.text, block.context) for block in document.blocks] == [
        ("Roles", ()),
        ("Admin", ("Roles",)),
        ("can ban", ("Roles", "Admin")),
        ("Member", ("Roles",)),
        ("Other", ()),
    ]


def test_a_list_after_a_colon_has_the_text_before_it_as_context(read):
    document = read("a.md", "We accept:\n\n- cards\n- cash\n\nNot more.\n")
    assert [(block.text, block.context) for block in document.blocks] == [
        ("cards", ("We accept:",)),
        ("cash", ("We accept:",)),
        ("Not more.", ()),
    ]


def test_a_second_paragraph_and_code_in_a_bullet_belong_to_it(read):
    document = read("a.md", "- Install\n\n  Then wait.\n\n  ```\n  pip install it\n  now\n  ```\n")
    assert [(block.line, block.text, block.context) for block in document.blocks] == [
        (1, "Install", ()),
        (3, "Then wait.", ("Install",)),
        (6, "pip install it\nnow", ("Install",)),
    ]


def test_numbered_steps_keep_their_numbers(read):
    assert texts(read("a.md", "3. Open it\n4. Close it\n")) == ["3. Open it", "4. Close it"]


def test_a_table_row_names_its_columns(read):
    document = read("a.md", "| Plan | Price | Note |\n|---|--:|---|\n| Free | 0 | |\n| Pro | 5 [buy](https://b.uy) | best |\n")
    assert places(document) == [
        (3, (), "Plan: Free; Price: 0"),
        (4, (), "Plan: Pro; Price: 5 buy (https://b.uy); Note: best"),
    ]


def test_a_link_keeps_its_text_and_its_target(read):
    [block] = read(
        "a.md", "See [the **rules**](https://e.org/r?a=1) and <https://x.org> or [ref].\n\n[ref]: /over/there\n"
    ).blocks
    assert block.text == "See the rules (https://e.org/r?a=1) and https://x.org or ref (/over/there)."
    assert [(block.text[link.start : link.end], link.target) for link in block.links] == [
        ("the rules", "https://e.org/r?a=1"),
        ("ref", "/over/there"),
    ]


def test_relative_links_are_resolved_against_the_url_of_the_document(read):
    [block] = read("a.md", "[here](sub/page.html#top)", url="https://e.org/docs/").blocks
    assert block.text == "here (https://e.org/docs/sub/page.html#top)"


def test_the_title_comes_from_the_front_matter_or_a_single_top_heading_or_the_file_name(read):
    assert read("a.md", "# One\n\ntext\n").title == "One"
    assert read("a.md", "---\ntitle: Matter\n---\n\n# One\n\ntext\n").title == "Matter"
    two = read("guide.md", "# One\n\ntext\n\n# Two\n\nmore\n")
    assert two.title == "guide"
    assert [path for _, path, _ in places(two)] == [("One",), ("Two",)]


@pytest.mark.parametrize(
    "matter",
    [
        "---\nlayout: faq\nquestion: Who may row?\n---\n",
        '+++\nquestion = "Who may row?"\ntitle = ""\n+++\n',
        '{"question": "Who may row?"}\n',
        "---\ntitle: Who may row?\nquestion: x\n---\n",
    ],
)
def test_the_question_in_the_front_matter_of_a_page_is_its_title(read, matter):
    assert read("rules.md", f"{matter}\nMembers may.\n").title == "Who may row?"


def test_front_matter_and_comments_are_not_passages(read):
    assert texts(read("a.md", "---\ntags: [x]\n---\n\n<!-- hidden -->\n\nshown\n")) == ["shown"]


def test_details_have_their_summary_as_context(read):
    text = "<details>\n<summary>Is it <b>free</b>?</summary>\n\nYes, for *all*.\n\n- really\n\n</details>\n\nAfter.\n"
    assert [(block.text, block.context) for block in read("a.md", text).blocks] == [
        ("Yes, for all.", ("Is it free?",)),
        ("really", ("Is it free?",)),
        ("After.", ()),
    ]


def test_struck_through_words_keep_their_marks(read):
    text = "~~No memes~~ Memes only, ~~not~~ never\tspam, a<del>b</del>c.\n"
    assert texts(read("a.md", text)) == ["~~No memes~~ Memes only, ~~not~~ never spam, a~~b~~c."]
    assert texts(read("a.html", "<p>so <s>old</s> new<del><p>no</p><p>never</p></del><p>yes")) == [
        "so ~~old~~ new",
        "~~no~~",
        "~~never~~",
        "yes",
    ]


def test_html_links_keep_their_target(read):
    assert texts(read("a.md", 'See <a class="x" href="https://e.org/?a&amp;b">the rules</a>.\n')) == [
        "See the rules (https://e.org/?a&b)."
    ]


def test_a_section_named_like_the_configured_title_is_kept(read):
    assert places(read("a.md", "# Guide\n\n## Rules\n\nbe kind\n", title="Rules")) == [(5, ("Rules",), "be kind")]


def test_empty_sections_are_kept(read):
    document = read("a.md", "# T\n\n## Full\n\n- x\n\n## Empty\n\n## Last\n\n- y\n")
    assert [(section.path, len(section.blocks)) for section in document.sections] == [
        (("Full",), 1),
        (("Empty",), 0),
        (("Last",), 1),
    ]


def test_settings_can_omit_lines_and_sections_with_a_note_on_names_not_found(read):
    text = "# T\n\n## Keep\n\n- a\n- drop me\n\n## Gone\n\n- b\n\n### Below\n\n- c\n\n## After\n\n- d\n"
    document = read("a.md", text, omit=("drop me", "Gone", "Nowhere"))
    assert texts(document) == ["a", "d"]
    assert [omission.line for omission in document.omissions] == [6, 8, 10, 12, 14]
    assert document.notes == ("a.md: omit names “Nowhere”, but the document has no such line",)


def test_a_document_with_headings_only_is_refused(read):
    with pytest.raises(DocumentError, match=r"a\.md: contains only headings; add"):
        read("a.md", "# Title\n\n## Rules\n\n## Contact\n")


LOOSE_BOLD = {
    "**Note: **bring a towel.": "Note: bring a towel.",
    "**Note:** bring **a towel **, please.": "Note: bring a towel, please.",
    "** Note: ** bring a towel.": "Note: bring a towel.",
    "- ** Note**: bring a towel.": "Note: bring a towel.",
    "Bring a towel ** New **": "Bring a towel New",
    "Bring **[a towel](t.md) **.": "Bring a towel (t.md).",
    "**Note:**bring a towel. **Q:**Why?": "Note:bring a towel. Q:Why?",
    "**毛巾要帶。**請帶**「毛巾」**來**。**": "毛巾要帶。請帶「毛巾」來**。**",
    "a**(b)**c and __a__.": "a**(b)**c and a.",
    "2 ** 3 ** 4 is **a lot**": "2 ** 3 ** 4 is a lot",
    "Pass **kwargs and **options": "Pass **kwargs and **options",
    "Look in docs/** and src/** too": "Look in docs/** and src/** too",
    "** Only members": "** Only members",
    "See **(`#`)**, **`-#` rest** and **a** . **b**": "See (#), -# rest and a . b",
    "`** x **` and ***all *** here": "** x ** and ***all *** here",
}


@pytest.mark.parametrize(("text", "shown"), LOOSE_BOLD.items(), ids=LOOSE_BOLD)
def test_white_space_between_bold_words_and_their_marks_does_not_matter(read, text, shown):
    assert texts(read("a.md", text)) == [shown]


def test_a_bold_label_may_have_white_space_between_its_words_and_their_marks(read):
    document = read("a.md", "** You must: **\n\n- Sweep.\n- Dry.\n")
    assert [(block.context, block.text) for block in document.blocks] == [(("You must:",), "Sweep."), (("You must:",), "Dry.")]


@pytest.mark.parametrize("piece", ["** a ", "**a ", "**a **b ", "** a **"])
def test_bold_marks_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", piece * 10_000)


def test_small_lines_of_discord_are_paragraphs_without_their_mark(read):
    document = read("a.md", "Row now.\n-# Since 1987, see [us](https://e.org/us)\n-# No boats\n\n> -# Quoted\n")
    assert [(block.line, block.text) for block in document.blocks] == [
        (1, "Row now."),
        (2, "Since 1987, see us (https://e.org/us)"),
        (3, "No boats"),
        (5, "Quoted"),
    ]


@pytest.mark.parametrize("text", ["-#1 place\n", "`-# a`\n", "```\n-# a\n```\n"])
def test_other_hyphens_before_hashes_are_kept(read, text):
    assert "-#" in texts(read("a.md", text))[0]
