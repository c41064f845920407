"""What it costs to guess a roll's cards, for somebody who has everything a desk stores, its secrets included.

A guess is one HMAC-SHA256 under the look-up key, compared with all tags of the roll at once. The rate is measured on
the machine that runs this, in one core and in C (an iteration of PBKDF2-HMAC-SHA256 is one HMAC with its key blocks
hashed already); the strong attacker's rate is an assumption and says so.
"""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass

from host_tools.formats.label import SERIAL_DIGITS

ASSUMED_RATE = 5e9 * 8  # HMAC/s: eight graphics cards at 10^10 SHA-256 blocks/s each, two blocks a guess. Not measured.
_MEASURE_ITERATIONS = 400_000
# A personal number: birth date, one digit of century and sex, four digits, a check digit that follows. Its date need
# not be the true one, but nearly always is, so a guesser goes through the dates of living adults first.
_ADULT_BIRTH_DATES = 82 * 365  # 18 to 100 years
_SEXES = 2
_SERIALS_A_DAY = 10_000
NUMBERS = _ADULT_BIRTH_DATES * _SEXES * _SERIALS_A_DAY
LABEL_SERIALS = 10**SERIAL_DIGITS
VOTERS = 12_500_000  # the nation: who has a stolen register has this many numbers to try


@dataclass(frozen=True)
class Scenario:
    """One thing a thief may want. guesses: to go through all candidates; half of them on average for one person."""

    what: str
    guesses: float

    @property
    def bits(self) -> float:
        """Guesses as a power of two."""
        return math.log2(self.guesses)

    def seconds(self, rate: float) -> float:
        """Time for all guesses at `rate` guesses per second."""
        return self.guesses / rate


SCENARIOS = (
    Scenario("number cards allowed: is one person, whose number is known, on this roll?", 1),
    Scenario("number cards allowed: every name and number of this roll", NUMBERS),
    Scenario("labels only: the row of one person whose number is known", LABEL_SERIALS),
    Scenario("labels only: every row, with a stolen register's numbers at hand", VOTERS * LABEL_SERIALS),
    Scenario("labels only: every name and number of this roll", NUMBERS * LABEL_SERIALS),
)


def measured_rate(iterations: int = _MEASURE_ITERATIONS) -> float:
    """HMAC-SHA256 per second on one core of this machine."""
    started = time.process_time()
    hashlib.pbkdf2_hmac("sha256", b"digits", b"salt", iterations)
    return iterations / max(time.process_time() - started, 1e-9)


def table(rate: float) -> list[tuple[str, str, str, str]]:
    """Rows of text: what, guesses, time on one core at the measured rate, time for the assumed attacker."""
    return [
        (each.what, f"2^{each.bits:.1f}", in_words(each.seconds(rate)), in_words(each.seconds(ASSUMED_RATE)))
        for each in SCENARIOS
    ]


def in_words(seconds: float) -> str:
    """A time in the unit that suits it."""
    for unit, size in (("years", 365 * 86_400), ("days", 86_400), ("hours", 3_600), ("minutes", 60), ("s", 1)):
        if seconds >= size:
            return f"{seconds / size:,.1f} {unit}"
    return "at once" if seconds < 0.01 else f"{seconds:.2f} s"
