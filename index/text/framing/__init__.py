"""Framing: what people put around a question in a chat, such as *hey all, quick question:* before it and *thanks!* after it."""

from index.text.framing.removing import without_framing

__all__ = ["without_framing"]
