"""Every threshold and limit, with unit, default and the reason for it; the digest is part of the cache key.

One module a topic; `Config` puts them together.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace

from processors.config.banners import BannerConfig
from processors.config.clean import CleanConfig
from processors.config.codes import CodeConfig
from processors.config.fusion import CPU, CUDA, FusionConfig
from processors.config.language import LanguageConfig
from processors.config.leaks import LeakConfig
from processors.config.limits import LimitsConfig
from processors.config.ocr import OcrConfig
from processors.config.reading import ReadingConfig
from processors.config.redactions import RedactionConfig
from processors.config.stamps import StampConfig
from processors.config.strikes import StrikeConfig
from processors.config.text import TextConfig
from processors.errors import UsageError


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a reading."""

    limits: LimitsConfig = field(default_factory=LimitsConfig)
    redactions: RedactionConfig = field(default_factory=RedactionConfig)
    strikes: StrikeConfig = field(default_factory=StrikeConfig)
    clean: CleanConfig = field(default_factory=CleanConfig)
    ocr: OcrConfig = field(default_factory=OcrConfig)
    fusion: FusionConfig = field(default_factory=FusionConfig)
    language: LanguageConfig = field(default_factory=LanguageConfig)
    text: TextConfig = field(default_factory=TextConfig)
    stamps: StampConfig = field(default_factory=StampConfig)
    banners: BannerConfig = field(default_factory=BannerConfig)
    codes: CodeConfig = field(default_factory=CodeConfig)
    leaks: LeakConfig = field(default_factory=LeakConfig)
    reading: ReadingConfig = field(default_factory=ReadingConfig)

    @classmethod
    def from_environment(cls) -> Config:
        """The defaults, with what the environment says of the engines.

        `DECLASS_FIRST_READER` and `DECLASS_SECOND_READER` name them, `DECLASS_DEVICE` (cpu or cuda) says where the
        second runs, and `DECLASS_READ_AGAIN` (unsure or everything) what it reads; on cuda it reads everything.

        Raises:
            UsageError: a variable says something else.
        """
        usual = OcrConfig()
        first = os.environ.get("DECLASS_FIRST_READER") or usual.first
        second = os.environ.get("DECLASS_SECOND_READER") or usual.second
        device = _one_of("DECLASS_DEVICE", (CPU, CUDA))
        everything = _one_of("DECLASS_READ_AGAIN", ("unsure", "everything")) == "everything"
        return cls(
            ocr=replace(usual, first=first, second=second),
            fusion=FusionConfig.on(device, everything=everything),
        )

    def as_dict(self) -> dict[str, object]:
        """All settings as nested plain dictionaries, for provenance."""
        return asdict(self)

    def digest(self) -> str:
        """sha256 of all settings that can change a result, as 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True).encode()).hexdigest()


def _one_of(name: str, values: tuple[str, ...]) -> str:
    """What an environment variable says; the first value where it says nothing."""
    value = os.environ.get(name) or values[0]
    if value not in values:
        raise UsageError(f"{name} is {value!r}", hint=f"Known are: {', '.join(values)}")
    return value
