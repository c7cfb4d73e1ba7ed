"""Delivery reports as mail systems write them, and abuse reports. Invented hosts and recipients."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mime.making.parts import Made, crlf, message, multipart, plain

ORIGINAL = "<k7f3-000123@mesa.example>"
RETURNED = f"From: Mesa de Servicios DGA <servicios@mesa.example>\nTo: luis@sur.example\nSubject: Recibimos su peticion\nMessage-ID: {ORIGINAL}\n"


def _head(sender: str, subject: str, *lines: str, path: str | None = "<>") -> str:
    first = [f"Return-Path: {path}"] if path is not None else []
    return "\r\n".join(
        [
            *first,
            f"From: {sender}",
            "To: servicios@mesa.example",
            f"Subject: {subject}",
            "Date: Tue, 10 Mar 2026 09:20:00 -0600",
            "Message-ID: <rep-1@mx.sur.example>",
            "MIME-Version: 1.0",
            *lines,
        ]
    )


def _dsn(
    name: str,
    sender: str,
    subject: str,
    text: str,
    fields: str,
    wanted: list[list[str]],
    *lines: str,
    language: str = "en",
    kind: str = "auto-replied",
) -> Made:
    content = multipart(
        "report",
        "dsn-b1",
        plain(text, encoding="7bit" if text.isascii() else "8bit"),
        b"Content-Type: message/delivery-status\r\n\r\n"
        + crlf(
            f"Reporting-MTA: dns; mx.sur.example\nArrival-Date: Tue, 10 Mar 2026 09:15:30 -0600\n\n{fields}"
        ),
        b"Content-Type: message/rfc822\r\n\r\n" + crlf(f"{RETURNED}\nHola"),
        more="; report-type=delivery-status",
    )
    raw = message(_head(sender, subject, *lines), content)
    return Made(
        f"bounce-{name}",
        raw,
        {"recipients": wanted, "auto_submitted": kind, "original_message_id": ORIGINAL},
        language,
    )


def _told(
    name: str,
    sender: str,
    subject: str,
    text: str,
    wanted: list[list[str]],
    *lines: str,
    language: str = "en",
    path: str | None = "<>",
    returned: bool = True,
) -> Made:
    body = f"{text}\n{RETURNED}\nHola\n" if returned else text
    raw = message(_head(sender, subject, *lines, path=path), plain(body, encoding="8bit"))
    expected = {"recipients": wanted}
    return Made(f"bounce-{name}", raw, expected, language)


def every_report() -> Iterator[Made]:
    """Standard reports, prose, abuse reports."""
    yield from _standard()
    yield from _unix()
    yield from _microsoft()
    yield from _providers()
    yield from _old_world()
    yield from _abuse()


def _standard() -> Iterator[Made]:
    unknown = (
        "550 5.1.1 <luis@sur.example>: Recipient address rejected: User unknown in local recipient table"
    )
    yield _dsn(
        "postfix", "MAILER-DAEMON@mx.sur.example (Mail Delivery System)", "Undelivered Mail Returned to Sender",
        f"This is the mail system at host mx.sur.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered.\n\n<luis@sur.example>: host mx.sur.example said: {unknown}\n",
        f"Final-Recipient: rfc822; luis@sur.example\nOriginal-Recipient: rfc822;luis@sur.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.sur.example\nDiagnostic-Code: smtp; {unknown}\n",
        [["luis@sur.example", "failed", "5.1.1"]], "Auto-Submitted: auto-replied",
    )  # fmt: skip
    yield _dsn(
        "postfix-delayed", "MAILER-DAEMON@mx.sur.example (Mail Delivery System)", "Delayed Mail (still being retried)",
        "THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n",
        "Final-Recipient: rfc822; luis@sur.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.sur.example[192.0.2.1]:25: Connection timed out\n",
        [["luis@sur.example", "delayed", "4.4.1"]], "Auto-Submitted: auto-replied",
    )  # fmt: skip
    yield _dsn(
        "postfix-delivered", "MAILER-DAEMON@mx.sur.example", "Successful Mail Delivery Report", "Your message was successfully delivered to the destination(s)\nlisted below.\n",
        "Final-Recipient: rfc822; luis@sur.example\nAction: delivered\nStatus: 2.0.0\nDiagnostic-Code: smtp; 250 2.0.0 Ok: queued as 4Fx\n",
        [["luis@sur.example", "delivered", "2.0.0"]],
    )  # fmt: skip
    yield _dsn(
        "exim", "Mail Delivery System <Mailer-Daemon@mx.sur.example>", "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  luis@sur.example\n    (ultimately generated from ventas@sur.example)\n    mailbox is full: retry timeout exceeded\n",
        "Action: failed\nFinal-Recipient: rfc822;luis@sur.example\nStatus: 5.0.0\n",
        [["luis@sur.example", "failed", "5.2.2"]], "X-Failed-Recipients: luis@sur.example", "Auto-Submitted: auto-replied",
    )  # fmt: skip
    yield _dsn(
        "two-recipients", "MAILER-DAEMON@mx.sur.example", "Undelivered Mail Returned to Sender", "Two addresses failed.\n",
        "Final-Recipient: rfc822; luis@sur.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n\n"
        "Final-Recipient: RFC822; <eva@sur.example>\nAction: Failed\nStatus: 5.1.2 (bad destination)\n",
        [["luis@sur.example", "failed", "5.2.2"], ["eva@sur.example", "failed", "5.1.2"]],
    )  # fmt: skip
    yield _dsn(
        "status-from-code", "Mail Delivery Subsystem <mailer-daemon@mx.sur.example>", "Returned mail: see transcript for details", "The following addresses had permanent fatal errors\n",
        "Final-Recipient: RFC822; luis@sur.example\nAction: failed\nDiagnostic-Code: SMTP; 550 No such user here\n",
        [["luis@sur.example", "failed", "5.1.1"]],
    )  # fmt: skip
    yield _dsn(
        "x400-recipient", "postmaster@mta.sur.example", "Delivery Report (failure) for luis@sur.example", "Your message was not delivered to:\n\tluis@sur.example\nfor the following reason:\n\tUnknown address\n",
        "Final-Recipient: X400; /DDA:RFC-822=luis(a)sur.example/P=SUR/A=SV/C=SV/\nOriginal-Recipient: rfc822; luis@sur.example\nAction: failed\nStatus: 5.1.1\n",
        [["luis@sur.example", "failed", "5.1.1"]],
    )  # fmt: skip
    yield _dsn(
        "ses", "MAILER-DAEMON@eu-west-1.ses.example", "Delivery Status Notification (Failure)", "An error occurred while trying to deliver the mail to the following recipients:\nluis@sur.example\n",
        "Final-Recipient: RFC822; luis@sur.example\nAction: failed\nRemote-MTA: DNS; mx.sur.example\nDiagnostic-Code: smtp; 550 5.1.1 Requested action not taken: mailbox unavailable\nStatus: 5.1.1\n",
        [["luis@sur.example", "failed", "5.1.1"]],
    )  # fmt: skip
    yield _dsn(
        "microsoft365-es", "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@sur.example>", "No se puede entregar: Recibimos su petición",
        "No se pudo entregar el mensaje a luis@sur.example.\n\nNo se encontró a luis en sur.example.\n",
        "Final-Recipient: rfc822;luis@sur.example\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n",
        [["luis@sur.example", "failed", "5.1.10"]], "X-MS-Exchange-Message-Is-Ndr:", language="es",
    )  # fmt: skip
    yield _dsn(
        "gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)",
        "** Address not found **\n\nYour message wasn't delivered to luis@sur.example because the address couldn't be found, or is unable to receive mail.\n",
        "Final-Recipient: rfc822; luis@sur.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n 550 5.1.1 https://support.example/?p=NoSuchUser - gsmtp\n",
        [["luis@sur.example", "failed", "5.1.1"]], "X-Failed-Recipients: luis@sur.example", "Auto-Submitted: auto-replied",
    )  # fmt: skip
    yield _dsn(
        "yahoo", "MAILER-DAEMON@yahoo.example", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<luis@sur.example>:\n554: delivery error: dd This user doesn't have a yahoo.example account\n",
        "Final-Recipient: rfc822; luis@sur.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 delivery error: dd This user doesn't have a yahoo.example account (luis@sur.example) [0]\n",
        [["luis@sur.example", "failed", "5.0.0"]],
    )  # fmt: skip


def _unix() -> Iterator[Made]:
    wanted = [["luis@sur.example", "failed", "5.1.1"]]
    yield _told(
        "exim-prose", "Mail Delivery System <Mailer-Daemon@mx.sur.example>", "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  luis@sur.example\n    host mx.sur.example [192.0.2.9]\n    SMTP error from remote mail server after RCPT TO:<luis@sur.example>:\n    550 5.1.1 unknown user\n\n------ This is a copy of the message, including all the headers. ------\n",
        wanted, "X-Failed-Recipients: luis@sur.example", "Auto-Submitted: auto-replied",
    )  # fmt: skip
    yield _told(
        "exim-warning", "Mail Delivery System <Mailer-Daemon@mx.sur.example>", "Warning: message 1rX delayed 24 hours",
        "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.sur.example.\n\nThe address to which the message has not yet been delivered is:\n\n  luis@sur.example\n    Delay reason: Connection timed out\n\nNo action is required on your part.\n",
        [["luis@sur.example", "delayed", "4.4.1"]], returned=False,
    )  # fmt: skip
    yield _told(
        "qmail", "MAILER-DAEMON@mx.sur.example", "failure notice",
        "Hi. This is the qmail-send program at mx.sur.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<luis@sur.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<eva@sur.example>:\n192.0.2.7 failed after I sent the message.\nRemote host said: 552 Mailbox over quota\n\n--- Below this line is a copy of the message.\n\n",
        [["luis@sur.example", "failed", "5.1.1"], ["eva@sur.example", "failed", "5.2.2"]],
    )  # fmt: skip
    yield _told(
        "sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.sur.example>", "Returned mail: User unknown",
        "The original message was received at Tue, 10 Mar 2026 09:15:30 -0600\nfrom [192.0.2.20]\n\n   ----- The following addresses had permanent fatal errors -----\n<luis@sur.example>\n\n   ----- Transcript of session follows -----\n... while talking to mx.sur.example.:\n>>> RCPT To:<luis@sur.example>\n<<< 550 5.1.1 <luis@sur.example>... User unknown\n550 <luis@sur.example>... User unknown\n\n   ----- Original message follows -----\n\n",
        wanted,
    )  # fmt: skip
    yield _told(
        "courier", "Mail Administrator <postmaster@mx.sur.example>", "NOTICE: mail delivery status.",
        "This is a delivery status notification from mx.sur.example,\nrunning the Courier mail server.\n\nYour message could not be delivered to the following address:\n\n<luis@sur.example>:\n     550 User unknown.\n\n",
        wanted, returned=False,
    )  # fmt: skip
    yield _told(
        "postfix-prose-es", "MAILER-DAEMON (Sistema de correo) <MAILER-DAEMON@mx.sur.example>", "Correo no entregado: devuelto al remitente",
        "Este es el sistema de correo de mx.sur.example.\n\nNo se pudo entregar su mensaje a uno o más destinatarios.\n\n<luis@sur.example>: el buzón está lleno (552 5.2.2)\n",
        [["luis@sur.example", "failed", "5.2.2"]], language="es", returned=False,
    )  # fmt: skip


def _microsoft() -> Iterator[Made]:
    yield _told(
        "exchange-old", "System Administrator <postmaster@sur.example>", "Undeliverable: Recibimos su peticion",
        "Your message\n\n  To:      luis@sur.example\n  Subject: Recibimos su peticion\n  Sent:    Tue, 10 Mar 2026 09:15:30 -0600\n\ndid not reach the following recipient(s):\n\nluis@sur.example on Tue, 10 Mar 2026 09:15:40 -0600\n    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=us;a= ;p=sur;l=MX01\n",
        [["luis@sur.example", "failed", "5.1.1"]], returned=False,
    )  # fmt: skip
    yield _told(
        "exchange-es", "Administrador del sistema <postmaster@sur.example>", "No se puede entregar: Recibimos su peticion",
        "Su mensaje\n\n  Para: luis@sur.example\n  Asunto: Recibimos su peticion\n  Enviado: 10/03/2026 9:15\n\nno llegó a los siguientes destinatarios:\n\n'luis@sur.example' el 10/03/2026 9:15\n            La cuenta de correo electrónico no existe en la organización a la que se envió este mensaje.\n            <mx.sur.example #5.1.1>\n",
        [["luis@sur.example", "failed", "5.1.1"]], language="es", returned=False,
    )  # fmt: skip
    yield _told(
        "exchange-2010", "Microsoft Outlook <postmaster@sur.example>", "Undeliverable: Recibimos su peticion",
        "Delivery has failed to these recipients or distribution lists:\n\nLuis Sur<mailto:luis@sur.example>\nThe recipient's mailbox is full and can't accept messages now. Please try resending your message later.\n\nDiagnostic information for administrators:\n\nGenerating server: mx.sur.example\n\nluis@sur.example\n#550 5.2.2 STOREDRV.Deliver; mailbox full. The mailbox is over its storage limit ##\n\nOriginal message headers:\n\nReceived: from x\n",
        [["luis@sur.example", "failed", "5.2.2"]],
    )  # fmt: skip
    yield _told(
        "iis-smtp", "postmaster@sur.example", "Delivery Status Notification (Failure)",
        "This is an automatically generated Delivery Status Notification.\n\nDelivery to the following recipients failed.\n\n       luis@sur.example\n\n",
        [["luis@sur.example", "failed", "5.0.0"]], returned=False,
    )  # fmt: skip


def _providers() -> Iterator[Made]:
    yield _told(
        "gmail-es", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Notificación del estado de entrega (fallo)",
        "** No se ha encontrado la dirección **\n\nTu mensaje no se ha entregado a luis@sur.example porque no se ha encontrado la dirección o esta no puede recibir correo.\n\nLa respuesta fue:\n\n550 5.1.1 The email account that you tried to reach does not exist.\n",
        [["luis@sur.example", "failed", "5.1.1"]], language="es", returned=False,
    )  # fmt: skip
    yield _told(
        "gmail-old", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Delay)",
        "This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been delayed:\n\n     luis@sur.example\n\nMessage will be retried for 2 more day(s)\n\n----- Original message -----\n",
        [["luis@sur.example", "delayed", "4.0.0"]],
    )  # fmt: skip
    yield _told(
        "yahoo-old", "MAILER-DAEMON@yahoo.example", "Delivery failure",
        "Message from yahoo.example.\nUnable to deliver message to the following address(es).\n\n<luis@sur.example>:\nThis account has been disabled or discontinued.\n\n<eva@sur.example>:\nUser is over the quota.  You can try again later.\n\n--- Original message follows.\n\n",
        [["luis@sur.example", "failed", "5.2.1"], ["eva@sur.example", "failed", "5.2.2"]], path=None,
    )  # fmt: skip
    yield _told(
        "outlook-com-pt", "postmaster@outlook.example", "Não é possível entregar: Recebemos seu pedido",
        "Sua mensagem não foi entregue a luis@sur.example.\n\nO endereço não foi encontrado.\n",
        [["luis@sur.example", "failed", "5.1.1"]], language="pt", returned=False,
    )  # fmt: skip
    yield _told(
        "mailru-like", "Mail Delivery System <Mailer-Daemon@correo.example>", "Mail failure",
        "A message that you sent was rejected by the local scanning code.\nLocal mailbox luis@sur.example is unavailable: account is disabled\n",
        [["luis@sur.example", "failed", "5.2.1"]], returned=False,
    )  # fmt: skip
    yield _told(
        "too-large", "MAILER-DAEMON@mx.sur.example", "Undeliverable mail",
        "Your message could not be delivered.\n\n  luis@sur.example: 552 message size exceeds fixed maximum message size\n",
        [["luis@sur.example", "failed", "5.3.4"]], returned=False,
    )  # fmt: skip
    yield _told(
        "blocked", "postmaster@mx.sur.example", "Delivery failure",
        "Delivery to the following address failed:\n\nluis@sur.example: 554 5.7.1 Message blocked due to spam content\n",
        [["luis@sur.example", "failed", "5.7.1"]], returned=False,
    )  # fmt: skip


def _old_world() -> Iterator[Made]:
    yield _told(
        "domino", "Postmaster@sur.example", "DELIVERY FAILURE: User luis (luis@sur.example) not listed in Domino Directory",
        "Your message\n\n  Subject: Recibimos su peticion\n\nwas not delivered to:\n\n  luis@sur.example\n\nbecause:\n\n  User luis (luis@sur.example) not listed in Domino Directory\n",
        [["luis@sur.example", "failed", "5.1.1"]], returned=False, path=None,
    )  # fmt: skip
    yield _told(
        "notes-router", "Administrador de correo <Postmaster@sur.example>", "DELIVERY FAILURE: Error delivering to luis@sur.example",
        "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nluis@sur.example\n\n------- Returned Message --------\n\n",
        [["luis@sur.example", "failed", "5.1.1"]],
    )  # fmt: skip
    yield _told(
        "x400-gateway", "MTA SUR <postmaster@mta.sur.example>", "Delivery Report (failure) for luis@sur.example",
        "This report relates to your message:\nSubject: Recibimos su peticion,\n        Message-ID: <k7f3-000123@mesa.example>,\n        To: servicios@mesa.example\n\nof Tue, 10 Mar 2026 09:15:31 -0600\n\nYour message was not delivered to:\n        luis@sur.example\nfor the following reason:\n        Diagnostic was Unknown address (unable to transfer)\n\nThe Original Message follows:\n",
        [["luis@sur.example", "failed", "5.1.1"]],
    )  # fmt: skip
    yield _told(
        "x400-address", "System Administrator <postmaster@sur.example>", "Undeliverable: Recibimos su peticion",
        "Your message\n\n  To:      servicios@mesa.example\n  Subject: Recibimos su peticion\n  Sent:    Tue, 10 Mar 2026 09:15:30 -0600\n\ndid not reach the following recipient(s):\n\nc=SV;a= ;p=SUR;o=Central;dda:SMTP=luis@sur.example; on Tue, 10 Mar 2026\n09:15:40 -0600\n    The recipient name is not recognized\n",
        [["luis@sur.example", "failed", "5.1.1"]], returned=False,
    )  # fmt: skip
    yield _told(
        "groupwise", "Mailer-Daemon@sur.example", "Message status - undeliverable",
        "The message that you sent was undeliverable to the following:\n\tluis@sur.example (550 no such user)\n\nPossibly truncated original message follows:\n\n",
        [["luis@sur.example", "failed", "5.1.1"]], returned=False,
    )  # fmt: skip
    yield _told(
        "gateway", "imss@sur.example", "Mail could not be delivered",
        "****** Message from the mail gateway ******\n\nSent <<< RCPT TO:<luis@sur.example>\nReceived >>> 550 5.1.1 unknown user.\n\nUnable to deliver message to <luis@sur.example>.\n",
        [["luis@sur.example", "failed", "5.1.1"]], returned=False,
    )  # fmt: skip


def _abuse() -> Iterator[Made]:
    fields = (
        "Feedback-Type: {kind}\nUser-Agent: Informes/1.0\nVersion: 1\nOriginal-Rcpt-To: <luis@sur.example>\n"
    )
    for kind in ("abuse", "not-spam", "fraud"):
        content = multipart(
            "report",
            "arf1",
            plain("This is an email abuse report for a message received from 192.0.2.20.", encoding="7bit"),
            b"Content-Type: message/feedback-report\r\n\r\n" + crlf(fields.format(kind=kind)),
            b"Content-Type: message/rfc822\r\n\r\n" + crlf(f"{RETURNED}\nHola"),
            more="; report-type=feedback-report",
        )
        raw = message(
            _head("Informes <fbl@correo.example>", "Email Feedback Report", path="<fbl@correo.example>"),
            content,
        )
        yield Made(
            f"feedback-{kind}",
            raw,
            {"feedback": kind, "bounce": None, "auto_submitted": "auto-generated"},
            "en",
        )
