"""Runs attacks, each in a process of its own: `attack.py NAME=module.function …`. Only tests run them.

An attack is given the folder that it may write to and the job's parameters, and gives back what came of it. The answers leave as one line
of the log, so that the outputs hold what the attack wrote and nothing else.
"""

import importlib
import json
import os
import select
import signal
import sys
import time
from pathlib import Path

OUTPUTS = Path("/atoll/outputs")
SECONDS = 8


def parameters():
    return json.loads(Path("/atoll/parameters.json").read_text())


def attempt(name, folder, options):
    """What the attack answers, in a child that it may ruin."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            if options.get("isolated"):
                # Without the sandbox a mount succeeds, and must not change what the next attack finds.
                os.unshare(os.CLONE_NEWNS)
            module, function = name.split(".")
            said = getattr(importlib.import_module(module), function)(folder, options)
        except BaseException as error:  # whatever it was, it is the answer
            said = {"raised": f"{type(error).__name__}: {error}"[:300]}
        with os.fdopen(writing, "w") as file:
            # Children that the attack has left hold the pipe open: the end of the line is the end of the answer.
            file.write(f"{json.dumps(said)}\n")
        sys.stdout.flush()
        os._exit(0)
    os.close(writing)
    answer = read(reading, time.monotonic() + options.get("seconds", SECONDS))
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if answer is None:
        return {"raised": "no answer in time"}
    return json.loads(answer) if answer else {"died": status}


def read(pipe, until):
    chunks = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0, until - time.monotonic()))
        if not ready:
            return None
        chunk = os.read(pipe, 1 << 16)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        if chunk.endswith(b"\n"):
            return b"".join(chunks)


def main():
    sys.path.insert(0, "/algorithm")
    pairs = [argument.split("=") for argument in sys.argv[1:]]
    options = parameters()
    said = {}
    for name, act in pairs:
        folder = OUTPUTS if len(pairs) == 1 else OUTPUTS / name
        folder.mkdir(exist_ok=True)
        said[name] = attempt(act, folder, options)
    print(f"\nattack-report {json.dumps(said)}", flush=True)


main()
