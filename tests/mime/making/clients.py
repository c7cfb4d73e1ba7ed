"""How each mail program writes an answer: the person's words, and our notice quoted in that program's way."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mime.making.parts import both, html, paragraphs, plain, quoted

NAME, ADDRESS = "Mesa de Servicios DGA", "servicios@mesa.example"


@dataclass(frozen=True)
class Language:
    """What programs say in one language."""

    code: str
    gmail: str
    gmail_phone: str
    apple: str
    iphone: str
    thunderbird: str
    yahoo: str
    yahoo_phone: str
    keys: tuple[str, str, str, str]
    sent: str
    original: str
    from_iphone: str
    outlook_phone: str
    samsung: str
    notice: str
    subject: str
    wrote: str


ES = Language(
    code="es",
    gmail=f"El mar, 10 mar 2026 a las 9:15, {NAME} (<{ADDRESS}>) escribió:",
    gmail_phone=f"El mar, 10 de mar. de 2026, 9:15 a. m., {NAME} <\n{ADDRESS}> escribió:",
    apple=f"El 10 mar 2026, a las 9:15, {NAME} <{ADDRESS}> escribió:",
    iphone=f"El 10 mar 2026, a la(s) 9:15 a. m., {NAME} <{ADDRESS}> escribió:",
    thunderbird=f"El 10/3/26 a las 9:15, {NAME} escribió:",
    yahoo=f"El martes, 10 de marzo de 2026, 09:15:22 a. m. CST, {NAME} <{ADDRESS}> escribió:",
    yahoo_phone=f"El mar., 10 de mar. de 2026 a la(s) 9:15 a. m., {NAME}<{ADDRESS}> escribió:",
    keys=("De", "Enviado el", "Para", "Asunto"),
    sent="martes, 10 de marzo de 2026 9:15 a. m.",
    original="-----Mensaje original-----",
    from_iphone="Enviado desde mi iPhone",
    outlook_phone="Obtener Outlook para Android",
    samsung="-------- Mensaje original --------",
    notice="Estimada persona usuaria:\n\nRecibimos su petición y le dimos el número DGA-2026-000123.\n"
    "Si faltan documentos, responda a este correo con ellos.\n\nAtentamente,\nMesa de Servicios",
    subject="RE: [DGA-2026-000123] Recibimos su petición",
    wrote="escribió",
)
EN = Language(
    code="en",
    gmail=f"On Tue, Mar 10, 2026 at 9:15 AM {NAME} <{ADDRESS}>\nwrote:",
    gmail_phone=f"On Tue, Mar 10, 2026, 9:15 AM {NAME} <{ADDRESS}> wrote:",
    apple=f"On Mar 10, 2026, at 9:15 AM, {NAME} <{ADDRESS}> wrote:",
    iphone=f"On Mar 10, 2026, at 9:15 AM, {NAME} <{ADDRESS}> wrote:",
    thunderbird=f"On 3/10/26 9:15 AM, {NAME} wrote:",
    yahoo=f"On Tuesday, March 10, 2026 at 09:15:22 AM CST, {NAME} <{ADDRESS}> wrote:",
    yahoo_phone=f"On Tue, Mar 10, 2026 at 9:15 AM, {NAME}<{ADDRESS}> wrote:",
    keys=("From", "Sent", "To", "Subject"),
    sent="Tuesday, March 10, 2026 9:15 AM",
    original="-----Original Message-----",
    from_iphone="Sent from my iPhone",
    outlook_phone="Get Outlook for Android",
    samsung="-------- Original message --------",
    notice="Dear user,\n\nWe received your request under number DGA-2026-000123.\n"
    "Should documents be missing, answer this mail with them.\n\nRegards,\nService Desk",
    subject="Re: [DGA-2026-000123] We received your request",
    wrote="wrote",
)
PT = Language(
    code="pt",
    gmail=f"Em ter., 10 de mar. de 2026 às 9:15, {NAME} <{ADDRESS}>\nescreveu:",
    gmail_phone=f"Em ter, 10 de mar de 2026 09:15, {NAME} <{ADDRESS}>\nescreveu:",
    apple=f"Em 10 de mar. de 2026, à(s) 09:15, {NAME} <{ADDRESS}> escreveu:",
    iphone=f"Em 10 de mar. de 2026, à(s) 09:15, {NAME} <{ADDRESS}> escreveu:",
    thunderbird=f"Em 10/03/2026 09:15, {NAME} escreveu:",
    yahoo=f"Em terça-feira, 10 de março de 2026 09:15:22 BRT, {NAME} <{ADDRESS}> escreveu:",
    yahoo_phone=f"Em ter., mar. 10, 2026 em 9:15, {NAME}<{ADDRESS}> escreveu:",
    keys=("De", "Enviada em", "Para", "Assunto"),
    sent="terça-feira, 10 de março de 2026 09:15",
    original="-----Mensagem original-----",
    from_iphone="Enviado do meu iPhone",
    outlook_phone="Obter o Outlook para Android",
    samsung="-------- Mensagem original --------",
    notice="Prezada pessoa usuária:\n\nRecebemos seu pedido com o número DGA-2026-000123.\n"
    "Se faltarem documentos, responda a este e-mail com eles.\n\nAtenciosamente,\nBalcão de Serviços",
    subject="RES: [DGA-2026-000123] Recebemos seu pedido",
    wrote="escreveu",
)


def header_block(lang: Language, mark: str = "", sent_key: str = "") -> str:
    """The headers of the quoted message, a line each; `mark` goes around the keys."""
    sender, sent, to, subject = lang.keys
    return (
        f"{mark}{sender}:{mark} {NAME} <{ADDRESS}>\n{mark}{sent_key or sent}:{mark} {lang.sent}\n"
        f"{mark}{to}:{mark} Marta Lemus <marta@lemus.example>\n{mark}{subject}:{mark} {lang.subject[4:].strip()}"
    )


def _bold_block(lang: Language, sent_key: str = "") -> str:
    lines = header_block(lang, sent_key=sent_key).replace("<", "&lt;").replace(">", "&gt;").split("\n")
    return "<br>".join(f"<b>{line.partition(':')[0]}:</b>{line.partition(':')[2]}" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")


def gmail(words: str, lang: Language, *, attribution: str = "", signature: str = "") -> bytes:
    """Gmail on the web: both forms, marked."""
    said = attribution or lang.gmail
    sign = f"\n\n-- \n{signature}" if signature else ""
    marked = (
        f'<div><br clear="all"></div><br><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" '
        f'class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">{paragraphs(signature)}</div></div>'
        if signature
        else ""
    )
    markup = (
        f'<div dir="ltr">{paragraphs(words)}{marked}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
        f'class="gmail_attr">{_escaped(said)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        f'border-left:1px solid rgb(204,204,204);padding-left:1ex">{paragraphs(lang.notice)}</blockquote></div>'
    )
    return both(f"{words}{sign}\n\n{said}\n\n{quoted(lang.notice)}\n", markup)


def gmail_phone(words: str, lang: Language) -> bytes:
    """Gmail on a telephone."""
    return gmail(words, lang, attribution=lang.gmail_phone)


def outlook_desktop(words: str, lang: Language) -> bytes:
    """Outlook for Windows: a ruled block above the unmarked notice."""
    body = "".join(f"<p class=MsoNormal>{line or '<o:p>&nbsp;</o:p>'}</p>" for line in words.split("\n"))
    old = "".join(f"<p class=MsoNormal>{line or '<o:p>&nbsp;</o:p>'}</p>" for line in lang.notice.split("\n"))
    markup = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style>'
        f"<!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head><body lang=ES><div class=WordSection1>{body}"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt "
        f"0cm 0cm 0cm'><p class=MsoNormal>{_bold_block(lang)}<o:p></o:p></p></div></div>{old}</div></body></html>"
    )
    return both(
        f"{words}\n\n \n\n{header_block(lang)}\n\n \n\n{lang.notice}\n",
        markup,
        "----=_NextPart_000_0012_01DCB0",
    )


def outlook_plain(words: str, lang: Language) -> bytes:
    """Outlook answering in plain text, with its old separator."""
    return plain(f"{words}\n\n{lang.original}\n{header_block(lang)}\n\n{lang.notice}\n", charset="iso-8859-1")


def outlook_marked(words: str, lang: Language) -> bytes:
    """Outlook set to mark quotations: every line of the block and of the notice begins with >."""
    return plain(f"{words}\n\n> {lang.original}\n{quoted(header_block(lang))}\n> \n{quoted(lang.notice)}\n")


def outlook_web(words: str, lang: Language) -> bytes:
    """Outlook on the web."""
    markup = (
        f'<html><head></head><body><div class="elementToProof" style="font-family:Aptos">{paragraphs(words)}</div>'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif" style="font-size:11pt">{_bold_block(lang, lang.keys[1].split()[0])}</font><div>&nbsp;'
        f"</div></div><div>{paragraphs(lang.notice)}</div></body></html>"
    )
    block = header_block(lang, sent_key=lang.keys[1].split()[0])
    return both(f"{words}\n{'_' * 32}\n{block}\n\n{lang.notice}\n", markup, "_000_DM6PR01MB1234namprd01_")


def outlook_phone(words: str, lang: Language) -> bytes:
    """Outlook for Android, with its line."""
    line = f"{lang.outlook_phone}<https://aka.ms/AAb9ysg>"
    markup = (
        f'<html><body><div dir="auto">{paragraphs(words)}</div><div id="ms-outlook-mobile-signature"><div><br></div>'
        f'<a href="https://aka.ms/AAb9ysg">{lang.outlook_phone}</a></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font>{_bold_block(lang)}</font></div><br>{paragraphs(lang.notice)}</body></html>'
    )
    return both(f"{words}\n\n{line}\n{'_' * 32}\n{header_block(lang)}\n\n{lang.notice}\n", markup)


def outlook_mac(words: str, lang: Language) -> bytes:
    """Outlook for Mac, HTML alone."""
    return html(
        f'<html><body style="word-wrap:break-word"><div class="WordSection1">{paragraphs(words)}<div style="border:none;'
        f'border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">{_bold_block(lang)}</p></div>'
        f"{paragraphs(lang.notice, 'p')}</div></body></html>"
    )


def apple_mail(words: str, lang: Language) -> bytes:
    """Apple Mail on a Mac."""
    markup = (
        f'<html><body style="overflow-wrap: break-word;">{paragraphs(words)}<div><br><blockquote type="cite"><div>'
        f'{_escaped(lang.apple)}</div><br class="Apple-interchange-newline"><div>{paragraphs(lang.notice)}</div></blockquote>'
        "</div><br></body></html>"
    )
    old = quoted(lang.apple + "\n\n" + lang.notice)
    return both(f"{words}\n\n{old}\n\n", markup, "Apple-Mail=_5E1B2C3D-0A1B")


def iphone(words: str, lang: Language) -> bytes:
    """Mail on an iPhone, in plain text."""
    old = quoted(lang.iphone + "\n\n" + lang.notice)
    return plain(f"{words}\n\n{lang.from_iphone}\n\n{old}\n")


def iphone_html(words: str, lang: Language) -> bytes:
    """Mail on an iPhone, HTML alone."""
    return html(
        f'<html><head></head><body dir="auto">{paragraphs(words)}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">'
        f'{lang.from_iphone}</div><div dir="ltr"><br><blockquote type="cite">{_escaped(lang.iphone)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{paragraphs(lang.notice)}</div></blockquote></body></html>'
    )


def thunderbird(words: str, lang: Language) -> bytes:
    """Thunderbird, answer above, flowed text."""
    return plain(f"{words}\n\n{lang.thunderbird}\n{quoted(lang.notice)}\n", more="; format=flowed")


def thunderbird_below(words: str, lang: Language) -> bytes:
    """Thunderbird, answer below, both forms and a signature."""
    text = f"{lang.thunderbird}\n{quoted(lang.notice)}\n\n{words}\n\n-- \nAgencia Lemus\nTel. 2222-0000\n"
    markup = (
        f'<html><body><div class="moz-cite-prefix">{lang.thunderbird}<br></div><blockquote type="cite" '
        f'cite="mid:k7f3-000123@mesa.example">{paragraphs(lang.notice)}</blockquote><br>{paragraphs(words)}<br>'
        '<div class="moz-signature">-- <br>Agencia Lemus<br>Tel. 2222-0000</div></body></html>'
    )
    return both(text, markup, "------------0aBcDeFgHiJkLmNoPqRs")


def yahoo(words: str, lang: Language) -> bytes:
    """Yahoo on the web: the notice is not marked in plain text."""
    markup = (
        f'<html><body><div class="ydp1 yahoo-style-wrap"><div>{paragraphs(words)}</div><div><br></div></div><div '
        f'id="yahoo_quoted_4382910" class="yahoo_quoted"><div style="font-size:13px"><div>{_escaped(lang.yahoo)}</div><div>'
        f"<br></div>{paragraphs(lang.notice)}</div></div></body></html>"
    )
    old = quoted(f"{lang.yahoo}  \n \n {lang.notice}", "    ")
    return both(f" {words}\n\n{old}\n  ", markup, "----=_Part_1234_567.890")


def yahoo_phone(words: str, lang: Language) -> bytes:
    """Yahoo on a telephone, in plain text."""
    line = {
        "es": "Enviado desde Yahoo Mail para Android",
        "en": "Sent from Yahoo Mail on Android",
        "pt": "Enviado do Yahoo Mail no Android",
    }
    old = f"  {lang.yahoo_phone}   {lang.notice}"
    return plain(f"{words}\n\n{line[lang.code]}\n\n  {lang.yahoo_phone}\n{lang.notice}\n" if old else words)


def samsung(words: str, lang: Language) -> bytes:
    """Samsung's mail program."""
    sender, _, to, subject = lang.keys
    block = f"{sender}: {NAME} <{ADDRESS}>\n{'Date' if lang.code == 'en' else 'Fecha' if lang.code == 'es' else 'Data'}: "
    block += (
        f"10/3/26 9:15 a. m. (GMT-06:00)\n{to}: marta@lemus.example\n{subject}: {lang.subject[4:].strip()}"
    )
    sent = {"es": "Enviado desde mi Galaxy", "en": "Sent from my Galaxy", "pt": "Enviado do meu Galaxy"}[
        lang.code
    ]
    return plain(f"{words}\n\n\n\n{sent}\n\n\n{lang.samsung}\n{block}\n\n{lang.notice}\n", encoding="base64")


def zimbra(words: str, lang: Language) -> bytes:
    """Zimbra's webmail: its block names the recipients before the date."""
    sender, _, to, subject = lang.keys
    sent = {"es": "Enviados", "en": "Sent", "pt": "Enviadas"}[lang.code]
    block = f'{sender}: "{NAME}" <{ADDRESS}>\n{to}: "marta" <marta@lemus.example>\n{sent}: {lang.sent}\n{subject}: aviso'
    markup = (
        f'<html><body><div style="font-family: arial">{paragraphs(words)}<div><br></div><hr id="zwchr" data-marker='
        f'"__DIVIDER__"><div data-marker="__HEADERS__">{block.replace("<", "&lt;").replace(chr(10), "<br>")}</div><div><br></div>'
        f'<div data-marker="__QUOTED_TEXT__">{paragraphs(lang.notice)}</div></div></body></html>'
    )
    return both(f"{words}\n\n\n{block}\n\n{lang.notice}\n", markup, "=_0f1e2d3c")


def roundcube(words: str, lang: Language) -> bytes:
    """Roundcube: text, marked."""
    opening = {"es": "El", "en": "On", "pt": "Em"}[lang.code]
    return plain(
        f"{words}\n\n{opening} 2026-03-10 09:15, {NAME} {lang.wrote}:\n{quoted(lang.notice)}\n",
        encoding="8bit",
    )


def roundcube_html(words: str, lang: Language) -> bytes:
    """Roundcube's HTML."""
    opening = {"es": "El", "en": "On", "pt": "Em"}[lang.code]
    return html(
        f'<html><body style="font-size: 10pt">{paragraphs(words)}<p id="reply-intro">{opening} 2026-03-10 09:15, {NAME} '
        f'{lang.wrote}:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div>'
        f"{paragraphs(lang.notice)}</div></blockquote></body></html>"
    )


def horde(words: str, lang: Language) -> bytes:
    """Horde: who wrote, without a date; answer below."""
    return plain(f"{NAME} <{ADDRESS}> {lang.wrote}:\n\n{quoted(lang.notice)}\n\n{words}\n")


def squirrelmail(words: str, lang: Language) -> bytes:
    """SquirrelMail: answer below, in the charset of its time."""
    opening = {
        "es": "El Mar, 10 de Marzo de 2026, 9:15 am",
        "en": "On Tue, March 10, 2026 9:15 am",
        "pt": "Em Ter, Março 10, 2026 9:15 am",
    }
    text = f"{opening[lang.code]}, {NAME} {lang.wrote}:\n{quoted(lang.notice)}\n\n{words}\n"
    return plain(text, encoding="8bit", charset="iso-8859-1")


def proton(words: str, lang: Language) -> bytes:
    """Proton Mail."""
    attribution = lang.gmail.replace("\n", " ")
    return both(
        f"{words}\n\n{attribution}\n\n{quoted(lang.notice)}\n",
        f'<div style="font-family: Arial">{paragraphs(words)}</div><div class="protonmail_quote">{_escaped(attribution)}<br><blockquote '
        f'class="protonmail_quote" type="cite">{paragraphs(lang.notice)}</blockquote><br></div>',
        "b1_proton",
    )


def groupwise(words: str, lang: Language) -> bytes:
    """GroupWise: its arrows."""
    return plain(f"{words}\n\n>>> {NAME} <{ADDRESS}> 10/3/2026 9:15 >>>\n{quoted(lang.notice)}\n")


def notes(words: str, lang: Language) -> bytes:
    """HCL Notes: aligned block, unmarked notice."""
    sender, _, to, subject = lang.keys
    date = {"es": "Fecha", "en": "Date", "pt": "Data"}[lang.code]
    block = f"{sender}:\t{NAME} <{ADDRESS}>\n{to}:\tmarta@lemus.example\n{date}:\t10/03/2026 09:15\n{subject}:\taviso"
    return plain(f"{words}\n\n\n\n{block}\n\n\n\n{lang.notice}\n")


def windows_mail(words: str, lang: Language) -> bytes:
    """The mail program of Windows."""
    line = {
        "es": "Enviado desde Correo para Windows",
        "en": "Sent from Mail for Windows",
        "pt": "Enviado do Email para Windows",
    }
    return plain(f"{words}\n\n{line[lang.code]}\n\n{header_block(lang)}\n\n{lang.notice}\n")


def outlook_bold(words: str, lang: Language) -> bytes:
    """Plain text made from Outlook's HTML: keys within stars."""
    return plain(f"{words}\n\n\n\n{header_block(lang, '*')}\n\n\n\n{lang.notice}\n")
