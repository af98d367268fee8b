"""Discord's markup for things with an id, which people paste into documents from Discord."""

import re

from index.text.characters import has_words
from index.text.lazy_patterns import lazy_pattern

TAG = lazy_pattern(
    r"""
    <(?:
        (?P<sign>@[!&]?|\#)(?P<id>[0-9]{1,20})
      | a?:(?P<emoji>\w+):[0-9]{1,20}
      | /(?P<command>[^:<>\n]+):[0-9]{1,20}
      | t:(?P<seconds>-?[0-9]{1,13})(?::[A-Za-z])?
      | id:(?P<page>[a-z-]+)(?::[0-9]{1,20})?
      | sound:[0-9]{1,20}:[0-9]{1,20}
    )>
  | https?://(?:\w+\.)?discord(?:app)?\.com/channels/(?:@me|[0-9]{1,20})/(?P<place>[0-9]{1,20})(?:/[0-9]{1,20})?/?(?![\w/])
    """,
    re.VERBOSE | re.ASCII,
)
"""A mention, custom emoji, slash command, time, page of a server, sound, or link to a channel or message."""


def without_ids(text: str) -> str:
    """Blank the tags in a text, in which only the names of commands are words, unless it has no others.

    The length of the text stays, so that positions in it do.
    """
    blanked = TAG.sub(_blanked, text) if "<" in text else text
    return blanked if has_words(blanked) else text


def _blanked(tag: re.Match[str]) -> str:
    if tag["place"]:
        return tag[0]
    name = tag["command"] or ""
    return f"  {name}".ljust(len(tag[0]))
