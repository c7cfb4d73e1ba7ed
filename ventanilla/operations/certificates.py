"""What the doctor says of the certificates that sign acts and of the roots that signatures are verified against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography import x509
from django.db import DatabaseError
from django.db.models import Q

from ventanilla.files.certificates import name_of
from ventanilla.files.roots import root_files
from ventanilla.formal.sealing import seal_file
from ventanilla.operations.health import Check
from ventanilla.people.models import Person

_OTHERS = 0o007
_LONGEST_NUMBER = 18


def certificates_are_kept(folder: Path | None) -> Check:
    """Each `.p12` is somebody's, and closed to other accounts. Whether it opens, only her phrase tells."""
    if folder is None:
        return Check("signing", True, "SIGNING_DIR is not set: acts carry no electronic signature inside")
    files = sorted(folder.glob("*.p12"))
    owned = _owned(files)
    faults = [fault for path in files for fault in _faults_of(path, owned)]
    detail = "; ".join(faults) or f"{len(files)} certificates, each of somebody with an account"
    remedy = "Name each file <user name>.p12 or <number of the person>.p12, and run `chmod 600` on it."
    return Check("signing", not faults, detail, remedy)


def roots_are_in_force(folder: Path | None, *, at: dt.datetime) -> Check:
    """The trusted roots can be read, there is one, and none has expired."""
    if folder is None:
        return Check(
            "trust", True, "TRUST_DIR is not set: signatures on files are not verified against roots"
        )
    faults, roots = [], []
    for path in root_files(folder):
        try:
            roots += _certificates_in(path)
        except (OSError, ValueError):
            faults.append(f"{path.name} holds no certificate that can be read")
    faults += [f"{name_of(root.subject)} has expired" for root in roots if root.not_valid_after_utc <= at]
    if not roots and not faults:
        faults.append(f"no .pem, .crt or .cer file in {folder}")
    detail = "; ".join(faults) or f"{len(roots)} trusted roots"
    return Check("trust", not faults, detail, "Put each root there as PEM, and take out what has expired.")


def _owned(files: Sequence[Path]) -> set[Path] | None:
    """Those of the files that somebody signs with; None where the database does not answer, which is told elsewhere."""
    names = [path.stem for path in files]
    numbers = [int(name) for name in names if name.isdecimal() and len(name) < _LONGEST_NUMBER]
    people = Person.objects.filter(Q(username__in=names) | Q(pk__in=numbers), is_active=True)
    try:
        return {path for person in people if (path := seal_file(person)) is not None}
    except DatabaseError:
        return None


def _faults_of(path: Path, owned: set[Path] | None) -> Iterator[str]:
    if path.stat().st_mode & _OTHERS:
        yield f"every account of this machine may read {path.name}"
    if owned is not None and path not in owned:
        yield f"{path.name} is nobody's"


def _certificates_in(path: Path) -> list[x509.Certificate]:
    content = path.read_bytes()
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    return [x509.load_der_x509_certificate(content)]
