"""Export modules of torch to ONNX."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import Tensor
from torch.export import Dim

from index.encoding.torch_models import quiet


class ExportError(Exception):
    """A module cannot be exported, for a reason in one line."""


def export(graph: torch.nn.Module, inputs: Mapping[str, Tensor], outputs: Sequence[str], path: Path) -> None:
    """Export a module that takes `inputs`, of shape (texts, tokens) each, to a file with its weights beside it.

    Raises ExportError.
    """
    for module in graph.modules():
        if isinstance(module, transformers.PreTrainedModel):
            module.set_attn_implementation("eager")  # onnxruntime optimises the plain graph best
    with quiet():
        try:
            graph(*inputs.values())
            program: Any = torch.onnx.export(
                graph,
                tuple(inputs.values()),
                dynamo=True,
                dynamic_shapes=(tuple({0: Dim.DYNAMIC, 1: Dim.DYNAMIC} for _ in inputs),),
                input_names=list(inputs),
                output_names=list(outputs),
                verbose=False,
            )
        except (torch.onnx.OnnxExporterError, RuntimeError, KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"
            raise ExportError(f"cannot be exported to ONNX ({reason})") from None
        for node in program.model.graph.all_nodes():
            node.metadata_props.clear()  # contains stack traces with paths on this machine
        program.save(str(path), external_data=True)
