"""A notice's bytes are those the library would write; only sooner."""

from __future__ import annotations

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from hypothesis import example, given
from hypothesis import strategies as st

from ventanilla.mail.rendering import ascii_address, one_line, render

AT = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)
DESK, REPLY = "mesa@example.org", f"mesa+{'a' * 24}@example.org"
WORDS = st.text(
    st.sampled_from("abcdeñáéíóú ,;:.\"'<>@()=?_-€😀\t\n\r\x0b\x85\u2028") | st.characters(codec="utf-8"),
    max_size=200,
)


def by_the_library(*, name: str, recipient: str, subject: str, body: str, in_reply_to: str) -> bytes:
    """The whole of a notice by `EmailMessage`."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=76))
    message["From"] = Address(one_line(name), addr_spec=DESK)
    message["To"] = Address(addr_spec=ascii_address(recipient))
    message["Reply-To"] = Address(one_line(name), addr_spec=REPLY)
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(AT)
    message["Message-ID"] = "<uno@example.org>"
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body, cte="quoted-printable")
    return message.as_bytes()


@given(
    name=WORDS,
    recipient=st.sampled_from(["ana@example.com", "jose@ñandú.sv", '"a b"@c.d', "o'h+x@y.zz"]),
    subject=WORDS,
    body=WORDS,
    in_reply_to=st.sampled_from(["", "<q@x>", f"<{'q' * 150}@x>"]),
)
@example(name="Mesa", recipient="a@b.sv", subject="", body="", in_reply_to="")
@example(name="Mesa", recipient="a@b.sv", subject="=?utf-8?q?x?=", body="a\r\rb\x85", in_reply_to="<q@x>")
def test_the_bytes_are_the_librarys(
    name: str, recipient: str, subject: str, body: str, in_reply_to: str
) -> None:
    ours = render(
        message_id="<uno@example.org>", sender_name=name, sender_address=DESK, reply_to=REPLY, recipient=recipient,
        subject=subject, body=body, at=AT, in_reply_to=in_reply_to,
    )  # fmt: skip
    assert ours == by_the_library(
        name=name, recipient=recipient, subject=subject, body=body, in_reply_to=in_reply_to
    )
