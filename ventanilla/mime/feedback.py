"""Abuse reports of mail providers (ARF, RFC 5965)."""

from __future__ import annotations

from ventanilla.mime.bounces import Report, find_parts, original_message_id
from ventanilla.mime.bounces.dsn import clean_address
from ventanilla.mime.faults import Repairs
from ventanilla.mime.headers import read_headers
from ventanilla.mime.model import FeedbackReport

_TYPES = {"message/feedback-report"}


def read_feedback(report: Report) -> FeedbackReport | None:
    """The feedback report that the message is; None for any other."""
    part = next(find_parts(report.root, _TYPES), None)
    if part is None or not report.root.type.value.startswith("multipart/"):
        return None
    data = report.data(part)
    fields, _ = read_headers(data, 0, len(data), Repairs())
    named = (*fields.texts("original-rcpt-to"), *fields.texts("removal-recipient"))
    recipients = dict.fromkeys(address for text in named if (address := clean_address(text)))
    return FeedbackReport(
        kind=fields.text("feedback-type").lower()[:40] or "other",
        user_agent=fields.text("user-agent")[:200],
        recipients=tuple(recipients)[:100],
        original_message_id=original_message_id(report),
    )
