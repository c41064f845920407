"""edwards25519 as the rest of the firmware uses it: the group, its fixed-base tables, and points as bytes.

Two encodings: 32 bytes compressed (RFC 8032 5.1.2, y and the sign of x) and 64 bytes affine (x then y, each 32 bytes
little-endian), which are decoded without a square root. Both are canonical: each point has one encoding.

The type of a point depends on the firmware's arithmetic (`crypto.layer`) and is opaque to callers. Points are made
here, compared by `equal`, and stored in buffers by `pack`.
"""

from crypto.layer import NAME

if NAME == "integers":
    from crypto.field import L
    from crypto.fixed_base import FixedBase, base_table
    from crypto.integer_curve import (
        add_affine,
        affine_bytes,
        batch_affine_bytes,
        batch_compress,
        compress,
        decompress,
        from_affine_bytes,
        in_prime_subgroup,
        pack,
        unpack,
    )
    from crypto.points import BASE, IDENTITY, add, double, equal, multiply, negate, sum_of_multiples
else:
    from crypto.slots.curve import (  # type: ignore[assignment]  # another kind of point
        BASE,
        IDENTITY,
        FixedBase,
        L,
        add,
        add_affine,
        affine_bytes,
        base_table,
        batch_affine_bytes,
        batch_compress,
        compress,
        decompress,
        double,
        equal,
        from_affine_bytes,
        in_prime_subgroup,
        multiply,
        negate,
        pack,
        sum_of_multiples,
        unpack,
    )

__all__ = (
    "BASE",
    "IDENTITY",
    "FixedBase",
    "L",
    "add",
    "add_affine",
    "affine_bytes",
    "base_table",
    "batch_affine_bytes",
    "batch_compress",
    "compress",
    "decompress",
    "double",
    "equal",
    "from_affine_bytes",
    "in_prime_subgroup",
    "multiply",
    "negate",
    "pack",
    "sum_of_multiples",
    "unpack",
)
