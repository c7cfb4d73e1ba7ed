"""What is signed never changes: the database itself refuses, whoever asks."""

from __future__ import annotations

from django.db import migrations

_REFUSE = """
CREATE FUNCTION formal_act_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'signed' THEN
    RAISE EXCEPTION 'the signed act % never changes', OLD.number;
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER formal_act_stays BEFORE UPDATE OR DELETE ON formal_act
  FOR EACH ROW EXECUTE FUNCTION formal_act_stays();
"""
_ALLOW = "DROP TRIGGER formal_act_stays ON formal_act; DROP FUNCTION formal_act_stays();"


class Migration(migrations.Migration):
    dependencies = [("formal", "0001_formal_acts")]

    operations = [migrations.RunSQL(_REFUSE, _ALLOW)]
