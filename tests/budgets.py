"""The number of examples hypothesis draws: few by default, many for `make test-thorough`."""

from hypothesis import settings

QUICK_EXAMPLES = 25
"""Examples per property in the default profile."""


def budget(examples: int) -> int:
    """Scale a number of examples chosen for the default profile to the current profile."""
    return max(1, examples * settings.default.max_examples // QUICK_EXAMPLES)
