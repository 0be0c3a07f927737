"""`flask bot classify` and `flask bot evaluate`, as an operator calls them."""

import json

import pytest

from tests.api.test_messages import KEYS

SAMPLES = [("下水道又堵了", "sewer_block"), ("路灯不亮", "light_security"), ("车位被占", "parking")]


@pytest.fixture
def run(sqlite_app):
    runner = sqlite_app.test_cli_runner()
    return lambda *words, **more: runner.invoke(args=["bot", *words], **more)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "messages.jsonl"
    rows = [
        {"text": f"{text}{n}", "category": label, "group": f"{label}{n}"}
        for text, label in SAMPLES
        for n in range(4)
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_every_line_gets_one_object_also_a_blank_one(run):
    lines = "厨房一股臭鸡蛋味\n\n下水道堵了\r\n😀"
    told = [json.loads(line) for line in run("classify", input=lines).stdout.splitlines()]
    assert [reading["text"] for reading in told] == ["厨房一股臭鸡蛋味", "", "下水道堵了", "😀"]
    assert all(set(reading) == KEYS for reading in told)
    assert told[0]["urgency"] == "P0"
    assert told[1]["office_kind"] == "TRIAGE"


def test_bytes_that_are_no_utf8_are_read_as_far_as_they_go(run):
    answer = run("classify", input=b"\xff\xfe\xd6\xd0\n")
    assert answer.exit_code == 0
    assert len(answer.stdout.splitlines()) == 1


@pytest.mark.parametrize("how", [[], ["--folds", "2"], ["--train"]])
def test_the_classifier_is_measured(run, file, how):
    words = [*how, str(file)] if how == ["--train"] else how
    answer = run("evaluate", str(file), *words)
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    wanted = {"accuracy", "macro_f1", "per_label", "p50_ms", "p99_ms", "n"}
    assert set(found) - {"unasked"} == wanted
    assert found["n"] == 12
    assert 0 <= found["accuracy"] <= 1


@pytest.mark.parametrize("line", ["not json", "[]", '{"text": "x"}', '{"category": "parking"}'])
def test_a_line_that_cannot_be_used_is_named(run, file, line):
    file.write_text(f'{{"text": "x", "category": "parking"}}\n{line}\n', "utf-8")
    answer = run("evaluate", str(file))
    assert answer.exit_code == 1
    assert "line 2" in answer.output


def test_an_empty_file_and_two_ways_at_once_are_refused(run, file, tmp_path):
    assert run("evaluate", str(file), "--folds", "2", "--train", str(file)).exit_code == 2
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", "utf-8")
    assert run("evaluate", str(empty)).exit_code == 1
    assert run("evaluate", str(tmp_path / "nothing.jsonl")).exit_code == 2


def test_an_estates_board_gets_its_code(run, world, tmp_path):
    picture = tmp_path / "board.png"
    answer = run("code", str(world.estate), str(picture))
    assert answer.exit_code == 0, answer.output
    assert picture.read_bytes().startswith(b"\x89PNG")
    unknown = run("code", "00000000-0000-0000-0000-000000000001", str(picture))
    assert unknown.exit_code != 0
