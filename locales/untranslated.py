"""Every sentence of the code stands in every catalogue, translated. Part of ``make lint``.

A catalogue's domain says where its sentences are said: ``messages`` by the server (``_(…)`` in
Python and in the console's templates), ``phone`` by the pages on phones (``t(…)`` and ``w(…)``).

`python locales/untranslated.py --update` adds new sentences to the catalogues and drops old ones;
their translation is then written by hand.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).resolve().parent
ROOMS = ("api", "bot", "models", "surveys")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
#: t("…") or t('…') with the sentence as its first argument
SAID = re.compile(r"""\b[tw]\(\s*("(?:[^"\\]|\\.)+"|'(?:[^'\\]|\\.)+')""")


def server() -> set[str]:
    """What the four packages say: string literals within ``_(…)``."""
    found = set()
    for room in ROOMS:
        for _file, _line, message, *_rest in extract_from_dir(
            LOCALES.parent / room, method_map=METHODS
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def phone() -> set[str]:
    """What the pages on phones say."""
    found = set()
    for path in (LOCALES.parent / "miniprogram/src").rglob("*"):
        if path.suffix in {".vue", ".ts"}:
            for literal in SAID.findall(path.read_text("utf-8")):
                found.add(re.sub(r"\\(.)", r"\1", literal[1:-1]))
    return found


DOMAINS: dict[str, Callable[[], set[str]]] = {"messages": server, "phone": phone}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    update = parser.parse_args().update
    faults: list[str] = []
    for domain, sentences in DOMAINS.items():
        wanted = sentences()
        for folder in sorted(LOCALES.glob("*/LC_MESSAGES")):
            path, language = folder / f"{domain}.po", folder.parent.name
            if update:
                _rewrite(path, wanted, language)
            else:
                faults += [f"{language}/{domain}: {fault}" for fault in _faults(path, wanted)]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


def _faults(path: Path, wanted: set[str]) -> list[str]:
    known = {str(m.id): str(m.string) for m in _read(path) if m.id}
    return [
        *(f"not translated: {s!r}" for s in sorted(wanted) if not known.get(s)),
        *(f"no longer used: {s!r}" for s in sorted(set(known) - wanted)),
        *(
            f"other braces than the sentence: {s!r}"
            for s in sorted(wanted & set(known))
            if known[s] and _braces(s) != _braces(known[s])
        ),
    ]


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=path.parent.parent.name)
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _rewrite(path: Path, wanted: set[str], language: str) -> None:
    old = _read(path)
    fresh = Catalog(locale=language, project="Sanwen", charset="utf-8", fuzzy=False)
    for sentence in sorted(wanted):
        known = old.get(sentence)
        same = sentence if language == "en" else ""
        fresh.add(sentence, str(known.string) if known and known.string else same)
    with path.open("wb") as file:
        write_po(file, fresh, width=100, omit_header=False, sort_output=True)


def _braces(sentence: str) -> set[str]:
    return {part.split("}")[0] for part in sentence.split("{")[1:]}


if __name__ == "__main__":
    sys.exit(main())
