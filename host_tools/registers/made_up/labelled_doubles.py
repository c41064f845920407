"""Made-up people of whom some have a second number, each with a labelled error; twins and namesakes are two people.

A woman who married and moved, and a namesake born on the same day, differ from the first record in the same fields. No
rule can tell all of them apart; what a finder makes of both shows where it draws the line.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.made_up.names import name_pools

SHARE_OF_DOUBLES, SHARE_OF_TWINS, SHARE_OF_NAMESAKES = 0.022, 0.01, 0.01
_LETTERS = "аекмнорстуіқ"


class Labelled(NamedTuple):
    """people: number, names, birth_date, address_code.

    truth: left, right (numbers, left smaller), kind of error. others: the same of pairs that are two people.
    """

    people: pl.DataFrame
    truth: pl.DataFrame
    others: pl.DataFrame


def _slip(text: str, random: np.random.Generator) -> str:
    """A text with one slip of the keyboard: a letter changed, left out, doubled, or exchanged with its neighbour."""
    place = int(random.integers(1, max(len(text) - 1, 2)))
    kind = int(random.integers(0, 4))
    if kind == 0:
        return text[:place] + _LETTERS[int(random.integers(len(_LETTERS)))] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


def _other_day(date: dt.date) -> dt.date:
    """The date with day and month swapped, or another day of the month if that is not a date."""
    try:
        return date.replace(month=date.day, day=date.month)
    except ValueError:
        return date.replace(day=date.day - 10 if date.day > 10 else date.day + 10)


KINDS = (
    "same",
    "moved",
    "surname slip",
    "new surname",
    "no patronymic",
    "given name slip",
    "birth date slip",
    "Latin letters",
    "names in each other's fields",
    "surname slip, moved",
    "two slips, moved",
    "married and moved",
)


def _changed(person: dict[str, object], kind: str, random: np.random.Generator, pools: dict[str, list[str]]) -> None:
    """Bring the labelled error into a second record."""
    surname, given = str(person["surname"]), str(person["given_name"])
    if kind.endswith("moved") or kind == "birth date slip":
        person["address_code"] = int(random.integers(1, 10**6))
    if kind.startswith(("surname slip", "two slips")):
        person["surname"] = _slip(surname, random)
    if kind in ("new surname", "married and moved"):
        person["surname"] = pools["surname"][int(random.integers(len(pools["surname"])))]
    if kind == "no patronymic":
        person["patronymic"] = None
    if kind in ("given name slip", "two slips, moved"):
        person["given_name"] = _slip(given, random)
    if kind == "birth date slip":
        date = person["birth_date"]
        assert isinstance(date, dt.date)
        person["birth_date"] = _other_day(date)
    if kind == "names in each other's fields":
        person["surname"], person["given_name"] = given, surname
    if kind == "Latin letters":
        person["surname"] = surname.translate(str.maketrans("аеорсхі", "aeopcxi"))


def draw(count: int, seed: int = 1) -> Labelled:
    """So many people, doubles, twins and namesakes among them. The same seed gives the same people."""
    random, pools = np.random.default_rng(seed), name_pools()
    shares = (SHARE_OF_DOUBLES, SHARE_OF_TWINS, SHARE_OF_NAMESAKES)
    doubles, twins, namesakes = (round(count * share) for share in shares)
    rows: list[dict[str, object]] = []
    for number in range(count - doubles - twins - namesakes):
        names = {field: pools[field][int(len(pools[field]) * random.random() ** 2)] for field in NAME_FIELDS}
        birth = dt.date(1936, 1, 1) + dt.timedelta(days=int(random.integers(0, 26_000)))
        rows.append(
            {"number": number + 1, **names, "birth_date": birth, "address_code": int(random.integers(1, count // 3))}
        )
    truth, others = [], []
    chosen = random.permutation(len(rows))[: doubles + twins + namesakes].tolist()
    for place, original in enumerate(chosen):
        person = dict(rows[original])
        person["number"] = len(rows) + 1
        if place < doubles:
            kind = KINDS[place % len(KINDS)]
            _changed(person, kind, random, pools)
            truth.append((rows[original]["number"], person["number"], kind))
        elif place < doubles + twins:
            person["given_name"] = pools["given_name"][int(random.integers(len(pools["given_name"])))]
            others.append((rows[original]["number"], person["number"], "twins"))
        else:
            _changed(person, "married and moved", random, pools)
            others.append((rows[original]["number"], person["number"], "namesakes born on one day"))
        rows.append(person)
    schema = {
        "number": pl.UInt64,
        **dict.fromkeys(NAME_FIELDS, pl.String),
        "birth_date": pl.Date,
        "address_code": pl.UInt32,
    }
    pair = {"left": pl.UInt64, "right": pl.UInt64, "kind": pl.String}
    labels = (pl.DataFrame(pairs, schema=pair, orient="row") for pairs in (truth, others))
    return Labelled(pl.DataFrame(rows, schema=schema), *labels)
