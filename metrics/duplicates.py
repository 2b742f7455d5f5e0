"""Duplicates: records that are likely one thing, entered twice.

Two names are one where they agree once case, width, accents, punctuation, word order and legal forms (Inc, GmbH,
株式会社 …) are folded, or where one letter is wrong in a name long enough for that to be a slip. Digits must agree:
Store 12 is not Store 13. All pairs one letter apart are found, without comparing all pairs: names one letter apart
have a deletion in common (the idea of SymSpell, W. Garbe 2012).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

_LEGAL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    inc incorporated corp corporation co company ltd limited llc llp lp plc pty pte gmbh ag kg kgaa ohg ug se ev
    sa sas sarl sasu srl spa sl slu bv nv vof ab as asa aps oy oyj doo dd sro zrt kft ooo pjsc jsc kk gk nyrt
    bhd sdn tbk pt ltda eirl cv sab eood ad
""",
    )
)
_LEGAL_PARTS = re.compile(
    r"股份有限公司|有限责任公司|有限公司|株式会社|有限会社|合同会社|合資会社|合名会社|주식회사|유한회사"
    r"|\((?:株|有|同|資|名|주|유)\)"
)
_JOINING = frozenset(("and", "und", "et", "y", "e", "og", "och"))
_ABBREVIATION = re.compile(r"(?<=\b\w)[./](?=\w\b)")
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_DIGITS = re.compile(r"\d+")
_SITE = re.compile(r"(?:https?://)?(?:www\d?\.)?([^/\s:?#]+\.[^/\s:?#]+)")
# Pages that many companies share say nothing of one.
_SHARED_SITES = frozenset(("facebook.com", "linkedin.com", "google.com", "sites.google.com", "instagram.com", "x.com"))
_LONGEST = 64  # letters that are compared
_BASE = np.uint64(1_099_511_628_211)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WHOLE_RUN = 12  # of more names with a deletion in common, each is compared with the next only
_AMOUNT_APART = 0.1  # of the larger
_SAME_SITE_ALIKE = 80.0  # of 100: one name's words are those of the other, or nearly

SAME, TYPO, SITE, FACTS = "same_name", "typo", "same_site", "same_facts"


@lru_cache(maxsize=1 << 17)  # deals and accounts bear the same names again and again
def fold(name: str | None) -> tuple[str, ...]:
    """The words of a name in one writing, without legal forms at its ends; a name of nothing else keeps them."""
    if not name:
        return ()
    text = name.casefold() if name.isascii() else _unaccented(name)
    if not text.isascii():
        text = _LEGAL_PARTS.sub(" ", text)
    words = [word for word in _WORD.findall(_ABBREVIATION.sub("", text)) if word not in _JOINING]
    first, last = 0, len(words)
    while last - first > 1 and words[last - 1] in _LEGAL_WORDS:
        last -= 1
    while last - first > 1 and words[first] in _LEGAL_WORDS:
        first += 1
    return tuple(words[first:last])


def _unaccented(name: str) -> str:
    """Wide letters as narrow ones, and letters without accents; the marks of kana are letters and stay."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def site(address: object) -> str:
    """The host of a web address; empty where there is none, or where it is a page that many share."""
    found = _SITE.match(address.strip().casefold()) if isinstance(address, str) else None
    host = found[1].rstrip(".") if found else ""
    return "" if host in _SHARED_SITES else host


def accounts(rows: pd.DataFrame, *, typo_letters: int) -> pd.DataFrame:
    """Accounts that are likely one: columns id, twin_id, reason and group, a row per account that has a twin.

    rows: account_id, name, website, country, parent, all but the first may be blank. typo_letters: a name of at least
    so many letters may differ in one. Parent and child are two; so are those in two countries whose legal forms
    differ or whose names differ in a letter.
    """
    words = [fold(name) for name in _texts(rows["name"])]
    keys = ["".join(sorted(found)) for found in words]
    plain = ["".join(found) for found in words]
    none = np.zeros(len(rows), dtype=np.uint64)
    sites = [site(address) for address in rows["website"]] if rows["website"].notna().any() else []
    names, parents, countries = (_texts(rows[column]) for column in ("name", "parent", "country"))

    def apart(one: int, other: int, reason: str) -> bool:
        if any(child and child == name for child, name in ((parents[one], names[other]), (parents[other], names[one]))):
            return True
        if len({countries[one].casefold(), countries[other].casefold()} - {""}) < 2:
            return False
        return reason == TYPO or _form(names[one]) != _form(names[other]) != ""

    pairs = [
        *((one, other, SAME) for one, other in _equal(keys)),
        *((one, other, TYPO) for one, other in _typos(plain, none, typo_letters)),
        *((one, other, SITE) for one, other in _same_site(sites, [" ".join(found) for found in words])),
    ]
    return _grouped(list(rows["account_id"]), [pair for pair in pairs if not apart(*pair)])


def deals(rows: pd.DataFrame, *, typo_letters: int, days: int) -> pd.DataFrame:
    """Deals that are likely one: columns id, twin_id, reason and group, a row per deal that has a twin.

    rows: opportunity_id, name, account (id or name), product, amount, rep_id, created_on. Twins are of one account,
    created within so many days, with one name, and their amounts are within a tenth where both are known; deals
    without a name must agree in product, amount above zero, known owner and creation day.
    """
    words = [fold(name) for name in _texts(rows["name"])]
    blocks = [" ".join(fold(account)) or str(account) for account in _texts(rows["account"])]
    numbered = pd.factorize(pd.array(blocks, dtype=object))[0].astype(np.uint64)
    keys = [
        f"{block}\0{''.join(sorted(found))}" if block and found else ""
        for block, found in zip(blocks, words, strict=True)
    ]
    plain = ["".join(found) if block else "" for block, found in zip(blocks, words, strict=True)]
    born = rows["created_on"].to_numpy(dtype="datetime64[D]")
    facts = [
        f"{block}\0{product}\0{amount}\0{rep}\0{day}"
        if block and not found and rep and amount > 0 and not pd.isna(day)
        else ""
        for block, found, product, amount, rep, day in zip(
            blocks,
            words,
            _texts(rows["product"]),
            rows["amount"],
            _texts(rows["rep_id"]),
            rows["created_on"],
            strict=True,
        )
    ]
    pairs = [
        *((one, other, SAME) for one, other in _equal(keys, born)),
        *((one, other, TYPO) for one, other in _typos(plain, numbered, typo_letters)),
        *((one, other, FACTS) for one, other in _equal(facts)),
    ]
    amounts = rows["amount"].to_numpy(dtype=float)

    def near(one: int, other: int) -> bool:
        """A day that is not known is near to none; an amount that is not known contradicts none."""
        low, high = sorted((amounts[one], amounts[other]))
        agree = not (high - low > _AMOUNT_APART * abs(high))
        return bool(abs(born[one] - born[other]) <= np.timedelta64(days, "D")) and agree

    return _grouped(list(rows["opportunity_id"]), [pair for pair in pairs if near(pair[0], pair[1])])


def _texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(text) else str(text) for text in column]


def _form(name: str) -> str:
    """The legal form at the end of a name, empty without one."""
    words = _WORD.findall(_ABBREVIATION.sub("", unicodedata.normalize("NFKC", name).casefold()))
    return words[-1] if len(words) > 1 and words[-1] in _LEGAL_WORDS else ""


def _equal(keys: Sequence[str], order: np.ndarray | None = None) -> Iterable[tuple[int, int]]:
    """Pairs of places of equal keys, of many only neighbours in the order given; blank keys equal nothing."""
    frame = pd.DataFrame({"key": list(keys), "order": order if order is not None else np.arange(len(keys))})
    frame = frame[(frame["key"] != "") & frame["key"].duplicated(keep=False)].sort_values("order", kind="stable")
    for places in frame.groupby("key", sort=False).indices.values():
        yield from _pairs(frame.index[places].tolist())


def _pairs(places: list[int]) -> Iterable[tuple[int, int]]:
    return combinations(places, 2) if len(places) <= _WHOLE_RUN else pairwise(places)


def _typos(keys: Sequence[str], blocks: np.ndarray, least: int) -> Iterable[tuple[int, int]]:
    """Places of keys of one block that are one letter apart: one wrong, missing, too many, or two swapped."""
    places = [place for place, key in enumerate(keys) if least <= len(key) <= _LONGEST and key.isascii()]
    if len(places) < 2:
        return
    chosen = [keys[place] for place in places]
    for one, other in _candidates(chosen, blocks[places]):
        a, b = chosen[one], chosen[other]
        if a != b and OSA.distance(a, b, score_cutoff=1) <= 1 and _DIGITS.findall(a) == _DIGITS.findall(b):
            yield places[one], places[other]


def _candidates(keys: list[str], blocks: np.ndarray) -> Iterable[tuple[int, int]]:
    """Pairs of keys of one block that are equal once a letter of each, or of one, is deleted."""
    width = max(len(key) for key in keys)
    letters = np.zeros((len(keys), width), dtype=np.uint64)
    flat = np.frombuffer("".join(key.ljust(width, "\0") for key in keys).encode("ascii"), dtype=np.uint8)
    letters[:] = flat.reshape(len(keys), width)
    powers = np.cumprod(np.full(width, _BASE, dtype=np.uint64))
    before = np.cumsum(letters * powers, axis=1, dtype=np.uint64)
    # What follows the deleted letter moves up by one place.
    moved = letters[:, 1:] * powers[:-1]
    after = np.zeros_like(letters)
    after[:, :-1] = np.cumsum(moved[:, ::-1], axis=1, dtype=np.uint64)[:, ::-1]
    without = after
    without[:, 1:] += before[:, :-1]
    is_letter = letters > 0
    hashes = np.concatenate([without[is_letter], before[:, -1]])
    owners = np.concatenate([np.nonzero(is_letter)[0], np.arange(len(keys))]).astype(np.uint64)
    hashes += blocks[owners.astype(np.int64)] * _MIX
    order = np.argsort(hashes)
    hashes, owners = hashes[order], owners[order]
    is_shared = np.zeros(len(hashes), dtype=bool)
    is_twin = hashes[1:] == hashes[:-1]
    is_shared[1:] |= is_twin
    is_shared[:-1] |= is_twin
    kept = pd.DataFrame({"hash": hashes[is_shared], "owner": owners[is_shared]}).drop_duplicates()
    kept = kept[kept["hash"].duplicated(keep=False)]
    seen: set[tuple[int, int]] = set()
    ends = np.flatnonzero(np.append(kept["hash"].to_numpy()[1:] != kept["hash"].to_numpy()[:-1], True)) + 1
    start, everyone = 0, kept["owner"].to_numpy().astype(np.int64)
    for end in ends:
        run = sorted(everyone[start:end].tolist())
        seen.update(_pairs(run))
        start = end
    return sorted(seen)


def _same_site(sites: Sequence[str], names: Sequence[str]) -> Iterable[tuple[int, int]]:
    for one, other in _equal(sites):
        if fuzz.token_set_ratio(names[one], names[other]) >= _SAME_SITE_ALIKE:
            yield one, other


def _grouped(ids: Sequence[str], pairs: Sequence[tuple[int, int, str]]) -> pd.DataFrame:
    """Groups of what pairs join; of each member its nearest reason and twin."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    told: dict[int, tuple[int, str]] = {}
    for one, other, reason in pairs:
        parent[root(max(one, other))] = root(min(one, other))
        told.setdefault(one, (other, reason))
        told.setdefault(other, (one, reason))
    return pd.DataFrame(
        [
            {"id": ids[place], "twin_id": ids[twin], "reason": reason, "group": ids[root(place)]}
            for place, (twin, reason) in sorted(told.items())
        ],
        columns=["id", "twin_id", "reason", "group"],
    )
