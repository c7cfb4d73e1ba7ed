"""Damage done to mails, the same for the same seed: flipped bytes, cuts, doubled blocks, shuffled headers, and worse."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

LARGEST = 2_000_000
"""Bytes: mutations of mutations grow."""
Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def _flip(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    data = bytearray(raw)
    for _turn in range(chance.randint(1, 40)):
        if data:
            data[chance.randrange(len(data))] = chance.choice(
                (0, 0x0A, 0x0D, 0x80, 0xFF, 0x3D, chance.randrange(256))
            )
    return bytes(data)


def _cut(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    start, end = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
    return chance.choice((raw[:end], raw[start:], raw[:start] + raw[end:]))


def _double(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(raw) + 1)
    block = raw[start : start + chance.randint(1, 2_000)]
    return raw[:start] + block * chance.randint(2, 60) + raw[start:]


def _shuffle(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    head, gap, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    chance.shuffle(lines)
    return b"\r\n".join(lines) + gap + body


def _splice(chance: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def _line_ends(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    ends = (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\n", b"")
    return re.sub(rb"\r\n", lambda _found: chance.choice(ends) if chance.random() < 0.2 else b"\r\n", raw)


def _words(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    swaps = (
        (b"utf-8", b"utf-16"), (b"utf-8", b"idna"), (b"UTF-8", b"unicode_escape"), (b"base64", b"quoted-printable"),
        (b"quoted-printable", b"base64"), (b"text/plain", b"multipart/mixed"), (b"text/html", b"text/plain"),
        (b"multipart/", b"message/rfc822; x="), (b"boundary=", b"bundary="), (b">", b">>"), (b"<", b""), (b'"', b""),
        (b": ", b":"), (b"<div", b"<div><blockquote"), (b"</div>", b""), (b"text/plain", b"text/html"),
    )  # fmt: skip
    for _turn in range(chance.randint(1, 4)):
        old, new = chance.choice(swaps)
        raw = raw.replace(old, new, chance.choice((1, 3, -1)))
    return raw


def _swell(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(raw) + 1)
    piece = chance.choice(
        (
            b"<div>",
            b"> ",
            b"<b>",
            b'"',
            b"(",
            b"=?",
            b"=?utf-8?q?",
            b"--\n",
            b"&",
            b"<!--",
            b"a@b.example, ",
            b"\x1b$B",
            b"{\\",
            b"El 10:10 a@b.example ",
            b"\n\n",
            b"=\n",
            b"De: ",
            b"<td>",
            b"' ",
        )
    )
    return raw[:start] + piece * chance.randint(100, 20_000) + raw[start:]


def _rows(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Lines doubled, removed, put elsewhere."""
    rows = raw.split(b"\n")
    for _turn in range(chance.randint(1, 8)):
        at, to = chance.randrange(len(rows)), chance.randrange(len(rows))
        kind = chance.randrange(4)
        if kind == 0:
            rows.insert(to, rows[at])
        elif kind == 1 and len(rows) > 1:
            del rows[at]
        elif kind == 2:
            rows[at], rows[to] = rows[to], rows[at]
        else:
            first, last = sorted((at, to))
            rows[first:last] = reversed(rows[first:last])
    return b"\n".join(rows)


def _header(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """One header without its colon, folded in the middle, given twice, emptied, huge, or of another's name."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    at = chance.randrange(len(lines))
    name, colon, value = lines[at].partition(b":")
    cut = chance.randrange(len(value) + 1)
    others = (
        b"From",
        b"To",
        b"Subject",
        b"Message-ID",
        b"Content-Type",
        b"Content-Transfer-Encoding",
        b"References",
    )
    lines[at] = chance.choice(
        (
            name + value,
            name + colon + value[:cut] + b"\r\n " + value[cut:],
            name + colon + value[:cut] + b"\r\n" + value[cut:],
            lines[at] + b"\r\n" + lines[at],
            name + colon,
            name + colon + value[:200] * chance.randint(50, 2_000),
            name + colon + b" =?utf-8?q?" + value + b"?=",
            name + colon + value[:cut] + b"\xf1\x00\x80" + value[cut:],
            chance.choice(others) + colon + value,
        )
    )
    return b"\r\n".join(lines) + gap + body


def _boundary(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """A boundary that is longer, shorter, without its end, in the middle of a line, or the only text there is."""
    found = re.findall(rb"boundary=\"?([^\"\r\n;]+)", raw)
    if not found:
        return raw + b"\r\n--b\r\n\r\nx\r\n--b--"
    mark = b"--" + chance.choice(found)
    new = chance.choice(
        (
            mark + b"x",
            mark[:-1],
            mark + b" \t",
            b"x" + mark,
            mark + b"--",
            mark.upper(),
            b"",
            mark + b"\r\n" + mark,
        )
    )
    return raw.replace(mark, new, chance.choice((1, 2, -1)))


def _charset(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """The text said to be of another character set, in bodies and in words of headers."""
    sets = (
        *(
            b"gb2312",
            b"iso-2022-jp",
            b"utf-7",
            b"windows-1252",
            b"us-ascii",
            b"utf-16",
            b"utf-32",
            b"hz",
            b"big5",
        ),
        *(b"koi8-r", b"x-unknown", b"idna", b"punycode", b"rot13", b"zlib", b"unicode_escape", b"", b"\xff"),
    )
    new = chance.choice(sets)
    raw = re.sub(rb"charset=\"?[\w.-]+\"?", b"charset=" + new.replace(b"\\", b""), raw)
    return re.sub(rb"=\?[\w-]+\?", b"=?" + new + b"?", raw)


def _nest(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """The whole mail within others: forwarded, mixed, alternative, signed, to a depth."""
    head = raw.partition(b"\r\n\r\n")[0]
    for depth in range(chance.choice((1, 2, 5, 30, 120))):
        kind = chance.choice(
            (b"multipart/mixed", b"multipart/alternative", b"multipart/signed", b"message/rfc822")
        )
        if kind == b"message/rfc822":
            raw = b"Content-Type: message/rfc822\r\n\r\n" + raw
        else:
            mark = b"n%d" % depth
            raw = (
                b"Content-Type: %s; boundary=%s\r\n\r\n--%s\r\n" % (kind, mark, mark)
                + raw
                + b"\r\n--"
                + mark
                + b"--\r\n"
            )
    return head[:2_000] + b"\r\n" + raw


def _base64(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Base64 with foreign letters, missing or early padding, or lines that are gone."""
    lines = raw.split(b"\r\n")
    coded = [at for at, line in enumerate(lines) if re.fullmatch(rb"[A-Za-z0-9+/]{40,}={0,2}", line)]
    if not coded:
        return raw.replace(
            b"Content-Transfer-Encoding: quoted-printable", b"Content-Transfer-Encoding: base64"
        )
    for _turn in range(chance.randint(1, 4)):
        at = chance.choice(coded)
        cut = chance.randrange(len(lines[at]) + 1)
        lines[at] = (
            lines[at][:cut]
            + chance.choice((b"=", b"==", b"!", b"\x00", b"\xff", b"", b" ", b"-_"))
            + lines[at][cut + 1 :]
        )
    return b"\r\n".join(lines)


MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _cut, _double, _shuffle, _splice, _line_ends, _words, _swell),
    *(_rows, _header, _boundary, _charset, _nest, _base64),
)  # fmt: skip


def mutant(number: int, corpus: Sequence[bytes], seed: int = 2026) -> bytes:
    """The `number`-th mutation: one mail of the corpus, damaged in one to three ways."""
    chance = random.Random(seed * 1_000_003 + number)
    raw = chance.choice(corpus)
    for _ in range(chance.randint(1, 3)):
        raw = chance.choice(MUTATIONS)(chance, raw, corpus)
    return raw[:LARGEST]
