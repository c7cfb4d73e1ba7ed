"""Answers as further programs, versions and settings write them: the words stand before the first mark."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mime.making.parts import Made, head, html, message, plain

WORDS = "Mi respuesta propia.\nSegunda línea."
LINE = "Mi respuesta propia."
OLD = "Recibimos su petición.\nAdjunte lo que falta.\n"
MARKED = "> Recibimos su petición.\n> Adjunte lo que falta.\n"

# Name, language, and what follows the words; {old} and {marked} are the message that is answered.
PLAIN = (
    ("gmail-old", "es", "\n\nEl 10 de marzo de 2026, 9:15, Mesa <m@mesa.example> escribió:\n\n{marked}"),
    (
        "mailto",
        "es",
        "\n\nDe: Mesa [mailto:m@mesa.example] \nEnviado el: martes, 10 de marzo de 2026 09:15 a.m.\nPara: Ana\nCC: Luis; Eva\nAsunto: aviso\n\n{old}",
    ),
    (
        "hotmail",
        "en",
        "\n\nDate: Tue, 10 Mar 2026 09:15:22 -0600\nFrom: m@mesa.example\nTo: ana@x.example\nSubject: aviso\n\n{old}",
    ),
    ("nocolon", "es", "\n\nEl mar., 10 mar. 2026 09:15, Mesa <m@mesa.example> escribió\n\n{marked}"),
    (
        "xiaomi",
        "es",
        "\n\nEnviado desde mi Xiaomi\nEl 10 mar. 2026 9:15 a. m., Mesa <m@mesa.example> escribió:\n{marked}",
    ),
    (
        "huawei",
        "es",
        "\n\nEnviado desde mi HUAWEI P30 lite\n\n-------- Mensaje original --------\nDe: Mesa <m@mesa.example>\nFecha: mar., 10 mar. 2026 9:15\nPara: Ana <ana@x.example>\nAsunto: aviso\n{old}",
    ),
    (
        "zoho",
        "es",
        "\n\n\n---- El mar, 10 mar 2026 09:15:22 -0600 Mesa <m@mesa.example> escribió ----\n\n{old}",
    ),
    (
        "zoho-en",
        "en",
        "\n\n---- On Tue, 10 Mar 2026 09:15:22 -0600 Mesa <m@mesa.example> wrote ---\n\n{marked}",
    ),
    (
        "outlook-mac",
        "en",
        "\n\nFrom: Mesa <m@mesa.example>\nDate: Tuesday, 10 March 2026 at 9:15\nTo: Ana <ana@x.example>\nSubject: aviso\n{old}",
    ),
    ("evolution", "es", "\n\nEl mar, 10-03-2026 a las 09:15 -0600, Mesa escribió:\n{marked}"),
    ("kmail", "es", "\n\nEl martes, 10 de marzo de 2026 9:15:22 (CST) Mesa escribió:\n{marked}"),
    (
        "after-verb",
        "es",
        "\n\nMesa de Servicios <m@mesa.example> escribió el mar, 10 mar 2026 09:15:\n\n{marked}",
    ),
    (
        "yahoo-old",
        "es",
        "\n\n--- El mar 10-mar-26, Mesa <m@mesa.example> escribió:\n\nDe: Mesa <m@mesa.example>\nAsunto: aviso\nPara: ana@x.example\nFecha: martes, 10 de marzo, 2026 09:15\n\n{old}",
    ),
    (
        "no-blank-before",
        "es",
        "\nEl mar, 10 mar 2026 a las 9:15, Mesa (<m@mesa.example>) escribió:\n{marked}",
    ),
    (
        "proton-sign",
        "en",
        "\n\nSent with Proton Mail secure email.\n\nOn Tuesday, March 10th, 2026 at 9:15 AM, Mesa <m@mesa.example> wrote:\n\n{marked}",
    ),
    ("bracket", "es", "\n\n[Enviado desde mi iPhone]\n\n{marked}"),
    (
        "ios-lang",
        "es",
        "\n\nEnviado desde mi iPad\n\n> El mar. 10, 2026, a las 9:15 a. m., Mesa <m@mesa.example> escribió:\n> \n{marked}",
    ),
    (
        "forwarded-sep-in-re",
        "es",
        "\n\n---- Mensaje original ----\nDe: m@mesa.example\nPara: ana@x.example\nFecha: 10/03/2026 9:15:22\nAsunto: aviso\n\n{old}",
    ),
    (
        "pt-outlook",
        "pt",
        "\n\nDe: Mesa <m@mesa.example>\nEnviado: terça-feira, 10 de março de 2026 09:15\nPara: Ana\nAssunto: aviso\n\n{old}",
    ),
    (
        "three-blank-header",
        "es",
        "\n\nDe: Mesa <m@mesa.example>\n\nEnviado: martes, 10 de marzo de 2026 09:15\n\nPara: Ana\n\nAsunto: aviso\n\n{old}",
    ),
    (
        "star",
        "es",
        "\n\n*De:* Mesa [mailto:m@mesa.example]\n*Enviado el:* martes, 10 de marzo de 2026 09:15\n*Para:* Ana\n*Asunto:* aviso\n\n{old}",
    ),
    (
        "wrapped-header",
        "es",
        "\n\nDe: Mesa de Servicios de la Direccion\n<m@mesa.example>\nEnviado: martes, 10 de marzo de 2026 09:15\nPara: Ana Lopez <ana@x.example>; Luis\nPerez <l@x.example>\nAsunto: aviso de la direccion\ngeneral\n\n{old}",
    ),
    (
        "underscore-only",
        "es",
        "\n________________________________\nDe: Mesa <m@mesa.example>\nEnviado: martes, 10 de marzo de 2026 9:15\nPara: Ana\nAsunto: aviso\n\n{old}",
    ),
    ("en-short", "en", "\n\nOn 3/10/26, Mesa <m@mesa.example> wrote:\n{marked}"),
    (
        "gmail-es-comma-split",
        "es",
        "\n\nEl mar., 10 de marzo de 2026\n9:15 a. m., Mesa de Servicios <m@mesa.example>\nescribió:\n\n{marked}",
    ),
    ("nbsp", "es", "\n\nEl mar, 10 mar 2026 a las 9:15, Mesa (<m@mesa.example>) escribió:\xa0\n\n{marked}"),
    (
        "sig-then-quote",
        "es",
        "\n\n--\nAna\nTel 2222\n\nEl mar, 10 mar 2026 a las 9:15, Mesa (<m@mesa.example>) escribió:\n\n{marked}",
    ),
    ("gt-no-space", "es", "\n\n{tight}"),
    (
        "lotus",
        "es",
        "\n\n\nDe:     Mesa/DGA\nPara:   Ana/Sol@Sol\nFecha:  10/03/2026 09:15 a.m.\nAsunto: aviso\n\n\n{old}",
    ),
    (
        "lotus-en",
        "en",
        "\n\n\nFrom:   Mesa <m@mesa.example>\nTo:     ana@x.example\nDate:   03/10/2026 09:15 AM\nSubject:        aviso\n\n{old}",
    ),
)
PAGES = (
    (
        "yahoo-android",
        "es",
        '<html><body>{words}<br><br><div id="ymail_android_signature"><a id="ymail_android_signature_link" href="https://mail.onelink.me/x">Yahoo Mail: busca, organiza, conquista</a></div> <br> <blockquote style="margin: 0 0 20px 0;"> <div style="font-family:Roboto, sans-serif; color:#6D00F6;"> <div>El mar., 10 de mar. de 2026 a la(s) 9:15, Mesa</div><div>&lt;m@mesa.example&gt; escribió:</div> </div> <div style="padding: 10px 0 0 20px; margin: 10px 0 0 0; border-left: 1px solid #6D00F6;"> {old} </div> </blockquote></body></html>',
    ),
    (
        "new-outlook-mobile",
        "es",
        '<html><body><div dir="ltr">{words}</div><div id="ms-outlook-mobile-signature"><p>Obtener <a href="https://aka.ms/o0ukef">Outlook para iOS</a></p></div><hr><div id="mail-editor-reference-message-container"><div dir="ltr"><b>De:</b> Mesa &lt;m@mesa.example&gt;<br><b>Enviado:</b> martes, marzo 10, 2026 9:15 a. m.<br><b>Para:</b> Ana<br><b>Asunto:</b> aviso</div><br>{old}</div></body></html>',
    ),
    (
        "outlook-spans",
        "es",
        '<div class="WordSection1"><p class="MsoNormal"><span lang="ES-SV">{words}<o:p></o:p></span></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b><span lang="ES">De:</span></b><span lang="ES"> Mesa &lt;m@mesa.example&gt; <br><b>Enviado el:</b> martes, 10 de marzo de 2026 9:15<br><b>Para:</b> Ana<br><b>Asunto:</b> aviso<o:p></o:p></span></p></div></div><p class="MsoNormal">{old}</p></div>',
    ),
    (
        "hotmail-classic",
        "en",
        '<div dir="ltr">{words}<br><br><div><hr id="stopSpelling">Date: Tue, 10 Mar 2026 09:15:22 -0600<br>From: m@mesa.example<br>To: ana@x.example<br>Subject: aviso<br><br>{old}</div></div>',
    ),
    (
        "icloud",
        "es",
        '<html><body><div>{words}<br></div><div><br><blockquote type="cite"><div>El 10 mar 2026, a las 9:15, Mesa &lt;m@mesa.example&gt; escribió:<br><br></div></blockquote></div><blockquote type="cite"><div>{old}</div></blockquote></body></html>',
    ),
    (
        "gmail-app",
        "es",
        '<div dir="auto">{words}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El mar, 10 de mar. de 2026, 9:15 a. m., Mesa &lt;<a href="mailto:m@mesa.example">m@mesa.example</a>&gt; escribió:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><div>{old}</div></blockquote></div>',
    ),
    (
        "samsung-html",
        "es",
        '<html><body>{words}<div><br></div><div><br></div><div id="composer_signature"><div style="font-size:12px;color:#000000" dir="auto">Enviado desde mi Galaxy</div></div><div><br></div><div style="font-size:100%;color:#000000"><!-- originalMessage --><div>-------- Mensaje original --------</div><div>De: Mesa &lt;m@mesa.example&gt; </div><div>Fecha: 10/3/26  9:15 a. m.  (GMT-06:00) </div><div>Para: ana@x.example </div><div>Asunto: aviso </div><div><br></div></div>{old}</body></html>',
    ),
    (
        "thunderbird-top",
        "es",
        '<p>{words}</p><div class="moz-cite-prefix">El 10/3/26 a las 9:15, Mesa escribió:<br></div><blockquote type="cite" cite="mid:x"><p>{old}</p></blockquote>',
    ),
    (
        "owa-2010",
        "es",
        '<div style="direction:ltr">{words}<div style="font-size:16px"><hr tabindex="-1"><div style="direction:ltr;" id="divRpF48"><font><b>De:</b> Mesa [m@mesa.example]<br><b>Enviado:</b> martes, 10 de marzo de 2026 9:15<br><b>Para:</b> Ana<br><b>Asunto:</b> aviso<br></font><br></div><div>{old}</div></div></div>',
    ),
    (
        "proton-html",
        "es",
        '<div>{words}</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-user"></div><div class="protonmail_signature_block-proton">Enviado con el correo seguro de <a target="_blank" href="https://proton.me/">Proton Mail</a>.</div></div><div class="protonmail_quote">El martes, 10 de marzo de 2026 a las 9:15, Mesa &lt;m@mesa.example&gt; escribió:<br><blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>',
    ),
    (
        "gmail-outlook-table",
        "en",
        '<table><tr><td>{words}</td></tr></table><br><div class="gmail_quote">On Tue, Mar 10, 2026 at 9:15 AM Mesa &lt;m@mesa.example&gt; wrote:<br><blockquote class="gmail_quote">{old}</blockquote></div>',
    ),
    (
        "plain-blockquote-attr",
        "es",
        "<p>{words}</p><p>El 2026-03-10 09:15, Mesa escribió:</p><blockquote><p>{old}</p></blockquote>",
    ),
    (
        "zoho-html",
        "es",
        '<div>{words}</div><div class="zmail_extra_hr" style="border-top: 1px solid #ccc"><br></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div id="Zm-_Id_-Sgn1">---- El mar, 10 mar 2026 09:15:22 -0600 <b>Mesa &lt;m@mesa.example&gt;</b> escribió ---<br></div><div><br></div><blockquote id="blockquote_zmail"><div>{old}</div></blockquote></div>',
    ),
    (
        "notes-html",
        "es",
        "<font>{words}</font><br><br><br><table><tr><td>De:</td><td>Mesa &lt;m@mesa.example&gt;</td></tr><tr><td>Para:</td><td>ana@x.example</td></tr><tr><td>Fecha:</td><td>10/03/2026 09:15</td></tr><tr><td>Asunto:</td><td>aviso</td></tr></table><hr><br>{old}",
    ),
)


def every_variant() -> Iterator[Made]:
    """The plain ones, then the pages."""
    for name, language, rest in PLAIN:
        tight = MARKED.replace("> ", ">")
        text = WORDS + rest.replace("{old}", OLD).replace("{marked}", MARKED).replace("{tight}", tight)
        yield _made(f"variant-{name}", language, plain(text), WORDS)
    for name, language, page in PAGES:
        text = page.replace("{words}", LINE).replace("{old}", OLD)
        yield _made(f"variant-page-{name}", language, html(text), LINE)


def _made(name: str, language: str, content: bytes, words: str) -> Made:
    raw = message(head("Ana Sol <ana@sol.example>", "RE: aviso"), content)
    return Made(name, raw, {"reply_text": words, "auto_submitted": None}, language)
