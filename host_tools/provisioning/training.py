"""What a training has of its own: voters who do not exist, and cards for them that say so.

Their numbers are those of people born in 1900, whom no list of voters can hold, so that none of these cards can be
anybody's. The numbers are the same everywhere: a card of one training is good in every other, and nowhere else.
"""

from __future__ import annotations

import datetime
import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from host_tools.elections.roll import Voter, by_turns, style_ids, write_roll
from host_tools.formats import label
from host_tools.formats.definitions import Election
from host_tools.labels import code128
from host_tools.provisioning.plan import PrecinctPlan

VOTERS = 24  # so that each of a commission can try what voters do, and what they do wrong
_FIRST_BIRTH = datetime.date(1900, 1, 1)
_FIRST_SERIAL = 9100  # serial numbers that registries do not give
_BAND = "TRAINING   -   NOT AN IDENTITY CARD"
_DOTS_PER_MODULE, _MARGIN_DOTS, _BARS_DOTS, _LINE_DOTS, _TEXT_DOTS = 3, 30, 110, 44, 26


def voters(count: int = VOTERS) -> list[Voter]:
    """`count` invented voters with valid numbers; their names are examples, and say which."""
    made: list[Voter] = []
    days = 0
    while len(made) < count:
        birth, woman = _FIRST_BIRTH + datetime.timedelta(days=days), days % 2
        days += 1
        base = f"{birth:%y%m%d}{3 + woman}{_FIRST_SERIAL + len(made)}"
        check = label.number_check_digit(base)
        if check is None:
            continue
        given = "Үлгісұлу" if woman else "Үлгібек"
        made.append(Voter(f"{base}{check}", f"Мысал-{len(made) + 1:02d}", given, "", birth))
    return made


def labels(people: list[Voter]) -> dict[str, str]:
    """A label by personal number."""
    return {voter.number: label.make_label(voter.number, place) for place, voter in enumerate(people, start=1)}


def plan_for(plan: PrecinctPlan) -> PrecinctPlan:
    """The same precinct with invented voters in place of its own; its booths stay as large as they are."""
    people = by_turns(voters(), plan.election)
    more = {"voters": people, "labels": labels(people), "packed": None, "slots": plan.booth_slots}
    return plan.model_copy(update=more)


def card_picture(voter: Voter, digits: str) -> Image.Image:
    """A card to print and cut out: its label as Code 128, the number below, and what it is not, above."""
    row = code128.module_row(digits)
    width = len(row) * _DOTS_PER_MODULE + 2 * _MARGIN_DOTS
    bars_top = 2 * _LINE_DOTS
    card = Image.new("L", (width, bars_top + _BARS_DOTS + 2 * _LINE_DOTS), 255)
    draw, font = ImageDraw.Draw(card), ImageFont.load_default(_TEXT_DOTS)
    draw.rectangle((0, 0, width, _LINE_DOTS), fill=0)
    draw.text((width // 2, _LINE_DOTS // 2), _BAND, fill=255, font=font, anchor="mm")
    for place, module in enumerate(row):
        if module == "1":
            left = _MARGIN_DOTS + place * _DOTS_PER_MODULE
            draw.rectangle((left, bars_top, left + _DOTS_PER_MODULE - 1, bars_top + _BARS_DOTS), fill=0)
    number = int(voter.surname.rpartition("-")[2])
    words = f"voter {number}   {digits}"
    draw.text((width // 2, bars_top + _BARS_DOTS + _LINE_DOTS), words, fill=0, font=font, anchor="mm")
    return card


def write(folder: Path, election: Election) -> None:
    """The voters' cards as pictures, and their list as CSV: nothing in it is secret, and nobody is named."""
    folder.mkdir(parents=True)
    people = by_turns(voters(), election)
    (folder / "voters.csv").write_text(write_roll(people, style_ids(election)), encoding="utf-8")
    for place, (voter, digits) in enumerate(zip(people, labels(people).values(), strict=True), start=1):
        buffer = io.BytesIO()
        card_picture(voter, digits).save(buffer, "PNG")
        (folder / f"voter-{place:02d}.png").write_bytes(buffer.getvalue())
