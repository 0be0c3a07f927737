"""Cutting Chinese into words, with a tokenizer of our own and the words of this trade."""

import logging
import tempfile
from functools import cache
from pathlib import Path
from threading import Lock

import jieba

LEXICON = Path(__file__).parent / "lexicon.txt"
_ONE_LOADS = Lock()


def tokenizer() -> jieba.Tokenizer:
    """A private tokenizer, loaded once: jieba's global one belongs to nobody.

    Loading takes a second: of threads that come together, one loads and the others wait.
    """
    with _ONE_LOADS:
        return _loaded()


def cut(text: str) -> list[str]:
    """The words of a cleaned text, blanks and lone marks left out."""
    return [word for word in tokenizer().lcut(text) if word.strip() and word[0].isalnum()]


@cache
def _loaded() -> jieba.Tokenizer:
    """Ready for use.

    jieba's cache goes into a fresh private folder that is gone with the process, so that several
    processes and a read-only system do not meet in a shared one.
    """
    logging.getLogger("jieba").setLevel(logging.WARNING)
    own = jieba.Tokenizer()
    with tempfile.TemporaryDirectory(prefix="sanwen-jieba-") as folder:
        own.tmp_dir = folder
        own.initialize()
    for word in LEXICON.read_text("utf-8").split():
        own.add_word(word, freq=50_000)
    return own
