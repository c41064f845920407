"""Why something that was shown or read is not taken."""


class Refused:
    """reason: a text id, also the name under which the event log counts it. values: what the words for it hold."""

    def __init__(self, reason: str, *values):
        self.reason, self.values = reason, values
