"""Answer a completion script: print what can come next.

The first line is the kind: `words`, `files` or `folders`. For words, each further line is one, with its meaning behind a tab.
For bash, which has no meanings, it is the text to insert.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from bot.completion.bash_words import BashLine, quoted, split
from bot.completion.candidates import Candidate, Completion, complete

WORD_BREAKS = "=:><"
"""Characters at which readline begins a new word."""


def answer(arguments: Sequence[str], config: str | None) -> None:
    """Print the answer to a script. Its arguments are the name of the shell and the command line so far.

    bash gives the line and the part of its last word that it will replace; zsh and fish give the words after `footnote`, the
    last of which is being typed. `config` is the value of FOOTNOTE_CONFIG.
    """
    shell, *words = arguments or ("",)
    if shell == "bash" and len(words) == len(("line", "replaced")):
        lines = _bash_answer(words[0], words[1], config)
    elif shell in {"zsh", "fish"} and words:
        found = complete(words[:-1], words[-1], config)
        lines = _answer(found, before=found.before if shell == "fish" else "")
    else:
        return
    text = "".join(f"{line}\n" for line in lines)
    with suppress(OSError):  # the shell no longer waits
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()


def _answer(found: Completion, before: str) -> Iterator[str]:
    yield found.kind
    for each in found.candidates:
        yield f"{before}{each.word}\t{each.meaning}"


def _bash_answer(line: str, replaced: str, config: str | None) -> Iterator[str]:
    read = split(line)
    found = complete(read.words[1:], read.current, config)
    yield found.kind
    kept = _kept_length(read, replaced)
    for each in _begun(found, read):
        word = found.before + each.word
        if read.quote:
            yield quoted(word[len(read.before_quote) :], read.quote)  # what is in front of the quotation mark stays
        elif (text := quoted(word)).startswith(read.typed[:kept]):
            yield text[kept:]


def _kept_length(read: BashLine, replaced: str) -> int:
    """Return how much of the last word bash leaves as it is, because it begins a new word at characters such as `=`."""
    part = "" if replaced in WORD_BREAKS else replaced
    return len(read.typed) - len(part) if read.typed.endswith(part) else 0


def _begun(found: Completion, read: BashLine) -> Sequence[Candidate]:
    """Return the candidates that begin with the last word, regardless of case if none does exactly."""
    begun = read.current.removeprefix(found.before)
    exact = [each for each in found.candidates if each.word.startswith(begun)]
    return exact or [each for each in found.candidates if each.word.casefold().startswith(begun.casefold())]
