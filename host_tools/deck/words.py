"""The words of the papers, one file per language beside this one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class ScriptWords(BaseModel):
    """Of the paper that the people of a test read from."""

    model_config = ConfigDict(extra="forbid")
    title: str
    intro: list[str]
    ballots: str
    heads: list[str]
    no_mark: str
    no_mark_paper: str
    change: str
    vote_by_paper: str
    evening: str
    typed_heads: list[str]
    result: str
    result_heads: list[str]
    compare: str


class SheetWords(BaseModel):
    """Of the acceptance sheet. words: for yes and no."""

    model_config = ConfigDict(extra="forbid")
    title: str
    made: str
    accepted: str
    refused: str
    summary: str
    summary_heads: list[str]
    words: tuple[str, str]
    differences: str
    difference_heads: list[str]
    of_the_precinct: str
    faults: str
    terminals: str
    terminal_heads: list[str]
    not_shown: str
    objects: str
    people: str
    people_heads: list[str]
    signed: str


class Words(BaseModel):
    """One language. lines: names of numbers by id; words in braces are filled in."""

    model_config = ConfigDict(extra="forbid")
    booth: str
    desk: str
    paper: str
    precinct: str
    style: str
    languages: dict[str, str]
    lines: dict[str, str]
    script: ScriptWords
    sheet: SheetWords


def read(language: str) -> Words:
    """The words of a language: kk, ru or en."""
    return Words.model_validate(tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8")))
