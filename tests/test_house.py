"""The house tests itself: what the layout promises and no linter knows."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from api.problems import status_of
from api.settings import names
from models import errors
from models.ballots import APPEND_ONLY
from models.tables import metadata

ROOT = Path(__file__).parent.parent
MODULES = [p for room in ("api", "bot", "models", "surveys") for p in (ROOT / room).rglob("*.py")]


def every(kind):
    for subclass in kind.__subclasses__():
        yield subclass
        yield from every(subclass)


ERRORS = sorted(set(every(errors.SanwenError)), key=lambda each: each.__name__)


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_fits_in_a_head(module):
    limit = 600 if module.name == "errors.py" else 300  # the tree of errors is one list
    assert len(module.read_text("utf-8").splitlines()) <= limit


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_function_fits_on_a_screen(module):
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
            assert node.end_lineno - body[0].lineno < 40, node.name


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(module):
    text = module.read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_one_place_commits():
    found = [p.name for p in MODULES if ".commit(" in p.read_text("utf-8")]
    assert found == ["base.py"]


def test_the_pure_heart_has_no_float():
    for module in (ROOT / "surveys/counting").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), module
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), module


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_every_mistake_has_its_own_code_a_sentence_and_a_status(error):
    assert "code" in vars(error)
    assert error.title
    assert error.detail
    assert 400 <= status_of(error) < 600


def test_no_two_mistakes_share_a_code():
    codes = [error.code for error in ERRORS]
    assert len(codes) == len(set(codes))


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = {word for line in errors.__doc__.splitlines() for word in line.split()}
    assert {e.__name__ for e in ERRORS if e.__module__ == errors.__name__} <= drawn


def test_settings_and_their_page_name_the_same():
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    assert set(re.findall(r"`(SANWEN_[A-Z_]+)`", page)) == names()


def test_what_is_appended_only_is_a_table():
    assert set(APPEND_ONLY) <= set(metadata.tables)


def test_every_rule_set_names_its_source():
    packs = list((ROOT / "surveys/policies/packs").glob("*/*.yaml"))
    assert len(packs) >= 16
    for pack in packs:
        assert yaml.safe_load(pack.read_text("utf-8"))["citation"]
