"""Parts of documents that are not their text: contents, attributes, metadata, comments, badges."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

CONTENTS = {
    "links": "- [Rules](#rules)\n- [Opening hours](#opening-hours)\n",
    "nested links": "* [Rules](#rules)\n  * [Pets](#pets)\n* [Opening hours](#opening-hours)\n",
    "numbered links": "1. [Rules](#1-rules)\n2. [Opening hours](#2-opening-hours)\n",
    "links with the page's name": "- [Rules](handbook.md#rules)\n- [Opening hours](./handbook.md#opening-hours)\n",
    "chapters without links": "- Basics\n  - [Rules](#rules)\n- Visits\n  - [Opening hours](#opening-hours)\n",
    "names of headings": "- Rules\n- Opening hours\n",
    "a row of links": "[Rules](#rules) • [Opening hours](#opening-hours)\n",
    "doctoc": "<!-- START doctoc -->\n\n- [Rules](#rules)\n- [Opening hours](#opening-hours)\n\n<!-- END doctoc -->\n",
    "typed bullets": "• [Rules](#rules)\n• [Opening hours](#opening-hours)\n",
    "a heading": "## Table of contents\n\n- [Rules](#rules)\n- [Opening hours](#opening-hours)\n",
    "a German heading": "## Inhalt\n\n1. [Rules](#rules)\n1. [Opening hours](#opening-hours)\n",
    "a bold heading": "**On this page**\n\n- [Rules](#rules)\n- [Opening hours](#opening-hours)\n",
    "words above": "Contents:\n\n- [Rules](#rules)\n- [Opening hours](#opening-hours)\n",
    "GitLab": "[[_TOC_]]\n",
    "Python-Markdown": "[TOC]\n",
    "markdown-it": "[[toc]]\n",
    "kramdown": "* Seed list\n{:toc}\n",
    "kramdown with a heading": "## Contents\n{: .no_toc .text-delta }\n\n1. TOC\n{:toc}\n",
    "MultiMarkdown": "{{TOC}}\n",
    "Hugo": "{{< toc >}}\n",
    "Joplin": "${toc}\n",
    "comments": "<!-- toc -->\n\n<!-- tocstop -->\n",
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_tables_of_contents_are_no_passages(read, contents):
    rest = "## Rules\n\nDogs stay outside.\n\n## Opening hours\n\nFrom nine.\n"
    document = read("a.md", f"# Handbook\n\n{contents}\n{rest}")
    start = 3 + contents.count("\n") + 1
    assert places(document) == [
        (start + 2, ("Rules",), "Dogs stay outside."),
        (start + 6, ("Opening hours",), "From nine."),
    ]
    assert [section.path for section in document.sections if section.path] == [("Rules",), ("Opening hours",)]


HTML_CONTENTS = {
    "a list": "<ul><li><a href='#r'>Rules</a><li><a href='#o'>Opening hours</a></ul>",
    "numbers": "<ol><li><a href='#r'><span>1</span> Rules</a></li><li><a href='#o'><span>2</span> Opening hours</a></li></ol>",
    "paragraphs": "<p><a href='#h.1'>Rules</a></p><p><a href='#h.2'>Opening hours</a></p>",
    "a row": "<p><a href='#r'>Rules</a> | <a href='#o'>Opening hours</a></p>",
    "a heading": "<h2>Contents</h2><ul><li><a href='#r'>Rules</a><ul><li><a href='#o'>Opening hours</a></ul></ul>",
}


@pytest.mark.parametrize("contents", HTML_CONTENTS.values(), ids=HTML_CONTENTS)
@pytest.mark.parametrize("url", [None, "https://e.org/guide"])
def test_tables_of_contents_of_pages_are_no_passages(read, contents, url):
    rest = "<h2 id=r>Rules</h2><p>Dogs stay outside.</p><h2 id=o>Opening hours</h2><p>From nine.</p>"
    document = read("a.html", f"<h1>Handbook</h1>{contents}{rest}", url=url)
    assert texts(document) == ["Dogs stay outside.", "From nine."]
    assert [section.path for section in document.sections if section.path] == [("Rules",), ("Opening hours",)]
    assert "Opening hours" in " ".join(omission.text for omission in document.omissions)


KEPT_LISTS = {
    "links elsewhere": "- [Shop](https://e.org/shop#top)\n- [Club](https://e.org/club#top)\n",
    "words beside the links": "- [Rules](#rules) apply to all\n- [Hours](#hours) are long\n",
    "an answer": "See [our rules](#rules).\n",
    "names of other things": "- Rules\n- Cake\n",
}


@pytest.mark.parametrize("text", KEPT_LISTS.values(), ids=KEPT_LISTS)
def test_lists_that_say_more_than_the_headings_are_kept(read, text):
    document = read("a.md", f"# Handbook\n\n{text}\n## Rules\n\nDogs stay outside.\n")
    assert len([line for line, path, _ in places(document) if path == ()]) == text.count("\n")


@pytest.mark.parametrize(
    ("lead", "is_kept"),
    [
        ("For **sick leave**, you can use:", True),
        ("There are two kinds of leave:", True),
        ("Members have these duties:", False),  # “these” may as well be the sections
        ("This page has two sections:", False),
        ("You can jump to:", False),
        ("Leave:", False),
        ("", False),
    ],
)
def test_a_list_of_sections_is_kept_if_a_sentence_before_it_makes_it_an_answer(read, lead, is_kept):
    text = f"## Leave\n\n{lead}\n\n- [Unpaid leave](#unpaid-leave)\n- [Paid leave](#paid-leave)\n\n"
    document = read("a.md", f"{text}## Unpaid leave\n\nAsk Ida.\n\n## Paid leave\n\nAsk Bo.\n")
    found = [text for line, _, text in places(document) if line in {5, 6}]
    assert found == (["Unpaid leave", "Paid leave"] if is_kept else [])


def test_a_document_of_nothing_but_links_to_itself_is_still_read(read):
    assert texts(read("a.md", "- [Rules](#rules)\n- [Hours](#hours)\n")) == ["Rules", "Hours"]


@pytest.mark.parametrize(
    "link",
    [
        "[Back to top](#top)",
        "**[⬆ Back to top](#handbook)**",
        "[↑ back to contents](#contents)",
        "<sub>[Top](#)</sub>",
        "[⬆](#top)",
        '<p align="right">(<a href="#readme-top">back to top</a>)</p>',
        "[Zurück nach oben](#top)",
        "↑ Back to top",
        "[Back to top](#handbook) | [⬆](#top)",
    ],
)
def test_links_back_to_the_top_are_left_out(read, link):
    document = read(
        "a.md", f"# Handbook\n\nDogs stay outside.\n\n{link}\n\n## Hours\n\nFrom nine. {link if '<p' not in link else ''}\n"
    )
    assert [(path, text) for _, path, text in places(document)][:1] == [((), "Dogs stay outside.")]
    assert [path for _, path, _ in places(document)] == [(), ("Hours",)]
    assert places(document)[1][2].startswith("From nine.")


@pytest.mark.parametrize("text", ["See the [menu](#menu)", "Look at the [index](#index)", "- Top\n- Skirt"])
def test_words_of_a_sentence_are_no_link_back_to_the_top(read, text):
    found = " ".join(texts(read("a.md", text)))
    assert found in {"See the menu", "Look at the index", "Top Skirt"}


def test_links_to_the_same_page_keep_their_words_only(read):
    assert texts(read("a.md", "As in [the rules](#rules), see ¹ and <a href='#fees'>fees</a>.\n")) == [
        "As in the rules, see ¹ and fees."
    ]
    assert texts(read("a.html", "<h2>Dogs <a href='#dogs'>🔗</a></h2><p>As in <a href='#r'>the rules</a>.")) == [
        "As in the rules."
    ]


ATTRIBUTES = {
    "Docusaurus": "## Dogs {#dogs}\n\nThey stay outside.\n",
    "Pandoc": "## Dogs {#dogs .unnumbered data-x=1}\n\nThey stay outside. {.lead}\n",
    "kramdown": "## Dogs\n{: .no_toc #dogs }\n\n{: .note }\nThey stay outside.\n{: .lead}\n",
    "Wiki.js": "## Dogs {.tabset}\n\n> They stay outside.\n{.is-info}\n",
    "MkDocs": "## Dogs { #dogs data-toc-label='Pets' }\n\nThey [stay](https://e.org){ .md-button } **outside**{ .red }.\n",
    "a span": "## Dogs\n\nThey [stay]{.red} outside.\n",
    "an image": "## Dogs\n\n![A dog by the door](a.png){ loading=lazy width=50% }\n\nThey stay outside.\n",
    "Azure": "## Dogs\n\n![A dog by the door](a.png =100x50)\n\nThey stay outside.\n",
    "a list": "## Dogs\n\n- They stay outside.\n{.links-list}\n",
    "a table": "## Dogs\n\n| They | stay |\n|---|---|\n| outside | . |\n{.dense}\n",
}


@pytest.mark.parametrize("text", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_in_braces_are_not_quoted(read, text):
    document = read("a.md", text)
    said = " ".join([*document.sections[-1].path, *texts(document)])
    assert "Dogs" in said
    assert "outside" in said
    assert [sign for sign in "{}=:" if sign in said.replace("https:", "").replace("They: ", "").replace("stay: ", "")] == []
    assert "A dog by the door" in said or "![" not in text


@pytest.mark.parametrize(
    "text",
    [
        "Your name is {name}, your rank {rank}.",
        "The set {1, 2} and {x}.",
        'Send {"name": "Ann"} to us.',
        "Colours such as {#ff0000}",
        "Use {player} or {#channel} here.",
    ],
)
def test_other_braces_are_kept(read, text):
    assert texts(read("a.md", f"{text}\n")) == [text]


def test_what_abbreviations_stand_for_is_left_out(read):
    document = read("a.md", "The HTML spec.\n*[HTML]: Hyper Text\n\n*[CSS]: Style\n\n* [HTML](https://e.org): a link\n")
    assert [(line, text) for line, _, text in places(document)] == [
        (1, "The HTML spec."),
        (6, "HTML (https://e.org): a link"),
    ]
    assert [omission.line for omission in document.omissions] == [2, 4]


FRONT_MATTER = {
    "YAML": '---\ntitle: "Our: handbook"\ntags: [a]\n---\n\n',
    "YAML that ends in dots": "---\ntitle: 'Our: handbook'\n...\n\n",
    "after blank lines": '\n\n---\ntitle: "Our: handbook"\n---\n\n',
    "TOML": '+++\ntitle = "Our: handbook"\ndate = 2024-01-02\n[menu]\nmain = true\n+++\n\n',
    "JSON": '{\n  "title": "Our: handbook",\n  "tags": ["a"]\n}\n\n',
    "lines of Pandoc": "% Our: handbook\n% Ann; Bo\n% May 2024\n\n",
    "only the title of Pandoc": "% Our: handbook\n\n",
    "header lines": "Title: Our: handbook\nAuthor: Ann\n    Bo\nDate: 2024-01-02\n\n",
    "a header line before dashes": "title: Our: handbook\n---\n",
    "header lines before dashes": "title: Our: handbook\nnobody knows: this key\n\n---\n\n",
}


@pytest.mark.parametrize("matter", FRONT_MATTER.values(), ids=FRONT_MATTER)
def test_metadata_is_the_title_and_no_passage(read, matter):
    document = read("a.md", f"{matter}Be kind.\n\n---\n\nNo spam.\n")
    assert document.title == "Our: handbook"
    start = matter.count("\n") + 1
    assert places(document) == [(start, (), "Be kind."), (start + 4, (), "No spam.")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('{"title": "x"}\n', '{"title": "x"}'),
        ("{name}, welcome.\n", "{name}, welcome."),
        ("+++\n\nword\n", "word"),
        ("Title: the king's\nand nothing else.\n", "Title: the king's and nothing else."),
        ("Note: be kind.\nRule: no spam.\n", "Note: be kind."),
        ("% of all\nare here.\n", "% of all are here."),
    ],
)
def test_text_at_the_top_that_only_looks_like_metadata_is_kept(read, text, first):
    assert texts(read("a.md", text))[0] == first


COMMENTS = {
    "inline": "Dogs stay %%ask Ann%% outside.\n\nFrom nine.\n",
    "at the end": "Dogs stay outside. %% ask Ann %%\n\nFrom nine.\n",
    "over lines": "Dogs stay outside.\n\n%%\nask Ann\n\n- really ask Ann\n%%\n\nFrom nine.\n",
    "over blocks from inside a line": "Dogs stay outside. %% ask\n\nAnn or not %%\n\nFrom nine.\n",
    "HTML": "Dogs stay <!-- ask Ann --> outside.\n\n<!--\nask\n\nAnn -->\n\nFrom nine.\n",
    "HTML over paragraphs": "Dogs stay outside. <!-- ask\n\nAnn -->\n\nFrom nine.\n",
    "HTML in a list": "- Dogs stay outside.\n  <!-- ask **Ann** -->\n\nFrom nine.\n",
    "a link definition": 'Dogs stay outside.\n\n[//]: # (ask (Ann))\n[comment]: <> (Ann)\n[//]: # "ask Ann"\n\nFrom nine.\n',
    "kramdown": "Dogs stay outside.\n\n{::comment}\nask Ann\n{:/comment}\n\nFrom nine.\n",
    "a template": "Dogs stay outside.\n{# ask Ann #}\n\n{# 2030\n\nask Ann\n#}\n\nFrom nine.\n",
}


@pytest.mark.parametrize("text", COMMENTS.values(), ids=COMMENTS)
def test_comments_are_never_quoted(read, text):
    document = read("a.md", text)
    assert [(line, quoted) for line, _, quoted in places(document)] == [
        (1, "Dogs stay outside."),
        (text.count("\n"), "From nine."),
    ]
    assert "Ann" not in " ".join(omission.text for omission in document.omissions)


@pytest.mark.parametrize("opening", ["%% ask Ann\n\nand Bo\n", "%%\nask Ann\n", "<!-- ask Ann\n\nand Bo\n", "- x %% ask Ann\n"])
def test_comments_that_are_never_closed_are_not_quoted_either(read, opening):
    assert "Ann" not in " ".join(texts(read("a.md", f"Be kind.\n\n{opening}")))


@pytest.mark.parametrize(
    "opening",
    [
        "<?php\numask(0002);",
        "<? x",
        "<!-- ask Ann",
        "<!--\n- ask Ann",
        "<![CDATA[ x",
        "<script>\nx();",
        "<style> x",
        "<!DOCTYPE x",
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_block_that_is_never_closed_does_not_hide_the_sections_after_it(read, opening, gap):
    document = read("a.md", f"Be kind.\n\n{opening}{gap}## Hours\n\nFrom nine.\n")
    assert [(path, text) for _, path, text in places(document)] == [((), "Be kind."), (("Hours",), "From nine.")]
    assert [omission.text for omission in document.omissions] == [" ".join(opening.split())]


def test_a_block_of_php_ends_before_the_next_one(read):
    text = "<?php\na();\n\nFrom nine.\n\n```php\n<?php b(); ?>\n```\n"
    assert texts(read("a.md", text)) == ["From nine.", "<?php b(); ?>"]


@pytest.mark.parametrize("block", ["<?php\na();\n\n## b\n?>", "<!--\na\n\n## b\n-->", "<script>\na();\n\n## b\n</Script>"])
def test_a_block_that_is_closed_later_is_left_out_as_a_whole(read, block):
    assert texts(read("a.md", f"{block}\n\nFrom nine.\n")) == ["From nine."]


@pytest.mark.parametrize(
    "text",
    [
        *("Only 50 %% of them.", "It says 100%% here and 20%% there.", "Use `%% x %%` for that."),
        *("Write it as %%.\n\nIt stands for one.\n\nOr as %%, as before.", "Escape it (as %%).\n\nOr double it: %%!"),
    ],
)
def test_per_cent_signs_are_no_comments(read, text):
    assert texts(read("a.md", f"{text}\n\nNo spam.\n")) == [*text.replace("`", "").split("\n\n"), "No spam."]


@pytest.mark.parametrize(
    "image",
    [
        "[![Build passing](https://img.shields.io/badge/build-passing-green.svg)](https://e.org/ci)",
        "![CI](https://github.com/e/e/actions/workflows/ci.yml/badge.svg)",
        "[![Coverage](https://codecov.io/gh/e/e/branch/main/graph/badge.svg)](https://codecov.io/gh/e/e)",
        '<a href="https://e.org"><img src="https://badgen.net/npm/v/e" alt="npm version"></a>',
        "![](a.png)",
        "![logo](a.png)",
        "![Millbrook Club logo](a.png)",
        "![image](a.png)",
        "![IMG_1234.png](a.png)",
        "![image (3).png](a.png)",
        "![Screenshot 2024-01-02 at 10.11.12](a.png)",
        "![Pasted image 20240102101112.png](a.png)",
        "![divider](line.png)",
        "![raid-map-2](img/raid-map-2.png)",
    ],
)
def test_badges_and_images_that_say_nothing_are_left_out(read, image):
    document = read("a.md", f"# Handbook\n\n{image}\n\nBe kind.\n")
    assert texts(document) == ["Be kind."]


@pytest.mark.parametrize(
    "alt", ["Map of the hall", "Screenshot of the settings page", "Save", "Logo and name of the guild on a flag"]
)
def test_images_that_say_something_are_quoted(read, alt):
    assert texts(read("a.md", f"![{alt}](img/button-3.png)\n")) == [alt]
    assert texts(read("a.md", f'Click <img src="x.png" alt="{alt}"> now.\n')) == [f"Click {alt} now."]


def test_an_image_that_only_repeats_the_heading_above_it_is_no_passage(read):
    text = "# Handbook\n\n## Where is the boathouse?\n\n![Boathouse](house.png)\n\nBy the river.\n\n![The river](river.png)\n"
    document = read("a.md", text)
    assert texts(document) == ["By the river.", "The river"]
    assert [omission.text for omission in document.omissions] == ["Boathouse"]
    linked = "## Map\n\n[![Map](map.png)](https://e.org/map)\n"
    assert texts(read("a.md", linked)) == ["Map (https://e.org/map)"]


WRAPPED = {
    "Google": "https://www.google.com/url?q=https%3A%2F%2Fe.org%2Frules%3Fa%3D1&sa=D&source=editors",
    "Facebook": "https://l.facebook.com/l.php?u=https%3A%2F%2Fe.org%2Frules%3Fa%3D1&h=AT0",
    "Slack": "https://slack-redir.net/link?url=https%3A%2F%2Fe.org%2Frules%3Fa%3D1",
    "Outlook": "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.org%2Frules%3Fa%3D1&data=05",
    "href.li": "https://href.li/?https://e.org/rules?a=1",
    "Outlook of Google": "https://nam1.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3D"
    "https%253A%252F%252Fe.org%252Frules%253Fa%253D1",
}


@pytest.mark.parametrize("target", WRAPPED.values(), ids=WRAPPED)
def test_links_lead_straight_to_their_target(read, target):
    shown = "Our rules (https://e.org/rules?a=1)."
    assert texts(read("a.md", f"Our [rules]({target}).\n")) == [shown]
    assert texts(read("a.html", f'<p>Our <a href="{target.replace("&", "&amp;")}">rules</a>.')) == [shown]
    assert texts(read("a.md", f"See <{target}> now.\n")) == ["See https://e.org/rules?a=1 now."]


@pytest.mark.parametrize(
    "target", ["https://www.google.com/search?q=https://e.org", "https://www.google.com/url?q=javascript:x"]
)
def test_other_links_keep_their_target(read, target):
    assert texts(read("a.md", f"Our [rules]({target}).\n")) == [f"Our rules ({target})."]


def test_links_that_run_code_keep_only_their_words(read):
    assert texts(read("a.md", "[Join](javascript:alert(1)) or [leave](vbscript:x) now.\n")) == ["Join or leave now."]


@pytest.mark.parametrize("line", ["\\newpage", "\\pagebreak", "&nbsp;", "***", "_ _ _", "<br>", "<br/>\n\n<hr>", "__TOC__"])
def test_breaks_between_pages_are_left_out(read, line):
    assert texts(read("a.md", f"Be kind.\n\n{line}\n\nNo spam.\n")) == ["Be kind.", "No spam."]


@pytest.mark.parametrize(
    "piece",
    [
        "{#a ",
        "[x]{.a",
        '{a="',
        "%% ",
        "<!-- ",
        "\n\n<?php x",
        "\n\n<!-- x",
        "[TOC] ",
        "{:toc}\n",
        "{::comment}\n",
        "{# a\n\n",
        "[//]: # (\n",
        "![a](b =",
        "[a](#b) ",
        "* a\n{:toc}\n",
    ],
)
def test_marks_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"word\n\n{piece * (90_000 // len(piece) if chr(91) not in piece else 4_000)}\n\nword\n")


@pytest.mark.parametrize("name", ["", "Contents\n\n", "**Table of contents**\n\n"])
def test_the_only_main_heading_is_the_title_also_below_a_list_of_contents(read, name):
    text = "# Boat club\n\n## Fees\n\nFive euros.\n\n## Way\n\nBy bus.\n"
    document = read("a.md", f"{name}- [Fees](#fees)\n- [Way](#way)\n\n{text}")
    assert document.title == "Boat club"
    assert [section for _, section, _ in places(document)] == [("Fees",), ("Way",)]


def test_a_main_heading_below_other_text_is_a_section(read):
    document = read("a.md", "Read the [rules](#fees) first.\n\n# Boat club\n\n## Fees\n\nFive euros.\n")
    assert [section for _, section, _ in places(document)] == [(), ("Boat club", "Fees")]
