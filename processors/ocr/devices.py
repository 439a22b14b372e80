"""Where the models of the second reader run: on the processor, or on a graphics card by CUDA."""

from __future__ import annotations

import contextlib
import ctypes
import io
from functools import lru_cache
from typing import Any

from processors.config.fusion import CUDA
from processors.errors import MissingError

INSTALL = "Install it: pip install rapidocr onnxruntime"
INSTALL_CUDA = (
    "Install onnxruntime-gpu in place of onnxruntime, with the CUDA and cuDNN that it was made for (docs/speed.md), "
    "or leave --device cuda out"
)
# Severity of onnxruntime's log from which on something is said.
_ERRORS = 3
_PROVIDER = "CUDAExecutionProvider"
# Heuristics choose the ways of computing at once; the usual search tries all of them for every width of a line.
# Without the short floats of TF32, confidences are those of the processor to the fourth digit.
_CUDA_OPTIONS = {"device_id": 0, "cudnn_conv_algo_search": "HEURISTIC", "use_tf32": 0}


@lru_cache(maxsize=2)
def need(device: str) -> None:
    """Sees that the device can be used, as far as that can be told without loading a model.

    Raises:
        MissingError: `device` is cuda, and onnxruntime cannot use a graphics card or there is none.
    """
    if device != CUDA:
        return
    if _PROVIDER not in _onnxruntime().get_available_providers():
        raise MissingError("the installed onnxruntime cannot use a graphics card", hint=INSTALL_CUDA)
    if _cards() == 0:
        raise MissingError(
            "no graphics card that CUDA can use was found",
            hint="Look what nvidia-smi says, or leave --device cuda out",
        )


def session(model: bytes | str, device: str) -> Any:
    """An onnxruntime session of a model, with one thread.

    Args:
        model: its file, or what would stand in it, which onnxruntime then keeps.
        device: where it runs.

    Raises:
        MissingError: onnxruntime is not installed, or cannot use the device.
    """
    onnxruntime = _onnxruntime()
    need(device)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Without the arena, memory that long lines took is given back.
    options.enable_cpu_mem_arena = False
    providers = [(_PROVIDER, _CUDA_OPTIONS)] if device == CUDA else []
    try:
        made = onnxruntime.InferenceSession(
            model, options, providers=[*providers, "CPUExecutionProvider"], enable_fallback=0
        )
    except RuntimeError as error:
        if device != CUDA:
            raise
        raise _unusable(" ".join(str(error).split())[-200:]) from error
    # It passes over a device whose libraries it cannot load.
    if device == CUDA and _PROVIDER not in made.get_providers():
        raise _unusable("a library of CUDA or cuDNN cannot be loaded")
    return made


def _unusable(why: str) -> MissingError:
    return MissingError(f"onnxruntime cannot use the graphics card: {why}", hint=INSTALL_CUDA)


@lru_cache(maxsize=1)
def _onnxruntime() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingError("onnxruntime is not installed", hint=INSTALL) from error
    # It warns at each session of a card that none of its plug-ins knows it; what fails is raised all the same.
    onnxruntime.set_default_logger_severity(_ERRORS)
    if hasattr(onnxruntime, "preload_dlls") and _PROVIDER in onnxruntime.get_available_providers():
        # Finds the libraries that came as Python packages; it prints what it does not find, which may lie elsewhere.
        with contextlib.redirect_stdout(io.StringIO()):
            onnxruntime.preload_dlls()
    return onnxruntime


def _cards() -> int:
    """How many graphics cards the driver knows; asked without a context, which would take memory on the card."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value
