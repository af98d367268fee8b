"""Draw the charts of the page as SVG: shapes only, because the words beside them are HTML and keep their size on a phone."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.report.describing import RESULT_NAMES, day
from bot.report.reporting import Week
from bot.report.tallying import RESULTS

WIDTH, HEIGHT = 1000, 100
"""The size of a drawing in its own units; it is stretched to its place."""
BAR_SHARE = 0.72
"""The part of a week's width that its bar takes."""
STEPS = (1, 2, 5)
GRID_LINES = 4
"""Lines of a scale, at most, not counting the one at 0."""


def stacked_bars(weeks: Sequence[Week]) -> str:
    """Return a bar for each week, stacked by what became of its questions, answered ones at the bottom."""
    top = scale_of(max(week.asked for week in weeks))[-1]
    slot = WIDTH / len(weeks)
    bars = []
    for position, week in enumerate(weeks):
        left, bottom = position * slot + slot * (1 - BAR_SHARE) / 2, float(HEIGHT)
        shapes = []
        for result in RESULTS:
            height = HEIGHT * week.results[result] / top
            bottom -= height
            if height:
                shapes.append(_rect(left, bottom, slot * BAR_SHARE, height, result))
        bars.append(f"<g><title>{_describe(week)}</title>{''.join(shapes)}</g>")
    return _svg([*_lines(len(scale_of(top)) - 1), *bars])


def share_line(weeks: Sequence[Week]) -> str:
    """Return a line through the share that was answered in each week; it is broken where nobody asked."""
    slot = WIDTH / len(weeks)
    points = [
        (position * slot + slot / 2, HEIGHT * (1 - week.results["answered"] / week.asked) if week.asked else None)
        for position, week in enumerate(weeks)
    ]
    paths = []
    for is_known, group in groupby(points, key=lambda point: point[1] is not None):
        if is_known:
            run = [f"{x:.1f} {y:.1f}" for x, y in group]
            paths.append(f'<path class="share" d="M{" L".join(run if len(run) > 1 else run * 2)}"/>')
    return _svg([*_lines(2), *paths])


def trend_bars(counts: Sequence[int]) -> str:
    """Return a small bar for each week of a group."""
    most = max(counts, default=0) or 1
    slot = WIDTH / max(len(counts), 1)
    bars = [
        _rect(
            position * slot + slot * (1 - BAR_SHARE) / 2, HEIGHT * (1 - count / most), slot * BAR_SHARE, HEIGHT * count / most
        )
        for position, count in enumerate(counts)
        if count
    ]
    return _svg([f'<path class="grid" d="M0 {HEIGHT} H{WIDTH}"/>', *bars])


def mark(result: str) -> str:
    """Return a small square in the colour of a result."""
    return f'<svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{result}" width="10" height="10" rx="2"/></svg>'


def scale_of(most: int) -> list[int]:
    """Return the numbers of a scale from 0 to at least `most`, in steps of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * GRID_LINES >= most:
                size = step * power
                return list(range(0, -(-max(most, 1) // size) * size + 1, size))
        power *= 10


def _lines(count: int) -> Iterator[str]:
    """Yield the lines of a scale, from 0 on."""
    for number in range(count + 1):
        yield f'<path class="grid" d="M0 {HEIGHT * (1 - number / count):.1f} H{WIDTH}"/>'


def _rect(left: float, top: float, width: float, height: float, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<rect{kind} x="{left:.1f}" y="{top:.2f}" width="{width:.1f}" height="{height:.2f}"/>'


def _svg(shapes: Sequence[str]) -> str:
    """Return a drawing, which a table beside it says in words."""
    start = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    return f"{start}{''.join(shapes)}</svg>"


def _describe(week: Week) -> str:
    parts = ", ".join(f"{week.results[result]:,} {RESULT_NAMES[result]}" for result in RESULTS if week.results[result])
    return f"Week of {day(week.monday)}: {parts or 'no questions'}"
