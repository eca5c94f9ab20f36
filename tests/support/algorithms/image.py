"""What of the image's own configuration reached the run."""

import os
import subprocess
import sys
from pathlib import Path


def facts(folder, options):
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return {
        "preloaded": sorted({line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "preloaded" in line}),
        "environment": sorted(os.environ),
        "directory": os.getcwd(),
        "parent": Path("/proc/1/cmdline").read_text().split("\0")[0],
        "arguments": Path("/proc/1/cmdline").read_text().split("\0")[:4],
        "user": [os.getuid(), os.geteuid(), os.getgid()],
        "noNewPrivileges": status.get("NoNewPrivs", "1"),
    }


def setuid(folder, options):
    """Programs that the image has marked to run as root."""
    said = {}
    for path in ("/algorithm/root-id", "/algorithm/root-group-id"):
        mode = os.stat(path).st_mode
        found = subprocess.run([path, "-u"], capture_output=True, text=True, check=False)
        group = subprocess.run([path, "-g"], capture_output=True, text=True, check=False)
        said[path] = {"marked": bool(mode & 0o6000), "user": found.stdout.strip(), "group": group.stdout.strip()}
    return said


def become_root(folder, options):
    said = {}
    for name, act in (("setuid", lambda: os.setuid(0)), ("setgid", lambda: os.setgid(0)), ("setgroups", lambda: os.setgroups([0]))):
        try:
            act()
            said[name] = "done"
        except OSError as error:
            said[name] = error.strerror
    return said
