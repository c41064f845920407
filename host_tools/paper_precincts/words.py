"""The words of form and protocol in Kazakh, Russian and English, and the letters of the equations."""

from __future__ import annotations

import csv
import functools
from importlib.resources import files

# As on a desk's protocol (formats, section 7); complaints and acts are in no equation.
LETTERS = {
    "listed": "A", "added": "B", "certificates": "C", "on_list": "D", "received": "E", "issued": "F", "outside": "G",
    "unused": "H", "spoiled": "I", "portable": "J", "room": "K", "withdrawn": "P", "lost": "Q", "marked": "S",
    "issued_recorded": "F*", "outside_recorded": "G*", "spoiled_recorded": "I*", "paper_returned": "FR",
    "by_certificate": "BC", "added_refused": "BR", "certificates_received": "CR", "certificates_cancelled": "CU",
    "certificates_lost": "CQ", "home_requests": "GA", "home_refused": "GR", "assisted": "SA",
    "blank": "N", "all_marked": "VN", "invalid": "M",
}  # fmt: skip


@functools.cache
def _table() -> dict[str, tuple[str, ...]]:
    text = files(__package__).joinpath("words.tsv").read_text("utf-8")
    return {name: tuple(words) for name, *words in csv.reader(text.splitlines(), delimiter="\t") if name}


def words_of(name: str, *values: object, languages: slice = slice(None)) -> str:
    """The words of an id in all languages. languages: a part of kk, ru, en. values: for the braces."""
    return " · ".join(dict.fromkeys(words.format(*values) for words in _table()[name][languages]))
