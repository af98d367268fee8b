"""Names of tags and of kinds of notes, and what they mean in Markdown."""

import re

from index.text.characters import fold


def _words(text: str, separator: str | None = None) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(separator))


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
    img inline inlinecode item kbd key keyboard label latex link mark math navlink pill popover ref routerlink sub sup
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
KINDS = _words(
    """
    abstract, achtung, admonition, advertencia, advice, alert, anmerkung, announcement, aside, astuce, atención,
    atenção, attention, attenzione, aufgabe, avertissement, aviso, avvertenza, avviso, base, beispiel, belangrijk,
    bemerkung, beta, bilgi, block, bug, callout, caution, check, cite, code, conseil, consejo, consiglio, contrast,
    critical, cuidado, danger, dark, default, dependency, deprecated, deprecation, details, dica, dikkat, done,
    důležité, ejemplo, error, esempio, example, exemple, exemplo, experimental, fact, fail, failure, faq, fara, fare,
    fehler, frage, gefahr, gevaar, ghost, heads up, help, hilfe, hint, hinweis, hinweise, huomio, important,
    importante, info, información, informacja, information, informazione, informazioni, informação, infos, ipucu, key,
    let op, light, merk, merke, mise en garde, missing, nebezpečí, new, niebezpieczeństwo, nota, note, notes,
    notice, obs, observação, observera, ok, opmerking, ostrzeżenie, pas op, peligro, pericolo, perigo, porada,
    poznámka, pozor, precaución, primary, pro tip, protip, prudence, przykład, question, quote, remarque, reminder,
    secondary, see also, seealso, snippet, stop, success, sugerencia, suggerimento, summary, tehlike, tip, tipp, tips,
    tl;dr, tldr, todo, truco, upozornění, uwaga, uyarı, varning, varování, versionadded, versionchanged, vigtigt,
    viktigt, voorbeeld, vorsicht, waarschuwing, warn, warning, warnings, warnung, ważne, wichtig, wichtiger hinweis,
    wskazówka, zitat, à noter, önemli, важливо, важно, внимание, заметка, застереження, зверніть увагу,
    информация, опасно, опасность, осторожно, подсказка, порада, предупреждение, примечание, примітка, совет,
    увага,
    ヒント, メモ, 信息, 備註, 危险, 危険, 危險, 备注, 小贴士, 情報, 提示, 注意, 注意事项, 詳細,
    警告, 详情, 資訊, 资讯, 重要, 경고, 노트, 알림, 위험, 정보, 주의, 중요, 참고, 팁
    """,
    ",",
)
"""Titles of notes that say nothing but their kind: names of kinds, also as generators translate them."""
DECORATION = re.compile(r"^[\W_]+|[\W_]+$")


def is_kind(title: str) -> bool:
    """Return whether the title of a note only names its kind, such as "Note" or "⚠️ WARNING:"."""
    return DECORATION.sub("", fold(title).casefold()) in KINDS


def is_known(name: str) -> bool:
    """Return whether HTML, SVG or MathML knows a tag."""
    name = name.lower()
    return name in HTML_NAMES or name in SVG_NAMES or name.startswith("fe")


def is_component(name: str) -> bool:
    """Return whether a tag is spelled like a component: capitalised or dotted, but not a tag of HTML in capitals."""
    return "." in name or (name[:1].isupper() and not (name.isupper() and is_known(name)))
