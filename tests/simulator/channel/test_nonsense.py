"""Lines that cannot be done: each is answered with what is wrong and what there is instead, and nothing happens."""

from __future__ import annotations

import pytest

from simulator.channel.channel import Channel
from simulator.channel.lines import LineError, duration_ms, split


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("booth-9 press ok", "no such terminal: booth-9, there are desk, booth-1"),
        ("desk", "desk what?"),
        ("desk jump", "no such act: jump"),
        ("press ok", "press where? There are desk, booth-1"),
        ("desk press enter", "no such key: enter, there are up, down, left, right, back, ok"),
        ("desk hold", "which key?"),
        ("desk type 12a4", "only digits can be typed"),
        ("desk type pin card 1", "card 1 has no PIN"),
        ("desk scan", "which card or slip?"),
        ("desk scan card 6", "no such card: card 6, there are card 1 to card 5"),
        ("desk scan role king", "no such thing: role king, there are role chair, role member"),
        ("desk scan passport", "no such thing: passport"),
        ("desk scan slip 1", "no slip 1: no slip has come out"),
        ("desk scan text", "which text?"),
        ('desk choose "Да', "a quote is not closed"),
        ("desk choose id:no_such_words", "no words have the id no_such_words"),
        ("desk rest soon", "soon is no time"),
        ("desk fault toaster hot on", "no such part: toaster, there are printer, scanner"),
        ("desk fault printer on_fire on", "the printer has no fault on_fire, there are paper_out"),
        ("desk fault printer paper_out maybe", "it is on or off"),
        ("desk fault scanner noise 99", "it goes from 0 to 20 bytes"),
        ("desk fault flash-a flip here", "for example 0x1010 3"),
        ("desk open yesterday", "no such mode: yesterday, there are official, test"),
        ("desk pull plug", "desk has no power already"),
        ("desk touch-down 320 0", "the display has 320 x 480 dots"),
        ("desk plug twice", "too much: twice"),
        ("expect screen Review", "expect where?"),
        ("expect desk miracle", "no such expectation: miracle"),
        ("expect desk slip receipt-ish", "no such kind of slip"),
        ("expect box many", "many is no number of slips"),
        ("expect box 2", "expected box 2, there are 0"),
        ("box drop slip 3", "no slip 3"),
        ("give card 1 7", "no such booth: 7, there are 1 to 1, or paper"),
        ("count one two", "count takes the numbers"),
        ("count because 3 4", "because of what?"),
        ("correct 1 2 3", "correct why?"),
        ("send", "no centre is at the desk's line"),
        ("booth-1 turnout", "booth-1 marks nobody"),
        ("expect centre 1", "expected centre 1, there are 0"),
        ("open sesame", "no such thing to open: sesame"),
        ("open day test twice", "too much: twice"),
        ("close day early", "too much: early"),
        ("desk open test twice", "too much: twice"),
        ("desk scan slip ²", "no slip ²"),
        ("give card 1 ²", "² is no booth"),
        ("expect desk screen id:votes_left 1", "the words votes_left have more places than 1"),
        (f"desk rest {'9' * 400}", "is longer than a day"),
        (f"desk load paper {'9' * 400}", "no roll is longer"),
        ("desk load paper 30 40", "too much: 40"),
        ("desk fault printer brown_out inf", "for example 40"),
        ("desk fault clock wrong_time 1e300", "for example -3600"),
        ("desk fault clock wrong_time -63000000000", "for example -3600"),
    ],
)
def test_nonsense_is_answered(channel: Channel, line: str, answer: str) -> None:
    answered = channel.do(line)
    assert not answered.ok
    assert answer in answered.say
    assert not any(acts.hardware.bench.powered for acts in channel.terminals.values())


def test_nothing_is_nothing(channel: Channel) -> None:
    for line in ("", "   ", "# a comment"):
        assert channel.do(line).ok


def test_help_lists_every_act(channel: Channel) -> None:
    from simulator.channel.acts import ACTS

    said = channel.do("help").say
    for name in (*ACTS, "expect", "box drop", "open day", "give"):
        assert name in said


def test_words_in_quotes_stay_together_and_are_never_names() -> None:
    words = split('desk choose "Кабина № 1"  # to the first booth')
    assert words == ["desk", "choose", "Кабина № 1"]
    assert [word.quoted for word in words] == [False, False, True]
    assert split(r'touch "say \"yes\""') == ["touch", 'say "yes"']


def test_an_act_in_quotes_is_no_act(channel: Channel) -> None:
    assert "no such act" in channel.do('desk "plug"').say


def test_times_have_units() -> None:
    assert [duration_ms(time) for time in ("300ms", "2s", "2", "1.5min")] == [300, 2000, 2000, 90_000]
    with pytest.raises(LineError):
        duration_ms("-1s")


def test_a_line_means_the_terminal_that_is_spoken_of(channel: Channel) -> None:
    assert channel.do("pull plug", at="booth-1").say == "booth-1 has no power already"
    assert channel.do("desk pull plug", at="booth-1").say == "desk has no power already"
    assert "no such terminal: booth-7" in channel.do("pull plug", at="booth-7").say
