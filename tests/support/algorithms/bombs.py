"""What uses up a machine, or whoever reads what was left."""

import base64
import gzip
import json
import os
import sys
import time
import zlib
import zipfile
import io
from pathlib import Path


def attempt(act):
    try:
        return act() or "done"
    except (OSError, MemoryError) as error:
        return getattr(error, "strerror", None) or type(error).__name__


def fork(folder, options):
    children = 0
    try:
        while children < 100_000:
            if os.fork() == 0:
                time.sleep(600)
                os._exit(0)
            children += 1
    except OSError as error:
        return {"made": children, "end": error.strerror}
    return {"made": children, "end": "done"}


def threads(folder, options):
    import threading

    made = 0
    try:
        while made < 100_000:
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
            made += 1
    except RuntimeError as error:
        return {"made": made, "end": str(error)}
    return {"made": made, "end": "done"}


def memory(folder, options):
    blocks = []
    while True:
        blocks.append(bytearray(os.urandom(1)) * (16 << 20))


def shared_memory(folder, options):
    """Memory in files: /dev/shm, scratch, and files without a name."""
    said = {}
    for place in ("/dev/shm/fill", "/atoll/scratch/fill"):
        said[place] = fill(lambda place=place: os.open(place, os.O_CREAT | os.O_WRONLY))
    return said


def nameless(folder, options):
    """A file without a name or a place, which no size of a mount bounds."""
    return {"written": fill(lambda: os.memfd_create("row"))}


def fill(opened):
    written = 0
    descriptor = opened()
    try:
        while written < 1 << 36:
            written += os.write(descriptor, b"x" * (1 << 20))
    except OSError:
        return written
    return written


def processor(folder, options):
    """As many endless loops as there may be processes."""
    for _ in range(8):
        if os.fork() == 0:
            while True:
                pass
    while True:
        pass


def endless(folder, options):
    """Sleeps and heeds no signal."""
    import signal

    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        time.sleep(1)


def log(folder, options):
    line = ("x" * 1023 + "\n").encode()
    for _ in range(96 << 10):
        os.write(1, line)


def inodes(folder, options):
    """Empty files in scratch until nothing more goes."""
    made = 0
    try:
        while made < 200_000:
            os.close(os.open(f"/atoll/scratch/{made}", os.O_CREAT | os.O_WRONLY))
            made += 1
    except OSError as error:
        return {"made": made, "end": error.strerror}
    return {"made": made, "end": "done"}


def descriptors(folder, options):
    made = 0
    try:
        while made < 1 << 20:
            os.dup(1)
            made += 1
    except OSError as error:
        return {"made": made, "end": error.strerror}
    return {"made": made, "end": "done"}


def deep_gzip(folder, options):
    """More zeros than are looked at, in a few kilobytes: gzip in gzip in base64."""
    squeezer = zlib.compressobj(1, zlib.DEFLATED, 31)
    zeros = b"\0" * (1 << 20)
    once = b"".join(squeezer.compress(zeros) for _ in range(320)) + squeezer.flush()
    (folder / "result.json").write_text(json.dumps({"log": base64.b64encode(gzip.compress(once)).decode()}))


def zip_bomb(folder, options):
    """Archives of four archives of four archives, ten deep: a few kilobytes that stand for a million files."""
    content = b"0" * 4096
    for depth in range(10):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
            for number in range(4):
                members.writestr(f"{depth}{number}", content + bytes([number]) * (depth == 0))
        content = archive.getvalue()
    (folder / "result.json").write_text(json.dumps({"log": base64.b64encode(content).decode()}))


def layers(folder, options):
    """A hundred layers of base64 and gzip around one row."""
    content = Path("/atoll/inputs/0/rows.csv").read_bytes()[:400]
    for _ in range(24):
        content = base64.b64encode(gzip.compress(content))
    (folder / "result.json").write_text(json.dumps({"log": content.decode()}))


def deep_json(folder, options):
    depth = 200_000
    (folder / "result.json").write_text("[" * depth + "]" * depth)


def wide_json(folder, options):
    """Objects within objects, below the depth that is allowed, a million keys in all."""
    (folder / "result.json").write_text("{" + ",".join(f'"k{number}":{number}' for number in range(60_000)) + "}")


def doubled_keys(folder, options):
    (folder / "result.json").write_text("{" + ",".join(['"__proto__":{"polluted":true}', *['"k":1'] * 200_000]) + "}")


def long_number(folder, options):
    (folder / "result.json").write_text('{"n":' + "9" * 3_000_000 + ',"m":1e400}')


def huge_cell(folder, options):
    (folder / "table.csv").write_text('a\n"' + "x" * (3 << 20) + '"\n')


def open_quote(folder, options):
    (folder / "table.csv").write_text('a,b\n"' + "1,2\n" * 400_000)


def many_columns(folder, options):
    (folder / "table.csv").write_text(",".join(f"c{number}" for number in range(200_000)) + "\n")


def backtracking(folder, options):
    """Text on which a careless pattern would try for years: near base64, near hex, near numbers, near formulas."""
    parts = ["A" * 300_000 + "!", "ab" * 200_000 + "g", "1" * 300_000 + "e", "0." * 200_000, "\\n" * 200_000, " " * 300_000 + "="]
    (folder / "notes.txt").write_text("\n".join(parts))


def many_packets(folder, options):
    """Thousands of short packets that may each be something packed."""
    word = base64.b64encode(gzip.compress(b"nothing of interest " * 3)).decode()
    (folder / "notes.txt").write_text("\n".join(f"{word} {number}" for number in range(20_000)))
