"""Messages that are written to exhaust a reader: each feeds one of its loops with as much as it may."""

from __future__ import annotations

from collections.abc import Iterator

HEAD = b"From: x@y.example\r\nTo: servicios@mesa.example\r\nSubject: x\r\n"
DAEMON = b"From: MAILER-DAEMON@y.example\r\nTo: servicios@mesa.example\r\nSubject: failure notice\r\nReturn-Path: <>\r\n"


def every_attack(size: int) -> Iterator[tuple[str, bytes]]:
    """Name and message; `size` is about how many bytes each weighs."""
    yield from _headers()
    yield from _bodies(size)
    yield from _pages(size)
    yield from _trees(size)


def _headers() -> Iterator[tuple[str, bytes]]:
    pieces = (
        b'"',
        b"(",
        b"()",
        b"<",
        b">",
        b",",
        b";",
        b":",
        b"\\",
        b"=?",
        b"=?a?q?",
        b"=?utf-8?b?",
        b"a ",
        b"a",
        b"@",
        b"a@b,",
        b'"\\',
        b"=",
        b"<a@b>",
        b"'",
        b"\x1b$B",
        b"\xff",
    )
    for piece in pieces:
        long = piece * (60_000 // len(piece))
        names = (
            b"From",
            b"Subject",
            b"References",
            b"Content-Type",
            b"Content-Disposition",
            b"Date",
            b"Message-ID",
        )
        first = b"".join(name + b": " + long + b"\r\n" for name in names)
        yield f"headers {piece!r}", first + HEAD + b"\r\nHola"
    yield (
        "parameters",
        HEAD
        + b"Content-Type: text/plain"
        + b"".join(b"; a*%d*=x" % (number % 999) for number in range(6_000))
        + b"\r\n\r\nHola",
    )
    yield "many headers", HEAD + b"Received: by x\r\n" * 100_000 + b"\r\nHola"
    yield "many folds", HEAD + b"X: a\r\n" + b" b\r\n" * 100_000 + b"\r\nHola"
    yield (
        "many recipients",
        b"To: " + b"a@b.example, " * 4_000 + b"\r\n" + HEAD + b"Cc: c@d.example\r\n" * 900 + b"\r\nHola",
    )
    yield "references", b"References: " + b"<a@b>\r\n " * 9_000 + b"\r\n" + HEAD + b"\r\nHola"


def _bodies(size: int) -> Iterator[tuple[str, bytes]]:
    pieces = (
        *(b">", b"> ", b"> a\n", b"\n", b"a", b"a ", b"a\n", b"--\n", b"-- \na\n", b"El 10:10 a@b.example, x\n", b"El ", b"El\n", b"De: a@b.example\n"),
        *(b"De: \n\n", b"____________\n", b"-----Mensaje original-----\n", b"escribi\xc3\xb3:\n", b"10:10 ", b"begin 644 a\n!\n", b"\nbegin 644 a\n"),
        *(b"confidencial destinatario por error elimine\n\n", b"Enviado desde ", b"enviado desde mi iphone ", b"\x00", b"\xff", b"\xc3", b"=\n", b"\r", b"\x1b$B", b"a@b.example "),
        *(b"<a@b.example>:\n550 x\n", b"to a@b.example\n", b"a@b", b"Final-Recipient: rfc822; a@b.example\n\n", b"message-id: ", b"dda:", b"rcpt to:", b"---"),
        b"-----BEGIN PGP SIGNED MESSAGE-----\n",
    )  # fmt: skip
    for piece in pieces:
        yield f"text {piece!r}", HEAD + b"In-Reply-To: <a@b>\r\n\r\n" + piece * (size // len(piece))
        yield f"report {piece!r}", DAEMON + b"\r\n" + piece * (size // len(piece))
    status = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    yield (
        "many recipients failed",
        DAEMON
        + status
        + b"".join(
            b"Final-Recipient: rfc822; a%d@b.example\nAction: failed\n\n" % number for number in range(3_000)
        )
        + b"--b--",
    )
    yield "base64", HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD=" * (size // 5)
    yield "flowed", HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \n" * (size // 3)
    yield (
        "rtf",
        HEAD
        + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\x01\x00"
        + b"\x01\x03\x90\x06\x00\x04\x00\x00\x00" * (size // 9),
    )


def _pages(size: int) -> Iterator[tuple[str, bytes]]:
    pieces = (
        *(b"<", b"<a", b"<a ", b"<div>", b"<b>", b"<b><p>", b"<table>", b"<td>", b"<a href='", b'<a href="', b"<!--", b"<!", b"<script>", b"<style>", b"</div>", b"<blockquote>"),
        *(b"&", b"&amp", b"&#", b"<p a=1 ", b"<br>", b"<li>", b"<font color=a>", b"<svg>", b"<title>", b"<pre>\n", b"<img src=cid:a>", b'<div class="gmail_quote">', b"<svg><p>", b"'\">"),
    )  # fmt: skip
    for piece in pieces:
        yield f"html {piece!r}", HEAD + b"Content-Type: text/html\r\n\r\n" + piece * (size // len(piece))
    colours = b"".join(b"<font color=%d>" % number for number in range(size // 15))
    yield "html many colours", HEAD + b"Content-Type: text/html\r\n\r\n" + colours


def _trees(size: int) -> Iterator[tuple[str, bytes]]:
    opened = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    yield "many parts", HEAD + opened + b"--b\r\n\r\na\r\n" * (size // 10)
    yield "many empty parts", HEAD + opened + b"--b\r\n" * (size // 5)
    yield "many near boundaries", HEAD + opened + b"--bb\r\n" * (size // 6) + b"--b\r\n\r\na"
    yield "dashes", HEAD + opened.replace(b"=b", b"=-") + b"-" * size
    for count in (1_500, 5_000):
        yield (
            f"nested {count}",
            HEAD
            + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(count)
            )
            + b"\r\nfondo",
        )
    wide = b"".join(
        b"Content-Type: multipart/mixed; boundary=w%d\r\n\r\n--w%d\r\n\r\na\r\n--w%d\r\n" % (n, n, n)
        for n in range(1_500)
    )
    yield "nested and wide", HEAD + wide + b"\r\nfondo"
    same = b"Content-Type: multipart/mixed; boundary=s\r\n\r\n--s\r\n" * (size // 52)
    yield "nested with one boundary", HEAD + same
    yield "nested alternatives", HEAD + wide.replace(b"mixed", b"alternative") + b"\r\nfondo"
    yield "nested messages", HEAD + b"Content-Type: message/rfc822\r\n\r\n" * (size // 32)
    report = (
        b"Content-Type: multipart/report; boundary=r\r\n\r\n"
        + b"--r\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/report; boundary=q\r\n\r\n--q\r\n"
        * (size // 90)
    )
    yield "nested reports", DAEMON + report
