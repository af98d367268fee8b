"""Reading Markdown with what single site generators add to it: templates, attributes, slots, includes."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

TARGETS = {
    "{{ site.repository }}/issues/9": "/issues/9",
    "{% link docs/x.md %}": "docs/x.md",
    "{% post_url 2020-01-02-x %}": "2020-01-02-x",
    "{{ '/c/' | relative_url }}": "/c/",
    '{{ "/c/" | relative_url }}#top': "/c/#top",
    "<{{% _param baseURL %}}/tags/>": "/tags/",
    '{{< ref "x.md" >}}': "x.md",
    "{{ site.baseurl }}{% link docs/x.md %}": "docs/x.md",
    "https://e.org/{{ page.version }}/x": "https://e.org//x",
}


@pytest.mark.parametrize(("written", "target"), TARGETS.items(), ids=TARGETS)
def test_the_target_of_a_link_is_quoted_without_its_template(read, written, target):
    for text in (
        f"Read the [roadmap].\n\n[roadmap]: {written}\n",
        f'Read the [roadmap][r].\n\n[x]: /y\n[r]: {written} "Plan"\n',
        f"Read the [roadmap]({written}).\n",
        *([] if written.startswith("<") else [f'Read the <a href="{written}">roadmap</a>.\n']),
        *(
            []
            if written.startswith("<")
            else [f"<div>\nRead the <a class=x href='{written}'>roadmap</a>.\n</div>\n"] * ("'" not in written)
        ),
    ):
        assert texts(read("a.md", text)) == [f"Read the roadmap ({target})."]


@pytest.mark.parametrize(
    "text",
    [
        "Write `[x]({{ site.url }}/y)` there.",
        "Write `<a href=\"{{ '/c/' | relative_url }}\">` there.",
        "[Ann]: {{ site.owner }} answers.",
        "Set a [b]: {{ x }}.",
    ],
)
def test_templates_that_are_no_targets_are_kept(read, text):
    assert texts(read("a.md", f"{text}\n\nThe end.\n"))[0] == text.replace("`", "")


@pytest.mark.parametrize("matter", ["---\ntitle: {}\n---\n\n", '+++\ntitle = "{}"\n+++\n\n'])
def test_entities_in_a_title_are_read(read, matter):
    document = read("a.md", f"{matter.format('Fees&#58; A&amp;B &copy of &eacute;t&eacute;')}From nine.\n")
    assert document.title == "Fees: A&B &copy of été"


@pytest.mark.parametrize(
    "mark", ["{anchor=false}", "[step]", "[!toc]", "[toc]", "[#rules-id]", "[step] [#rules-id]", "{#-rules}"]
)
def test_marks_of_headings_are_left_out(read, mark):
    document = read("a.md", f"# Handbook\n\n## Rules {mark}\n\nBe kind.\n")
    assert places(document) == [(5, ("Rules",), "Be kind.")]


@pytest.mark.parametrize(
    "heading", ["Use `[step]`", "Rules [draft]", "Say {name}", "Take [1]", "Take [steps]", "Ban {limit=5}"]
)
def test_other_brackets_of_headings_are_kept(read, heading):
    document = read("a.md", f"# Handbook\n\n## {heading}\n\nBe kind.\n")
    assert places(document) == [(5, (heading.replace("`", ""),), "Be kind.")]


def test_flags_behind_a_link_are_left_out_and_other_braces_are_not(read):
    text = "See the [map](m.txt){download} and [x](y){name} or a {download} here.\n"
    assert texts(read("a.md", text)) == ["See the map (m.txt) and x (y){name} or a {download} here."]


@pytest.mark.parametrize("inside", ["\n\tban\n\t", "\n\n\tban\n\n\t", "ban"])
def test_slots_of_components_are_passages_of_their_own(read, inside):
    slots = f"\t<template #user>{inside}</template>\n\tI am not sure.\n\t<template #actions>Cancel</template>\n"
    assert texts(read("a.md", f"<Message>\n{slots}</Message>\n")) == ["ban", "I am not sure.", "Cancel"]


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
@pytest.mark.parametrize(
    "tag", ["<Preview\n  config={[\n    1,\n\n    2,\n  ]}\n\n/>", '<Preview\n\n  config={1}\n\n  id="x"\n/>']
)
def test_a_component_with_blank_lines_in_its_tag_is_left_out(read, name, tag):
    assert texts(read(name, f"Be kind.\n\n{tag}\n\nThe end.\n")) == ["Be kind.", "The end."]


def test_a_tag_that_is_never_closed_does_not_swallow_the_next_paragraph(read):
    assert texts(read("a.md", "Type <Name\n\n> quoted\n\nThe end.\n")) == ["Type <Name", "quoted", "The end."]


def test_a_heading_may_have_a_no_break_space_behind_its_marks(read):
    assert places(read("a.md", "# Club\n\n##\u00a0Hours\n\nFrom nine.\n")) == [(5, ("Hours",), "From nine.")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(("Team: A\\", "Team: A"), ("- Be kind.\\", "Be kind."), ("It is in C:\\", "It is in C:\\")),
        *(("It is in D:\\club\\", "It is in D:\\club\\"), ("Type \\\\", "Type \\"), ("one\\\ntwo", "one two")),
    ],
)
def test_a_backslash_at_the_end_is_a_line_break_unless_it_ends_a_path(read, text, shown):
    assert texts(read("a.md", f"{text}\n\nThe end.\n")) == [shown, "The end."]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$$\nf = \\,e^{x} \\_ y_1\n$$", "$$ f = \\,e^{x} \\_ y_1 $$"),
        ("It costs $$ and is **good** for $$ now.", "It costs $$ and is good for $$ now."),
        ("It costs $$ \\* more.", "It costs $$ * more."),
    ],
)
def test_formulas_are_quoted_as_they_are(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


@pytest.mark.parametrize("text", ["<!-- md:option x -->\n\n:   Be kind.", '- <DocsLink path="x" />: Be kind.', ":\tBe kind."])
def test_a_colon_without_a_term_is_not_quoted(read, text):
    assert texts(read("a.md", f"{text}\n\nThe end.\n")) == ["Be kind.", "The end."]


@pytest.mark.parametrize("text", [": be_kind(x)", ":wave Be kind.", ":) Be kind."])
def test_other_colons_at_the_start_are_kept(read, text):
    assert texts(read("a.md", f"<!-- x -->\n\n{text}\n\nThe end.\n")) == [text, "The end."]


def test_code_that_is_only_a_file_to_include_is_left_out(read):
    text = "```rust\n{}\n```\n\nThe end.\n"
    for include in ("{{#rustdoc_include ../src/main.rs:x}}", "{{#include a.rs}}\n{{#include b.rs}}", '--8<-- "a.py"'):
        document = read("a.md", text.format(include))
        assert texts(document) == ["The end."]
        assert len(document.omissions) == 1
    for code in ("let x = 1;\n{{#include a.rs}}", "{{ x }}", "--8<-- x"):
        assert texts(read("a.md", text.format(code))) == [code, "The end."]


def test_an_address_in_the_call_of_a_template_is_quoted_without_the_call(read):
    text = (
        'Write to {{ link(email="ann@club.example") }} or {{ shop(name="mail") }} at {{ url(to=\'https://club.example\') }}.\n'
    )
    expected = 'Write to ann@club.example or {{ shop(name="mail") }} at https://club.example.'
    assert texts(read("a.md", text)) == [expected]
    assert texts(read("a.md", f"`{text.strip()}`\n")) == [text.strip()]


@pytest.mark.parametrize("attribute", ['markdown="1"', "markdown='block'", "markdown", 'class="x" markdown="1"'])
def test_markdown_in_an_element_that_allows_it_is_read_without_a_blank_line(read, attribute):
    text = f"<div {attribute}>\n### Fees\n\nA **year** costs _5 euros_.\n</div>\n\n- Two *years* cost 9.\n"
    assert places(read("a.md", text)) == [(4, ("Fees",), "A year costs 5 euros."), (7, ("Fees",), "Two years cost 9.")]


def test_markdown_in_a_cell_that_allows_it_is_read(read):
    cell = '<td markdown="span">'
    text = f"<table>\n<tr><th>Time</th><th>What</th></tr>\n<tr>{cell}**9:00**</td>{cell}[Talk](https://e.org)</td></tr>\n</table>\n"
    assert texts(read("a.md", text)) == ["Time: 9:00; What: Talk (https://e.org)"]


@pytest.mark.parametrize("attribute", ["", ' markdown="0"'])
def test_stars_in_other_elements_are_no_markdown(read, attribute):
    assert texts(read("a.md", f"<div{attribute}>\nType **go**.\n</div>\n")) == ["Type **go**."]


def test_the_name_of_an_icon_is_not_quoted(read):
    text = 'A <i class="fa-leaf">:leaf:</i> tree, <i class="x">:a:</i> and <i>fa-leaf</i>.\n'
    assert "leaf:" not in texts(read("a.md", text))[0]
    assert texts(read("a.md", text))[0].endswith("and fa-leaf.")


@pytest.mark.parametrize("space", [" ", "\n   "])
@pytest.mark.parametrize("around", ["<table><tr><td>\n{}\n</td></tr></table>", "<div>\n{}\n</div>", "{}"])
@pytest.mark.parametrize(
    "tag",
    [
        '{{% include figure.html{0}image="/a.png"{0}caption="The captain" %}}',
        '{{{{< figure src="a.png"{0}caption="The captain" >}}}}',
    ],
)
def test_a_tag_that_shows_a_picture_is_quoted_by_its_caption(read, tag, around, space):
    document = read("a.md", f"Ida rows.\n\n{around.format(tag.format(space))}\n\nShe wins.\n")
    assert texts(document) == ["Ida rows.", "The captain", "She wins."]


def test_tags_of_templates_in_html_within_markdown_are_left_out_and_code_is_kept(read):
    text = (
        "<div>\n{% if open %}\nOpen <b class='{% include c.html text=\"x\" %}'>daily</b>\n{% endif %}\n"
        "{% comment %}no{% endcomment %}\n<code>{% raw %}</code> in {{ town }}\n</div>\n\nThe end.\n"
    )
    document = read("a.md", text)
    assert texts(document) == ["Open daily {% raw %} in {{ town }}", "The end."]
    assert [block.line for block in document.blocks] == [3, 9]


IMAGE_ATTRIBUTES = {
    "{alt='The way to the pier'}": "The way to the pier",
    '{fig-alt="The way to the pier" width=50%}': "The way to the pier",
    '{#fig-a .wide alt="The way\nto the pier"}': "The way to the pier",
    "{alt='The captain\\'s way' width=\"9\"}": "The captain's way",
    "{alt='The captain's way'}": "The captain's way",
    '{: alt="The way to the pier" }': "The way to the pier",
    '{width="50%" data-alt="x"}': "",
    "{.wide}": "",
}


@pytest.mark.parametrize(("attributes", "shown"), IMAGE_ATTRIBUTES.items(), ids=IMAGE_ATTRIBUTES)
def test_the_alternative_text_in_the_attributes_of_an_image_is_read(read, attributes, shown):
    assert texts(read("a.md", f"![](a.png){attributes}\n\nTurn left.\n")) == [*filter(None, [shown]), "Turn left."]
    assert texts(read("a.md", f"![A map](a.png){attributes} shows it.\n")) == ["A map shows it."]


def test_braces_right_behind_an_image_that_are_no_attributes_are_kept(read):
    assert texts(read("a.md", "![A map](a.png){name} shows it.\n")) == ["A map{name} shows it."]


SPACED_TARGETS = {
    "[here](#How to join)": "here",
    "[here](../club rules/how to join.md#fees first)": "here (../club%20rules/how%20to%20join.md#fees%20first)",
    "[here](https://e.org/club rules)": "here (https://e.org/club%20rules)",
    "[here](docs/My Guide.md)": "here (docs/My%20Guide.md)",
    "[here](Club/Rules of ours/all)": "here (Club/Rules%20of%20ours/all)",
    "![The way](img/the way.png)": "The way",
    "[![The pier](a b.png)](#the pier)": "The pier",
    '[here](join.md "How to join")': "here (join.md)",
    "[!button here](https://e.org/x) and on": "here (https://e.org/x) and on",
    "`[here](a b/c d.md)`": "[here](a b/c d.md)",
    "[here](on or off)": "[here](on or off)",
    "[here](one/two or three)": "[here](one/two or three)",
    "list[int](a b)": "list[int](a b)",
}


@pytest.mark.parametrize(("written", "shown"), SPACED_TARGETS.items(), ids=SPACED_TARGETS)
def test_the_target_of_a_link_may_have_spaces_in_it(read, written, shown):
    assert texts(read("a.md", f"See {written}.\n")) == [f"See {shown}."]


@pytest.mark.parametrize("piece", ["](a b", "](a/b c/", "[a](/b c", "](" + "a/" * 200])
def test_targets_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"{piece * (20_000 // len(piece))}\n")


@pytest.mark.parametrize("line", ["@[code lang=js transclude={2-4}](@/a.js)", "@[code](../a b.js)", "!!!include(a.md)!!!"])
def test_a_line_that_shows_a_file_is_left_out(read, line):
    document = read("a.md", f"Row.\n\n{line}\n\nRest.\n\nWrite `{line}` alone.\n")
    assert texts(document) == ["Row.", "Rest.", f"Write {line} alone."]
    assert [omission.text for omission in document.omissions] == [line]


@pytest.mark.parametrize(
    "piece",
    [
        "[a]: {{ x\n\n",
        "{{ a('b",
        "[a]: {{x}}",
        "](<{{x}}",
        ' href="{{x}}',
        "$$ ",
        "$$\\",
        "<template #x>",
        "<Ab\n\n",
        "<i fa-x>:",
        "{{#include ",
    ],
)
def test_marks_of_generators_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"word\n\n{piece * (2_000 if '[' in piece or ']' in piece else 5_000)}\n\nword\n")
