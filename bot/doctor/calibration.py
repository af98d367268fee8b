"""Check the calibration of a project, a file that cannot be rebuilt, and the confidence that a build fitted to its model."""

from typing import TYPE_CHECKING

from bot.doctor.checks import Finding, ok, warning

if TYPE_CHECKING:
    from index.settings import Settings
    from index.storing.manifest import Manifest

NAME = "Calibration"


def check_calibration(settings: "Settings", manifest: "Manifest | None") -> Finding[None]:
    """Check that a fitted calibration can be used with the index, or say how sure the confidence of its model is.

    No checks without an index, nor for the default model without a calibration.
    """
    from index.answering.calibration_file import RECALIBRATE, load_calibration

    if manifest is None:
        return Finding(())
    found = load_calibration(settings, manifest)
    if found.problem:
        return Finding((warning(NAME, found.problem, found.fix),))
    if found.path is None and found.model:
        check = warning(NAME, found.model.description, RECALIBRATE) if found.model.doubt else ok(NAME, found.model.description)
        return Finding((check,))
    if found.path is None:
        return Finding(())
    fitted = found.calibration
    return Finding((ok(NAME, f"{found.path}: fitted to {fitted.questions:,} questions on {fitted.fitted_on}"),))
