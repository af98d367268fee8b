"""What is content on the pages of common site generators, wikis and forums, and what is left out."""

import pytest

from tests.conftest import texts

RAIDS = "Raids start at eight every Friday evening."
LOOT = "Loot is shared by rolling dice, and the leader decides on ties."
CONTENT = f"<p>{RAIDS}</p>\n<h2 id='loot'>Loot{{link}}</h2>\n<p>{LOOT}</p>\n<ul><li>Rares go to the raid bank.</li></ul>"
LONG = "This sentence is part of a longer text that nobody asked for, and it goes on for quite some time. " * 3

SPHINX = """<head><title>Rules &#8212; Guild 1.0 documentation</title></head><body>
<div class="related" role="navigation" aria-label="Related"><h3>Navigation</h3><ul><li class="right"><a href="genindex.html">index</a></li>
<li class="nav-item nav-item-0"><a href="index.html">Guild 1.0 documentation</a> &#187;</li></ul></div>
<div class="document"><div class="documentwrapper"><div class="bodywrapper"><div class="body" role="main">
<section id="rules"><h1>Rules<a class="headerlink" href="#rules" title="Link to this heading">¶</a></h1>
<nav class="contents local" id="contents"><p class="topic-title">Contents</p><ul><li><a class="reference internal" href="#loot"
id="id1">Loot</a></li></ul></nav>
{content}</section></div></div></div>
<div class="sphinxsidebar" role="navigation"><h3><a href="index.html">Table of Contents</a></h3><ul><li><a href="#">Rules</a></li></ul>
<h3>This Page</h3><ul class="this-page-menu"><li><a href="_sources/rules.rst.txt">Show Source</a></li></ul>
<search id="searchbox"><h3>Quick search</h3></search></div></div>
<div class="footer">&copy;2024, Ann. | Powered by <a href="https://www.sphinx-doc.org/">Sphinx 8.0</a></div></body>"""
READ_THE_DOCS = """<head><title>Rules &mdash; Guild documentation</title></head><body class="wy-body-for-nav"><div class="wy-grid-for-nav">
<nav data-toggle="wy-nav-shift" class="wy-nav-side"><div class="wy-side-nav-search"><a href="index.html">Guild</a></div></nav>
<section class="wy-nav-content-wrap"><div class="wy-nav-content"><div class="rst-content">
<div role="navigation" aria-label="Page navigation"><ul class="wy-breadcrumbs"><li><a href="index.html">Docs</a></li><li>Rules</li>
<li class="wy-breadcrumbs-aside"><a href="x">Edit on GitHub</a></li></ul><hr></div>
<div role="main" class="document" itemscope itemtype="http://schema.org/Article"><div itemprop="articleBody"><section id="rules">
<h1>Rules<a class="headerlink" href="#rules">\uf0c1</a></h1>{content}</section></div></div>
<footer><div class="rst-footer-buttons" role="navigation"><a href="n.html">Next</a></div><hr><div role="contentinfo"><p>&#169;
Copyright 2024, Ann.</p></div>Built with <a href="https://sphinx-doc.org">Sphinx</a> using a theme provided by Read the Docs.</footer>
</div></div></section></div></body>"""
MATERIAL = """<head><title>Rules - Guild</title></head><body><div data-md-component="skip"><a href="#rules" class="md-skip">Skip to content</a>
</div><div data-md-component="announce"></div><header class="md-header"><nav class="md-header__inner"><div class="md-header__title">Guild
</div></nav></header><div class="md-container"><main class="md-main"><div class="md-main__inner md-grid">
<div class="md-sidebar md-sidebar--primary"><nav class="md-nav"><ul><li><a href="/">Home</a></li></ul></nav></div>
<div class="md-sidebar md-sidebar--secondary"><nav class="md-nav md-nav--secondary"><label class="md-nav__title">Table of contents</label>
<ul><li><a href="#loot">Loot</a></li></ul></nav></div>
<div class="md-content"><article class="md-content__inner md-typeset"><a href="edit" title="Edit this page" class="md-content__button
md-icon"><svg></svg></a><h1 id="rules">Rules<a class="headerlink" href="#rules" title="Permanent link">¶</a></h1>{content}
<aside class="md-source-file"><span class="md-source-file__fact">June 1, 2024</span></aside>
<form class="md-feedback" name="feedback"><fieldset><legend class="md-feedback__title">Was this page helpful?</legend></fieldset></form>
</article></div></div></main><footer class="md-footer"><div class="md-copyright">Made with <a href="x">Material for MkDocs</a></div></footer>
</div></body>"""
DOCUSAURUS = """<head><title data-rh="true">Rules | Guild</title></head><body><div id="__docusaurus"><div role="region"
aria-label="Skip to main content"><a class="skipToContent_fXgn" href="#__docusaurus_skipToContent_fallback">Skip to main content</a></div>
<nav aria-label="Main" class="navbar"><a href="/">Guild</a></nav><div class="main-wrapper"><div class="docsWrapper_hBAB">
<aside class="theme-doc-sidebar-container"><ul><li><a href="/a">A</a></li></ul></aside><main class="docMainContainer_TBSr">
<div class="container"><div class="row"><div class="col docItemCol_VOVn"><div class="theme-doc-version-banner alert alert--warning">
This is unreleased documentation.</div><div class="docItemContainer_Djhp"><article><nav class="theme-doc-breadcrumbs"><ul><li>
<a href="/">Home</a></li></ul></nav><span class="theme-doc-version-badge badge">Version: Next</span><div class="tocCollapsible_ETCw
theme-doc-toc-mobile"><button>On this page</button></div><div class="theme-doc-markdown markdown"><header><h1>Rules</h1></header>{content}
</div><footer class="theme-doc-footer"><a href="e" class="theme-edit-this-page">Edit this page</a><span class="theme-last-updated">Last
updated on <b>Jun 1, 2024</b></span></footer></article><nav class="pagination-nav"><a href="p">Previous</a></nav></div></div>
<div class="col col--3"><div class="tableOfContents_bqdL theme-doc-toc-desktop"><ul><li><a href="#loot">Loot</a></li></ul></div></div>
</div></div></main></div></div><footer class="theme-layout-footer footer"><div>Copyright © 2024 Guild, Inc.</div></footer></div></body>"""
VITEPRESS = """<head><title>Rules | Guild</title></head><body><div id="app"><div class="Layout"><a href="#VPContent" class="VPSkipLink
visually-hidden">Skip to content</a><header class="VPNav"><div class="VPNavBar"><a class="title" href="/">Guild</a></div></header>
<aside class="VPSidebar"><nav class="nav"><h2>Guide</h2><a href="/a">A</a></nav></aside><div class="VPContent has-sidebar" id="VPContent">
<div class="VPDoc has-sidebar has-aside"><div class="container"><div class="aside"><nav class="VPDocAsideOutline"><div>On this page</div>
<ul><li><a href="#loot">Loot</a></li></ul></nav></div><div class="content"><main class="main"><div class="vp-doc _rules"><div>
<h1 id="rules" tabindex="-1">Rules <a class="header-anchor" href="#rules" aria-label="Permalink to &quot;Rules&quot;">\u200b</a></h1>
{content}</div></div></main><footer class="VPDocFooter"><a class="edit-link-button">Edit this page</a><nav class="prev-next"><a>Next page
</a></nav></footer></div></div></div></div><footer class="VPFooter"><p class="message">Released under the MIT License.</p></footer>
</div></div></body>"""
STARLIGHT = """<head><title>Rules | Guild</title></head><body><a href="#_top" class="sl-skip-link">Skip to content</a><div class="page">
<header class="header"><a href="/" class="site-title">Guild</a></header><nav class="sidebar" aria-label="Main"><ul><li><a href="/a">A</a>
</ul></nav><div class="main-frame"><div class="lg:sl-flex"><aside class="right-sidebar-container"><div class="right-sidebar"><nav><h2>On
this page</h2></nav></div></aside><div class="main-pane"><main data-pagefind-body><div class="content-panel"><div class="sl-container"><h1
id="_top">Rules</h1></div></div><div class="content-panel"><div class="sl-container"><div class="sl-markdown-content">{content}</div>
<footer class="sl-flex"><div class="meta"><a href="e">Edit page</a></div><div class="pagination-links"><a href="n"><span>Next<br><span
class="link-title">More</span></span></a></div></footer></div></div></main></div></div></div></div></body>"""
MEDIAWIKI = """<head><title>Rules - Guild Wiki</title></head><body class="mediawiki ltr"><div id="mw-page-base" class="noprint"></div>
<div id="content" class="mw-body" role="main"><a id="top"></a><div id="siteNotice">We moved to a new server.</div>
<h1 id="firstHeading" class="firstHeading mw-first-heading">Rules</h1><div id="bodyContent" class="vector-body">
<div id="siteSub" class="noprint">From Guild Wiki</div><div id="contentSub"></div><a class="mw-jump-link" href="#mw-head">Jump to
navigation</a><div id="mw-content-text" class="mw-body-content"><div class="mw-content-ltr mw-parser-output">
<div id="toc" class="toc" role="navigation"><div class="toctitle"><h2>Contents</h2></div><ul><li class="toclevel-1"><a href="#loot"><span
class="tocnumber">1</span> <span class="toctext">Loot</span></a></li></ul></div>{content}</div>
<div class="printfooter">Retrieved from "<a href="x">https://w.example/Rules</a>"</div></div><div id="catlinks" class="catlinks"><a
href="c">Category</a>: <ul><li><a href="g">Guides</a></li></ul></div></div></div><div id="mw-navigation"><h2>Navigation menu</h2>
<div id="p-search" role="search">Search</div></div><footer id="footer" class="mw-footer" role="contentinfo"><ul id="footer-info"><li>
This page was last edited on 1 June 2024, at 12:00.</li></ul></footer></body>"""
CONFLUENCE = """<head><title>Guild : Rules</title></head><body class="theme-default aui-theme-default"><div id="page"><div id="main"
class="aui-page-panel"><div id="main-header"><div id="breadcrumb-section"><ol id="breadcrumbs"><li class="first"><span><a
href="index.html">Guild</a></span></li></ol></div><h1 id="title-heading" class="pagetitle"><span id="title-text">Guild : Rules</span></h1>
</div><div id="content" class="view"><div class="page-metadata">Created by <span class="author">Ann</span>, last modified on Jun 01, 2024
</div><div id="main-content" class="wiki-content group"><div class="toc-macro rbtoc1"><ul class="toc-indentation"><li><a href="#loot">Loot
</a></li></ul></div>{content}</div><div class="pageSection group"><div class="pageSectionHeader"><h2 id="attachments"
class="pageSectionTitle">Attachments:</h2></div><div class="greybox" align="left"><a href="a.png">a.png</a> (image/png)<br></div></div>
</div></div><div id="footer" role="contentinfo"><section class="footer-body"><p>Document generated by Confluence on Jun 02, 2024</p>
</section></div></div></body>"""
WORDPRESS = """<head><title>Rules &#8211; Guild</title><meta property="og:site_name" content="Guild"></head><body class="single">
<a class="skip-link screen-reader-text" href="#content">Skip to content</a><header id="masthead" class="site-header"><p
class="site-title"><a href="/">Guild</a></p><nav id="site-navigation"><ul><li><a href="/">Home</a></ul></nav></header>
<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main" class="site-main"><article id="post-1">
<header class="entry-header"><h1 class="entry-title">Rules</h1><div class="entry-meta"><span class="posted-on">Posted on June 1, 2024
</span> <span class="byline">by Ann</span></div></header><div class="entry-content">{content}<div class="sharedaddy"><h3>Share this:</h3>
<ul><li><a href="f">Facebook</a></ul></div><div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3></div></div>
<footer class="entry-footer">Posted in <a href="c">News</a></footer></article><nav class="navigation post-navigation"><a href="p">Older
</a></nav><div id="comments" class="comments-area"><h2 class="comments-title">One thought on “Rules”</h2><ol class="comment-list"><li>
I disagree with all of this.</li></ol><div id="respond"><h3>Leave a Reply</h3></div></div></main></div><aside id="secondary"
class="widget-area"><section class="widget"><h2>Recent Posts</h2><ul><li><a href="x">Hello</a></ul></section></aside></div>
<footer id="colophon" class="site-footer"><div class="site-info">Proudly powered by WordPress</div></footer></body>"""
GOOGLE_DOCS = """<head><title>Rules - Google Docs</title></head><body><div id="banners"><div id="publish-banner">Published using <a
href="d">Google Docs</a></div><a href="r">Report abuse</a><a href="l">Learn more</a></div><div id="header">Rules<div
id="publish-banner-secondary-message">Updated automatically every 5 minutes</div></div><div id="contents"><style>.c1{{font-weight:700}}
</style><div class="c12 doc-content"><p class="c3 title" id="h.a"><span class="c0">Rules</span></p>{content}</div></div></body>"""
NOTION = """<head><title>Rules</title></head><body><article id="1f0a" class="page sans"><header><div class="page-header-icon"><span
class="icon">📜</span></div><h1 class="page-title">Rules</h1><p class="page-description"></p></header><div class="page-body">
<nav class="block-color-gray table_of_contents"><div class="table_of_contents-item"><a href="#loot">Loot</a></div></nav>{content}</div>
</article><span class="sans" style="font-size:14px;padding-top:2em"></span></body>"""
DISCOURSE = """<head><title>Rules - Guides - Guild Forum</title></head><body class="crawler"><header><a href="/">Guild Forum</a></header>
<div id="main-outlet" class="wrap" role="main"><div id="topic-title"><h1><a href="/t/1">Rules</a></h1><div class="topic-category"
itemscope itemtype="http://schema.org/BreadcrumbList"><a href="/c">Guides</a></div></div><div itemscope
itemtype="http://schema.org/DiscussionForumPosting"><div id="post_1" class="topic-body crawler-post"><div class="crawler-post-meta"><span
class="creator">Ann</span></div><div class="post" itemprop="text">{content}</div></div></div><div id="related-topics"
class="more-topics__list" role="complementary"><h3>Related topics</h3><table><tr><td><a href="/t/2">Other</a></table></div></div>
<footer class="container wrap"><nav class="crawler-nav"><ul><li><a href="/">Home</a></ul></nav></footer></body>"""
GITBOOK = """<head><title>Rules | Guild</title></head><body><header><a href="/">Guild</a><button>Ask or search…</button></header><div
class="flex"><aside id="table-of-contents"><ul><li><a href="/a">A</a></ul><a href="https://www.gitbook.com">Powered by GitBook</a></aside>
<main class="flex-1"><header><ol class="flex"><li><a href="/">Guides</a></li></ol><h1>Rules</h1></header><div class="grid">{content}</div>
<div class="mt-6"><a href="/p"><span>Previous</span></a><a href="/n"><span>Next</span></a></div><div><p>Last updated <time>3 months
ago</time></p></div><div role="group"><p>Was this helpful?</p></div></main><aside><nav>On this page</nav></aside></div></body>"""
HUGO = """<head><title>Rules | Guild</title></head><body><header class="navbar"><a href="/">Guild</a></header><div class="container">
<aside class="td-sidebar"><div id="td-sidebar-menu"><a href="/a">A</a></div></aside><aside class="td-sidebar-toc"><nav id="TableOfContents">
<ul><li><a href="#loot">Loot</a></ul></nav></aside><main role="main"><ol class="breadcrumb"><li><a href="/">Docs</a></ol><div
class="td-content"><h1>Rules</h1><header class="article-meta"></header>{content}<div class="d-print-none"><h2 class="feedback--title">
Feedback</h2><p class="feedback--question">Was this page helpful?</p></div></div><div class="td-page-meta__lastmod">Last modified June 1,
2024: <a href="c">Fix a typo (1f0a)</a></div></main></div><footer class="td-footer"><span>© 2024 The authors</span></footer></body>"""
JEKYLL = """<head><title>Rules | Guild</title></head><body><a class="skip-to-main" href="#main-content">Skip to main content</a>
<div class="side-bar"><div class="site-header" role="banner"><a href="/" class="site-title">Guild</a></div><nav id="site-nav"><a
href="/a">A</a></nav></div><div class="main" id="top"><div id="main-header"><div class="search" role="search">Search</div></div>
<div class="main-content-wrap"><nav class="breadcrumb-nav"><a href="/">Home</a></nav><div id="main-content" class="main-content"><main>
<h1 id="rules"><a href="#rules" class="anchor-heading" aria-labelledby="rules"><svg></svg></a> Rules</h1><h2 class="no_toc text-delta"
id="toc">Table of contents</h2><ol id="markdown-toc"><li><a href="#loot" id="markdown-toc-loot">Loot</a></li><li><a href="#more">More</a>
</li></ol>{content}</main><hr><footer><p><a href="#top" id="back-to-top">Back to top</a></p><p class="text-small">Copyright 2024 Ann.
</p></footer></div></div></div></body>"""
FANDOM = """<head><title>Rules | Guild Wiki | Fandom</title></head><body><div class="global-top-navigation"><a href="/x">Games</a></div>
<div class="main-container"><div class="resizable-container"><div class="page has-right-rail"><main class="page__main" lang="en"><div
class="page-header"><div class="page-header__top"><div class="page-header__categories">in: <a href="c">Guides</a></div></div><div
class="page-header__bottom"><h1 class="page-header__title" id="firstHeading">Rules</h1><div class="page-header__actions"><a
href="e" class="wds-button">Edit</a></div></div></div><div id="content" class="page-content"><div id="mw-content-text"><div
class="mw-parser-output"><div id="toc" class="toc"><h2>Contents</h2><ul><li><a href="#loot">1 Loot</a></li></ul></div>{content}</div></div>
</div><div class="page-footer"><section><div class="page-footer__categories"><a href="g">Guides</a></div><div>Community content is
available under <a href="l">CC-BY-SA</a> unless otherwise noted.</div></section></div></main><aside class="page__right-rail"><div
class="rail-module"><h2>Popular Pages</h2></div></aside></div></div></div><footer class="global-footer"><h2>Explore properties</h2></footer>
</body>"""
STEAM = """<head><title>Steam Community :: Guide :: Rules</title></head><body><div id="global_header"><a href="/">STORE</a></div>
<div class="responsive_page_content"><div class="guideHeader"><div class="workshopItemTitle">Rules</div></div><div class="rightContents">
<div class="panel"><div class="rightSectionTopTitle">Guide Index</div><a href="#1">Overview</a></div></div><div class="guide
subSections"><div class="subSection detailBox"><div class="subSectionDesc">{content}</div></div></div><div class="commentthread_area"
id="commentthread_1"><div class="commentthread_comment_text">First!</div></div></div><div id="footer"><div
id="footer_text">© Valve Corporation. All rights reserved.</div></div></body>"""

PAGES = {
    name: page for name, page in list(globals().items()) if name.isupper() and name not in {"RAIDS", "LOOT", "CONTENT", "LONG"}
}


@pytest.mark.parametrize("name", PAGES)
def test_only_the_content_of_a_generated_page_is_quoted(read, name):
    page = PAGES[name].format(content=CONTENT.format(link='<a class="headerlink" href="#loot" title="Link">#</a>'))
    document = read("a.html", f"<!doctype html><html>{page}</html>")
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
        '<a class="sl-anchor-link" href="#loot"><span aria-hidden="true"><svg></svg></span><span class="sr-only">Section titled “Loot”'
        "</span></a>",
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
