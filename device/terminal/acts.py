"""The menu's acts that are the same at desk and booth. Each is loaded only while it runs (see `memory.visit`).

A table of acts names the functions that carry out each act. They are visited one after another, with the role as
argument. An act that is in a role's rules but in no table of acts is not in the menu; other code starts it.
"""


def suspend(role):
    from terminal.pausing import change

    return change(role, "suspend")


def resume(role):
    from terminal.pausing import change

    return change(role, "resume")


def report(role):
    from terminal.pausing import print_again

    return print_again(role)


def calibrate(role):
    from terminal.calibrating import calibrate

    return calibrate(role.terminal)


def set_clock(role):
    from terminal.time_card import set_clock

    return set_clock(role.terminal)


def self_test(role):
    from terminal.self_test import self_test

    return self_test(role)


def clear(role):
    from terminal.opening import clear_test

    return clear_test(role)


ACTS = {"suspend": (suspend,), "resume": (resume,), "report": (report,), "calibrate": (calibrate,), "clear": (clear,)}
ACTS.update({"set_clock": (set_clock,), "self_test": (self_test,)})
