"""The demo company: invented people, accounts and deals that behave like a real sales organisation's."""

from datetime import UTC, date, datetime, time

from data.demo.generate import generate
from data.derive import refresh
from data.entities import ENTITIES
from data.errors import Refused
from data.intake.importer import concerned, enter_table, strike
from data.sentence import Sentence
from data.upgrade import bring_up_to_date
from data.warehouse import Store

__all__ = ["SOURCE", "build", "generate", "remove"]

SOURCE = "demo company"


def build(store: Store, *, deals: int, seed: int, today: date) -> None:
    """Publish the demo company: about `deals` deals over the three years up to `today`.

    It goes in like files do, one import per entity, so history and measures
    come about in the same way.
    """
    as_of = datetime.combine(today, time(23, 59), UTC)
    with store.publish() as connection:
        bring_up_to_date(connection)
        changed: dict[str, list[str | None]] = {}
        for entity, table in generate(connection, deals=deals, seed=seed, today=today).items():
            changed |= enter_table(connection, ENTITIES[entity], table, source=SOURCE, as_of=as_of, now=as_of)
            connection.execute(f"drop table {table}")
        refresh(connection, concerned(connection, changed))


def remove(store: Store, *, now: datetime) -> int:
    """Take the demo company out, and its entries in the log; what came from files stays. Returns the release's number.

    Refused where there is no demo company.
    """
    with store.publish() as connection:
        bring_up_to_date(connection)
        imports = connection.execute("select import_id, entity from imports where source = $source", {"source": SOURCE})
        entries = imports.fetchall()
        if not entries:
            raise Refused("NO_DEMO", Sentence("There is no demo company in this store."))
        changed: dict[str, list[str | None]] = {}
        for import_id, entity in entries:
            changed.setdefault(entity, []).append(strike(connection, import_id, now=now))
        connection.execute("delete from imports where source = $source", {"source": SOURCE})
        refresh(connection, concerned(connection, changed))
    return store.require_current().number
