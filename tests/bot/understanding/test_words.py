import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jieba
import pytest

from bot.understanding import words
from bot.understanding.words import LEXICON, cut, tokenizer

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("word", sorted(set(LEXICON.read_text("utf-8").split())))
def test_every_word_of_the_lexicon_is_one_word(word):
    assert word in cut(f"我们{word}了")


def test_marks_and_blanks_are_no_words():
    assert cut("停水, 停电!") == ["停水", "停电"]


def test_the_global_tokenizer_is_left_alone():
    cut("煤气味")
    assert tokenizer() is not jieba.dt
    assert not jieba.dt.initialized


def test_many_threads_share_one_tokenizer(monkeypatch):
    """Whoever comes first loads it; the others wait instead of loading it again."""
    made = []
    own = jieba.Tokenizer

    def counted() -> jieba.Tokenizer:
        made.append(own())
        return made[-1]

    monkeypatch.setattr(jieba, "Tokenizer", counted)
    words._loaded.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(cut, ["下水道堵了"] * 32))
    words._loaded.cache_clear()
    assert found == [found[0]] * 32
    assert len(made) == 1


def test_nothing_is_left_behind_in_the_temporary_folder(tmp_path):
    code = "from bot.understanding.words import cut; cut('停水')"
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )
    assert list(tmp_path.iterdir()) == []
