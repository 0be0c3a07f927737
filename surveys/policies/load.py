"""Rule sets from their packs: one YAML file each, in the folder of its division (GB/T 2260).

Packs are read once, whole and strictly: a service whose rules cannot be read does not start.

Errors   ValueError naming file and key for a broken pack; UnknownRuleSet for an id there is none
         of.
"""

from collections.abc import Hashable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from models.errors import UnknownRuleSet
from surveys.counting.ruleset import RuleSet

PACKS = Path(__file__).resolve().parent / "packs"


@cache
def all_rule_sets() -> Mapping[str, RuleSet]:
    """Every rule set by id, in the order of ids. ValueError if any of them is broken."""
    return MappingProxyType(load_rule_sets(PACKS))


def one_rule_set(rule_set_id: str) -> RuleSet:
    """The rule set of that id. UnknownRuleSet if there is none."""
    rule = all_rule_sets().get(rule_set_id)
    if rule is None:
        raise UnknownRuleSet(rule_set=rule_set_id)
    return rule


def load_rule_sets(packs: Path) -> dict[str, RuleSet]:
    """Read ``<packs>/<division>/<id>.yaml``; ids and divisions must be what file and folder say."""
    rules: dict[str, RuleSet] = {}
    for path in sorted(packs.glob("*/*.yaml"), key=lambda each: each.stem):
        rule = _read(path)
        if rule.id in rules:
            raise ValueError(f"{path}: id: {rule.id} is taken by another pack")
        rules[rule.id] = rule
    if not rules:
        raise ValueError(f"{packs}: holds no pack")
    return rules


def _read(path: Path) -> RuleSet:
    try:
        document = yaml.load(path.read_text("utf-8"), Loader=_OnceOnly)  # noqa: S506  # a SafeLoader
        if not isinstance(document, Mapping):
            raise ValueError("document: a mapping is needed")
        if "content_hash" in document:
            raise ValueError("content_hash: is no key of a pack")
        rule = RuleSet.from_dict(document)
        if rule.id != path.stem:
            raise ValueError(f"id: {rule.id} is not the file's name")
        if rule.jurisdiction != path.parent.name:
            raise ValueError(f"jurisdiction: {rule.jurisdiction} is not the folder's name")
    except (ValueError, yaml.YAMLError) as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong
    return rule


class _OnceOnly(yaml.SafeLoader):
    """YAML in which a key stands once; plain YAML lets the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  # PyYAML's signature
        keys = [key.value for key, _value in node.value]
        twice = [key for key in keys if keys.count(key) > 1]
        if twice:
            raise ValueError(f"{twice[0]}: stands there twice")
        return super().construct_mapping(node, deep=deep)
