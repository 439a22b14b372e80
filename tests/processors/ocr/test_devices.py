"""The second reader on a graphics card: what is asked of onnxruntime, and what is said where it cannot be had.

No card is needed: onnxruntime is stood in for. Reading many lines together, and all of them, is tried on the processor.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from processors.config import Config
from processors.config.fusion import FusionConfig, RapidConfig
from processors.errors import MissingError, UsageError
from processors.geometry import Box
from processors.ocr import devices, rapid, registry
from processors.ocr.rapid import RapidEngine
from tests.processors.ocr.ocr_sheets import WORDS, page_of

CUDA_NAME, CPU_NAME = "CUDAExecutionProvider", "CPUExecutionProvider"
# Pixels of these pictures that one column of the answer stands for.
COLUMN = 12.0


class Runtime(SimpleNamespace):
    """Stands for onnxruntime-gpu; keeps what it was asked for."""

    def __init__(self, used: tuple[str, ...] = (CUDA_NAME, CPU_NAME), error: str = "") -> None:
        super().__init__(used=used, error=error, asked=[], SessionOptions=SimpleNamespace)

    def get_available_providers(self) -> list[str]:
        return [CUDA_NAME, CPU_NAME]

    def InferenceSession(self, *args: Any, **kwargs: Any) -> SimpleNamespace:  # noqa: N802 - onnxruntime's name
        self.asked.append((args, kwargs))
        if self.error:
            raise RuntimeError(self.error)
        return SimpleNamespace(get_providers=lambda: list(self.used))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    devices.need.cache_clear()
    yield
    devices.need.cache_clear()


def with_runtime(monkeypatch: pytest.MonkeyPatch, runtime: Any, cards: int = 1) -> None:
    monkeypatch.setattr(devices, "_onnxruntime", lambda: runtime)
    monkeypatch.setattr(devices, "_cards", lambda: cards)


def test_the_environment_says_where_the_second_reader_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECLASS_DEVICE", "cuda")
    config = Config.from_environment()
    assert config.fusion.rapid.device == "cuda"
    assert config.fusion.everything
    assert config.digest() != Config().digest()


@pytest.mark.parametrize("name", ["DECLASS_DEVICE", "DECLASS_READ_AGAIN"])
def test_what_the_environment_may_not_say(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "abacus")
    with pytest.raises(UsageError, match=f"{name} is 'abacus'"):
        Config.from_environment()


def test_everything_is_read_again_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECLASS_READ_AGAIN", "everything")
    config = Config.from_environment()
    assert (config.fusion.everything, config.fusion.rapid) == (True, RapidConfig())


def test_an_onnxruntime_for_processors_alone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with_runtime(monkeypatch, SimpleNamespace(get_available_providers=lambda: [CPU_NAME]))
    with pytest.raises(MissingError, match="cannot use a graphics card") as caught:
        registry.readers(Config(fusion=FusionConfig.on("cuda")))
    assert "onnxruntime-gpu" in caught.value.hint


def test_a_machine_without_a_card_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with_runtime(monkeypatch, Runtime(), cards=0)
    with pytest.raises(MissingError, match="no graphics card"):
        registry.readers(Config(fusion=FusionConfig.on("cuda")))


def test_the_processor_needs_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    with_runtime(monkeypatch, None, cards=0)
    devices.need("cpu")


def test_the_card_comes_before_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Runtime()
    with_runtime(monkeypatch, runtime)
    devices.session(b"model", "cuda")
    ((args, kwargs),) = runtime.asked
    assert args[0] == b"model"
    (first, options), second = kwargs["providers"]
    assert (first, second) == (CUDA_NAME, CPU_NAME)
    # The usual search for the best way to compute would be made anew for every width of a line.
    assert options["cudnn_conv_algo_search"] == "HEURISTIC"
    assert not kwargs["enable_fallback"]


@pytest.mark.parametrize(
    ("runtime", "said"),
    [
        (Runtime(used=(CPU_NAME,)), "cannot be loaded"),
        (Runtime(error="CUDA error 35:\n driver too old"), "driver too old"),
    ],
)
def test_a_card_that_cannot_be_used_is_no_silent_return_to_the_processor(
    monkeypatch: pytest.MonkeyPatch, runtime: Runtime, said: str
) -> None:
    with_runtime(monkeypatch, runtime)
    with pytest.raises(MissingError, match=said):
        devices.session(b"model", "cuda")


def test_both_models_go_to_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def session(_model: bytes, device: str) -> Any:
        asked.append(device)
        return SimpleNamespace(get_inputs=lambda: [SimpleNamespace(name="x")])

    monkeypatch.setattr(rapid, "session", session)
    for cache in (rapid._detector, rapid._recogniser):
        cache.cache_clear()
    try:
        config = RapidConfig(device="cuda")
        rapid._detector(config)
        rapid._recogniser(config.letters, config.device, 320)
    finally:
        for cache in (rapid._detector, rapid._recogniser):
            cache.cache_clear()
    assert asked == ["cuda", "cuda"]


def test_lines_read_together_say_what_they_say_alone() -> None:
    image, boxes = page_of()
    engine = RapidEngine(RapidConfig(widths=(240, 480, 960), batch=4))
    alone = [engine.read_lines(image, (box,), 60.0)[0] for box in boxes]
    together = engine.read_lines(image, boxes, 60.0)
    assert [line.text for line in together] == [line.text for line in alone] == list(WORDS)
    for one, other in zip(together, alone, strict=True):
        assert one.box == other.box
        assert [c.x for c in one.characters] == [c.x for c in other.characters]
        assert [c.confidence for c in one.characters] == pytest.approx(
            [c.confidence for c in other.characters], abs=1e-4
        )


def test_each_width_has_a_session_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    image, boxes = page_of()
    made: list[Any] = []

    def counted(*args: Any) -> Any:
        made.append(devices.session(*args))
        return made[-1]

    monkeypatch.setattr(rapid, "session", counted)
    rapid._recogniser.cache_clear()
    wide = Box(boxes[0].x0, boxes[0].y0, boxes[0].x0 + 18 * boxes[0].height, boxes[0].y1)
    engine = RapidEngine(RapidConfig(widths=(480, 960), batch=4))
    for _ in range(2):
        engine.read_lines(image, (boxes[0], wide, boxes[1]), 60.0)
    assert len(made) == 2


def test_padding_moves_no_characters() -> None:
    image, boxes = page_of()
    plain = RapidEngine(RapidConfig()).read_lines(image, boxes, 60.0)
    padded = RapidEngine(RapidConfig(widths=(960,), batch=8)).read_lines(image, boxes, 60.0)
    for one, other in zip(plain, padded, strict=True):
        assert one.text == other.text
        assert [c.x for c in one.characters] == pytest.approx([c.x for c in other.characters], abs=COLUMN)


@pytest.mark.parametrize(("device", "limited"), [("cpu", "AS"), ("cuda", "DATA")])
def test_addresses_that_cuda_reserves_are_not_limited(device: str, limited: str) -> None:
    code = (
        "import resource; from processors.memory import limit_memory; "
        f"limit_memory({8 * 10**9}, {device!r}); "
        "print([n for n in ('AS', 'DATA') if resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[0] == 8 * 10**9])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == f"['{limited}']"
