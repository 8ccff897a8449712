"""`promocheck rules`: what programs need to know of the policy."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Here


def test_the_schema_is_printed_as_json(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, "rules", "schema")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
