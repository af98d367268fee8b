"""Words that fill a question for a list without naming its subject, by the language of the documents."""

from index.text.languages import language_of

UNSPACED = frozenset(
    "はがをにでとのもかへやなんですますきくいるしたてこれあどうよら何什么是有哪些怎样样麼麽樣哪如何的吗嗎呢我你们們要在请請問问和了需"
)
"""Characters of Japanese and Chinese that shape a question and name nothing."""


def is_filler(word: str, language: str) -> bool:
    """Return whether a word in lower case only fills a question about documents in a language."""
    return word in language_of(language).filler_words or word in UNSPACED
