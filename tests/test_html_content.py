"""What is content on the pages of common site generators, wikis and forums, and what is left out."""

import pytest

from tests.conftest import ROOT, places, texts

RAIDS = "Raids start at eight every Friday evening."
LOOT = "Loot is shared by rolling dice, and the leader decides on ties."
CONTENT = f"""<p>{RAIDS}</p>
<h2 id="loot">Loot<a class="headerlink" href="#loot" title="Link">#</a></h2>
<p>{LOOT}</p><ul><li>Rares go to the raid bank.</li></ul>"""
LONG = "This sentence is part of a longer text that nobody asked for, and it goes on for quite some time. " * 3

PAGES = sorted((ROOT / "tests" / "html_pages").glob("*.html"))
"""Pages in the style of each generator, with `[content]` in place of the content."""


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_only_the_content_of_a_generated_page_is_quoted(read, page):
    text = page.read_text(encoding="utf-8").replace("[content]", CONTENT)
    document = read("a.html", f"<!doctype html><html>{text}</html>")
    assert [(section.path, block.text) for section in document.sections for block in section.blocks] == [
        ((), RAIDS),
        (("Loot",), LOOT),
        (("Loot",), "Rares go to the raid bank."),
    ]
    assert document.title == "Rules"


@pytest.mark.parametrize(
    "link",
    [
        '<span class="mw-editsection"><span>[</span><a href="e">edit</a><span>]</span></span>',
        '<a class="hash-link" href="#loot" aria-label="Direct link to Loot" title="Direct link to Loot">\u200b</a>',
        '<a class="anchor" aria-hidden="true" href="#loot"><svg></svg></a>',
        '<a class="sl-anchor-link" href="#loot"><span class="sr-only">Section titled “Loot”</span></a>',
        '<a class="headerlink" href="#loot" title="Permanent link">⚓︎</a>',
        '<a class="header-link" href="#loot">link</a>',
    ],
)
def test_a_heading_does_not_contain_its_own_link(read, link):
    [section] = [
        section for section in read("a.html", f"<h1>Rules</h1><h2>Loot {link}</h2><p>Roll.</p>").sections if section.path
    ]
    assert section.path == ("Loot",)


def test_a_heading_that_is_all_a_link_to_itself_is_kept(read):
    page = '<h1>Rules</h1><h2 id="loot"><a class="header-anchor" href="#loot"><span>Loot</span></a></h2><p>Roll.</p>'
    assert read("a.html", page).sections[-1].path == ("Loot",)


def outline(read, page):
    document = read("a.html", page)
    return texts(document), [(omission.line, omission.text) for omission in document.omissions]


def test_what_is_left_out_is_recorded_with_its_line_one_entry_for_each_region(read):
    page = """<nav><a href="/">Home</a></nav>
<div class="cookie-banner">We use cookies to count our visitors.</div>
<main><p>Be kind.</p>
<aside><h2>News</h2><p>The server moves on Monday.</p></aside>
<p>Be on time.</p><button>Copy</button></main>
<footer>Run by volunteers.</footer>"""
    assert outline(read, page) == (
        ["Be kind.", "Be on time."],
        [
            (1, "Home We use cookies to count our visitors."),
            (4, "News The server moves on Monday."),
            (6, "Run by volunteers."),
        ],
    )


@pytest.mark.parametrize(
    "part",
    [
        "<div role=navigation><a href=/a>A</a></div>",
        "<div role=banner>Guild</div>",
        "<div role=contentinfo>Run by Ann.</div>",
        "<div role=complementary>Join us today.</div>",
        "<form role=search><label>Search</label></form>",
        "<ul role=menu><li role=menuitem>Cut</ul>",
        "<div role=toolbar>Bold Italic</div>",
        "<div role=dialog>Log in to go on.</div>",
        "<span role=tooltip>More about it.</span>",
        "<section role=doc-toc><a href=#a>A</a></section>",
        "<search>Find a rule</search>",
        "<form action=/s><label>Find</label><input type=search name=q></form>",
        "<form><p>Our letter</p><input type=email><button>Subscribe</button></form>",
        "<div hidden>Draft.</div>",
        "<div aria-hidden=true>Draft.</div>",
        "<div style='DISPLAY: none'>Draft.</div>",
        "<span class=sr-only>opens in a new window</span>",
        "<a class=skip-link href=#main>Skip to content</a>",
        "<p><a href=#top>Back to top</a></p>",
        "<p>[<a href=e>edit</a>]</p>",
        "<a href=e>Edit this page on GitHub</a>",
        "<div id=cookie-law-info-bar>This website uses cookies.</div>",
        "<div class=social-share><a href=f>Facebook</a></div>",
        "<div class=newsletter><h3>Newsletter</h3><p>Get all news by mail.</p></div>",
        "<div class=pagination><a href=p>Older</a></div>",
        "<ul class=related-posts><li><a href=o>Other</a></ul>",
        "<div class=tag-cloud><a href=t>pvp</a></div>",
        "<div class=author-box>Ann writes about games.</div>",
        "<h3>You may also like</h3><ul><li><a href=o>Other rules</a></ul>",
        "<h3>Leave a reply</h3><div>Your mail address will not be published.</div>",
        "<section id=comments><h2>2 comments</h2><p>I like it.</p></section>",
        "<div class=feedback>Was this page helpful? <button>Yes</button></div>",
        "<p>Was this page helpful?</p>",
        "<p>Last updated on June 1, 2024</p>",
        "<ul><li><a href=#a>First</a><li><a href=#b>Second</a></ul>",
        "<h2>Contents</h2><ol><li><a href=#a>First</a><li><a href=#b>Second</a></ol>",
        "<ol class=breadcrumb><li><a href=/>Home</a><li>Rules</ol>",
        "<p class=copyright>© 2024 Guild</p>",
        "<p class=MsoToc1><a href=#_1>1 Loot <span>2</span></a></p><p class=MsoToc1><a href=#_2>2 Raids <span>3</span></a></p>",
        "<p><a href=#a>Who may join?</a></p><p><a href=#b>What does it cost?</a></p>",
        "<p><a href=#top>[Top]</a></p>",
        "<p align=right><a href=#>Page up ↑</a></p>",
        "<p>Filed under: <a href=/c>camp</a></p>",
        "<div id=ctl00_footer>Hall of the club, 3 Hill Street</div>",
        "<div class=signature>Drive safe!</div><ul class=post-buttons><li><a href=q>Quote</a></ul>",
        "<div class=w-form-done><div>Thank you! We got your letter.</div></div>",
        "<center>Last updated: May 3, 1998<br>You are visitor number 1234<br>Best viewed with Mosaic</center>",
        "<div><span>By Ann Lee</span><span>3 min</span><button>See views</button></div>",
    ],
)
def test_parts_that_are_not_content_are_left_out_wherever_they_are(read, part):
    for page in (
        f"<h1>Rules</h1><p>Be kind.</p>{part}<p>Be on time.</p>",
        f"<main><h1>Rules</h1><p>Be kind.</p>{part}<p>Be on time.</p></main>",
    ):
        assert [text for _, _, text in places(read("a.html", page))] == ["Be kind.", "Be on time."]


@pytest.mark.parametrize(
    "part",
    [
        "<section id=comments><h2>Comments</h2><p>Comments in code start with a hash.</p></section>",
        "<div class=section id=search><h2>Search</h2><p>Type a word and press enter.</p></div>",
        "<h2 id=cookies>Cookies</h2><p>We set a cookie when you log in, and no other.</p>",
        "<h2 class=footer-title>Opening hours</h2><p>We open at nine.</p>",
        "<p class=meta>Raids are on Fridays.</p>",
        "<div class=menu><h2>Menu</h2><p>Soup costs four euros, bread is free, and water is on the house.</p></div>",
        "<h2>Newsletter</h2><p>It is sent on the first of each month.</p>",
        "<ul><li>Built with oak and stone in 1987.<li>Powered by volunteers: all trainers are unpaid.</ul>",
        "<p>Retrieved from the lake, boats are washed at once.</p>",
        "<p>Our food has <span class=rating>4 of 5</span> stars, see <a class=nav-link href=/f>the menu</a> by <b>Ann</b>.</p>",
        "<p>Posted in the hall: the rules of the house.</p><table><tr><td>Top<td>Shelf</table>",
        "<ul><li><a href=/lanes/top>Top</a><li><a href=/lanes/mid>Mid</a></ul>",
        "<blockquote><p>Never split the party.</p><footer>Ann, guild leader</footer></blockquote>",
        "<p>You can edit this page on GitHub if you spot a mistake.</p>",
        "<p>Type <code class=copy>/home</code> to go back to top of the hill.</p>",
        "<h2>Links</h2><ul><li><a href='https://discord.example/x'>Discord</a><li><a href='https://map.example'>Map</a></ul>",
    ],
)
def test_content_with_the_name_of_something_else_is_kept(read, part):
    page = f"<h1>Rules</h1><p>Be kind.</p>{part}"
    kept = read("a.html", page)
    shown = " ".join([*(block.text for block in kept.blocks), *(word for section in kept.sections for word in section.path)])
    words = [word for piece in part.split("<") for word in piece.partition(">")[2].split()]
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<main></main><article><p>Be kind.</p></article>", ["Be kind."]),
        (f"<main><p>Menu</p></main><article><p>{RAIDS} {LOOT} {LONG}</p></article>", [f"{RAIDS} {LOOT} {LONG}".strip()]),
        ("<article><p>Rule one.</p></article><article><p>Rule two.</p></article>", ["Rule one.", "Rule two."]),
        ("<main><nav>A B</nav><p>Be kind.</p><aside><a href=x>Y</a></aside><footer>Z</footer></main>", ["Be kind."]),
        ("<div>Our slogan is the best slogan</div><article><h1>Rules</h1><p>Be kind to each other.</p></article>", None),
        ("<p>Up front.</p><article>Short.</article><p>Down below.</p>", ["Up front.", "Short.", "Down below."]),
        ("<div id=content><p>Be kind to each other.</p></div><div><p>Hits: 5</p></div>", None),
    ],
)
def test_the_elements_with_most_of_the_text_are_the_content(read, page, kept):
    assert texts(read("a.html", page)) == (kept or ["Be kind to each other."])


def test_rows_of_links_around_the_text_of_a_plain_page_are_left_out(read):
    page = """<center><a href="index.html">Home</a> | <a href="faq.html">FAQ</a></center>
<h1>Rules</h1>
<p>Be kind to everybody on the server.</p>
<ul><li><a href="a.html">Rule book</a></li><li><a href="b.html">Old rules</a></li></ul>
<p>Staff may ban you at any time.</p>
<p><a href="index.html">Home</a> - <a href="contact.html">Contact</a></p>"""
    assert outline(read, page) == (
        ["Be kind to everybody on the server.", "Rule book (a.html)", "Old rules (b.html)", "Staff may ban you at any time."],
        [(1, "Home | FAQ"), (6, "Home - Contact")],
    )


@pytest.mark.parametrize("entries", [60, 300])
@pytest.mark.parametrize("name", ["contents", "content", "toc", "chapters"])
def test_a_long_list_of_links_beside_the_text_is_not_taken_for_the_content(read, name, entries):
    links = "".join(f'<li><a href="t{number}.html">1.{number} Term</a></li>' for number in range(entries))
    page = f"""<div id="main"><h2>Interval</h2><p>The interval is the difference in pitch between two notes.</p></div>
<div id="frame"><div class="{name}"><ul><li><a href="c.html">1. Chapter</a><ul>{links}</ul></li></ul></div></div>"""
    document = read("a.html", page)
    assert places(document) == [(1, ("Interval",), "The interval is the difference in pitch between two notes.")]
    assert document.omissions[0].text.startswith("1. Chapter 1.0 Term")


@pytest.mark.parametrize(
    "page",
    [
        "<p>All of our pages:</p><div class=contents>{links}</div>",
        "<p>Our rule book is long and has a page for each of the rules in it.</p><h2>Pages</h2><div class=rules>{links}</div>",
        "<div class=contents><p>Our rule book is long and has a page for each of the rules.</p><div>{links}</div></div>",
    ],
)
def test_a_long_list_of_links_that_is_the_page_or_has_a_heading_is_kept(read, page):
    links = "".join(f'<li><a href="https://rules.example/{number}">Rule {number}</a></li>' for number in range(200))
    assert "Rule 199 (https://rules.example/199)" in texts(read("a.html", page.replace("{links}", f"<ul>{links}</ul>")))


def test_a_page_of_nothing_but_links_is_read(read):
    assert texts(read("a.html", "<ul class=menu><li><a href=/a>Maps</a><li><a href=/b>Mods</a></ul>")) == [
        "Maps (/a)",
        "Mods (/b)",
    ]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>FAQ | My Server – Home</title>", "<h1>FAQ</h1>", "FAQ"),
        ("<title>My Server - Rules</title><meta property=og:title content=Rules>", "", "Rules"),
        ("<title>Rules :: My Server</title><meta property=og:site_name content='My Server'>", "", "Rules"),
        ("<title>Rules — Guild 1.0 documentation</title>", "", "Rules"),
        ("<title>Rules - Loot and raids</title>", "", "Rules - Loot and raids"),
        ("<title>Rules | My Server</title>", "<header><h1 class=site-title>My Server</h1></header>", "Rules"),
        ("<title>Rules | My Server</title>", "<div><a href=/>My Server</a></div>", "Rules"),
        ("<title>Rules</title>", "<h1>One</h1><p>a.</p><h1>Two</h1>", "Rules"),
        ("", "<h1>Rules</h1>", "Rules"),
        ("<title>Rules</title>", "<a href=i.html><p class=title>My Server</p></a><h1>Rules</h1>", "Rules"),
        ("<title>Rules</title>", "<h1>Rules</h1><div class=panel><p class=title>Badges</p><p>Gold.</p></div>", "Rules"),
        ("<title>export (3)</title>", "<p class=title>Rules</p><h1>Loot</h1>", "Rules"),
    ],
)
def test_the_title_of_a_page_is_its_own_not_its_sites(read, head, body, title):
    assert read("a.html", f"{head}{body}<p>Be kind.</p>").title == title


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "<p><span style='font-weight:700'>When are raids?</span></p><p>On Fridays.</p>",
            [(("When are raids?",), "On Fridays.")],
        ),
        (
            "<style>.b{font-weight:700}@media print{.c{display:none}}</style><p class=b>When?</p><p class=c>On Fridays.</p>",
            [(("When?",), "On Fridays.")],
        ),
        ("<style>.x { text-decoration : line-through }</style><p><span class=x>Old</span> new.</p>", [((), "~~Old~~ new.")]),
        ("<style>.y{display:none}</style><p>Shown.</p><p class=y>Hidden.</p>", [((), "Shown.")]),
        ("<b style='font-weight:normal'><p>One of two.</p><p>Two of two.</p></b>", [((), "One of two."), ((), "Two of two.")]),
        ("<p>One.<br><br>Two.</p>", [((), "One."), ((), "Two.")]),
        ("<p>One.<br>\n &nbsp;<br>Two.</p>", [((), "One."), ((), "Two.")]),
        ("<p><ruby>漢字<rt>かんじ</rt></ruby>です。</p>", [((), "漢字(かんじ)です。")]),
        ("<center><font size=2>Be kind.</font></center>", [((), "Be kind.")]),
        ("<div role=heading aria-level=2>Loot</div><p>Roll.</p>", [(("Loot",), "Roll.")]),
        ("<h2><a href=#l><div>Loot</div></a></h2><p>Roll.</p>", [(("Loot",), "Roll.")]),
        ("<div class=n>1</div><h3>Loot</h3><p>Roll.</p>", [(("1 Loot",), "Roll.")]),
        ("<p><strong>Loot</strong><span>Roll dice.</span></p>", [((), "Loot Roll dice.")]),
        ("<ol type=a><li>Loot<li>Raids</ol>", [((), "a. Loot"), ((), "b. Raids")]),
        ("<ol style='list-style-type: upper-alpha'><li>Loot<li>Raids</ol>", [((), "A. Loot"), ((), "B. Raids")]),
        ("<ol style='list-style: none'><li>§ 1 Loot<li>§ 2 Raids</ol>", [((), "§ 1 Loot"), ((), "§ 2 Raids")]),
        ("<ol reversed><li>Loot<li>Raids</ol>", [((), "2. Loot"), ((), "1. Raids")]),
        ("<ol type=I start=4><li>Loot<li>Raids</ol>", [((), "IV. Loot"), ((), "V. Raids")]),
        (
            "<table class=rouge-table><td class=gutter><pre>1\n2</pre><td><pre>make\nrun</pre></table>",
            [((), "make\nrun")],
        ),
        ("<details><summary>Click to expand</summary>Roll dice.</details>", [((), "Roll dice.")]),
        ("<pre><span class=lineno>1</span>make\n<span class=lineno>2</span>run</pre>", [((), "make\nrun")]),
    ],
)
def test_text_is_read_as_the_page_shows_it(read, page, expected):
    document = read("a.html", page)
    assert [(section.path, block.text) for section in document.sections for block in section.blocks] == expected


FAQ = "<b>Why is it slow?</b><br>It is an alpha.<br><br><b>How do I join?</b><br>Click on Join."


@pytest.mark.parametrize(
    "table",
    [
        f"<table><tr><td>{FAQ}</td><td>&nbsp;</td></tr></table>",
        f"<table><tr><td><img src=dot.gif></td><td>{FAQ}</td></tr><tr><td></td><td></td></tr></table>",
        f"<table><tr><td><a href=/a>Home</a><br><a href=/b>Forum</a></td><td>{FAQ}</td></tr></table>",
    ],
)
def test_the_questions_in_a_cell_beside_an_empty_one_or_a_menu_are_passages_of_their_own(read, table):
    found = [(path, text) for _, path, text in places(read("a.html", table)) if path]
    assert found == [(("Why is it slow?",), "It is an alpha."), (("How do I join?",), "Click on Join.")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td>Monday</td><td><b>Yoga</b><br>10:00<br><br><b>Judo</b><br>11:00</td></tr><tr><td>Sunday</td><td>-</td></tr>",
            ["Monday: Yoga: 10:00, Judo: 11:00", "Sunday: -"],
        ),
        (
            "<tr><td>Boats<br>with sails</td><td><i class='fa fa-check'></i></td></tr><tr><td>Cars</td><td>no</td></tr>",
            ["Boats, with sails: ✓", "Cars: no"],
        ),
        (
            "<tr><td>Rules<br>2024</td><td><a href=a>PDF</a> <a href=b>HTML</a></td></tr><tr><td>Fees</td><td>-</td></tr>",
            ["Rules, 2024: PDF (a) HTML (b)", "Fees: -"],
        ),
    ],
)
def test_a_table_of_data_with_bold_lines_marks_or_links_in_its_cells_keeps_its_rows(read, rows, expected):
    page = f"<h1>Club</h1><p>All of our week.</p><table>{rows}</table><p>See you at the club!</p>"
    assert texts(read("a.html", page))[1:-1] == expected


@pytest.mark.parametrize("icon", ["<i class='fa-flag'>:flag:</i>", "<i class='fa-solid fa-flag'>:flag-big:</i>"])
def test_the_code_of_an_icon_is_left_out(read, icon):
    page = f"<h2>{icon} Loot</h2><p>Roll {icon} dice, and type <i>:flag:</i>.</p>"
    for name, text in (("a.html", page), ("a.md", page), ("b.md", f"## {icon} Loot\n\nRoll {icon} dice, and type `:flag:`.")):
        assert places(read(name, text))[0][1:] == (("Loot",), "Roll dice, and type :flag:.")


def test_the_levels_of_a_list_of_google_docs_are_nested(read):
    page = """<ol class="c1 lst-kix_a1-0 start" start="1"><li>Loot</li></ol>
<ul class="c1 lst-kix_a1-1 start"><li>Roll dice.</li></ul>
<ol class="c1 lst-kix_a1-0" start="2"><li>Raids</li></ol>"""
    assert [(block.line, block.text, block.context) for block in read("a.html", page).blocks] == [
        (1, "1. Loot", ()),
        (2, "Roll dice.", ("1. Loot",)),
        (3, "2. Raids", ()),
    ]


def test_the_infobox_of_a_fandom_wiki_is_read_as_names_and_values(read):
    page = """<main><h1>Oak</h1><div class="mw-parser-output"><aside role="region" class="portable-infobox pi-theme-wikia">
<h2 class="pi-item pi-title">Oak</h2><section class="pi-item pi-group"><h2 class="pi-item pi-header">About</h2>
<div class="pi-item pi-data"><h3 class="pi-data-label">Found in</h3>
<div class="pi-data-value pi-font">Forests</div></div></section></aside><p>Oaks drop acorns.</p></div></main>"""
    document = read("a.html", page)
    assert places(document) == [(3, (), "Found in: Forests"), (4, (), "Oaks drop acorns.")]


def test_the_properties_of_a_notion_page_are_read(read):
    page = """<article class="page sans"><header><div class="page-header-icon"><span class="icon">📜</span></div>
<h1 class="page-title">Rules</h1><table class="properties"><tbody><tr class="property-row property-row-person">
<th><span class="icon property-icon"></span>Owner</th><td>Ann</td></tr></tbody></table></header>
<div class="page-body"><p>Be kind.</p></div></article>"""
    document = read("a.html", page)
    assert (document.title, places(document)) == ("Rules", [(3, (), "Owner: Ann"), (4, (), "Be kind.")])


def test_comments_of_the_editors_of_a_google_doc_are_left_out(read):
    page = """<div class="doc-content"><p><span>Be kind.</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>
<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is this still so?</span></p></div><p>Be on time.</p></div>"""
    document = read("a.html", page)
    assert (places(document), document.omissions) == ([(1, (), "Be kind."), (2, (), "Be on time.")], ())


def test_headings_quotations_and_tables_of_a_guide_on_steam_are_read(read):
    page = """<div class="guide subSections"><div class="subSection"><div class="subSectionTitle">Bait</div><div>Dig for worms.
<div class="bb_h1">Lures</div>Buy them.<div class="bb_table"><div class="bb_table_tr"><div class="bb_table_th">Fish</div>
<div class="bb_table_th">Bait</div></div><div class="bb_table_tr"><div class="bb_table_td">Carp</div>
<div class="bb_table_td">Corn</div></div></div></div></div></div>"""
    assert places(read("a.html", page)) == [
        (1, ("Bait",), "Dig for worms."),
        (2, ("Bait", "Lures"), "Buy them."),
        (3, ("Bait", "Lures"), "Fish: Carp; Bait: Corn"),
    ]


def test_only_the_post_of_a_board_with_tables_for_layout_is_quoted(read):
    page = f"""<table class="plhin"><tr><td class="pls"><div class="authi"><a href="u">admin</a></div><p>Posts: 20</p></td>
<td class="plc"><div class="pti"><em>Posted on 2020-1-1</em></div><table><tr><td class="t_f" id="postmessage_1">
<strong>1. Raids</strong><br>{RAIDS}<br><br><strong>2. Loot</strong><br>{LOOT}</td></tr></table>
<div class="sign">Long live the guild.</div></td></tr></table>"""
    assert places(read("a.html", page)) == [(3, ("1. Raids",), RAIDS), (3, ("2. Loot",), LOOT)]


@pytest.mark.parametrize("name", ["content", "entry-content", "text-content"])
@pytest.mark.parametrize(
    "around", ["<div class=page>{}</div>", "{}", "<section><div>{}</div></section><p>Fees are due in May.</p>"]
)
def test_questions_between_answers_with_the_name_of_content_are_kept(read, name, around):
    faq = "".join(
        f"<div class=qa><div class=expander><span class=question>{question}</span></div>"
        f"<div class={name}><p>{answer}</p></div></div>"
        for question, answer in (
            ("Who may row?", "Everyone who can swim two hundred metres and has paid the fee may take a boat out."),
            ("When do we row?", "We row from April to October, on Tuesdays and Fridays, from six in the evening until dusk."),
        )
    )
    document = read("a.html", f"<html><body>{around.format(faq)}</body></html>")
    shown = " ".join(" ".join([*section.path, *block.context, block.text]) for section, block in sections_and_blocks(document))
    assert all(words in shown for words in ("Who may row?", "swim two hundred", "When do we row?", "Tuesdays"))
    assert "Fees are due" in shown or "Fees" not in around


def sections_and_blocks(document):
    """Return each block with its section."""
    return [(section, block) for section in document.sections for block in section.blocks]


BAR = '<p><a href="friday.html">Friday talks</a> | <a href="/saturday">Saturday talks</a> | <a href="../x/">Sprints</a></p>'
RULES = "<p>We treat everybody with respect, and we help where we can.</p><h2>Help</h2><p>Call Ann.</p>"
ARTICLE = f"<h1>Rules</h1><article>{{}}{RULES}</article>"


def test_a_bar_of_links_below_the_title_of_a_page_is_a_menu(read):
    document = read("a.html", ARTICLE.format(BAR))
    assert texts(document) == ["We treat everybody with respect, and we help where we can.", "Call Ann."]


OWN_BARS = {
    "below a heading": f"<h2>Days</h2>{BAR}",
    "files": '<p><a href="a.pdf">Rules</a> | <a href="b.pdf">Map</a> | <a href="c.pdf">Form</a></p>',
    "with words": '<p>Talks: <a href="a.html">Friday</a> | <a href="b.html">Saturday</a> | <a href="c.html">Sunday</a></p>',
    "other sites": '<p><a href="https://a.org/">Ann</a> | <a href="https://b.org/">Bob</a> | <a href="https://c.org/">Cy</a></p>',
}


@pytest.mark.parametrize("bar", OWN_BARS.values(), ids=OWN_BARS)
def test_a_bar_of_links_that_the_page_is_about_is_read(read, bar):
    assert len(texts(read("a.html", ARTICLE.format(bar)))) == 3
