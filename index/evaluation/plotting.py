"""Plot confidence: how well it separates answerable from unanswerable questions, and how well it is calibrated.

The only module that imports matplotlib.
"""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import FootnoteError, UsageError
from index.evaluation.reliability import Bin, calibration_error, reliability
from index.evaluation.trials import Trial
from index.files.careful_writing import fix_of_writing
from index.installation import install_fix

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = (".pdf", ".png", ".svg")
SIZE = (12.0, 5.2)
"""Width and height of the plot, in inches."""
DPI = 150
"""Dots per inch of a PNG file."""
BIN_EDGES = np.linspace(0, 1, 26)
"""Edges of the histogram bins of confidence."""
HEADROOM = 0.12
"""Space for text beyond each distribution, as a share of the height of both."""
DASHES = (0, (4, 3))
ANSWERABLE, UNANSWERABLE, INK, FAINT = "#0072B2", "#D55E00", "#333333", "#B8B8B8"
"""Okabe and Ito's blue and vermilion, which colour-blind readers can tell apart, and two greys."""
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
    """Raise UsageError if no plot can be drawn or written to `path`; call it first, because asking takes minutes."""
    if path.suffix.lower() not in FORMATS:
        fix = f"name a file that ends in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        raise UsageError(f"cannot draw a plot as {path.suffix!r}", where=str(path), fix=fix)
    if not path.parent.is_dir():
        raise UsageError("no such folder", where=str(path.parent), fix="create it, or name another file for the plot")
    if path.is_dir():
        raise UsageError("is a folder", where=str(path), fix="name a file for the plot")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError("cannot be written", where=str(path), fix="name another file for the plot")
    if find_spec("matplotlib") is None:
        raise UsageError("drawing a plot needs matplotlib, which is not installed", fix=install_fix("eval"))


def plot(trials: Sequence[Trial], answer_from: float, suggest_from: float, path: Path) -> None:
    """Draw the distributions of confidence, with the thresholds for answers and suggestions, and a reliability diagram.

    Raises UsageError as `check_plot_file` does, and FootnoteError if the file cannot be written.
    """
    check_plot_file(path)
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
        grid = figure.add_gridspec(2, 2, width_ratios=(1.25, 1), height_ratios=(4, 1), wspace=0.08)
        _draw_distributions(figure.add_subplot(grid[:, 0]), trials, answer_from, suggest_from)
        curve = figure.add_subplot(grid[0, 1])
        bins = reliability(trials)
        _draw_curve(curve, bins)
        _draw_counts(figure.add_subplot(grid[1, 1], sharex=curve), bins)
        try:
            figure.savefig(path)
        except OSError as error:
            fix = fix_of_writing(error, "name another file for the plot")
            raise FootnoteError(f"cannot be written ({error.strerror})", where=str(path), fix=fix) from None


def _draw_distributions(axes: "Axes", trials: Sequence[Trial], answer_from: float, suggest_from: float) -> None:
    """Draw answerable questions upwards and unanswerable ones downwards, so that neither distribution hides the other."""
    heights = {}
    for name, sign, colour in (("answerable", 1, ANSWERABLE), ("unanswerable", -1, UNANSWERABLE)):
        confidences = [trial.confidence for trial in trials if trial.judged.is_answerable == (sign > 0)]
        counts = np.histogram(confidences, BIN_EDGES)[0]
        heights[name] = int(counts.max())
        axes.stairs(sign * counts, BIN_EDGES, fill=True, color=colour, alpha=0.9)
        if confidences:
            label, height = f"{len(confidences):,} {name}", 0.5 + 0.445 * sign
            box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
            axes.text(0.02, height, label, color=colour, weight="bold", va="center", bbox=box, transform=axes.transAxes)
    room = HEADROOM * sum(heights.values())
    above, below = (height + room if height else 0 for height in heights.values())
    axes.axhline(0, color=INK, linewidth=0.8)
    _draw_thresholds(axes, answer_from, suggest_from)
    axes.set(xlim=(0, 1), ylim=(-below, above), xlabel="confidence", ylabel="questions")
    axes.locator_params(axis="y", integer=True)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    axes.set_title("Confidence in the first passage")


def _draw_thresholds(axes: "Axes", answer_from: float, suggest_from: float) -> None:
    """Draw the two thresholds, labelled above the axes on opposite sides so that the labels never overlap."""
    axes.axvspan(suggest_from, answer_from, color=FAINT, alpha=0.2, linewidth=0, zorder=0)
    for threshold, name, side, shift in ((suggest_from, "suggestions", "right", -4), (answer_from, "answers", "left", 4)):
        axes.axvline(threshold, color=INK, linewidth=1.2, linestyle=DASHES)
        axes.annotate(
            f"{name} from {threshold:.2f}",
            (threshold, 1),
            xytext=(shift, 5),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha=side,
        )


def _draw_curve(axes: "Axes", bins: Sequence[Bin]) -> None:
    """Draw each bin's share of right first passages against its confidence, with its distance from the diagonal."""
    axes.plot((0, 1), (0, 1), color=FAINT, linewidth=1.2, linestyle=DASHES)
    confidences, right = [each.confidence for each in bins], [each.right for each in bins]
    axes.vlines(confidences, confidences, right, color=UNANSWERABLE, linewidth=1.5, alpha=0.6)
    axes.plot(confidences, right, color=ANSWERABLE, marker="o", markersize=7, linewidth=1.8, clip_on=False, zorder=3)
    axes.text(0.03, 0.95, f"calibration error {calibration_error(bins):.3f}", va="top")
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of first passages that are right")
    axes.tick_params(labelbottom=False)
    axes.set_title("Calibration of the confidence")


def _draw_counts(axes: "Axes", bins: Sequence[Bin]) -> None:
    """Draw the number of questions behind each point of the curve."""
    centres = [(each.low + each.high) / 2 for each in bins]
    bars = axes.bar(centres, [each.count for each in bins], width=0.085, color=FAINT)
    axes.bar_label(bars, fmt="{:,.0f}", fontsize=8, padding=1)
    axes.margins(y=0.35)
    axes.set(xlabel="confidence", ylabel="questions", yticks=())
