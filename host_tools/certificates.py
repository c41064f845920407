"""Why the certificate of a server was not taken, in words: an expired one looks like a dead line otherwise.

Numbers: OpenSSL, `X509_verify_cert_error_string`.
"""

from __future__ import annotations

import ssl

_NOT_YET, _EXPIRED, _OTHER_NAME = 9, 10, 62
_UNKNOWN = (18, 19, 20, 21)  # signed by itself, or by an authority that is not on this computer
_WORDS = {
    _NOT_YET: "its certificate is not valid yet; look at this computer's clock",
    _EXPIRED: "its certificate has expired; whoever runs the server has to renew it, and look at this computer's clock",
    _OTHER_NAME: "its certificate is another server's; is the address right?",
    **dict.fromkeys(_UNKNOWN, "its certificate is by an authority that this computer does not know"),
}


def refused(error: BaseException) -> str:
    """Why a connection was not made, where the certificate is why; else empty.

    error: as raised; urllib keeps the cause as its `reason`, aiohttp as its `certificate_error`.
    """
    cause = getattr(error, "certificate_error", getattr(error, "reason", error))
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return ""
    return _WORDS.get(cause.verify_code, "its certificate cannot be verified")
