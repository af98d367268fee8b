"""Guesses the encoding of a text that is not UTF-8, so that an error can name it and the command that converts the file.

A guess is the encoding whose characters look most like text: letters of one alphabet, and punctuation where it belongs.
(Not charset-normalizer: of 534 pieces of six handbooks, 60 to 1,000 characters in six languages and eight encodings, it read
404 as they were written, and this reads 519.)
"""

import shlex
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass

from index.files.legibility import CONTROLS, legibility

MAX_BYTES = 60_000
"""Bytes of a file to look at, from the first that is not UTF-8."""
MIN_SCORE = 0.3
"""The score, at most about 1, from which a guess is good enough to name."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding: its name for people, Python's and iconv's name for it."""

    title: str
    codec: str
    iconv: str
    is_sure: bool = False

    @property
    def stated(self) -> str:
        """The encoding as an error states it."""
        return f"is {'' if self.is_sure else 'probably '}{self.title}, not UTF-8"


UTF16 = Encoding("UTF-16", "utf-16", "UTF-16", is_sure=True)
UTF16_LE = Encoding("UTF-16 without a byte order mark", "utf-16-le", "UTF-16LE")
UTF16_BE = Encoding("UTF-16 without a byte order mark", "utf-16-be", "UTF-16BE")
UTF32 = Encoding("UTF-32", "utf-32", "UTF-32", is_sure=True)
ISO_2022_JP = Encoding("ISO-2022-JP", "iso2022_jp", "ISO-2022-JP")
CANDIDATES = (
    Encoding("Windows-1252", "cp1252", "WINDOWS-1252"),  # of equal ones, the first is named
    Encoding("Mac Roman", "mac_roman", "MACINTOSH"),
    Encoding("Windows-1250", "cp1250", "WINDOWS-1250"),
    Encoding("ISO 8859-2", "iso8859_2", "ISO-8859-2"),
    Encoding("Windows-1251", "cp1251", "WINDOWS-1251"),
    Encoding("KOI8-U", "koi8_u", "KOI8-U"),
    Encoding("ISO 8859-5", "iso8859_5", "ISO-8859-5"),
    Encoding("Windows-1253", "cp1253", "WINDOWS-1253"),
    Encoding("Windows-1254", "cp1254", "WINDOWS-1254"),
    Encoding("Windows-1255", "cp1255", "WINDOWS-1255"),
    Encoding("Windows-1256", "cp1256", "WINDOWS-1256"),
    Encoding("Windows-1257", "cp1257", "WINDOWS-1257"),
    Encoding("Windows-874", "cp874", "CP874"),
    Encoding("DOS code page 850", "cp850", "CP850"),
    Encoding("DOS code page 437", "cp437", "CP437"),
    Encoding("DOS code page 852", "cp852", "CP852"),
    Encoding("DOS code page 866", "cp866", "CP866"),
    Encoding("Shift JIS", "cp932", "CP932"),
    Encoding("EUC-JP", "euc_jp", "EUC-JP"),
    Encoding("GB18030", "gb18030", "GB18030"),
    Encoding("Big5", "cp950", "CP950"),
    Encoding("EUC-KR", "cp949", "CP949"),
    UTF16_LE,
    UTF16_BE,
)


@dataclass(frozen=True, slots=True)
class WrongEncoding:
    """What is wrong with a file that is not UTF-8, the line of the first wrong byte if that helps, and the fix."""

    what: str
    line: int | None
    fix: str


def explain_encoding(data: bytes, shown: str) -> WrongEncoding:
    """Say what the contents of a file are instead of UTF-8; `shown` is its path as the user knows it."""
    start = _first_wrong_byte(data)
    line = data.count(b"\n", 0, start) + 1
    if not _read_mark(data) and _is_mostly_utf8(data[max(0, start - MAX_BYTES // 2) : start + MAX_BYTES // 2]):
        return WrongEncoding(f"byte 0x{data[start]:02X} is not UTF-8, although the rest is", line, "retype the character there")
    guess = guess_encoding(data, start)
    if guess is None:
        if CONTROLS.search(data.decode("latin-1")):
            kind = "NUL bytes" if b"\0" in data else "control characters"
            return WrongEncoding(f"is not text (it contains {kind})", None, "provide it as text")
        return WrongEncoding(f"byte 0x{data[start]:02X} is not UTF-8", line, "save the file as UTF-8")
    return WrongEncoding(guess.stated, line if guess in CANDIDATES[:-2] else None, f"convert it: {_command(guess, shown)}")


def is_marked(data: bytes) -> bool:
    """Return whether a byte order mark, an escape sequence or zero bytes show that a file is not UTF-8, even if it decodes."""
    return _read_mark(data) is not None or b"\0" in data


def _first_wrong_byte(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _is_mostly_utf8(data: bytes) -> bool:
    """Return whether bytes have at least twice as many characters beyond ASCII that are UTF-8 as bytes that are not."""
    text = data.decode("utf-8", errors="surrogateescape")
    foreign = [character for character in text if not character.isascii()]
    wrong = sum("\udc80" <= character <= "\udcff" for character in foreign)
    return 0 < wrong <= (len(foreign) - wrong) / 2


def _command(encoding: Encoding, shown: str) -> str:
    """Return the shell command that converts a file in place."""
    file, draft = shlex.quote(shown), shlex.quote(f"{shown}.utf8")
    return f"iconv -f {encoding.iconv} -t UTF-8 {file} > {draft} && mv {draft} {file}"


def guess_encoding(data: bytes, start: int = 0) -> Encoding | None:
    """Return the likely encoding of a text that is not UTF-8 from byte `start` on, or None if no guess is good enough."""
    marked = _read_mark(data)
    if marked:
        return marked
    begin = max(0, data.rfind(b"\n", 0, start) + 1)
    part = data[begin : begin + MAX_BYTES]
    scores = {each: legibility(text) for each in CANDIDATES if (text := _decode(data, part, each)) is not None}
    best = max(scores, key=lambda each: scores[each], default=None)
    return best if best and scores[best] >= MIN_SCORE else None


def _read_mark(data: bytes) -> Encoding | None:
    """Return the encoding that a byte order mark or an escape sequence shows."""
    if data.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):
        return UTF32
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return UTF16
    return ISO_2022_JP if b"\x1b$B" in data or b"\x1b$@" in data else None


def _decode(data: bytes, part: bytes, encoding: Encoding) -> str | None:
    """Decode a part of a file, whose last character may be cut; None if it is not in this encoding."""
    if encoding in (UTF16_LE, UTF16_BE):
        part = data[: MAX_BYTES // 2 * 2]
        if len(data) % 2:
            return None
    for cut in range(min(4, len(part))):
        try:
            return part[: len(part) - cut].decode(encoding.codec)
        except UnicodeDecodeError as error:
            if error.start < len(part) - 4 or len(part) < MAX_BYTES:
                return None
    return None
