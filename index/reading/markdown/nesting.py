"""Helpers of inline rules whose match contains Markdown."""

from markdown_it.rules_inline import StateInline


def push_inline(state: StateInline, text: str) -> None:
    """Parse a text as inline Markdown, and add its tokens."""
    if state.pending:
        state.pushPending()
    before = len(state.tokens)
    inside = StateInline(text, state.md, state.env, [])
    inside.level = state.level + 1
    state.md.inline.tokenize(inside)
    for rule in state.md.inline.ruler2.getRules(""):
        rule(inside)
    state.tokens += inside.tokens
    state.tokens_meta += [None] * (len(state.tokens) - before)


def push(state: StateInline, kind: str, content: str) -> None:
    """Add a token without children."""
    state.push(kind, "", 0).content = content
