"""Word lists: the words of a language and how often people write them, from the lists that pyspellchecker installs.

Only the file of a list is read, not the library: a dictionary in JSON with one word a line, in alphabetical order. Looking up
a word searches the text of the file, so that opening a list takes milliseconds and a few megabytes.
"""

import gzip
import re
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

CODES = {
    "arabic": "ar", "basque": "eu", "dutch": "nl", "english": "en", "french": "fr", "german": "de", "italian": "it",
    "portuguese": "pt", "russian": "ru", "spanish": "es",
}  # fmt: skip
"""The list of each language that has one, by the language's Snowball name."""
RECENT_WORDS = {
    "english": frozenset({
        "admin", "admins", "aight", "airbnb", "allowlist", "alot", "aswell", "async", "auth", "aws", "backend", "blocklist",
        "boba", "bruh", "burpees", "byob", "chai", "cidr", "clis", "collab", "collabs", "comms", "comp", "convo", "covid",
        "cryptocurrencies", "cryptocurrency", "deets", "defi", "defo", "deliveroo", "devel", "devs", "diff", "diffs", "dirs",
        "dlcs", "dming", "docs", "docx", "dosa", "doxing", "doxxing", "ebike", "emoji", "emojis", "esports", "ethereum",
        "facetime", "flickr", "fortnite", "freemium", "frontend", "ganking", "gcses", "gifs", "goto", "hashtag", "hashtags",
        "heya", "hiit", "iframe", "iframes", "iirc", "kanban", "larper", "larping", "latinx", "leaderboard", "leaderboards",
        "legos", "linkedin", "linter", "linting", "lockdown", "lockdowns", "lyft", "macos", "matcha", "maths", "meds", "merch",
        "minecraft", "misc", "mmos", "modded", "modding", "modmail", "monzo", "motd", "mutex", "nfts", "noob", "noone", "npcs",
        "oauth", "oled", "onboarding", "openai", "openid", "padel", "paneer", "parkour", "patreon", "paypal", "pptx", "prob",
        "probs", "pyjamas", "quora", "reddit", "redis", "regex", "repo", "repos", "respec", "revolut", "rfid", "roblox", "roti",
        "rsus", "rsvp", "sashimi", "sched", "selfie", "selfies", "serger", "sesh", "shawarma", "siri", "skript", "slas",
        "smartphone", "smartphones", "smurfing", "speedrun", "stderr", "stdin", "struct", "structs", "sudo", "systemd",
        "tiktok", "toggl", "topo", "vape", "vaped", "vapers", "vapes", "vaping", "vcard", "vcards", "venmo", "vimeo", "visio",
        "vlog", "vlogger", "vlogs", "webhook", "webhooks", "webinar", "webinars", "wechat", "weeb", "wifi", "wiki", "wikis",
        "xcode", "xlsx", "yall", "yaml", "yeet", "youtuber", "youtubers", "zapier",
    }),
}  # fmt: skip
"""Words that people write in chats and the lists lack, by language."""
FREQUENT = re.compile(rb'\n"([^"\']+)": (\d{3,})')
"""A line of a word that was seen at least a hundred times."""
MAX_CACHED_LOOKUPS = 16_384
"""Words of which it is kept in memory whether a list has them."""
KNOWN_COUNT = 1000
"""How often a word was seen that everybody knows."""


class WordList:
    """The words of a language in lower case; `text` has a line such as `"word": 12,` for each, in alphabetical order.

    It has the words of `others` too, as rare ones.
    """

    def __init__(self, text: bytes, others: frozenset[str] = frozenset()) -> None:
        self._text = text
        self._others = others
        self._frequent: dict[str, dict[str, int]] = {}
        self._has = lru_cache(MAX_CACHED_LOOKUPS)(self._look_up)

    def __contains__(self, word: str) -> bool:
        return self._has(word)

    def _look_up(self, word: str) -> bool:
        wanted = word.encode()
        return word in self._others or self._text.startswith(b'\n"%b":' % wanted, self._start(wanted))

    def frequent(self, first: str) -> dict[str, int]:
        """Return the words that start with a letter and were seen at least a hundred times, each with how often."""
        if first in self._frequent:
            return self._frequent[first]
        start, end = self._start(first.encode()), self._start(first.encode() + b"\xff")  # which no word contains
        found = {word.decode(): int(count) for word, count in FREQUENT.findall(self._text, start, end)}
        return self._frequent.setdefault(first, found) if found else found

    def _start(self, word: bytes) -> int:
        """Return where the line of a word starts, with the line break before it, or would start."""
        return bisect_left(range(len(self._text)), word, key=self._word_at)

    def _word_at(self, position: int) -> bytes:
        """Return the word of the line that a position is in; a line break belongs to the line after it."""
        start = self._text.rfind(b"\n", 0, position + 1)
        return self._text[start + 2 : self._text.find(b'"', start + 2)] if start >= 0 else b""


@cache
def word_list(language: str) -> WordList:
    """Return the list of a language, by its Snowball name; it is empty for languages without one."""
    package = find_spec("spellchecker")
    if language not in CODES or package is None or not package.submodule_search_locations:
        return WordList(b"")
    from index.text.known_names import KNOWN_NAMES

    path = Path(package.submodule_search_locations[0], "resources", f"{CODES[language]}.json.gz")
    text = gzip.decompress(path.read_bytes()) if path.exists() else b""
    return WordList(text, RECENT_WORDS.get(language, frozenset()) | KNOWN_NAMES)
