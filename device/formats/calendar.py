"""Days and dates of the Gregorian calendar, counted from 1970: `time` starts in another year on each port."""

DAY_S = 86400


def days_since_1970(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date.

    year: 1970 or later.
    month: 1 to 12.
    day: of the month, from 1.
    """
    if month <= 2:  # years begin in March here, so that the odd day is the last of the year
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 719469


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day counted from 1970-01-01."""
    year = 1970 + days // 366
    while days_since_1970(year + 1, 1, 1) <= days:
        year += 1
    month = 12
    while days_since_1970(year, month, 1) > days:
        month -= 1
    return year, month, days - days_since_1970(year, month, 1) + 1
