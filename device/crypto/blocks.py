"""Block functions of hashes and ciphers in this firmware's arithmetic; `crypto.integer_hashes` documents them."""

from crypto.layer import NAME

if NAME == "integers":
    from crypto.integer_hashes import (
        chacha20_blocks,
        poly1305_blocks,
        sha512_block,
        sha512_digest,
        sha512_key,
        sha512_padding,
    )
elif NAME == "viper":
    from crypto.slots.viper_hashes import chacha20_blocks, poly1305_blocks, sha512_block  # type: ignore[assignment]
else:
    from crypto.slots.thumb_hashes import chacha20_blocks, poly1305_blocks, sha512_block  # type: ignore[assignment]

if NAME != "integers":
    from crypto.slots.padding import sha512_digest, sha512_key, sha512_padding  # type: ignore[assignment]

# For constants that the block functions read by words: bytes in ROM may be unaligned.
aligned = bytearray if NAME == "viper" else bytes

__all__ = (
    "aligned",
    "chacha20_blocks",
    "poly1305_blocks",
    "sha512_block",
    "sha512_digest",
    "sha512_key",
    "sha512_padding",
)
