"""Ways out over a network. Every address is one on which the test itself listens.

An interface beside loopback would mean that packets could go further than the test's own listeners: then nothing is sent, and that
there is one is the answer.
"""

import os
import socket
import struct
from pathlib import Path

SECONDS = 1.5


def interfaces():
    return [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]


def message(options, act):
    return f"{options['token']} {act} {first_row()}".encode()


def first_row():
    return Path("/atoll/inputs/0/rows.csv").read_text().splitlines()[1]


def attempt(send):
    try:
        return send() or "done"
    except OSError as error:
        return error.strerror or str(error)


def anywhere(options, targets):
    """Tries each target; loopback always, others only where loopback is all there is."""
    found = interfaces()
    # Several of these are there by default in a new network namespace, switched off; none of them leads anywhere.
    further = [name for name in found if name != "lo" and not name.startswith(("tunl", "sit", "ip6tnl", "gre", "erspan", "ip_vti", "ip6_vti", "ip6gre"))]
    if further:
        return {"interfaces": further}
    return {name: attempt(send) for name, send in targets.items()}


def tcp_to(host, port, payload):
    def send():
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as stream:
            stream.settimeout(SECONDS)
            stream.connect((host, port))
            stream.sendall(payload)

    return send


def udp_to(host, port, payload):
    def send():
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
            datagrams.settimeout(SECONDS)
            # Connected, so that a refusal comes back: a datagram alone is silent where nobody listens.
            datagrams.connect((host, port))
            datagrams.send(payload)
            datagrams.recv(100)

    return send


def unix_to(path, payload):
    def send():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
            stream.settimeout(SECONDS)
            stream.connect(path)
            stream.sendall(payload)

    return send


def tcp(folder, options):
    payload = message(options, "tcp")
    return anywhere(
        options,
        {
            "loopback": tcp_to("127.0.0.1", options["hostTcp"], payload),
            "whole of loopback": tcp_to("127.9.9.9", options["hostTcp"], payload),
            "any address": tcp_to("0.0.0.0", options["hostTcp"], payload),
            "private address": tcp_to(options["private"], options["port"], payload),
        },
    )


def udp(folder, options):
    payload = message(options, "udp")
    return anywhere(
        options,
        {
            "loopback": udp_to("127.0.0.1", options["hostUdp"], payload),
            "private address": udp_to(options["private"], options["port"], payload),
            "broadcast": lambda: broadcast(options["port"], payload),
        },
    )


def broadcast(port, payload):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        datagrams.settimeout(SECONDS)
        datagrams.sendto(payload, ("255.255.255.255", port))
        datagrams.recv(100)


def ipv6(folder, options):
    payload = message(options, "ipv6")
    return anywhere(
        options,
        {
            "loopback": tcp_to("::1", options["hostTcp6"], payload),
            "unique local address": tcp_to(options["private6"], options["port"], payload),
            "mapped": tcp_to(f"::ffff:{options['private']}", options["port"], payload),
            "datagram": udp_to(options["private6"], options["port"], payload),
        },
    )


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo_to(kind, family, protocol, host, payload):
    def send():
        request = 8 if family == socket.AF_INET else 128
        with socket.socket(family, kind, protocol) as pings:
            pings.settimeout(SECONDS)
            head = struct.pack("!BBHHH", request, 0, 0, 77, 1)
            packet = struct.pack("!BBHHH", request, 0, checksum(head + payload), 77, 1) + payload
            pings.sendto(packet, (host, 0))
            pings.recv(2000)

    return send


def icmp(folder, options):
    payload = message(options, "icmp")
    return anywhere(
        options,
        {
            "ping socket": echo_to(socket.SOCK_DGRAM, socket.AF_INET, socket.IPPROTO_ICMP, options["private"], payload),
            "raw socket": echo_to(socket.SOCK_RAW, socket.AF_INET, socket.IPPROTO_ICMP, options["private"], payload),
            "raw socket, version 6": echo_to(socket.SOCK_RAW, socket.AF_INET6, socket.IPPROTO_ICMPV6, options["private6"], payload),
        },
    )


def question(name):
    """A question for the address of a name, as a resolver sends it (RFC 1035)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", 1, 1)


def name_of(options, act):
    return f"{options['token']}.{act}.{first_row().encode().hex()[:40]}.invalid"


def dns(folder, options):
    asked = question(name_of(options, "dns"))
    framed = struct.pack("!H", len(asked)) + asked
    targets = {
        "the engine's resolver": udp_to("127.0.0.11", 53, asked),
        "the engine's resolver by TCP": tcp_to("127.0.0.11", 53, framed),
        "a resolver on a private address": udp_to(options["private"], 53, asked),
    }
    if options["token"].startswith("sandbox"):
        # The C library's own resolver asks the servers of /etc/resolv.conf; never where more than loopback is there.
        targets["the system's resolver"] = lambda: resolve(name_of(options, "dns"))
    return anywhere(options, targets)


def resolve(name):
    try:
        socket.getaddrinfo(name, 80)
    except socket.gaierror as error:
        raise OSError(0, str(error)) from error


def metadata(folder, options):
    payload = b"GET /latest/meta-data/" + message(options, "metadata").replace(b" ", b"/") + b" HTTP/1.0\r\n\r\n"
    return anywhere(options, {"169.254.169.254": tcp_to("169.254.169.254", 80, payload)})


def gateway(folder, options):
    payload = message(options, "gateway")
    by_name = {
        f"name {name}": (lambda name=name: resolve(name))
        for name in ("host.docker.internal", "gateway.docker.internal", "host.containers.internal")
        if options["token"].startswith("sandbox")
    }
    return anywhere(options, {"172.17.0.1": tcp_to("172.17.0.1", options["port"], payload), **by_name})


def neighbour(folder, options):
    payload = message(options, "neighbour")
    return anywhere(
        options,
        {
            "its address": tcp_to(options["neighbour"], options["port"], payload),
            "its abstract socket": unix_to("\0" + options["abstractNeighbour"], payload),
        },
    )


def abstract(folder, options):
    return anywhere(options, {"abstract socket": unix_to("\0" + options["abstract"], message(options, "abstract"))})


def engine(folder, options):
    """Sockets of the engine where they usually are, and any other that can be found."""
    payload = f"GET /_ping HTTP/1.0\r\nX-Token: {options['token']} engine\r\n\r\n".encode()
    usual = (
        "/var/run/docker.sock",
        "/run/docker.sock",
        "/run/containerd/containerd.sock",
        "/run/podman/podman.sock",
        "/run/user/65534/docker.sock",
        "/run/user/0/docker.sock",
    )
    found = []
    for root, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(root, name) not in ("/proc", "/usr", "/sys")]
        found += [os.path.join(root, name) for name in names if is_socket(os.path.join(root, name))]
    return {path: attempt(unix_to(path, payload)) for path in (*usual, *found)}


def is_socket(path):
    try:
        return (os.lstat(path).st_mode & 0o170000) == 0o140000
    except OSError:
        return False
