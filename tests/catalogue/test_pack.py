"""A pack as other rooms see it: found, read once, in a language, with its calendars and its routing."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.catalogue.folders import TEMPLATE, change, copy_of_template
from ventanilla.catalogue import (
    PackFaults,
    UnknownPack,
    check_pack,
    get_pack,
    pack_codes,
    pack_folder,
    read_pack,
    reading,
)
from ventanilla.catalogue.calendars import UnknownCode
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.parts import read_parts
from ventanilla.rules.calendars import BeyondCalendar, Closure

PACK = get_pack("_template")


@pytest.mark.parametrize("code", [*pack_codes(), "_template"])
def test_the_packs_of_the_product_have_no_fault(code: str) -> None:
    assert [str(fault) for fault in check_pack(code) if not fault.is_warning] == []


@pytest.mark.parametrize("code", pack_codes())
def test_the_packs_of_the_product_say_everything_in_english(code: str) -> None:
    assert [str(fault) for fault in check_pack(code)] == []
    assert get_pack(code).localized("en").language == "en"


def test_packs_are_found_by_code_or_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"ec", "mx", "sv"} <= set(pack_codes())
    assert "_template" not in pack_codes()
    assert pack_folder("sv") == pack_folder(str(pack_folder("sv")))
    folder = copy_of_template(tmp_path)
    assert pack_folder(folder) == folder.resolve()
    monkeypatch.chdir(tmp_path)
    assert pack_folder("template") == folder.resolve()
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(reading, "_PLACES", (tmp_path / "empty", tmp_path))
    assert pack_codes() == ("template",)
    assert pack_folder("template") == folder.resolve()
    monkeypatch.setattr(reading, "_PLACES", ())
    assert pack_codes() == ()
    with pytest.raises(UnknownPack, match="No hay un paquete «sv»"):
        pack_folder("sv")


def test_a_pack_is_read_once() -> None:
    assert get_pack("_template") is get_pack(TEMPLATE)
    assert read_pack("_template") is not PACK


def test_a_pack_has_every_file_by_code() -> None:
    assert (PACK.code, PACK.zone, PACK.timezone.key) == (
        "template",
        "America/El_Salvador",
        "America/El_Salvador",
    )
    assert PACK.folder == TEMPLATE
    assert list(PACK.units) == ["head-office", "front-desk"]
    assert PACK.units["front-desk"].hours is not None
    assert PACK.posts["02"].hours is not None
    assert PACK.posts["02"].hours[0].since == dt.date(2026, 1, 1)
    assert list(PACK.person_kinds) == ["natural", "legal"]
    assert list(PACK.operator_types) == ["importer", "public"]
    assert PACK.identifiers["sv.dui"].for_ == ("natural",)
    assert PACK.laws["procedures-act"].short == "LPA"
    assert list(PACK.outcomes) == ["attended", "denied", "archived"]
    assert PACK.screens["reset_sent"].startswith("Si la dirección")
    assert PACK.uploads.total_bytes == 25 * 1024 * 1024
    assert not PACK.satisfaction.close_after.is_confirmed
    assert PACK.working_hours.is_confirmed
    assert str(PACK.contacts.hours) == "De lunes a viernes de 8:00 a.m. a 4:00 p.m."
    assert not PACK.contacts.hours.is_confirmed


def test_a_procedure_carries_its_workflow() -> None:
    procedure = PACK.procedures["general-request"]
    assert procedure.is_open
    assert procedure.workflow == PACK.workflows["general"]
    assert procedure.requirement("identity-document").types == ("pdf", "jpg", "png")
    with pytest.raises(KeyError, match="missing"):
        procedure.requirement("missing")
    assert PACK.procedure_at("solicitud-general") is procedure
    assert PACK.procedure_at("otra") is None
    assert hash(procedure) == hash(read_pack("_template").procedures["general-request"])


def test_a_workflow_answers_by_code_and_role() -> None:
    workflow = PACK.workflows["general"]
    assert workflow.step("decided").phase == "decided"
    assert workflow.transition("answer").to == "decided"
    assert [item.code for item in workflow.allowed("received", "applicant")] == ["withdraw"]
    assert workflow.table.initial == "received"
    assert workflow.table.findings() == ()
    for look in (workflow.step, workflow.transition):
        with pytest.raises(KeyError, match="nowhere"):
            look("nowhere")


def test_english_is_laid_over_spanish() -> None:
    english = PACK.localized("en")
    assert english.title == "Service Desk"
    assert english.administration.short_name == "AA"
    assert english.workflows["general"].title == "Handling of requests"
    procedure = english.procedures["general-request"]
    assert procedure.workflow is not None
    assert procedure.workflow.step("closed").title == "Closed"
    assert procedure.channels[1].text == "At the User Service counter."
    assert english.calendar().reason_closed(dt.date(2026, 1, 1)) == "New Year's Day (national holiday)"
    assert english.localized("es") is PACK.localized("es")
    assert english.localized("en") is english


def test_a_language_the_pack_has_not_is_spanish(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "pack.yaml", "languages: [es, en]", "languages: [es]")
    pack = read_pack(folder)
    assert pack.localized("en").title == "Mesa de Servicios"
    assert PACK.localized("fr") is PACK.localized("es")


def test_texts_in_the_language_asked_for() -> None:
    assert PACK.text("answer").subject == "Caso {case_number}: respuesta a su solicitud"
    assert PACK.text("answer", "en").subject == "Case {case_number}: answer to your request"
    assert PACK.localized("en").text("answer").subject == PACK.text("answer", "en").subject
    with pytest.raises(KeyError, match="missing"):
        PACK.text("missing")


def test_canned_texts_are_offered_where_they_belong() -> None:
    assert [text.code for text in PACK.canned_for("general-request")] == ["greeting", "missing-document"]
    assert [text.code for text in PACK.canned_for("other")] == ["greeting"]


def test_routing_takes_the_first_rule_that_holds() -> None:
    assert PACK.route("general-request", {"topic": "appeal"}) == "head-office"
    assert PACK.route("general-request", {"topic": "information"}) == "front-desk"
    assert PACK.route("general-request", {}) == "front-desk"
    assert PACK.route("general-request", {"procedure": "other", "topic": "appeal"}) == "head-office"
    with pytest.raises(KeyError, match="missing"):
        PACK.route("missing", {})


def test_a_rule_that_cannot_be_evaluated_says_so(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "routing.yaml", 'topic == "appeal"', "size(topic) > 3")
    with pytest.raises(ConditionFault, match="un dato no es del tipo"):
        read_pack(folder).route("general-request", {"topic": 3})


def test_calendars_by_office_and_law() -> None:
    port_day, decree = dt.date(2026, 8, 3), dt.date(2026, 9, 16)
    assert PACK.calendar().is_business_day(port_day)
    assert not PACK.calendar(post="01").is_business_day(port_day)
    assert PACK.calendar(post="02").is_business_day(port_day)
    assert PACK.calendar(law="procedures-act") is PACK.calendar()
    reason = PACK.calendar().reason_closed(decree)
    assert reason is not None
    assert reason.startswith("Asueto por decreto (asueto decretado")
    extra = Closure(dt.date(2026, 10, 1), "Duelo nacional", "decreed")
    assert not PACK.calendar(decreed=[extra]).is_business_day(dt.date(2026, 10, 1))
    assert PACK.calendar().is_business_day(dt.date(2026, 10, 1))
    with pytest.raises(BeyondCalendar):
        PACK.calendar().is_business_day(dt.date(2031, 1, 1))


def test_closures_need_no_code(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "calendar.yaml", "code: new-year, ", "")
    change(folder, "calendar.yaml", "code: good-friday, ", "")
    change(
        folder,
        "calendar.en.yaml",
        "  - {code: new-year, name: New Year's Day}\n  - {code: good-friday, name: Good Friday}\n",
        "",
    )
    assert {fault.rule for fault in check_pack(folder)} == {"overlay-missing"}


def test_an_unknown_office_or_law_is_named() -> None:
    with pytest.raises(UnknownCode, match=r"la oficina «99»\. Tiene: 01, 02"):
        PACK.calendar(post="99")
    with pytest.raises(UnknownCode, match=r"la ley «cff»\. Tiene: procedures-act"):
        PACK.calendar(law="cff")


def test_laws_count_their_own_days() -> None:
    mexico = get_pack("mx")
    day = dt.date(2026, 5, 5)
    assert not mexico.calendar().is_business_day(day)
    assert mexico.calendar(law="lft").is_business_day(day)
    assert mexico.calendar().roll_end
    assert not mexico.calendar(law="lft").roll_end


def test_the_first_law_counts_where_none_is_default(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "calendar.yaml", ", default: true, classes: [national, local, decreed]", "")
    calendar = read_pack(folder).calendar(post="01")
    assert not calendar.is_business_day(dt.date(2026, 8, 3))


def test_optional_files_may_be_missing(tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    for file in ("pack.yaml", "contacts.yaml", "people.yaml", "calendar.yaml"):
        shutil.copy(TEMPLATE / file, folder)
    change(folder, "pack.yaml", "languages: [es, en]", "languages: [es]")
    change(folder, "calendar.yaml", ", municipalities: [Puerto]", "")
    settings = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(re.sub(r"(?m)^  boxes:.*\n(?:    -.*\n)+", "", settings), "utf-8")
    pack = read_pack(folder)
    assert (dict(pack.units), dict(pack.procedures), pack.routing, pack.canned) == ({}, {}, (), ())


def test_a_broken_file_brings_no_faults_of_others(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    for file in ("units.yaml", "posts.yaml", "people.yaml", "laws.yaml", "outcomes.yaml", "texts.yaml", "calendar.yaml",
                 "canned.yaml", "workflows/general.yaml", "procedures/general-request.yaml", "routing.yaml",
                 "contacts.yaml", "pack.yaml"):  # fmt: skip
        copy = tmp_path / file.replace("/", "-")
        shutil.copytree(folder, copy)
        change(copy, file, "", "zzz: 1\n")
        assert {(fault.rule, fault.file) for fault in check_pack(copy) if not fault.is_warning} == {
            ("unknown-key", file)
        }
    with pytest.raises(PackFaults):
        read_pack(copy)


def test_what_is_broken_has_no_value(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    change(folder, "units.yaml", "units:", "unidades:")
    parts = read_parts(folder)
    unit_model = type(PACK.parts.values["units.yaml"])
    assert parts.value("units.yaml", unit_model) is None
    with pytest.raises(LookupError, match=r"units\.yaml"):
        parts.required("units.yaml", unit_model)
    assert parts.document("routes.yaml").data == {}


def test_rates_are_a_table_in_the_language_of_the_pack() -> None:
    spanish, english = PACK.rates, PACK.localized("en").rates
    assert [rate.code for rate in spanish.rates] == [rate.code for rate in english.rates]
    decree = next(rate for rate in english.rates if rate.code == "beer-decree")
    assert (decree.title, decree.note, decree.replaces) == ("Beer", "Lowered for a month.", "beer-2026")
    assert (decree.since, decree.until) == (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    assert (decree.value, decree.tariffs, decree.basis) == (Decimal("0.08"), ("2203",), ("Decreto",))
    assert {reading.code: reading.value for reading in spanish.readings} == {
        "iva_base_includes_ad_valorem": False,
        "retail_price_includes_iva": False,
        "duty_relief": False,
        "bond_formula": "larger_total",
        "rounding": "line_and_tax_half_up",
    }
    assert (spanish.currency, english.language) == ("USD", "en")
    assert spanish.usual_duties == (0, 5, 15)
    assert spanish.is_usable
    assert not get_pack("ec").rates.is_usable
