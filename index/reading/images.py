"""Decides which alternative texts of images say something: not those of badges, logos, slides and files without a name."""

import re
from itertools import product
from pathlib import PurePosixPath
from urllib.parse import unquote

from index.text.characters import fold, has_words

BADGE = re.compile(
    r"""
    \b(?:shields\.io|badgen\.net|badge\.fury\.io|badges\.gitter\.im|codecov\.io|coveralls\.io|travis-ci\.(?:org|com)|circleci\.com
    |badge\.buildkite\.com|snyk\.io/test|api\.codacy\.com|bestpractices\.dev|isitmaintained\.com|deepsource\.(?:io|com)
    |api\.netlify\.com/api|app\.fossa\.(?:io|com)/api|opencollective\.com/[^?]*(?:badge|backers|sponsors)|visitor-badge
    |hits\.seeyoufarm\.com|komarev\.com/ghpvc|wakatime\.com/badge|sonarcloud\.io/api|crowdin\.net/badges
    |discord(?:app)?\.com/api/guilds/\d+/(?:widget|embed)\.png|bstats\.org/signatures|starchart\.cc|contrib\.rocks)
    | [/_.-]badges?\b (?: [/._?-] | $ )
    | \bbadges?\.(?:svg|png)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Addresses of images that show the state of a project."""
FILE_NAME = re.compile(
    r"[\w .,()\[\]@+~-]*\.(?:png|jpe?g|gif|webp|svg|bmp|ico|avif|tiff?|heic|apng|jfif|mp4|webm)", re.IGNORECASE
)
CAMERA_NAME = re.compile(
    r"(?:img|dsc[fn]?|pxl|mvimg|image|pasted[ _-]image|screen[ _-]?shot|screenshot from|bildschirmfoto|capture|grafik|photo)"
    r"[ _-]*[(\d][\d\s:.,_()@x-]*(?:at|um|à|pm|am)?[\d\s:.,_()-]*(?:pm|am)?",
    re.IGNORECASE,
)
"""Names that cameras, phones and programs give to images."""
HASH_NAME = re.compile(r"(?=[\w-]*\d)[0-9a-f-]{12,}|\d[\d_. -]*", re.IGNORECASE)
DECORATION = re.compile(
    r"""
    (?:(?:the|a|an|our|my|your)\s)?(?:[\w.&'’-]+\s){0,2}(?:logo|banner|icon|avatar|badge|divider|separator|spacer|thumbnail|favicon
        |wordmark|header|hero\simage)
    | (?:(?:the|a|an|our|my|your)?\s?(?:alt(?:\stext)?|image\salt(?:\stext)?|img|image|images|picture|pic|photo|photograph
        |graphic|figure|screen\s?shot|screen\s?capture|screencast|gif|animation|demo|preview|cover(?:\simage)?|line|hr|rule|background|bg|untitled|unknown
        |placeholder|enter\simage\sdescription\shere|description|image\sdescription|embedded\simage|inserted\simage|imagen|bild|foto|afbeelding
        |captura(?:\sde\spantalla)?|bildschirmfoto|icône|изображение|фото|логотип|скриншот|图片|圖片|画像)
        | (?:(?:first|second|third|fourth|fifth|sixth|\d{1,2}(?:st|nd|rd|th)|carousel|main)\s)?slide(?:\simage)?)
        (?:\s?[(#]?(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\)?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Alternative texts that say only what kind of image it is, perhaps of what club or project."""
CREDIT = re.compile(r"\W*(?:©|\(c\)|(?:photo|image|picture|foto|bild)(?:\scredits?)?(?:\sby\s|:)|cc[ -]by\b).*", re.IGNORECASE)
"""Alternative texts that say only who made the image."""
SIZE = re.compile(r"\|\s*\d{1,5}(?:x\d{1,5})?\s*$")
"""The width and height that Obsidian keeps in an alternative text."""
SLUG = re.compile(r"(?=\S*[\d_-])\S+")
WORD = re.compile(r"\w+")
MAX_DECORATION_LENGTH = 100
COMMON_WORDS = {
    *("the", "and", "our", "your", "for", "with", "from", "der", "die", "das", "den", "und", "les", "des", "los", "las", "het")
}
MAX_NAME_WORDS, MIN_ALIKE = 3, 3
"""Words of an alternative text that only names who or what is shown, and the letters in which names start alike."""


def is_badge(source: str) -> bool:
    """Return whether an image shows the state of a project, judged by its address."""
    return BADGE.search(source[:500]) is not None


def shown_alt(alt: str, source: str = "") -> str:
    """Return the alternative text of an image if it describes what the image shows, else an empty text."""
    alt = fold(SIZE.sub("", alt))
    if is_badge(source) or not has_words(alt):
        return "" if is_badge(source) else alt  # an emoji, for example
    is_short = len(alt) <= MAX_DECORATION_LENGTH
    named = (FILE_NAME, CAMERA_NAME, HASH_NAME, DECORATION, CREDIT)
    if is_short and (any(pattern.fullmatch(alt) for pattern in named) or _is_name_of(source, alt)):
        return ""
    return alt


def repeats(alt: str, heading: str) -> bool:
    """Return whether an alternative text has words, and none that the heading above the image has not."""
    words = {*WORD.findall(alt.casefold())}
    return bool(words) and words <= {*WORD.findall(heading.casefold())}


def resembles(alt: str, name: str) -> bool:
    """Return whether a short alternative text shares a word with a name, or a word that starts alike: *Matt* and *Matthew*."""
    words = WORD.findall(alt.casefold())
    if not 0 < len(words) <= MAX_NAME_WORDS or any(character.isdigit() for character in alt):
        return False
    pairs = product(words, WORD.findall(name.casefold()))
    alike = (min(pair, key=len) for pair in pairs if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0]))
    return any(len(word) >= MIN_ALIKE and word not in COMMON_WORDS for word in alike)


def is_image_file(target: str) -> bool:
    """Return whether a link leads to the file of an image."""
    return FILE_NAME.fullmatch(PurePosixPath(target.partition("?")[0]).name) is not None


def _is_name_of(source: str, alt: str) -> bool:
    """Return whether an alternative text is the name of the image's file, with hyphens or digits rather than words."""
    if not SLUG.fullmatch(alt) or source.startswith("data:"):
        return False
    return PurePosixPath(unquote(source.partition("?")[0])).stem.casefold() == alt.casefold()
