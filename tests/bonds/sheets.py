"""Annexes as applicants present them. The goods are invented."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from ventanilla.cases.acts import NewFile, write_message
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.people.access import Actor

GOODS = b"""tariff_code,description,quantity,unit,cost,insurance,freight,duty_rate
3303.00.00,Perfume,200,unidad,4000,40,260,15
4202.21.00,Bolsos,50,unidad,2000,20,80,15
"""
DRINKS = b"""tariff_code,description,cost,insurance,freight,duty_rate,degree,litres_per_container,containers,retail_price
2208.30.90,Whisky,9000,100,500,0,40,0.75,1200,15
"""
DEARER_DRINKS = DRINKS.replace(b",9000,", b",9500,")
BROKEN_DRINKS = (
    DRINKS.replace(b",1200,", b",muchos,") + DRINKS.splitlines()[1].replace(b"Whisky", b"Ron") + b"\n"
)


def upload(content: bytes, name: str = "anexo.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def present(
    case: Case, annex: str, content: bytes, *, by: Actor, at: dt.datetime, name: str = "anexo.csv"
) -> None:
    """The applicant sends an annex in her case."""
    files = take_files([upload(content, name)], at=at, requirement=f"annex-{annex}").files
    write_message(case=case, text="Va el anexo", files=files, by=by, at=at, via="portal")


def version(content: bytes, at: dt.datetime) -> NewFile:
    """A stored file, as the desk hands it to the act."""
    return take_files([upload(content, "recuento.csv")], at=at).files[0]
