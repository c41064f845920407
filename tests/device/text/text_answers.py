"""Runs on MicroPython: the words of one id of a role, [Kazakh, Russian, English]; None if the terminal knows none."""

from text.texts import Texts

_OF_ROLES = {role: Texts("common", role) for role in ("desk", "booth")}
_OF_ROLES["referendum"] = Texts("common", "desk")
for _ in range(2):  # the second time nothing changes
    _OF_ROLES["referendum"].prefer("referendum")


def answer(case):
    role, name = case
    try:
        return _OF_ROLES[role].all(name)
    except KeyError:
        return None
