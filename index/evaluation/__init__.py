"""Evaluation: judged questions in, figures out."""

from index.evaluation.comparing import Comparison, compare
from index.evaluation.figures import Evaluation, Figures, evaluate
from index.evaluation.trials import Trial, ask_all

__all__ = ["Comparison", "Evaluation", "Figures", "Trial", "ask_all", "compare", "evaluate"]
