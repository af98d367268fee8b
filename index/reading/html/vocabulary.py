"""Names that sites give to parts that are not content, and what such parts say."""

import re

AROUND = (
    r"(?:(?:site|page|main|global|the|wp|md|theme|doc|docs|blog|post|posts|entry|article|app|layout|bottom|top|left"
    r"|right|primary"
    r"|mso|ctl|\d+|secondary|mobile|desktop|single|block|js|gh|mw|vp|td|nextra|book|wiki|my|header|footer|wy|rst|bd|sl|sphinx"
    r"|content|fandom"
    r"|community|crawler|eu|module|region|section|component|ui|ez|the-content)-+)*"
)
AFTER = (
    r"(?:-+(?:container|wrapper|wrap|inner|outer|area|section|box|bar|list|links|link|nav|left|right|desktop|mobile"
    r"|content|block"
    r"|widget|panel|menu|items|item|group|row|column|col|main|primary|secondary|top|bottom|holder|region|side"
    r"|button|buttons|btn"
    r"|icons|icon|text|title|heading|form|banner|notice|popup|modal|overlay|root|component|fixed|sticky|lastmod"
    r"|collapsible|\d+))*"
)


def _named(words: str) -> re.Pattern[str]:
    """Return a pattern of names that are made up of one of these words and of words for places and containers."""
    return re.compile(f"{AROUND}(?:{words}){AFTER}")


ALWAYS = _named(
    r"footer|colophon|nav-?(?:header|footer)|longdesc-?link|site-info|copyright|print-?footer|breadcrumbs?|bread-crumbs?|crumbs|catlinks"
    r"|mw-navigation|mw-panel|mw-head|jump-link|jump-to-nav|site-sub|sub-title-?nav|mw-indicators?|sister-?project(?:s|-\w+)?"
    r"|cookies?(?:-(?:consent|law|policy|alert|message|info|bar|warning|notice))*|gdpr|consent|cc-window|onetrust|cookiebot"
    r"|share-?(?:this|bar|links|daddy)|sharedaddy|social-(?:share|sharing|media|links|icons)|addtoany|a2a-kit|addthis"
    r"|jp-relatedposts|likes-and-labels|newsletter|subscribe|subscription|mailing-list|mc-embed-signup"
    r"|pagination|pager|prev-next|next-prev|previous-next|post-navigation|posts-navigation|rst-footer-buttons"
    r"|comments?|respond|comment-respond|comment-list|disqus(?:-thread)?|giscus|utterances|fb-comments|webmentions"
    r"|related(?:-posts?|-articles?|-pages?|-topics?|-reading|-stories|-questions)?|recommended-\w+|you-may-(?:also-)?like"
    r"|suggested-topics|more-topics|read-next|up-next|popular-posts|recent-posts|tag-?cloud|author-(?:box|bio|info|card)"
    r"|about-(?:the-)?author|byline|(?:entry|post|article|page|blog)-(?:meta|meta-?data|date|utility|tags"
    r"|categories)|posted-on"
    r"|last-?(?:updated|modified|edited)|contributors|source-file|version-(?:banner|warning)|announcement-bar"
    r"|skip-?(?:to-)?(?:main-?)?(?:content|link|links|nav)|skip-to-\w+|skip|edit-?(?:section|this-page|page|link|on-github)"
    r"|back-?to-?top|scroll-?(?:to-?)?top|adverts?|advertisement|adsbygoogle|carbon-?ads|sponsored"
    r"|toc-?btn|toc-?number"
    r"|copy-?btn|btn-copy|copy-(?:code-)?button|copy-to-clipboard|clipboard-copy|zeroclipboard-container"
    r"|w-form-(?:done|fail)|post-buttons|post-?profile|signature|quote-controls|powered-by|report-abuse|banners|page-section-header|greybox|git-info|github-corner|version-badge"
    r"|language-(?:switcher|selector|picker)|lang-(?:switcher|selector)|theme-toggle|modal|popup|toast|snackbar|offcanvas"
)
"""Names of parts that are not content, whatever they contain."""
IF_SHORT = _named(
    r"nav|navs|navi|navigation|nav-?bar|nav-?box|nav-?table|doc-?nav|vertical-navbox|(?:top|bottom)-?lang|topbar|toolbar|masthead|main-?menu|sub-?menu|drop-?down-menu"
    r"|mega-?menu|menu-toggle|nav-toggle|hamburger|sidebar|side-bar|sidenav|side-nav|widget-area"
    r"|toc|tocs|toc-?(?:frame|uplink)|table-?of-?contents?|on-?this-?page|in-this-(?:page|article)|lwptoc|local-?toc|global-?toc|doc-?outline"
    r"|share|sharing|shares|social|likes|search|search-?(?:box|form|field|bar|modal)|algolia|docsearch|feedback|helpful"
    r"|was-this-helpful|article-votes?|vote|rating|tags?|tag-list|no-?print|noprint|print-only|print-link|sign-?up"
    r"|login|actions"
    r"|page-tools|page-actions|announcement|announce|ads?|promo|follow|author|view-source|metadata"
)
"""Names of parts that are not content if most of their text is links, or if they have hardly any text."""
IF_LINKS = _named(
    r"menu|menus|drop-?down|side|aside|rail|widgets?|drawer|contents|page-?index|article-?index|categor(?:y"
    r"|ies)|labels"
    r"|keywords|topics|quick-?links|useful-?links|links|site-?map|header|banner|branding|logo|top|head|profile"
    r"|user-?menu|account"
    r"|badges?|stats|meta|infobar|controls?|authors"
)
"""Names of parts that are not content if most of their text is links."""
SPOKEN_ONLY = {
    *(
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "assistive-text",
        "a11y-hidden",
    ),
    *("screen-reader-response", "screen-reader-shortcut", "u-visually-hidden", "govuk-visually-hidden", "cdk-visually-hidden"),
    *("sr-only-focusable", "u-sr-only", "skip-to-content", "sronly", "vh"),
}
"""Names of text for screen readers, which repeats what others see."""
GUTTERS = {"lineno", "linenos", "linenodiv", "gutter", "hljs-ln-numbers", "line-numbers-rows", "rouge-gutter", "ln", "lnt"}
GUTTERED = {"td", "pre", "span", "div", "code", "a"}
ICON_CLASS = re.compile(r"fa(?:[a-z]?$|-)")
ICON_CODE = re.compile(r":[\w+-]+:")
"""The class of an icon of Font Awesome, and the text that stands for it where the font is missing."""
PERMALINK = re.compile(
    r"(?:header|heading|hash|perma|section|sl-)?-?(?:anchor|permalink|headerlink|header-link|hash-link|anchor-link"
    r"|link-anchor"
    r"|heading-link|direct-link|anchorjs-link|hanchor|header-anchor|anchor-heading|heading-anchor|sl-anchor-link|deep-link"
    r"|td-heading-self-link|self-link|octicon-link)(?:-.*)?"
)
"""Names of a heading's link to itself."""
EDIT_LINK = re.compile(
    r"\[?\s*(?:edit(?: source| section| link)?(?: ?\| ?edit source)?|bearbeiten|modifier|editar|modifica|bewerken)\s*\]?"
    r"|(?:edit|improve|view|suggest edits? (?:to|for)|propose changes to) (?:this |the )?(?:page|doc|document"
    r"|article|source|file)"
    r"(?: (?:on|in|at) \w+)?|(?:edit|view|open|fork)(?: (?:this page|source|it))? on (?:github|gitlab|bitbucket)"
    r"|edit this (?:page|page on github)|suggest (?:an )?edits?|show page source|page source|view source|view page source",
    re.IGNORECASE,
)
SAYINGS = re.compile(
    r"(?:skip|jump) to (?:the )?(?:main |page |primary )?(?:content|navigation|search|footer|menu)\W*"
    r"|(?:back|return|go|scroll) to (?:the )?top\W*|\W*top of (?:the )?page\W*"
    r"|product site(?: ?documentation site)?"
    r"|was this helpful\W*|(?:was|is|did) this (?:page|article|answer|guide|doc(?:ument)?|information|topic"
    r"|content)s? (?:helpful"
    r"|useful|help you)\W*"
    r"|share this(?: (?:page|article|post))?(?: (?:on|with).{0,30})?\W*|print(?: this)?(?: page)?|copy(?: link"
    r"| code| to clipboard)?"
    r"|by .{1,60}\d+ min(?:utes?)?(?: read)?(?: ?see views)?|be the first to add a reaction"
    r"|filed under:? .{1,80}|(?:posted in|tagged(?: with| as)?): .{1,80}"
    r"|(?:you are )?visitor (?:number|no\.?|#) ?\d+.{0,40}|best viewed (?:with|in|at) .{1,60}"
    r"|(?:last|page) (?:updated|modified|edited|changed|was last .{0,20})\b.{0,100}|this page was last (?:edited"
    r"|modified).{0,60}"
    r"|.{0,60}\(last (?:edited|modified) .{1,60}\)|created by .{1,60}?,? last (?:modified|updated|edited) .{1,60}"
    r"|(?:copyright )?(?:©|\(c\)) ?(?:copyright )?(?:\d{4}).{0,100}|all rights reserved\W*"
    r"|(?:powered by|built with) [\w.-]+(?: [\w.-]+)?\W*|(?:proudly )?(?:made|created|generated|hosted|published) (?:with|using"
    r"|by|on|from)"
    r" (?:wordpress|sphinx|mkdocs|material for mkdocs|docusaurus|hugo|jekyll|gitbook|vitepress|vuepress|confluence|notion"
    r"|mediawiki|read the docs|github|google docs|ghost|wix|squarespace|webflow|discourse|bookstack).{0,40}"
    r"|document generated by confluence.{0,60}|published using google docs|report abuse|learn more report abuse"
    r"|updated automatically every \d+ minutes|retrieved from \W{0,3}https?://\S{1,200}\W*|advertisement|loading\W*"
    r"|(?:toggle|open|close|show|hide) (?:the )?(?:menu|navigation|sidebar|table of contents|search|contents)"
    r"|(?:expand|collapse|open|close) all|\W*(?:previous|next|prev|older|newer)(?: (?:page|post|article|topic))?"
    r"(?:\W+(?:previous|next|prev|older|newer)(?: (?:page|post|article|topic))?)?\W*",
    re.IGNORECASE,
)
"""Short texts that are not content wherever they are."""
CONTENTS = re.compile(
    r"(?:table of |page )?contents?|on this page|in this (?:article|page|section|guide)|toc|index|jump to(?: section)?"
    r"|quick links|inhalt(?:sverzeichnis)?|auf dieser seite|sommaire|table des matières|índice|contenido|indice"
    r"|inhoud|spis treści"
    r"|содержание",
    re.IGNORECASE,
)
DIRECTIONS = {
    *("next", "prev", "previous", "up", "parent", "top", "home", "start", "first", "last", "begin", "end", "index", "contents"),
    *("toc", "copyright", "section", "subsection", "chapter"),
}
"""Relations of the pages of a manual, as links to them say."""
APPENDICES = re.compile(
    r"(?:share|spread) (?:this|the word|on).{0,30}|share:?|teilen(?: mit)?:?|leave (?:a|your) (?:reply|comment)"
    r"|add (?:a|your) comment"
    r"|post a comment|(?:no|one|\d+) (?:comments?|thoughts?|repl(?:y|ies)|responses?)(?: (?:on|to) .{1,120})?"
    r"|(?:kommentar|antwort) (?:schreiben|verfassen|hinterlassen)|schreibe(?:n sie)? einen kommentar"
    r"|\d+ kommentare?|laisser un commentaire"
    r"|(?:related|similar|recent|latest|popular|recommended|more|other|trending) (?:posts|articles|stories|news"
    r"|topics|reads|content)"
    r"|recent comments|recommended for you|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|read (?:more"
    r"|next|also)|more from .{1,40}"
    r"|ähnliche (?:beiträge|artikel|themen)|weitere (?:artikel|beiträge)|mehr zum thema|das könnte (?:sie|dich"
    r"|euch) auch interessieren"
    r"|neueste (?:beiträge|kommentare)|articles (?:similaires|liés|récents)|artículos relacionados|entradas recientes"
    r"|(?:join|subscribe to|sign up (?:for|to)|get) (?:our|the) (?:free |weekly |monthly )?(?:newsletter"
    r"|mailing list)|newsletter"
    r"|about the author|über den autor|follow us(?: on .{1,40})?|connect with us|stay (?:connected|in touch"
    r"|up to date)|advertisement",
    re.IGNORECASE,
)
"""Headings of what sites put below their content."""
MAX_APPENDIX = 40
"""Elements after the heading of an appendix that are left out at most."""
SAID_IN = {
    "p",
    "div",
    "span",
    "a",
    "li",
    "small",
    "center",
    "em",
    "i",
    "td",
    "button",
    "strong",
    "b",
    "font",
    "section",
    "label",
}
SPOKEN_LENGTH = 200
"""Characters of the longest text that is looked at for what it says."""
