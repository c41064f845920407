"""A roll of fictitious voters, the same for the same seed: names and numbers are put together at random."""

from __future__ import annotations

import datetime
import random

from host_tools.elections.roll import Voter
from host_tools.formats import label

# Stem, then endings for a man and a woman.
_SURNAMES = (
    ("Ақжол", "ов", "ова"), ("Әділ", "ов", "ова"), ("Бөрі", "баев", "баева"), ("Ғабит", "ов", "ова"),
    ("Дәулет", "ов", "ова"), ("Еркін", "ов", "ова"), ("Жарқын", "ов", "ова"), ("Қоңыр", "баев", "баева"),
    ("Күміс", "беков", "бекова"), ("Мұқаш", "ев", "ева"), ("Нұрлан", "ов", "ова"), ("Өмір", "заков", "закова"),
    ("Сағын", "ов", "ова"), ("Таң", "атов", "атова"), ("Ұлан", "ов", "ова"), ("Үміт", "ов", "ова"),
    ("Шыңғыс", "ов", "ова"), ("Ілияс", "ов", "ова"), ("Березов", "", "а"), ("Вишнев", "ский", "ская"),
    ("Журавл", "ев", "ева"), ("Ключ", "ев", "ева"), ("Лугов", "ой", "ая"), ("Озёр", "ов", "ова"),
    ("Щегл", "ов", "ова"), ("Яблоч", "кин", "кина"),
)  # fmt: skip
_MEN = (
    "Айдос", "Әлихан", "Бауыржан", "Ғани", "Данияр", "Ерлан", "Жәнібек", "Қайрат", "Марат", "Нұрсұлтан", "Өркен",
    "Серік", "Тимур", "Ұларбек", "Шерхан", "Ілияс", "Алексей", "Борис", "Виктор", "Дмитрий", "Пётр", "Юрий",
)  # fmt: skip
_WOMEN = (
    "Айгүл", "Әсем", "Ботагөз", "Гүлнар", "Дана", "Еңлік", "Жұлдыз", "Қарлығаш", "Меруерт", "Нұргүл", "Өрім",
    "Салтанат", "Толғанай", "Ұлбосын", "Үміт", "Шолпан", "Анна", "Вера", "Елена", "Мария", "Ольга", "Юлия",
)  # fmt: skip
_FATHERS = (
    ("Асқар", "ұлы", "қызы"), ("Болат", "ұлы", "қызы"), ("Жомарт", "ұлы", "қызы"), ("Мұрат", "ұлы", "қызы"),
    ("Рүстем", "ұлы", "қызы"), ("Темір", "ұлы", "қызы"), ("Андре", "евич", "евна"), ("Иван", "ович", "овна"),
    ("Михайл", "ович", "овна"), ("Серге", "евич", "евна"),
)  # fmt: skip
_OLDEST, _YOUNGEST = datetime.date(1930, 1, 1), datetime.date(2008, 1, 1)
_WITHOUT_PATRONYMIC = 0.08


def demo_voters(count: int, seed: int) -> list[Voter]:
    """count fictitious voters with different, valid numbers, in the order of their surnames' code points."""
    source = random.Random(f"tamga demo roll {seed}")  # the generator of tests: nothing here is secret
    taken: set[str] = set()
    voters: list[Voter] = []
    while len(voters) < count:
        woman = source.random() < 0.53
        birth_date = _OLDEST + datetime.timedelta(days=source.randrange((_YOUNGEST - _OLDEST).days))
        number = _number(birth_date, woman, source)
        if number is None or number in taken:
            continue
        taken.add(number)
        stem, man_ending, woman_ending = source.choice(_SURNAMES)
        father, son, daughter = source.choice(_FATHERS)
        patronymic = "" if source.random() < _WITHOUT_PATRONYMIC else father + (daughter if woman else son)
        given_name = source.choice(_WOMEN if woman else _MEN)
        voters.append(Voter(number, stem + (woman_ending if woman else man_ending), given_name, patronymic, birth_date))
    return sorted(voters, key=lambda voter: (voter.name, voter.number))


def _number(birth_date: datetime.date, woman: bool, source: random.Random) -> str | None:
    """A personal number with a serial above 9000, or None if it has no check digit."""
    century = (3 if birth_date.year < 2000 else 5) + woman
    base = f"{birth_date:%y%m%d}{century}{9000 + source.randrange(1000)}"
    check = label.number_check_digit(base)
    return None if check is None else f"{base}{check}"
