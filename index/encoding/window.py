"""The input limit of a model, measured with its tokenizer alone: no weights, no torch."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

from index.errors import REBUILD, StoredIndexError

TOKENIZER_NAME = "tokenizer.json"


class TokenizerWindow:
    """The window of a model whose tokenizer is in the file `path`, loaded on first use."""

    def __init__(self, path: Path, max_length: int, prompt: str = "") -> None:
        self._path = path
        self._max_length = max_length
        self._prompt = prompt

    @classmethod
    def from_tokenizer(cls, tokenizer: Tokenizer, max_length: int, prompt: str) -> "TokenizerWindow":
        """Return the window of a loaded tokenizer, which may truncate."""
        window = cls(Path(), max_length, prompt)
        window.tokenizer = tokenizer
        return window

    @classmethod
    def from_model(cls, folder: Path) -> "TokenizerWindow | None":
        """Return the window of a model that is not compiled yet, or None if its files do not define one."""
        try:
            settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
            max_length = int(settings["max_seq_length"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        path = folder / TOKENIZER_NAME
        return cls(path, max_length) if path.is_file() else None

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, without padding or truncation if it was loaded from `path`."""
        return whole_texts(load_tokenizer(self._path))

    @cached_property
    def limit(self) -> int:
        """The maximum number of tokens in a passage, not counting special tokens and the prompt."""
        special = self.tokenizer.num_special_tokens_to_add(is_pair=False)
        return self._max_length - special - len(self.token_starts(self._prompt))

    def token_starts(self, text: str) -> Sequence[int]:
        """Return where each token of the text starts, in characters."""
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        return [start for part in (encoded, *encoded.overflowing) for start, _ in part.offsets]

    def has_token(self, word: str) -> bool:
        """Return whether one token covers the whole word."""
        return len(self.tokenizer.encode(word, add_special_tokens=False).ids) == 1


def load_tokenizer(path: Path) -> Tokenizer:
    """Load tokenizer.json, which contains no code. Raises StoredIndexError if it is not a tokenizer."""
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # noqa: BLE001  # the library raises nothing narrower
        raise StoredIndexError(f"not a tokenizer ({error})", where=str(path), fix=REBUILD) from None


def whole_texts(tokenizer: Tokenizer) -> Tokenizer:
    """Return a tokenizer after turning off that it cuts or pads texts."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, path: Path) -> None:
    """Write a tokenizer to a file, without truncation and padding."""
    whole_texts(tokenizer).save(str(path))


def unknown_token(tokenizer: Tokenizer) -> int | None:
    """Return the id of the unknown token, or None if the model has none."""
    name = getattr(tokenizer.model, "unk_token", None)
    return tokenizer.token_to_id(name) if isinstance(name, str) else None
