"""Write a report as one self-contained page, which opens without a network and runs no scripts.

Whatever members and documents wrote is escaped, and isolated from the direction of the text around it.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC
from html import escape
from pathlib import Path

from bot.report.charts import mark, scale_of, share_line, stacked_bars, trend_bars
from bot.report.describing import (
    EMPTY,
    NOW,
    RESULT_NAMES,
    day,
    details,
    left_out,
    one_line,
    period,
    place_of,
    span,
    times,
    who,
    why_empty,
)
from bot.report.groups import Group
from bot.report.reporting import Report, Week
from bot.report.tallying import RESULTS
from index.errors import UsageError
from index.files.careful_writing import fix_of_writing, replace_file
from index.files.paths import follow_links, require_place
from index.text.characters import clean, fold

FLAG = "--html"
STYLE = Path(__file__).with_name("page.css")
GENERATOR = '<meta name="generator" content="footnote report">'
"""How a page that may be written over is known."""
HEAD_BYTES = 2_000
"""Bytes of an existing file that are searched for it."""
WEEKS = 53
"""Weeks that charts show, the last ones."""
MAX_QUESTION_LENGTH, MAX_PASSAGE_LENGTH = 400, 300
MAX_WORDINGS = 25
"""Wordings of a group that are listed."""


def check_page(path: Path) -> None:
    """Raise UsageError if there is a file that is not a page of an earlier report, or if there can be none."""
    try:
        require_place(path)
        if path.is_file():
            with path.open("rb") as file:
                is_ours = GENERATOR.encode() in file.read(HEAD_BYTES)
            if not is_ours:
                raise UsageError(f"{path} is not a page of an earlier report", where=FLAG, fix="name another file")
    except OSError as error:
        raise _unwritable(path, error) from None


def write_page(report: Report, path: Path) -> None:
    """Write the page of a report, over that of an earlier one if there is one. Raises UsageError if it cannot be written."""
    check_page(path)
    page = make_page(report).encode("utf-8")
    try:
        if path.exists() and not path.is_file():  # a pipe or a device
            path.write_bytes(page)
        else:
            replace_file(follow_links(path), page)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> UsageError:
    fix = fix_of_writing(error, "name another file")
    return UsageError(f"{path} cannot be written ({error.strerror})", where=FLAG, fix=fix)


def make_page(report: Report) -> str:
    """Return the page of a report as HTML."""
    style = "\n" + STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"Asked in vain: {one_line(report.title, MAX_PASSAGE_LENGTH)}"
    body = "\n".join(part for section in (_header, _charts, _groups, _settled, _footer) for part in section(report))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
{GENERATOR}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _header(report: Report) -> Iterator[str]:
    yield f"<header><h1>What was asked in vain</h1><p class='quiet'>{_isolate(report.title)}"
    yield f"{' · ' if period(report) else ''}{period(report)}</p></header>"
    if not report.asked:
        yield f"<p class='empty notes'>{EMPTY}</p>"
        return
    in_vain = report.asked - report.results["answered"]
    tiles = {
        "questions": f"{report.asked:,}",
        "answered": f"{report.answered_share:.0%}",
        "asked in vain": f"{in_vain:,}",
        "people": f"{report.people:,}" if report.people else "–",
    }
    yield "<dl class='tiles'>"
    yield from (f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in tiles.items())
    yield "</dl>"


def _charts(report: Report) -> Iterator[str]:
    weeks = report.weeks[-WEEKS:]
    if not report.asked:
        return
    results = report.results
    numbers = [f"{number:,}" for number in scale_of(max(week.asked for week in weeks))]
    yield "<h2>By week</h2>"
    yield "<figure><figcaption>Questions</figcaption><ul class='legend'>"
    for result in RESULTS:
        yield f"<li>{mark(result)}{RESULT_NAMES[result]} {results[result]:,} ({results[result] / report.asked:.0%})</li>"
    yield f"</ul>{_chart(stacked_bars(weeks), numbers, weeks)}{_table(weeks)}</figure>"
    yield "<figure><figcaption>Share answered</figcaption>"
    yield f"{_chart(share_line(weeks), ('0%', '50%', '100%'), weeks, ' low')}</figure>"


def _chart(drawing: str, scale: Sequence[str], weeks: Sequence[Week], kind: str = "") -> str:
    """Return a drawing with the numbers beside it and the dates below it."""
    numbers = "".join(f"<span>{number}</span>" for number in reversed(scale))
    shown = sorted({0, len(weeks) // 2, len(weeks) - 1}) if len(weeks) > 2 else range(len(weeks))  # noqa: PLR2004
    dates = "".join(f"<span>{weeks[position].monday.day} {weeks[position].monday:%b}</span>" for position in shown)
    sides = f'<div class="scale">{numbers}</div>{drawing}<div class="dates">{dates}</div>'
    return f'<div class="chart{kind}" aria-hidden="true">{sides}</div>'


def _table(weeks: Sequence[Week]) -> str:
    """Return the numbers behind the charts."""
    heading = "".join(
        f"<th scope='col'>{name}</th>" for name in ("week of", *(RESULT_NAMES[each] for each in RESULTS), "share")
    )
    rows = "".join(
        f"<tr><th scope='row'>{day(week.monday)}</th>"
        + "".join(f"<td>{week.results[result]:,}</td>" for result in RESULTS)
        + f"<td>{week.results['answered'] / week.asked:.0%}</td></tr>"
        if week.asked
        else f"<tr><th scope='row'>{day(week.monday)}</th>{'<td>0</td>' * len(RESULTS)}<td>–</td></tr>"
        for week in weeks
    )
    return (
        "<details><summary>Numbers</summary><div class='table' tabindex='0' role='region' aria-label='Questions by week'>"
        f"<table><thead><tr>{heading}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _groups(report: Report) -> Iterator[str]:
    if not report.asked:
        return
    yield "<h2>Questions, most asked first</h2>"
    if not report.groups:
        yield f"<p class='empty'>{why_empty(report)}</p>"
    else:
        yield "<ol class='groups'>"
        yield from (_group(group, report) for group in report.groups)
        yield "</ol>"
    if notes := " ".join(left_out(report)):
        yield f"<p class='quiet notes'>{notes}</p>"


def _group(group: Group, report: Report) -> str:
    """Return what is known of a group as an item of a list."""
    asked = f" · asked {times(group.asked)}" if group.people else ""
    more = "".join(f" · {each}" for each in details(group))
    parts = [
        f"<p class='count'><strong>{who(group)}</strong>{asked}{more}</p>",
        f"<h3>{_isolate(one_line(group.question, MAX_QUESTION_LENGTH))}</h3>",
        *_closest(group, report),
        *_wordings(group),
    ]
    return f"<li class='group'><div>{''.join(parts)}</div>{_trend(group, report.weeks)}</li>"


def _closest(group: Group, report: Report) -> Iterator[str]:
    closest = group.closest
    if closest is None:
        return
    result = "unhelpful" if closest.outcome == "answer" else closest.outcome
    place = " › ".join(_isolate(each) for each in place_of(closest, report))
    text = f"Today Footnote {NOW[closest.outcome]}."
    yield f"<p class='now'>{mark(result)}{text}{f' Closest: {place}' if place else ''}</p>"
    if closest.text:
        yield f"<blockquote>{_isolate(one_line(closest.text, MAX_PASSAGE_LENGTH))}</blockquote>"


def _wordings(group: Group) -> Iterator[str]:
    if len(group.wordings) == 1 and group.wordings[0].text == group.question and len(group.question) <= MAX_QUESTION_LENGTH:
        return
    shown = group.wordings[:MAX_WORDINGS]
    name = "All wordings" if len(group.wordings) > 1 else "The whole question"
    yield f'<details><summary>{name}</summary><ul class="wordings">'
    for wording in shown:
        count = f" <span class='quiet'>({times(wording.asked)})</span>" if wording.asked > 1 else ""
        yield f"<li>{_isolate(wording.text)}{count}</li>"
    if len(shown) < len(group.wordings):
        yield f"<li class='quiet'>and {len(group.wordings) - len(shown):,} more</li>"
    yield "</ul></details>"


def _trend(group: Group, weeks: Sequence[Week]) -> str:
    """Return a chart of when a group was asked, if there is more than one week to compare; it is said in words, too."""
    chart = trend_bars(group.weeks[-WEEKS:]) if len(weeks) > 1 else ""
    return f"<div class='trend'>{chart}<span>{span(group.first, group.last)}</span></div>"


def _settled(report: Report) -> Iterator[str]:
    if not report.settled:
        return
    yield f"<details class='notes'><summary>Settled since ({len(report.settled):,})</summary><ul class='wordings'>"
    for group in report.settled:
        why = "answered now" if group.settled == "answered" else "known not to be in the documents"
        question = _isolate(one_line(group.question, MAX_QUESTION_LENGTH))
        yield f'<li>{question} <span class="quiet">({who(group)}; {why})</span></li>'
    yield "</ul></details>"


def _footer(report: Report) -> Iterator[str]:
    made = report.made.astimezone(UTC)
    when = f"{day(made.date())} at {made:%H:%M} UTC"
    yield f'<footer class="quiet">Made by <code>footnote report</code> on {when}.'
    yield "It contains what members wrote, but not who they are.</footer>"


def _isolate(text: str) -> str:
    """Return a text as HTML that shows it as it is, and whose direction does not spread."""
    return f"<bdi>{escape(clean(fold(text)))}</bdi>"
