"""The address of the vector database in config.yaml, and how it is shown without its secrets."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.errors import SettingsError
from index.files.paths import resolve_path
from index.settings import Settings

LITE = ".db"
"""The end of a path at which Milvus Lite keeps its files."""
SCHEMES = ("http", "https", "tcp", "unix")
DEFAULT_PORT = 19530


@dataclass(frozen=True, slots=True)
class Address:
    """The place of a vector database: the `uri` without user and password, or the folder of Milvus Lite.

    `shown` is for messages, and `token` is never shown. `timeout` is the number of seconds that a question may wait for it.
    """

    shown: str
    name: str
    timeout: float
    uri: str = ""
    lite: Path | None = None
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "Address":
        """Return the address in the settings. Raises SettingsError if it is no address, or if its token is missing."""
        store = settings.store
        if store is None:
            raise SettingsError("no `store` is set", where=str(settings.file))
        token = _token(settings, store.token_variable)
        if store.milvus.endswith(LITE) and "://" not in store.milvus:
            path = resolve_path(settings.root, store.milvus)
            return cls(str(path), store.name, store.timeout, lite=path)
        fix = "write `http://HOST:19530`, or a path that ends in `.db`"
        where = str(settings.file)
        try:
            parts = urlsplit(store.milvus)
            port = parts.port or (443 if parts.scheme == "https" else DEFAULT_PORT)
            host = parts.hostname or ""
        except ValueError:
            raise SettingsError("`store.milvus` is no address of a Milvus server", where=where, fix=fix) from None
        if parts.scheme not in SCHEMES or not (host or parts.scheme == "unix"):
            raise SettingsError("`store.milvus` is no address of a Milvus server", where=where, fix=fix)
        if parts.scheme == "unix":
            return cls(store.milvus, store.name, store.timeout, store.milvus, token=token)
        if parts.username and not token:
            token = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        uri = f"{parts.scheme}://{place}{parts.path.rstrip('/')}"
        return cls(uri, store.name, store.timeout, uri, token=token)

    def hide(self, text: str) -> str:
        """Return a text from the server or its client without the token and its parts."""
        user, _, password = self.token.partition(":")
        for secret in (self.token, password or user):
            if secret:
                text = text.replace(secret, "…")
        return text


def _token(settings: Settings, variable: str | None) -> str:
    """Return the token in the environment variable that config.yaml names. Raises SettingsError if that is not set."""
    if variable is None:
        return ""
    token = os.environ.get(variable, "").strip()
    if not token:
        what = f"the environment variable {variable} at `store.token_variable` is not set"
        fix = "set it to `user:password` or an API key, or remove `token_variable`"
        raise SettingsError(what, where=str(settings.file), fix=fix)
    return token
