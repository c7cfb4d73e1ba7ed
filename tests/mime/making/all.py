"""Every mail of the corpus."""

from __future__ import annotations

from tests.mime.making.machines import every_machine
from tests.mime.making.parts import Made
from tests.mime.making.replies import every_reply
from tests.mime.making.reports import every_report
from tests.mime.making.shapes import every_shape
from tests.mime.making.variants import every_variant


def every_mail() -> list[Made]:
    """All of them; names are unique."""
    return [*every_reply(), *every_machine(), *every_report(), *every_shape(), *every_variant()]
