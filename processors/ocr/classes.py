"""A recogniser's model without the classes that may not be answered.

The last layer of RapidOCR's recogniser scores 18,710 characters, most of them Chinese, in every column of a line. To
compute only the few hundred that can be answered takes a seventh off the time of a line; its probabilities are then
shared out among those.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.errors import EngineError

CHARACTERS = "character"
"""Key under which the model's file lists the characters that it knows."""

WEIGHTS, BIASES = "linear_8.w_0", "linear_8.b_0"
"""Names of the last layer's weights (features x classes) and biases (classes) in the model's file."""

_MESSAGES: dict[str, dict[str, tuple[int, str]]] = {
    "Tensor": {"dims": (1, "integers"), "name": (8, "string"), "raw_data": (9, "bytes")},
    "TensorType": {"shape": (2, "bytes")},
    "Type": {"tensor_type": (1, "TensorType")},
    "Value": {"type": (2, "Type")},
    "Graph": {"initializer": (5, "Tensor"), "output": (12, "Value")},
    "Entry": {"key": (1, "string"), "value": (2, "string")},
    "Model": {"graph": (7, "Graph"), "metadata": (14, "Entry")},
}
"""Numbers and kinds of the fields of ONNX's format that are needed here; the others are handed on as they are."""

_REPEATED = frozenset({"dims", "initializer", "metadata", "output"})


def known_characters(model: bytes) -> tuple[str, ...]:
    """The characters of the classes from the second on; the first stands for no character.

    Raises:
        EngineError: the model does not list them.
    """
    for entry in _model_class().FromString(model).metadata:
        if entry.key == CHARACTERS:
            return tuple(entry.value.splitlines())
    raise EngineError("RapidOCR's recogniser does not list its characters")


def with_classes(model: bytes, kept: Sequence[int]) -> bytes:
    """The model with these classes of its answer only, in this order.

    Args:
        model: the file of a recogniser in ONNX's format.
        kept: numbers of the classes.

    Raises:
        EngineError: its last layer is not the one that is known.
    """
    changed = _model_class().FromString(model)
    layer = {tensor.name: tensor for tensor in changed.graph.initializer if tensor.name in (WEIGHTS, BIASES)}
    if len(layer) != 2:
        raise EngineError("RapidOCR's recogniser has another last layer than the one that is known")
    columns = np.array(kept)
    for tensor in layer.values():
        values: NDArray[np.float32] = np.frombuffer(tensor.raw_data, np.float32).reshape(tensor.dims)
        few = np.ascontiguousarray(values[..., columns])
        tensor.raw_data = few.tobytes()
        tensor.dims[-1] = len(kept)
    for answer in changed.graph.output:
        # It says how many classes there are.
        answer.type.tensor_type.ClearField("shape")
    made: bytes = changed.SerializeToString()
    return made


@lru_cache(maxsize=1)
def _model_class() -> Any:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # type: ignore[import-untyped]

    kind = descriptor_pb2.FieldDescriptorProto
    plain = {"integers": kind.TYPE_INT64, "string": kind.TYPE_STRING, "bytes": kind.TYPE_BYTES}
    file = descriptor_pb2.FileDescriptorProto(name="onnx_part.proto", package="part", syntax="proto3")
    for message, fields in _MESSAGES.items():
        described = file.message_type.add(name=message)
        for name, (number, what) in fields.items():
            label = kind.LABEL_REPEATED if name in _REPEATED else kind.LABEL_OPTIONAL
            field = described.field.add(name=name, number=number, label=label)
            field.type = plain.get(what, kind.TYPE_MESSAGE)
            if what not in plain:
                field.type_name = f".part.{what}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("part.Model"))
