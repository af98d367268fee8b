"""The languages that models were trained on, as far as it is known."""

import re

ENGLISH_ONLY = re.compile(
    r"all-(?:minilm|mpnet|distilroberta)-.+|(?:multi-qa|msmarco)-.+|mdbr-leaf-\w+|bge-(?:small|base|large)-en\b.*"
    r"|e5-(?:small|base|large)(?:-v2)?|gte-(?:small|base|large)|gte-modern.*|snowflake-arctic-embed-(?:xs|s|m|l|m-long|m-v1\.5)"
    r"|granite-embedding-.*english.*|answerai-colbert-.*|mxbai-(?:edge-colbert|embed-large|embed-xsmall)-.*|lateon.*|colbertv2.*",
    re.IGNORECASE,
)
"""Names, without their owners, of models that were trained on English text alone."""


def reads(model: str, language: str) -> bool:
    """Return whether a model knows a language, as far as its name tells; a model that is not known here does."""
    return language in {"english", "none"} or ENGLISH_ONLY.fullmatch(model.rpartition("/")[2]) is None


def unread_note(model: str, language: str) -> str | None:
    """Return a line that says that a model does not know the language of the documents, or None if it does."""
    if reads(model, language):
        return None
    return (
        f"language: {model} was trained on English, so in {language} it finds little beyond the documents' own words; "
        "set `model: multilingual` in config.yaml"
    )
