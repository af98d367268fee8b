"""Names of the directives of Sphinx and MyST, by what is made of their contents."""

TITLED = {
    *("admonition", "dropdown", "details", "card", "tab-item", "tab", "topic", "sidebar", "grid-item-card", "table"),
    *("list-table", "rubric", "collapse", "proof", "theorem", "exercise", "versionadded", "versionchanged", "deprecated"),
}
"""Directives whose argument is a title, not the start of the text."""
WRAPPERS = {
    *("tab-set", "tabs", "group-tab", "grid", "grid-item", "button-link", "button-ref", "card-carousel", "margin"),
    *("container", "div", "epigraph", "glossary"),
    *("eval-rst", "figure", "figure-md", "hlist", "centered", "only", "ifconfig", "compound", "pull-quote", "highlights"),
    "parsed-literal",
}
LEFT_OUT = {
    *("toctree", "contents", "image", "include", "index", "raw", "meta", "tableofcontents", "bibliography", "literalinclude"),
    *("highlight", "default-role", "role", "currentmodule", "module", "automodule", "autoclass", "replace", "embed", "iframe"),
    *("sectnum", "local", "unicode", "plot", "graphviz", "mermaid", "video", "youtube"),
}
CODE = {"code-block", "code", "sourcecode", "code-cell", "prompt", "parsed-literal", "literal", "math", "doctest", "testcode"}
