"""Charsets, broken MIME, file names, wrappings: what a message may look like on the wire."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from tests.mime.making.outlook_wrapping import tnef
from tests.mime.making.parts import (
    GIF,
    PDF,
    Made,
    attached,
    both,
    entity,
    head,
    html,
    message,
    multipart,
    pdf,
    plain,
)

ANA = "Ana Sol <ana@sol.example>"
TEXT = "Petición de prórroga: el camión llegó a Anguiatú. ¿Año? €20"


def _raw(name: str, raw: bytes, language: str = "es", **expected: object) -> Made:
    return Made(f"shape-{name}", raw, dict(expected), language)


def _with(
    name: str,
    content: bytes,
    *lines: str,
    subject: str = "Consulta",
    language: str = "es",
    **expected: object,
) -> Made:
    return _raw(name, message(head(ANA, subject, *lines, answers=False), content), language, **expected)


def every_shape() -> Iterator[Made]:
    """All of them."""
    yield from _charsets()
    yield from _headers()
    yield from _line_ends()
    yield from _broken()
    yield from _attachments()
    yield from _wrapped()
    yield from _pages()


def _typed(type_: str, data: bytes, encoding: str = "8bit") -> bytes:
    return f"Content-Type: {type_}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + data


def _charsets() -> Iterator[Made]:
    latin = TEXT.replace(" €20", "")
    for name, charset, codec, text in (
        ("latin1", "iso-8859-1", "iso-8859-1", latin),
        ("latin1-is-cp1252", "iso-8859-1", "cp1252", TEXT),
        ("ascii-is-cp1252", "us-ascii", "cp1252", TEXT),
        ("utf8-is-cp1252", "utf-8", "cp1252", TEXT),
        ("cp1252-is-utf8", "windows-1252", "utf-8", TEXT),
        ("latin9", "iso-8859-15", "iso-8859-15", TEXT),
        ("unknown", "x-desconocido", "cp1252", TEXT),
        ("quoted-name", '"UTF-8"', "utf-8", TEXT),
        ("utf7", "utf-7", "utf-7", TEXT),
        ("utf16", "utf-16", "utf-16", TEXT),
    ):
        data = text.encode(codec)
        encoding = "base64" if charset == "utf-16" else "8bit"
        body = base64.encodebytes(data) if encoding == "base64" else data
        yield _with(
            f"charset-{name}", _typed(f"text/plain; charset={charset}", body, encoding), body_text=text
        )
    yield _with("charset-missing-utf8", b"\r\n" + TEXT.encode(), body_text=TEXT)
    yield _with(
        "charset-missing-cp1252", b"\r\n" + TEXT.encode("cp1252"), body_text=TEXT, faults=["charset-missing"]
    )
    han, kana = "中文海关申报", "税関への申告書です"
    yield _with(
        "charset-gb2312",
        _typed("text/plain; charset=gb2312", han.encode("gb18030")),
        language="zh",
        body_text=han,
    )
    yield _with(
        "charset-iso2022jp",
        _typed("text/plain; charset=iso-2022-jp", kana.encode("iso2022_jp"), "7bit"),
        language="ja",
        body_text=kana,
    )
    yield _with(
        "charset-sjis",
        _typed("text/plain; charset=Shift_JIS", kana.encode("cp932")),
        language="ja",
        body_text=kana,
    )
    mixed = "Línea uno: ".encode() + "Línea dos: año".encode("cp1252")
    yield _with(
        "charset-mixed",
        _typed("text/plain; charset=utf-8", mixed),
        body_text="Línea uno: Línea dos: año",
        faults=["charset-wrong"],
    )
    meta = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body>{latin}</body></html>'
    yield _with("charset-in-meta", _typed("text/html", meta.encode("latin-1")), body_text=latin)


def _headers() -> Iterator[Made]:
    rest = "\r\nTo: servicios@mesa.example\r\nDate: Tue, 10 Mar 2026 09:41:07 -0600\r\nMessage-ID: <h1@sol.example>\r\n\r\nHola\r\n"

    def made(name: str, first: bytes, **expected: object) -> Made:
        return _raw(f"header-{name}", first + rest.encode(), message_id="<h1@sol.example>", **expected)

    sender = {"name": "Ana Peña", "address": "ana@sol.example"}
    yield made(
        "latin1-raw",
        "From: Ana Peña <ana@sol.example>\r\nSubject: Petición".encode("latin-1"),
        subject="Petición",
        **{"from": sender},
    )
    yield made(
        "utf8-raw",
        "From: Ana Peña <ana@sol.example>\r\nSubject: Petición ñandú".encode(),
        subject="Petición ñandú",
        **{"from": sender},
    )
    yield made(
        "latin1-called-utf8", b"From: a@sol.example\r\nSubject: =?UTF-8?Q?Petici=F3n?=", subject="Petición"
    )
    yield made(
        "split-letter",
        b"From: a@sol.example\r\nSubject: =?UTF-8?Q?Petici=C3?=\r\n =?UTF-8?Q?=B3n?=",
        subject="Petición",
    )
    yield made(
        "gb2312",
        b"From: =?gb2312?B?1tDOxA==?= <li@sol.example>\r\nSubject: =?gb2312?B?uqO52A==?=",
        subject="海关",
        **{"from": {"name": "中文", "address": "li@sol.example"}},
    )
    yield made(
        "iso2022jp", b"From: a@sol.example\r\nSubject: =?ISO-2022-JP?B?GyRCQEc0WBsoQg==?=", subject="税関"
    )
    yield made("utf7", b"From: a@sol.example\r\nSubject: =?UTF-7?Q?Petici+APM-n?=", subject="Petición")
    yield made(
        "injection",
        b"From: =?UTF-8?Q?Ana=0D=0ABcc=3A_x=40y.example?= <ana@sol.example>\r\nSubject: =?UTF-8?Q?Hola=0D=0ABcc=3A_otro=40x.example?=",
        subject="Hola Bcc: otro@x.example",
    )
    yield made(
        "space-in-word",
        b"From: a@sol.example\r\nSubject: =?UTF-8?Q?Petici=C3=B3n de pr=C3=B3rroga?=",
        subject="Petición de prórroga",
    )
    yield made(
        "word-in-quotes",
        b'From: "=?UTF-8?Q?Pe=C3=B1a,_Ana?=" <ana@sol.example>\r\nSubject: x',
        subject="x",
        **{"from": {"name": "Peña, Ana", "address": "ana@sol.example"}},
    )
    yield made(
        "comma-in-name",
        b"From: Sol, Ana <ana@sol.example>\r\nSubject: x",
        subject="x",
        **{"from": {"name": "Sol, Ana", "address": "ana@sol.example"}},
    )
    yield made(
        "no-brackets",
        b"From: ana@sol.example (Ana Sol)\r\nSubject: x",
        subject="x",
        **{"from": {"name": "Ana Sol", "address": "ana@sol.example"}},
    )
    yield made(
        "from-missing",
        b"Subject: x\r\nSender: ana@sol.example",
        faults=["from-missing"],
        **{"from": {"name": "", "address": "ana@sol.example"}},
    )
    yield made(
        "many",
        b"From: a@sol.example\r\nCc: uno@x.example; dos@x.example, <tres@x.example>,,\r\nReply-To: undisclosed-recipients:;",
        cc=[{"name": "", "address": f"{one}@x.example"} for one in ("uno", "dos", "tres")],
        reply_to=[],
    )
    bad = b"From: a@sol.example\r\nTo: servicios@mesa.example\r\nSubject: x\r\nMessage-ID: []\r\nIn-Reply-To: Su mensaje del martes <k7f3-000123@mesa.example>\r\nReferences: <uno@x.example><dos@x.example>\r\n <tres@x.example>\r\nDate: ayer\r\n\r\nHola"
    yield _raw(
        "header-bad-ids",
        bad,
        message_id="",
        in_reply_to="<k7f3-000123@mesa.example>",
        references=["<uno@x.example>", "<dos@x.example>", "<tres@x.example>"],
        date=None,
    )
    dated = b"From: a@sol.example\r\nDate: mar, 10 mar 2026 09:41:07 -0600\r\n\r\nHola"
    yield _raw("header-date-es", dated, date="2026-03-10T09:41:07-06:00")
    folded = b"From: a@sol.example\r\nSubject: Consulta sobre\r\n\tla fianza\r\n del mes\r\n\r\nHola"
    yield _raw("header-folded", folded, subject="Consulta sobre la fianza del mes", body_text="Hola")
    stray = b"From: a@sol.example\r\nSubject: Consulta larga que\r\nse parte sin espacio\r\nTo: servicios@mesa.example\r\n\r\nHola"
    yield _raw(
        "header-folded-badly",
        stray,
        subject="Consulta larga que se parte sin espacio",
        body_text="Hola",
        faults=["header-folded-without-space"],
    )


def _line_ends() -> Iterator[Made]:
    raw = message(head(ANA, "Consulta", answers=False), both("Hola,\n\nadiós", "<p>Hola,</p><p>adiós</p>"))
    for name, end in (("lf", b"\n"), ("cr", b"\r"), ("crcrlf", b"\r\r\n")):
        yield _raw(f"lines-{name}", raw.replace(b"\r\n", end), body_text="Hola,\n\nadiós", subject="Consulta")
    lines = raw.split(b"\r\n")
    mixed = b"".join(
        line + (b"\r\n", b"\n", b"\r\n", b"\r")[number % 4 if line else 0]
        for number, line in enumerate(lines)
    )
    yield _raw("lines-mixed", mixed, body_text="Hola,\n\nadiós", subject="Consulta")
    yield _raw("lines-nul", raw.replace(b"Hola", b"Ho\0la"), body_text="Hola,\n\nadiós")
    yield _raw(
        "lines-mbox",
        b"From ana@sol.example Tue Mar 10 09:41:07 2026\n" + raw.replace(b"\r\n", b"\n"),
        subject="Consulta",
        body_text="Hola,\n\nadiós",
    )
    yield _with(
        "lines-flowed",
        entity(
            "text/plain; charset=utf-8; format=flowed; delsp=yes",
            "Una frase lar \nga que sigue \nhasta aquí.\nOtra.",
            encoding="8bit",
        ),
        body_text="Una frase larga que siguehasta aquí.\nOtra.",
    )


def _broken() -> Iterator[Made]:
    whole = multipart("mixed", "roto", plain("Hola", encoding="8bit"), pdf("a.pdf"))
    yield _with(
        "broken-not-closed",
        whole.replace(b"--roto--\r\n", b""),
        body_text="Hola",
        attachments=["a.pdf"],
        faults=["multipart-not-closed"],
    )
    yield _with(
        "broken-no-boundary",
        whole.replace(b'; boundary="roto"', b""),
        body_text="Hola",
        attachments=["a.pdf"],
        faults=["boundary-guessed"],
    )
    yield _with(
        "broken-other-boundary",
        whole.replace(b'boundary="roto"', b'boundary="otro"'),
        body_text="Hola",
        attachments=["a.pdf"],
        faults=["boundary-guessed"],
    )
    yield _with(
        "broken-no-parts",
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\nHola sin partes',
        body_text="Hola sin partes",
        faults=["multipart-without-parts"],
    )
    yield _with(
        "broken-base64",
        _typed(
            "text/plain; charset=utf-8",
            base64.b64encode("Hola, año".encode()).rstrip(b"=") + b"\r\n!!",
            "base64",
        ),
        body_text="Hola, año",
        faults=["transfer-encoding-broken"],
    )
    yield _with(
        "broken-qp",
        _typed("text/plain; charset=utf-8", b"Petici=C3=B3n =ZZ 100= \r\nfin", "quoted-printable"),
        body_text="Petición =ZZ 100fin",
    )
    yield _with("broken-type", _typed("text", b"Hola", "7bit"), body_text="Hola")
    yield _with(
        "broken-encoding",
        _typed("text/plain", b"Hola", "ocho-bits"),
        body_text="Hola",
        faults=["transfer-encoding-broken"],
    )
    yield _raw("broken-empty", b"", body_text="", subject="", attachments=[], **{"from": None})
    yield _raw(
        "broken-only-text",
        b"Hola, no tengo cabeceras.\nNi una.",
        body_text="Hola, no tengo cabeceras.\nNi una.",
        subject="",
    )
    bare = b'Content-Type: multipart/mixed; boundary="p"\r\n\r\n--p\r\n\r\nNota: revise el anexo.\r\n\r\nGracias\r\n--p--'
    yield _with("broken-part-without-header", bare, body_text="Nota: revise el anexo.\n\nGracias")
    nested = b"".join(
        f'Content-Type: multipart/mixed; boundary="n{level}"\r\n\r\n--n{level}\r\n'.encode()
        for level in range(1500)
    )
    nested += b"Content-Type: text/plain\r\n\r\nEn el fondo\r\n" + b"".join(
        f"--n{level}--\r\n".encode() for level in reversed(range(1500))
    )
    yield _with("broken-nested-1500", nested, body_text="En el fondo")
    uu = "Va el archivo:\n\nbegin 644 nota.txt\n$2&]L80``\n`\nend\n\nSaludos"
    yield _with(
        "broken-uuencoded",
        plain(uu, encoding="7bit"),
        body_text="Va el archivo:\n\nSaludos",
        attachments=["nota.txt"],
    )


def _attachments() -> Iterator[Made]:
    def one(name: str, headers: str, wanted: str, content: bytes = PDF) -> Made:
        whole = multipart("mixed", "adj", plain("Adjunto."), attached(headers, content))
        return _with(f"file-{name}", whole, body_text="Adjunto.", attachments=[wanted])

    yield one(
        "plain",
        'Content-Type: application/pdf; name="factura.pdf"\nContent-Disposition: attachment; filename="factura.pdf"',
        "factura.pdf",
    )
    yield one(
        "rfc2231",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=UTF-8''Petici%C3%B3n%20n%C2%BA%201.pdf",
        "Petición nº 1.pdf",
    )
    yield one(
        "rfc2231-pieces",
        "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=iso-8859-1'es'Declaraci%F3n%20de%20;\n filename*1=\"mercanc\";\n filename*2*=%EDas.pdf",
        "Declaración de mercancías.pdf",
    )
    yield one(
        "encoded-word",
        'Content-Type: application/pdf; name="=?UTF-8?Q?Petici=C3=B3n.pdf?="\nContent-Disposition: attachment; filename="=?UTF-8?Q?Petici=C3=B3n.pdf?="',
        "Petición.pdf",
    )
    yield one(
        "encoded-words-folded",
        'Content-Type: application/pdf\nContent-Disposition: attachment;\n filename="=?UTF-8?B?RGVjbGFyYWNpw7Nu?=\n =?UTF-8?B?IGRlIGHDsW8ucGRm?="',
        "Declaración de año.pdf",
    )
    yield one(
        "path",
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="../../etc/passwd.pdf"',
        "passwd.pdf",
    )
    yield one(
        "windows-path",
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="C:\\\\Temp\\\\acta.pdf"',
        "acta.pdf",
    )
    yield one(
        "dots",
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename=".."',
        "adjunto-1.pdf",
    )
    yield one("no-name", "Content-Type: application/pdf\nContent-Disposition: attachment", "adjunto-1.pdf")
    yield one(
        "bidi",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=UTF-8''factura%E2%80%AEfdp.exe",
        "facturafdp.exe",
    )
    yield one(
        "long",
        f'Content-Type: application/pdf\nContent-Disposition: attachment; filename="{"a" * 300}.pdf"',
        "a" * 146 + ".pdf",
    )
    yield one(
        "spaces-unquoted",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename=acta de entrega.pdf",
        "acta de entrega.pdf",
    )
    yield one(
        "type-name-only", 'Content-Type: application/octet-stream; name="plano.dwg"', "plano.dwg", b"AC1032"
    )
    yield one(
        "text",
        'Content-Type: text/plain; name="notas.txt"\nContent-Disposition: attachment; filename="notas.txt"',
        "notas.txt",
        b"apuntes",
    )
    twice = multipart("mixed", "dup", plain("Dos."), pdf("factura.pdf"), pdf("factura.pdf", PDF + b"%2"))
    yield _with("file-same-name", twice, attachments=["factura.pdf", "factura.pdf"])
    alone = attached(
        'Content-Type: application/pdf; name="sola.pdf"\nContent-Disposition: attachment; filename="sola.pdf"',
        PDF,
    )
    yield _with("file-alone", alone, body_text="", attachments=["sola.pdf"])
    apple = multipart(
        "mixed",
        "ap",
        plain("Antes.", encoding="7bit"),
        attached(
            'Content-Type: application/pdf; name="a.pdf"\nContent-Disposition: inline; filename="a.pdf"', PDF
        ),
        plain("Después."),
    )
    yield _with("file-between-texts", apple, body_text="Antes.\n\nDespués.", attachments=["a.pdf"], inline=[])
    latin = multipart(
        "mixed",
        "la",
        plain("Adjunto."),
        attached("Content-Type: application/pdf", PDF).replace(
            b"application/pdf", 'application/pdf; name="Petición.pdf"'.encode("latin-1")
        ),
    )
    yield _with("file-latin1-name", latin, attachments=["Petición.pdf"])


def _wrapped() -> Iterator[Made]:
    inner = message(
        head("Luis Sur <luis@sur.example>", "Factura: marzo/2026", answers=False), plain("Texto de adentro")
    )
    eml = multipart(
        "mixed",
        "fw",
        plain("Le reenvío el correo."),
        b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner,
    )
    yield _with("wrapped-eml", eml, body_text="Le reenvío el correo.", attachments=["Factura marzo-2026.eml"])
    signed = multipart(
        "signed",
        "sg",
        plain("Texto firmado."),
        attached(
            'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Disposition: attachment; filename="smime.p7s"',
            b"\x30\x03\x02\x01\x01",
        ),
        more='; protocol="application/pkcs7-signature"; micalg=sha-256',
    )
    yield _with("wrapped-smime-signed", signed, body_text="Texto firmado.", attachments=["smime.p7s"])
    entity_in = plain("Texto dentro de la firma.")
    octets = b"\x04" + _length(len(entity_in)) + entity_in
    content = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0" + _length(len(octets)) + octets
    data = b"\x02\x01\x01\x31\x00\x30" + _length(len(content)) + content + b"\x31\x00"
    outer = (
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0"
        + _length(len(data) + 1 + len(_length(len(data))))
        + b"\x30"
        + _length(len(data))
        + data
    )
    opaque = b"\x30" + _length(len(outer)) + outer
    yield _with(
        "wrapped-smime-opaque",
        attached('Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', opaque),
        body_text="Texto dentro de la firma.",
        attachments=[],
    )
    yield _with(
        "wrapped-smime-encrypted",
        attached(
            'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
            b"\x30\x80\x06\x01\x00",
        ),
        body_text="",
        attachments=["smime.p7m"],
    )
    pgp = multipart(
        "encrypted",
        "pg",
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n",
        b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----\r\n',
        more='; protocol="application/pgp-encrypted"',
    )
    yield _with("wrapped-pgp-encrypted", pgp, body_text="", attachments=["adjunto-1.asc", "encrypted.asc"])
    clear = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPago hecho.\n- -- \nAna\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    yield _with("wrapped-pgp-clear", plain(clear, encoding="7bit"), reply_text="Pago hecho.")
    wrapped = multipart(
        "mixed",
        "tn",
        plain("Va adjunto."),
        attached(
            'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Disposition: attachment; filename="winmail.dat"',
            tnef("Va adjunto.", [("Declaración año.pdf", PDF)]),
        ),
    )
    yield _with(
        "wrapped-winmail",
        wrapped,
        body_text="Va adjunto.",
        attachments=[["Declaración año.pdf", "application/pdf", _sha(PDF)]],
    )
    only = attached(
        'Content-Type: application/ms-tnef; name="winmail.dat"', tnef("Solo el texto de Outlook.", [])
    )
    yield _with("wrapped-winmail-text", only, body_text="Solo el texto de Outlook.", attachments=[])
    bad = attached('Content-Type: application/ms-tnef; name="winmail.dat"', tnef("x", [("a.pdf", PDF)])[:8])
    yield _with(
        "wrapped-winmail-broken", bad, body_text="", attachments=["winmail.dat"], faults=["tnef-unreadable"]
    )
    ics = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Reconocimiento físico\nDTSTART;TZID=America/El_Salvador:20260312T090000\nLOCATION:Rampa 4\nEND:VEVENT\nEND:VCALENDAR"
    invited = multipart(
        "alternative",
        "cal",
        plain("Reunión en rampa."),
        entity("text/calendar; charset=utf-8; method=REQUEST", ics, encoding="base64"),
    )
    yield _with("wrapped-calendar", invited, body_text="Reunión en rampa.", attachments=["adjunto-1.ics"])
    yield _with(
        "wrapped-calendar-alone",
        entity("text/calendar; charset=utf-8", ics, encoding="8bit"),
        body_text="Reconocimiento físico\n2026-03-12 09:00\nRampa 4",
        attachments=["adjunto-1.ics"],
    )
    card = multipart(
        "mixed",
        "vc",
        plain("Mi tarjeta."),
        entity(
            'text/x-vcard; charset=utf-8; name="ana.vcf"',
            "BEGIN:VCARD\nFN:Ana Sol\nEND:VCARD",
            encoding="7bit",
        ),
    )
    yield _with("wrapped-vcard", card, body_text="Mi tarjeta.", attachments=["ana.vcf"])


def _length(size: int) -> bytes:
    if size < 128:
        return bytes([size])
    data = size.to_bytes(2, "big")
    return bytes([0x82]) + data


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _pages() -> Iterator[Made]:
    page = '<p>Vea la foto: <img src="cid:foto1@sol.example" alt="foto" width="40"></p><p onclick="x()">Fin <a href="javascript:alert(1)">no</a> <a href="https://sol.example/">sí</a></p><script>alert(1)</script><img src="https://espia.example/p.gif"><style>p{background:url(https://espia.example/x)}</style><iframe src="https://espia.example"></iframe>'
    image = attached(
        'Content-Type: image/gif; name="foto.gif"\nContent-ID: <foto1@sol.example>\nContent-Disposition: inline; filename="foto.gif"',
        GIF,
    )
    related = multipart("related", "rel", html(page), image)
    yield _with(
        "page-inline-image", related, attachments=["foto.gif"], inline=["foto.gif"],
        html_has=['src="cid:foto1@sol.example"', 'href="https://sol.example/"'], html_lacks=["espia", "script", "onclick", "javascript", "style", "iframe"],
    )  # fmt: skip
    embedded = f'<p>Mire:</p><img alt="a" src="data:image/gif;base64,{base64.b64encode(GIF).decode()}"><img src="data:image/svg+xml;base64,PHN2Zz4=">'
    yield _with(
        "page-embedded-image",
        html(embedded),
        body_text="Mire:",
        attachments=[["imagen-1.gif", "image/gif", _sha(GIF)]],
        inline=["imagen-1.gif"],
        html_has=['src="cid:imagen-1.gif@embedded"'],
        html_lacks=["data:", "svg"],
    )
    unused = multipart("mixed", "un", html("<p>Hola</p>"), image)
    yield _with("page-image-not-shown", unused, attachments=["foto.gif"], inline=[])
    table = "<table><tr><td>Bulto</td><td>Peso</td></tr><tr><td>1</td><td>20 kg</td></tr></table><p>Total: 20&nbsp;kg &amp; nada m&aacute;s &lt;fin&gt;</p>"
    yield _with(
        "page-table", html(table), body_text="Bulto Peso\n1 20 kg\n\nTotal: 20\xa0kg & nada más <fin>"
    )
    yield _with(
        "page-unclosed",
        html("<div><b>Hola <i>mundo<p>uno<p>dos<br>tres"),
        body_text="Hola mundo\n\nuno\n\ndos\ntres",
    )
    yield _with(
        "page-link",
        html('<p>Vea <a href="https://sol.example/factura/88">la factura</a>.</p>'),
        body_text="Vea la factura <https://sol.example/factura/88>.",
    )
    empty = both(" \n", "<p>Solo en HTML</p>")
    yield _with("page-empty-text", empty, body_text="Solo en HTML", reply_text="Solo en HTML")
    deep = "<div>" * 3000 + "En el fondo" + "</div>" * 3000
    yield _with("page-deep", html(deep), body_text="En el fondo", faults=["html-too-deep"])
