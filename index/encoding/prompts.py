"""Find the prompts for questions and passages among those that a model names in its own way."""

import re
from collections.abc import Collection, Iterator, Mapping

from index.encoding.models import usual_prompts

QUESTION_NAMES, PASSAGE_NAMES = ("query",), ("document", "passage", "corpus")
"""The names that sentence-transformers itself looks for, in order."""
QUESTION_WORDS = {"query", "queries", "question", "questions", "q"}
PASSAGE_WORDS = {
    *("document", "documents", "doc", "docs", "passage", "passages", "corpus", "context", "contexts", "paragraph"),
    *("answer", "answers", "target"),
}
SEARCH_WORDS = {
    "retrieval",
    "retrieve",
    "search",
    "web",
    "s2p",
    "asymmetric",
    "ir",
    "rag",
    "qa",
    "text",
    "prompt",
    "instruction",
}
"""Words beside them in names such as `web_search_query`, `s2p_query` and `retrieval.passage`, but not in `sts_query`."""
WORD = re.compile(r"[a-z0-9]+")


def choose_prompts(prompts: Mapping[str, str | None], default_name: str | None, hub_name: str | None) -> tuple[str, str]:
    """Return the prompt for questions and that for passages, of the prompts that a model's configuration names.

    A prompt that is the default for all texts is used for both, unless its name says that it is for one of them.
    """
    named = {name: prompt for name, prompt in prompts.items() if prompt}
    if not named:
        named = usual_prompts(hub_name)
    question = next(_matching(named, QUESTION_NAMES, QUESTION_WORDS), None)
    passage = next(_matching(named, PASSAGE_NAMES, PASSAGE_WORDS), None)
    default = named.get(default_name or "")
    words = set(words_of(default_name or ""))
    if question is None and default and words.isdisjoint(PASSAGE_WORDS):
        question = default
    if passage is None and default and words.isdisjoint(QUESTION_WORDS):
        passage = default
    return question or "", passage or ""


def _matching(prompts: Mapping[str, str], names: Collection[str], words: Collection[str]) -> Iterator[str]:
    """Yield the prompts with one of the names, then those whose names consist of such words and of words for searching."""
    yield from (prompts[name] for name in names if name in prompts)
    for name, prompt in prompts.items():
        found = set(words_of(name))
        if not found.isdisjoint(words) and found <= {*words, *SEARCH_WORDS}:
            yield prompt


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case, also if it is written as `queryPrompt`."""
    return WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
