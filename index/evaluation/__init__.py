"""Evaluation: ask judged questions and compute metrics from the answers."""

from index.evaluation.comparing import Comparison, compare
from index.evaluation.metrics import Evaluation, Metrics, evaluate
from index.evaluation.trials import Trial, ask_all

__all__ = ["Comparison", "Evaluation", "Metrics", "Trial", "ask_all", "compare", "evaluate"]
