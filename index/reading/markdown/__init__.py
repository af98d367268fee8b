"""Read Markdown in the spellings of GitHub and of the usual site generators."""

from index.reading.markdown.reader import read_markdown

__all__ = ["read_markdown"]
