"""Algorithms that do what they must not; the first argument says which. Only tests run them."""

import json
import os
import socket
import sys
import time
from pathlib import Path

OUTPUTS = Path("/atoll/outputs")


def ok():
    (OUTPUTS / "result.json").write_text(json.dumps({"ok": True}))


def echo():
    """Writes what it was given, so that a test can see it arrive."""
    inputs = {str(path): path.read_text() for path in sorted(Path("/atoll/inputs").rglob("*")) if path.is_file()}
    (OUTPUTS / "result.json").write_text(
        json.dumps({"parameters": json.loads(Path("/atoll/parameters.json").read_text()), "inputs": inputs})
    )


def exit_code():
    print("about to fail", file=sys.stderr)
    sys.exit(3)


def memory():
    blocks = []
    while True:
        blocks.append(bytearray(os.urandom(1)) * (16 << 20))


def loop():
    while True:
        time.sleep(1)


def ignore_signals():
    import signal

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    loop()


def nothing():
    pass


def undeclared():
    ok()
    (OUTPUTS / "extra.bin").write_bytes(b"\1" * 100)
    (OUTPUTS / "folder").mkdir()
    (OUTPUTS / "folder" / "inside.txt").write_text("hidden")


def too_big():
    """Fills the output volume; exits 0 when the kernel said that it is full, 4 if it never did."""
    try:
        with (OUTPUTS / "result.json").open("wb") as file:
            for _ in range(1 << 12):
                file.write(b"\0" * (1 << 20))
    except OSError as error:
        print(error)
        return
    sys.exit(4)


def many_files():
    """Makes files until the volume has no inode left; exits 4 if that never happens."""
    try:
        for number in range(1 << 20):
            (OUTPUTS / f"{number}").touch()
    except OSError as error:
        print(error)
        return
    sys.exit(4)


def links():
    (OUTPUTS / "result.json").symlink_to("/etc/passwd")
    os.mkfifo(OUTPUTS / "pipe")
    (OUTPUTS / "real.txt").write_text("real")
    os.link(OUTPUTS / "real.txt", OUTPUTS / "hard.txt")


def fork_bomb():
    children = 0
    try:
        while True:
            if os.fork() == 0:
                time.sleep(600)
                os._exit(0)
            children += 1
    except OSError:
        (OUTPUTS / "result.json").write_text(json.dumps({"children": children}))
        sys.stdout.flush()
        os._exit(0)


def logs():
    line = "x" * 1023 + "\n"
    for _ in range(64 << 10):
        sys.stdout.write(line)
    ok()


def attempt(act):
    try:
        act()
    except OSError as error:
        return error.strerror or str(error)
    return "done"


def beyond_loopback(act):
    """Tries to get further than loopback, but only where there is nothing else: no packet of a test may leave the machine."""
    interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    return attempt(act) if interfaces == ["lo"] else f"not tried beside {interfaces}"


def execute(folder):
    """Tries to run a program that it has written itself."""
    script = Path(folder) / "run.sh"
    try:
        script.write_text("#!/bin/sh\nexit 0\n")
        script.chmod(0o755)
    except OSError as error:
        return error.strerror
    child = os.fork()
    if child == 0:
        try:
            os.execv(script, [str(script)])
        except OSError as error:
            os._exit(error.errno)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    script.unlink()
    return os.strerror(code) if code else "done"


def system_call(number, *arguments):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(value) for value in arguments))
    return "done" if result >= 0 else os.strerror(ctypes.get_errno())


def facts():
    """What the sandbox looks like from inside."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    # Numbers of x86-64; on arm64 the same calls have others, and these are unknown or harmless there.
    arm = os.uname().machine == "aarch64"
    calls = {
        "ptrace": (117, 0, 0, 0, 0) if arm else (101, 0, 0, 0, 0),
        "unshare": (97, 0x10000000) if arm else (272, 0x10000000),
        "mount": (40, 0, 0, 0, 0, 0) if arm else (165, 0, 0, 0, 0, 0),
        "bpf": (280, 0, 0, 0) if arm else (321, 0, 0, 0),
        "keyctl": (219, 0, 0, 0, 0, 0) if arm else (250, 0, 0, 0, 0, 0),
        "io_uring_setup": (425, 1, 0),
        "userfaultfd": (282, 0) if arm else (323, 0),
        "perf_event_open": (241, 0, 0, 0, 0, 0) if arm else (298, 0, 0, 0, 0, 0),
    }
    (OUTPUTS / "result.json").write_text(
        json.dumps(
            {
                "interfaces": [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]],
                "routes": Path("/proc/net/route").read_text().splitlines()[1:],
                "connect": beyond_loopback(lambda: socket.create_connection(("10.66.0.1", 80), timeout=2)),
                "resolve": beyond_loopback(lambda: socket.getaddrinfo("atoll.invalid", 80)),
                "writeRoot": attempt(lambda: Path("/stray").write_text("x")),
                "writeInput": attempt(lambda: Path("/atoll/inputs/0/stray").write_text("x")),
                "writeParameters": attempt(lambda: Path("/atoll/parameters.json").write_text("x")),
                "writeShm": attempt(lambda: Path("/dev/shm/stray").write_text("x")),
                "execute": {folder: execute(folder) for folder in ("/atoll/outputs", "/atoll/scratch", "/dev/shm", "/tmp")},
                "uid": os.getuid(),
                "gid": os.getgid(),
                "groups": os.getgroups(),
                # gVisor does not list all of them.
                "capabilities": [status[name] for name in status if name.startswith("Cap")],
                "noNewPrivileges": status.get("NoNewPrivs", ""),
                "seccomp": status["Seccomp"],
                "environment": dict(os.environ),
                "workingDirectory": os.getcwd(),
                "arguments": sys.argv,
                "mounts": [[mount[1], mount[2], mount[3]] for mount in mounts],
                "calls": {name: system_call(*arguments) for name, arguments in calls.items()},
            }
        )
    )


{
    name: act
    for name, act in list(globals().items())
    if callable(act) and getattr(act, "__module__", None) == "__main__"
}[sys.argv[1]]()
