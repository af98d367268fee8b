"""Read HTML: whole pages in `reader`, and here the pieces of HTML in other documents.

For these, the parser is imported when there is HTML to read, because most Markdown has none and a build should start fast.
"""

from index.reading.collector import Collector


def read_fragment(data: str, line: int, collector: Collector, prefix: str = "") -> None:
    """Read HTML embedded at `line` of another document into its collector, with `prefix` before the first block."""
    from index.reading.html.reader import read_fragment as read

    read(data, line, collector, prefix)


def read_words(data: str) -> str:
    """Return the text of a piece of HTML without its markup, and the alternative text of its images."""
    from index.reading.html.reader import read_words as read

    return read(data)
