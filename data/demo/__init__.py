"""The demo company: invented people, accounts and deals that behave like a real sales organisation's."""

from datetime import UTC, date, datetime, time

from data.demo.generate import generate
from data.derive import refresh
from data.entities import ENTITIES
from data.intake.importer import concerned, enter_table
from data.warehouse import Store

__all__ = ["build", "generate"]


def build(store: Store, *, deals: int, seed: int, today: date) -> None:
    """Publish the demo company: about `deals` deals over the three years up to `today`.

    It goes in like files do, one import per entity, so history and measures
    come about in the same way.
    """
    as_of = datetime.combine(today, time(23, 59), UTC)
    with store.publish() as connection:
        changed: dict[str, list[str | None]] = {}
        for entity, table in generate(connection, deals=deals, seed=seed, today=today).items():
            changed |= enter_table(connection, ENTITIES[entity], table, source="demo company", as_of=as_of, now=as_of)
            connection.execute(f"drop table {table}")
        refresh(connection, concerned(connection, changed))
