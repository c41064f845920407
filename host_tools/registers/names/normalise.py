"""Normalising many names at once: the rules of look_alikes.py and alphabet.py as Polars expressions.

The scalar functions define what is right; these give the same answers over columns of distinct texts and hand anything
unusual (several words, rare hyphens) to the scalar ones. Registers repeat names, so the work is over distinct texts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.names import alphabet, look_alikes

_PLAIN = r"^[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]*$"
_ONE_WORD = r"^[A-Za-z\x{0400}-\x{052F}\x{00CB}\x{00EB}\x{018F}\x{0259}]+$"
_TO_CYRILLIC = {chr(code): twin for code, twin in look_alikes.TO_CYRILLIC.items()}
_TO_LATIN = {chr(code): twin for code, twin in look_alikes.TO_LATIN.items()}
_CYRILLIC = r"[\x{0400}-\x{052F}]"
_LATIN = r"[A-Za-z\x{00CB}\x{00EB}\x{018F}\x{0259}]"
_NO_LETTERS = r"[^\p{L}\p{M}]"  # spaces, hyphens and apostrophes: one kind of each is no change of a name
_KEYS = {chr(code): key for code, key in alphabet._KEYS.items()}


def _only_without(script: str, twins: dict[str, str]) -> str:
    """Regular expression of a script's letters that have no twin."""
    return f"[{script[1:-1]}--[{''.join(twins)}]]"


_SURELY_CYRILLIC = _only_without(_CYRILLIC, _TO_LATIN)
_SURELY_LATIN = _only_without(_LATIN, _TO_CYRILLIC)


def _replace(text: pl.Expr, table: dict[str, str]) -> pl.Expr:
    return text.str.replace_many(list(table), list(table.values()))


def is_plain(texts: pl.Series) -> pl.Series:
    """Whether each text is Kazakh and Russian letters alone, so that nothing in it can be repaired."""
    return texts.str.contains(_PLAIN)


def repaired(texts: pl.Series, plain: pl.Series | None = None) -> pl.Series:
    """`look_alikes.repair` of every text. plain: of `is_plain`, if that is known."""
    texts = texts.cast(pl.String)
    places = (~(is_plain(texts) if plain is None else plain)).arg_true()
    if not len(places):
        return texts
    odd = pl.DataFrame({"place": places, "composed": texts.gather(places).str.normalize("NFC")})
    single = pl.col("composed").str.contains(_ONE_WORD)
    words = odd.filter(single)
    others = odd.filter(~single)["place"]
    text = pl.col("composed")
    cyrillic, latin = text.str.count_matches(_CYRILLIC), text.str.count_matches(_LATIN)
    surely_cyrillic, surely_latin = text.str.count_matches(_SURELY_CYRILLIC), text.str.count_matches(_SURELY_LATIN)
    to_cyrillic = (surely_cyrillic > surely_latin) | ((surely_cyrillic == surely_latin) & (cyrillic >= latin))
    words = words.select(
        "place",
        pl.when((cyrillic == 0) | (latin == 0))
        .then(text)
        .when(to_cyrillic)
        .then(_replace(text, _TO_CYRILLIC))
        .otherwise(_replace(text, _TO_LATIN))
        .alias("text"),
    )
    scalar = [look_alikes.repair(value) for value in texts.gather(others).to_list()]
    right = pl.concat([words["text"], pl.Series("text", scalar, dtype=pl.String)])
    return texts.clone().scatter(pl.concat([words["place"], others]), right)


def match_forms(display: pl.Series) -> pl.Series:
    """`look_alikes.match_form` of texts that are repaired already."""
    frame = pl.DataFrame({"text": display}).with_row_index("place")
    plain = pl.col("text").str.contains(_PLAIN)
    folded = frame.filter(plain).with_columns(pl.col("text").str.to_uppercase().str.replace_all("Ё", "Е", literal=True))
    others = frame.filter(~plain)
    scalar = pl.Series([look_alikes.match_form(value) for value in others["text"].to_list()], dtype=pl.String)
    others = others.select("place", scalar.alias("text") if len(others) else "text")
    return pl.concat([folded, others]).sort("place")["text"]


def sort_keys(display: pl.Series) -> pl.Series:
    """First part of `alphabet.sort_key` of texts that are composed already."""
    return pl.DataFrame({"text": display}).select(_replace(pl.col("text"), _KEYS))["text"]


def _rank(column: pl.Expr) -> pl.Expr:
    """Of a sorted column the number of each row's value, from 1."""
    return (column != column.shift()).fill_null(True).cum_sum().cast(pl.UInt32)


def _match_numbers(display: pl.Series, key: pl.Series, order: pl.Series, plain: pl.Series) -> npt.NDArray[np.uint32]:
    """A number for every text that is equal where `match_forms` are.

    display: distinct repaired texts. key: of `sort_keys`, ascending. order: the number of the key, from 1. plain: of
    `is_plain`.

    Plain texts compare by their letters but for Ё, so their order says it; only the others need a form of their own,
    which is looked up among the plain ones.
    """
    match = order.to_numpy().copy()
    for letter in "Ёё":
        plain &= ~display.str.contains(letter, literal=True)
    places = (~plain).arg_true()
    if not len(places):
        return match
    forms = match_forms(display.gather(places))
    number = forms.rank("dense").cast(pl.UInt32) + int(order.max())  # type: ignore[arg-type]
    keys, orders = key.filter(plain), order.filter(plain)
    if len(keys):
        wanted = sort_keys(forms)
        at = keys.search_sorted(wanted).clip(upper_bound=len(keys) - 1)
        known = (keys.gather(at) == wanted) & forms.str.contains(_PLAIN)
        number = pl.select(pl.when(known).then(orders.gather(at)).otherwise(number)).to_series()
    match[places.to_numpy()] = number.to_numpy()
    return match


class NameBook:
    """Distinct texts of one field over all registers, as numbers that sort and compare.

    A text's number is its place in list order, so sorting numbers sorts names. `display` holds the texts by number;
    `order` is equal for texts that differ only in case; `match` is equal for texts that compare as the same name.
    """

    def __init__(self, display: pl.Series, order: npt.NDArray[np.uint32], match: npt.NDArray[np.uint32]) -> None:
        self.display, self.order, self.match = display, order, match

    @classmethod
    def of(cls, display: pl.Series, plain: pl.Series) -> tuple[NameBook, npt.NDArray[np.uint32]]:
        """Book of the distinct ones of repaired texts in any order, and the number of each of `display`.

        plain: of `is_plain`; a text that is plain and not marked so costs more and changes nothing.
        """
        frame = pl.DataFrame({"display": display, "key": sort_keys(display), "plain": plain})
        frame = frame.with_row_index("place").sort("key", "display")
        text, key = pl.col("display"), pl.col("key")
        ranks = frame.select("place", number=_rank(text), order=_rank(key))
        numbers = np.zeros(len(display), np.uint32)
        numbers[ranks["place"].to_numpy()] = ranks["number"].to_numpy() - 1
        first = ranks["number"].ne_missing(ranks["number"].shift())
        frame, order = frame.filter(first), ranks["order"].filter(first)
        texts, *more = (frame[name] for name in ("display", "key", "plain"))
        return cls(texts, order.to_numpy(), _match_numbers(texts, more[0], order, more[1])), numbers

    @classmethod
    def from_texts(cls, texts: pl.Series) -> tuple[NameBook, npt.NDArray[np.uint32]]:
        """Book of the distinct texts as registers write them, and the number of each of `texts`."""
        plain = is_plain(texts)
        return cls.of(repaired(texts, plain).alias("display"), plain)

    def with_texts(self, texts: list[str]) -> tuple[NameBook, pl.Series]:
        """A book that has these texts too, and the number that each of this one's numbers has in it."""
        display = repaired(pl.Series(texts, dtype=pl.String))
        texts_of_both = pl.concat([self.display, display.alias(self.display.name)])
        book, numbers = NameBook.of(texts_of_both, is_plain(texts_of_both))
        return book, pl.Series("number", numbers[: len(self.display)])

    def number_of(self, text: str) -> int:
        """The number of a text that is in the book, as it is written."""
        shown = look_alikes.repair(text)
        return int((self.display == shown).arg_true()[0])


ALTERED, DOUBTFUL = 1, 2  # bits of `repair_marks`
_EITHER = f"[{look_alikes.STANDS_FOR_TWO}]"


def repair_marks(written: pl.Series, shown: pl.Series) -> npt.NDArray[np.uint8]:
    """What repairing did to texts: ALTERED where letters changed, and DOUBTFUL where one of them stands for two."""
    frame = pl.DataFrame({"written": written, "shown": shown}).with_row_index("place")
    odd = frame.filter(pl.col("written") != pl.col("shown"))
    composed = pl.col("written").str.normalize("NFC").str.replace_all(_NO_LETTERS, "")
    altered = composed != pl.col("shown").str.replace_all(_NO_LETTERS, "")
    doubtful = pl.col("written").str.contains(_EITHER) & ~pl.col("shown").str.contains(_EITHER)
    found = odd.select("place", altered.cast(pl.UInt8) * ALTERED + (altered & doubtful).cast(pl.UInt8) * DOUBTFUL)
    marks = np.zeros(len(frame), np.uint8)
    marks[found["place"].to_numpy()] = found.to_series(1).to_numpy()
    return marks
