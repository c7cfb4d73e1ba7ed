"""Answers to our notices, from every program, with the words that must be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.mime.making import clients
from tests.mime.making.clients import EN, ES, PT, Language
from tests.mime.making.parts import DESK, Made, both, head, html, message, multipart, pdf, plain, quoted

Writer = Callable[[str, Language], bytes]

WORDS_ES = (
    "Buenos días:\n\nAdjunto la declaración de mercancías que me pidieron. El contenedor llegó ayer al recinto.\n\nSaludos,\nMarta Lemus",
    "Ya pagué el mandamiento. ¿Cuándo puedo retirar la carga?",
    "Gracias por la pronta respuesta.\n\nNecesito que me aclaren dos cosas:\n1. Si la fianza cubre los licores del mes de abril.\n2. Qué día vence.",
    "Muy buenas tardes, le escribo para confirmar que el vehículo con placas C 123-456 ingresará por la frontera el jueves.",
    "No estoy de acuerdo con el aforo.\nEl valor declarado fue $1,250.00 y la factura lo demuestra.",
    "Recibido, muchas gracias.",
    "Licda. Orellana:\n\nSegún lo hablado, remito el poder y el NIT de la empresa. Quedo atento.\n\nJosé Ángel Zúñiga\nTramitador",
    "ok",
    "Estimados:\n\nEl sistema me muestra el error 504 al transmitir el manifiesto. Intenté 3 veces entre las 10:00 y las 11:30.",
    "Sí, autorizo el retiro de la mercancía por parte de la señora Peña.",
    "Disculpe la tardanza. Estoy fuera de la oficina esta semana, pero envío lo solicitado desde mi casa.",
    "Le adjunto:\n- conocimiento de embarque\n- factura comercial\n- lista de empaque\n\nFavor confirmar de recibido.",
)
WORDS_EN = (
    "Good morning,\n\nPlease find attached the bill of lading. The driver will arrive on Thursday.\n\nBest,\nRuth",
    "Thanks, that solves it.",
    "I have two questions:\n\n1. Which form do I need for temporary import?\n2. Is the fee refundable?",
    "We disagree with the tariff code: the goods are parts, not machines.",
)
WORDS_PT = (
    "Bom dia,\n\nSegue em anexo a fatura comercial. O caminhão já está na fronteira.\n\nAtt.\nJoão Conceição",
    "Obrigado, está tudo certo.",
    "Não consegui abrir o arquivo. Podem enviar de novo em PDF?",
    "Confirmo que o pagamento foi feito na sexta-feira às 14:30.",
)
WRITERS: tuple[Writer, ...] = (
    clients.gmail,
    clients.gmail_phone,
    clients.outlook_desktop,
    clients.outlook_plain,
    clients.outlook_marked,
    clients.outlook_web,
    clients.outlook_phone,
    clients.outlook_mac,
    clients.apple_mail,
    clients.iphone,
    clients.iphone_html,
    clients.thunderbird,
    clients.thunderbird_below,
    clients.yahoo,
    clients.yahoo_phone,
    clients.samsung,
    clients.zimbra,
    clients.roundcube,
    clients.roundcube_html,
    clients.horde,
    clients.squirrelmail,
    clients.proton,
    clients.groupwise,
    clients.notes,
    clients.windows_mail,
    clients.outlook_bold,
)


def every_reply() -> Iterator[Made]:
    """Each program in Spanish twice, in English and in Portuguese once; then the difficult ones."""
    for number, writer in enumerate(WRITERS):
        for turn, sender in enumerate(
            ("Marta Lemus <marta@lemus.example>", "José Zúñiga <jose@zuniga.example>")
        ):
            yield _reply(writer, ES, WORDS_ES[(number * 2 + turn * 5) % len(WORDS_ES)], sender, turn)
        yield _reply(writer, EN, WORDS_EN[number % len(WORDS_EN)], "Ruth Akers <ruth@akers.example>", 0)
        words = WORDS_PT[number // 2 % len(WORDS_PT)]
        yield _reply(writer, PT, words, "João Conceição <joao@comex.example>", 0)
    yield from difficult()


def _reply(writer: Writer, lang: Language, words: str, sender: str, turn: int) -> Made:
    name = f"reply-{lang.code}-{writer.__name__.replace('_', '-')}-{turn + 1}"
    return _made(name, lang, words, writer(words, lang), sender=sender)


def _made(
    name: str,
    lang: Language,
    words: str,
    content: bytes,
    *,
    sender: str = "Marta Lemus <marta@lemus.example>",
    subject: str = "",
) -> Made:
    title = subject or lang.subject
    raw = message(head(sender, title), content)
    author, _, address = sender.rstrip(">").partition(" <")
    expected = {
        "from": {"name": author, "address": address},
        "subject": title,
        "reply_text": words,
        "in_reply_to": "<k7f3-000123@mesa.example>",
        "auto_submitted": None,
        "bounce": None,
    }
    return Made(name, raw, expected, lang.code)


def difficult() -> Iterator[Made]:
    """Interleaved answers, forwards, memoranda, signatures and notices."""
    yield from _interleaved()
    yield from _signed()
    yield from _kept()
    yield from _passed_on()


def _interleaved() -> Iterator[Made]:
    text = (
        f"{ES.gmail}\n\n> Si faltan documentos, responda a este correo con ellos.\n\nYa van todos en el archivo adjunto.\n\n"
        "> Atentamente,\n> Mesa de Servicios\n\nIgualmente, gracias.\n"
    )
    yield _made(
        "interleaved-es-plain", ES, "Ya van todos en el archivo adjunto.\n\nIgualmente, gracias.", plain(text)
    )
    markup = (
        f'<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">{ES.gmail.replace("<", "&lt;")}</div><blockquote '
        'class="gmail_quote"><div>Recibimos su petición.</div></blockquote><div>Perfecto, lo esperaba.</div><blockquote '
        'class="gmail_quote"><div>Si faltan documentos, responda.</div></blockquote><div>No falta ninguno.</div></div></div>'
    )
    yield _made("interleaved-es-html", ES, "Perfecto, lo esperaba.\n\nNo falta ninguno.", html(markup))
    bottom = f"{EN.apple}\n\n{quoted('Which post will it be?')}\n\nLa Hachadura.\n\n{quoted('And which day?')}\n\nFriday.\n"
    yield _made("interleaved-en-plain", EN, "La Hachadura.\n\nFriday.", plain(bottom))
    middle = f"{PT.thunderbird}\n{quoted('Qual é o posto?')}\n\nFoz do Iguaçu.\n\n{quoted('E o dia?')}\n\nSexta-feira.\n"
    yield _made("interleaved-pt-plain", PT, "Foz do Iguaçu.\n\nSexta-feira.", plain(middle))
    answers = (
        f'<div>{clients.EN.gmail.replace("<", "&lt;")}</div><blockquote type="cite">Which post will it be?</blockquote>'
        '<div>La Hachadura.</div><blockquote type="cite">And which day?</blockquote><div>Friday.</div>'
    )
    yield _made("interleaved-en-html", EN, "La Hachadura.\n\nFriday.", html(answers))
    block = clients.header_block(ES)
    unmarked = f"Respondo abajo en azul.\n\n{block}\n\n¿Cuál es el puesto?\nEl puesto es Anguiatú.\n¿Qué día?\nEl lunes.\n"
    yield _made("interleaved-es-unmarked", ES, unmarked.strip(), plain(unmarked))
    below = f"{block}\n\nRecibimos su petición.\n\nGracias, aquí mi respuesta al pie.\n"
    yield _made("bottom-es-unmarked", ES, below.strip(), plain(below))
    first = f"Gracias.\n\n{ES.thunderbird}\n{quoted('¿Cuántos bultos son?')}\n\nSon 14 bultos.\n\n{quoted('¿Y el peso?')}\n\n320 kg.\n"
    yield _made("interleaved-es-after-greeting", ES, "Gracias.\n\nSon 14 bultos.\n\n320 kg.", plain(first))


def _signed() -> Iterator[Made]:
    words = "Remito el formulario corregido."
    signature = "Marta Lemus\nAgente aduanal 0417\nTel. 2222-1111"
    yield _made("signature-es-gmail", ES, words, clients.gmail(words, ES, signature=signature))
    yield _made(
        "signature-es-plain",
        ES,
        words,
        plain(f"{words}\n\n-- \n{signature}\n\n{ES.gmail}\n{quoted(ES.notice)}\n"),
    )
    notice = (
        "AVISO DE CONFIDENCIALIDAD: Este mensaje y sus anexos son confidenciales y para uso exclusivo del destinatario. Si lo "
        "recibió por error, elimínelo y avise al remitente. Se prohíbe su divulgación."
    )
    yield _made("notice-es", ES, words, plain(f"{words}\n\n{notice}\n\n{ES.gmail}\n{quoted(ES.notice)}\n"))
    closing = "Remito el formulario corregido.\n\nAtentamente,\n\nMarta Lemus\nAgencia Lemus\nTel. 2222-1111"
    yield _made("closing-stays-es", ES, closing, plain(f"{closing}\n\n{ES.gmail}\n{quoted(ES.notice)}\n"))
    only = f"{ES.from_iphone}\n\n{quoted(ES.iphone)}\n> \n{quoted(ES.notice)}\n"
    yield _made("nothing-written-es", ES, "", plain(only))
    typed = (
        '<div dir="ltr"><div class="gmail_signature" data-smartmail="gmail_signature"><div>Escribo aquí mi respuesta.</div></div></div>'
        f'<div class="gmail_quote"><div class="gmail_attr">{ES.gmail.replace("<", "&lt;")}</div><blockquote class="gmail_quote">'
        "<div>Recibimos su petición.</div></blockquote></div>"
    )
    yield _made("typed-in-signature-es", ES, "Escribo aquí mi respuesta.", html(typed))
    web = (
        f'<html><body><div>{words}</div><div id="Signature"><p>Marta Lemus</p><p>Agente aduanal</p></div><div id="appendonsend"></div>'
        f'<div id="divRplyFwdMsg"><b>De:</b> {clients.NAME}<br><b>Enviado:</b> martes<br></div><div>Recibimos.</div></body></html>'
    )
    yield _made("signature-es-outlook-web", ES, words, html(web))
    long_list = "Detalle de bultos:\n--\n" + "\n".join(
        f"bulto {number}: {number * 3} kg" for number in range(1, 25)
    )
    yield _made("dashes-are-no-signature-es", ES, long_list, plain(long_list))


def _kept() -> Iterator[Made]:
    """Words that look like machinery and are the person's."""
    memo = "Buenas tardes, transcribo el memorando:\n\nDE: Gerencia de Importaciones\nPARA: Jefatura de Aduana\nFECHA: 3 de marzo de 2026\n"
    memo += "ASUNTO: Solicitud de prórroga\n\nPor este medio solicito diez días más."
    yield _made("memorandum-es", ES, memo, plain(memo), subject="Solicitud de prórroga")
    story = "El 3 de marzo el señor Pineda escribió:\nno acepto el cobro.\n\nPor eso presento este reclamo."
    yield _made("story-es", ES, story, plain(story), subject="Reclamo por cobro")
    arrows = "Los límites son estos:\n> 500 kg paga tasa completa\nMenos de eso paga la mitad."
    raw = message(
        head("Marta Lemus <marta@lemus.example>", "Consulta de tasas", answers=False), plain(arrows)
    )
    yield Made("arrow-is-no-quotation-es", raw, {"reply_text": arrows, "subject": "Consulta de tasas"}, "es")
    indent = '<div>Mi propuesta:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>pagar en dos cuotas</div></blockquote>'
    yield _made(
        "indented-by-hand-es", ES, "Mi propuesta:\npagar en dos cuotas", html(indent), subject="Propuesta"
    )
    away = "Estoy fuera de la oficina hasta el lunes; mientras tanto puede firmar la señora Peña."
    yield _made("person-away-es", ES, away, clients.gmail(away, ES))
    subject = head(
        "Marta Lemus <marta@lemus.example>", "Fuera de la oficina de aduana no hay parqueo", answers=False
    )
    words = "Quiero denunciar que fuera de la oficina no hay dónde estacionar los camiones."
    yield Made(
        "person-subject-away-es",
        message(subject, plain(words)),
        {"auto_submitted": None, "reply_text": words},
        "es",
    )
    route = "Ruta del tránsito:\nDe: Puerto Acajutla\nPara: Aduana San Bartolo\nFecha: 12/03/2026\nAsunto: tránsito interno\n\nFavor autorizar."
    yield _made("route-es", ES, route, plain(route), subject="Autorización de tránsito")


def _passed_on() -> Iterator[Made]:
    """Forwards: what is passed on is what the person sends."""
    inner = "De: Proveedor Uno <ventas@proveedor.example>\nEnviado: lunes, 9 de marzo de 2026 16:02\nPara: marta@lemus.example\nAsunto: Factura 88\n\nAdjunto factura corregida."
    words = "Reenvío lo que me mandó el proveedor."
    text = f"{words}\n\n{inner}\n"
    content = multipart("mixed", "mix1", plain(text), pdf("factura-88.pdf"))
    made = _made("forward-es-outlook", ES, f"{words}\n\n{inner}", content, subject="RV: Factura 88")
    made.expected["attachments"] = ["factura-88.pdf"]
    yield made
    shown = f"---------- Forwarded message ---------\n{inner}"
    yield _made("forward-es-gmail", ES, shown, plain(f"{shown}\n"), subject="Fwd: Factura 88")
    mac = "Inicio del mensaje reenviado:\n\n> De: Proveedor Uno <ventas@proveedor.example>\n> Asunto: Factura 88\n> \n> Adjunto factura."
    yield _made(
        "forward-es-apple",
        ES,
        f"Vea esto.\n\n{mac.replace('> ' + chr(10), '>' + chr(10))}",
        plain(f"Vea esto.\n\n{mac}\n"),
        subject="Fwd: Factura 88",
    )
    raw = message(
        head(
            "Ana Sol <ana@sol.example>",
            "Consulta nueva",
            answers=False,
            to=f"{DESK}, Otra <otra@mesa.example>",
        ),
        both("Hola,\n\n¿a qué hora abren?", "<p>Hola,</p><p>¿a qué hora abren?</p>"),
    )
    yield Made(
        "new-es", raw, {"reply_text": "Hola,\n\n¿a qué hora abren?", "subject": "Consulta nueva"}, "es"
    )
