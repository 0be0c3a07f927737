"""Every sentence of the code stands in every catalogue, translated. Part of ``make lint``.

`python locales/untranslated.py --update` adds new sentences to the catalogues and drops old ones;
their translation is then written by hand.
"""

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).resolve().parent
ROOMS = ("api", "bot", "models", "surveys")


def sentences() -> set[str]:
    """The msgids of the four packages: string literals within ``_(…)``."""
    found = set()
    for room in ROOMS:
        for _file, _line, message, *_rest in extract_from_dir(LOCALES.parent / room):
            found.add(message if isinstance(message, str) else message[0])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    update = parser.parse_args().update
    wanted = sentences()
    faults = []
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        if update:
            _rewrite(path, catalogue, wanted, language)
            continue
        known = {str(m.id): str(m.string) for m in catalogue if m.id}
        faults += [f"{language}: not translated: {s!r}" for s in sorted(wanted) if not known.get(s)]
        faults += [f"{language}: no longer used: {s!r}" for s in sorted(set(known) - wanted)]
        faults += [
            f"{language}: other braces than the sentence: {s!r}"
            for s in sorted(wanted & set(known))
            if known[s] and _braces(s) != _braces(known[s])
        ]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


def _rewrite(path: Path, old: Catalog, wanted: set[str], language: str) -> None:
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
