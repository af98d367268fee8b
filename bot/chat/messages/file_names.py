"""Words in the names of files that members send."""

import re

from index.text.words import UNSPACED

EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")
PIECE = re.compile(r"[^\W\d_]+|\d+")
IDENTIFIER = re.compile(r"[0-9a-f]{16}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MEANINGLESS = frozenset(
    {
        *("android", "attachment", "audio", "bild", "bildschirmfoto", "camera", "captura", "capture"),
        *("clip", "copy", "dcim", "download", "dsc", "dscn", "ecran", "écran", "file", "foto", "gif"),
        *("image", "images", "img", "jpeg", "jpg", "message", "mov", "movie", "null", "pantalla", "photo"),
        *("pic", "picture", "png", "pxl", "recording", "scan", "schermafbeelding", "schermata", "screen"),
        *("screencast", "screenshot", "shot", "skjermbilde", "snapshot", "snip", "spoiler", "tmp"),
        *("unbenannt", "undefined", "unknown", "untitled", "upload", "vid", "video", "voice", "webp"),
        *("whatsapp", "снимок", "экрана", "スクリーンショット", "屏幕截图", "截屏"),
    }
)
"""Words, in lower case, that programs put into the names of files."""
MIN_LETTERS = 3
"""Letters of a word in a Latin script, at least."""
MIN_WORDS, MIN_UNSPACED_LENGTH = 2, 4
"""Words, or characters of a script without spaces, in a name that may ask something; one word only says what is in the file."""


def words_of_file_name(name: str) -> str:
    """Return the words that a person put into the name of a file; "" for names such as `IMG_2041.png` or an identifier."""
    stem = EXTENSION.sub("", name)
    pieces = PIECE.findall(CAMEL.sub(" ", stem))
    words = [word for word in pieces if not word.isdigit() and (len(word) >= MIN_LETTERS or not word.isascii())]
    words = [word for word in words if word.lower() not in MEANINGLESS]
    is_enough = len(words) >= MIN_WORDS or any(UNSPACED.search(word) and len(word) >= MIN_UNSPACED_LENGTH for word in words)
    return " ".join(pieces) if is_enough and not IDENTIFIER.search(stem) else ""
