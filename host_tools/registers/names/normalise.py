"""Normalising many names at once: the rules of look_alikes.py and alphabet.py as Polars expressions.

The scalar functions define what is right; these give the same answers over columns of distinct texts and hand anything
unusual (several words, rare hyphens) to the scalar ones. Registers repeat names, so the work is over distinct texts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.names import look_alikes
from host_tools.registers.names.key_order import changes, key_order, repeated
from host_tools.registers.names.spelling import spelling

_PLAIN = r"^[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]*$"
_ONE_WORD = r"^[A-Za-z\x{0400}-\x{052F}\x{00CB}\x{00EB}\x{018F}\x{0259}]+$"
_TO_CYRILLIC = {chr(code): twin for code, twin in look_alikes.TO_CYRILLIC.items()}
_TO_LATIN = {chr(code): twin for code, twin in look_alikes.TO_LATIN.items()}
_CYRILLIC = r"[\x{0400}-\x{052F}]"
_LATIN = r"[A-Za-z\x{00CB}\x{00EB}\x{018F}\x{0259}]"
_NO_LETTERS = r"[^\p{L}\p{M}]"  # spaces, hyphens and apostrophes: one kind of each is no change of a name


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


def repaired(texts: pl.Series, plain: npt.NDArray[np.bool_] | None = None) -> pl.Series:
    """`look_alikes.repair` of every text. plain: of `spelling`, if that is known."""
    texts = texts.cast(pl.String)
    places = np.flatnonzero(~(spelling(texts).plain if plain is None else plain))
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


def _match_numbers(
    forms: pl.Series, run: npt.NDArray[np.int64], of_plain: npt.NDArray[np.uint32], largest: int
) -> npt.NDArray[np.uint32]:
    """A number for each of `match_forms` that is equal where they are, and that of a plain text where one is so.

    run: of each form, the number of its key. of_plain: by number of a key, the number of its plain text; 0 for none.
    largest: of these numbers.
    """
    others = (forms.rank("dense").cast(pl.UInt32) + largest).to_numpy()
    return np.where((of_plain[run] > 0) & is_plain(forms).to_numpy(), of_plain[run], others)


class NameBook:
    """Distinct texts of one field over all registers, as numbers that sort and compare.

    A text's number is its place in list order, so sorting numbers sorts names. `display` holds the texts by number;
    `order` is equal for texts that differ only in case; `match` is equal for texts that compare as the same name.
    """

    def __init__(
        self,
        display: pl.Series,
        order: npt.NDArray[np.uint32],
        match: npt.NDArray[np.uint32],
        categories: pl.Series | None = None,
    ) -> None:
        self.display, self.order, self.match, self._categories = display, order, match, categories

    def categories(self, kind: pl.Categorical) -> pl.Series:
        """`display` as categories."""
        return self.display.cast(kind) if self._categories is None else self._categories

    @classmethod
    def of(cls, display: pl.Series, plain: npt.NDArray[np.bool_]) -> tuple[NameBook, npt.NDArray[np.uint32]]:
        """Book of the distinct ones of repaired texts in any order, and the number of each of `display`.

        plain: of `spelling`; a text that is plain and not marked so costs more and changes nothing.

        Plain texts compare by their letters but for Ё, so their order says how; only the others need a form of their
        own, which takes its place among them.
        """
        simple = plain & ~display.str.contains_any(["Ё", "ё"]).to_numpy()
        odd = np.flatnonzero(~simple)
        forms = match_forms(display.gather(odd))
        places, runs = key_order(pl.concat([display, forms.alias(display.name)]))
        run = np.empty(len(places), np.int64)
        run[places] = runs
        places = _with_equal_keys_in_order(places[places < len(display)], run, display)
        texts = display.gather(places)
        new_key = changes(run[places])
        first = new_key.copy()
        again = np.flatnonzero(~new_key)
        first[again] = (texts.gather(again) != texts.gather(again - 1)).to_numpy()
        numbers = np.empty(len(display), np.uint32)
        numbers[places] = np.cumsum(first) - 1
        order = np.cumsum(new_key).astype(np.uint32)
        of_plain = np.zeros(len(run) + 1, np.uint32)
        is_simple = simple[places]
        of_plain[run[places[is_simple]]] = order[is_simple]
        match = order[first]
        if len(odd):
            match[numbers[odd]] = _match_numbers(forms, run[len(display) :], of_plain, len(order) and int(order[-1]))
        return cls(texts.filter(pl.Series(first)), order[first], match), numbers

    @classmethod
    def from_texts(
        cls, texts: pl.Series, plain: npt.NDArray[np.bool_] | None = None
    ) -> tuple[NameBook, npt.NDArray[np.uint32]]:
        """Book of the distinct texts as registers write them, and the number of each of `texts`.

        texts: text or categories. plain: of `spelling`, if that is known.
        """
        written = texts.cast(pl.String)
        plain = spelling(written).plain if plain is None else plain
        book, numbers = cls.of(repaired(written, plain).alias("display"), plain)
        if isinstance(texts.dtype, pl.Categorical):
            book._categories = _categories(book, texts, written, numbers)
        return book, numbers

    def with_texts(self, texts: list[str]) -> tuple[NameBook, pl.Series]:
        """A book that has these texts too, and the number that each of this one's numbers has in it."""
        display = repaired(pl.Series(texts, dtype=pl.String))
        texts_of_both = pl.concat([self.display, display.alias(self.display.name)])
        book, numbers = NameBook.of(texts_of_both, spelling(texts_of_both).plain)
        return book, pl.Series("number", numbers[: len(self.display)])

    def number_of(self, text: str) -> int:
        """The number of a text that is in the book, as it is written."""
        shown = look_alikes.repair(text)
        return int((self.display == shown).arg_true()[0])


def _with_equal_keys_in_order(
    places: npt.NDArray[np.int64], run: npt.NDArray[np.int64], display: pl.Series
) -> npt.NDArray[np.int64]:
    """Places in the order of their keys, those with equal keys in the order of their texts."""
    tied = np.flatnonzero(repeated(changes(run[places])))
    rows = places[tied]
    frame = pl.DataFrame({"run": run[rows], "text": display.gather(rows), "place": rows})
    places[tied] = frame.sort("run", "text")["place"].to_numpy()
    return places


def _categories(book: NameBook, texts: pl.Series, written: pl.Series, numbers: npt.NDArray[np.uint32]) -> pl.Series:
    """`display` of a book as the categories that its texts have; only what no register writes so is looked up."""
    as_shown = np.flatnonzero((written == book.display.gather(numbers)).to_numpy())
    place = np.full(len(book.display), -1, np.int64)
    place[numbers[as_shown]] = as_shown
    missing = np.flatnonzero(place < 0)
    found = texts.gather(np.maximum(place, 0))
    if not len(missing):
        return found
    repaired_ones = pl.repeat(None, len(place), dtype=pl.String, eager=True)
    repaired_ones = repaired_ones.scatter(missing, book.display.gather(missing)).cast(texts.dtype)
    return found.zip_with(pl.Series(place >= 0), repaired_ones)


_TWO_SCRIPTS = r"\p{Cyrillic}\p{M}*\p{Latin}|\p{Latin}\p{M}*\p{Cyrillic}"  # side by side, so in one word
# What offices write for no name. Somebody may be called so: a person looks.
_WORDS_FOR_NONE = ("нет", "жоқ", "жок", "без отчества", "нет отчества", "нет данных", "не указано", "неизвестно",
                   "белгісіз", "null", "none", "unknown", "nan")  # fmt: skip
_NO_NAME = [form for word in _WORDS_FOR_NONE for form in (word, word.capitalize(), word.title(), word.upper())]
ALTERED, DOUBTFUL = 1, 2  # bits of `repair_marks`
_EITHER = f"[{look_alikes.STANDS_FOR_TWO}]"


def repair_marks(written: pl.Series, shown: pl.Series, plain: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """What is to be said of names as they are shown; plain: of `spelling`.

    ALTERED where letters changed. DOUBTFUL where one of them stands for two, where a word is still in two scripts, and
    where the word says that there is no name.
    """
    frame = pl.DataFrame({"written": written, "shown": shown}).with_row_index("place")
    odd = frame.filter((pl.col("written") != pl.col("shown")) | pl.Series(~plain))
    composed = pl.col("written").str.normalize("NFC").str.replace_all(_NO_LETTERS, "")
    altered = composed != pl.col("shown").str.replace_all(_NO_LETTERS, "")
    either = pl.col("written").str.contains(_EITHER) & ~pl.col("shown").str.contains(_EITHER)
    doubtful = (altered & either) | pl.col("shown").str.contains(_TWO_SCRIPTS)
    found = odd.select("place", altered.cast(pl.UInt8) * ALTERED + doubtful.cast(pl.UInt8) * DOUBTFUL)
    marks = shown.is_in(_NO_NAME).cast(pl.UInt8).to_numpy() * np.uint8(DOUBTFUL)
    marks[found["place"].to_numpy()] |= found.to_series(1).to_numpy()
    return marks
