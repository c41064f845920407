"""What a publication says, for an audit: the nation's result from its objects, and the hash that draws begin with."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from host_tools.determining import nation_folder
from host_tools.determining.nation import Nation, determine
from host_tools.errors import AuditError
from host_tools.publishing import check, parts, tree


def nation_of(published: Path) -> tuple[Nation, bytes]:
    """(the nation's result, h(its signed list)). AuditError: there is no publication."""
    found = tree.last(published)
    if found is None:
        raise AuditError(f"{published}: no publication; bring one with tamga fetch, and check it with tamga verify")
    commission = nation_folder.load(published / parts.DESCRIPTION, found[0].mode)
    return determine(commission, check.objects(published), True), sha256(found[1]).digest()
