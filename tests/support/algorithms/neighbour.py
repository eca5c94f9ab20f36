"""Listens in a network namespace of its own and prints one line for whatever arrives. Nothing but loopback is there: the addresses that
attacks aim at are aliases of it, so that no packet can leave the machine."""

import fcntl
import json
import selectors
import socket
import struct
import sys

ADD = 0x8916


def alias(number, address):
    """SIOCSIFADDR on `lo:number`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sHH4s8x", f"lo:{number}".encode(), socket.AF_INET, 0, socket.inet_aton(address))
        fcntl.ioctl(control, ADD, request)


def alias6(address):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sIi", socket.inet_pton(socket.AF_INET6, address), 128, socket.if_nametoindex("lo"))
        fcntl.ioctl(control, ADD, request)


def tell(kind, data):
    print(json.dumps({"kind": kind, "text": data.decode("latin-1")}), flush=True)


def main():
    given = json.loads(sys.argv[1])
    for number, address in enumerate(given["addresses"], 1):
        alias(number, address)
    alias6(given["address6"])
    selector = selectors.DefaultSelector()

    def listen(kind, family, type_, address, protocol=0):
        listener = socket.socket(family, type_, protocol)
        if family == socket.AF_INET6 and protocol == 0:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if address is not None:
            listener.bind(address)
        if type_ == socket.SOCK_STREAM:
            listener.listen(64)
        selector.register(listener, selectors.EVENT_READ, (kind, type_))

    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    for port in (given["port"], 53, 80):
        listen("tcp", socket.AF_INET, stream, ("0.0.0.0", port))
        listen("udp", socket.AF_INET, datagram, ("0.0.0.0", port))
        listen("tcp6", socket.AF_INET6, stream, ("::", port))
        listen("udp6", socket.AF_INET6, datagram, ("::", port))
    listen("icmp", socket.AF_INET, socket.SOCK_RAW, None, socket.IPPROTO_ICMP)
    listen("icmp6", socket.AF_INET6, socket.SOCK_RAW, None, socket.IPPROTO_ICMPV6)
    listen("abstract", socket.AF_UNIX, stream, "\0" + given["abstract"])
    tell("ready", b"")
    while True:
        for key, _ in selector.select():
            kind, type_ = key.data
            if type_ == stream:
                accepted, _ = key.fileobj.accept()
                accepted.settimeout(2)
                try:
                    tell(kind, accepted.recv(4000))
                except OSError as error:
                    tell(kind, str(error).encode())
                accepted.close()
            else:
                data, sender = key.fileobj.recvfrom(4000)
                tell(kind, data)
                if type_ == datagram:
                    key.fileobj.sendto(b"seen", sender)


main()
