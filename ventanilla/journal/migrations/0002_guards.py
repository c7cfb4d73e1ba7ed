"""What the ORM cannot say: entries that nobody may change, and the table of reads, by month."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'journal: % on % is refused, entries are append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_anchor_append_only BEFORE UPDATE OR DELETE ON journal_anchor
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_anchor_leaf_append_only BEFORE UPDATE OR DELETE ON journal_anchor_leaf
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""
UNGUARD = """
DROP TRIGGER journal_anchor_leaf_append_only ON journal_anchor_leaf;
DROP TRIGGER journal_anchor_append_only ON journal_anchor;
DROP TRIGGER journal_entry_no_truncate ON journal_entry;
DROP TRIGGER journal_entry_append_only ON journal_entry;
DROP FUNCTION journal_refuse();
"""
READS = """
CREATE TABLE journal_read (at timestamptz NOT NULL, actor varchar(60) COLLATE "C" NOT NULL,
  subject varchar(80) COLLATE "C" NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE journal_read_default PARTITION OF journal_read DEFAULT;
CREATE INDEX journal_read_subject ON journal_read (subject, at);
DO $$
DECLARE month date;
BEGIN
  FOR month IN SELECT generate_series('2026-01-01'::date, '2030-12-01'::date, '1 month')::date LOOP
    EXECUTE format('CREATE TABLE journal_read_%s PARTITION OF journal_read FOR VALUES FROM (%L) TO (%L)',
      to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(READS, "DROP TABLE journal_read;"),
    ]
