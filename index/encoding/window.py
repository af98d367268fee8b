"""How much text a model takes in, told by its tokenizer alone: no weights, no torch."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

from index.errors import REBUILD, StoredIndexError

TOKENIZER_NAME = "tokenizer.json"


class TokenizerWindow:
    """The window of a model with the tokenizer in `path`, which is loaded when it is first needed."""

    def __init__(self, path: Path, max_length: int, prompt: str = "") -> None:
        self._path = path
        self._max_length = max_length
        self._prompt = prompt

    @classmethod
    def of_tokenizer(cls, tokenizer: Tokenizer, max_length: int, prompt: str) -> "TokenizerWindow":
        """The window of a tokenizer that is loaded already, and may cut what it encodes."""
        window = cls(Path(), max_length, prompt)
        window.tokenizer = tokenizer
        return window

    @classmethod
    def of_model(cls, folder: Path) -> "TokenizerWindow | None":
        """The window of a sentence-transformers model that is not compiled yet; None if its files do not tell."""
        try:
            settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
            max_length = int(settings["max_seq_length"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        path = folder / TOKENIZER_NAME
        return cls(path, max_length) if path.is_file() else None

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """What cuts texts into tokens."""
        tokenizer = load_tokenizer(self._path)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def limit(self) -> int:
        """The most tokens of a passage, without the model's own and its prompt."""
        special = self.tokenizer.num_special_tokens_to_add(is_pair=False)
        return self._max_length - special - len(self.token_starts(self._prompt))

    def token_starts(self, text: str) -> Sequence[int]:
        """Where each token of the text starts, in characters."""
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        return [start for part in (encoded, *encoded.overflowing) for start, _ in part.offsets]

    def knows(self, word: str) -> bool:
        """Whether there is one token for the whole word."""
        return len(self.tokenizer.encode(word, add_special_tokens=False).ids) == 1


def load_tokenizer(path: Path) -> Tokenizer:
    """Read a tokenizer's file, which is data. Raises StoredIndexError when it holds none."""
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # noqa: BLE001  # the library raises nothing narrower, whatever is wrong with a file
        raise StoredIndexError(f"not a tokenizer ({error})", where=str(path), fix=REBUILD) from None


def unknown_token(tokenizer: Tokenizer) -> int | None:
    """The id of the token that stands for whatever a model does not know, if it has one."""
    name = getattr(tokenizer.model, "unk_token", None)
    return tokenizer.token_to_id(name) if isinstance(name, str) else None
