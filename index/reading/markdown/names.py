"""Names of tags and components, and what they mean in Markdown."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HTML_NAMES = _words("""
    a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button
    canvas caption center cite code col colgroup command data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
    iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu
    menuitem meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext
    pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike strong style
    sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
""")
SVG_NAMES = _words("""
    animate circle clippath defs desc ellipse feblend feflood femerge filter foreignobject g line lineargradient
    marker mask metadata mfrac mi mn mo mrow msqrt msub msup mtext path pattern polygon polyline radialgradient rect
    set stop switch symbol text textpath tspan use view
""")
PLACEHOLDER_NAMES = SVG_NAMES | _words("""
    address area article base button canvas caption code command content data dialog dir embed figure form frame image
    input label legend link listing main map mark menu menuitem meta meter nav object option output param picture
    progress q search section select slot source time title track var video
""")
"""Names of tags that are also common in placeholders, such as `/remind <time>`: tags only with attributes or a closing tag."""
TRANSPARENT_NAMES = _words("""
    article blockquote center div figcaption figure font main p section small span
""")
"""Tags whose contents are read as Markdown by MDX."""
BLOCK_NAMES = _words("""
    address article aside blockquote center dd details div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li
    main nav ol p pre section summary table tbody td th thead tr ul
""")
INLINE_COMPONENTS = _words("""
    abbr anchor badge button chip code color emoji external externallink fa fontawesomeicon highlight hl icon image
    img inline inlinecode kbd key keyboard label latex link mark math navlink pill popover ref routerlink sub sup
    t tag term text tooltip trans translate var version
""")
"""Components within a line of text, in lower case: their titles are hints, not headings."""
NAMED_COMPONENTS = re.compile(
    r"(?:accordion|tab|step|card|faq|question|collaps|expand|fold|toggle|panel|field|section|spoiler|details|dropdown)",
    re.IGNORECASE,
)
"""Components whose attribute `name` is shown."""
TITLE_COMPONENTS = re.compile(r"q|(?!.*page).*(?:question|trigger|summary|title|header|heading)", re.IGNORECASE)
"""Components that contain the title of what follows them, or of what is inside of them behind it."""
ANSWER_COMPONENTS = re.compile(r"a|.*(?:answer|body|content|panel)", re.IGNORECASE)
"""Components that contain all that belongs to the title before them."""


def is_known(name: str) -> bool:
    """Return whether HTML, SVG or MathML knows a tag."""
    name = name.lower()
    return name in HTML_NAMES or name in SVG_NAMES or name.startswith("fe")


def is_component(name: str) -> bool:
    """Return whether a tag is spelled like a component: capitalised or dotted, but not a tag of HTML in capitals."""
    return "." in name or (name[:1].isupper() and not (name.isupper() and is_known(name)))
