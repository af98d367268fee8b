"""The page of a report, as a reader sees it in a real browser, and as text."""

import base64
import hashlib
import re
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest

from bot.report.charts import scale_of
from bot.report.groups import Closest, Group, Wording
from bot.report.page import make_page, write_page
from bot.report.questions_file import write_questions
from bot.report.reporting import LeftOut, Report, Week
from index.errors import UsageError
from tests.browser import browser
from tests.conftest import largest_file

__all__ = ["browser"]

FIRST = date(2026, 9, 7)
NOTHING_LEFT_OUT = LeftOut()
HOSTILE = "<script>document.title='owned'</script><img src=https://example.org/x.png onerror=alert(1)> \"' & </title>"
LONG = "Donaudampfschifffahrtsgesellschaft" * 50
ARABIC = "هل يمكنني إحضار كلبي؟"
NOT_ALLOWED = re.compile(r"<script|<img|<link|<iframe|\son\w+\s*=|https?:|style\s*=|javascript:", re.IGNORECASE)


def group(question, people=3, **values):
    given = {
        "wordings": (Wording(question, 4), Wording("somewhere?", 1)),
        "anonymous": 0,
        "asked": 5,
        "answered": 0,
        "outcomes": {"none": 5},
        "unhelpful": 0,
        "weeks": (0, 2, 3),
        "first": FIRST,
        "last": date(2026, 9, 27),
        "closest": Closest("none", 0.1, "Handbook", ("Fees", "Late & <later>"), "p1", "Fees are collected <b>monthly</b>."),
    }
    return Group(question, people=people, **{**given, **values})


def report(*groups, weeks=3, settled=(), left_out=NOTHING_LEFT_OUT):
    counts = Counter({"answered": 40, "suggestions": 6, "unhelpful": 2, "none": 9})
    made = tuple(Week(FIRST + timedelta(weeks=number), counts) for number in range(weeks))
    return Report(
        made=datetime(2026, 9, 28, 8, 30, tzinfo=UTC),
        title="Handbook",
        since=None,
        first=FIRST if weeks else None,
        last=date(2026, 9, 27) if weeks else None,
        people=31 if weeks else 0,
        anonymous=0,
        weeks=made,
        groups=groups,
        settled=settled,
        left_out=left_out,
    )


@pytest.fixture
def file(tmp_path):
    """Return a function that writes the page of a report."""

    def write(made):
        path = tmp_path / "report.html"
        write_page(made, path)
        return path

    return write


def test_a_reader_sees_what_was_asked_who_asked_and_what_is_closest(browser, file):
    settled = group("Is it open?", settled="answered")
    made = report(group("Where can I park?", 12, unhelpful=2), settled=(settled,), left_out=LeftOut(3, 9))
    page = browser(file(made))
    for text in (
        "questions\n171", "answered\n70%", "asked in vain\n51", "people\n31", "7 – 27 Sep 2026", "only suggestions 18 (11%)",
        "Where can I park?", "12 people", "asked 5 times", "2 wordings", "2 times “not what I asked”",
        "has no answer. Closest: Fees › Late & <later>", "Fees are collected <b>monthly</b>.",
        "3 further groups, asked 9 times in all, are not shown; some may be settled.",
        "Settled since (1)", "28 Sep 2026 at 08:30 UTC",
    ):  # fmt: skip
        assert text.lower() in page.text.lower().replace("\n\n", "\n")
    assert "somewhere?" not in page.text  # until the wordings are opened


@pytest.mark.parametrize(("left", "often"), [(NOTHING_LEFT_OUT, ""), (LeftOut(3, 9), "most often ")])
def test_all_is_said_to_be_settled_only_if_no_further_group_is_left_out(left, often):
    page = make_page(report(settled=(group("Is it open?", settled="answered"),), left_out=left))
    assert f"What was asked in vain {often}is settled." in page


def test_the_page_asks_for_nothing_and_its_policy_allows_its_own_style(browser, file):
    page = browser(file(report(group("Where?"))), script="getComputedStyle(document.querySelector('.group')).display")
    assert page.requests == []
    assert page.complaints == []
    assert page.result == "grid"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(browser, file, width):
    made = report(group(LONG), group(ARABIC), group(HOSTILE), weeks=53)
    page = browser(file(made), width, script="document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.width == width
    opened = browser(
        file(made),
        width,
        script="document.querySelectorAll('details').forEach(each => each.open = true), document.documentElement.scrollWidth",
    )
    assert opened.result == width


def test_hostile_text_is_shown_and_does_nothing(browser, file):
    settled = group(HOSTILE, settled="answered")
    hostile = group(HOSTILE, wordings=(Wording(HOSTILE, 1),), closest=Closest("none", 0, HOSTILE, (HOSTILE,), "p", HOSTILE))
    page = browser(file(report(hostile, settled=(settled,))), script="document.title")
    assert page.text.count("<script>document.title='owned'</script>") >= 3
    assert page.result == "Asked in vain: Handbook"
    assert (page.requests, page.complaints) == ([], [])


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_their_background(browser, file, dark):
    """WCAG asks for a contrast of 4.5."""
    script = """
    (() => {
      const light = text => {
        const parts = text.match(/[\\d.]+/g).slice(0, 3).map(each => each / 255)
          .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      const behind = node => {
        for (; node; node = node.parentElement) {
          const color = getComputedStyle(node).backgroundColor;
          if (!color.startsWith('rgba(0, 0, 0, 0')) return color;
        }
      };
      return [...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, span, summary, blockquote, th, td, figcaption, footer')]
        .map(node => {
          const [one, other] = [light(getComputedStyle(node).color), light(behind(node))].sort((a, b) => b - a);
          return [(one + 0.05) / (other + 0.05), node.textContent.slice(0, 40)];
        }).filter(([contrast]) => contrast < 4.5);
    })()"""
    found = browser(file(report(group("Where?"), left_out=LeftOut(1, 1))), dark=dark, script=script)
    assert found.result == []


def test_the_numbers_of_the_charts_are_in_a_table(file):
    text = file(report(group("Where?"))).read_text(encoding="utf-8")
    assert text.count("<th scope='row'>") == 3
    assert "<th scope='row'>7 Sep 2026</th><td>40</td><td>6</td><td>2</td><td>9</td><td>70%</td>" in text


def test_the_page_is_well_formed_without_scripts_addresses_or_inline_styles():
    text = make_page(report(group(HOSTILE), group(ARABIC), settled=(group("Who?", settled="not in the documents"),)))
    markup = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    tags = [found for found in re.findall(r"<[^>]*>", markup) if NOT_ALLOWED.search(found)]
    assert tags == []
    _Balance().check(markup)


def test_the_policy_names_the_style_of_the_page():
    text = make_page(report())
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_a_page_without_questions_says_so(browser, file):
    page = browser(file(report(weeks=0)))
    assert "Nothing has been asked in this time." in page.text
    assert (page.requests, page.complaints) == ([], [])


def test_a_page_of_one_day_and_one_person(browser, file):
    alone = group("Where?", 1, asked=1, weeks=(1,), last=FIRST, wordings=(Wording("Where?", 1),))
    page = browser(file(report(alone, weeks=1)))
    assert "1 person · asked once" in page.text
    assert (page.width, page.complaints) == (1000, [])


@pytest.mark.parametrize(
    ("most", "scale"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (108, [0, 50, 100, 150]),
        (200_001, [0, 100_000, 200_000, 300_000]),
    ],
)
def test_scales_end_just_above_the_most(most, scale):
    assert scale_of(most) == scale


def test_another_file_is_not_written_over_but_an_earlier_page_is(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<title>Ours</title>", encoding="utf-8")
    with pytest.raises(UsageError, match=r"page\.html is not a page of an earlier report; name another file"):
        write_page(report(), path)
    assert path.read_text(encoding="utf-8") == "<title>Ours</title>"
    path.unlink()
    write_page(report(), path)
    write_page(report(group("Where?")), path)
    assert "Where?" in path.read_text(encoding="utf-8")


class _Balance(HTMLParser):
    """Checks that elements are closed in the order in which they are opened."""

    EMPTY = frozenset({"meta", "path", "rect", "br"})

    def __init__(self):
        super().__init__()
        self.open = []

    def check(self, text):
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit on the size of files")
def test_a_page_that_does_not_fit_leaves_the_earlier_one_and_a_questions_file_that_does_not_is_removed(tmp_path):
    page, questions = tmp_path / "report.html", tmp_path / "asked.yaml"
    write_page(report(group("Where?")), page)
    before = page.read_bytes()
    with largest_file(100):
        with pytest.raises(UsageError, match=r"^--html: .*report\.html cannot be written \(File too large\)"):
            write_page(report(group("When?")), page)
        with pytest.raises(UsageError, match=r"^--questions: .*asked\.yaml cannot be written \(File too large\)"):
            write_questions(report(group("When?")), questions)
    assert page.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert write_questions(report(group("When?")), questions) == 1
