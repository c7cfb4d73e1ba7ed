"""What stands for the parts of each route, and what a POST carries, so that everybody asks the same thing."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.http import int_to_base36

from tests.bonds.policies import policy
from tests.bonds.sheets import GOODS, present
from tests.cast import OTHER_UNIT, UNIT, Cast, make_case
from tests.formal.cases import ANSWERS as BOND_ANSWERS
from tests.formal.cases import RESOLUTION, make_bond_change, signed_notice, signed_resolution
from tests.formal.companies import company_on_file, credential_of
from ventanilla.bonds.models import Bond
from ventanilla.bonds.registering import register_bond
from ventanilla.cases.acts import (
    NewFile,
    Said,
    link_cases,
    merge_cases,
    offer_transfer,
    take_step,
    write_message,
)
from ventanilla.cases.aliases import Alias
from ventanilla.cases.calls import Call, record_call
from ventanilla.cases.completing import start_completion
from ventanilla.cases.counter import register_at_counter, start_at_counter
from ventanilla.cases.drafts import add_files, save_answers, send_draft, start_draft
from ventanilla.cases.links import completion_path
from ventanilla.cases.models import Case, CaseParty, Draft
from ventanilla.cases.search import index_pending
from ventanilla.cases.uploads import take_files
from ventanilla.formal.acts import draft_resolution, grant_delegation, open_inquiry, record_solvency
from ventanilla.formal.models import Delegation, Inquiry
from ventanilla.formal.receipts import receipt_of
from ventanilla.formal.solvency import Answer
from ventanilla.intake.draining import file_waiting
from ventanilla.mail.incoming import receive_mail
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.people.access import ANONYMOUS
from ventanilla.people.models import Membership, VaultDocument
from ventanilla.procedures.decreeing import enter_decreed_day
from ventanilla.reference.current import current_pack
from ventanilla.reference.models import DecreedDay

ANSWERS = {
    "full_name": "Ana Solís",
    "email": "ana.solis@example.com",
    "subject": "Horario",
    "description": "¿Cuál es el horario?",
}
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Scene:
    """The things the addresses speak of. `case` is the applicant's, in the officer's unit; `merged` went into `target`.

    `noticed` to `registered` are bond changes: one with a remedy notice that waits, with the draft of its resolution,
    resolved, presented for a company by a power that was accepted, and with its bond in the register. `guarantee` is the
    form of one, answered, with an annex; `at_counter` what the officer fills in there, `handed_in` what she registered.
    """

    cast: Cast
    case: Case
    decided: Case
    waiting: Case
    moving: Case
    merged: Case
    target: Case
    closed: Case
    draft: Draft
    open_draft: Draft
    sent: Draft
    completing: Draft
    over: Draft
    mail_id: str
    inbound_id: int
    noticed: Case
    drafted: Case
    resolved: Case
    represented: Case
    registered: Case
    guarantee: Draft
    at_counter: Draft
    handed_in: Draft


def set_scene(cast: Cast) -> Scene:
    """Everything through the engine, as the product does it."""
    now = timezone.now()
    officer, applicant = cast.actor(cast.officer), cast.actor(cast.applicant)
    case, decided, waiting, moving = (make_case(cast.applicant, at=now) for _ in range(4))
    target, merged = (make_case(cast.applicant, at=now) for _ in range(2))
    write_message(case=merged, text="Adjunto", files=_files(now), by=applicant, at=now, via="portal")
    merge_cases(case=merged, into=target, by=officer, at=now, via="desk")
    closed = make_case(cast.applicant, at=now)
    write_message(case=case, text="Adjunto", files=_files(now), by=applicant, at=now, via="portal")
    said = Said(text="Procede", outcome="attended")
    take_step(case=decided, step="answer", by=officer, at=now, via="desk", said=said)
    said = Said(text="¿Qué año?")
    take_step(case=waiting, step="request_information", by=officer, at=now, via="desk", said=said)
    link_cases(case=case, other=waiting, by=officer, at=now, via="desk")
    offer_transfer(case=moving, to_unit=OTHER_UNIT, reason="Fianzas", by=officer, at=now, via="desk")
    call = Call(UNIT, "other", "Rosa Tobar", "¿Horario?", outcome="attended")
    record_call(call=call, by=officer, at=now, key=uuid.uuid4())
    over = _completing(closed, now)
    take_step(case=closed, step="withdraw", by=applicant, at=now, via="portal")
    sent = _draft(cast, now, owned=True)
    send_draft(sent, by=applicant, at=now, source="192.0.2.1", key=sent.key)
    index_pending()
    MailOutgoing.objects.filter(ref=case.number).update(state=OutgoingState.FAILED, result_at=now)
    return Scene(
        cast=cast,
        case=case,
        decided=decided,
        waiting=waiting,
        moving=moving,
        merged=merged,
        target=target,
        closed=Case.objects.get(pk=closed.pk),
        draft=_draft(cast, now, owned=True),
        open_draft=_draft(cast, now, owned=False),
        sent=Draft.objects.get(pk=sent.pk),
        completing=_completing(case, now),
        over=over,
        mail_id=_mail_of(case),
        inbound_id=_held(case, now),
        **{state: _formal(cast, now, state) for state in ("noticed", "drafted", "resolved", "registered")},
        represented=company_on_file(cast, at=now)[0],
        guarantee=_guarantee(cast, now),
        at_counter=_at_counter(cast, now),
        handed_in=_at_counter(cast, now, is_registered=True),
    )


def asked(variant: str) -> dict[str, str]:
    """What a GET carries after the question mark."""
    words = dict(word.split("=") for word in variant.split(",") if "=" in word)
    return {name: words[name] for name in ("q", "vista", "interno") if name in words}


def request_for(route: str, variant: str, scene: Scene) -> tuple[str, dict[str, Any]]:
    """The path of a route and the data of a POST to it, as the row's variant says."""
    words = dict(word.split("=") for word in variant.split(",") if "=" in word)
    parts = _parts(route, words, scene)
    path = _PART.sub(lambda match: str(parts[match[1] or match[2]]), route)
    data = {name: str(value) for name, value in _data(scene, parts["number"]).items()}
    return "/" + path, data | {
        name: value for name, value in words.items() if name not in {"case", "draft", "of", "token"}
    }


def _parts(route: str, words: dict[str, str], scene: Scene) -> dict[str, Any]:
    case: Case = getattr(scene, words.get("case", "case"))
    draft: Draft = getattr(scene, words.get("draft", "draft"))
    file_id = draft.files.get().pk if route.startswith("solicitudes") else _first_file(scene, words)
    applicant = scene.cast.applicant
    return {
        "number": words.get("number", case.number),
        "token": words.get("token") or _token(route, case, draft),
        "slug": words.get("slug", "solicitud-general"),
        "step": words.get("step", "conform"),
        "act_id": words.get("act_id") or case.formal_acts.values_list("pk", flat=True).first() or 0,
        "inquiry_id": Inquiry.objects.values_list("pk", flat=True).first() or 0,
        "seq": words.get("seq", 1),
        "bond_id": Bond.objects.get(case=scene.registered).pk if "bond_id" in route else 0,
        "power_id": scene.represented.parties.get().power_id if "power_id" in route else 0,
        "document_id": _document(scene) if "document_id" in route else 0,
        "annex": words.get("annex", "1"),
        "code": words.get("code") or receipt_code(scene.case),
        "file_id": file_id,
        "membership_id": Membership.objects.filter(person=scene.cast.outsider).values_list("pk", flat=True)[
            0
        ],
        "mail_id": scene.mail_id,
        "inbound_id": scene.inbound_id,
        "day_id": _decreed_day(scene) if "day_id" in route else 0,
        "delegation_id": _delegation(scene) if "delegation_id" in route else 0,
        "notice_id": MailOutgoing.objects.filter(ref=case.number)
        .order_by("id")
        .values_list("pk", flat=True)[0],
        "uidb36": int_to_base36(applicant.pk),
        "key": default_token_generator.make_token(applicant) if words.get("key") == "good" else "bad",
    }


def _token(route: str, case: Case, draft: Draft) -> str:
    party = CaseParty.objects.get(case=case)
    if route.startswith("no-fui-yo"):
        return party.not_me_token
    if route.startswith("completar"):
        return completion_path(party, at=timezone.now()).split("/")[2]
    return draft.token


def _data(scene: Scene, number: str) -> dict[str, Any]:
    case = Case.objects.filter(number=number).select_related("stream").first()
    if case and case.parties.filter(organisation__isnull=False).exists():
        return _power(case)
    return {
        "seen": case.stream.seq if case else 0,
        "key": uuid.uuid4(),
        "text": "Un texto cualquiera",
        "outcome": "granted" if case and case.procedure == "bond-change" else "attended",
        "point-1": "Va",
        "point-2": "Va también",
        "point-sales-evidence": "Falta",
        "facts": "Hechos",
        "reasons": "Razones",
        "decision": "Se resuelve",
        "recourse": "Recurso",
        "party": case.parties.values_list("pk", flat=True)[0] if case else 0,
        "medium": "paper",
        "delivered_to": "Ana Solís",
        "what": "¿Coinciden las ventas?",
        "to_whom": "Unidad de Fiscalización",
        "result": "Coinciden",
        "reason": "Le corresponde",
        "to_unit": "unidad-calidad",
        "day": (timezone.localdate() + dt.timedelta(days=6)).isoformat(),
        "title": "Asueto por decreto",
        "basis": "Decreto 900",
        "status": "confirmed",
        "insurer": "Aseguradora del Istmo",
        "amount": "60000.00",
        "valid_from": dt.date(2026, 1, 1).isoformat(),
        "valid_until": dt.date(2040, 1, 1).isoformat(),
        "person": scene.cast.officer.pk,
        "verdict": "accept",
        "number": scene.decided.number,
        "helpful": "yes",
        "language": "en",
        "next": "/",
        "email": "nadie@example.com",
        "name": "Nadia Luz",
        "unit": OTHER_UNIT,
        "role": "officer",
        "since": dt.date(2026, 1, 1).isoformat(),
        "until": dt.date(2030, 1, 1).isoformat(),
    }


def _guarantee(cast: Cast, now: dt.datetime) -> Draft:
    procedure = current_pack().procedures["bond-change"]
    draft = start_draft(procedure=procedure, by=cast.actor(cast.applicant), at=now)
    save_answers(draft, BOND_ANSWERS, is_checked=True, at=now)
    add_files(draft, [SimpleUploadedFile("anexo.csv", GOODS)], requirement="annex-1", at=now)
    return draft


def _at_counter(cast: Cast, now: dt.datetime, *, is_registered: bool = False) -> Draft:
    by = cast.actor(cast.officer)
    draft = start_at_counter(procedure=current_pack().procedures["general-request"], by=by, at=now)
    save_answers(draft, ANSWERS, is_checked=True, at=now)
    add_files(draft, [SimpleUploadedFile("nota.txt", b"hola")], requirement="", at=now)
    if is_registered:
        number = Alias("correspondence", f"E-{draft.token[:8].upper()}-1".replace("_", "0"))
        register_at_counter(draft, presented_at=now, alias=number, by=by, at=now, key=draft.key)
    return Draft.objects.get(pk=draft.pk)


def _decreed_day(scene: Scene) -> int:
    """A decreed day that nobody applied yet."""
    known = DecreedDay.objects.values_list("pk", flat=True).first()
    if known is not None:
        return known
    return enter_decreed_day(
        day=timezone.localdate() + dt.timedelta(days=3),
        title="Asueto por decreto",
        basis="Decreto 900",
        by=scene.cast.actor(scene.cast.administrator),
        at=timezone.now(),
    ).pk


def _delegation(scene: Scene) -> int:
    """A delegation of the head's unit, in force."""
    known = Delegation.objects.values_list("pk", flat=True).first()
    if known is not None:
        return known
    return grant_delegation(
        unit=UNIT,
        person=scene.cast.officer,
        basis="Acuerdo 12",
        since=timezone.localdate(),
        until=None,
        by=scene.cast.actor(scene.cast.head),
        at=timezone.now(),
    ).pk


def _power(case: Case) -> dict[str, Any]:
    """What a document of a case says of a power, and why one is revoked."""
    return {
        "seen": case.stream.seq,
        "key": uuid.uuid4(),
        "name": "Tienda Libre del Istmo, S.A. de C.V.",
        "attachment": credential_of(case).pk,
        "kind": "registered-credential",
        "inscription": "Libro 12",
        "since": dt.date(2026, 1, 1).isoformat(),
        "until": dt.date(2040, 1, 1).isoformat(),
        "scope": "all",
        "reason": "Escritura de revocatoria",
    }


def _document(scene: Scene) -> int:
    """What the company of `represented` has on file."""
    return VaultDocument.objects.get(case_number=scene.represented.number, power__isnull=False).pk


def _mail_of(case: Case) -> str:
    """A mail of the demonstration: what the desk would have sent about the case."""
    folder, mail_id = Path(settings.DEMO_MAILS), "20260101T000000000000-0123456789ab"
    folder.mkdir(parents=True, exist_ok=True)
    box = current_pack().mail.boxes[0].address
    raw = f"From: {box}\r\nTo: ana@example.com\r\nSubject: Caso {case.number}\r\n\r\nHola\r\n"
    (folder / f"{mail_id}.eml").write_bytes(raw.encode())
    return mail_id


def _held(case: Case, now: dt.datetime) -> int:
    """A mail of a stranger about the case, which waits for an officer."""
    raw = f"From: nadie@example.com\r\nSubject: {case.number}\r\n\r\nHola\r\n".encode()
    inbound = receive_mail(box="solicitudes", raw=[raw], at=now)
    file_waiting(clock=lambda: now)
    return inbound.pk


def _formal(cast: Cast, now: dt.datetime, state: str) -> Case:
    """A bond change of the applicant in the officer's unit: noticed, with a draft of its resolution, or resolved."""
    case = make_bond_change(cast, at=now, unit=UNIT, officer=cast.officer)
    officer, head = cast.actor(cast.officer), cast.actor(cast.head)
    if state == "drafted":
        present(case, "1", GOODS, by=cast.actor(cast.applicant), at=now)
    if state == "noticed":
        signed_notice(case, by=officer, head=head, at=now)
    elif state == "drafted":
        open_inquiry(case=case, what="¿Coinciden?", to_whom="Fiscalización", by=officer, at=now, via="desk")
        record_solvency(case=case, answer=Answer("solvent", "S-1"), by=officer, at=now, via="desk")
        draft_resolution(case=case, draft=RESOLUTION, by=officer, at=now, via="desk")
    else:
        open_inquiry(case=case, what="¿Coinciden?", to_whom="Fiscalización", by=officer, at=now, via="desk")
        act = signed_resolution(case, by=officer, head=head, at=now)
        if state == "registered":
            register_bond(act=act, policy=policy(now), by=officer, at=now, via="desk")
    return case


def receipt_code(case: Case) -> str:
    """What the receipt of a case's opening is verified by."""
    receipt = receipt_of(case, 1)
    assert receipt is not None
    return receipt.code


def _first_file(scene: Scene, words: dict[str, str]) -> int:
    """The file of `case`, or of the case that `of` names."""
    case: Case = getattr(scene, words.get("of", "case"))
    return case.attachments.order_by("id").values_list("pk", flat=True)[0]


def _files(now: dt.datetime) -> tuple[NewFile, ...]:
    return take_files([SimpleUploadedFile("nota.txt", b"hola")], at=now).files


def _completing(case: Case, now: dt.datetime) -> Draft:
    """The form that completes a case, answered, with a file: what its link opened."""
    draft = start_completion(CaseParty.objects.get(case=case), at=now)
    save_answers(draft, {**case.answers, "phone": "+50370707070"}, is_checked=True, at=now)
    add_files(draft, [SimpleUploadedFile("nota.txt", b"hola")], requirement="", at=now)
    return draft


def _draft(cast: Cast, now: dt.datetime, *, owned: bool) -> Draft:
    by = cast.actor(cast.applicant) if owned else ANONYMOUS
    draft = start_draft(procedure=current_pack().procedures["general-request"], by=by, at=now)
    save_answers(draft, ANSWERS, is_checked=True, at=now)
    add_files(draft, [SimpleUploadedFile("nota.txt", b"hola")], requirement="", at=now)
    return draft
