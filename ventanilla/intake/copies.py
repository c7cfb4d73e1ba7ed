"""The same mail come twice with other bytes (another hop, another box): the same words are not shown twice."""

from __future__ import annotations

from ventanilla.cases.models import Case
from ventanilla.files.store import open_blob
from ventanilla.intake.letters import Letter
from ventanilla.mail.models import InboundState, MailInbound
from ventanilla.mime import Mail, read


def says_the_same(letter: Letter, case: Case, *, this: int) -> bool:
    """Whether a mail filed in the case under the same Message-ID has the same words and files."""
    rows = MailInbound.objects.filter(message_id=letter.message_id, ref=case.number, state=InboundState.FILED)
    for row in rows.exclude(pk=this).select_related("blob").order_by("id")[:5]:
        with open_blob(row.blob) as content:
            if _content(read(content.read())) == _content(letter.mail):
                return True
    return False


def _content(mail: Mail) -> tuple[str, list[str], frozenset[str]]:
    return mail.subject, mail.body_text.split(), frozenset(item.sha256 for item in mail.attachments)
