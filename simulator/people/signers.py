"""Chair and members who sign protocols with cards: the cards are made at the desk before the polls open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from PIL import Image

from host_tools.formats.definitions import Election
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.people import needed
from host_tools.keys.ceremony import Card
from simulator.people.key_holders import KeyHolders
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal
from simulator.people.words import words

AGREES, DISSENTS = "sign_agrees", "sign_dissents"


class Signers(KeyHolders):
    """What people with signing cards do, in an election that asks for them.

    signing_cards: by mode, in the order in which they were made.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """The arguments are those of `Officials`."""
        super().__init__(*arguments, **more)
        self.signing_cards: dict[int, list[Card]] = {}

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Of the election, from what provisioning published."""
        return Election.from_cbor((self.provisioned.folder / "public" / "election.cbor").read_bytes()).settings

    def see_to_cards(self, at: Terminal) -> None:
        """Before the polls open at the desk, as many people get signing cards as must sign; then it goes on."""
        wanted = needed(self.settings)
        if at is not self.desk or not wanted:
            return
        made = self.signing_cards.setdefault(self.mode, [])
        for card in self.role_cards[len(made) : wanted]:
            at.sees("signing_cards")
            made.append(self.make_signing_card(card))
        at.sees("signing_cards")
        at.chooses("signing_cards_use", len(made), wanted)

    def make_signing_card(self, role_card: Card) -> Card:
        """At the desk's page of signing cards: one more, for the holder of a role card, whose PIN it has."""
        at = self.desk
        at.chooses("signing_card_make")
        at.sees("signing_card_whose")
        self.show_card(at, role_card)
        slip: Image.Image = at.take_slip(f"signing-card-{role_card.holder}")
        title = f"SIGNING CARD {role_card.holder} - {MODE_NAMES[self.mode]}"
        card = Card("Q", role_card.holder, title, self.mode, tuple(codes_on(slip)), role_card.pin)
        at.sees("signing_card_back")
        for code in card.texts:
            at.hands.scan(code)
        return card

    def sign(self, verdicts: Sequence[str] | None = None) -> None:
        """At the desk's page of signatures: everybody who has a card signs, or gives the verdicts in turn.

        verdicts: of the first cards; the others do not sign, and *back* is pressed.
        """
        at, cards = self.desk, self.signing_cards[self.mode]
        chosen = [AGREES] * len(cards) if verdicts is None else verdicts
        for card, verdict in zip(cards, chosen, strict=False):
            at.sees("signing_show")
            self.show_card(at, card)
            self.says(verdict)
        if len(chosen) < len(cards):
            at.sees("signing_show")
            at.presses("back")

    def says(self, verdict: str) -> None:
        """Whoever has shown a signing card agrees or dissents."""
        self.desk.sees(verdict)
        self.desk.hands.choose(words(verdict, self.desk.language))
