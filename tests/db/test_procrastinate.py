"""What the migrations made of procrastinate is what the installed procrastinate wants."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, create_engine, text
from tests.databases import Databases

pytestmark = pytest.mark.postgresql

OBJECTS = {
    "columns": """
        SELECT concat_ws(' ', table_name, column_name, udt_name, character_maximum_length,
            is_nullable, column_default) FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name LIKE 'procrastinate_%'""",
    "constraints": """
        SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid::regclass::text LIKE 'procrastinate_%'""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'procrastinate_%'",
    "functions": """
        SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'procrastinate_%'""",
    "triggers": """
        SELECT pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'procrastinate_%'""",
    "states and events": """
        SELECT concat_ws(' ', typname, enumsortorder, enumlabel)
        FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid""",
}


@pytest.fixture
def wanted(databases: Databases, tmp_path: Path) -> Iterator[Connection]:
    """A database with the schema that the installed procrastinate would make itself."""
    with databases.lent(tmp_path) as address:
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            as_is = connection.execution_options(no_parameters=True)
            as_is.exec_driver_sql(SchemaManager.get_schema())
            yield connection
        engine.dispose()


@pytest.mark.parametrize("kind", OBJECTS)
def test_the_schema_is_what_the_installed_procrastinate_wants(
    wanted: Connection, database, kind: str
):
    with database.read() as tx:
        made = set(tx.scalars(text(OBJECTS[kind])))
    missing = set(wanted.scalars(text(OBJECTS[kind]))) - made
    assert missing == set(), "a newer procrastinate needs a migration"


@pytest.mark.parametrize("kind", OBJECTS)
def test_nothing_of_another_procrastinate_is_left_over(wanted: Connection, database, kind: str):
    with database.read() as tx:
        made = set(tx.scalars(text(OBJECTS[kind])))
    extra = made - set(wanted.scalars(text(OBJECTS[kind])))
    assert [each for each in extra if " ix_jobs_" not in each] == []
