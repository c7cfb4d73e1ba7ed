"""The register is added to and never edited: the database itself refuses, whoever asks."""

from __future__ import annotations

from django.db import migrations

_REFUSE = """
CREATE FUNCTION bond_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of the register of bonds never changes';
END $$;
CREATE TRIGGER bond_stays BEFORE UPDATE OR DELETE ON bond FOR EACH ROW EXECUTE FUNCTION bond_stays();
"""
_ALLOW = "DROP TRIGGER bond_stays ON bond; DROP FUNCTION bond_stays();"


class Migration(migrations.Migration):
    dependencies = [("bonds", "0002_register")]

    operations = [migrations.RunSQL(_REFUSE, _ALLOW)]
