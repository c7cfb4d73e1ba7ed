"""Bytes to text, whatever the label says (RFC 2046 4.1.2 and what is really sent).

The order: a label that can be true is tried; UTF-8 that is valid beats any single-byte label; bytes without a true
label are UTF-8, and where they are not, windows-1252.
"""

from __future__ import annotations

import codecs
import re

_BLOCKED = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
_UNLABELLED = {
    "",
    "ascii",
    "us-ascii",
    "unknown-8bit",
    "x-unknown",
    "8bit",
    "7bit",
    "binary",
    "default",
    "unknown",
}
_ALIASES = {
    "ansi_x3.4-1968": "ascii",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "ansi": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-2": "iso2022_jp_2",
    "cp50220": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-user-defined": "",
}
_LABEL = re.compile(r"(?:3d)?[\"']*([a-z0-9][a-z0-9_.:-]{0,39})")
_WINDOWS = re.compile(r"(windows-?|cp-?|x-cp|ibm-?)(\d{3,4})")
_CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), *range(127, 128))) | {12: "\n"}
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def _as_windows(error: UnicodeError) -> tuple[str | bytes, int]:
    """An error handler: bytes that are no UTF-8 are read as windows-1252, and its five holes as ISO 8859-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(_WINDOWS_1252[byte] for byte in stray), error.end


def _windows_1252(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_WINDOWS_1252 = tuple(map(_windows_1252, range(256)))
codecs.register_error("ventanilla.windows-1252", _as_windows)


def storable(text: str) -> str:
    """`text` as PostgreSQL takes it: no NUL or other control but tab and line feed, no lone surrogate."""
    return _SURROGATES.sub("\ufffd", text.translate(_CONTROLS))


def decode(data: bytes, label: str = "") -> tuple[str, bool]:
    """The text of `data` that is said to be in charset `label`, and whether the label was true or needless.

    Never raises. Lone surrogates and controls may be left: see `storable`.
    """
    if data.isascii() and not _is_seven_bit_code(data, label):
        return data.decode("ascii"), _codec(label) is not None
    codec = _codec(label)
    if codec is None:
        return _guess(data), False
    if codec in {"utf-8", "ascii"} or not codec:
        text = _guess(data)
        return text, codec == "utf-8" and text.encode("utf-8", "replace") == data.removeprefix(
            codecs.BOM_UTF8
        )
    if codec.startswith(("utf-16", "utf-32")) and b"\0" not in data and data[:2] != codecs.BOM_UTF16_LE:
        return _guess(data), False
    if _is_single_byte(codec) and _is_utf8(data):
        return data.decode("utf-8").removeprefix("\ufeff"), False
    return _as_labelled(data, codec)


def is_known(label: str) -> bool:
    """Whether `label` names a charset that can be read."""
    return _codec(label) is not None


def _as_labelled(data: bytes, codec: str) -> tuple[str, bool]:
    try:
        return data.decode(codec).removeprefix("\ufeff"), True
    except (UnicodeError, ValueError):
        pass
    if codec == "cp1252":
        return "".join(_WINDOWS_1252[byte] for byte in data), True
    if _is_utf8(data):
        return data.decode("utf-8").removeprefix("\ufeff"), False
    try:
        return data.decode(codec, "replace").removeprefix("\ufeff"), False
    except (UnicodeError, ValueError):
        return _guess(data), False


def _guess(data: bytes) -> str:
    """Text without a label that helps."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\x1b$" in data and data.isascii():
        return data.decode("iso2022_jp_ext", "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "ventanilla.windows-1252")


def _codec(label: str) -> str | None:
    """Python's name of a charset; empty for a label that says nothing, None for one that nobody knows."""
    found = _LABEL.match(label.strip().lower())
    name = found[1] if found else ""
    name = _ALIASES.get(name, name)
    if name in _UNLABELLED:
        return "" if label.strip() == "" or name else None
    windows = _WINDOWS.match(name)
    if windows:
        name = f"cp{windows[2]}"
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if info.name in _BLOCKED or not getattr(info, "_is_text_encoding", True):
        return None
    return "cp1252" if info.name == "iso8859-1" else info.name


def _is_seven_bit_code(data: bytes, label: str) -> bool:
    """Whether ASCII bytes may stand for other text: the codes that shift by escapes, plus signs or tildes."""
    codec = _codec(label) or ""
    return (
        b"\x1b" in data
        or codec in {"utf-7", "hz"}
        or codec.startswith(("utf-16", "utf-32", "cp037", "cp500"))
    )


def _is_single_byte(codec: str) -> bool:
    return codec.startswith(("cp12", "iso8859", "koi8", "mac", "cp8", "cp4", "latin"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
