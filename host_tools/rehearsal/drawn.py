"""A protocol on paper, as somebody photographs it in a precinct that no line reaches: its numbers, then its codes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from host_tools import paper
from host_tools.formats import codes, cose
from host_tools.formats.definitions import Election
from host_tools.formats.objects import Protocol
from host_tools.keys.printing import qr_picture

_WIDTH, _MARGIN, _DOTS_PER_MODULE = 576, 16, 4  # dots of an 80 mm printer
_SMALL, _TEXT, _LARGE = 19, 23, 32  # height of letters, and of a line one and a half times that
_FIELDS = {"on_list": "Сайлаушылар · Избиратели", "marked": "Белгіленген · Отмечено", "electronic": "Терминал"}
_LETTERS, _LETTERS_BESIDE = 46, 28  # of a line, and beside a number
_OTHERS = ("Белгісіз (қағаз) · Без отметки", "", "Жарамсыз · Недействительные")  # behind a contest's options, on paper
Line = tuple[int, str, str]  # height of its letters, text at the left, number at the right


def picture(signed: bytes, election: Election, name: str) -> Image.Image:
    """The paper of a signed protocol. name: of its precinct."""
    peeked = cose.peek1(signed)
    said = Protocol.from_cbor(peeked[1] if peeked else b"")
    lines = list(_lines(signed, said, election, name))
    symbols = [qr_picture(text, _DOTS_PER_MODULE) for text in codes.split("P", signed)]
    height = sum(3 * size // 2 for size, _, _ in lines) + sum(one.height for one in symbols) + 4 * _MARGIN
    canvas = Image.new("L", (_WIDTH, height), 255)
    pen, top = ImageDraw.Draw(canvas), _MARGIN
    for size, text, number in lines:
        font = ImageFont.truetype(paper.FONT_FILE, size)
        pen.text((_MARGIN, top), text, fill=0, font=font)
        pen.text((_WIDTH - _MARGIN, top), number, fill=0, font=font, anchor="ra")
        top += 3 * size // 2
    for one in symbols:
        canvas.paste(one, ((_WIDTH - one.width) // 2, top))
        top += one.height
    return canvas


def _lines(signed: bytes, said: Protocol, election: Election, name: str) -> Iterator[Line]:
    yield _LARGE, f"ХАТТАМА · ПРОТОКОЛ № {said.version}", ""
    yield _TEXT, "*** СЫНАҚ · РЕПЕТИЦИЯ ***", ""
    yield _TEXT, name, ""
    for field, words in _FIELDS.items():
        yield _TEXT, words, str(said.fields[field])
    for contest, electronic, on_paper in zip(election.contests, said.electronic, said.paper, strict=True):
        yield _SMALL, "", ""
        yield _SMALL, "", "терминал + қағаз"
        for part in wrap(contest.title["ru"], _LETTERS):
            yield _SMALL, part, ""
        for option, by_terminal, by_hand in zip(contest.options, electronic, on_paper, strict=False):
            *parts, last = wrap(option.names["ru"], _LETTERS_BESIDE)
            for part in parts:
                yield _TEXT, part, ""
            yield _TEXT, last, f"{by_terminal} + {by_hand}"
        for words, count in zip(_OTHERS, on_paper[len(contest.options) :], strict=True):
            if words:
                yield _TEXT, words, str(count)
    yield _SMALL, "", ""
    digest = sha256(signed).hexdigest()[:16]
    yield _SMALL, "Хаттама коды · Код", " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
