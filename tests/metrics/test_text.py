"""Numbers as people read them: values written out by hand, in several locales."""

from decimal import Decimal

import pytest

from metrics import text
from metrics.values import Value


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0, "$0"),
        (-0.4, "$0"),  # no minus before what rounds to nothing
        (679.54, "$680"),
        (-679.54, "−$680"),
        (999.6, "$1K"),
        (45_678, "$45.7K"),
        (999_960, "$1M"),
        (-2_361_000, "−$2.36M"),
        (Decimal("1234567890.12"), "$1.23B"),
    ],
)
def test_a_compact_amount_has_three_digits_and_no_cents(amount, written):
    assert text.money(amount, currency="USD", locale="en_US") == written


@pytest.mark.parametrize(
    ("amount", "written"), [(679.54, "$679.54"), (1234.5, "$1,234.50"), (1234, "$1,234"), (-0.4, "−$0.40")]
)
def test_an_exact_amount_keeps_its_cents(amount, written):
    assert text.money(amount, currency="USD", locale="en_US", compact=False) == written


def test_an_amount_follows_the_locale_and_the_chosen_scale():
    assert text.money(123_456_789, currency="JPY", locale="ja_JP") == "￥1.23億"
    assert text.money(123_456_789, currency="JPY", locale="en_US", scale="myriads") == "￥1.23億"
    assert text.money(1_234_567, currency="EUR", locale="de_DE") == "1,23\u00a0Mio.\u00a0€"


def test_a_change_has_the_unit_that_fits_it_and_a_sign():
    def change(now, before, unit):
        return text.change(Value(now, unit=unit), Value(before, unit=unit), currency="USD", locale="en_US")

    assert change(0.26, 0.31, "ratio") == "−5.0 pp"
    assert change(120.0, 100.0, "money") == "+20.0%"
    assert change(48.0, 50.0, "days") == "−2 d"
    assert change(100.02, 100.0, "money") == "±0.0%"
    assert change(100.0, 0.0, "money") is None  # of nothing there is no per cent
    assert change(None, 100.0, "money") is None
