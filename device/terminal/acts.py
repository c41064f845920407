"""The acts of the menu that are the same at desk and booth. Each comes into memory for itself: see `memory.visit`.

A table of acts names what carries each of them out: functions of the role, visited one after the other. What stands in
a role's rules and in no table of acts is asked for where it comes up, not in the menu.
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


def clear(role):
    from terminal.opening import clear_test

    return clear_test(role)


ACTS = {"suspend": (suspend,), "resume": (resume,), "report": (report,), "calibrate": (calibrate,), "clear": (clear,)}
