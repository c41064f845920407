"""The evening at a polling station: booths and desk close, the commission counts and corrects a protocol."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.people.saying import said
from simulator.people.signers import Signers
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal
from simulator.people.words import words

_SIGNATURES = "TM1:W:"  # how the codes of signatures begin
_PROTOCOL_MS = 900_000  # for the longest protocol to be printed


class Evening(Signers):
    """From closing to the last copy of the protocol.

    signature_codes: those of people that stand on it; none where nobody signs with a card.
    desk_reports: the codes of each further desk's report, which the first one has not read yet.
    """

    signature_codes: Sequence[str] = ()
    desk_reports: Sequence[Sequence[str]] = ()

    def close_booth(self, number: int) -> list[str]:
        """Close a booth; returns the codes of its sealed totals, read from the paper."""
        at = self.booth(number)
        self.menu(at, "close")
        slip = at.take_slip("totals")
        at.sees("booth_closed")
        return codes_on(slip)

    def close_desk(self) -> None:
        """Close every desk; the codes of the others' reports are in `desk_reports`."""
        self._close(self.desk)
        self.desk.sees("desk_closed")
        self.desk_reports = []
        for at in self.desks[1:]:
            self.desk_reports.append(self.close_further(at))

    def close_further(self, at: Terminal) -> list[str]:
        """Close another desk than the first one; returns the codes of its report."""
        self._close(at)
        codes = codes_on(at.take_slip("desk-report"))
        at.sees("desk_closed")
        return codes

    def _close(self, at: Terminal) -> None:
        self.menu(at, "close")
        if at.name in self.piles:
            self.give_back(at)

    def count(
        self,
        totals: Sequence[Sequence[str]],
        mode: int,
        numbers: Sequence[int],
        copies: int = 2,
        keys: Sequence[int] = (1, 3, 5),
        reason: str = "",
        verdicts: Sequence[str] | None = None,
    ) -> list[str]:
        """Count at the desk; returns the protocol's codes.

        totals: the codes of each booth.
        mode: whose key cards are shown.
        numbers: what is typed, in the order asked.
        copies: of the protocol, that come out.
        keys: which key cards are shown, from 1.
        reason: what chair and member say and stand for if the numbers do not agree.
        verdicts: of those who sign with cards, as `sign` takes them.
        """
        self.show_totals(totals)
        self.show_keys(mode, keys)
        return self.type_and_sign(numbers, copies, reason, verdicts)

    def show_totals(self, totals: Sequence[Sequence[str]]) -> None:
        """Begin to count: the reports of other desks, then the codes of each booth."""
        self.menu(self.desk, "count")
        reports, self.desk_reports = self.desk_reports, ()
        for codes in reports:
            if not self._is_asked_for_reports():
                break  # they were read before, and the count was left
            self.show_report(codes)
        for codes in totals:
            self.desk.sees("totals_show")
            for code in codes:
                self.desk.hands.scan(code)
        self.desk.sees("key_card_show")

    def say_unopened(self, booth: int, why: str) -> None:
        """Say why a booth was never opened; the count begins with that. booth: its number."""
        at = self.desk
        at.sees("booth_unopened", booth)
        at.presses("ok")
        at.sees("reason_type")
        at.hands.type_letters(why)

    def _is_asked_for_reports(self) -> bool:
        def says(name: str) -> bool:
            return self.desk.hands.screen.shows(words(name, self.desk.language))

        self.desk.hardware.wait(lambda: says("report_show") or says("totals_show"), _PROTOCOL_MS)
        return says("report_show")

    def show_report(self, codes: Sequence[str]) -> None:
        """Show a desk's report at the first desk, which asks for it."""
        self.desk.sees("report_show")
        for code in codes:
            self.desk.hands.scan(code)

    def show_keys(self, mode: int, keys: Sequence[int]) -> None:
        """Show key cards of a mode, by numbers from 1, each with its PIN."""
        for key in keys:
            self.desk.sees("key_card_show")
            self.show_card(self.desk, self.key_cards[mode][key - 1])

    def await_numbers(self, count: int) -> None:
        """Wait until the desk has opened the sums and asks for the first of so many numbers."""
        self.desk.hardware.wait(lambda: self.desk.hands.screen.shows(f"1/{count}"), _PROTOCOL_MS)
        self.desk.must_be_on()

    def correct(
        self,
        why: str,
        numbers: Sequence[int],
        copies: int = 2,
        reason: str = "",
        reports: Sequence[Sequence[str]] = (),
    ) -> list[str]:
        """Another protocol supersedes the last one; returns its codes.

        why: what is put right. reports: codes of desks that were dead in the last one. The rest as `count`.
        """
        at = self.desk
        self.menu(at, "correct")
        at.sees("correct_text")
        at.presses("ok")
        at.sees("reason_type")
        at.hands.type_letters(why)
        for codes in reports:
            self.show_report(codes)
        return self.type_and_sign(numbers, copies, reason)

    def type_and_sign(
        self, numbers: Sequence[int], copies: int = 2, reason: str = "", verdicts: Sequence[str] | None = None
    ) -> list[str]:
        """From the first number to the last copy of the protocol; returns its codes."""
        at = self.desk
        at.leave_slips()  # what a power cut has left is no protocol
        for number in numbers:
            at.hands.type_digits(f"{number:04d}")
            at.must_be_on()
        at.sees("numbers_look")
        at.chooses("numbers_right")
        shown = self._comes("breach", "signing_show")
        if shown == "breach":
            if not reason:
                raise AssertionError(said("disagree_shows", at.hands.screen.aloud))
            self.explain(reason)
            shown = self._comes("signing_show")
        if shown:
            self.sign(verdicts)
        texts = [codes_on(at.take_slip("protocol")) for _ in range(copies)][-1]
        self.signature_codes = [text for text in texts if text.startswith(_SIGNATURES)]
        return [text for text in texts if not text.startswith(_SIGNATURES)]

    def _comes(self, *names: str) -> str:
        """Wait for one of some pages of the desk, by ids of their words; "" where a slip comes instead."""
        at = self.desk
        awaited = {name: words(name, at.language) for name in names}

        def shown() -> str:
            return next((name for name, text in awaited.items() if at.hands.screen.shows(text)), "")

        at.hardware.wait(lambda: at.has_slip() or bool(shown()), _PROTOCOL_MS)
        at.must_be_on()
        return shown()

    def explain(self, reason: str) -> None:
        """Accept a breach that is on the desk's screen: chair and member stand for a reason in their own words."""
        self.desk.presses("ok")
        self.desk.chooses("accept_reason")
        self.desk.sees("reason_type")
        self.desk.hands.type_letters(reason)
        self.officials(self.desk)
