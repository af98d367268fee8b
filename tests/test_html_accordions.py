"""Questions and answers that a page folds: buttons, <details>, terms, and tabs."""

import pytest

from tests.conftest import texts

BOOTSTRAP = """<div class="accordion" id="faq">
<div class="accordion-item">
  <h2 class="accordion-header" id="h1"><button class="accordion-button collapsed" type="button" data-bs-toggle="collapse"
    data-bs-target="#c1" aria-expanded="false" aria-controls="c1">When are raids?</button></h2>
  <div id="c1" class="accordion-collapse collapse" data-bs-parent="#faq"><div class="accordion-body">On Fridays.</div></div>
</div></div>"""
BOOTSTRAP_4 = """<div class="card"><div class="card-header" id="h1"><h5 class="mb-0"><button class="btn btn-link"
  data-toggle="collapse" data-target="#c1">When are raids?</button></h5></div>
  <div id="c1" class="collapse" style="display: none"><div class="card-body">On Fridays.</div></div></div>"""
BOOTSTRAP_3 = """<div class="panel panel-default"><div class="panel-heading"><h4 class="panel-title">
  <a data-toggle="collapse" href="#c1">When are raids?</a></h4></div>
  <div id="c1" class="panel-collapse collapse"><div class="panel-body">On Fridays.</div></div></div>"""
ARIA = """<div><h3><button aria-expanded="false" aria-controls="s1"><span>When are raids?</span>
<span aria-hidden="true">+</span></button></h3><div id="s1" role="region" hidden><p>On Fridays.</p></div></div>"""
WEBFLOW = """<div class="faq w-dropdown"><div class="w-dropdown-toggle" id="t0" aria-controls="l0" aria-haspopup="menu"
  aria-expanded="false" role="button" tabindex="0"><div class="icon w-icon-dropdown-toggle" aria-hidden="true"></div>
  <div>When are raids?</div></div>
  <nav class="w-dropdown-list" id="l0" aria-labelledby="t0"><p>On Fridays.</p></nav></div>"""
ELEMENTOR = """<div class="elementor-accordion-item"><div id="t1" class="elementor-tab-title" data-tab="1" role="button"
  aria-controls="e1" aria-expanded="false"><span class="elementor-accordion-icon" aria-hidden="true">+</span>
  <a class="elementor-accordion-title" tabindex="0">When are raids?</a></div>
  <div id="e1" class="elementor-tab-content" role="region"><p>On Fridays.</p></div></div>"""
YOAST = """<div class="schema-faq-section"><strong class="schema-faq-question">When are raids?</strong>
  <p class="schema-faq-answer">On Fridays.</p></div>"""
ULTIMATE_FAQ = """<div class="ewd-ufaq-faq-div"><div class="ewd-ufaq-faq-title ewd-ufaq-faq-toggle"><a href="#">
  <div class="ewd-ufaq-post-margin-symbol"><span>A</span></div>
  <div class="ewd-ufaq-faq-title-text"><h4>When are raids?</h4></div></a></div>
  <div class="ewd-ufaq-faq-body ewd-ufaq-hidden" style="display:none"><p>On Fridays.</p></div></div>"""
SQUARESPACE = """<ul class="accordion-items-container"><li class="accordion-item">
  <h4 aria-level="3" class="accordion-item__title-wrapper" role="heading"><button class="accordion-item__click-target"
  aria-expanded="false" aria-controls="d1"><span class="accordion-item__title">When are raids?</span>
  <div class="accordion-icon-container" aria-hidden="true"><div class="plus"></div></div></button></h4>
  <div class="accordion-item__dropdown" role="region" id="d1"><div><p>On Fridays.</p></div></div></li></ul>"""
DIV_BUTTON = """<div role="button" tabindex="0" aria-expanded="false">When are raids?</div>
  <div aria-hidden="true" style="display:none">On Fridays.</div>"""
W3SCHOOLS = (
    """<button class="accordion">When are raids?</button><div class="panel" style="display:none"><p>On Fridays.</p></div>"""
)
DOCUSAURUS = """<details class="details_lb9f alert alert--info details_b_Ee" data-collapsed="true">
  <summary>When are raids?</summary><div><div class="collapsibleContent_i85q"><p>On Fridays.</p></div></div></details>"""
MATERIAL = """<details class="question"><summary>When are raids?</summary><p>On Fridays.</p></details>"""
DETAILS_WITH_HEADING = """<details><summary><h3>When are raids?</h3></summary><p>On Fridays.</p></details>"""
TERM = """<dl><dt><button aria-expanded="false" aria-controls="f1">When are raids?<svg></svg></button></dt>
  <dd id="f1" hidden><p>On Fridays.</p></dd></dl>"""
SCHEMA = """<section itemscope itemtype="https://schema.org/FAQPage"><div itemscope itemprop="mainEntity"
  itemtype="https://schema.org/Question"><div itemprop="name">When are raids?</div><div itemscope itemprop="acceptedAnswer"
  itemtype="https://schema.org/Answer" style="display:none"><div itemprop="text">On Fridays.</div></div></div></section>"""
SCHEMA_HEADING = """<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">When are raids?</h3>
  <div itemscope itemprop="acceptedAnswer"><p itemprop="text">On Fridays.</p></div></div>"""
CONFLUENCE = """<div id="expander-1" class="expand-container"><div id="expander-control-1" class="expand-control">
  <span class="expand-control-icon">&nbsp;</span><span class="expand-control-text">When are raids?</span></div>
  <div id="expander-content-1" class="expand-content expand-hidden"><p>On Fridays.</p></div></div>"""
CHECKBOX = """<div class="tab"><input type="checkbox" id="x1"><label class="tab-head" for="x1">When are raids?</label>
  <div class="tab-body">On Fridays.</div></div>"""
NAMED = """<div class="faq-item"><div class="faq-question">When are raids?</div><div class="faq-answer" style="display: none">
  <p>On Fridays.</p></div></div>"""
STYLED = """<style>.hide { display: none; }</style><h3 onclick="toggle(this)">When are raids?</h3>
  <div class="hide">On Fridays.</div>"""
NOTION = """<ul class="toggle"><li><details open=""><summary>When are raids?</summary><p>On Fridays.</p></details></li></ul>"""

ACCORDIONS = {name: page for name, page in list(globals().items()) if name.isupper() and isinstance(page, str)}


@pytest.mark.parametrize("name", ACCORDIONS)
def test_the_question_of_an_accordion_belongs_to_its_answer(read, name):
    page = f"<h1>FAQ</h1><p>Ask away.</p>{ACCORDIONS[name]}<h2>Contact</h2><p>Write to us.</p>"
    document = read("a.html", page)
    found = {block.text: (*section.path, *block.context) for section in document.sections for block in section.blocks}
    assert found == {"Ask away.": (), "On Fridays.": ("When are raids?",), "Write to us.": ("Contact",)}


def test_each_answer_has_its_own_question_and_line(read):
    item = (
        "<div><h3><button aria-expanded=false aria-controls=p{0}>Question {0}?</button></h3>\n"
        "<div id=p{0} hidden>Answer {0}.</div></div>"
    )
    items = "\n".join(item.format(number) for number in range(1, 4))
    document = read("a.html", items)
    assert [(block.line, section.path, block.text) for section in document.sections for block in section.blocks] == [
        (2, ("Question 1?",), "Answer 1."),
        (4, ("Question 2?",), "Answer 2."),
        (6, ("Question 3?",), "Answer 3."),
    ]


@pytest.mark.parametrize(
    "button",
    [
        "<button>Copy</button>",
        "<button type=submit>Submit</button>",
        "<button aria-label=share>Share</button>",
        "<button aria-expanded=false aria-controls='p1 p2'>Expand all</button>",
        "<div role=button tabindex=0>Expand all</div>",
        "<button aria-expanded=false aria-controls=m>Menu</button><ul id=m hidden><li><a href=/a>A</a><li><a href=/b>News</a>",
        "<button data-toggle=dropdown aria-expanded=false>Languages</button><ul class=dropdown-menu><a href=/d>Deutsch</a>",
        "<button aria-haspopup=dialog aria-controls=d>Log in</button><div id=d role=dialog hidden>Your name and password</div>",
    ],
)
def test_buttons_that_are_controls_are_left_out(read, button):
    page = f"<h1>Rules</h1><p>Be kind.</p><div>{button}</div><p>Be on time.</p>"
    assert texts(read("a.html", page)) == ["Be kind.", "Be on time."]


def test_the_page_next_to_the_button_of_a_menu_is_no_answer(read):
    drawer = "<input type=checkbox id=d><label for=d>Hide the sidebar</label>"
    bar = "<div data-toggle=collapse>Menu <a href=/a>A</a> <a href=/b>B</a></div>"
    for control in (drawer, bar):
        page = f"{control}<div class=page><article role=main><h1>Rules</h1><p>Be kind.</p></article></div>"
        assert [(block.text, block.context) for block in read("a.html", page).blocks] == [("Be kind.", ())]


def test_a_single_long_answer_is_read_although_it_is_most_of_the_page(read):
    answer = "Raids start at eight every Friday evening. " * 20
    page = f"<h1>FAQ</h1><button aria-expanded=false>When?</button><div hidden>{answer}</div>"
    assert [(block.text, block.context) for block in read("a.html", page).blocks] == [(answer.strip(), ("When?",))]


def test_a_button_in_the_middle_of_a_sentence_is_a_word_of_it(read):
    assert texts(read("a.html", "<p>Press <button>OK</button> to go on.</p>")) == ["Press OK to go on."]


def test_a_title_that_says_nothing_is_not_context(read):
    page = "<div class=expand-control>Click here to expand...</div><div class=expand-content hidden>Twelve steps.</div>"
    assert [(block.text, block.context) for block in read("a.html", page).blocks] == [("Twelve steps.", ())]


def test_hidden_text_that_no_button_shows_is_left_out(read):
    assert texts(read("a.html", "<p>Shown.</p><div hidden>Draft.</div><div style='visibility:hidden'>Spacer</div>")) == [
        "Shown."
    ]


SPHINX_DESIGN = """<div class="sd-tab-set docutils"><input checked id="t0" name="s" type="radio">
<label class="sd-tab-label" for="t0">Windows</label><div class="sd-tab-content docutils"><p>Run the installer.</p></div>
<input id="t1" name="s" type="radio"><label class="sd-tab-label" for="t1">Linux</label>
<div class="sd-tab-content docutils"><p>Use apt.</p></div></div>"""
SPHINX_TABS = """<div class="sphinx-tabs docutils container"><div role="tablist"><button aria-controls="p0" aria-selected="true"
 class="sphinx-tabs-tab" id="tab-0" role="tab">Windows</button><button aria-controls="p1" class="sphinx-tabs-tab" id="tab-1"
 role="tab">Linux</button></div><div aria-labelledby="tab-0" class="sphinx-tabs-panel" id="p0" role="tabpanel">
 <p>Run the installer.</p></div><div class="sphinx-tabs-panel" hidden id="p1" role="tabpanel"><p>Use apt.</p></div></div>"""
MKDOCS = """<div class="tabbed-set tabbed-alternate" data-tabs="1:2"><input checked id="__tabbed_1_1" type="radio">
<input id="__tabbed_1_2" type="radio"><div class="tabbed-labels"><label for="__tabbed_1_1">Windows</label>
<label for="__tabbed_1_2">Linux</label></div>
<div class="tabbed-content"><div class="tabbed-block"><p>Run the installer.</p></div>
<div class="tabbed-block"><p>Use apt.</p></div></div></div>"""
DOCUSAURUS_TABS = """<div class="tabs-container"><ul role="tablist" class="tabs"><li role="tab" class="tabs__item">Windows</li>
<li role="tab" class="tabs__item">Linux</li></ul><div class="margin-top--md"><div role="tabpanel" class="tabItem_Ymn6">
<p>Run the installer.</p></div><div role="tabpanel" class="tabItem_Ymn6" hidden=""><p>Use apt.</p></div></div></div>"""
STARLIGHT_TABS = """<starlight-tabs><div class="tablist-wrapper"><ul role="tablist"><li role="presentation" class="tab">
<a role="tab" href="#tab-panel-0" id="tab-0">Windows</a></li><li role="presentation" class="tab"><a role="tab"
href="#tab-panel-1" id="tab-1" tabindex="-1">Linux</a></li></ul></div>
<section id="tab-panel-0" aria-labelledby="tab-0" role="tabpanel">
<p>Run the installer.</p></section><section id="tab-panel-1" aria-labelledby="tab-1" role="tabpanel" hidden><p>Use apt.</p>
</section></starlight-tabs>"""
BOOTSTRAP_TABS = """<ul class="nav nav-tabs" role="tablist"><li><a href="#w" data-toggle="tab">Windows</a></li>
<li><a href="#l" data-toggle="tab">Linux</a></li></ul><div class="tab-content"><div id="w" class="tab-pane active">
<p>Run the installer.</p></div><div id="l" class="tab-pane"><p>Use apt.</p></div></div>"""
VITEPRESS_TABS = """<div class="vp-code-group"><div class="tabs"><input type="radio" name="g" id="tab-1" checked>
<label for="tab-1">Windows</label><input type="radio" name="g" id="tab-2"><label for="tab-2">Linux</label></div>
<div class="blocks"><div class="language-sh active"><p>Run the installer.</p></div>
<div class="language-sh"><p>Use apt.</p></div></div></div>"""

WEBFLOW_TABS = """<div class="w-tabs"><div class="w-tab-menu"><a data-w-tab="1" class="w-tab-link"><div>Windows</div></a>
<a data-w-tab="2" class="w-tab-link"><div>Linux</div></a></div><div class="w-tab-content"><div data-w-tab="1"
class="w-tab-pane"><p>Run the installer.</p></div><div data-w-tab="2" class="w-tab-pane"><p>Use apt.</p></div></div></div>"""

TABS = (SPHINX_DESIGN, SPHINX_TABS, MKDOCS, DOCUSAURUS_TABS, STARLIGHT_TABS, BOOTSTRAP_TABS, VITEPRESS_TABS, WEBFLOW_TABS)


@pytest.mark.parametrize("tabs", TABS)
def test_the_label_of_a_tab_is_context_of_what_is_in_it(read, tabs):
    document = read("a.html", f"<h1>Install</h1><p>Choose.</p>{tabs}<p>Done.</p>")
    assert [(block.text, block.context) for block in document.blocks] == [
        ("Choose.", ()),
        ("Run the installer.", ("Windows",)),
        ("Use apt.", ("Linux",)),
        ("Done.", ()),
    ]


@pytest.mark.parametrize(
    "item",
    [
        """<div class="w-dropdown"><div class="w-dropdown-toggle"><div class="w-icon-dropdown-toggle"></div>
<div>Is it waterproof?</div></div><nav class="w-dropdown-list"><p>Up to one metre.</p></nav></div>""",
        """<table><tr><td><span class="faqQuestion">Is it waterproof?</span><br><span class="faqAnswer">Up to one metre.</span>
</td></tr></table>""",
    ],
)
def test_an_answer_in_an_element_for_navigation_or_in_a_cell_is_read(read, item):
    document = read("a.html", f"<h1>Kites</h1><p>Ask us.</p>{item}")
    assert [(block.text, block.context) for block in document.blocks][1:] == [("Up to one metre.", ("Is it waterproof?",))]


@pytest.mark.parametrize(
    "item",
    [
        '<a class="toggle" href="javascript:void(0);">Photos and video</a><ul class="inner"><li>Tell us first.</li></ul>',
        '<a class="toggleAccordion" href="#">Photos and video</a><div class="inner"><p>Tell us first.</p></div>',
        '<a class="faq-toggle" href="#">Photos and video</a><div style="display: none">Tell us first.</div>',
    ],
)
def test_the_link_that_unfolds_a_text_is_its_title_even_if_it_is_no_question(read, item):
    page = f"<h1>FAQ</h1><p>Welcome to the festival.</p><ul><li>{item}</li></ul>"
    assert [(block.context, block.text) for block in read("a.html", page).blocks] == [
        ((), "Welcome to the festival."),
        (("Photos and video",), "Tell us first."),
    ]


def test_a_link_that_unfolds_nothing_is_no_title_of_what_follows(read):
    page = '<h1>FAQ</h1><p>Welcome.</p><a class="menu-toggle" href="#">Join us</a><p>We meet on Mondays.</p>'
    assert not any(block.context for block in read("a.html", page).blocks)
