"""What the words in CRM files mean; and that flags and the analyst's answers go before the words."""

import tomllib
from pathlib import Path

import pytest

from data import vocabulary
from data.warehouse import Store
from tests.data.files import NOW, csv, day, load, rows

WON = [
    "Closed Won", "closedwon", "ClosedWon", "CLOSED WON", "Closed - Won", "Closed/Won", "6 - Closed Won", "06. Won",
    "Won", "Deal Won", "Contract Signed", "Gewonnen", "Geschlossen und gewonnen", "Fermée gagnée", "Cerrada ganada",
    "Chiuso vinto", "受注", "受注済み", "成約", "クローズ（成立）", "クローズ (成立)", "9.受注",
    "Closed Won (Sales Pipeline)",
]  # fmt: skip
LOST = [
    "Closed Lost", "closedlost", "Closed - Lost", "Closed/Lost", "7 - Closed Lost", "Lost", "Deal Lost",
    "Disqualified", "Abandoned", "No Decision", "Closed Lost to Competition", "Verloren", "Geschlossen und verloren",
    "Fermée perdue", "Cerrada perdida", "Chiuso perso", "失注", "見送り", "消滅", "クローズ（不成立）", "10.失注",
]  # fmt: skip
OPEN = [
    "Prospecting", "Qualification", "Needs Analysis", "Value Proposition", "Id. Decision Makers",
    "Perception Analysis", "Proposal/Price Quote", "Negotiation/Review", "appointmentscheduled", "qualifiedtobuy",
    "presentationscheduled", "decisionmakerboughtin", "contractsent", "3 - Proposal", "提案", "商談化", "見積",
    "クロージング", "Angebot",
]  # fmt: skip
UNSURE = [
    "Handshake", "Phase 4", "Won?", "9 - Won?", "Not won yet", "Almost Closed Won", "Win Back",
    "Wonder", "Closed", "完了", "",
]  # fmt: skip


@pytest.mark.parametrize("label", WON)
def test_won(label: str) -> None:
    guess = vocabulary.stage_kind(label)
    assert (guess.kind, guess.recognised, guess.probability) == ("won", True, 1.0)


@pytest.mark.parametrize("label", LOST)
def test_lost(label: str) -> None:
    guess = vocabulary.stage_kind(label)
    assert (guess.kind, guess.recognised, guess.probability) == ("lost", True, 0.0)


@pytest.mark.parametrize("label", OPEN)
def test_open(label: str) -> None:
    guess = vocabulary.stage_kind(label)
    assert (guess.kind, guess.recognised) == ("open", True)
    assert 0 <= (guess.probability or 0) < 1


@pytest.mark.parametrize("label", UNSURE)
def test_what_means_nothing_for_sure_counts_as_open_and_is_told(label: str) -> None:
    guess = vocabulary.stage_kind(label)
    assert (guess.kind, guess.recognised) == ("open", False)


def test_usual_stages_stand_in_their_usual_order() -> None:
    usual = ["Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation", "Closed Won", "Closed Lost"]
    places = [vocabulary.stage_kind(label).position or 0 for label in usual]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Open", "open"), ("In Progress", "open"), ("Won", "won"), ("Lost", "lost"), ("Canceled", "lost"), ("受注", "won"),
     ("失注", "lost"), ("商談中", "open"), ("Offen", "open"), ("whatever", None)],
)  # fmt: skip
def test_statuses(label: str, kind: str | None) -> None:
    assert vocabulary.status_kind(label) == kind


@pytest.mark.parametrize(
    ("label", "code"),
    [("Omitted", "omitted"), ("Pipeline", "pipeline"), ("Best Case", "best_case"), ("BestCase", "best_case"),
     ("Most Likely", "most_likely"), ("Commit", "commit"), ("Committed", "commit"), ("Closed", "closed"),
     ("パイプライン", "pipeline"), ("最善達成予測", "best_case"), ("達成予測", "commit"), ("完了", "closed"),
     ("可能性が最も高い", "most_likely"), ("売上予測から除外", "omitted"), ("Gut feeling", None)],
)  # fmt: skip
def test_forecast_categories(label: str, code: str | None) -> None:
    assert vocabulary.forecast_category(label) == code


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Call", "call"), ("Phone Call", "call"), ("Outbound Call", "call"), ("Email", "email"), ("E-Mail", "email"),
     ("Meeting", "meeting"), ("Appointment", "meeting"), ("Demo", "meeting"), ("Task", "task"), ("To-do", "task"),
     ("電話", "call"), ("訪問", "meeting"), ("メール", "email"), ("Fax", "other")],
)  # fmt: skip
def test_activity_kinds(label: str, kind: str) -> None:
    assert vocabulary.activity_kind(label) == kind


@pytest.mark.parametrize(
    ("label", "status"),
    [("Completed", "held"), ("Done", "held"), ("Held", "held"), ("Not Started", "open"), ("Planned", "open"),
     ("Cancelled", "open"), ("No Show", "no_show"), ("no-show", "no_show"), ("完了", "held"), ("whatever", None)],
)  # fmt: skip
def test_activity_statuses(label: str, status: str | None) -> None:
    assert vocabulary.activity_status(label) == status


@pytest.mark.parametrize(
    ("label", "code"),
    [("USD", "USD"), ("$", "USD"), ("EUR", "EUR"), ("€", "EUR"), ("US Dollar", "USD"), ("円", "JPY"), ("￥", "JPY"),
     ("£", "GBP"), ("CHF", "CHF"), ("USD - US Dollar", "USD"), ("kr", None), ("k", None)],
)  # fmt: skip
def test_currencies(label: str, code: str | None) -> None:
    assert vocabulary.currency_of(label) == code


def test_no_label_means_two_things() -> None:
    """The same word in two lists would make its meaning hang on the order of a file."""
    lists = tomllib.loads(Path(vocabulary.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for name, entries in lists.items():
        meanings: dict[str, set[str]] = {}
        for code, labels in entries.items():
            for label in labels:
                meanings.setdefault(label.casefold(), set()).add(code)
        twice = {label: codes for label, codes in meanings.items() if len(codes) > 1}
        assert not twice, (name, twice)


# In an import


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def kinds(store: Store) -> dict[str, str]:
    return dict(rows(store, "select opportunity_id, stage_kind from opportunities"))


def test_by_label_where_a_file_says_nothing_else(store: Store) -> None:
    deals = csv(
        "D1,Closed Won,1,2026-09-01",
        "D2,失注,1,2026-09-01",
        "D3,Handshake,1,2026-09-01",
        header="Opportunity ID,Stage,Amount,Close Date",
    )
    report = load(store, deals)
    assert kinds(store) == {"D1": "won", "D2": "lost", "D3": "open"}
    told = [finding for finding in report.findings if finding.code == "UNKNOWN_STAGE"]
    assert len(told) == 1
    assert "“Handshake”" in told[0].message
    assert '--stage "Handshake=won"' in told[0].message
    assert told[0].rows == (4,)


def test_flags_go_before_labels(store: Store) -> None:
    deals = csv(
        "D1,Handshake,true,true,1,2026-09-01",
        "D2,Closed Won,true,false,1,2026-09-01",
        "D3,Won,false,false,1,2026-09-01",
        header="Id,StageName,IsClosed,IsWon,Amount,CloseDate",
    )
    report = load(store, deals)
    assert kinds(store)["D1"] == "won"
    assert kinds(store)["D2"] == "lost"
    assert "UNKNOWN_STAGE" not in {finding.code for finding in report.findings}


def test_status_goes_before_stage(store: Store) -> None:
    """In Pipedrive a deal that is won keeps the stage in which it was won."""
    deals = csv(
        "1,Deal 1,Proposal Made,Won,10,2026-09-01",
        "2,Deal 2,Proposal Made,Lost,10,2026-09-01",
        "3,Deal 3,Proposal Made,Open,10,2026-09-01",
        header="Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Value,Deal - Expected close date",
    )
    assert load(store, deals).source == "pipedrive"
    assert kinds(store) == {"1": "won", "2": "lost", "3": "open"}


def test_the_analysts_word_goes_before_everything_and_lasts(store: Store) -> None:
    header = "Opportunity ID,Stage,Amount,Close Date"
    load(store, csv("D1,Handshake,1,2026-09-01", header=header), as_of=day("2026-09-02"), stages={"Handshake": "won"})
    assert kinds(store) == {"D1": "won"}
    load(store, csv("D2,Handshake,1,2026-09-03", header=header), as_of=day("2026-09-04"))
    assert kinds(store) == {"D1": "won", "D2": "won"}
    load(store, csv("D3,Closed Won,1,2026-09-05", header=header), as_of=NOW, stages={"Closed Won": "open"})
    assert kinds(store)["D3"] == "open"


@pytest.mark.parametrize(
    ("texts", "meant"), [(("75", "20", "0.5"), [0.75, 0.2, 0.005]), (("0.75", "0.2", "0.5"), [0.75, 0.2, 0.5])]
)
def test_probability_has_one_scale_per_file(texts: tuple[str, ...], meant: list[float], store: Store) -> None:
    deals = [f"D{number},Proposal,1,{text},2026-12-01" for number, text in enumerate(texts)]
    load(store, csv(*deals, header="Opportunity ID,Stage,Amount,Probability (%),Close Date"))
    assert [share for (share,) in rows(store, "select probability from opportunities order by opportunity_id")] == [
        pytest.approx(share) for share in meant
    ]
