"""Notes and warnings in HTML."""

import pytest

from tests.conftest import texts

SPHINX = '<div class="admonition {kind}"><p class="admonition-title">{title}</p><p>Gates open at nine.</p></div>'
MKDOCS_FOLDED = '<details class="{kind}"><summary>{title}</summary><p>Gates open at nine.</p></details>'
DOCUSAURUS = """<div class="theme-admonition theme-admonition-{kind} admonition_xJq3 alert alert--secondary">
<div class="admonitionHeading_Gvgb"><span class="admonitionIcon_Rf37"><svg><path></path></svg></span>{title}</div>
<div class="admonitionContent_BuS1"><p>Gates open at nine.</p></div></div>"""
DOCUSAURUS_2 = """<div class="admonition admonition-{kind} alert alert--info"><div class="admonition-heading"><h5>
<span class="admonition-icon"><svg></svg></span>{title}</h5></div>
<div class="admonition-content"><p>Gates open at nine.</p></div></div>"""
VITEPRESS = '<div class="{kind} custom-block"><p class="custom-block-title">{title}</p><p>Gates open at nine.</p></div>'
GITHUB = """<div class="markdown-alert markdown-alert-{kind}"><p class="markdown-alert-title"><svg></svg>{title}</p>
<p>Gates open at nine.</p></div>"""
STARLIGHT = """<aside aria-label="{title}" class="starlight-aside starlight-aside--{kind}"><p class="starlight-aside__title"
aria-hidden="true"><svg></svg>{title}</p><div class="starlight-aside__content"><p>Gates open at nine.</p></div></aside>"""
CONFLUENCE = """<div class="confluence-information-macro confluence-information-macro-{kind}">
<p class="title conf-macro-render">{title}</p><span class="aui-icon aui-icon-small confluence-information-macro-icon"> </span>
<div class="confluence-information-macro-body"><p>Gates open at nine.</p></div></div>"""
CONFLUENCE_PANEL = """<div class="panel" style="border-width: 1px;"><div class="panelHeader"><b>{title}</b></div>
<div class="panelContent"><p>Gates open at nine.</p></div></div>"""
BOOTSTRAP = (
    '<div class="alert alert-{kind}" role="alert"><h4 class="alert-heading">{title}</h4><p>Gates open at nine.</p></div>'
)
NOTION = """<figure class="block-color-gray_background callout" style="white-space:pre-wrap;display:flex" id="1f0a">
<div style="font-size:1.5em"><span class="icon">💡</span></div><div style="width:100%">Gates open at nine.</div></figure>"""
MEDIAWIKI = """<table class="ambox ambox-notice" role="presentation"><tr><td class="mbox-image"></td>
<td class="mbox-text"><div>Gates open at nine.</div></td></tr></table>"""

ADMONITIONS = (
    SPHINX,
    MKDOCS_FOLDED,
    DOCUSAURUS,
    DOCUSAURUS_2,
    VITEPRESS,
    GITHUB,
    STARLIGHT,
    CONFLUENCE,
    CONFLUENCE_PANEL,
    BOOTSTRAP,
)


def in_page(note):
    return f"<main><h1>Visits</h1><h2>Hours</h2><p>Open daily.</p>\n{note}\n<p>Closed in May.</p></main>"


@pytest.mark.parametrize("note", ADMONITIONS)
@pytest.mark.parametrize(
    ("kind", "title", "context"),
    [("note", "Note", ()), ("warning", "WARNING", ()), ("tip", "Bring your ticket", ("Bring your ticket",))],
)
def test_the_title_of_a_note_is_context_and_its_kind_is_left_out(read, note, kind, title, context):
    document = read("a.html", in_page(note.format(kind=kind, title=title)))
    assert [(block.text, section.path, block.context) for section in document.sections for block in section.blocks] == [
        ("Open daily.", ("Hours",), ()),
        ("Gates open at nine.", ("Hours",), context),
        ("Closed in May.", ("Hours",), ()),
    ]


@pytest.mark.parametrize(
    "note",
    [
        NOTION,
        '<div class="alert alert-info">Gates open at nine.</div>',
        '<aside role="note"><p>Gates open at nine.</p></aside>',
        "<aside><p>Gates open at nine.</p></aside>",
        '<aside class="sidebar"><p class="sidebar-title">Note</p><p>Gates open at nine.</p></aside>',
        MEDIAWIKI,
    ],
)
def test_the_text_of_a_note_without_title_is_a_passage(read, note):
    assert texts(read("a.html", in_page(note))) == ["Open daily.", "Gates open at nine.", "Closed in May."]


def test_notes_inside_notes_keep_the_titles_of_both(read):
    inner = '<div class="admonition tip"><p class="admonition-title">Late</p><p>Ring the bell.</p></div>'
    outer = f'<div class="admonition note"><p class="admonition-title">Gates</p>{inner}<p>They open at nine.</p></div>'
    assert [(block.text, block.context) for block in read("a.html", outer).blocks] == [
        ("Ring the bell.", ("Gates", "Late")),
        ("They open at nine.", ("Gates",)),
    ]


@pytest.mark.parametrize(
    "part",
    [
        '<div class="sd-card"><div class="sd-card-title">Bikes</div><p>Use the cellar.</p></div>',
        '<div class="card"><div class="card-header">Bikes</div><div class="card-body"><p>Use the cellar.</p></div></div>',
        """<div class="panel"><div class="panelHeader"><b>Bikes</b></div><div class="panelContent">
<div class="expand-control">Expand</div><div class="expand-content">Use the cellar.</div></div></div>""",
        '<div data-node-type="expand" data-title="Bikes"><div><span>Bikes</span></div><p>Use the cellar.</p></div>',
        '<aside class="quote"><div class="title"><img>Bikes</div><blockquote><p>Use the cellar.</p></blockquote></aside>',
        "<blockquote><div><cite>Bikes:</cite>Use the cellar.</div></blockquote>",
        '<div class="theme-code-block"><div class="codeBlockTitle_Ktv7">Bikes</div><div><pre>Use the cellar.</pre></div></div>',
        '<div class="highlight"><span class="filename">Bikes</span><pre><code>Use the cellar.</code></pre></div>',
        '<sl-details summary="Bikes"><p>Use the cellar.</p></sl-details>',
    ],
)
def test_the_title_of_a_card_quotation_or_code_block_ends_with_it(read, part):
    [first, after] = read("a.html", f"<main><h1>House</h1>{part}<p>Lock the door.</p></main>").blocks
    assert (first.text, [title.rstrip(":") for title in first.context]) == ("Use the cellar.", ["Bikes"])
    assert (after.text, after.context) == ("Lock the door.", ())
