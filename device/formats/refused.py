"""Why something that was shown or read is not taken."""


class Refused:
    """What a check returns in place of its value.

    reason: a text id, also the name under which the event log counts it. values: what the words for it hold.
    """

    def __init__(self, reason: str, *values):
        self.reason, self.values = reason, values

    def words(self, texts) -> str:
        """The reason in the language of `texts`."""
        return texts(self.reason, *self.values)
