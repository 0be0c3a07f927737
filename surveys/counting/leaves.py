"""What happened, as leaves: canonical bytes and their hash, the same for writer and verifier.

Source   RFC 8785 in the part we use (JSON of strings, integers, booleans, null, lists, objects;
         keys sorted, no blanks, UTF-8); RFC 9162 section 2.1.1 (leaf hash SHA-256(0x00 ‖ leaf)).
"""

import json
from collections.abc import Mapping
from hashlib import sha256


def canonical(document: Mapping[str, object]) -> bytes:
    """The one way to write ``document`` as bytes. ValueError for a float: none has a place here."""
    _refuse_floats(document)
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def leaf_hash(document: Mapping[str, object]) -> str:
    """The hash under which a leaf stands in the tree, in hex.

    The document bears a random ``salt``, so that nobody can guess a ballot from its hash.
    """
    return sha256(b"\x00" + canonical(document)).hexdigest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("a float has no canonical form here")
    if isinstance(value, Mapping):
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)
