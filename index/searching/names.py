"""Names: which words of the documents are always written with a capital letter."""

from dataclasses import dataclass

from index.storing.lexical import LexicalIndex
from index.storing.passage_file import PassageFile
from index.text.words import PIECE, Stem

PASSAGES = 8
"""The number of passages in which a word is looked up."""


@dataclass(frozen=True, slots=True)
class Names:
    """The words that passages never write in lower case."""

    lexical: LexicalIndex
    passages: PassageFile
    stem: Stem

    def __contains__(self, form: str) -> bool:
        texts = (self.passages[row].embedding_text for row in self.lexical.rows_with(self.stem(form))[:PASSAGES].tolist())
        found = [word for text in texts for word in PIECE.findall(text) if word.lower() == form]
        return bool(found) and all(word[0].isupper() for word in found)
