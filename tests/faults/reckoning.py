"""What must hold at the end: everything acknowledged is there, once."""

from __future__ import annotations

import email
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from email.policy import default

from tests.faults.load import Outcome
from tests.faults.mails import Post
from ventanilla.cases.models import Attachment, Case, CaseMailId, Draft, Message
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.incoming import reconciliation
from ventanilla.mail.models import InboundState, MailInbound, MailOutgoing, OutgoingState

RECEIPTS = ("receipt", "receipt_by_email")


def faults_of(outcome: Outcome) -> list[str]:
    """A line for each thing that does not hold; none where all is well."""
    return [
        *_acknowledged(outcome),
        *_mails(outcome),
        *_forms(outcome),
        *_notices(outcome),
        *_reconciled(outcome),
        *_verified(outcome),
    ]


def figures(outcome: Outcome) -> str:
    """What happened, for people."""
    mails, installation = outcome.mails, outcome.installation
    kinds = Counter(post.kind for post in mails.posts)
    pdfs = sum(bool(post.pdf) for post in mails.posts)
    notices, sent = MailOutgoing.objects.count(), len(list(_caught(outcome)))
    killed = ", ".join(f"{victim} {count}" for victim, count in installation.killed.items())
    starts = ", ".join(f"{name} {part.starts}" for name, part in installation.parts.items())
    counts = ", ".join(f"{state} {count}" for state, count in _counts().items())
    return (
        f"{len(mails.posts)} mails ({', '.join(f'{kind} {count}' for kind, count in kinds.items())}; {pdfs} with a PDF), "
        f"delivered again {mails.again} times\n"
        f"{len(outcome.crowd.forms)} forms, a page asked for again {sum(form.again for form in outcome.crowd.forms)} times\n"
        f"killed: {killed}; starts: {starts}; PostgreSQL starts that failed: {len(installation.database_faults)}\n"
        f"{outcome.seconds:.0f} s of load; then {outcome.waited_for} rows waited for a lease or a next try\n"
        f"received: {counts}; cases: {Case.objects.count()}; notices: {notices}, sent {sent} times"
    )


def _acknowledged(outcome: Outcome) -> Iterator[str]:
    refused = [f"{post.message_id} {post.answer}" for post in outcome.mails.done if post.answer != "250"]
    if refused:
        yield f"refused for good: {refused[:5]}"
    yield from outcome.crowd.faults
    for sent, done in ((outcome.mails.posts, outcome.mails.done), (outcome.crowd.forms, outcome.crowd.done)):
        if len(sent) != len(done):
            yield f"of {len(sent)} only {len(done)} were acknowledged"


def _mails(outcome: Outcome) -> Iterator[str]:
    cases = {case.subject: case for case in Case.objects.filter(channel="email")}
    firsts = [post for post in outcome.mails.posts if post.kind == "first"]
    if Case.objects.filter(channel="email").count() != len(firsts):
        yield f"{len(firsts)} new mails, {Case.objects.filter(channel='email').count()} cases"
    numbers = dict(CaseMailId.objects.values_list("message_id", "case__number"))
    bodies = list(Message.objects.filter(direction="in").values_list("body", "case__number"))
    for post in firsts:
        case = cases.get(f"Consulta {post.serial:05d}")
        if case is None:
            yield f"{post.message_id} has no case"
        elif numbers.get(post.message_id) != case.number or post.mark not in str(case.answers):
            yield f"{post.message_id} is not the whole of case {case.number}"
        elif again := [number for body, number in bodies if post.mark in body and number != case.number]:
            yield f"{post.message_id} is in {again} too"
        else:
            yield from _attached(post, case.number)
    yield from _replies(outcome, bodies)


def _replies(outcome: Outcome, bodies: list[tuple[str, str]]) -> Iterator[str]:
    refs = dict(MailOutgoing.objects.values_list("message_id", "ref"))
    for post in outcome.mails.posts:
        if post.kind != "reply":
            continue
        found = [number for body, number in bodies if post.mark in body]
        if found != [refs.get(post.answers)]:
            yield f"{post.message_id} answers {refs.get(post.answers)} and is in {found}"
        else:
            yield from _attached(post, found[0])


def _attached(post: Post, number: str) -> Iterator[str]:
    if post.pdf:
        sha256 = hashlib.sha256(post.pdf).hexdigest()
        found = list(Attachment.objects.filter(blob_id=sha256).values_list("case__number", flat=True))
        if found != [number]:
            yield f"the file of {post.message_id} is in {found}, not once in {number}"


def _forms(outcome: Outcome) -> Iterator[str]:
    online = Case.objects.filter(channel="online")
    if online.count() != len(outcome.crowd.forms):
        yield f"{len(outcome.crowd.forms)} forms, {online.count()} cases"
    subjects = dict(online.values_list("number", "subject"))
    for form in outcome.crowd.done:
        if subjects.get(form.number) != form.subject:
            yield f"{form.subject} was told {form.number}, which is {subjects.get(form.number)}"
            continue
        draft = Draft.objects.get(token=form.token)
        if draft.case is None or draft.case.number != form.number or str(draft.key) != form.key != "":
            yield f"the draft of {form.subject} became {draft.case}"
        if JournalEntry.objects.filter(key=draft.key).count() != 1:
            yield f"the key of {form.subject} is not in the journal once"
        sha256 = hashlib.sha256(form.pdf).hexdigest()
        if form.pdf and Attachment.objects.filter(blob_id=sha256, case=draft.case).count() != 1:
            yield f"the file of {form.subject} is not once in {form.number}"


def _notices(outcome: Outcome) -> Iterator[str]:
    caught: dict[str, set[bytes]] = defaultdict(set)
    for raw in _caught(outcome):
        caught[str(email.message_from_bytes(raw, policy=default)["Message-ID"])].add(raw)
    notices = {row.message_id: row for row in MailOutgoing.objects.all()}
    if unknown := sorted(caught.keys() - notices.keys()):
        yield f"notices that were sent and are in no table: {unknown[:5]}"
    for message_id, row in notices.items():
        if row.state != OutgoingState.SENT or message_id not in caught:
            yield f"{row.kind} to {row.recipient} is {row.state} and {'' if message_id in caught else 'never '}came"
        elif {_lines(raw) for raw in caught[message_id]} != {_lines(bytes(row.rendered))}:
            yield f"{message_id} was not sent with the same bytes each time"
    receipts = Counter(row.ref for row in notices.values() if row.kind in RECEIPTS)
    for number in Case.objects.values_list("number", flat=True):
        if receipts[number] != 1:
            yield f"case {number} has {receipts[number]} receipts"


def _reconciled(outcome: Outcome) -> Iterator[str]:
    counts = _counts()
    total = counts.pop("total")
    sent = len({hashlib.sha256(post.raw).digest() for post in outcome.mails.posts})
    if total != sent or total != sum(counts.values()):
        yield f"{sent} different mails were sent, {total} received, {sum(counts.values())} settled"
    for row in MailInbound.objects.exclude(state=InboundState.FILED):
        yield f"{row.message_id} is {row.state}: {row.reason}"


def _verified(outcome: Outcome) -> Iterator[str]:
    found = json.loads(outcome.installation.finish("verify", "--json").stdout)["findings"]
    yield from (f"verify: {finding}" for finding in found)


def _counts() -> dict[str, int]:
    rows = MailInbound.objects.order_by("received_at").values_list("received_at", flat=True)
    first, last = rows.first(), rows.last()
    assert first is not None
    assert last is not None
    return reconciliation(since=first, until=last.replace(year=last.year + 1))


def _caught(outcome: Outcome) -> Iterator[bytes]:
    for path in sorted(outcome.mailbox.folder.glob("*.eml")):
        yield path.read_bytes()


def _lines(raw: bytes) -> bytes:
    return b"\n".join(raw.rstrip(b"\r\n").splitlines())
