"""Calls by which a program gets at the kernel, at other processes or at the machine. Each answers `done`, or why not."""

import ctypes
import os
import platform
import signal
import socket
from pathlib import Path

ARM = platform.machine() == "aarch64"
# The generic table serves arm64; x86-64 has numbers of its own. What is new since 2019 has one number everywhere.
CALLS = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "unshare": (272, 97),
    "setns": (308, 268),
    "clone": (56, 220),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "kcmp": (312, 272),
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "chroot": (161, 51),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "swapon": (167, 224),
    "sethostname": (170, 161),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "syslog": (103, 116),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fanotify_init": (300, 262),
    "shmget": (29, 194),
    "mq_open": (240, 180),
    "mbind": (237, 235),
    "vhangup": (153, 58),
    "iopl": (172, None),
}

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    number = CALLS[name][1 if ARM else 0]
    if number is None:
        return "not on this processor"
    ctypes.set_errno(0)
    given = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = libc.syscall(ctypes.c_long(number), *given)
    return "done" if result >= 0 else os.strerror(ctypes.get_errno())


def attempt(act):
    try:
        return act() or "done"
    except OSError as error:
        return error.strerror or str(error)


def write(path, text):
    def act():
        with open(path, "w") as file:
            file.write(text)

    return attempt(act)


def text(value):
    return ctypes.c_char_p(value.encode())


def mount(folder, options):
    return {
        "file system in memory": call("mount", text("tmpfs"), text("/atoll/scratch"), text("tmpfs"), 0, text("")),
        "writable again": call("mount", text(""), text("/atoll/inputs/0"), text(""), 0x20 | 0x1000, text("")),
        "root writable again": call("mount", text(""), text("/"), text(""), 0x20 | 0x1000, text("")),
        "proc": call("mount", text("proc"), text("/atoll/scratch"), text("proc"), 0, text("")),
        "unmount of the inputs": call("umount2", text("/atoll/inputs/0"), 2),
        "pivot_root": call("pivot_root", text("/atoll/scratch"), text("/atoll/scratch")),
        "open_tree": call("open_tree", -100, text("/"), 1),
        "fsopen": call("fsopen", text("tmpfs"), 0),
    }


def unshare(folder, options):
    flags = {"user": 0x10000000, "mount": 0x20000, "network": 0x40000000, "pid": 0x20000000, "ipc": 0x08000000}
    return {name: call("unshare", flag) for name, flag in flags.items()}


def clone(folder, options):
    """A child in new namespaces; it ends at once."""

    def act(flags):
        child = libc.syscall(ctypes.c_long(CALLS["clone"][1 if ARM else 0]), *(ctypes.c_long(v) for v in (flags | 17, 0, 0, 0, 0)))
        if child == 0:
            os._exit(0)
        if child < 0:
            return os.strerror(ctypes.get_errno())
        os.waitpid(child, 0)
        return "done"

    return {"user namespace": act(0x10000000), "network namespace": act(0x40000000)}


def setns(folder, options):
    def enter(path):
        def act():
            handle = os.open(path, os.O_RDONLY)
            return call("setns", handle, 0)

        return attempt(act)

    return {"its own network": enter("/proc/self/ns/net"), "first process": enter("/proc/1/ns/mnt")}


def ptrace(folder, options):
    """Attaches to a process of its own and to the first one, and reads another's memory."""
    child = os.fork()
    if child == 0:
        signal.pause()
        os._exit(0)
    buffer = ctypes.create_string_buffer(8)
    local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
    remote = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
    said = {
        "memory of a child": call("process_vm_readv", child, local, 1, remote, 1, 0),
        "compare with a child": call("kcmp", os.getpid(), child, 1, 0, 0),
        "attach to a child": call("ptrace", 16, child, 0, 0),
    }
    if not options.get("isolated"):
        # Where it is allowed, the first process stops, and everything with it.
        said["attach to the first process"] = call("ptrace", 16, 1, 0, 0)
    os.kill(child, signal.SIGKILL)
    return said


def bpf(folder, options):
    # BPF_MAP_CREATE of an array: type, key size, value size, entries.
    attributes = (ctypes.c_uint32 * 32)(2, 4, 4, 1)
    return {"map": call("bpf", 0, attributes, 128)}


def io_uring(folder, options):
    return {"ring": call("io_uring_setup", 4, ctypes.create_string_buffer(256))}


def keys(folder, options):
    return {
        "add_key": call("add_key", text("user"), text("row"), text("17"), 2, -2),
        "request_key": call("request_key", text("user"), text("row"), None, -2),
        "session keyring": call("keyctl", 0, -3, 1),
    }


def userfaultfd(folder, options):
    return {"handle": call("userfaultfd", 0x80000 | 1)}


def perf(folder, options):
    # perf_event_attr: software event, its size, the task clock, user space only.
    attributes = ctypes.create_string_buffer(128)
    ctypes.memmove(attributes, (ctypes.c_uint32 * 4)(1, 112, 1, 0), 16)
    attributes[40] = 0x60
    return {"counter of its own": call("perf_event_open", attributes, 0, -1, -1, 0)}


def chroot(folder, options):
    return {"chroot": call("chroot", text("/atoll/scratch"))}


def modules(folder, options):
    return {
        "init_module": call("init_module", ctypes.create_string_buffer(64), 64, text("")),
        "kexec_load": call("kexec_load", 0, 0, None, 0),
        "swapon": call("swapon", text("/atoll/scratch/swap"), 0),
        "iopl": call("iopl", 3),
    }


def system(folder, options):
    """What would change the machine for everybody, with arguments that change nothing where the call is allowed."""
    return {
        "sethostname": call("sethostname", text("atoll"), 5),
        "settimeofday": call("settimeofday", None, None),
        "acct": call("acct", None),
        "syslog": call("syslog", 3, ctypes.create_string_buffer(64), 64),
        "quotactl": call("quotactl", 0x80000100, None, 0, ctypes.create_string_buffer(64)),
        "fanotify": call("fanotify_init", 0, 0),
    }


def handles(folder, options):
    """Opens a file by its handle, past every mount: how the first escapes from Docker went."""
    # file_handle of the root inode of most file systems: 8 bytes, type 1, inode 2.
    handle = (ctypes.c_uint32 * 4)(8, 1, 2, 0)

    def act():
        folder_handle = os.open("/atoll/outputs", os.O_RDONLY)
        return call("open_by_handle_at", folder_handle, handle, 0)

    return {"open_by_handle_at": attempt(act)}


def shared_memory(folder, options):
    return {"System V": call("shmget", 77, 4096, 0o1666), "POSIX queue": call("mq_open", text("row"), 0o102, 0o666, None)}


def sockets(families):
    def act(family, kind, protocol):
        def open_one():
            socket.socket(family, kind, protocol).close()

        return attempt(open_one)

    return {name: act(*family) for name, family in families.items()}


def raw_sockets(folder, options):
    return sockets(
        {
            "IPv4": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
            "IPv6": (socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW),
        }
    )


def packet_sockets(folder, options):
    return sockets({"frames": (17, socket.SOCK_RAW, 0x0300), "cooked": (17, socket.SOCK_DGRAM, 0x0300)})


def vsock(folder, options):
    """Towards the hypervisor of a virtual machine."""
    return sockets({"stream": (40, socket.SOCK_STREAM, 0)})


def netlink(folder, options):
    return sockets({"routes": (16, socket.SOCK_RAW, 0), "kobject": (16, socket.SOCK_DGRAM, 15), "netfilter": (16, socket.SOCK_RAW, 12)})


def crypto_sockets(folder, options):
    return sockets({"AF_ALG": (38, socket.SOCK_SEQPACKET, 0), "AF_KEY": (15, socket.SOCK_RAW, 2), "AF_XDP": (44, socket.SOCK_RAW, 0)})


def write_root(folder, options):
    places = ("/stray", "/tmp/stray", "/etc/passwd", "/algorithm/attack.py", "/usr/stray", "/var/tmp/stray", "/run/stray", "/atoll/stray", "/dev/stray")
    return {place: write(place, "x") for place in places}


def write_inputs(folder, options):
    said = {
        "new file": write("/atoll/inputs/0/stray", "x"),
        "row": write("/atoll/inputs/0/rows.csv", "x"),
        "parameters": write("/atoll/parameters.json", "{}"),
        "remove": attempt(lambda: os.unlink("/atoll/inputs/0/rows.csv")),
        "rename": attempt(lambda: os.rename("/atoll/inputs/0/rows.csv", "/atoll/inputs/0/other.csv")),
        "mode": attempt(lambda: os.chmod("/atoll/inputs/0/rows.csv", 0o777)),
        "time": attempt(lambda: os.utime("/atoll/inputs/0/rows.csv", (0, 0))),
        "link": attempt(lambda: os.link("/atoll/inputs/0/rows.csv", folder / "rows.csv")),
    }

    def through_descriptor():
        with open("/atoll/inputs/0/rows.csv") as file:
            with open(f"/proc/self/fd/{file.fileno()}", "w") as again:
                again.write("x")

    said["by its descriptor"] = attempt(through_descriptor)
    return said


def proc_writes(folder, options):
    """Only what changes nothing where it is allowed: the value that is there is written again."""
    said = {}
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/overcommit_memory", "/proc/sys/net/ipv4/ip_forward"):
        try:
            said[path] = write(path, Path(path).read_text())
        except OSError as error:
            said[path] = error.strerror
    for path in ("/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/proc/kcore", "/proc/acpi", "/proc/bus"):
        said[path] = attempt(lambda path=path: os.close(os.open(path, os.O_WRONLY)))
    return said


def sys_writes(folder, options):
    places = ("/sys/kernel/uevent_helper", "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent", "/sys/power/state")
    return {place: attempt(lambda place=place: os.close(os.open(place, os.O_WRONLY))) for place in places}


def core_pattern(folder, options):
    """Crashes, so that a core would be written: neither into a file nor into a program of the host."""
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        libc.setrlimit(4, (ctypes.c_ulong * 2)(1 << 20, 1 << 20))
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGSEGV)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return {"left": sorted(os.listdir(folder)), "core": "done" if os.WCOREDUMP(status) else "no core"}


def devices(folder, options):
    """What there is in /dev, and whether more can be made."""
    import stat

    def made(place, kind, major, minor):
        """gVisor lets anybody make one that nobody can open, so that opening it is what counts."""

        def act():
            os.mknod(place, 0o666 | kind, os.makedev(major, minor))
            os.close(os.open(place, os.O_RDONLY))

        return attempt(act)

    return {
        "there": sorted(os.listdir("/dev")),
        "answers": {
            "disk in outputs": made(folder / "disk", stat.S_IFBLK, 254, 0),
            "disk in scratch": made("/atoll/scratch/disk", stat.S_IFBLK, 7, 0),
            "memory": made("/atoll/scratch/mem", stat.S_IFCHR, 1, 1),
            "kernel log": attempt(lambda: os.close(os.open("/dev/kmsg", os.O_RDONLY))),
            "open /dev/kvm": attempt(lambda: os.close(os.open("/dev/kvm", os.O_RDWR))),
            # Harmless, but where this one cannot be had no other can; gVisor gives everybody its own.
            **({"zero": made("/atoll/scratch/zero", stat.S_IFCHR, 1, 5)} if options.get("isolated") else {}),
        },
    }


def processes(folder, options):
    """Who else can be seen, and ended: in a namespace of its own nobody."""
    seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    names = {}
    for number in seen:
        try:
            names[number] = Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")[:100]
        except OSError:
            names[number] = "?"
    return {"names": sorted(names.values())}
