"""Label stock: where labels lie on a sheet and how the bars are drawn. Data in a TOML file; the default is A4, 3 by 8.

A file holds any of the fields of `Stock`; the others keep their defaults. Sizes in millimetres, from the top left
corner of the sheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from host_tools.formats.label import LABEL_DIGITS
from host_tools.labels import code128
from host_tools.labels.errors import StockError
from host_tools.text_files import TextFileError, toml_of
from host_tools.validation import field_of, reason

Millimetres = Annotated[float, Field(gt=0, le=1_000)]
Margin = Annotated[float, Field(ge=0, le=1_000)]
KAZAKH_LETTERS = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯаәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


_Table = TypeVar("_Table", bound=BaseModel)


class Stock(BaseModel):
    """One kind of sheet. The bars and their quiet zones stand in the middle of a label, the text under them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    page_width_mm: Millimetres = 210
    page_height_mm: Millimetres = 297
    columns: Annotated[int, Field(ge=1, le=50)] = 3
    rows: Annotated[int, Field(ge=1, le=50)] = 8
    left_mm: Margin = 0
    top_mm: Margin = 4.5
    pitch_x_mm: Millimetres = 70
    pitch_y_mm: Millimetres = 36
    label_width_mm: Millimetres = 70
    label_height_mm: Millimetres = 36
    module_mm: Millimetres = 0.33  # ISO/IEC 15417 allows less; 0.33 reads on worn cards with cheap scanners
    bar_height_mm: Millimetres = 14  # at least 15 % of the symbol's length, so that a tilted sweep crosses all bars
    bar_top_mm: Margin = 5
    text_points: Annotated[float, Field(ge=4, le=30)] = 8
    names: bool = False  # the name under the bars: only where the commission wants it
    font_path: str = ""  # a TrueType font with the Kazakh letters; needed for names
    samples_per_sheet: Annotated[int, Field(ge=1)] = 2  # labels read back from every rendered sheet
    read_back_dpi: Annotated[int, Field(ge=100, le=1_200)] = 300

    @property
    def labels_per_sheet(self) -> int:
        """How many labels a sheet holds."""
        return self.columns * self.rows

    @property
    def symbol_width_mm(self) -> float:
        """Bars of a 24-digit label with both quiet zones."""
        return (code128.modules("0" * LABEL_DIGITS) + 2 * code128.QUIET_MODULES) * self.module_mm

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.symbol_width_mm > self.label_width_mm:
            raise ValueError(f"the bars need {self.symbol_width_mm:.1f} mm, the label has {self.label_width_mm:g} mm")
        if self.bar_top_mm + self.bar_height_mm > self.label_height_mm:
            raise ValueError("the bars do not fit into the label's height")
        if self.left_mm + (self.columns - 1) * self.pitch_x_mm + self.label_width_mm > self.page_width_mm + 0.01:
            raise ValueError("the labels are wider than the sheet")
        if self.top_mm + (self.rows - 1) * self.pitch_y_mm + self.label_height_mm > self.page_height_mm + 0.01:
            raise ValueError("the labels are higher than the sheet")
        if self.names and not self.font_path:
            raise ValueError("names need a font with the Kazakh letters: set font_path")
        return self

    def corner_mm(self, place: int) -> tuple[float, float]:
        """Top left corner of the label at a place, counted from 0 along the rows."""
        row, column = divmod(place, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm

    def bars_mm(self, place: int) -> tuple[float, float]:
        """Top left corner of the bars with their quiet zones."""
        left, top = self.corner_mm(place)
        return left + (self.label_width_mm - self.symbol_width_mm) / 2, top + self.bar_top_mm


def read_stock(path: Path | None) -> Stock:
    """The stock of a file; the default for None. StockError."""
    return Stock() if path is None else read_table(path, Stock)


def read_table(path: Path, kind: type[_Table]) -> _Table:
    """The model of a TOML file. StockError: what is wrong with it."""
    try:
        return kind.model_validate(toml_of(path.read_bytes(), path)[0])
    except TextFileError as error:
        raise StockError(str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        field = field_of(first) or kind.__name__.lower()
        raise StockError(f"{path}: {field}: {reason(first)}; correct it") from None
