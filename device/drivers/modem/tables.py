"""The ways to a connection, as tables: what each class of modem is asked in which state, and what its answers mean.

hayes: a data call. A modem of the telephone network, or one of GSM that still offers circuit-switched data (V.250).
sim800: TCP of the SIM800 class (SIM800 Series AT Command Manual V1.09, chapter 8).
sim7600: TCP of the SIM7600 and A7670E class (SIM7500_SIM7600 TCPIP Application Note; numbers of its results).
"""

from collections import namedtuple

# state: text id of what the screen says meanwhile.
# command: sent with a carriage return; braces are settings of the line. ESCAPE is sent bare, with silence around it.
# needs: what must come until it is done, a tuple has alternatives. Each is the beginning of a line. Where the last one
#   comes before the others, it has failed.
# wait_ms: for all of that. tries, pause_ms: how often, and how long between two.
# trouble: text id if it fails and the answer does not say why; None: go on whatever comes.
Step = namedtuple("Step", "state command needs wait_ms tries pause_ms trouble")

ESCAPE = "+++"
ANY_ADDRESS = "<address>"  # in `needs`: digits and dots, which SIM800 answers to AT+CIFSR without OK
_OK = ("OK",)

_WAKING = (
    Step("modem_waking", "AT", _OK, 500, 8, 100, "modem_silent"),  # several, as the modem finds the bit rate by them
    Step("modem_waking", "ATE0", _OK, 1000, 3, 100, "modem_silent"),
)
_IN_THE_NETWORK = (
    Step("modem_waking", "AT+CMEE=1", _OK, 1000, 1, 0, None),
    Step("modem_waking", "AT+CPIN?", ("+CPIN: READY", "OK"), 5000, 6, 1000, "modem_no_sim"),
    Step("modem_network", "AT+{registration}=0", _OK, 1000, 1, 0, None),  # so that its answers begin alike
    Step(
        "modem_network",
        "AT+{registration}?",
        (("+{registration}: 0,1", "+{registration}: 0,5"), "OK"),  # at home, roaming
        5000,
        30,
        1000,
        "modem_no_network",
    ),
)
_HAYES = (
    (
        Step("modem_waking", ESCAPE, _OK, 300, 1, 0, None),  # a call that a power cut left open
        Step("modem_waking", "ATH", _OK, 3000, 1, 0, None),
    )
    + _WAKING
    + (
        Step("modem_waking", "ATV1&C1&D2S0=0", _OK, 1000, 2, 100, "modem_silent"),
        Step("modem_calling", "ATD{number}", ("CONNECT",), 75_000, 1, 0, "modem_no_answer"),
    )
)
_SIM800 = _WAKING + _IN_THE_NETWORK + (
    Step("modem_data", "AT+CIPSHUT", ("SHUT OK",), 65_000, 1, 0, None),
    Step("modem_data", "AT+CGATT=1", _OK, 75_000, 2, 1000, "modem_no_data"),
    Step("modem_data", "AT+CIPMUX=0", _OK, 1000, 2, 100, "modem_no_data"),
    Step("modem_data", "AT+CIPHEAD=1", _OK, 1000, 2, 100, "modem_no_data"),
    Step("modem_data", 'AT+CSTT="{apn}"', _OK, 2000, 2, 500, "modem_no_data"),
    Step("modem_data", "AT+CIICR", _OK, 85_000, 1, 0, "modem_no_data"),
    Step("modem_data", "AT+CIFSR", (ANY_ADDRESS,), 5000, 2, 500, "modem_no_data"),
    Step(
        "modem_calling", 'AT+CIPSTART="TCP","{host}",{port}', ("OK", "CONNECT OK"), 75_000, 1, 0, "modem_no_answer"
    ),
)  # fmt: skip
_SIM7600 = _WAKING + _IN_THE_NETWORK + (
    Step("modem_data", "AT+NETCLOSE", ("OK", "+NETCLOSE:"), 5000, 1, 0, None),  # a context of before is perhaps dead
    Step("modem_data", 'AT+CGDCONT=1,"IP","{apn}"', _OK, 2000, 2, 500, "modem_no_data"),
    Step("modem_data", "AT+CIPRXGET=0", _OK, 1000, 2, 100, "modem_no_data"),
    Step("modem_data", "AT+NETOPEN", ("OK", "+NETOPEN: 0"), 75_000, 2, 2000, "modem_no_data"),
    Step("modem_calling", "AT+CIPCLOSE=0", ("OK", "+CIPCLOSE:"), 2000, 1, 0, None),  # a socket of before
    Step(
        "modem_calling", 'AT+CIPOPEN=0,"TCP","{host}",{port}', ("OK", "+CIPOPEN: 0,0"), 75_000, 2, 1000,
        "modem_no_answer",
    ),
)  # fmt: skip

# name: (steps, how bytes are sent; what the report of sending begins with; how to hang up).
# Where bytes are sent by no command, the line carries them as they are once it is connected.
MODEMS = {
    "hayes": (_HAYES, "", "", "ATH"),
    "sim800": (_SIM800, "AT+CIPSEND=%d", "SEND OK", "AT+CIPCLOSE"),
    "sim7600": (_SIM7600, "AT+CIPSEND=0,%d", "+CIPSEND: 0,", "AT+CIPCLOSE=0"),
}
REGISTRATION = {"hayes": "", "sim800": "CREG", "sim7600": "CEREG"}

# What a line says of itself, by its beginning: text ids.
TROUBLES = (
    ("BUSY", "modem_busy"),
    ("NO DIAL", "modem_no_dial_tone"),
    ("NO ANSWER", "modem_no_answer"),
    ("NO CARRIER", "modem_no_carrier"),
    ("CONNECT FAIL", "modem_no_answer"),
    ("+CME ERROR: 10", "modem_no_sim"),
    ("+CME ERROR: 13", "modem_no_sim"),  # SIM failure
    ("+CME ERROR: 15", "modem_no_sim"),  # SIM wrong
    ("+CPIN: NOT", "modem_no_sim"),  # inserted, ready
    ("+CPIN: SIM P", "modem_sim_locked"),  # PIN, PUK
    ("+CME ERROR: 11", "modem_sim_locked"),
    ("+CME ERROR: 12", "modem_sim_locked"),
    ("+CME ERROR: 16", "modem_sim_locked"),  # wrong PIN
    ("+CME ERROR: 30", "modem_no_network"),
    ("UNDER-VOLTAGE", "modem_power"),
    ("NORMAL POWER DOWN", "modem_power"),
    ("RDY", "modem_power"),  # it has started anew
)
# Ends a command without success.
FAILED = (
    "ERROR", "+CME ERROR", "+CMS ERROR", "CONNECT FAIL", "SEND FAIL", "NO CARRIER", "BUSY", "NO DIAL", "NO ANSWER",
    "RDY", "UNDER-VOLTAGE", "NORMAL POWER DOWN", "+NETOPEN: ", "+CIPOPEN: 0,", "+IP ERROR",
)  # fmt: skip
# Ends a connection, whenever it comes.
ENDED = (
    "NO CARRIER", "CLOSED", "+PDP: DEACT", "+IPCLOSE", "+CIPEVENT", "+NETWORK", "RDY", "UNDER-VOLTAGE",
    "NORMAL POWER DOWN",
)  # fmt: skip
# A modem with ATV0 answers in numbers until ATV1.
ANSWERS_IN_NUMBERS = {
    "0": "OK", "1": "CONNECT", "2": "RING", "3": "NO CARRIER", "4": "ERROR", "6": "NO DIALTONE", "7": "BUSY",
    "8": "NO ANSWER",
}  # fmt: skip


def begins(line: str, beginnings: tuple | str) -> bool:
    """True if a line begins with one of these."""
    if isinstance(beginnings, str):
        beginnings = (beginnings,)
    for beginning in beginnings:
        if line.startswith(beginning):
            return True
    return False


def trouble(line: str) -> str:
    """Text id of what a line says is wrong; "" if it says nothing."""
    for beginning, words in TROUBLES:
        if line.startswith(beginning):
            return words
    return ""
