"""A picture of confidence: whether it tells answerable questions from others, and whether it means what it says.

The only module that imports matplotlib.
"""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import FootnoteError, UsageError, install
from index.evaluation.reliability import Bin, calibration_error, reliability
from index.evaluation.trials import Trial

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = (".pdf", ".png", ".svg")
SIZE = (12.0, 5.2)
"""Inches."""
DOTS = 150
"""An inch, in a PNG."""
STEPS = np.linspace(0, 1, 26)
"""Edges of the bars of a distribution."""
HEADROOM = 0.12
"""Of the height of both distributions, beyond each, for words."""
DASHES = (0, (4, 3))
ANSWERABLE, UNANSWERABLE, INK, FAINT = "#0072B2", "#D55E00", "#333333", "#B8B8B8"
"""Blue and vermilion of Okabe and Ito, which colour-blind eyes tell apart, and two greys."""
STYLE: dict[Any, Any] = {
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 24,
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "svg.fonttype": "none",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def check_plot_file(path: Path) -> None:
    """Raise UsageError when no picture can be written there, or made: better before the questions are asked than after."""
    if path.suffix.lower() not in KINDS:
        fix = f"name a file that ends in {', '.join(KINDS)}"
        raise UsageError(f"no picture of kind {path.suffix!r}", where=str(path), fix=fix)
    if not path.parent.is_dir():
        raise UsageError("no such folder", where=str(path.parent), fix="make it, or name another file for the picture")
    if path.is_dir():
        raise UsageError("is a folder", where=str(path), fix="name a file for the picture")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError("cannot be written", where=str(path), fix="name another file for the picture")
    if find_spec("matplotlib") is None:
        raise UsageError("matplotlib is not installed, which draws the picture", fix=install("eval"))


def plot(trials: Sequence[Trial], answer_from: float, suggest_from: float, path: Path) -> None:
    """Draw distributions of confidence, with the lines from which there are answers and suggestions, and reliability.

    Raises UsageError as `check_plot_file` does, and FootnoteError when the file cannot be written.
    """
    check_plot_file(path)
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=SIZE, dpi=DOTS, layout="constrained")
        grid = figure.add_gridspec(2, 2, width_ratios=(1.25, 1), height_ratios=(4, 1), wspace=0.08)
        _draw_distributions(figure.add_subplot(grid[:, 0]), trials, answer_from, suggest_from)
        curve = figure.add_subplot(grid[0, 1])
        bins = reliability(trials)
        _draw_curve(curve, bins)
        _draw_counts(figure.add_subplot(grid[1, 1], sharex=curve), bins)
        try:
            figure.savefig(path)
        except OSError as error:
            raise FootnoteError(f"cannot be written ({error.strerror})", where=str(path)) from None


def _draw_distributions(axes: "Axes", trials: Sequence[Trial], answer_from: float, suggest_from: float) -> None:
    """Answerable questions upwards, the others downwards, so that neither hides the other."""
    heights = {}
    for name, sign, colour in (("answerable", 1, ANSWERABLE), ("unanswerable", -1, UNANSWERABLE)):
        confidences = [trial.confidence for trial in trials if trial.judged.is_answerable == (sign > 0)]
        counts = np.histogram(confidences, STEPS)[0]
        heights[name] = int(counts.max())
        axes.stairs(sign * counts, STEPS, fill=True, color=colour, alpha=0.9)
        if confidences:
            told, place = f"{len(confidences):,} {name}", 0.5 + 0.445 * sign
            behind = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
            axes.text(0.02, place, told, color=colour, weight="bold", va="center", bbox=behind, transform=axes.transAxes)
    room = HEADROOM * sum(heights.values())
    above, below = (height + room if height else 0 for height in heights.values())
    axes.axhline(0, color=INK, linewidth=0.8)
    _draw_lines(axes, answer_from, suggest_from)
    axes.set(xlim=(0, 1), ylim=(-below, above), xlabel="confidence", ylabel="questions")
    axes.locator_params(axis="y", integer=True)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    axes.set_title("How sure it is of the first passage")


def _draw_lines(axes: "Axes", answer_from: float, suggest_from: float) -> None:
    """The two decisions, told above the axes, to either side so that they never overlap."""
    axes.axvspan(suggest_from, answer_from, color=FAINT, alpha=0.2, linewidth=0, zorder=0)
    for place, name, side, shift in ((suggest_from, "suggestions", "right", -4), (answer_from, "answers", "left", 4)):
        axes.axvline(place, color=INK, linewidth=1.2, linestyle=DASHES)
        axes.annotate(
            f"{name} from {place:.2f}",
            (place, 1),
            xytext=(shift, 5),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha=side,
        )


def _draw_curve(axes: "Axes", bins: Sequence[Bin]) -> None:
    """Each bin's share of right first passages over its confidence, and how far that is from the diagonal."""
    axes.plot((0, 1), (0, 1), color=FAINT, linewidth=1.2, linestyle=DASHES)
    sure, right = [each.confidence for each in bins], [each.right for each in bins]
    axes.vlines(sure, sure, right, color=UNANSWERABLE, linewidth=1.5, alpha=0.6)
    axes.plot(sure, right, color=ANSWERABLE, marker="o", markersize=7, linewidth=1.8, clip_on=False, zorder=3)
    axes.text(0.03, 0.95, f"calibration error {calibration_error(bins):.3f}", va="top")
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of first passages that are right")
    axes.tick_params(labelbottom=False)
    axes.set_title("Whether it is right as often as it is sure")


def _draw_counts(axes: "Axes", bins: Sequence[Bin]) -> None:
    """How many questions each point of the curve stands for."""
    centres = [(each.low + each.high) / 2 for each in bins]
    bars = axes.bar(centres, [each.count for each in bins], width=0.085, color=FAINT)
    axes.bar_label(bars, fmt="{:,.0f}", fontsize=8, padding=1)
    axes.margins(y=0.35)
    axes.set(xlabel="confidence", ylabel="questions", yticks=())
