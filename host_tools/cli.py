"""`tamga`: one command for all host tools.

Each package of host_tools that has a module `cli` takes part: its `apps` are groups of commands by name, its `commands`
single ones, its `app` a group under the package's own name or the name in _NAMES. Groups of one name are one group.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import resource
import sys
from importlib.metadata import version
from types import ModuleType
from typing import Annotated

import typer

import host_tools

# Commands that run for days, and their package: they load what they need, in half the memory.
_ALONE: dict[tuple[str, ...], str] = {("collect", "serve"): "collecting"}
_NAMES = {"collecting": "collect", "determining": "nation", "paper_precincts": "paper", "rolls": "roll"}

app = typer.Typer(
    help="Tamga's tools for commissions and technicians.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they would show keys
)
_groups: dict[str, typer.Typer] = {}


def _add(package: str, module: ModuleType) -> None:
    groups = dict(getattr(module, "apps", {}))
    if hasattr(module, "app"):
        groups.setdefault(_NAMES.get(package, package), module.app)
    for name, group in groups.items():
        if name in _groups:  # of another package that does something else with the same thing
            _groups[name].registered_commands += group.registered_commands
            continue
        _groups[name] = group
        app.add_typer(group, name=name)
    for name, command in getattr(module, "commands", {}).items():
        app.command(name)(command)


_alone = _ALONE.get(tuple(sys.argv[1:3]))
for _package in pkgutil.iter_modules(host_tools.__path__):
    if _alone not in (None, _package.name):
        continue
    if _package.ispkg and importlib.util.find_spec(f"host_tools.{_package.name}.cli"):
        _add(_package.name, importlib.import_module(f"host_tools.{_package.name}.cli"))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tamga {version('tamga')}")
        raise typer.Exit


@app.callback()
def _main(
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Tamga's tools for commissions and technicians. Exit statuses: docs/commands.md."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no file with keys and names in it


if __name__ == "__main__":
    app()
