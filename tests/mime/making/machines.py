"""Mails that no person wrote, and persons' mails that might be taken for one."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mime.making.parts import Made, both, head, message, multipart, plain

AWAY_ES = "Estaré fuera de la oficina hasta el 20 de marzo. Para asuntos urgentes llame al 2222-3333."
AWAY_EN = "I am out of the office until March 20. For urgent matters call 2222-3333."
AWAY_PT = "Estarei fora do escritório até 20 de março."


def _one(
    name: str,
    language: str,
    sender: str,
    subject: str,
    kind: str | None,
    *lines: str,
    text: str = "",
    answers: bool = True,
) -> Made:
    raw = message(head(sender, subject, *lines, answers=answers), plain(text or AWAY_ES))
    return Made(
        f"machine-{name}", raw, {"auto_submitted": kind, "bounce": None, "subject": subject}, language
    )


def every_machine() -> Iterator[Made]:
    """Automatic answers, lists, bulk, notices; then persons."""
    yield from _answers()
    yield from _lists()
    yield from _notices()
    yield from _persons()


def _answers() -> Iterator[Made]:
    ana = "Ana Sol <ana@sol.example>"
    replied = "auto-replied"
    yield _one(
        "es-rfc3834",
        "es",
        ana,
        "Respuesta automática: Recibimos su petición",
        replied,
        "Auto-Submitted: auto-replied",
    )
    yield _one(
        "es-gmail",
        "es",
        ana,
        "Fuera de la oficina Re: Recibimos su petición",
        replied,
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "X-Autoreply: yes",
    )
    yield _one(
        "es-exchange",
        "es",
        ana,
        "Respuesta automática: Recibimos su petición",
        "auto-generated",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    )
    yield _one(
        "es-exchange-bare",
        "es",
        ana,
        "Respuesta automática: Recibimos su petición",
        replied,
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
    )
    yield _one("es-null-path", "es", ana, "Fuera de la oficina", replied, "Return-Path: <>")
    yield _one("es-answering", "es", ana, "Respuesta automática: Recibimos su petición", replied)
    yield _one("es-precedence", "es", ana, "Aviso de ausencia", replied, "Precedence: auto_reply")
    yield _one(
        "es-cpanel",
        "es",
        ana,
        "De vacaciones",
        replied,
        "X-Autorespond: Recibimos su petición",
        "Precedence: bulk",
    )
    yield _one(
        "en-vacation", "en", ana, "Out of Office: request", replied, "X-Mailer: vacation 1.2", text=AWAY_EN
    )
    yield _one(
        "en-exchange",
        "en",
        ana,
        "Automatic reply: We received your request",
        "auto-generated",
        "Auto-Submitted: auto-generated (out of office)",
        text=AWAY_EN,
    )
    yield _one(
        "pt-exchange",
        "pt",
        "João <joao@comex.example>",
        "Resposta automática: Recebemos seu pedido",
        replied,
        "X-Auto-Response-Suppress: All",
        text=AWAY_PT,
    )
    yield _one(
        "pt-path",
        "pt",
        "João <joao@comex.example>",
        "Fora do escritório",
        replied,
        "Return-Path: <>",
        text=AWAY_PT,
    )
    read = multipart(
        "report",
        "rr1",
        plain("Su mensaje fue leído el martes 10 de marzo de 2026 a las 9:40."),
        b"Content-Type: message/disposition-notification\r\n\r\nReporting-UA: correo.example; Outlook\r\nFinal-Recipient: rfc822;"
        b"ana@sol.example\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n",
        more="; report-type=disposition-notification",
    )
    yield Made(
        "machine-es-read-receipt",
        message(head(ana, "Leído: Recibimos su petición"), read),
        {"auto_submitted": replied, "bounce": None},
        "es",
    )


def _lists() -> Iterator[Made]:
    sender = "Boletín <boletin@camara.example>"
    text = "Novedades del comercio exterior de esta semana."
    for name, line in (
        ("list-id", "List-Id: Boletín <boletin.camara.example>"),
        ("unsubscribe", "List-Unsubscribe: <https://camara.example/baja>"),
        ("bulk", "Precedence: bulk"),
        ("junk", "Precedence: junk"),
        ("mailman", "X-Mailman-Version: 2.1.39"),
    ):
        yield _one(f"es-{name}", "es", sender, "Boletín semanal", "bulk", line, text=text, answers=False)


def _notices() -> Iterator[Made]:
    text = "Se generó la factura 88."
    yield _one(
        "es-noreply",
        "es",
        "Banco <no-reply@banco.example>",
        "Aviso de pago",
        "auto-generated",
        text=text,
        answers=False,
    )
    yield _one(
        "es-noresponder",
        "es",
        "Banco <noresponder@banco.example>",
        "Aviso",
        "auto-generated",
        text=text,
        answers=False,
    )
    yield _one(
        "es-cron",
        "es",
        "root@srv.example",
        "Cron <root@srv>",
        "auto-generated",
        "X-Cron-Env: <SHELL=/bin/sh>",
        text=text,
        answers=False,
    )
    yield _one(
        "en-notified",
        "en",
        "x@y.example",
        "Ticket created",
        "auto-generated",
        "Auto-Submitted: auto-notified; owner-email=x@y.example",
        text=text,
        answers=False,
    )
    yield _one(
        "es-null",
        "es",
        "Sistema <sistema@otra.example>",
        "Constancia de recepción",
        "auto-generated",
        "Return-Path: <>",
        text=text,
        answers=False,
    )
    yield _one(
        "es-suppress",
        "es",
        "Sistema <sistema@otra.example>",
        "Caso 45 creado",
        "auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        text=text,
        answers=False,
    )
    yield _one(
        "es-unknown-keyword",
        "es",
        "Sistema <sistema@otra.example>",
        "Caso 45",
        "auto-generated",
        "Auto-Submitted: auto-x-thing",
        text=text,
        answers=False,
    )


def _persons() -> Iterator[Made]:
    ana = "Ana Sol <ana@sol.example>"
    yield _one("person-says-no", "es", ana, "Consulta", None, "Auto-Submitted: no", text="¿A qué hora abren?")
    yield _one(
        "person-answers-away",
        "es",
        ana,
        "RE: Respuesta automática: consulta",
        None,
        text="Gracias, espero al lunes.",
    )
    yield _one(
        "person-away-subject",
        "es",
        ana,
        "Estoy fuera de la oficina",
        None,
        text="Les escribo porque estoy fuera.",
        answers=False,
    )
    yield _one(
        "person-receipts-off",
        "es",
        ana,
        "Consulta",
        None,
        "X-Auto-Response-Suppress: DR, RN",
        text="¿A qué hora abren?",
    )
    yield _one(
        "person-first-class",
        "es",
        ana,
        "Consulta",
        None,
        "Precedence: first-class",
        text="¿A qué hora abren?",
    )
    form = _one(
        "person-through-form",
        "es",
        "Formulario <no-reply@web.example>",
        "Contacto",
        None,
        "Reply-To: ana@sol.example",
        text="Quiero saber la tasa.",
        answers=False,
    )
    form.expected["reply_to"] = [{"name": "", "address": "ana@sol.example"}]
    yield form
    late = "No se pudo entregar la carga a luis@sur.example porque no estaba."
    sysadmin = "Administrador del Sistema <admin@agencia.example>"
    yield _one("person-speaks-of-delivery", "es", sysadmin, "Error de entrega de mercancías", None, text=late)
    asked = "Me llegó este aviso: 550 5.1.1 User unknown.\n¿Qué hago? Mi correo es ana@sol.example"
    yield _one("person-asks-of-bounce", "es", ana, "RE: Undeliverable: consulta", None, text=asked)
    yield _one("person-quotes-bounce", "es", ana, "Delivery Status Notification (Failure)", None, text=asked)
    raw = message(head("Ana Sol <ana@sol.example>", "Hola"), both(AWAY_ES, f"<p>{AWAY_ES}</p>"))
    yield Made("machine-person-away-body", raw, {"auto_submitted": None, "reply_text": AWAY_ES}, "es")
