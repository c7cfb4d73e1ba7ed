"""Every fault that a pack may have is found in its file, on its line, under its rule, with a remedy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.catalogue.folders import change, copy_of_template, line_of
from ventanilla.catalogue import PackFaults, check_pack, read_pack
from ventanilla.catalogue.remedies import REMEDIES

REQUEST = "procedures/general-request.yaml"
FLOW = "workflows/general.yaml"
REPRESENTS = """represents:
  name: organisation
  identifier: document
  capacity: capacity
  person: {name: principal_name, identifier: principal_document}
"""
TITLE_KEY = "title: Solicitud general a la"


@dataclass(frozen=True)
class Planted:
    """One fault: `old` becomes `new` in `file`, and the line of `at` (of `new` if empty) is to blame.

    `blamed` is the file that gets the blame where it is another one.
    """

    rule: str
    file: str
    old: str
    new: str
    at: str = ""
    blamed: str = ""


def p(rule: str, file: str, old: str, new: str, at: str = "", blamed: str = "") -> Planted:
    return Planted(rule, file, old, new, at, blamed)


PLANTED = [
    # YAML
    p("yaml", "units.yaml", "units:\n", "units: [\n", "  - {code: head-office"),
    p("duplicate-key", "pack.yaml", "currency: USD", "currency: USD\ncurrency: EUR", "currency: EUR"),
    p("old-boolean", "pack.yaml", "account_required_to_send: false", "account_required_to_send: no"),
    p("old-boolean", "contacts.yaml", "address: Avenida Principal 1, Ciudad", "address: On"),
    p("misread-number", "posts.yaml", 'code: "01"', "code: 01"),
    p("misread-number", "calendar.yaml", "day: 1}", "day: 0x1}"),
    p("misread-number", "contacts.yaml", "address: Avenida Principal 1, Ciudad", "address: 12:30"),
    p("alias", "outcomes.yaml", "  - {code: attended, title: Servicio atendido}", "  - &a {code: attended, title: Servicio atendido}\n  - *a", "  - &a"),
    p("alias", "pack.yaml", "currency: USD", "<<: {currency: USD}\ncurrency: USD", "<<: {"),
    p("tag", "pack.yaml", "currency: USD", "currency: !!python/name:os.system USD"),
    p("tag", "pack.yaml", "currency: USD", "currency: !!binary VVNE"),
    p("key-not-text", "laws.yaml", "laws:\n", "1: uno\nlaws:\n", "1: uno"),
    p("missing-file", "people.yaml", "", "", "-", "people.yaml"),
    p("unknown-file", "tarifas.yaml", "", "rates: []\n", "rates: []"),
    p("unknown-file", "units.yml", "", "units: []\n", "units: []"),
    p("unknown-file", "procedures/old/general.yaml", "", "code: general\n", "code: general"),
    # Keys and types
    p("unknown-key", "pack.yaml", "currency: USD", "currency: USD\ncurency: USD", "curency"),
    p("unknown-key", REQUEST, "slug: solicitud-general ", "slugs: x\nslug: solicitud-general ", "slugs: x"),
    p("missing-key", REQUEST, "unit: front-desk\n", "", "code: general-request"),
    p("missing-key", "units.yaml", "code: head-office, title: Dirección General", "code: head-office"),
    p("wrong-type", "pack.yaml", "total_mb: 25", "total_mb: '25'"),
    p("wrong-type", "pack.yaml", "country: País", "country: 503"),
    p("wrong-type", REQUEST, "audiences: [public, importers]", "audiences: public"),
    p("wrong-type", "outcomes.yaml", "{code: denied, title: Solicitud denegada, positive: false}", "denied"),
    p("unknown-choice", REQUEST, "kind: request ", "kind: petition "),
    p("unknown-choice", FLOW, "title: En revisión, phase: in_review", "title: En revisión, phase: reviewing"),
    p("unknown-choice", FLOW, "to: decided, by: [officer, head]", "to: decided, by: [officer, boss]"),
    p("unknown-choice", "posts.yaml", "hours: null", "hours: null, privileges: [siesta]"),
    p("unknown-choice", "pack.yaml", "dissatisfied: new_case", "dissatisfied: ignore"),
    p("blank-text", REQUEST, "short_title: Solicitud general", 'short_title: " "'),
    p("date", REQUEST, "updated_on: 2026-01-05", "updated_on: 2026-02-30"),
    p("code-shape", "units.yaml", "code: head-office, title", "code: Dirección, title"),
    p("slug-shape", REQUEST, "slug: solicitud-general ", "slug: Solicitud/general "),
    p("colour-shape", "pack.yaml", 'primary: "#1f4e79"', 'primary: "blue"'),
    p("email-shape", "pack.yaml", "from_address: mesa@aduanas.example", "from_address: mesa.aduanas.example"),
    p("phone-shape", "contacts.yaml", '"+503 2200-0000"', '"llame ya"'),
    p("url-shape", "contacts.yaml", 'website: "https://www.aduanas.example"', "website: www.aduanas.example"),
    p("prefix-shape", "pack.yaml", "case_prefix: AA", "case_prefix: aa"),
    # The administration
    p("contrast", "pack.yaml", 'primary: "#1f4e79"', 'primary: "#7fb2e5"'),
    p("contrast", "pack.yaml", 'accent: "#c8922a"', 'accent: "#402000"'),
    p("contrast", "pack.yaml", 'tint: "#eaf1f7"', 'tint: "#5a86ad"'),
    p("hours", "pack.yaml", 'working_hours: "mon-fri 08:00-16:00"', 'working_hours: "lunes a viernes"'),
    p("hours", "units.yaml", 'hours: "mon-fri 08:00-16:00"', 'hours: "mon-fri 16:00-08:00"'),
    p("hours", "posts.yaml", '    hours: {value: "mon-fri 08:00-17:00"', '    hours: {value: "mon-fri"'),
    p("case-number", "pack.yaml", "{prefix}-{year}-{seq:06d}", "{prefix}-{seq:06d}"),
    p("password-policy", "pack.yaml", "min_length: 9", "min_length: 4"),
    p("password-policy", "pack.yaml", "upper: 1", "upper: -1"),
    p("password-policy", "pack.yaml", "special: 1,", "special: 9,"),
    p("password-policy", "pack.yaml", '"@ # $"', '"@ A"'),
    p("upload-limits", "pack.yaml", "total_mb: 25", "total_mb: 0"),
    p("upload-limits", "pack.yaml", "max_files: 20", "max_files: 1000"),
    p("upload-limits", "pack.yaml", "types: [pdf, png, jpg, docx, xlsx, odt, ods, csv, txt, zip]", "types: []"),
    p("unknown-file-type", "pack.yaml", "csv, txt, zip", "csv, exe, zip"),
    p("satisfaction-term", "pack.yaml", "amount: 5", "amount: 0"),
    p("mailbox-silence", "pack.yaml", "silent_after: {amount: 16", "silent_after: {amount: 0"),
    p("mailbox-silence", "pack.yaml", "silent_after: {amount: 16", "silent_after: {amount: 721"),
    p("completion-link-days", "pack.yaml", "{days: 30", "{days: 0"),
    p("duplicate-code", "pack.yaml", "code: registration, address", "code: requests, address", "registro@aduanas.example"),
    p("duplicate-address", "pack.yaml", "address: registro@aduanas.example", "address: direccion@aduanas.example", "{code: head-office"),
    p("mail-box", "pack.yaml", "purpose: requests, procedure: general-request", "purpose: requests", "{code: requests"),
    p("mail-box", "pack.yaml", ", unit: head-office}", "}", "{code: head-office"),
    p("mail-box", "pack.yaml", "address: direccion@", "address: direccion+casos@"),
    p("mail-box", "pack.yaml", "from_address: mesa@", "from_address: otra@"),
    p("unknown-procedure", "pack.yaml", "purpose: requests, procedure: general-request", "purpose: requests, procedure: general"),
    p("unknown-unit", "pack.yaml", "unit: head-office}", "unit: head}"),
    p("zone", "pack.yaml", "zone: America/El_Salvador ", "zone: America/Macondo "),
    p("languages", "pack.yaml", "languages: [es, en]", "languages: [en]"),
    p("currency", "pack.yaml", "currency: USD", "currency: dólar"),
    p("phone-region", "pack.yaml", 'phone_region: "SV"', 'phone_region: "El Salvador"'),
    p("unit-cycle", "units.yaml", "title: Dirección General}", "title: Dirección General, parent: front-desk}", "code: front-desk"),
    p("source-missing", "pack.yaml", ", source: Valor de trabajo de la plantilla", "", "close_after: {"),
    p("source-missing", REQUEST, "    source: Procedimiento de la plantilla\n", "", "    status: por_confirmar"),
    p("source-missing", "contacts.yaml", "  source: Horario de la plantilla", "  source: ' '", "  status: por_confirmar"),
    p("dates-order", REQUEST, "updated_on: 2026-01-05", "updated_on: 2025-12-31"),
    p("dates-order", "posts.yaml", "since: 2026-01-01, closes: [national, local]", "since: 2026-01-01, until: 2025-01-01, closes: [local]"),
    # Codes
    p("duplicate-code", "units.yaml", "code: front-desk, title: Aten", "code: head-office, title: Aten"),
    p("duplicate-code", "people.yaml", "kind: sv.nit, title: N", "kind: sv.dui, title: N"),
    p("duplicate-code", FLOW, "code: conform, title: E", "code: answer, title: E"),
    p("duplicate-code", REQUEST, "code: subject, label", "code: topic, label"),
    p("duplicate-choice", REQUEST, "{code: appeal, title: Recurso}", "{code: information, title: Recurso}"),
    p("file-name", REQUEST, "code: general-request\n", "code: general-petition\n"),
    p("unknown-unit", REQUEST, "unit: front-desk", "unit: back-desk"),
    p("unknown-unit", "routing.yaml", "'procedure == \"general-request\" && topic == \"appeal\"', unit: head-office", "'procedure == \"general-request\" && topic == \"appeal\"', unit: head"),
    p("unknown-unit", "units.yaml", "parent: head-office", "parent: ministry"),
    p("unknown-post", "calendar.yaml", "municipalities: [Puerto]", 'posts: ["99"]'),
    p("unknown-municipality", "calendar.yaml", "municipalities: [Puerto]", "municipalities: [Macondo]"),
    p("unknown-person-kind", "people.yaml", "for: [natural, legal]", "for: [natural, alien]"),
    p("unknown-identifier", "people.yaml", "kind: sv.nit, title", "kind: sv.xyz, title"),
    p("unknown-identifier", REQUEST, "identifiers: [sv.dui, sv.nit], width: medium}", "identifiers: [sv.dui, ec.ci], width: medium}"),
    p("unknown-audience", REQUEST, "audiences: [public, importers]", "audiences: [public, martians]"),
    p("unknown-workflow", REQUEST, "workflow: general\n", "workflow: generic\n"),
    p("unknown-law", REQUEST, "{law: procedures-act, article", "{law: constitution, article"),
    p("unknown-law", REQUEST, "law: procedures-act, clock", "law: constitution, clock"),
    p("unknown-law", "calendar.yaml", "rule: easter, offset: -2", "rule: easter, offset: -2, laws: [tax]"),
    p("unknown-outcome", REQUEST, "outcomes: [attended, denied]", "outcomes: [attended, lost]"),
    p("unknown-text", FLOW, "tells: closed_by_silence", "tells: closed"),
    p("unknown-procedure", "canned.yaml", "procedures: [general-request]", "procedures: [general]"),
    p("unknown-class", "calendar.yaml", "class: local, rule", "class: regional, rule"),
    p("unknown-class", "posts.yaml", "closes: [national, local]", "closes: [national, regional]"),
    p("unknown-choice-list", "posts.yaml", "", "", "choices_from: posts", REQUEST),
    # Calendar
    p("calendar-years", "calendar.yaml", "last: 2030", "last: 2020"),
    p("default-law", "calendar.yaml", "default: true, classes: [national, local, decreed]}", "default: true, classes: [national]}\n  - {code: other, title: Otra, default: true, classes: [national]}", "laws: "),
    p("unknown-closure-rule", "calendar.yaml", "rule: easter", "rule: moon"),
    p("closure-rule", "calendar.yaml", "day: 3,", "day: 33,"),
    p("closure-rule", "calendar.yaml", "date: 2026-09-16", "date: 2026-09-31"),
    p("closure-rule", "calendar.yaml", "offset: -2", "offset: -2, height: 3"),
    # Rates
    p("amount-shape", "rates.yaml", 'value: "0.02"', 'value: "0,02"'),
    p("amount-shape", "rates.yaml", 'usual: ["0", "5", "15"]', 'usual: ["0", "5 %", "15"]'),
    p("wrong-type", "rates.yaml", 'value: "0.02"', "value: 0.02"),
    p("tariff-shape", "rates.yaml", 'tariffs: ["2402"]', 'tariffs: ["24.02"]'),
    p("tariff-shape", "rates.yaml", 'tariffs: ["22"]', 'tariffs: ["220"]'),
    p("unknown-choice", "rates.yaml", "product: cigarette", "product: pipe"),
    p("unknown-choice", "rates.yaml", "value: larger_total", "value: smaller_total"),
    p("missing-key", "rates.yaml", "  duty_relief: {title: La estimación incluye el DAI., value: false}\n", "", "readings:"),
    p("rates-incomplete", "rates.yaml", '  {title: Derechos arancelarios, usual: ["0", "5", "15"], basis: Arancel de importación}', "  null", "rates:\n"),
    p("rate-unit", "rates.yaml", 'value: "0.02", unit: per_unit', 'value: "0.02", unit: percent'),
    p("rate-unit", "rates.yaml", 'value: "8", unit: percent', 'value: "8", unit: per_litre'),
    p("rate-value", "rates.yaml", 'value: "0.02", ', "", "{code: cigarettes"),
    p("rate-overlap", "rates.yaml", "from: 2026-01-01, basis", "from: 2020-01-01, basis", "{code: beer-2026"),
    p("rate-overlap", "rates.yaml", "disputes: beer-2026, ", "", "{code: beer-press"),
    p("unknown-rate", "rates.yaml", "replaces: beer-2026", "replaces: beer-2025"),
    p("unknown-rate", "rates.yaml", "replaces: beer-2026", "replaces: beer-decree"),
    p("unknown-rate", "rates.yaml", "disputes: beer-2026", "disputes: vat"),
    p("dates-order", "rates.yaml", "until: 2026-06-30", "until: 2026-05-31"),
    p("duplicate-code", "rates.yaml", "{code: beer-2026", "{code: beer", 'value: "0.10"'),
    p("source-missing", "rates.yaml", ", status: por_confirmar, source: Prensa", ", status: por_confirmar", "{code: beer-press"),
    # Workflows
    p("unknown-initial", FLOW, "initial: received", "initial: arrived"),
    p("unknown-step", FLOW, "from: [received], to: in_review", "from: [received], to: in_revision"),
    p("unknown-step", FLOW, "from: [waiting_applicant], to: in_review", "from: [waiting], to: in_review"),
    p("unknown-owner", FLOW, "title: En revisión, phase: in_review", "title: En revisión, phase: in_review, owner: kitchen"),
    p("unreachable-step", FLOW, "transitions:\n", "  - {code: limbo, title: Limbo, phase: closed}\ntransitions:\n", "code: limbo"),
    p("dead-end", FLOW, "title: Cerrada, phase: closed", "title: Cerrada, phase: decided"),
    p("closed-with-exits", FLOW, "from: [received, in_review, waiting_applicant], to: closed", "from: [received, closed], to: closed"),
    p("empty-transition", FLOW, "by: [system]", "by: []"),
    # Conditions
    p("cel-syntax", "routing.yaml", 'topic == "appeal"', 'topic == '),
    p("cel-too-long", "routing.yaml", 'topic == "appeal"', " && ".join(['topic == "appeal"'] * 30)),
    p("cel-forbidden", "routing.yaml", 'topic == "appeal"', 'topic.startsWith("a")'),
    p("cel-forbidden", REQUEST, "shown_when: 'person_kind == \"legal\"'", "shown_when: '[1].exists(x, x > 0)'"),
    p("cel-unknown-variable", "routing.yaml", 'topic == "appeal"', 'theme == "appeal"'),
    p("cel-unknown-variable", REQUEST, "required_when: 'topic == \"appeal\"'", "required_when: 'appeal'"),
    p("cel-unknown-function", REQUEST, "required_when: 'topic == \"appeal\"'", "required_when: 'matches(topic)'"),
    p("cel-type", REQUEST, "required_when: 'topic == \"appeal\"'", "required_when: 'topic'"),
    p("cel-type", "routing.yaml", 'topic == "appeal"', "topic > 3"),
    p("cel-unknown-choice", REQUEST, "required_when: 'topic == \"appeal\"'", "required_when: 'topic == \"apeal\"'"),
    p("cel-unknown-choice", "routing.yaml", 'procedure == "general-request"', 'procedure == "general"'),
    p("cel-later-field", REQUEST, "shown_when: 'person_kind == \"legal\"'", "shown_when: 'topic == \"appeal\"'"),
    # Procedures
    p("open-incomplete", REQUEST, "outcomes: [attended, denied]", "", "state: open\nunit"),
    p("form-unused", REQUEST, "state: open\n", "state: sheet_only\n", "form:\n"),
    p("empty-heading", REQUEST, "sheet:\n", "sheet:\n  - heading: Nota\n", "  - heading: Nota"),
    p("empty-section", REQUEST, "form:\n  sections:\n", "form:\n  sections:\n    - {code: blank, title: Vacía, fields: []}\n", "    - {code: blank"),
    p("email-missing", REQUEST, "type: email, autocomplete: email}", "type: email, required: false}", "form:\n"),
    p("field-clash", REQUEST, "code: subject, label", "code: channel, label"),
    p("well-known-field", REQUEST, "label: Asunto, type: text, max_length: 150", "label: Asunto, type: date"),
    p("choices-missing", REQUEST, ", type: choice, choices_from: person_kinds}", ", type: choice}"),
    p("choices-twice", REQUEST, "type: choice\n", "type: choice\n          choices_from: posts\n", "          choices_from: posts\n"),
    p("identifiers-missing", REQUEST, "identifiers: [sv.dui, sv.nit], width: medium}", "width: medium}", "code: document"),
    p("not-applicable", REQUEST, "type: textarea, max_length: 4000", "type: textarea, not_future: true"),
    p("not-applicable", REQUEST, "          pattern: \"[0-9-]{4,20}\"\n", "", "pattern_error"),
    p("not-applicable", REQUEST, "type: confirm}", "type: confirm, pattern: x, pattern_error: why}"),
    p("not-applicable", REQUEST, "type: confirm}", "type: confirm, choices: [{code: a, title: A}]}"),
    p("not-applicable", REQUEST, "type: confirm}", "type: confirm, choices_from: posts}"),
    p("not-applicable", REQUEST, "    kind: file\n    types", "    kind: declaration\n    types", "    types"),
    p("autocomplete", REQUEST, "autocomplete: tel", "autocomplete: telephone"),
    p("max-length", REQUEST, "max_length: 4000", "max_length: 0"),
    p("max-length", REQUEST, "type: confirm}", "type: confirm, max_length: 3}"),
    p("pattern", REQUEST, '"[0-9-]{4,20}"', '"[0-9"'),
    p("pattern-error-missing", REQUEST, "          pattern_error: Escriba solo cifras y guiones, de 4 a 20.\n", "", '          pattern: "'),
    p("unknown-unit", "routing.yaml", "{unit: head-office, alternate", "{unit: nobody, alternate"),
    p("unknown-unit", "routing.yaml", "alternate: front-desk", "alternate: nobody"),
    p("unknown-unit", "routing.yaml", "alternate: front-desk", "alternate: front-desk, units: {a: nobody}", "complaints: {"),
    p("complaint-units", "routing.yaml", "alternate: front-desk", "alternate: head-office"),
    p("complaint-field", "routing.yaml", "alternate: front-desk", "alternate: front-desk, case: number", "complaints: {"),
    p("complaint-field", "routing.yaml", "alternate: front-desk", "alternate: front-desk, about: area", "complaints: {"),
    p("complaint-field", "routing.yaml", "alternate: front-desk", "alternate: front-desk, with_case: {area: a}", "complaints: {"),
    p("pattern", "doors.yaml", "[A-Z0-9][A-Z0-9./-]{4,39}", "[A-Z0-9"),
    p("unknown-procedure", "doors.yaml", 'Trámites", procedure: general-request', 'Trámites", procedure: general'),
    p("duplicate-code", "doors.yaml", "code: other, title", "code: procedures, title", '"2. Otra'),
    p("act-number", "formal.yaml", "RES-{unit}-{year}-{n:04d}", "RES-{unit}-{year}"),
    p("act-number", "formal.yaml", "PREV-{unit}-{year}-{n:04d}", "PREV-{sala}"),
    p("term-amount", "formal.yaml", "amount: 3", "amount: 0"),
    p("term-basis", "formal.yaml", ', basis: ["LPA art. 97"]', "", "{code: notify"),
    p("alarm-days", "formal.yaml", "alarm: {days: 2", "alarm: {days: 0"),
    p("alarm-days", "formal.yaml", "alarm_days: 2", "alarm_days: 10"),
    p("term-end", "formal.yaml", "step: resolve, ", "", "{effect: archive"),
    p("term-end", "formal.yaml", "step: resolve,", "step: archivar,", "step: archivar"),
    p("term-end", "formal.yaml", "step: resolve,", "step: withdraw,", "step: withdraw"),
    p("term-end", "formal.yaml", "step: resolve,", "step: start_review,", "step: start_review"),
    p("term-end", "formal.yaml", "step: resolve,", "step: resume_review,", "step: resume_review"),
    p("term-end", "formal.yaml", "outcome: archived, ", "", "{effect: archive"),
    p("term-end", "formal.yaml", "effect: archive,", "effect: alert,", "{effect: alert"),
    p("term-end", "formal.yaml", "code: remedy\n", "code: recourse\n", "{effect: archive"),
    p("term-end-basis", "formal.yaml", ', basis: ["LPA art. 72, archivo"]', "", "{effect: archive"),
    p("term-end-paper", "formal.yaml", '"Archívese el caso; puede presentarse una solicitud nueva."', '" "', "{effect: archive"),
    p("unknown-outcome", "formal.yaml", "outcome: archived", "outcome: archivado", "outcome: archivado"),
    p("unknown-choice", "formal.yaml", "effect: archive,", "effect: close,", "effect: close"),
    p("unknown-placeholder", "formal.yaml", "terminó el {due_on}", "terminó el {day}", "  archive_facts"),
    p("silence-basis", REQUEST, 'negative, basis: ["LPA art. 113"]', "negative", "term: {"),
    p("silence-clock", REQUEST, "clock: legal,", "clock: service,", "term: {"),
    p("unknown-class", "calendar.yaml", "decreed_class: decreed", "decreed_class: otra"),
    p("unknown-law", "formal.yaml", "law: procedures-act", "law: otra"),
    p("unknown-placeholder", "formal.yaml", "{days} días", "{horas} días"),
    p("term-amount", REQUEST, "term: {amount: 10", "term: {amount: 0"),
    p("term-basis", REQUEST, 'clock: legal, basis: ["LPA art. 89"]', "clock: legal", "term: {"),
    p("represents-field", REQUEST, "identifier: document\n", "identifier: papers\n"),
    p("represents-field", REQUEST, "  capacity: capacity\n", "  capacity: phone\n"),
    p("represents-field", REQUEST, "identifier: principal_document}", "identifier: phone}", "person: {name: principal_name"),
    p("represents-field", REQUEST, "person: {name: principal_name", "person: {name: principal", "person: {name: principal,"),
    p("represents-person", REQUEST, "proves: [credential, signed-letter]", "proves: [credential]", "person: {name: principal_name"),
    p("unknown-choice", "people.yaml", "principals: [organisation]", "principals: [company]"),
    p("represents-missing", REQUEST, REPRESENTS, "", "code: power\n"),
    p("unknown-power-kind", REQUEST, "proves: [credential, signed-letter]", "proves: [credential, letter]"),
    p("power-capacity", REQUEST, "{code: attorney, title", "{code: agent, title", "proves: [credential"),
    p("validity", REQUEST, "months: 24", "months: 0"),
    p("not-applicable", REQUEST, "    types: [pdf, jpg, png]\n    reusable: true\n    validity", "    types: [pdf, jpg, png]\n    validity", "    validity"),
    p("duplicate-code", "people.yaml", "code: signed-letter, title: Ca", "code: credential, title: Ca"),
    p("one-of", REQUEST, "[Escrito firmado, {code: record, title: Acta levantada en la oficina}]", "[Escrito firmado]"),
    # Texts
    p("text-missing", "texts.yaml", "  staff_assigned:\n", "  staff_given:\n", "texts:\n"),
    p("text-missing", "texts.yaml", "  call_link:\n", "  called_link:\n", "texts:\n"),
    p("placeholder-missing", "texts.yaml", "por teléfono ({procedure_title}):\n      {case_url}", "por teléfono ({procedure_title}).", "    body: |\n      Buen día, {applicant_name}:\n\n      Complete"),
    p("subject-lines", "texts.yaml", 'subject: "Caso {case_number}: se le asignó"', 'subject: "Caso {case_number}:\\n asignado"'),
    p("placeholder-missing", "texts.yaml", "Si usted no envió esta solicitud, avísenos aquí: {not_me_url}", "Gracias.", "    body: |\n      Buen día, {applicant_name}:\n\n      Recibimos su solicitud ("),
    p("placeholder-syntax", "texts.yaml", "Resultado: {outcome}", "Resultado: {outcome", "    body: |\n      Buen día, {applicant_name}:\n\n      Resultado"),
    p("unknown-placeholder", "canned.yaml", "En respuesta a su", "{applicant_name}, sobre su"),
    p("unknown-placeholder", "texts.yaml", "{desk_name}: restablezca", "{case_number}: restablezca"),
    p("text-missing", "texts.yaml", "  check_mailbox:", "  mailbox:", "screens:\n  reset_sent"),
    # Translations
    p("overlay-orphan", "units.en.yaml", "code: head-office, title", "code: head-offices, title"),
    p("overlay-orphan", "contacts.en.yaml", "address: 1 Main Avenue, City", "adress: 1 Main Avenue, City"),
    p("overlay-orphan", "fees.en.yaml", "", "title: Fees\n", "title: Fees"),
    p("overlay-not-text", "pack.en.yaml", "title: Service Desk", "currency: EUR\ntitle: Service Desk", "currency: EUR"),
    p("overlay-not-text", "pack.en.yaml", "title: Service Desk", "title: 3"),
    p("overlay-placeholder", "texts.en.yaml", "Open it at {desk_case_url}\n  staff_assigned", "Open it.\n  staff_assigned", "    body: |\n      {applicant_name} wrote"),
]  # fmt: skip


def spoil(folder: Path, planted: Planted) -> str:
    """Plants the fault and gives the text of the file that gets the blame."""
    if planted.rule == "missing-file":
        (folder / planted.file).unlink()
        return "-"
    if planted.rule == "unknown-choice-list":
        (folder / planted.file).unlink()
        (folder / "posts.en.yaml").unlink()
        change(folder, "calendar.yaml", ", municipalities: [Puerto]", "")
        return (folder / planted.blamed).read_text("utf-8")
    return change(folder, planted.file, planted.old, planted.new)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted.rule}:{planted.new[:30]}")
def test_fault_is_found_on_its_line(tmp_path: Path, planted: Planted) -> None:
    folder = copy_of_template(tmp_path)
    text = spoil(folder, planted)
    line = line_of(text, planted.at or planted.new)
    found = [fault for fault in check_pack(folder) if not fault.is_warning]
    places = [(fault.rule, fault.file, fault.line) for fault in found]
    assert (planted.rule, planted.blamed or planted.file, line) in places
    assert all(fault.remedy and fault.message for fault in found)


def test_a_pack_with_a_fault_is_not_read(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    text = change(folder, "pack.yaml", "min_length: 9", "min_length: 4")
    change(folder, "units.en.yaml", "code: head-office, title", "code: head-offices, title")
    with pytest.raises(PackFaults) as raised:
        read_pack(folder)
    assert [fault.rule for fault in raised.value.faults] == ["password-policy", "overlay-orphan"]
    assert str(raised.value).startswith(f"pack.yaml:{line_of(text, 'min_length')}: [password-policy]")


def test_two_procedures_may_not_share_an_address(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    copy = (folder / REQUEST).read_text("utf-8").replace("code: general-request", "code: other-request")
    (folder / "procedures/other-request.yaml").write_text(copy, "utf-8")
    found = [(fault.rule, fault.file) for fault in check_pack(folder) if not fault.is_warning]
    assert found == [("duplicate-slug", "procedures/other-request.yaml")]


def test_a_telephone_option_leads_to_a_procedure_that_takes_requests(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, REQUEST, "state: open\n", "state: sheet_only\n")
    line = line_of((folder / "doors.yaml").read_text("utf-8"), 'code: procedures, title: "1. Trámites"')
    assert ("phone-option-closed", "doors.yaml", line) in {
        (fault.rule, fault.file, fault.line) for fault in check_pack(folder)
    }


def test_who_takes_complaints_must_be_said(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    routing = (folder / "routing.yaml").read_text("utf-8")
    (folder / "routing.yaml").write_text(routing[: routing.index("complaints: {")], "utf-8")
    line = line_of(change(folder, REQUEST, "kind: request ", "kind: complaint "), "kind: complaint ")
    found = {(fault.rule, fault.file, fault.line) for fault in check_pack(folder)}
    assert ("complaints-missing", REQUEST, line) in found


def test_the_end_of_a_term_archives_only_what_each_workflow_and_procedure_admits(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    by_system = (
        "  - {code: archive_unanswered, title: Archivar, from: [remedy], to: closed, by: [system], "
        "journal: archived_unanswered}\n"
    )
    flow = change(folder, "workflows/resolution.yaml", "", by_system)
    change(folder, "workflows/resolution.en.yaml", "", "  - {code: archive_unanswered, title: Archive}\n")
    change(folder, "formal.yaml", "step: resolve,", "step: archive_unanswered,")
    assert check_pack(folder) == []
    (folder / "workflows/resolution.yaml").write_text(
        flow.replace("from: [remedy], to: closed, by: [system]", "from: [received], to: closed, by: [system]")
    )
    assert {fault.rule for fault in check_pack(folder)} == {"term-end"}
    (folder / "workflows/resolution.yaml").write_text(
        flow.replace("by: [system], journal: archived", "by: [officer], journal: archived")
    )
    assert {fault.rule for fault in check_pack(folder)} == {"term-end"}
    (folder / "workflows/resolution.yaml").write_text(flow)
    change(folder, REQUEST, "workflow: general\n", "workflow: resolution\n")
    [fault] = [fault for fault in check_pack(folder) if not fault.is_warning]
    assert (fault.rule, "no admite el resultado «archived»" in fault.message) == ("term-end", True)


def test_a_procedure_may_admit_no_principal_but_organisations(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, REQUEST, "  person: {name: principal_name, identifier: principal_document}\n", "")
    assert [fault for fault in check_pack(folder) if not fault.is_warning] == []


def ends_found(folder: Path) -> list[str]:
    return [fault.message for fault in check_pack(folder) if fault.rule == "term-end"]


def test_a_term_to_remedy_runs_where_some_workflow_has_remedy_notices(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    for name in ("resolution.yaml", "resolution.en.yaml"):
        (folder / "workflows" / name).unlink()
    assert ends_found(folder) == ["ningún flujo previene al solicitante: su término no corre"]


def test_a_signature_takes_no_step_but_that_of_a_resolution(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "workflows/resolution.yaml", "code: resolve,", "code: decide,")
    change(folder, "formal.yaml", "step: resolve,", "step: decide,")
    [found] = ends_found(folder)
    assert found.endswith("la firma de una resolución da el paso «resolve», no «decide»")


def test_a_step_that_leads_nowhere_is_one_fault_and_not_two(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "workflows/resolution.yaml", "to: resolved,", "to: nowhere,")
    assert ends_found(folder) == []
    assert "unknown-step" in {fault.rule for fault in check_pack(folder)}


def test_an_end_that_only_alerts_needs_nothing_more(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "formal.yaml", "effect: archive, step: resolve, outcome: archived,", "effect: alert,")
    assert [fault for fault in check_pack(folder) if not fault.is_warning] == []


def test_a_workflow_must_end(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    text = (folder / FLOW).read_text("utf-8")
    endless = text.replace("phase: closed", "phase: decided").replace("transitions:", AGAIN)
    (folder / FLOW).write_text(endless, "utf-8")
    assert [fault.rule for fault in check_pack(folder)] == ["no-closed-step", "overlay-missing"]
    ring = text.replace("  - {code: closed,", SPARE_STEPS).replace("transitions:", LOOP)
    (folder / FLOW).write_text(ring, "utf-8")
    found = [(fault.rule, fault.line) for fault in check_pack(folder) if not fault.is_warning]
    assert found == [("no-way-to-close", line_of(ring, name)) for name in ("code: left,", "code: right,")]


AGAIN = "transitions:\n  - {code: again, title: Otra vez, from: [closed], to: received, by: [head], journal: again}"
SPARE_STEPS = """  - {code: left, title: Izquierda, phase: in_review}
  - {code: right, title: Derecha, phase: in_review}
  - {code: closed,"""
LOOP = """transitions:
  - {code: enter, title: Entrar, from: [received], to: left, by: [head], journal: entered}
  - {code: there, title: Ida, from: [left], to: right, by: [head], journal: gone}
  - {code: back, title: Vuelta, from: [right], to: left, by: [head], journal: returned}"""


def test_what_is_not_translated_is_a_warning(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    (folder / "units.en.yaml").unlink()
    change(folder, "procedures/general-request.en.yaml", "cost: Free of charge\n", "")
    text = (folder / REQUEST).read_text("utf-8")
    found = [(fault.rule, fault.file, fault.line, fault.is_warning) for fault in check_pack(folder)]
    assert found == [
        ("overlay-missing", REQUEST, line_of(text, "cost:"), True),
        ("overlay-missing", "units.yaml", 1, True),
    ]
    assert read_pack(folder).localized("en").procedures["general-request"].cost is not None


def test_a_pack_without_english_needs_no_translation(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "pack.yaml", "languages: [es, en]", "languages: [es]")
    (folder / "units.en.yaml").unlink()
    change(folder, "procedures/general-request.en.yaml", "cost: Free of charge\n", "")
    assert check_pack(folder) == []


def test_every_rule_is_planted_once() -> None:
    """A rule without a planted fault is a rule nobody has seen work."""
    elsewhere = {
        "encoding", "file-too-large", "too-deep",  # test_source
        "duplicate-slug", "overlay-missing", "no-closed-step", "no-way-to-close", "complaints-missing",  # below
        "phone-option-closed",  # below
    }  # fmt: skip
    assert set(REMEDIES) == {planted.rule for planted in PLANTED} | elsewhere
    assert len(PLANTED) >= 40


def test_the_template_has_no_fault_and_no_warning(tmp_path: Path) -> None:
    assert check_pack(copy_of_template(tmp_path)) == []
