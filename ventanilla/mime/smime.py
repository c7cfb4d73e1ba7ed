"""Opaque signed S/MIME (RFC 8551 3.5.2): the mail lies inside the signature, and is read from there.

Only the wrapping is taken off (CMS SignedData, RFC 5652 5, in BER or DER); no signature is checked here.
"""

from __future__ import annotations

from ventanilla.mime.parameters import Parameterised

_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_MOST_CHUNKS = 200_000


def may_be_opaque(type_: Parameterised, name: str) -> bool:
    """Whether a part says it is CMS that may hold a signed mail (not one that is encrypted)."""
    if type_.value not in _TYPES and not name.lower().endswith(".p7m"):
        return False
    return type_.get("smime-type").lower() not in {"enveloped-data", "authenveloped-data", "certs-only"}


def signed_content(data: bytes) -> bytes:
    """The bytes that were signed; empty if `data` is no SignedData of data, or not whole."""
    start = data.find(_SIGNED_DATA, 0, 64)
    inner = data.find(_DATA, start, start + 512) if start >= 0 else -1
    if inner < 0:
        return b""
    explicit = _header(data, inner + len(_DATA))
    if explicit is None or explicit[0] != 0xA0:
        return b""
    octets = _header(data, explicit[1])
    if octets is None or octets[0] & 0x1F != 4:
        return b""
    return (
        _octets(data, octets[1], octets[2])
        if octets[0] & 0x20
        else data[octets[1] : octets[1] + (octets[2] or 0)]
    )


def _octets(data: bytes, position: int, length: int | None) -> bytes:
    """The pieces of a constructed octet string, put together."""
    pieces: list[bytes] = []
    end = len(data) if length is None else position + length
    while position < end and len(pieces) < _MOST_CHUNKS:
        piece = _header(data, position)
        if piece is None or piece[0] != 4 or piece[2] is None:
            break
        pieces.append(data[piece[1] : piece[1] + piece[2]])
        position = piece[1] + piece[2]
    return b"".join(pieces)


def _header(data: bytes, position: int) -> tuple[int, int, int | None] | None:
    """Tag, place of the value and length (None: up to its end mark) of the element at `position`."""
    if position + 2 > len(data):
        return None
    tag, first = data[position], data[position + 1]
    if first < 0x80:
        return tag, position + 2, first
    if first == 0x80:
        return tag, position + 2, None
    count = first & 0x7F
    if count > 4 or position + 2 + count > len(data):
        return None
    return tag, position + 2 + count, int.from_bytes(data[position + 2 : position + 2 + count], "big")
