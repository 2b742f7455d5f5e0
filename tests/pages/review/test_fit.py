"""What stands on slides and paper: printable, and with counts that no line break parts."""

from pages.review import fit


def test_what_no_xml_may_hold_is_left_out():
    assert fit.clean("Ac\x00me\x0b Ltd") == "Acme Ltd"


def test_a_count_is_not_broken_and_amounts_are_left_as_they_are():
    said = fit.clean("Win rate fell from 31% to 26% (n = 412, 390 decided); Neon = 3 (−$2M)")

    assert "(n\u00a0=\u00a0412,\u00a0390 decided)" in said
    assert said.endswith("Neon = 3 (−$2M)")


def test_a_joined_count_takes_the_line_it_is_put_on():
    plain = "a" * 20 + " n = 412"

    assert fit.rows(plain, 10, 130) == 2
    assert fit.clean(plain).split(" ") == ["a" * 20, "n\u00a0=\u00a0412"]
