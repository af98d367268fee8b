"""Languages: stop words, kinds of answers, and how dates and the like are written, in a module for each language.

Everything that depends on the language of the documents asks `language_of`. A language without a module only has its stemmer,
and one without a stemmer matches words as they are written.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from index.text.languages.language import AnswerKind, Language

__all__ = ["ENGLISH", "NONE", "AnswerKind", "Language", "language_of"]

ENGLISH = "english"
"""The default language, for which some rules exist that no other language has."""
NONE = "none"
"""The language of which nothing is known."""


@cache
def language_of(name: str) -> Language:
    """Return what is known of a language, by the name that config.yaml gives it."""
    if name == NONE:
        return Language(NONE, is_exact=True)
    if find_spec(f"{__name__}.{name}") is None:
        return Language(name, stemmer=name)
    known: Language = import_module(f"index.text.languages.{name}").LANGUAGE
    return known
