"""Reading a message: bytes in, frozen values out. No clock, no framework, no input or output."""

from __future__ import annotations

from ventanilla.mime.model import Address, Attachment, AutoSubmitted, Bounce, FeedbackReport, Mail, Recipient
from ventanilla.mime.reader import read

__all__ = ["Address", "Attachment", "AutoSubmitted", "Bounce", "FeedbackReport", "Mail", "Recipient", "read"]
