"""One demo company for all tests here, asked in plain SQL."""

from collections.abc import Callable, Iterator

import duckdb
import pytest

from data import demo
from data.warehouse import Store
from tests.conftest import DEMO_TODAY

Ask = Callable[..., list[tuple]]


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A demo company large enough that its stories stand out from chance."""
    store = Store(tmp_path_factory.mktemp("demo company"))
    demo.build(store, deals=3000, seed=1, today=DEMO_TODAY)
    return store


@pytest.fixture(scope="session")
def ask(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Rows of a query on the demo company; parameters by name, $today is always known."""
    copy = tmp_path_factory.mktemp("copy") / "demo.duckdb"
    demo_store.backup(copy)
    with duckdb.connect(str(copy), read_only=True) as connection:

        def rows(sql: str, **parameters: object) -> list[tuple]:
            known = {"today": DEMO_TODAY, **parameters}
            asked = {name: value for name, value in known.items() if f"${name}" in sql}
            return connection.execute(sql, asked).fetchall()

        yield rows
