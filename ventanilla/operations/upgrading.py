"""Whether this version may take over a database: every open case must still be workable."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from ventanilla.catalogue.definition import DefinitionFault, obsolete, parse

# In SQL, because the tables are the former version's.
_OPEN_DEFINITIONS = """
SELECT definition.pack, definition.code, definition.body, count(*), min(file.number)
FROM definition JOIN "case" file ON file.definition_id = definition.sha256
WHERE file.phase <> 'closed' GROUP BY definition.sha256 ORDER BY definition.pack, definition.code
"""


def stranded_cases() -> Iterator[str]:
    """A line for each definition of open cases that this version cannot work with, and why."""
    with connection.cursor() as cursor:
        if not {"definition", "case"} <= set(connection.introspection.table_names(cursor)):
            return
        cursor.execute(_OPEN_DEFINITIONS)
        rows = cursor.fetchall()
    for pack, code, body, cases, example in rows:
        try:
            reasons = obsolete(parse(body))
        except DefinitionFault as fault:
            reasons = (str(fault),)
        if reasons:
            yield f"{pack}/{code}, {cases} open cases ({example}): {'; '.join(reasons)}"
