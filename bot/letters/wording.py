"""What a letter says: ``wording.yaml`` filled with its values."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

LONGEST = 2000  # bytes; WeChat refuses customer-service text above 2,048
_FILE = Path(__file__).with_name("wording.yaml")


@cache
def sentences() -> Mapping[str, str]:
    """Kind of letter → its sentence. ValueError for a file that holds anything else."""
    found = yaml.safe_load(_FILE.read_text("utf-8"))
    if not isinstance(found, dict) or not all(isinstance(s, str) for s in found.values()):
        raise ValueError(f"{_FILE.name}: one sentence a kind, nothing else")
    return found


def said(kind: str, values: Mapping[str, str]) -> str:
    """The letter as its reader gets it, cut where WeChat would refuse it whole."""
    text = sentences()[kind].format_map(values)
    if len(text.encode()) <= LONGEST:
        return text
    return text.encode()[: LONGEST - 3].decode(errors="ignore") + "…"
