"""Events and reasons of the event log. A number never changes its meaning; `docs/events.md` explains each.

Each table is one string, which stays in flash memory; a dictionary would take 2 KiB of heap on every terminal.
"""

EVENTS = (
    " signed_head=1"
    " boot=2"  # detail: 1 after a power cut; data: cause of the start, u8 bits of what it found
    " opened=3"  # data: the same
    " closed=4"
    " cleared=5"
    " recovered=6"  # detail: 0 finished, 1 undone, 2 nothing pending, 3 an hour not counted, 4 challenged
    " code_refused=7"  # detail: number of the reason
    " pin_wrong=8"
    " printer_trouble=9"  # detail: status of the printer
    " scanner_trouble=10"  # also if the scanner was silent before the polls opened
    " memory_trouble=11"  # detail: 1 or 2 for a chip that is worn
    " counted=12"  # data: SHA-256 of the protocol, u16 its number
    " sent=13"
    " send_failed=14"  # detail: why; 10 and above: desk.sending.MODEM_TROUBLES
    " breach_accepted=15"
    " reprinted=16"  # detail: number of the reprint
    " key_stuck=17"
    " session_given_up=18"
    " check_in_refused=19"  # detail: number of the reason
    " suspended=20"  # data: the counts of the slip
    " resumed=21"  # data: the same
    " report_reprinted=22"  # detail: number of the reprint
    " turnout_printed=23"  # detail: how often printed before
    " paper_spoiled=24"
    " slip_returned=26"
    " paper_returned=27"
    " hour_confirmed=25"  # detail: 1 opening, 2 closing
    " count_began=30"
    " corrected=31"  # detail: number of the new protocol; data: as for counted
    " touch_trouble=32"  # detail: 0 no answer, 1 pressed all the time, 2 not calibrated
    " touch_calibrated=33"  # detail: 1 calibrated and saved, 0 unchanged
    " open_refused=34"  # already opened or counted officially; logged at the next opening
    " count_failed=35"  # detail: 1 a sum does not decrypt to a plausible count, 2 the proof does not verify
    " protocol_damaged=37"  # detail: its number
    " sealing_failed=38"
    " booth_opened=39"  # a desk learned of an opening; detail: the booth; data: identity, u16 number, u16 slips before
    " booth_ended=57"  # chair and member ended an opening at the desk; detail and data as for booth_opened
    " opened_again=40"  # detail: number of the opening
    " totals_lost=41"  # in the count; detail: the booth; data: identity of the opening
    " booth_left_out=42"  # in the count, because its totals hold no votes; detail and data as for totals_lost
    " signers_known=43"  # data: SHA-256 of the list of who may sign
    " person_signed=44"  # detail: 0 agrees, 1 dissents; data: SHA-256 of the protocol, u16 holder, u8 role
    " slip_cancelled=45"  # at a booth; detail: why, `booth.cancelling.WHY` from 1
    " slip_taken=46"  # a voter was seen leaving with it
    " paper_taken=47"
    " counts_differ=49"  # on resuming: the chips do not say what was logged on suspending
    " paper_withdrawn=48"  # detail: how many
    " crashed=36"  # logged at the next start; detail: 1 memory, 2 another bug, 3 the watchdog
    " supply=50"  # detail: 1 mains, 2 battery, 3 battery low, 4 unknown; data: how often since the start, u32
    " brown_out=51"  # logged at the next start
    " seals_put=53"  # these are the seals from now on; data: how many entries `seal` before it they are, u8
    " seal=54"  # data: its number in ASCII
    " seals_compared=55"  # detail: 1 they are not those of the list; data: u8 shown, u8 missing, u8 not on the list
    " desk_reported=62"  # another desk than the first made its report; data: SHA-256 of it
    " member_issues=64"  # detail: number on the card; data: numbers of desk.accounts, u16 each
    " desk_dead=63"  # in the count: it has no report; detail: its number
    " box_left=60"  # a portable one; data: u16 sets of ballots taken, its seal in ASCII
    " box_back=61"  # detail: 1 with another seal; data: u16 sets brought back, the seal that it left with
    " adding_refused=66"  # detail: why, the place in `desk.adding._WHY` from 1
    " home_requested=67"  # data: the digits of the voter's card, sealed for this desk
    " home_refused=68"  # it came too late
    " assisted=69"  # a voter had a helper
    " clock_set=52"  # from a time card; detail: 1 it showed a time before; data: that, seconds since 1970 UTC, u32
    " clock_drifts=58"  # detail: 1 it is fast, 2 slow
    " self_tested=56"  # detail: how many findings
    " replacement_printed=70"  # the slip with which the district's spare is this desk
    " place_taken=71"  # a spare goes on as this desk; data: id of the key that it had before
    " "
)
# Detail numbers of code_refused and check_in_refused, from 1.
REASONS = (
    " code_not_ours code_damaged code_wrong_kind code_signature code_other_election code_other_precinct code_other_mode"
    " wrong_booth already_cast unknown_index card_unreadable not_on_roll already_marked"
    " unknown_booth booth_again key_card_wrong card_wrong_role card_same key_wrong taken_off"
    " polls_suspended too_early on_roll already_added added_full number_wrong totals_bad"
    " other_opening zero_older zero_damaged totals_other slip_not_issued slip_came_back"
    " slip_exchanged slip_still_good exchange_full"
    " key_slip_wrong key_slip_older key_opened key_card_other"
    " signing_card_wrong signed_already slip_cancelled time_card_other time_card_late seal_twice"
    " seal_unreadable other_desk slip_of_desk report_again report_other"
    " report_no_zero report_no_booth nobody_issues issue_secretary replacement_other "
)


def event_number(name: str) -> int:
    """The number of an event. Raises KeyError for an unknown name."""
    begin = EVENTS.find(" " + name + "=")
    if begin < 0:
        raise KeyError(name)
    begin += len(name) + 2
    return int(EVENTS[begin : EVENTS.find(" ", begin)])


def reason_number(name: str) -> int:
    """The detail number of a refusal. Raises KeyError for an unknown name."""
    begin = REASONS.find(" " + name + " ")
    if begin < 0:
        raise KeyError(name)
    return REASONS[: begin + 1].count(" ")
