"""What two offices agree on, as a file: names, days and ways. What the tools do is in the tools' own tables."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from host_tools.errors import os_error_in_words
from host_tools.paper import BLANK
from host_tools.registers.answers import ANSWERS
from host_tools.registers.classes import REGISTERS
from host_tools.registers.errors import VoterRegisterError, in_words
from host_tools.text_files import TextFileError, toml_of
from host_tools.validation import Name, Sentence

LANGUAGES = ("kk", "ru", "en")


class Party(BaseModel):
    """One side: its name per language, and who is responsible and who is their deputy."""

    model_config = ConfigDict(extra="forbid")
    name: dict[str, Name]
    responsible: Name = BLANK
    deputy: Name = BLANK
    contact: Sentence = BLANK
    key: str = BLANK  # public key of manifests, hex

    def named(self, language: str) -> str:
        """Its name in a language."""
        return self.name.get(language) or next(iter(self.name.values()))


class Terms(BaseModel):
    """An agreement. Days before and after count from the election day; answers in working days."""

    model_config = ConfigDict(extra="forbid")
    register_name: str = Field(alias="register")
    election_day: Name = BLANK
    commission: Party
    office: Party
    first_delivery_days_before: int = Field(60, ge=1)
    last_delivery_days_before: int = Field(25, ge=1)
    comparison_days: int = Field(3, ge=1)
    destruction_days_after: int = Field(30, ge=1)
    answer_days: dict[str, int] = {}  # class → days, where they are not the usual ones

    def days_for(self, name: str) -> int:
        """Working days for the answer about a class."""
        return self.answer_days.get(name, ANSWERS[name].days)

    @property
    def answered(self) -> list[str]:
        """Classes that this register's office answers for."""
        return [name for name, answer in ANSWERS.items() if self.register_name in answer.registers]


OFFICES = {
    "population": {
        "kk": "Халықты тіркеу органы",
        "ru": "Орган регистрации населения",
        "en": "Population registration authority",
    },
    "interior": {
        "kk": "Ішкі істер министрлігі",
        "ru": "Министерство внутренних дел",
        "en": "Ministry of Internal Affairs",
    },
    "pension": {
        "kk": "Зейнетақы төлеу жөніндегі мемлекеттік орталық",
        "ru": "Государственный центр по выплате пенсий",
        "en": "State Centre for Pension Payments",
    },
}
COMMISSION = {
    "kk": "Орталық сайлау комиссиясы",
    "ru": "Центральная избирательная комиссия",
    "en": "Central Election Commission",
}


def usual(register: str) -> Terms:
    """An agreement about a register with nothing filled in."""
    if register not in REGISTERS:
        raise VoterRegisterError(f"--register {register}: is one of {', '.join(REGISTERS)}")
    return Terms(register=register, commission=Party(name=COMMISSION), office=Party(name=OFFICES[register]))


def read(path: Path) -> Terms:
    """Terms of a TOML file. Raises VoterRegisterError."""
    try:
        terms = Terms.model_validate(toml_of(path.read_bytes(), path)[0])
    except OSError as error:
        raise VoterRegisterError(os_error_in_words(error)) from None
    except TextFileError as error:
        raise VoterRegisterError(str(error)) from None
    except ValidationError as error:
        raise VoterRegisterError(f"{path}: {in_words(error)}") from None
    if terms.register_name not in REGISTERS:
        raise VoterRegisterError(f"{path}: register: is one of {', '.join(REGISTERS)}")
    if terms.first_delivery_days_before < terms.last_delivery_days_before:
        raise VoterRegisterError(f"{path}: first_delivery_days_before: is after the last delivery")
    if wrong := [name for name, days in terms.answer_days.items() if days < 1]:
        raise VoterRegisterError(f"{path}: answer_days: {wrong[0]}: is at least 1")
    if unknown := [name for name in terms.answer_days if name not in terms.answered]:
        raise VoterRegisterError(f"{path}: answer_days: {unknown[0]} is no class that this office answers for")
    return terms
