"""A new user brings the files people have, and the page takes them without help."""

from playwright.sync_api import expect

from data.warehouse import Store
from tests.data.files import rows

SALES = {
    "sales_pipeline.csv": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "1C1I7A6R,Ann Fox,GTX Basic,Cancity,Won,2016-10-20,2017-03-01,1054\n"
    "Z063OYW0,Bo Gray,GTX Basic,Isdom,Lost,2016-10-25,2017-03-11,0\n"
    "EC4QE1BX,Ann Fox,MG Special,Cancity,Engaging,2016-11-25,,\n",
    "accounts.csv": "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
    "Cancity,retail,2001,718.62,2448,United States,\nIsdom,medical,2002,3178.24,4540,United States,\n",
    "products.csv": "product,series,sales_price\nGTX Basic,GTX,550\nMG Special,MG,55\n",
    "sales_teams.csv": "sales_agent,manager,regional_office\nAnn Fox,Dee Hill,Central\nBo Gray,Dee Hill,Central\n",
}
GERMAN = (
    "Deal-ID;Name;Phase;Betrag;Abschlussdatum;Erstellt am;Inhaber\n"
    "7;Müller Großauftrag;Gewonnen;1.234.567,50;25.04.2026;13.01.2026;Jürgen Groß\n"
    "8;Öl & Söhne;Verloren;98.000,00;30.04.2026;20.01.2026;Jürgen Groß\n"
).encode("cp1252")
JAPANESE = (
    "商談ID,商談名,フェーズ,金額,完了予定日,作成日,所有者\n"
    "9,東京電機 更新,受注,￥１，２００，０００,2026/04/25,2026/01/13,佐藤 花子\n"
    "10,大阪物産,失注,￥８００，０００,2026/04/30,2026/01/20,佐藤 花子\n"
).encode("cp932")


def pytest_generate_tests(metafunc):
    """The files as they are shaped, and the real ones too where their folder is given."""
    if "brought" in metafunc.fixturenames:
        real = ["real maven"] if metafunc.config.getoption("--real-data") else []
        metafunc.parametrize("brought", ["maven", "german", "japanese", *real])


def drop(page, address, files):
    """Drop files on the Imports page of a server, and wait for what they would change."""
    page.goto(f"{address}/imports")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [{"name": file, "mimeType": "text/csv", "buffer": content} for file, content in files.items()]
    )
    expect(page.get_by_text("What would change")).to_be_visible(timeout=120_000)


def test_a_new_user_imports_files_without_help(page, empty_address, tmp_path, brought, pytestconfig):
    files = {
        "maven": {file: text.encode() for file, text in SALES.items()},
        "german": {"auftraege.csv": GERMAN},
        "japanese": {"商談.csv": JAPANESE},
    }.get(brought)
    if files is None:
        folder = pytestconfig.getoption("--real-data").resolve() / "maven-crm"
        files = {file: (folder / file).read_bytes() for file in SALES}
    drop(page, empty_address, files)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_test_id("stAlert").first).to_contain_text("Published as release 1", timeout=60_000)

    if brought == "real maven":
        found = rows(Store(tmp_path / "store"), "select stage_kind, count(*) from opportunities group by 1 order by 1")
        assert found == [("lost", 2473), ("open", 2089), ("won", 4238)]
        return
    found = rows(Store(tmp_path / "store"), "select stage_kind, amount from opportunities order by opportunity_id")
    assert (
        found
        == {
            "maven": [("won", 1054), ("open", None), ("lost", 0)],
            "german": [("won", 1234567.5), ("lost", 98000)],
            "japanese": [("lost", 800000), ("won", 1200000)],
        }[brought]
    )


def test_a_publish_goes_on_when_its_tab_is_closed(page, context, empty_address, tmp_path):
    lines = [f"D{n},Deal {n},Ada,Closed Won,{n},2026-03-31,2026-01-05" for n in range(60_000)]
    header = "Opportunity ID,Opportunity Name,Opportunity Owner,Stage,Amount,Close Date,Created Date"
    drop(page, empty_address, {"deals.csv": "\n".join([header, *lines, ""]).encode()})
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible(timeout=60_000)
    page.close()

    other = context.new_page()
    other.goto(f"{empty_address}/imports")
    expect(other.get_by_text("Published as release 1")).to_be_visible(timeout=120_000)
    assert rows(Store(tmp_path / "store"), "select count(*) from opportunities") == [(60_000,)]


def test_files_of_a_closed_tab_are_there_again(context, empty_address, tmp_path):
    tab = context.new_page()
    drop(tab, empty_address, {"auftraege.csv": GERMAN})
    other = context.new_page()
    other.goto(f"{empty_address}/imports")
    expect(other.get_by_text("What is in your files")).to_be_visible()
    expect(other.get_by_text("waits since")).to_have_count(0)  # the tab they are in is open
    tab.close()
    other.reload()
    expect(other.get_by_text("1 file waits since")).to_be_visible()

    other.get_by_role("button", name="Go on").click()
    expect(other.get_by_text("What would change")).to_be_visible()
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.get_by_test_id("stAlert").first).to_contain_text("Published as release 1")
    assert not list((tmp_path / "store" / "waiting").iterdir())
