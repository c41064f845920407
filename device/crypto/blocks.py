"""Block functions of hashes and ciphers in this firmware's arithmetic; `crypto.integer_hashes` says what they do."""

from crypto.layer import NAME

if NAME == "integers":
    from crypto.integer_hashes import chacha20_blocks as chacha20_blocks
    from crypto.integer_hashes import poly1305_tag as poly1305_tag
    from crypto.integer_hashes import sha512_block as sha512_block
    from crypto.integer_hashes import sha512_digest as sha512_digest
    from crypto.integer_hashes import sha512_key as sha512_key
    from crypto.integer_hashes import sha512_padding as sha512_padding
elif NAME == "viper":
    from crypto.slots.viper_hashes import chacha20_blocks as chacha20_blocks  # type: ignore[assignment]
    from crypto.slots.viper_hashes import poly1305_tag as poly1305_tag  # type: ignore[assignment]
    from crypto.slots.viper_hashes import sha512_block as sha512_block  # type: ignore[assignment]
else:
    from crypto.slots.thumb_hashes import chacha20_blocks as chacha20_blocks  # type: ignore[assignment]
    from crypto.slots.thumb_hashes import poly1305_tag as poly1305_tag  # type: ignore[assignment]
    from crypto.slots.thumb_hashes import sha512_block as sha512_block  # type: ignore[assignment]

if NAME != "integers":
    from crypto.slots.padding import sha512_digest as sha512_digest  # type: ignore[assignment]
    from crypto.slots.padding import sha512_key as sha512_key  # type: ignore[assignment]
    from crypto.slots.padding import sha512_padding as sha512_padding  # type: ignore[assignment]

# For constants that the block functions read by words: bytes in ROM may be unaligned.
aligned = bytearray if NAME == "viper" else bytes
