"""Every *.tamga file is a test. It starts from a precinct that was opened once and copied, so that it takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from simulator.channel import script
from simulator.channel.centre import CollectingCentre
from simulator.channel.channel import Channel
from simulator.channel.table import Table
from simulator.people.precinct import OFFICIAL
from tests.precinct.day import CENTRE, ELECTION, VOTERS, Day, Snapshot, make_precinct, opened_everywhere

SNAPSHOTS = pytest.StashKey[dict[str, Snapshot]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return ScriptFile.from_parent(parent, path=file_path) if file_path.suffix == ".tamga" else None


class ScriptFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        yield ScriptItem.from_parent(self, name=self.path.stem)


class ScriptItem(pytest.Item):
    def runtest(self) -> None:
        story = script.read(self.path)
        day = Day(_snapshot(self.config, story.start), _folder(self.config, self.name) / "day")
        try:
            for at in day.terminals:
                if at.name in story.plugged:
                    at.hardware.plug_in() if story.start == "new" else day.resume(at)
                    if story.start == "opened":
                        day.idle(at)
            table = Table(day, demo_voters(VOTERS, 1), day.labels)
            election = read_election(ELECTION)
            centre = CollectingCentre(day, _folder(self.config, self.name) / "centre", CENTRE, election)
            script.run(story, Channel(day, table, election=election, centre=centre))
        finally:
            day.unplug()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> object:
        """What a script says about its failure is enough."""
        return str(excinfo.value) if isinstance(excinfo.value, script.ScriptError) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"script {self.name}"


def _folder(config: pytest.Config, name: str) -> Path:
    return config._tmp_path_factory.mktemp(name)  # type: ignore[attr-defined]


def _snapshot(config: pytest.Config, start: str) -> Snapshot:
    """`new` or `opened`, made once."""
    kept = config.stash.setdefault(SNAPSHOTS, {})
    if "opened" not in kept:
        folder = _folder(config, "scripts")
        kept["new"] = make_precinct(folder / "made")
        kept["opened"] = opened_everywhere(kept["new"], folder, OFFICIAL)
    return kept[start]
