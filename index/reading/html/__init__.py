"""Read HTML: whole pages, and pieces of HTML in other documents."""

from index.reading.html.reader import read_fragment, read_html, read_words

__all__ = ["read_fragment", "read_html", "read_words"]
