"""Notes, callouts and tabs of site generators in Markdown: the body is text, the title is context, the kind is neither."""

import pytest

from index.errors import DocumentError
from tests.conftest import texts
from tests.fuzzing import guarded


def contents(document):
    """Return the line, context and text of each block."""
    return [(block.line, block.context, block.text) for block in document.blocks]


TITLED = {
    "Docusaurus": (":::note[Raid *hours*]\n\nWe start at eight.\n\n:::\n", 3),
    "Docusaurus, attribute": (':::info{title="Raid hours"}\nWe start at eight.\n:::\n', 2),
    "Docusaurus, legacy": (":::warning Raid hours\nWe start at eight.\n:::\n", 2),
    "VitePress": ("::: tip Raid hours\nWe start at eight.\n:::\n", 2),
    "VitePress details": ("::: details Raid hours {open}\nWe start at eight.\n:::\n", 2),
    "Starlight": (':::caution[Raid hours]{icon="rocket"}\nWe start at eight.\n:::\n', 2),
    "Quarto": ('::: {.callout-tip title="Raid hours"}\nWe start at eight.\n:::\n', 2),
    "Nuxt": ('::callout{title="Raid hours"}\nWe start at eight.\n::\n', 2),
    "MyST, colons": (":::{admonition} Raid hours\n:class: tip\nWe start at eight.\n:::\n", 3),
    "MyST, fence": ("```{admonition} Raid hours\n:class: tip\n\nWe start at eight.\n```\n", 4),
    "MyST dropdown": ("````{dropdown} Raid hours\n:open:\nWe start at eight.\n````\n", 3),
    "MkDocs": ('!!! note "Raid hours"\n\n    We start at eight.\n', 3),
    "MkDocs, folded": ('??? tip "Raid hours"\n    We start at eight.\n', 2),
    "MkDocs, open": ("???+ tip 'Raid hours'\n    We start at eight.\n", 2),
    "MkDocs, inline": ('!!! info inline end "Raid hours"\n    We start at eight.\n', 2),
    "MkDocs, two spaces": ('!!! note "Raid hours"\n  We start at eight.\n', 2),
    "Python-Markdown": ("/// details | Raid hours\n    type: warning\n\nWe start at eight.\n///\n", 4),
    "Retype": ("!!!warning Raid hours\nWe start at eight.\n!!!\n", 2),
    "Retype, folded": ("!!- Raid hours\nWe start at eight.\n!!!\n", 2),
    "Retype panel": ("=== Raid hours\nWe start at eight.\n===\n", 2),
    "Retype panel, folded": ("==- Raid hours\nWe start at eight.\n==-\n", 2),
    "Retype step": (">>> 12. Raid hours\nWe start at eight.\n>>>\n", 2),
    "Obsidian": ("> [!tip]- Raid hours\n> We start at eight.\n", 2),
    "Obsidian, plugin": ("```ad-tip\ntitle: Raid hours\ncollapse: open\nWe start at eight.\n```\n", 4),
    "Obsidian, own kind": ("> [!raid|wide]+ Raid hours\n>\n> We start at eight.\n", 3),
    "GitBook": ('{% tab title="Raid hours" %}\nWe start at eight.\n{% endtab %}\n', 2),
    "Hugo": ('{{% notice tip "Raid hours" %}}\nWe start at eight.\n{{% /notice %}}\n', 2),
    "Hugo, named": ('{{< admonition type=tip title="Raid hours" open=false >}}\nWe start at eight.\n{{< /admonition >}}\n', 2),
    "Hugo expand": ('{{< expand "Raid hours" >}}\n\nWe start at eight.\n\n{{< /expand >}}\n', 3),
    "Markdoc": ('{% aside type="tip" title="Raid hours" %}\nWe start at eight.\n{% /aside %}\n', 2),
    "Just the Docs": ("{: .note-title }\n> Raid hours\n>\n> We start at eight.\n", 4),
    "Sphinx": (".. admonition:: Raid hours\n   :class: tip\n\n   We start at eight.\n", 4),
    "Notion": ("<details>\n<summary>Raid hours</summary>\n\nWe start at eight.\n\n</details>\n", 4),
}


@pytest.mark.parametrize(("text", "line"), TITLED.values(), ids=TITLED)
def test_the_title_of_a_note_is_the_context_of_its_body(read, text, line):
    document = read("a.md", f"{text}\nAfter it.\n")
    assert contents(document) == [(line, ("Raid hours",), "We start at eight."), (text.count("\n") + 2, (), "After it.")]


KINDS_ONLY = {
    "Docusaurus": ":::note\nBody.\n:::\n",
    "Docusaurus, translated": ":::warning[Warnung]\nBody.\n:::\n",
    "VitePress": "::: warning WARNING\nBody.\n:::\n",
    "VitePress, emoji": "::: tip 💡 Tip:\nBody.\n:::\n",
    "MkDocs": "!!! danger\n    Body.\n",
    "MkDocs, without a title": '!!! note ""\n    Body.\n',
    "Retype": "!!!\nBody.\n!!!\n",
    "GitHub": "> [!WARNING]\n> Body.\n",
    "GitHub, escaped": "> \\[!NOTE]\n> Body.\n",
    "GitHub, before there were alerts": "> **Note**\n> Body.\n",
    "GitHub, with a letter as icon": "> ℹ️ **Info**\n>\n> Body.\n",
    "Obsidian": "> [!my-own-kind]\n> Body.\n",
    "GitBook": '{% hint style="info" %}\nBody.\n{% endhint %}\n',
    "Hugo book": "{{< hint warning >}}\nBody.\n{{< /hint >}}\n",
    "Docsy": '{{% alert title="Note" color="primary" %}}\nBody.\n{{% /alert %}}\n',
    "Notion": "<aside>\n💡\n\nBody.\n\n</aside>\n",
    "Notion, icon": '<aside>\n<img src="/icons/alert.svg" alt="/icons/alert.svg" width="40px" />\n\nBody.\n\n</aside>\n',
    "MyST": "```{warning}\nBody.\n```\n",
    "Sphinx": ".. note:: Body.\n",
    "Sphinx, below": ".. warning::\n\n    Body.\n",
}


@pytest.mark.parametrize("text", KINDS_ONLY.values(), ids=KINDS_ONLY)
def test_the_kind_of_a_note_is_neither_quoted_nor_context(read, text):
    document = read("a.md", f"Before.\n\n{text}\nAfter.\n")
    assert [(block.context, block.text) for block in document.blocks] == [((), "Before."), ((), "Body."), ((), "After.")]
    body = list(document.blocks)[1]
    assert "Body." in f"Before.\n\n{text}".split("\n")[body.line - 1]


def test_the_body_of_a_note_is_read_as_blocks_of_markdown(read):
    text = (
        "Text right before\n:::tip\n## Wipes\n- Run back.\n- Wait.\n\n```sh\ngo ::: now\n```\n\n"
        "| Role | Count |\n|---|---|\n| Tank | 2 |\n:::\n"
    )
    assert [(block.line, block.text) for block in read("a.md", text).blocks] == [
        (1, "Text right before"),
        (4, "Run back."),
        (5, "Wait."),
        (8, "go ::: now"),
        (13, "Role: Tank; Count: 2"),
    ]


def test_an_indented_body_is_not_code_but_code_inside_of_it_is(read):
    text = (
        '!!! note "Hours"\n    Open daily.\n\n    - Monday\n    - Friday\n\n    ```\n    1 + 1\n'
        "    ```\n\n        kept  as  is\n\n    Closed.\nOut.\n"
    )
    assert contents(read("a.md", text)) == [
        (2, ("Hours",), "Open daily."),
        (4, ("Hours",), "Monday"),
        (5, ("Hours",), "Friday"),
        (8, ("Hours",), "1 + 1"),
        (11, ("Hours",), "kept  as  is"),
        (13, ("Hours",), "Closed."),
        (14, (), "Out."),
    ]


NESTED = {
    "Docusaurus": "::::note[Outer one]\n:::tip[Inner one]\nDeep.\n:::\nShallow.\n::::\n",
    "VitePress": "::: info Outer one\n::: details Inner one\nDeep.\n:::\nShallow.\n:::\n",
    "MkDocs": '!!! note "Outer one"\n    ??? tip "Inner one"\n        Deep.\n\n    Shallow.\n',
    "Obsidian": "> [!note] Outer one\n> > [!tip] Inner one\n> > Deep.\n>\n> Shallow.\n",
    "GitBook": '{% tab title="Outer one" %}\n{% step title="Inner one" %}\nDeep.\n{% endstep %}\nShallow.\n{% endtab %}\n',
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_notes_inside_notes_have_both_titles(read, text):
    assert [(block.context, block.text) for block in read("a.md", text + "\nOut.\n").blocks] == [
        (("Outer one", "Inner one"), "Deep."),
        (("Outer one",), "Shallow."),
        ((), "Out."),
    ]


def test_a_note_in_a_list_item_belongs_to_the_item(read):
    text = (
        "1. Join\n   :::tip[Late?]\n   Whisper an officer.\n   :::\n2. Fight\n\n   > [!note] Loot\n"
        "   > Roll.\n\n- Rest\n\n    !!! tip\n        Eat.\n"
    )
    assert contents(read("a.md", text)) == [
        (1, (), "1. Join"),
        (3, ("1. Join", "Late?"), "Whisper an officer."),
        (5, (), "2. Fight"),
        (8, ("2. Fight", "Loot"), "Roll."),
        (10, (), "Rest"),
        (13, ("Rest",), "Eat."),
    ]


@pytest.mark.parametrize(
    "opening",
    [":::warning Careful now", ":::note[Careful now]", '{% hint title="Careful now" %}', "::: {.note title='Careful now'}"],
)
def test_an_unclosed_note_ends_at_the_next_heading(read, opening):
    document = read("a.md", f"{opening}\nBody.\n\n## Next\n\nFree.\n")
    assert [(block.context, block.text) for block in document.blocks] == [(("Careful now",), "Body."), ((), "Free.")]


TABS = {
    "MkDocs": '=== "Windows"\n\n    Run it.\n\n===! "Linux"\n    Unpack it.\n',
    "Retype": "+++ Windows\nRun it.\n+++ Linux\nUnpack it.\n+++\n",
    "GitBook": (
        '{% tabs %}\n{% tab title="Windows" %}\nRun it.\n{% endtab %}\n\n'
        '{% tab title="Linux" %}\nUnpack it.\n{% endtab %}\n{% endtabs %}\n'
    ),
    "Hugo book": (
        '{{< tabs "os" >}}\n{{< tab "Windows" >}}\nRun it.\n{{< /tab >}}\n'
        '{{< tab "Linux" >}}Unpack it.{{< /tab >}}\n{{< /tabs >}}\n'
    ),
    "Hextra": (
        '{{< tabs items="Windows,Linux" >}}\n{{< tab >}}Run it.{{< /tab >}}\n{{< tab >}}Unpack it.{{< /tab >}}\n{{< /tabs >}}\n'
    ),
    "Docusaurus": (
        '<Tabs>\n  <TabItem value="win" label="Windows">Run it.</TabItem>\n'
        '  <TabItem value="Linux">\n    Unpack it.\n  </TabItem>\n</Tabs>\n'
    ),
    "Mintlify": (
        '<Tabs>\n  <Tab title="Windows">\n    Run it.\n  </Tab>\n  <Tab title="Linux">\n    Unpack it.\n  </Tab>\n</Tabs>\n'
    ),
    "Nextra": (
        "<Tabs items={['Windows', \"Linux\"]}>\n  <Tabs.Tab>Run it.</Tabs.Tab>\n"
        "  <Tabs.Tab>\n    Unpack it.\n  </Tabs.Tab>\n</Tabs>\n"
    ),
    "VitePress tabs": ":::tabs\n== Windows\nRun it.\n== Linux\nUnpack it.\n:::\n",
    "VitePress tabs, no blank": ":::tabs\n==Windows\nRun it.\n==Linux\nUnpack it.\n:::\n",
    "VuePress": "::: tabs\n@tab Windows\nRun it.\n@tab:active Linux\nUnpack it.\n:::\n",
    "VitePress code": "::: code-group\n```sh [Windows]\nRun it.\n```\n```sh{1} [Linux]\nUnpack it.\n```\n:::\n",
    "Mintlify code": (
        '<CodeGroup>\n```bash Windows\nRun it.\n```\n\n```bash Linux icon="x" wrap\nUnpack it.\n```\n</CodeGroup>\n'
    ),
    "Sphinx design": (
        "````{tab-set}\n```{tab-item} Windows\n:sync: win\nRun it.\n```\n```{tab-item} Linux\nUnpack it.\n```\n````\n"
    ),
}


@pytest.mark.parametrize("text", TABS.values(), ids=TABS)
def test_the_label_of_a_tab_is_the_context_of_what_is_in_it(read, text):
    document = read("a.md", text + "\nFor all.\n")
    assert [(block.context, block.text) for block in document.blocks] == [
        (("Windows",), "Run it."),
        (("Linux",), "Unpack it."),
        ((), "For all."),
    ]
    lines = text.split("\n")
    assert all(block.text in lines[block.line - 1] for block in list(document.blocks)[:2])


def contexts(document):
    """Return the context and text of each block."""
    return [(block.context, block.text) for block in document.blocks]


def test_a_note_in_a_tab_does_not_end_the_tabs(read):
    text = (
        "::::tabs\n== Oven\nHeat it.\n\n::: warning\nIt gets hot.\n:::\n\nBake.\n== Pan\n::: tip\nUse oil.\n:::\n"
        "Fry.\n::::\n\nServe.\n"
    )
    assert contexts(read("a.md", text)) == [
        (("Oven",), "Heat it."),
        (("Oven",), "It gets hot."),
        (("Oven",), "Bake."),
        (("Pan",), "Use oil."),
        (("Pan",), "Fry."),
        ((), "Serve."),
    ]


def test_a_tab_ends_the_quotation_or_list_before_it_and_the_headings_of_the_tab_before_it(read):
    text = (
        "## Cooking\n\n:::: tabs\n==Oven\n### Heat\nTurn it on.\n#### Gas\nUse a match.\n### Bake\n- Wait.\n==Pan\n> Use oil.\n"
        "==Grill\nLight it.\n::::\n\nServe.\n"
    )
    found = read("a.md", text)
    assert {section.path for section in found.sections if section.blocks} == {("Cooking",)}
    assert contexts(found) == [
        (("Oven", "Heat"), "Turn it on."),
        (("Oven", "Heat", "Gas"), "Use a match."),
        (("Oven", "Bake"), "Wait."),
        (("Pan",), "Use oil."),
        (("Grill",), "Light it."),
        ((), "Serve."),
    ]


def test_tabs_inside_of_tabs_do_not_end_the_outer_ones(read):
    text = "::::tabs\n== Oven\n:::tabs\n== Gas\nUse a match.\n== Wood\nChop it.\n:::\nBake.\n== Pan\nFry.\n::::\n"
    assert contexts(read("a.md", text)) == [
        (("Oven", "Gas"), "Use a match."),
        (("Oven", "Wood"), "Chop it."),
        (("Oven",), "Bake."),
        (("Pan",), "Fry."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "::::note[Ovens]\n:::tip[Gas]\nUse a match.\n::::\n\nServe.\n",  # the inner one is not closed
        "::::note[Ovens]\n:::tip[Gas]\nUse a match.\n:::\n:::\n::::\n\nServe.\n",  # one mark too many
        "::::note[Ovens]\n:::tip[Gas]\nUse a match.\n:::\n```md\n:::\n```\n::::\n\nServe.\n",  # a mark in code
    ],
)
def test_a_container_is_closed_by_as_many_colons_as_opened_it_if_marks_are_missing(read, text):
    found = contexts(read("a.md", text))
    assert found[0] == (("Ovens", "Gas"), "Use a match.")
    assert found[-1] == ((), "Serve.")


def test_words_between_two_marks_and_underlines_are_no_tabs(read):
    text = ":::tabs\n== Oven\nHot\n===\n\n==Mind== the door.\n:::\n\n==Not a tab\n"
    assert contexts(read("a.md", text)) == [(("Oven", "Hot"), "Mind the door."), ((), "==Not a tab")]


def test_tabs_nest(read):
    text = (
        '=== "Windows"\n\n    === "Store"\n\n        Click.\n\n    === "Archive"\n        Unpack.\n\n=== "Linux"\n    Build.\n'
    )
    assert contents(read("a.md", text)) == [
        (5, ("Windows", "Store"), "Click."),
        (8, ("Windows", "Archive"), "Unpack."),
        (11, ("Linux",), "Build."),
    ]


def test_headings_rules_and_marks_in_text_are_not_taken_for_notes(read):
    text = (
        "Title\n===\n\nWow!!!\n\n!!! Really the best guild !!!\n\n::: not a note\n\n>>> 1 + 1\n"
        "\nA :::: B\n\n+++ plus\n\n=== equal\n\n??? why\n"
        "\n:: std\n\n== not a tab\n"
    )
    document = read("a.md", text)
    assert document.title == "Title"
    assert texts(document) == [
        *("Wow!!!", "!!! Really the best guild !!!", "::: not a note", "1 + 1", "A :::: B", "+++ plus", "=== equal", "??? why"),
        *(":: std", "== not a tab"),
    ]


def test_tags_of_templates_are_left_out_and_reported(read):
    text = (
        "{% include nav.html %}\n\n{% if member %}\nFor members.\n{% endif %}\n\n"
        "{{ site.title }}\n\n{% comment %}\nSecret.\n{% endcomment %}\n\n"
        'Ask {{< glossary text="Ann" >}} for {% raw %}it{% endraw %}, '
        'see [here]({{< ref "b.md" >}}#x) or [there]({% link c.md %}).\n\n'
        "{% highlight sh %}\n# run\n{% endhighlight %}\n\n"
        '{% content-ref url="d.md" %}\n[d.md](d.md)\n{% endcontent-ref %}\n\n'
        '{% embed url="https://e.org" %}\n\n{{< youtube abc >}}\n'
    )
    document = read("a.md", text)
    assert [(block.line, block.text) for block in document.blocks] == [
        (4, "For members."),
        (13, "Ask Ann for it, see here (b.md#x) or there (c.md)."),
        (16, "# run"),
    ]
    left_out = " ".join(omission.text for omission in document.omissions)
    assert "Secret" not in left_out
    assert all(part in left_out for part in ("nav.html", "site.title", "d.md", "https://e.org", "youtube"))


def test_lines_of_marks_without_contents_are_left_out(read):
    text = (
        '::: moniker range=">= 7"\nFor members.\n::: moniker-end\n\n:::row:::\n:::column span="2":::\nOn the left.\n'
        ':::column-end:::\n:::row-end:::\n\n:::image type="content" source="a.png" alt-text="Menu":::\n\n'
        "```dataview\nLIST FROM #raid\n```\n"
    )
    document = read("a.md", text)
    assert [(block.line, block.text) for block in document.blocks] == [(2, "For members."), (7, "On the left.")]
    assert {"LIST FROM #raid", ":::row-end:::"} <= {omission.text for omission in document.omissions}


def test_directives_that_show_no_text_are_left_out(read):
    text = (
        ".. toctree::\n   :maxdepth: 2\n\n   intro\n\n.. _top:\n\n.. code-block:: sh\n"
        "   :linenos:\n\n   run\n\n```{toctree}\nintro\n```\n\nText.\n"
    )
    document = read("a.md", text)
    assert [(block.line, block.text) for block in document.blocks] == [(11, "run"), (17, "Text.")]


@pytest.mark.parametrize(
    "text",
    [
        "::: tip\n" * 3_000,
        "".join(" " * (4 * depth) + "!!! note\n" for depth in range(200)) + " " * 900 + "x",
        "=== A\n" * 3_000 + "===\n",
        "{% hint %}\n" * 3_000 + "{% endhint %}\n" * 3_000,
        "a {{< b " * 3_000,
        "```{note}\n" * 3_000,
        ".. note::\n" * 3_000,
        "> [!tip] x\n" * 3_000,
        "{% comment %}\n{% highlight x %}\n" * 3_000,
    ],
)
def test_endless_marks_are_read_in_time_or_refused(read, text):
    refused = False
    with guarded():
        try:
            document = read("a.md", text + "\n\nThe end.\n")
        except DocumentError as error:
            refused = "deep" in str(error)
    assert refused or "The end." in texts(document)[-1]


@pytest.mark.parametrize(
    "note",
    [
        '{% hint style="info" %}\n### Cold water\n\nTake care.\n\n### Warm water\n\nEnjoy it.\n{% endhint %}',
        ":::tip\n\n### Cold water\n\nTake care.\n\n### Warm water\n\nEnjoy it.\n\n:::",
        "> [!NOTE]\n> ### Cold water\n> Take care.\n>\n> ### Warm water\n> Enjoy it.",
        "!!! warning\n    ### Cold water\n\n    Take care.\n\n    ### Warm water\n\n    Enjoy it.",
    ],
)
def test_a_heading_in_a_note_is_the_context_of_what_is_below_it_and_ends_with_the_note(read, note):
    document = read("a.md", f"# Lake\n\n## Swimming\n\n{note}\n\nBring a towel.\n")
    found = [(section.path, block.context, block.text) for section in document.sections for block in section.blocks]
    assert found == [
        (("Swimming",), ("Cold water",), "Take care."),
        (("Swimming",), ("Warm water",), "Enjoy it."),
        (("Swimming",), (), "Bring a towel."),
    ]


def test_a_heading_between_the_marks_of_a_column_is_a_section(read):
    document = read("a.md", "::: {.column}\n## Swimming\n\nTake care.\n:::\n\nBring a towel.\n")
    assert {section.path for section in document.sections} == {("Swimming",)}
