"""Judges how much a text looks like one, to tell which of several encodings it was written in.

Only characters beyond ASCII count: letters of one alphabet score, as does punctuation where it belongs; a capital letter
inside a word, letters of two scripts in a row, and frames and fractions between letters do not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

MAX_CHARACTERS = 3_000
"""Characters beyond ASCII to look at."""
LATIN_ALPHABETS = tuple(
    map(
        frozenset,
        (
            "äöüß", "éèêëàâæçîïôœùûü", "áéíóúüñ", "ãõáéíóúâêôàç", "àèéìòù", "åäöé", "æøåé", "ąćęłńóśźż",
            "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "çğıiöşüâî",
            "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž", "čćđšž",
            "áðéíóúýþæö", "éëïóöüèê", "àèéíïóòúüç", "áéíóúàèìòù", "ëç",
        ),
    )
)  # fmt: skip
"""The letters beyond ASCII of European languages that are written in Latin script."""
OTHER_ALPHABETS = tuple(
    map(
        frozenset,
        (
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
            "абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ",
            "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
            "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
        ),
    )
)
ALPHABETS = (*LATIN_ALPHABETS, *OTHER_ALPHABETS)
OPENING, CLOSING = "“„‘«¿¡‹", "”’»›"
QUOTES = OPENING + CLOSING
SIGNS = "€£¥°§±×²³½¼¾µ©®™†·•…–—№ªº"
BEFORE_LETTERS = "©·•…–—№"
"""Signs that may stand right before a letter."""
ONE_LETTER_WORDS = "àáéèíóôöåæøőяувіоктηο"
"""Letters beyond ASCII that are a word of their own in some language, also with an apostrophe or in numberings."""
BICAMERAL = {"LATIN", "CYRILLIC", "GREEK"}
SCRIPTS = {*BICAMERAL, "HEBREW", "ARABIC", "THAI"}
"""Scripts of letters that take one byte, and those of them that have capital letters."""
COMMON_RANGES = (("gb2312", 0xB0A1, 0xD7F9), ("cp932", 0x889F, 0x9872), ("cp950", 0xA440, 0xC67E))
"""Where the standards for Chinese and Japanese have the characters that they list as the common ones."""
FINAL_LETTERS = "ςםןץףך"
"""Letters that only end a word."""
VOWELS = frozenset("аеёиоуыэюяіїєαεηιουωάέήίόύώϊϋΐΰ")
VOWEL_SHARES = (0.25, 0.6)
"""The least and the greatest share of vowels in a text in Greek or Cyrillic letters."""
MIN_LETTERS = 10
"""Letters from which the share of vowels says something."""
COMMON_HANZI = frozenset(
    "的一是不了在有人我他这中大来上个国们为和地出以会可年于要时也你对生能而子那得着下自之后学家用多员费月日周元入"
    "這個來們為會時對後學員費週圖書館場開關於請可以及其或與必須年月日時分員館会場者入方本行前間同事用名料金曜参加必要"
    "三二四五六七八九十百千万每提活动规则成参加请必须或与及其如果所有本章程管理开放"
)
"""Characters that are frequent in Chinese or Japanese."""
COMMON_HANGUL = frozenset("이다는을의에가고하지로기사한도리를은나자서인원시회수아어해일있니습과장대입할정부면만요")
CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
"""Control characters that no text contains."""
GOOD, FAIR, POOR, BAD = 1.0, 0.5, -0.5, -2.0
"""Scores of a character: sure to be meant, possible, out of place, and hardly ever in a text."""


def legibility(text: str) -> float:
    """Return how much the characters beyond ASCII look like text, at most about 1, less if there are few.

    Letters are judged by the alphabet that fits best.
    """
    if CONTROLS.search(text):
        return BAD
    judged = [_judge(*around) for around in _foreign(text)]
    if not judged:
        return GOOD if len(text.split()) > 1 or text.isascii() else BAD
    letters = [found for found in judged if isinstance(found, str)]
    total = sum(found for found in judged if not isinstance(found, str))
    total += max(_fit(letters, alphabet) for alphabet in (ALPHABETS if len(letters) > 1 else LATIN_ALPHABETS))
    return total / (len(judged) + 1) - (FAIR if _lacks_vowels(letters) else 0)


def _lacks_vowels(letters: list[str]) -> bool:
    """Return whether letters are Greek or Cyrillic, and too many or too few of them are vowels."""
    written = [letter for letter in letters if _script(letter) in ("CYRILLIC", "GREEK")]
    least, most = VOWEL_SHARES
    return len(written) >= MIN_LETTERS and not least <= sum(letter in VOWELS for letter in written) / len(written) <= most


def _fit(letters: list[str], alphabet: frozenset[str]) -> float:
    """Return the score of letters if the text is in the language of an alphabet."""
    return sum(GOOD if letter in alphabet else POOR for letter in letters)


def _foreign(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the first characters beyond ASCII with the one before and after."""
    found = 0
    for at, character in enumerate(text):
        if not character.isascii():
            yield character, text[at - 1] if at else " ", text[at + 1] if at + 1 < len(text) else " "
            found += 1
            if found == MAX_CHARACTERS:
                return


def _judge(character: str, before: str, after: str) -> float | str:
    """Return the score of a character between two others, or the character in lower case if that depends on the alphabet."""
    if character.isalpha():
        return _judge_letter(character, before, after)
    if character in QUOTES:
        return _judge_quote(character, before, after)
    if character in SIGNS:
        return _judge_sign(character, before, after)
    if unicodedata.category(character) in ("Cc", "Cn", "Co", "Cf"):
        return BAD
    is_wide = unicodedata.east_asian_width(character) in "WF"
    if is_wide or character == "\xa0" or unicodedata.category(character).startswith("M"):
        return FAIR if before.isascii() else GOOD
    return POOR * 2 if before.isalpha() or after.isalpha() else POOR


def _judge_sign(sign: str, before: str, after: str) -> float:
    if sign == "°":
        return GOOD if (before.isdigit() or before.isspace()) and not after.isdigit() else POOR
    if after.isalpha():
        return FAIR if sign in BEFORE_LETTERS and not before.isalpha() else POOR
    return GOOD


def _judge_quote(quote: str, before: str, after: str) -> float:
    if quote == "’" and before.isalpha():
        return GOOD
    opens, closes = not before.isalnum() and not after.isspace(), not after.isalnum() and not before.isspace()
    is_placed = (opens and quote in OPENING) or (closes and quote in "“‘" + CLOSING) or (opens and quote in "”»’›")
    return GOOD if is_placed else FAIR if quote in "«»" and (before.isspace() or after.isspace()) else BAD


def _judge_letter(letter: str, before: str, after: str) -> float | str:
    script = _script(letter)
    if script in EASTERN:
        return EASTERN[script](letter) if not (before.isascii() and before.islower()) else BAD
    neighbours = [other for other in (before, after) if other.isalpha()]
    is_misplaced = (letter.isupper() and before.islower()) or (letter in FINAL_LETTERS and after.isalpha())
    if script not in SCRIPTS or is_misplaced or any(_script(other) != script for other in neighbours):
        return BAD
    if not neighbours and (before.isdigit() or after.isdigit() or letter.lower() not in ONE_LETTER_WORDS):
        return POOR
    if before.isdigit() or (letter.isupper() and before.isupper() and not before.isascii()):
        return FAIR
    return letter.lower()[0] if script in BICAMERAL else GOOD


def _script(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0]


def _judge_hanzi(letter: str) -> float:
    if letter in COMMON_HANZI:
        return GOOD + FAIR
    return FAIR if any(_is_listed(letter, *standard) for standard in COMMON_RANGES) else POOR


def _is_listed(letter: str, codec: str, first: int, last: int) -> bool:
    """Return whether a character is among those that a standard lists as the common ones."""
    return first <= int.from_bytes(letter.encode(codec, errors="ignore"), "big") <= last


EASTERN: dict[str, Callable[[str], float]] = {
    "CJK": _judge_hanzi,
    "HIRAGANA": lambda _: GOOD,
    "KATAKANA": lambda _: GOOD,
    "KATAKANA-HIRAGANA": lambda _: GOOD,
    "HANGUL": lambda letter: GOOD + FAIR if letter in COMMON_HANGUL else FAIR,
    "FULLWIDTH": lambda _: FAIR,
    "HALFWIDTH": lambda _: POOR,
}
"""How to judge a letter of a script that takes two bytes."""
