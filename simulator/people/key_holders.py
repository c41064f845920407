"""The key ceremony at the desk, and how the other terminals learn of the key (docs/polls.md, section 11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from host_tools.formats import codes, cose
from host_tools.formats.objects import KeySlip
from host_tools.formats.payload import MODE_NAMES
from host_tools.keys.ceremony import Card
from host_tools.provisioning.plan import OFFICIAL
from simulator.people.officials import MODES, Officials
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal
from simulator.people.words import words


class KeyHolders(Officials):
    """What the holders of a precinct's key do, where it is born in the precinct.

    key_slips: number and codes of the newest one, by mode.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """The arguments are those of `Officials`."""
        super().__init__(*arguments, **more)
        self.key_slips: dict[int, tuple[int, list[str]]] = {}

    def born_here(self, mode: int) -> bool:
        """Does the desk make the key of a mode, and not the host?"""
        return self.provisioned.precincts[mode].holders is not None

    def slip_came(self, texts: Sequence[str]) -> None:
        """A key slip has come out, whoever held the ceremony. texts: of its codes."""
        ((_, data),) = codes.join([codes.parse(text) for text in texts]).objects
        said = KeySlip.from_cbor((cose.peek1(data) or (b"", b""))[1])
        if said.number >= self.key_slips.get(said.mode, (0, []))[0]:
            self.key_slips[said.mode] = said.number, list(texts)

    def see_to_key(self, at: Terminal) -> None:
        """The desk makes the key when it is opened first; a booth is shown the slip, unless it has it."""
        if not self.born_here(self.mode) or at in self.desks[1:]:
            return
        at.sees("key_of_precinct")
        if self.mode not in self.key_slips:
            self.make_key(self.mode)
        number, slip = self.key_slips[self.mode]
        if not at.hands.screen.shows(words("key_use", at.language, number)):
            self.show_key(at, slip)
        at.chooses("key_use", number)

    def hold_ceremony(self, mode: int) -> None:
        """Before anything is opened: the desk makes the key of a mode, where the host has not, and waits again."""
        if self.born_here(mode) and mode not in self.key_slips:
            self.at_key(self.desk, mode)
            self.make_key(mode)
            self.desk.presses("back")
            self.desk.sees("mode_choose")

    def at_key(self, at: Terminal, mode: int) -> None:
        """Switch a terminal on and choose a mode: it asks about the key."""
        self.mode = mode
        if not at.hardware.bench.powered:
            at.hardware.plug_in()
        at.sees("mode_choose")
        at.chooses(MODES[mode])
        at.sees("key_of_precinct")

    def make_key(self, mode: int = OFFICIAL, pins: Sequence[str] = ()) -> list[str]:
        """The ceremony at the desk, which asks about the key; returns the codes of its key slip.

        pins: that the holders choose; each another one by default. The cards are in `key_cards` from then on.
        """
        at, holders = self.desk, self.provisioned.precincts[mode].holders
        assert holders is not None, "the key of this mode was made by the host"
        at.chooses("action_make_key")
        at.sees("make_key_text", *holders)
        at.presses("ok")
        self.officials(at)
        chosen = pins or [f"{index}{1357 * index:05d}"[:6] for index in range(1, holders.all + 1)]
        self.key_cards[mode] = [self.takes_card(index, mode, holders.all, pin) for index, pin in enumerate(chosen, 1)]
        slip = codes_on(at.take_slip("key"))
        self.slip_came(slip)
        at.sees("key_use", self.key_slips[mode][0])
        return slip

    def takes_card(self, index: int, mode: int, holders: int, pin: str) -> Card:
        """A holder chooses a PIN, takes the card, shows it and types the PIN again."""
        at = self.desk
        at.sees("pin_choose")
        at.hands.type_digits(pin)
        at.must_be_on()
        texts = codes_on(at.take_slip(f"key-card-{index}"))
        card = Card("K", index, f"KEY CARD {index} of {holders} - {MODE_NAMES[mode]}", mode, tuple(texts), pin)
        at.sees("key_card_back")
        self.show_card(at, card)
        return card

    def show_key(self, at: Terminal, slip: Sequence[str]) -> None:
        """Show the key slip at a terminal that asks about the key."""
        at.chooses("key_show")
        at.hardware.rest(500)
        for code in slip:
            at.hands.scan(code)
