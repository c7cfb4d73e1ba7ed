"""The sequence of case numbers, and the words of cases: Spanish stems without accents, in a GIN index."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

SEARCH = """
CREATE TEXT SEARCH CONFIGURATION ventanilla (COPY = spanish);
ALTER TEXT SEARCH CONFIGURATION ventanilla
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, spanish_stem;
ALTER TABLE search ADD COLUMN tsv tsvector NOT NULL;
CREATE INDEX search_tsv ON search USING gin (tsv);
"""
FORGET = """
DROP INDEX search_tsv;
ALTER TABLE search DROP COLUMN tsv;
DROP TEXT SEARCH CONFIGURATION ventanilla;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE case_number_seq;", "DROP SEQUENCE case_number_seq;"),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH, FORGET),
    ]
