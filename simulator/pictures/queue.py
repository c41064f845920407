"""The day of a full polling station as a picture: who came in each hour, and how many waited at desks and booths.

`python -m simulator.pictures.queue` draws it from the plan's measured times; the same times give the same picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from host_tools.provisioning.queueing import advice, shown, times
from host_tools.provisioning.queueing.arrivals import CLOSING, HOUR_S, OPENING
from host_tools.provisioning.queueing.day import Day, Station

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "queue.svg"
LISTED, SEED = 3_000, 1
STEP_S = 300.0
WIDTH, HEIGHT, LEFT, TOP, GROUND, RIGHT = 1200, 520, 70, 96, 430, 1130  # pixels; the last four bound the field
LAST_HOUR = CLOSING + 1
INK, SOFT, GRID, BAR = "#1f2933", "#5b6770", "#e4e9ed", "#dfe6ee"
LINES = {"desks": "#d5861f", "booths": "#2c8c88"}  # as the wings of the house
_MARKS = 4  # lines of the grid


def full_station() -> Station:
    """The longest list, everybody comes and votes in a booth, at the hours of 2026."""
    stages = times.measured()
    walk_s = times.people().walk
    return Station(LISTED, 1, 1, 1.0, stages["desk"], stages["booth"], peak=1.0, turnout=1.0, walk_s=walk_s)


def svg(station: Station, day: Day) -> str:
    """The whole picture."""
    longest = {"desks": day.desks.longest_by(STEP_S), "booths": day.booths.longest_by(STEP_S)}
    most = max(max(found.values()) for found in longest.values())
    top = max(_MARKS, -(-most // _MARKS) * _MARKS)
    came = [sum(hour <= at / HOUR_S < hour + 1 for at in day.desks.came) for hour in range(OPENING, CLOSING)]
    title = f"{day.desks.served:,} voters, {station.desks} desks, {station.booths} booths"
    what = f"everybody votes in a booth; the last one is done at {shown.clock(day.last_s)}"
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        "font-family='Noto Sans, Segoe UI, Helvetica, Arial, sans-serif'>",
        f"<title>{title}: who came, and how many waited</title>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' rx='20' fill='#ffffff'/>",
        _text(LEFT, 40, title, 24, INK, "font-weight='600'"),
        _text(LEFT, 68, what, 16, SOFT),
        *_bars(came),
        *_grid(top),
        *(_line(longest[name], top, colour) for name, colour in LINES.items()),
        *_legend(day),
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _text(left: float, top: float, words: str, size: int, colour: str, more: str = "") -> str:
    return (
        f"<text x='{left:g}' y='{top:g}' font-size='{size}' fill='{colour}' {more}>{escape(words, quote=False)}</text>"
    )


def _x(seconds: float) -> float:
    share = (seconds / HOUR_S - OPENING) / (LAST_HOUR - OPENING)
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _y(people: float, top: int) -> float:
    return round(GROUND - people / top * (GROUND - TOP), 1)


def _bars(came: list[int]) -> list[str]:
    """Voters of each hour, on a scale of their own: the number stands on the bar."""
    found = []
    for hour, count in enumerate(came, OPENING):
        left, right = _x(hour * HOUR_S) + 3, _x((hour + 1) * HOUR_S) - 3
        high = round(count / max(came) * (GROUND - TOP) * 0.6, 1)
        found.append(
            f"<rect x='{left:g}' y='{GROUND - high:g}' width='{right - left:g}' height='{high:g}' fill='{BAR}'/>"
        )
        found.append(_text((left + right) / 2, GROUND - high - 6, str(count), 13, SOFT, "text-anchor='middle'"))
    return found


def _grid(top: int) -> list[str]:
    found = [f"<path d='M{LEFT},{GROUND} H{RIGHT}' stroke='{SOFT}'/>"]
    for people in range(0, top + 1, top // _MARKS):
        y = _y(people, top)
        if people:
            found.append(f"<path d='M{LEFT},{y} H{RIGHT}' stroke='{GRID}'/>")
        found.append(_text(LEFT - 10, y + 5, str(people), 14, SOFT, "text-anchor='end'"))
    for hour in range(OPENING, LAST_HOUR + 1):
        found.append(_text(_x(hour * HOUR_S), GROUND + 22, f"{hour}:00", 14, SOFT, "text-anchor='middle'"))
    closing = _x(CLOSING * HOUR_S)
    found.append(f"<path d='M{closing},{TOP} V{GROUND}' stroke='{INK}' stroke-dasharray='5 5'/>")
    found.append(_text(closing - 8, TOP + 14, "voting ends", 14, INK, "text-anchor='end'"))
    return found


def _line(longest: Mapping[float, int], top: int, colour: str) -> str:
    points = " ".join(f"{_x(begin + STEP_S / 2)},{_y(people, top)}" for begin, people in longest.items())
    return f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2.5' stroke-linejoin='round'/>"


def _legend(day: Day) -> list[str]:
    queues = {"desks": day.desks, "booths": day.booths}
    found, left = [], LEFT
    for name, queue in queues.items():
        words = f"waiting at {name}: {queue.longest} at most, 95 % up to {queue.high_s / 60:.1f} min"
        found.append(f"<path d='M{left},{HEIGHT - 35} h34' stroke='{LINES[name]}' stroke-width='4'/>")
        found.append(_text(left + 44, HEIGHT - 30, words, 15, INK))
        left += 430
    found.append(f"<rect x='{left}' y='{HEIGHT - 44}' width='34' height='18' fill='{BAR}'/>")
    found.append(_text(left + 44, HEIGHT - 30, "came in the hour", 15, INK))
    return found


def drawn() -> str:
    """The day of the full station with as many places as the plan advises, the worst of the simulated ones."""
    found = advice.advise(full_station(), seed=SEED)
    return svg(found.station, found.worst)


def main() -> None:
    PICTURE.write_text(drawn(), encoding="utf-8")
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
