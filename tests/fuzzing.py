"""Fuzzing: targets with their seeds, a time limit, and functions that damage inputs.

`tests/test_fuzz_*.py` run each target briefly, `make fuzz` for as long as you like (`tests/fuzz.py`).
"""

import contextlib
import json
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.chat.messages.mentions import read_typed
from bot.rendering.markdown import escape, excerpt, unescape
from bot.rendering.names import NoNames
from bot.rendering.texts import SHIPPED_TRANSLATIONS, Translations
from index.errors import FootnoteError
from index.evaluation.beir import read_beir
from index.evaluation.judged import load_questions
from index.passages.passage import Passage
from index.passages.splitting import split
from index.reading import SourceFile, find_files, read_document
from index.searching.questions import MAX_QUESTION_LENGTH, clean_question
from index.settings import DocumentSettings, load_settings, settings_hash
from tests.fakes import FakeEncoder

ROOT = Path(__file__).parents[1]
TIME_LIMIT = 60.0
"""Seconds of CPU time that one input may take.

Every input takes less than three on an idle machine. One whose threads are all busy was four times slower, and what is looked
for grows with the square of the input, and takes minutes.
"""
LONGEST_MESSAGE = 4_000
"""Maximum characters of an error message, quotes included."""


class TookTooLongError(BaseException):
    """A target ran for too long. Not an Exception, so that no handler takes it for a user error."""


@contextlib.contextmanager
def guarded(seconds: float = TIME_LIMIT) -> Iterator[None]:
    """Raise TookTooLongError after this much CPU time. Other processes do not count, so a busy machine does no harm."""

    def ring(*_: object) -> None:
        raise TookTooLongError(f"more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def is_refused(act: Callable[[], object]) -> bool:
    """Return whether `act` is refused, after checking that the error is one line; any other exception is a bug."""
    try:
        act()
    except FootnoteError as error:
        message = str(error)
        assert message
        assert "\n" not in message
        assert len(message) < LONGEST_MESSAGE
        message.encode()
        return True
    return False


# Targets: each takes bytes and a folder of its own.


def _read(name: str) -> Callable[[bytes, Path], None]:
    def read(data: bytes, folder: Path) -> None:
        (folder / name).write_bytes(data)
        document = read_document(SourceFile(folder / name, name, DocumentSettings(path=name, url="https://e.org/"))).document
        passages, _ = split([document], FakeEncoder())
        assert passages
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        for passage in passages:
            assert 1 <= passage.line <= lines
            assert Passage.from_json(passage.to_json()) == passage

    return read


def _settings(data: bytes, folder: Path) -> None:
    (folder / "a.md").write_text("- a\n", encoding="utf-8")
    (folder / "config.yaml").write_bytes(data)
    settings = load_settings(folder / "config.yaml")
    for document in settings.documents:
        settings_hash(document)
    find_files(settings)


def _translations(data: bytes, folder: Path) -> None:
    (folder / "nl.yaml").write_bytes(data)
    for texts in Translations.load(folder).languages.values():
        assert all(getattr(texts, key).strip() for key in texts.__struct_fields__)


JUDGED = [Passage("a1", "a.md", (), 1, "Membership is free."), Passage("b2", "a.md", (), 2, "Ten euros a year.")]


def _questions(data: bytes, folder: Path) -> None:
    (folder / "q.yaml").write_bytes(data)
    assert load_questions(folder / "q.yaml", JUDGED).questions


CORPUS = b'{"_id":"d1","title":"A > B","text":"One."}\n{"_id":"d2","title":"","text":"Two."}\n'
QUERIES = b'{"_id":"q1","text":"which?"}\n{"_id":"q2","text":"when?"}\n'
QRELS = b"query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"
BETWEEN = b"\n=====\n"


def _beir(data: bytes, folder: Path) -> None:
    """Read the three files of a BEIR folder, joined by `BETWEEN`."""
    (folder / "qrels").mkdir(exist_ok=True)
    parts = [*data.split(BETWEEN, 2), b"", b""]
    for name, part in zip(("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"), parts, strict=False):
        (folder / name).write_bytes(part)
    beir = read_beir(folder)
    passages, _ = split([beir.document], FakeEncoder())
    assert all(beir.id_of(passage) for passage in passages)


def _shown(data: bytes, folder: Path) -> None:
    """Render a text for Discord, whole and cut, and read it as a member's question."""
    text = data.decode("utf-8", errors="surrogateescape")
    assert unescape(escape(text)) == text
    limit = 20 + len(data) % 300
    step = 1 + len(data) % 7
    marked = [(start, start + step) for start in range(0, len(text) - step, step * 2)]
    assert len(excerpt(text, limit, marked)) <= limit
    assert len(excerpt(text, limit, marked[1:2], newline="\n> ", links=False)) <= limit
    typed = read_typed(text, NoNames())
    assert unescape(escape(typed.shown)) == typed.shown
    asked = clean_question(typed.words)
    assert 0 < len(asked) <= MAX_QUESTION_LENGTH
    asked.encode()


Target = Callable[[bytes, Path], None]
TARGETS: dict[str, Target] = {
    "markdown": _read("a.md"),
    "mdx": _read("a.mdx"),
    "html": _read("a.html"),
    "plain": _read("a.txt"),
    "settings": _settings,
    "translations": _translations,
    "questions": _questions,
    "beir": _beir,
    "shown": _shown,
}


def feed(name: str, data: bytes, folder: Path, seconds: float = TIME_LIMIT) -> bool:
    """Return whether a target refuses the input; raise anything that is a bug."""
    with guarded(seconds):
        return is_refused(lambda: TARGETS[name](data, folder))


SITE = b"""<title>FAQ | S</title><style>.c{font-weight:700}</style><nav><a href=/>S</a></nav><main><h1>FAQ</h1>
<h3><button aria-expanded=false aria-controls=p>Q?</button></h3><div id=p hidden><p>A.</p></div>
<ul role=tablist><li role=tab>W</ul><div role=tabpanel>w</div>
<div class="admonition note"><p class=admonition-title>T</p>B.</div>
<p class=c>L</p><ul class=lst-kix_a-0><li>x</ul><ul class=lst-kix_a-1><li>y</ul>
<aside><h2>N</h2>z</aside></main><footer>F</footer>"""


def seeds(name: str) -> list[bytes]:
    """Return valid inputs of a target, for fuzzing to start from."""
    page = b"<title>T</title><h1>A</h1><p>One <a href='x'>two</a>.<ul><li>a<ul><li>b</ul></ul><table><tr><th>N<tr><td>5</table>"
    given: dict[str, list[bytes]] = {
        "markdown": [
            *(path.read_bytes()[:4_000] for path in (ROOT / "corpus").glob("*.md")),
            b"---\ntitle: T\n---\n\n# A\n\n- b\n",
            b':::note[T]\na\n:::\n\n!!! tip\n    b\n\n=== "A"\n    c\n\n> [!x] T\n> d\n\n{% tab "A" %}\ne\n{% endtab %}\n',
            b"+++\ntitle = 't'\n+++\n\n[TOC]\n\n- [a](#a)\n- [b](#b)\n\n# a {#a}\n\nx[^1] [[z|w]] %%q%% ==m== ^i\n\n[^1]: n\n",
            (
                b':::: x ::::\n## T\n:::\n\n```admonish tip "T"\na\n```\n\n:::{card}\n:link: x\nH\n^^^\nb\n+++\nc\n:::\n\n'
                b"+---+----+\n| a | b  |\n+===+====+\n| 1 | ``` |\n+---+----+\n\n| a | b |\n|-|-|-|\n| 1 | `2|3` | 4 |\n\n"
                b"** a ** [b](c d/e.md) ![](x){alt='y'} {pep}`8`\n\n"
                b"<div markdown=1>\n**c**\n{% include d.html\ntext='e' %}\n</div>\n"
            ),
            b"import a from 'b'\n\n<Tabs>\n  <Tab title=\"A\" b={{c: 1}}>\n d\n  </Tab>\n</Tabs>\n<Q>a?<A>b</A></Q> <user>\n",
        ],
        "mdx": [b"import a from 'b'\n\n# A\n\n<Tab title='A'>\n  - b {/* c */}\n</Tab>\n\n<FAQ items={[{q: 'a', a: 'b'}]}/>\n"],
        "html": [
            page,
            b"<ul><li><a href='#a'>A</a><li><a href='#b'>B</a></ul><h2 id=a>A</h2><p>x<sup><a href='#n' id=r>1</a></sup>",
            b"<h2>Contents</h2><p>x<a href='#n' id=r>1</a><p id=n><a href='#r'>^</a> note <a href='https://e.org'>e</a>",
            b"<details><summary>Q</summary><p>A</details><dl><dt>T<dd>D</dl><ol start=3><li>x</ol><pre>c</pre>",
        ],
        "plain": [
            b"TITLE\n\n1. First\n   more\n- a\n  - b\n\nSection\n=======\nText that is\nwrapped.\n",
            (
                b"***\n* A *\n***\nQ: a?\nA: b\n\nDay    Opens\nMon    9\nTue    10\n\na ..... 5\n\n"
                b"+--+--+\n| a | b |\n+==+==+\n| 1 | 2 |\n"
            ),
            (
                b"C\n\n1.1 A\n1.2 B\n1.3 C\n\n1.1 A\n\nx\n\n1.2 B\n\ny\n\n1.3 C\n\nz\n\n===  ===\na    b\n"
                b"===  ===\n1    2\n===  ===\n"
            ),
            (
                b".. note:: T::\n\n   a\n\n.. |x| replace:: y\n.. list-table:: T\n\n   * - a\n     - b\n\n"
                b'.. csv-table:: T\n   :header: a, b\n\n   "c, d",e\n\n'
                b":ref:`a <b>` |x| ``c`` #. d\n"
            ),
            (
                b":Author: a\n:Date:\n   b\n\nt\n  d \\* :pep:`8`\n\n.. csv-table:: T\n   :header: a, b\n   :delim: |\n\n"
                b'   1 | "2\n   3"\n\n.. parsed-literal::\n\n   |x|\\ y\n'
            ),
        ],
        "settings": [(ROOT / "config.yaml").read_bytes(), b"documents:\n  - path: '*.md'\n    omit: [a]\ntop: 3\n"],
        "translations": [b"back: Terug\nask_role: 'Vraag {role}.'\n", (SHIPPED_TRANSLATIONS / "de.yaml").read_bytes()],
        "questions": [
            b"floors: {hit@1: 0.5}\nquestions:\n- question: who?\n  quotes: [Ten euros]\n- question: b\n  quotes: []\n"
        ],
        "beir": [BETWEEN.join((CORPUS, QUERIES, QRELS))],
        "shown": ["**Hi** <@1> `x` https://e.org/a_b (see #2) 漢字 e\u0301".encode(), b"> # a\n- b\n1. c\n||d||"],
    }
    return given[name]


# Damaging inputs.

MARKUP = (
    *(
        "# ",
        "- ",
        "1. ",
        "> ",
        "| a | b |\n|---|---|\n",
        "```\n",
        "---\n",
        "===\n",
        "[",
        "](",
        "![",
        "[a]: b\n",
        "*",
        "**",
        "_",
        "~~",
    ),
    *(
        ":::note[T]\n",
        ":::\n",
        ":::: callout\n",
        '```admonish "T"\n',
        "\n^^^\n",
        "+-+-+\n| | |\n+=+=+\n",
        "** ",
        "<div markdown=1>\n",
        "\n:F: x\n",
        ".. csv-table::\n\n   ",
        "t\n  d\n",
        "|-|-|-|\n",
        '!!! note "T"\n    ',
        "???+ tip\n",
        '=== "A"\n    ',
        "=== A\n",
        "> [!tip]- T\n",
        "```{note} T\n",
    ),
    *(
        "{% hint %}\n",
        "{% endhint %}\n",
        '{{< tab "A" >}}',
        "{{< /tab >}}",
        "{% comment %}",
        ".. note:: ",
        "/// tab | A\n",
        "///\n",
    ),
    *(
        "<Tab title='A'>\n",
        "</Tab>",
        "<A b={",
        "/>",
        "<>",
        "</>",
        "<Q>",
        "</Q>",
        "<user>",
        "import a from 'b'\n",
        "export const a = {\n",
    ),
    *(
        "{/*",
        "*/}",
        "{'a'}",
        "<FAQ items={[{question: 'a', answer: 'b'}]}/>",
        "<Tabs items={['a']}>",
        "::: code-group\n",
        "::a[b]{c}\n",
    ),
    *(
        "[[a|b]]",
        "![[a.png|b|9]]",
        "[[",
        "==",
        "++",
        "||",
        "H~2~",
        "x^2^",
        "^[",
        "[^1]",
        "\n[^1]: ",
        "    ",
        "- [x] ",
        "[a][b]",
    ),
    *("{#a}", "{.b c=d}", "\n{: .e}\n", "{:toc}\n", "[TOC]\n", "- [a](#a)\n", "[Top](#top)", "%%", "^id\n", "#tag\n", ":wave:"),
    *(
        "+++\na = 1\n+++\n",
        "![b](https://img.shields.io/b)",
        "https://google.com/url?q=https://a.b",
        "data:image/png;base64,aGk=",
    ),
    *(
        "<sup><a href='#n' id=r>1</a></sup>",
        "<li id=n><a href='#r'>^</a>",
        "[//]: # (a)\n",
        "{::comment}\n",
        "{# a\n#}\n",
        "[!badge a|b]",
        "\n---\n",
    ),
    *("<details>", "</details>", "<summary>", "</summary>", "<ul><li>", "<table><tr><td rowspan=9>", "<th colspan=9>", "<pre>"),
    *("<table>\n\n", "<tr><td>\n\n", "</td></tr></table>\n", "<caption>", "<thead>", "<br>", "| **b** | |\n", "Q: a?\nA: b\n"),
    *(
        ".. note:: ",
        ".. code::\n\n  ",
        "+---+---+\n",
        "===  ===\n",
        "a    b\n",
        " ..... 5\n",
        "1.2. ",
        "* A *\n***\n",
        "|x|",
        "::\n\n  ",
    ),
    *(
        "<button aria-expanded=false aria-controls=p>",
        "</button>",
        "<div id=p hidden>",
        "<div role=button class=faq-question>",
        "<div markdown=1>",
        "<div class=answer>",
        "</div>",
        "<h3 role=button>",
        "<label for=p>",
        "<input type=checkbox id=p>",
    ),
    *(
        "<ul role=tablist><li role=tab aria-controls=p>",
        "<div role=tabpanel>",
        "<div class='admonition note'><p class=admonition-title>",
        "<aside>",
        "<nav>",
        "<footer>",
        "<main>",
        "<article>",
        "<div role=main class=comments>",
        "<h1>",
    ),
    *(
        "<style>.c{font-weight:700}",
        "@media{",
        "</style>",
        "<p class=c style='display:none'>",
        "<b style='font-weight:normal'>",
        "<br><br>",
        "<ul class=lst-kix_a-0><li>",
        "<ul class=lst-kix_a-1><li>",
        "<i itemprop=name>",
        "<i itemprop=acceptedAnswer>",
        "<ruby>a<rt>b",
        "<title>a | b",
    ),
    *(
        "<dl><dt>",
        "<dd>",
        "<a href='",
        "'>",
        "</a>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "&a;",
        "&#0;",
        "<",
    ),
)
VALUES = (
    *(
        "1e999",
        ".inf",
        ".nan",
        "-1",
        "9" * 5_000,
        "0x10",
        "2024-02-30",
        "!!python/name:os.system",
        "!!binary aGk=",
        "!x y",
        "null",
        "~",
    ),
    *(
        '"\\ud800"',
        '"\\0"',
        '"\\e["',
        "*a",
        "&a [x]",
        "<<: {a: b}",
        "? [a]",
        "{[a]: b}",
        "|\n  x",
        ">\n  x",
        "[",
        "{",
        "'",
        '"',
        "%",
        "@",
    ),
    *("a: b: c", "- -", "{}", "[]", "../" * 50, "**/*", "[!", "~nobody/x", "{0}", "{role}", "{{", "}"),
)
ODD = (
    *(
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\x85",
        "\u200d",
        "e\u0301",
        "漢字。",
        "\U0001f469\u200d\U0001f467",
        "٣",
        "²",
        "İ",
        "ß",
    ),
    *("\r", "\r\n", "\t", "\u3000", "\xa0", "<@1>", "<@2>", "<t:1:R>", "@everyone", "https://", "discord.gg/", "\\"),
)
RAW = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00" * 4)


def damaged(data: bytes, rng: random.Random, longest: int = 20_000) -> bytes:
    """Return the data with a few pieces moved, repeated, nested, cut, or replaced by unexpected ones."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        start = rng.randrange(len(found) + 1)
        end = min(len(found), start + rng.choice((0, 1, 4, 20, 200)))
        rng.choice(MUTATIONS)(found, start, end, rng)
        del found[longest:]
    return bytes(found)


def _piece(rng: random.Random) -> bytes:
    pieces = rng.choice((MARKUP, VALUES, ODD))
    return rng.choice(RAW) if rng.random() < 0.05 else rng.choice(pieces).encode()


def _put(found: bytearray, start: int, end: int, rng: random.Random) -> None:
    found[start:end] = _piece(rng)


def _repeat(found: bytearray, start: int, end: int, rng: random.Random) -> None:
    piece = bytes(found[start:end]) if rng.random() < 0.5 else _piece(rng)
    found[start:start] = piece * rng.choice((2, 10, 100, 1_000, 10_000))


def _nest(found: bytearray, start: int, end: int, rng: random.Random) -> None:
    opened, closed = rng.choice(
        (("[", "]"), ("{a: ", "}"), ("<ul><li>", "</ul>"), ("<b>", "</b>"), ("> ", ""), ("- ", ""), ("(", ")"))
    )
    depth = rng.choice((2, 20, 200, 2_000))
    found[start:end] = opened.encode() * depth + bytes(found[start:end]) + closed.encode() * depth


def _move(found: bytearray, start: int, end: int, rng: random.Random) -> None:
    piece = bytes(found[start:end])
    del found[start:end]
    place = rng.randrange(len(found) + 1)
    found[place:place] = piece


def _cut(found: bytearray, start: int, end: int, rng: random.Random) -> None:
    del found[start : end if rng.random() < 0.8 else len(found)]


def _flip(found: bytearray, start: int, end: int, rng: random.Random) -> None:
    if start < len(found):
        found[start] ^= 1 << rng.randrange(8)


MUTATIONS = (_put, _put, _put, _repeat, _repeat, _nest, _move, _cut, _flip)

NUMBERS = (0, -1, 1, 2**31 - 1, -(2**31), 2**40, 2**63, 10**30, 1e308, -1e308)
OTHERS = (None, True, "", "x", "../../x", "a\x00b", "x" * 5_000, [], {}, [[]], "\u202e", 3.5)


def damaged_json(value: object, rng: random.Random) -> object:
    """Return a JSON value with one thing in it replaced, removed, renamed, repeated or moved."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(sorted(value))
        rest = {name: held for name, held in value.items() if name != key}
        kind = rng.random()
        renamed = {rng.choice(("x", "", "../a", "a\x00b")): value[key]} if kind < 0.15 else {key: damaged_json(value[key], rng)}
        return rest if kind < 0.1 else rest | renamed
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        kind = rng.random()
        middle = [] if kind < 0.1 else [value[place]] * 2 if kind < 0.2 else [damaged_json(value[place], rng)]
        return value[::-1] if kind > 0.9 else [*value[:place], *middle, *value[place + 1 :]]
    if isinstance(value, (int, float)) and rng.random() < 0.7:
        return rng.choice((value + 1, value - 1, -value, *NUMBERS))
    return rng.choice(OTHERS)


def damaged_lines(data: bytes, rng: random.Random) -> bytes:
    """Return a JSON or JSON Lines file with one value damaged."""
    lines = data.splitlines(keepends=True)
    try:
        json.loads(lines[0])
    except (ValueError, IndexError):
        lines = [data]  # indented JSON
    place = rng.randrange(len(lines))
    lines[place] = json.dumps(damaged_json(json.loads(lines[place]), rng), ensure_ascii=False).encode() + b"\n"
    return b"".join(lines)
