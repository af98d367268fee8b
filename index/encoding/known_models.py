"""What is known of models by their names: whether they know a language, and how far apart their cosines are."""

import re

from index.encoding.models import E5, full_name

ENGLISH_ONLY = re.compile(
    r"all-(?:minilm|mpnet|distilroberta)-.+|(?:multi-qa|msmarco)-.+|mdbr-leaf-\w+|bge-(?:small|base|large)-en\b.*"
    r"|e5-(?:small|base|large)(?:-v2)?|gte-(?:small|base|large)|gte-modern.*|snowflake-arctic-embed-(?:xs|s|m|l|m-long|m-v1\.5)"
    r"|granite-embedding-.*english.*|answerai-colbert-.*|mxbai-(?:edge-colbert|embed-large|embed-xsmall)-.*|lateon.*|colbertv2.*",
    re.IGNORECASE,
)
"""Names, without their owners, of models that were trained on English text alone."""


E5_COSINE = 3.0
"""The weight of the cosine of models of the E5 family, most of whose cosines are between 0.75 and 0.9.

Measured on the sets of corpus/languages: 1 finds less in five of six, and 6 no more.
"""


def cosine_weight(model: str) -> float:
    """Return the weight of a model's cosines: more than 1 if they differ less between texts than those of other models."""
    return E5_COSINE if E5.fullmatch(full_name(model)) else 1.0


def reads(model: str, language: str) -> bool:
    """Return whether a model knows a language, as far as its name tells; a model that is not known here does."""
    return language in {"english", "none"} or ENGLISH_ONLY.fullmatch(model.rpartition("/")[2]) is None


def unread_note(model: str, language: str) -> str | None:
    """Return a line that says that a model does not know the language of the documents, or None if it does."""
    if reads(model, language):
        return None
    return (
        f"language: {model} was trained on English, so in {language.capitalize()} it finds little beyond the documents' own "
        "words; set `model: multilingual` in config.yaml"
    )
