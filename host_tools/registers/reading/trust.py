"""Whose signature a manifest must have: public keys, each for the profiles that its office hands over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from host_tools.errors import os_words
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import EXCHANGED
from host_tools.text_files import TextFileError, text_of

_PUBLIC_KEY = re.compile("[0-9a-f]{64}")
ANY = frozenset(EXCHANGED)


@dataclass(frozen=True)
class Trusted:
    """Profiles that each public key (hex) may sign."""

    keys: dict[str, frozenset[str]]

    @classmethod
    def for_any(cls, keys: Iterable[str]) -> Trusted:
        """Keys that may sign every profile."""
        return cls(dict.fromkeys(keys, ANY))

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> Trusted:
        """Keys of files with one per line: `PROFILE,PROFILE KEY`, or `KEY` alone for any profile.

        Raises VoterRegisterError.
        """
        keys: dict[str, frozenset[str]] = {}
        for path in paths:
            for number, line in enumerate(_lines(path), 1):
                if line:
                    key, profiles = _parsed(line, f"{path}: line {number}")
                    keys[key] = keys.get(key, frozenset()) | profiles
        return cls(keys)

    def refusal(self, key: str, profile: str) -> str | None:
        """Why a key may not sign a profile; None if it may."""
        if key not in self.keys:
            return f"signed with key {key[:16]}…, which is not among the trusted ones"
        if profile not in self.keys[key]:
            may = ", ".join(sorted(self.keys[key]))
            return f"signed with key {key[:16]}…, which is trusted for {may} and not for {profile}"
        return None

    @property
    def for_everything(self) -> int:
        """How many keys may sign any register: each of them can put its own in another's place."""
        return sum(profiles == ANY for profiles in self.keys.values())


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in text_of(path.read_bytes(), path).splitlines()]
    except OSError as error:
        raise VoterRegisterError(f"{path}: no trusted keys: {os_words(error)}") from None
    except TextFileError as error:
        raise VoterRegisterError(f"{path}: no trusted keys: {error.reason}; {error.way_out}") from None


def _parsed(line: str, where: str) -> tuple[str, frozenset[str]]:
    *said, key = line.split()
    if not _PUBLIC_KEY.fullmatch(key) or len(said) > 1:
        raise VoterRegisterError(
            f"{where}: no public key: 64 small hexadecimal digits, with profiles before it or none"
        )
    profiles = frozenset(said[0].split(",")) if said else ANY
    if not profiles <= ANY:
        raise VoterRegisterError(f"{where}: {said[0]}: profiles are {', '.join(EXCHANGED)}")
    return key, profiles
