"""Synthetic people for the generator: numbers, dates and names that belong to nobody."""

from __future__ import annotations

import datetime as dt
from itertools import product

import numpy as np
import numpy.typing as npt

from host_tools.registers import personal_number
from host_tools.registers.names.look_alikes import match_form

OLDEST_BIRTH = dt.date(1936, 1, 1)
_SERIALS = 10_000  # digits 8 to 11
_STARTS = (
    "Ал Қар Нұр Бек Тем Жан Сер Дәу Ер Мұх Әбі Ғаб Ис Кен Өмі Рах Сүл Тұр Ұла Шың Ху Іл Үмі Бөл Ва Пе Фё Миха Се Кузь"
).split()
_MIDDLES = (
    "а ыс ай ба ді ға жан кен мұ на өр ра са та ұл шы ең іт ем ла ни ко ро зе лё ми ди ва ге па хан бол дә қож мыр"
).split()
_ENDS = "ов ев ин баев беков ұлов танов матов қалиев сейітов жанов нов лин дин рин хин".split()
_GIVEN_ENDS = "ар ай ан бек жан хан ғали дос ира ина ия гүл нар сая".split()


def numbers_for(birth_days: npt.NDArray[np.int32], women: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Valid, different personal numbers for birth days (days since 1970-01-01); 0 if none could be made.

    Serials are handed out by rank within birth day and sex, spread over the range; about 1 % of bases have no check
    digit and more than 10,000 births of one sex on one day have no serial.
    """
    group = birth_days.astype(np.int64) * 2 + women
    order = np.argsort(group, kind="stable")
    first = np.r_[True, np.diff(group[order]) != 0]
    starts = np.flatnonzero(first)
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))
    dates = birth_days.astype("datetime64[D]")
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    months = dates.astype("datetime64[M]").astype(int) % 12 + 1
    days = (dates - dates.astype("datetime64[M]")).astype(int) + 1
    century = np.where(years < 2000, 3, 5) + women
    base = (((years % 100) * 100 + months) * 100 + days) * 10 + century
    base = (base * _SERIALS + (rank * 7919) % _SERIALS) * 10
    digits = personal_number.check_digits(base.astype(np.uint64))
    usable = (digits != personal_number.IMPOSSIBLE) & (rank < _SERIALS)
    return np.where(usable, base + digits, 0).astype(np.uint64)


def _distinct(names: list[str]) -> list[str]:
    """Names of which no two compare as equal, in the same order."""
    return list({match_form(name): name for name in names}.values())


def name_pools() -> dict[str, list[str]]:
    """Made-up surnames, given names and patronymics; within a pool no two are equal for matching."""
    stems = [start + middle + more for start, middle, more in product(_STARTS, _MIDDLES, ["", *_MIDDLES[:20]])]
    given = _distinct([start + middle + end for start, middle, end in product(_STARTS, _MIDDLES[:24], _GIVEN_ENDS)])
    return {
        "surname": _distinct([stem + end for stem, end in product(stems, _ENDS[:8])]),
        "given_name": given,
        "patronymic": _distinct([name + end for name, end in product(given, ("ұлы", "қызы"))]),
    }


def spellings(name: str) -> list[str]:
    """Ways in which registers write the same name; all compare as equal to the first."""
    return [
        name,
        name.replace("і", "i").replace("а", "a").replace("е", "e", 1).replace("о", "o"),
        name.replace("ә", "ə").replace("Ә", "Ə"),
        name.upper(),
        name.replace("ё", "е"),
        name.replace("й", "и\u0306"),
        name.replace("у", "y"),  # could be Ү too
    ]
