"""What commission, telecom operator and authority agree on, as a file: names, ports and service levels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from host_tools.errors import ContractError
from host_tools.formats.definitions import LANGUAGES
from host_tools.paper import BLANK
from host_tools.text_files import toml_of
from host_tools.text_rules import MOST_NAME_CHARACTERS, tidy, unseen
from host_tools.validation import in_words

PARTIES = ("commission", "operator", "authority")
Port = Annotated[int, Field(ge=1, le=65_535)]
Minutes = Annotated[int, Field(ge=1, le=10_080)]
Percent = Annotated[float, Field(gt=0, le=100)]


class TermsError(ContractError):
    """Terms that cannot be used. The message names the file, the field and the way out."""


class Party(BaseModel):
    """One party: its name per language, who signs, and whom to call at any hour."""

    model_config = ConfigDict(extra="forbid")
    name: dict[str, str] = {}
    signs: list[str] = [BLANK]
    deputy: str = BLANK
    at_any_hour: str = BLANK

    @field_validator("signs", "deputy", "at_any_hour")
    @classmethod
    def _readable(cls, value: str | list[str]) -> str | list[str]:
        return [_line(one) for one in value] if isinstance(value, list) else _line(value)

    @field_validator("name")
    @classmethod
    def _known_languages(cls, value: dict[str, str]) -> dict[str, str]:
        if unknown := set(value) - set(LANGUAGES):
            raise ValueError(f"has the language {sorted(unknown)[0]}; kk, ru and en are known")
        return {language: _line(name) for language, name in value.items()}


class Levels(BaseModel):
    """What is measured on the election day. Defaults are those that the collector's own bench holds."""

    model_config = ConfigDict(extra="forbid")
    availability_percent: Percent = 99.9  # of the centre, from opening to publication
    line_availability_percent: Percent = 99.5  # of a precinct's line
    receipt_seconds: Annotated[int, Field(ge=1, le=600)] = 16  # from the last byte; a desk gives up then
    all_precincts_minutes: Minutes = 240  # from closing until every line has been tried
    call_answer_minutes: Minutes = 5
    line_repair_minutes: Minutes = 60
    centre_repair_minutes: Minutes = 15
    log_days: Annotated[int, Field(ge=1, le=3650)] = 365  # the operator keeps its log of connections


class Terms(BaseModel):
    """The contract. tcp_port: the desks' frames; http_port: districts and files; both at the centre."""

    model_config = ConfigDict(extra="forbid")
    election_day: str = BLANK
    commission: Party = Party()
    operator: Party = Party()
    authority: Party = Party()
    centre_address: str = BLANK
    tcp_port: Port = 4059
    http_port: Port = 4060
    publish_port: Port = 443
    precincts: Annotated[int, Field(ge=1, le=1_000_000)] = 10_388
    rehearsal_days_before: Annotated[int, Field(ge=1, le=365)] = 30
    levels: Levels = Levels()

    @field_validator("election_day", "centre_address")
    @classmethod
    def _readable(cls, value: str) -> str:
        return _line(value)


def read(path: Path) -> Terms:
    """Terms of a TOML file. TermsError, TextFileError."""
    content: dict[str, Any] = toml_of(path.read_bytes(), path)[0]
    try:
        return Terms.model_validate(content)
    except ValidationError as error:
        raise TermsError(f"{path}: {in_words(error)}") from None


def _line(text: str) -> str:
    text = tidy(text)
    if problem := unseen(text):
        raise ValueError(problem)
    if not text or len(text) > MOST_NAME_CHARACTERS:
        raise ValueError(f"has 1 to {MOST_NAME_CHARACTERS} characters")
    return text
