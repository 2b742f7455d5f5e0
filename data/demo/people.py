"""The sales organisation: head, managers, reps with skill and tenure, and who works where in which month."""

from datetime import date

import duckdb

from data.demo import names


def build(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """Build demo_reps, staff and roster.

    staff: rep_id, team, territory, skill, hired_on, left_on. roster: team, month, place, places, rep_id.
    """
    connection.execute(
        "create or replace temp table teams (team varchar, territory varchar, manager varchar, upto double, smb"
        " double, mid double)"
    )
    upto = 0.0
    for team, territory, manager, share, smb, mid in names.TEAMS:
        upto += share
        connection.execute("insert into teams values (?, ?, ?, ?, ?, ?)", [team, territory, manager, upto, smb, mid])
    connection.execute("create or replace temp table people (number integer, name varchar)")
    for number, name in enumerate(names.REPS):
        connection.execute("insert into people values (?, ?)", [number, name])
    connection.execute(
        """
        create or replace temp table staff as
        with placed as (
            select p.number, p.name, t.team, t.territory, t.manager
            from people as p
            join (select *, row_number() over (order by upto) - 1 as place from teams) as t on t.place = p.number % 7
        )
        select
            'R' || lpad(cast(number + 100 as varchar), 4, '0') as rep_id, number, name, team, territory, manager,
            exp(0.22 * z(number, 'skill')) as skill,
            case when u(number, 'old hand') < 0.6 then $today - cast(1100 + 1500 * u(number, 'hired') as integer)
                else $today - cast(60 + 900 * u(number, 'hired') as integer) end as hired_on,
            case when u(number, 'leaves') < 0.16 and name not in ($sandbagger, $overcaller)
                then $today - cast(40 + 600 * u(number, 'left') as integer) end as left_on
        from placed
        """,
        {"today": today, "sandbagger": names.SANDBAGGER.where["rep"], "overcaller": names.OVERCALLER.where["rep"]},
    )
    # Whoever would leave before arriving, or be one of the two whose forecasts tell a story, has been there all along.
    connection.execute("update staff set left_on = null where left_on < hired_on + 200")
    connection.execute(
        "update staff set hired_on = $today - 1300 where name in ($sandbagger, $overcaller)",
        {"today": today, "sandbagger": names.SANDBAGGER.where["rep"], "overcaller": names.OVERCALLER.where["rep"]},
    )
    connection.execute(
        """
        create or replace temp table roster as
        with months as (select distinct month_start as month from calendar where day between $today - 1130 and $today),
        present as (
            select s.team, m.month, s.rep_id from staff as s
            join months as m on m.month >= s.hired_on - 20 and (s.left_on is null or m.month < s.left_on - 30)
        )
        select team, month, rep_id, row_number() over (partition by team, month order by rep_id) - 1 as place,
            count(*) over (partition by team, month) as places
        from present
        """,
        {"today": today},
    )
    connection.execute(
        """
        create or replace temp table demo_reps as
        with managers as (
            select row_number() over (order by upto) as number, team, territory, manager from teams
        ), everyone as (
            select 'R0001' as rep_id, $head as name, cast(null as varchar) as manager_id, 'Company' as team,
                cast(null as varchar) as territory,
                'Head of Sales' as role, date '2018-02-01' as hired_on, cast(null as date) as left_on
            union all
            select 'R001' || number, manager, 'R0001', team, territory, 'Sales Manager', date '2019-05-01',
                null from managers
            union all
            select s.rep_id, s.name, 'R001' || m.number, s.team, s.territory, 'Account Executive', s.hired_on, s.left_on
            from staff as s join managers as m on m.team = s.team
        )
        select row_number() over (order by rep_id) as row_number, rep_id, name,
            lower(replace(replace(name, ' ', '.'), '''', '')) || '@quayside.example' as email, manager_id, team,
            territory, role,
            role as title, hired_on, left_on, left_on is null as is_active
        from everyone
        """,
        {"head": names.HEAD_OF_SALES},
    )
