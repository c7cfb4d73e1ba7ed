"""Damage done to mails, the same for the same seed: flipped bytes, cuts, doubled blocks, shuffled headers, and worse."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

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


MUTATIONS: tuple[Mutation, ...] = (_flip, _cut, _double, _shuffle, _splice, _line_ends, _words, _swell)


def mutant(number: int, corpus: Sequence[bytes], seed: int = 2026) -> bytes:
    """The `number`-th mutation: one mail of the corpus, damaged in one to three ways."""
    chance = random.Random(seed * 1_000_003 + number)
    raw = chance.choice(corpus)
    for _ in range(chance.randint(1, 3)):
        raw = chance.choice(MUTATIONS)(chance, raw, corpus)
    return raw
