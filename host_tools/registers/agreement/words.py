"""The words of the agreement, one file per language beside this one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A heading and the paragraphs under it; a paragraph that begins with @ names a table."""

    heading: str
    paragraphs: list[str]


class Words(BaseModel):
    """One language. Words in braces are filled in from the terms."""

    model_config = ConfigDict(extra="forbid")
    title: str
    parties: str
    only_compares: str
    lists_by: str
    required: str
    optional: str
    column_heads: list[str]
    class_heads: list[str]
    person_heads: list[str]
    person_rows: list[str]
    sections: list[Section]
    register_names: dict[str, str]
    columns: dict[str, str]
    classes: dict[str, str]


def read(language: str) -> Words:
    """The words of a language: kk, ru or en."""
    return Words.model_validate(tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8")))
