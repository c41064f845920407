"""edwards25519 as the rest of the firmware uses it: the group, its fixed-base tables, and points as bytes.

Two encodings: 32 bytes compressed (RFC 8032 5.1.2, y and the sign of x) and 64 bytes affine (x then y, each 32 bytes
little-endian), which are decoded without a square root. Both are canonical: each point has one encoding.

The type of a point depends on the firmware's arithmetic (`crypto.layer`) and is opaque to callers. Points are made
here, compared by `equal`, and stored in buffers by `pack`.
"""

from crypto.layer import NAME

if NAME == "integers":
    from crypto.field import L as L
    from crypto.fixed_base import FixedBase as FixedBase
    from crypto.fixed_base import base_table as base_table
    from crypto.integer_curve import add_affine as add_affine
    from crypto.integer_curve import affine_bytes as affine_bytes
    from crypto.integer_curve import batch_affine_bytes as batch_affine_bytes
    from crypto.integer_curve import batch_compress as batch_compress
    from crypto.integer_curve import compress as compress
    from crypto.integer_curve import decompress as decompress
    from crypto.integer_curve import from_affine_bytes as from_affine_bytes
    from crypto.integer_curve import in_prime_subgroup as in_prime_subgroup
    from crypto.integer_curve import pack as pack
    from crypto.integer_curve import unpack as unpack
    from crypto.points import BASE as BASE
    from crypto.points import IDENTITY as IDENTITY
    from crypto.points import add as add
    from crypto.points import double as double
    from crypto.points import equal as equal
    from crypto.points import multiply as multiply
    from crypto.points import negate as negate
    from crypto.points import sum_of_multiples as sum_of_multiples
else:
    from crypto.slots.curve import BASE as BASE  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import IDENTITY as IDENTITY  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import FixedBase as FixedBase  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import L as L  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import add as add  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import add_affine as add_affine  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import affine_bytes as affine_bytes  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import base_table as base_table  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import batch_affine_bytes as batch_affine_bytes  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import batch_compress as batch_compress  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import compress as compress  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import decompress as decompress  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import double as double  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import equal as equal  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import from_affine_bytes as from_affine_bytes  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import in_prime_subgroup as in_prime_subgroup  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import multiply as multiply  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import negate as negate  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import pack as pack  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import sum_of_multiples as sum_of_multiples  # type: ignore[assignment]  # another kind of point
    from crypto.slots.curve import unpack as unpack  # type: ignore[assignment]  # another kind of point
