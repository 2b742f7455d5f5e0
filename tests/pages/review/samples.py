"""Reviews to write files from: an ordinary one, one with long names and many rows, a Japanese one, an empty one."""

from dataclasses import replace
from datetime import date

from pages.review.document import Card, Chart, Column, Definition, Document, Section, Series, Table

_BRIDGE = Chart(
    key="result_bridge",
    title="From 2026-Q2 to 2026-Q3",
    shape="waterfall",
    kind="money",
    categories=("2026-Q2", "More deals decided", "Mix of segments", "Win rate", "Deal size", "2026-Q3"),
    series=(Series("Won", (1_000_000.0, 120_000.5, -30_000.25, -210_000.0, 55_000.75, 935_001.0)),),
    alt="Won amount of both quarters and what led from one to the other",
)
_OUTLOOK = Chart(
    key="outlook",
    title="Forecast of the next quarters",
    shape="bar",
    kind="money",
    categories=("2026-Q4", "2027-Q1"),
    series=(Series("Forecast", (1_200_000.0, 900_000.0)),),
    low=(1_000_000.0, 600_000.0),
    high=(1_450_000.0, 1_250_000.0),
    alt="Forecast of two quarters with its 80 % range",
)
_TREND = Chart(
    key="trend",
    title="Win rate by quarter",
    shape="line",
    kind="share",
    categories=("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"),
    series=(Series("Win rate", (0.31, None, 0.30, 0.26)), Series("Year before", (0.28, 0.29, 0.33, 0.31))),
    alt="Win rate of four quarters beside those of the year before",
)
_STACKED = Chart(
    key="pipeline",
    title="Pipeline by category",
    shape="stacked",
    kind="money",
    categories=("2026-Q4", "2027-Q1", "2027-Q2"),
    series=(Series("Commit", (400_000.0, 100_000.0, 0.0)), Series("Best case", (350_000.0, 420_000.0, 80_000.0))),
    alt="Open pipeline of three quarters by forecast category",
)
_WINS = Table(
    key="wins",
    title="Biggest wins",
    columns=(
        Column("Deal"),
        Column("Account"),
        Column("Amount", "money"),
        Column("Closed on", "date"),
        Column("Days", "days"),
        Column("Discount", "share"),
        Column("Meetings", "number"),
    ),
    rows=(
        ("=HYPERLINK(0)", "Acme & Sons <b>", 250_000.5, "2026-09-30", 41, 0.125, 7),
        ("Renewal", None, None, None, None, None, None),
    ),
)

ORDINARY = Document(
    period="2026-Q3",
    starts_on=date(2026, 7, 1),
    ends_on=date(2026, 10, 1),
    as_of=date(2026, 9, 30),
    release=42,
    filters="Period: 2026-Q3; Team: West",
    query={"period": ["2026-Q3"], "team": ["West"]},
    language="en",
    locale="en_US",
    currency="USD",
    title="Quarterly review",
    sections=(
        Section(
            key="result",
            title="Result",
            headline="2026-Q3 ended $65K short of its quota of $1M",
            lines=("Win rate fell from 31% to 26% (n = 412); Enterprise explains two thirds.", "Deals grew by $1.2K."),
            cards=(
                Card("Won", 935_001.0, "money", "93.5% of $1M quota · n = 61"),
                Card("Win rate", 0.26, "share", "95 %: 22–30% · n = 412 decided"),
                Card("Sales cycle", 41.0, "days", "n = 61 won"),
                Card("Coverage", None, "multiple", "no quota"),
            ),
            charts=(_BRIDGE, _TREND),
            notes=("Win rate: won ÷ (won + lost) by closing day.", "Source: opportunities of release 42."),
        ),
        Section(
            key="outlook",
            title="What is next",
            headline="2026-Q4 is expected at $1.2M ($1M to $1.45M)",
            charts=(_OUTLOOK, _STACKED),
            notes=("The range holds the result in 8 of 10 quarters.",),
        ),
        Section(key="deals", title="Deals", headline="Two deals made a quarter of the result", tables=(_WINS,)),
        Section(key="decisions", title="Decisions", headline="Nothing was decided yet"),
    ),
    definitions=(
        Definition("Win rate", "Won ÷ (won + lost) by closing day."),
        Definition("Won", "Amount of won deals."),
    ),
)
_LONG = "A deal whose name goes on and on and never seems to come to its end, with every product named in it"
HEAVY = replace(
    ORDINARY,
    period="2026-Q2",
    filters="; ".join(
        f"Team: {name}" for name in ("West", "East", "North", "South", "Central Europe and the Middle East")
    ),
    sections=(
        replace(
            ORDINARY.sections[0],
            headline=f"{_LONG}: {_LONG.lower()} (n = 1,234,567)",
            lines=tuple(f"{number}. {_LONG}." for number in range(9)),
            cards=tuple(
                Card(f"A measure with a long name {number}", 1e9 * number, "money", _LONG) for number in range(8)
            ),
            charts=(
                replace(
                    _OUTLOOK,
                    categories=tuple(f"{_LONG} {number}" for number in range(24)),
                    series=(Series("Won", tuple(1e6 / (number + 1) for number in range(24))),),
                    low=(),
                    high=(),
                ),
                replace(
                    _TREND,
                    categories=tuple(f"{year}-Q{quarter}" for year in range(2017, 2027) for quarter in range(1, 5)),
                    series=tuple(
                        Series(f"Segment {name}", tuple(((number * 7 + name) % 10) / 10 for number in range(40)))
                        for name in range(6)
                    ),
                ),
            ),
        ),
        replace(
            ORDINARY.sections[2],
            tables=(
                replace(
                    _WINS,
                    rows=tuple((f"{_LONG} {n}", _LONG, 1e6 * n, "2026-06-01", n, n / 100, n) for n in range(60)),
                    shown=40,
                ),
                _WINS,
            ),
        ),
    ),
)
JAPANESE = replace(
    ORDINARY,
    language="ja",
    locale="ja_JP",
    currency="JPY",
    title="四半期レビュー",
    filters="期間: 2026-Q3; チーム: 西日本営業部",
    labels=ORDINARY.labels | {"as_of": "{day} 時点", "release": "リリース {number}", "definitions": "定義"},
    sections=(
        replace(
            ORDINARY.sections[0],
            title="結果",
            headline="2026-Q3 は売上目標 1億円に 650万円届かなかった",
            lines=("受注率は 31% から 26% に下がった(n = 412)。",),
            cards=(Card("受注額", 93_500_100.0, "money", "売上目標 1億円の 93.5%"),),
            charts=(
                replace(
                    _BRIDGE,
                    title="前四半期からの変化",
                    categories=("前四半期", "件数", "構成", "受注率", "単価", "今四半期"),
                ),
            ),
        ),
        replace(
            ORDINARY.sections[2],
            title="案件",
            headline="大型案件が結果を支えた",
            tables=(
                replace(
                    _WINS,
                    title="大きな受注",
                    rows=(("基幹システム更新", "株式会社髙橋製作所", 25_000_000, "2026-09-30", 41, 0.125, 7),),
                ),
            ),
        ),
    ),
)
EMPTY = replace(
    ORDINARY,
    sections=(
        Section(
            key="result",
            title="Result",
            headline="Nothing was decided in 2026-Q3",
            cards=(Card("Won", None, "money", "nothing won"),),
            charts=(replace(_BRIDGE, categories=("2026-Q2", "2026-Q3"), series=(Series("Won", (0.0, 0.0)),)),),
            tables=(replace(_WINS, rows=()),),
        ),
    ),
    definitions=(),
)
EVERY = {"ordinary": ORDINARY, "heavy": HEAVY, "japanese": JAPANESE, "empty": EMPTY}
