"""One HTML file out of the page's own sources, the locked packages and the trust: the same inputs, the same bytes.

Everything that shapes bytes is locked, too: esbuild joins and minifies, pako compresses the reader of codes.
"""

from __future__ import annotations

import csv
import html
import json
import os
import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from host_tools.errors import PageError, os_words
from host_tools.formats.definitions import LANGUAGES
from host_tools.page.shapes import table
from host_tools.page.trust import Trust
from host_tools.whole_files import atomic_file

SOURCES: Final = Path(__file__).parent / "web"
LIBRARIES: Final = Path("build") / "page"  # where host_tools/installing/page.sh puts the packages
READER: Final = "zxing-wasm/dist/reader/zxing_reader.wasm"
# Words of the terminal that the page says, too, beside those of a protocol's fields.
_OF_PAPER = (
    "paper_received", "paper_withdrawn", "paper_issued", "paper_outside", "paper_unused", "paper_spoiled", "paper_lost",
    "box_portable", "box_portable_away", "box_room", "by_hand", "paper_uncounted", "slip_paper", "slip_desk_dead",
)  # fmt: skip
SLIP_WORDS: Final = tuple(Path(__file__).parents[2] / "device" / "text" / name for name in ("desk.tsv", "common.tsv"))
MOST_BYTES: Final = 750_000  # of a page for one precinct
# Where the reader's package would load itself from. The page carries it and loads nothing.
_FOREIGN = "https://fastly.jsdelivr.net/npm/"
_LICENCES = (
    "@noble/ed25519/LICENSE", "@noble/hashes/LICENSE", "cborg/LICENSE", "fflate/LICENSE", "qr/LICENSE-MIT",
    "zxing-wasm/LICENSE",
)  # fmt: skip


def page(trust: Trust, libraries: Path, installable: bool = False) -> bytes:
    """The whole page. PageError: the packages are not there, or cannot be joined.

    libraries: the folder of the packages.
    installable: the page has `worker` beside it, which opens it without a network.
    """
    script = bundle("main.js", libraries).replace(_FOREIGN, "about:blank#").replace("</script", "<\\/script")
    if "://" in script.replace("http://www.w3.org/", ""):
        raise PageError(
            "the page's packages name an address: a page must load nothing; look for :// in what they brought"
        )
    style = (SOURCES / "page.css").read_text("utf-8")
    parts = {
        "INSTALLABLE": " data-installable" if installable else "",
        "WORKER": "'self'" if installable else "'none'",
        "SCRIPT": script,
        "STYLE": style,
        "SCRIPT_HASH": _hash(script),
        "STYLE_HASH": _hash(style),
        "TRUST": _json(trust.content),
        "TABLE": _packed(_json(table()).encode(), libraries),
        "WORDS": _packed(_json(words(trust)).encode(), libraries),
        "READER": _packed((libraries / "node_modules" / READER).read_bytes(), libraries),
        "LICENCES": html.escape(_licences(libraries), quote=False),
    }
    text = (SOURCES / "page.html").read_text("utf-8")
    for name, content in parts.items():
        before, mark, after = text.partition("{{" + name + "}}")
        if not mark:
            raise PageError(f"page.html has no place for {name}")
        text = before + content + after
    return text.encode()


def worker(content: bytes) -> bytes:
    """The second file of the installable form. content: the page that it keeps."""
    return (SOURCES / "worker.js").read_text("utf-8").replace("{{PAGE_HASH}}", sha256(content).hexdigest()).encode()


def bundle(entry: str, libraries: Path, *options: str) -> str:
    """A source with everything that it imports, as one script. options: further ones of esbuild."""
    default = ("--minify", "--format=iife")
    command = ["esbuild", str(SOURCES / entry), "--bundle", "--target=es2020", "--charset=utf8", "--log-level=error",
               "--legal-comments=none", *(options or default)]  # fmt: skip
    return _run(command, libraries).decode()


def words(trust: Trust) -> dict[str, list[str]]:
    """[kk, ru, en] by key: the page's own, and those of the terminal for the fields of a protocol."""
    found = _table_of_words(SOURCES / "words.tsv")
    slips = {name: texts for path in SLIP_WORDS for name, texts in _table_of_words(path).items()}
    return found | {name: slips[name] for name in (*table()["fields"], *_OF_PAPER)}


def _table_of_words(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if len(row) != 1 + len(LANGUAGES) or not all(row):
            raise PageError(
                f"{path}: {row[0] if row else 'an empty line'} does not have its words in {', '.join(LANGUAGES)}"
            )
    return {key: texts for key, *texts in rows}


def _packed(content: bytes, libraries: Path) -> str:
    """Bytes compressed by the locked pako, as Base64: another zlib would give other bytes on another computer."""
    script = bundle("pack.js", libraries, "--minify", "--format=esm", "--platform=node")
    return b64encode(_run(["node", "--input-type=module", "--eval", script], libraries, content)).decode()


def _licences(libraries: Path) -> str:
    texts = []
    for name in _LICENCES:
        package = name.rpartition("/")[0]
        texts.append(f"{package}\n\n" + (libraries / "node_modules" / name).read_text("utf-8").strip())
    return "\n\n\n".join(texts)


def _run(command: list[str], libraries: Path, given: bytes = b"") -> bytes:
    packages = (libraries / "node_modules").resolve()
    if not (packages / ".bin" / "esbuild").exists():
        raise PageError(f"{libraries} has no packages: run sh host_tools/installing/page.sh {libraries}")
    if command[0] == "esbuild":
        command[0] = str(packages / ".bin" / "esbuild")
    environment = {"PATH": os.environ.get("PATH", ""), "NODE_PATH": str(packages)}
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise PageError(f"{Path(command[0]).name} does not start ({os_words(error)}): is Node installed?") from error
    if done.returncode:
        log = libraries / "build.log"
        with atomic_file(log) as stream:
            stream.write(done.stderr)
        again = f"run sh host_tools/installing/page.sh {libraries} again"
        raise PageError(f"{Path(command[0]).name} could not make the page; what it said is in {log}; {again}")
    return done.stdout


def _hash(text: str) -> str:
    """A hash as a content security policy names it."""
    return "'sha256-" + b64encode(sha256(text.encode()).digest()).decode() + "'"


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("</", "<\\/")
