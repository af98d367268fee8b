"""Finds the true target of links that go through a page that counts clicks or warns of other sites."""

from urllib.parse import parse_qs, unquote, urlsplit

PARAMETERS = {
    "google": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
    "l.messenger.com": ("/l.php", ("u",)),
    "slack-redir.net": ("/link", ("url",)),
    "safelinks.protection.outlook.com": ("/", ("url",)),
    "statics.teams.cdn.office.net": ("/evergreen-assets/safelinks", ("url",)),
    "www.youtube.com": ("/redirect", ("q",)),
    "steamcommunity.com": ("/linkfilter", ("u", "url")),
    "out.reddit.com": ("/", ("url",)),
    "duckduckgo.com": ("/l", ("uddg",)),
    "vk.com": ("/away.php", ("to",)),
    "www.linkedin.com": ("/redir", ("url",)),
    "medium.com": ("/r", ("url",)),
    "disq.us": ("/url", ("url",)),
    "exit.sc": ("/", ("url",)),
    "via.hypothes.is": ("", ()),
    "href.li": ("", ()),
}
"""Hosts of such pages, the start of their path, and the parameters that hold the target; if none, the query is the target."""
MAX_LAYERS = 3
"""The number of such pages in a row, which happens when messages are forwarded."""
MAX_LENGTH, MAX_PARAMETERS = 10_000, 100
"""Limits of the characters of a link and of its parameters."""


def unwrap(target: str) -> str:
    """Return the true target of a link; a link that leads straight to its target is returned as it is."""
    for _ in range(MAX_LAYERS):
        inside = _inside(target)
        if not inside.startswith(("http://", "https://")):
            break
        target = inside
    return target


def _inside(target: str) -> str:
    if not target.startswith(("http", "//")) or "?" not in target or len(target) > MAX_LENGTH:
        return ""
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if host.startswith(("www.google.", "google.")):
        host = "google"
    elif host.endswith(".safelinks.protection.outlook.com"):
        host = "safelinks.protection.outlook.com"
    path, names = PARAMETERS.get(host, ("", None))
    if names is None or not parts.path.startswith(path):
        return ""
    if not names:
        return unquote(parts.query) if "%3A%2F%2F" in parts.query.upper() else target.partition("?")[2]
    found = parse_qs(parts.query) if parts.query.count("&") < MAX_PARAMETERS else {}
    return next((found[name][0] for name in names if name in found), "")
