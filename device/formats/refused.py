"""Why something that was shown or read is refused."""


class Refused:
    """What a check returns instead of its value.

    reason: a text id, also its name in the event log.
    values: for the placeholders of the text.
    """

    def __init__(self, reason: str, *values):
        self.reason, self.values = reason, values

    def words(self, texts) -> str:
        """The reason in the language of `texts`."""
        return texts(self.reason, *self.values)
