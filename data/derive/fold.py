"""What is known of each record, folded from all that files have shown of it.

Each import in force is one dated observation. A later observation overrules an
earlier one, field by field: a field that a file does not carry says nothing.
"""

import duckdb

from data.entities import TRAITS, Entity


def order_imports(connection: duckdb.DuckDBPyConnection, entity: Entity) -> int:
    """Build `import_order` (import_id, ord, as_of, is_complete) of an entity's imports in force; returns how many."""
    connection.execute(
        """
        create or replace temp table import_order as
        select import_id, row_number() over (order by as_of, import_id) as ord, as_of, is_complete
        from imports
        where entity = $entity and undone_at is null
        """,
        {"entity": entity.name},
    )
    return connection.execute("select count(*) from import_order").fetchall()[0][0]


def fold(
    connection: duckdb.DuckDBPyConnection, entity: Entity, *, keys: str | None = None, before: int | None = None
) -> str:
    """Build the temp table of what is known per record, and return its name.

    keys: a relation whose column `key` limits the records. before: only imports
    that stand before this one in `order_imports`. Columns: the key, every field,
    is_missing (absent from a later file that was declared complete).
    """
    name = f"folded_{entity.name}"
    if order_imports(connection, entity) == 1 and before is None:
        return _only_import(connection, entity, name, keys)
    limit = "" if before is None else f"where i.ord < (select ord from import_order where import_id = {before})"
    semi = "" if keys is None else f"semi join {keys} as k on k.key = o.{entity.key}"
    connection.execute(
        f"""
        create or replace temp table latest_states as
        select o.{entity.key} as key, o.shape, max(i.ord) as ord, arg_max(s.state_id, i.ord) as state_id
        from sightings as s
        join import_order as i on i.import_id = s.import_id
        join observed_{entity.name} as o on o.state_id = s.state_id
        {semi}
        {limit}
        group by o.{entity.key}, o.shape
        """
    )
    shapes = [shape for (shape,) in connection.execute("select distinct shape from latest_states").fetchall()]
    complete = connection.execute(
        f"select max(i.ord) from import_order as i {limit} {'and' if limit else 'where'} i.is_complete"
    ).fetchall()
    last_complete = complete[0][0] or 0
    others = [field for field in entity.stored if field != entity.key]
    if len(shapes) <= 1:
        columns = "".join(f", o.{field}" for field in others)
        connection.execute(
            f"create or replace temp table {name} as select l.key as {entity.key}{columns}, l.ord <"
            f" {last_complete} as is_missing"
            f" from latest_states as l join observed_{entity.name} as o on o.state_id = l.state_id"
        )
        return name
    columns = "".join(f", {_latest(field, shapes, entity.stored[field])} as {field}" for field in others)
    connection.execute(
        f"create or replace temp table {name} as select l.key as {entity.key}{columns}, max(l.ord) <"
        f" {last_complete} as is_missing"
        f" from latest_states as l join observed_{entity.name} as o on o.state_id = l.state_id group by l.key"
    )
    return name


def _only_import(connection: duckdb.DuckDBPyConnection, entity: Entity, name: str, keys: str | None) -> str:
    """With a single import in force all that is known is what it showed: nothing to fold."""
    semi = "" if keys is None else f" semi join {keys} as k on k.key = o.{entity.key}"
    connection.execute(
        f"create or replace temp view only_{name} as select o.*, false as is_missing from observed_{entity.name}"
        f" as o{semi}"
    )
    return f"only_{name}"


def carriers(field: str, shapes: list[str]) -> list[str]:
    """The shapes whose files carry the field."""
    return [shape for shape in shapes if field in shape.split(",")]


def _latest(field: str, shapes: list[str], sql_type: str) -> str:
    if field == TRAITS:
        return _merged(f"list(o.{TRAITS} order by l.ord) filter (where o.{TRAITS} is not null)")
    carrying = carriers(field, shapes)
    if not carrying:
        return f"cast(null as {sql_type})"
    listed = ", ".join(f"'{shape}'" for shape in carrying)
    return f"arg_max_null(o.{field}, l.ord) filter (where l.shape in ({listed}))"


def _merged(traits: str) -> str:
    """SQL: a list of JSON objects as one; the later overrules the earlier name by name, and null takes a name out."""
    return f"cast(list_reduce({traits}, lambda a, b: json_merge_patch(a, b), cast('{{}}' as json)) as varchar)"


def says_more(told: str, known: str) -> str:
    """SQL: whether the traits `told` change anything in those `known`; both are JSON objects or null."""

    def entries(*objects: str) -> str:
        # Merging moves names about, and their order says nothing.
        return f"list_sort(map_entries(cast(json_merge_patch('{{}}', {', '.join(objects)}) as map(varchar, json))))"

    before = f"coalesce({known}, '{{}}')"
    return (
        f"{told} is not null and {told} is distinct from {known}"
        f" and {entries(before, told)} is distinct from {entries(before)}"
    )
