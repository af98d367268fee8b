"""Tell wordings of a question apart: which are the same but for case and marks, and which ask for something else."""

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass

from index.text.answer_kinds import AnswerKind, asked_kind
from index.text.literals import asked_literals
from index.text.words import are_common, stemmer, words

MARKS = re.compile(r"[\s!\"'(),./:;?\[\]\\{}¡¿‘’‚‛“”„‟…‐‑‒–—*_~`|<>،؛؟。、！？，：；（）「」『』-]+")
"""What a wording can have more or less of and still be the same. Symbols are not among them: `C++` is not `C#`."""
_SMALL_WORDS = {
    "english": (
        "a an the please pls plz thanks thank thx ty hi hello hey sorry i we you it they he she me us my our your their do "
        "does did can could would will am is are was were be been there this that just so also any some anyone know tell"
    ),
    "german": (
        "ein eine einen einem einer der die das den dem des bitte danke hallo hi ich wir du ihr man mir uns mein unser kann "
        "können ist sind gibt es denn mal auch"
    ),
    "french": (
        "le la les l un une des svp stp merci bonjour salut je j nous on vous tu mon ma mes est ce c que peut peux puis y il a"
    ),
    "spanish": "el la los las un una unos unas por favor gracias hola yo me mi mis es se puedo puede hay",
    "portuguese": "o a os as um uma uns umas por favor obrigado obrigada olá oi eu me meu minha é se posso pode há tem",
}
_NEGATIONS = (
    "not no never without cannot nt cant dont doesnt isnt arent wont nicht kein keine keinen ohne nie pas sans jamais sin "
    "nunca não sem nao"
)
SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
"""Articles, courtesies, pronouns and auxiliaries by language: what is asked is the same without them."""
MIN_KEPT = 2
"""Words that have to be left if small ones are taken away."""
NEGATIONS = frozenset(_NEGATIONS.split())
"""Words that turn a question into its opposite."""
THOUSANDS = re.compile(r"(?<=\d)[,.\u202f'’](?=\d{3}(?!\d))")
NUMBER = re.compile(r"\d+")
SIGNED = re.compile(r"[^\W\d_]+(?:\+\+|[+#](?!\w))")
"""A word that a sign makes another one: `C++` and `C#` are not `C`."""
MAX_DIGITS = 30
MAX_TEXT = 2_000
"""Characters of a question that are looked at, as many as one can have."""


def shared_form(question: str) -> str:
    """Return the form that a question shares with the same one in other case or with other marks."""
    folded = unicodedata.normalize("NFKC", question[:MAX_TEXT]).casefold()
    return " ".join(MARKS.sub(" ", folded).split()) or folded.strip()


def without_small_words(form: str, language: str) -> str:
    """Return a shared form without the small words of a language, unless too little is left."""
    small = SMALL_WORDS.get(language, frozenset())
    kept = [word for word in form.split() if word not in small]
    return " ".join(kept) if len(kept) >= MIN_KEPT else form


@dataclass(frozen=True, slots=True)
class Subject:
    """What a wording asks about: its numbers, dates and symbols, its other words, and the kind of answer it wants.

    `content` holds the stems of the words that are no stop words, in order; `forms` has how each is written, and `frame` is the
    question without them.
    """

    named: frozenset[Hashable]
    content: tuple[str, ...]
    forms: tuple[str, ...]
    frame: tuple[str, ...]
    kind: AnswerKind | None
    is_negated: bool

    @classmethod
    def of(cls, question: str, language: str) -> "Subject":
        """Return the subject of a question in the language of the documents."""
        text = question[:MAX_TEXT]
        found = words(text, stemmer(language))
        common = are_common(text, found, language)
        kept = [word for word, is_stop in zip(found, common, strict=True) if not is_stop and not word.term.isdigit()]
        return cls(
            named=_named(text, language),
            content=tuple(word.term for word in kept),
            forms=tuple(text[word.start : word.end].lower() for word in kept),
            frame=tuple(word.term for word, is_stop in zip(found, common, strict=True) if is_stop),
            kind=asked_kind(text, language),
            is_negated=_is_negated(text),
        )

    def replaced(self, other: "Subject") -> tuple[str, str] | None:
        """Return the only content word in whose place `other` has another one, and that one; None if more or nothing differs.

        If there are no other content words to say that both are about the same, all stop words have to be equal.
        """
        if len(self.content) != len(other.content) or (len(self.content) == 1 and self.frame != other.frame):
            return None
        differing = [
            place for place, (own, theirs) in enumerate(zip(self.content, other.content, strict=True)) if own != theirs
        ]
        return (self.forms[differing[0]], other.forms[differing[0]]) if len(differing) == 1 else None

    def asks_otherwise(self, other: "Subject") -> bool:
        """Return whether wordings want other kinds of answers, as *when* and *who* do, or one is the opposite of the other."""
        is_other_kind = None not in {self.kind, other.kind} and self.kind != other.kind
        return is_other_kind or (self.content == other.content and self.is_negated != other.is_negated)


def _named(text: str, language: str) -> frozenset[Hashable]:
    """Return the numbers, the weekdays and dates in words, and the symbols of a question."""
    numbers = {each[-MAX_DIGITS:].lstrip("0") or "0" for each in NUMBER.findall(THOUSANDS.sub("", text))}
    literals = {(each.kind, each.spans) for each in asked_literals(text, language) if not NUMBER.search(each.written)}
    symbols = {mark for mark in text if not mark.isascii() and unicodedata.category(mark) == "So"}
    return frozenset({*numbers, *literals, *symbols, *SIGNED.findall(text.casefold())})


def _is_negated(text: str) -> bool:
    return any(word in NEGATIONS for word in re.findall(r"[^\W_]+", text.lower().replace("'", "").replace("’", "")))
