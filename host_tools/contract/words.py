"""The words of the contract, one file per language beside this one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A heading and what is under it: paragraphs, and tables of rows whose first is the head."""

    model_config = ConfigDict(extra="forbid")
    heading: str
    paragraphs: list[str] = []
    widths_mm: list[float] = []
    rows: list[list[str]] = []
    after: list[str] = []


class Words(BaseModel):
    """One language. Words in braces are filled in from the terms. usual: what the parties are called without a name."""

    model_config = ConfigDict(extra="forbid")
    title: str
    parties: str
    usual: dict[str, str]
    person_heads: list[str]
    person_rows: list[str]
    sections: list[Section]


def read(language: str) -> Words:
    """The words of a language: kk, ru or en."""
    return Words.model_validate(tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8")))
