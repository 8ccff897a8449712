"""The shipped presets of the stacking section, each value with the line where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from promocheck.model.value import dataclass
from promocheck.policy.yaml_lines import Path as YamlPath
from promocheck.policy.yaml_lines import read_yaml

PRESETS: Final = ("amazon", "shopify", "taobao", "walmart", "aliexpress", "add", "chain", "best")
FROM_NOTHING: Final = "nothing"  # extends it: all of the section is written out


@dataclass(frozen=True, slots=True)
class Combined:
    """A stacking section's values, and where each of them was written."""

    value: dict[str, Any]
    places: Mapping[YamlPath, str]


NOTHING: Final = Combined({}, {})


def preset(name: str) -> dict[str, Any]:
    """A preset's values. Nothing may change them: they are read once."""
    return preset_with_places(name).value


@cache
def preset_with_places(name: str) -> Combined:
    """The same, each value with the file and line where it stands."""
    if name == FROM_NOTHING:
        return NOTHING
    text = resources.files("promocheck.policy").joinpath(f"presets/{name}.yaml").read_text(encoding="utf-8")
    values, lines = read_yaml(text)
    return Combined(values, {path: f"presets/{name}.yaml:{line}" for path, line in lines.items()})
