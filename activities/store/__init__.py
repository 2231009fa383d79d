"""PostgreSQL: tables, questions put to them, the unit of work, migrations."""
