"""Rows on ways beside the outputs: what a program says, how it ends, how long it takes."""

import json
import os
import sys
import time
from pathlib import Path

ROWS = "/atoll/inputs/0/rows.csv"


def first_row():
    return Path(ROWS).read_text().splitlines()[1]


def ok(folder):
    (folder / "result.json").write_text('{"ok":true}')


def stdout(folder, options):
    ok(folder)
    print(Path(ROWS).read_text(), flush=True)
    print(Path(ROWS).read_text(), file=sys.stderr, flush=True)


def times(folder, options):
    """Bytes of a row as times of the file, to the nanosecond."""
    ok(folder)
    number = int.from_bytes(first_row().encode()[:7], "big")
    os.utime(folder / "result.json", ns=(number, number))
    found = os.stat(folder / "result.json")
    os.chmod(folder / "result.json", 0o421)
    return {"set": found.st_mtime_ns == number}


def attributes(folder, options):
    ok(folder)
    said = {}
    for name in ("user.row", "trusted.row", "security.row"):
        try:
            os.setxattr(folder / "result.json", name, first_row().encode())
            said[name] = "done"
        except OSError as error:
            said[name] = error.strerror
    return said
