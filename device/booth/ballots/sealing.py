"""What the ballots of a booth are sealed with, from opening to closing."""

from booth.ballots import published
from crypto.bases import Bases

_OWN_BYTES = 32
_MOST_POINTS = 20  # that are converted to bytes together: more save little time and take 160 bytes each


class Sealing:
    """Holds long blocks of memory: make one while the heap still has them.

    shape: of a ballot, from `Contests.shape`.
    context: `published.context` of this booth.
    key: the precinct key, a point.
    secret: 32 bytes of this device for sealing in this poll.
    drbg: crypto.drbg.Drbg.
    """

    def __init__(self, shape: list, context: bytes, key, secret: bytes, drbg):
        self.shape, self.context, self.secret, self.drbg = shape, context, secret, drbg
        self.record_bytes = published.published_bytes(shape)
        self.bases = Bases(key, min(published.most_points(shape), _MOST_POINTS))
        self.commitments = bytearray(published.commitments_bytes(shape))
        self.scratch = self.bases.scratch  # a ballot is checked when all its points are converted
        self.own = bytearray(_OWN_BYTES)  # of the ballot whose voter has not decided yet; else zeros

    def forget_own(self) -> None:
        """Overwrite what this booth added to the last seed: nobody can open that ballot any more."""
        self.own[:] = bytes(_OWN_BYTES)

    def close(self) -> None:
        """Free the tables."""
        self.bases.close()
