"""Full age, once: who may stand on a roll, for lists, rolls, changes, labels and provisioning alike."""

from __future__ import annotations

import datetime as dt

FULL_AGE_YEARS = 18  # Constitution art. 33


def youngest_birth(day: dt.date) -> dt.date:
    """Latest birth date of somebody who is of full age on `day`; born on 29 February counts from 1 March."""
    try:
        return day.replace(year=day.year - FULL_AGE_YEARS)
    except ValueError:
        return dt.date(day.year - FULL_AGE_YEARS, 2, 28)


def of_full_age(born: dt.date, day: dt.date) -> bool:
    """Whether somebody is of full age on `day`."""
    return born <= youngest_birth(day)
