"""Things in the outputs that are no plain files of a declared name."""

import json
import os
import socket
from pathlib import Path


def attempt(act):
    try:
        return act() or "done"
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)


def first_row():
    return Path("/atoll/inputs/0/rows.csv").read_text().splitlines()[1]


def ok(folder):
    (folder / "result.json").write_text('{"ok":true}')


def symbolic_link(folder, options):
    """Declared by name, so that a walk that followed it would give out what it points to: inside, and on the host."""
    (folder / "result.json").symlink_to(options.get("target", "/etc/passwd"))


def link_to_input(folder, options):
    (folder / "result.json").symlink_to("/atoll/inputs/0/rows.csv")


def link_as_folder(folder, options):
    (folder / "outside").symlink_to("/")
    ok(folder)


def hard_link(folder, options):
    said = {
        "input": attempt(lambda: os.link("/atoll/inputs/0/rows.csv", folder / "result.json")),
        "password file": attempt(lambda: os.link("/etc/passwd", folder / "passwd")),
    }
    (folder / "first.bin").write_text("x")
    said["within the outputs"] = attempt(lambda: os.link(folder / "first.bin", folder / "result.json"))
    return said


def fifo(folder, options):
    """A reader that opened it would wait for ever."""
    return {"made": attempt(lambda: os.mkfifo(folder / "result.json"))}


def unix_socket(folder, options):
    def act():
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        os.chdir(folder)
        listener.bind("result.json")

    return {"made": attempt(act)}


def names(folder, options):
    """Names that climb, that are absolute, or that a terminal or a page would act on; and one with a row in it."""
    ok(folder)
    wanted = {
        "climbing": "..\\..\\etc\\passwd",
        "row": first_row(),
        "control": "a\rresult.json\x1b[2J",
        "right to left": "a\u202ecod.exe",
        "markup": "<img src=x onerror=alert(1)>",
        "no text": b"\xff\xfe",
        "long": "x" * 255,
        "hidden": ".result.json",
        "dash": "-rf",
        "quote": "$(id)`id`'\";",
    }
    return {about: attempt(lambda name=name: put(folder, name)) for about, name in wanted.items()}


def put(folder, name):
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "w") as file:
        file.write("x")


def one_name(folder, options):
    """The row as the name of an empty file."""
    ok(folder)
    return {"made": attempt(lambda: put(folder, first_row()))}


def climbing(folder, options):
    """What a kernel does with `../` and absolute names: they lead elsewhere, where nothing can be written."""
    ok(folder)
    return {
        "beside the outputs": attempt(lambda: put(folder, "../../stray")),
        "the inputs": attempt(lambda: put(folder, "../../inputs/0/stray")),
        "absolute": attempt(lambda: put(folder, "/etc/stray")),
        "empty": attempt(lambda: put(folder, "")),
        "zero byte": attempt(lambda: put(folder, "a\0b")),
    }


def deep(folder, options):
    """Folders within folders, past every limit of a path."""
    ok(folder)
    made = 0
    here = os.open(folder, os.O_RDONLY)
    try:
        while made < 4000:
            os.mkdir("d" * 200, dir_fd=here)
            here = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
            made += 1
    except OSError as error:
        return {"made": made, "end": error.strerror}
    return {"made": made, "end": "done"}


def sparse(folder, options):
    """A hole of a terabyte, of sixteen, and one that just fits."""
    said = {}
    for name, size in (("terabyte", 1 << 40), ("most", (1 << 44) - 1)):
        said[name] = attempt(lambda size=size: os.truncate(create(folder / "result.json"), size))
    said["fits"] = attempt(lambda: os.truncate(create(folder / "result.json"), options.get("fits", 3 << 20)))
    return said


def create(path):
    path.touch()
    return path


def huge(folder, options):
    """Writes until the volume is full."""
    written = 0
    try:
        with (folder / "result.json").open("wb", buffering=0) as file:
            while written < 1 << 34:
                written += file.write(b" " * (1 << 20))
    except OSError as error:
        return {"written": written, "end": error.strerror}
    return {"written": written, "end": "done"}


def many(folder, options):
    """Millions of files, if it were let."""
    made = 0
    try:
        while made < 5_000_000:
            os.close(os.open(folder / str(made), os.O_CREAT | os.O_WRONLY))
            made += 1
    except OSError as error:
        return {"made": made, "end": error.strerror}
    return {"made": made, "end": "done"}


def undeclared(folder, options):
    ok(folder)
    (folder / "extra.json").write_text(json.dumps({"row": first_row()}))


def inside_folder(folder, options):
    (folder / "result.json").mkdir()
    (folder / "result.json" / "row.txt").write_text(first_row())


def changing(folder, options):
    """A child that outlives its parent and changes the output after it was looked at."""
    ok(folder)
    if os.fork() == 0:
        os.setsid()
        for descriptor in range(0, 64):
            try:
                os.close(descriptor)
            except OSError:
                continue
        while True:
            (folder / "result.json").write_text(json.dumps({"row": first_row()}))
