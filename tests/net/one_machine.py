"""A network that ends in this machine: every address of the world, public or not, IPv4 or IPv6, is our own.

It is for a process in a network namespace of its own (``unshare --net --mount``), where nothing leads outside, so that real
listeners stand behind 10.1.2.3 and 169.254.169.254 as behind any address. Only the kernel is asked, by ioctl and netlink: a bare
system has no ``ip``.
"""

import fcntl
import socket
import struct
import subprocess
from pathlib import Path

NEW_ADDRESS, NEW_ROUTE = 20, 24
REQUEST_ACKNOWLEDGED_CREATE = 0x1 | 0x4 | 0x400
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
LOCAL_TABLE, STATIC, HOST_SCOPE, LOCAL = 255, 4, 254, 2
OUTGOING_INTERFACE, ADDRESS, LOCAL_ADDRESS = 4, 1, 2
WITHOUT_ASKING_AROUND = 0x2  # Nobody else can have the address here.
OWN = {socket.AF_INET: "10.1.2.3", socket.AF_INET6: "fd00::1"}
"""Addresses of the interface itself: where a system has none but loopback, it looks no names up."""


def own_everything() -> bool:
    """Make every address ours. Returns whether that includes IPv6."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(any_socket, GET_FLAGS, request))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", b"lo", flags | UP))
    _own(socket.AF_INET)
    try:
        _own(socket.AF_INET6)
    except OSError:
        return False
    return True


def _own(family: socket.AddressFamily) -> None:
    lo = socket.if_nametoindex("lo")
    packed = socket.inet_pton(family, OWN[family])
    head = struct.pack("=BBBBI", family, 8 * len(packed), WITHOUT_ASKING_AROUND, 0, lo)
    _tell(NEW_ADDRESS, head + _attribute(ADDRESS, packed) + _attribute(LOCAL_ADDRESS, packed))
    head = struct.pack("=BBBBBBBBI", family, 0, 0, 0, LOCAL_TABLE, STATIC, HOST_SCOPE, LOCAL, 0)
    _tell(NEW_ROUTE, head + _attribute(OUTGOING_INTERFACE, struct.pack("=I", lo)))


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value


def _tell(kind: int, body: bytes) -> None:
    """Send one order to the kernel (rtnetlink); raise OSError where it refuses."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.send(struct.pack("=IHHII", 16 + len(body), kind, REQUEST_ACKNOWLEDGED_CREATE, 1, 0) + body)
        (error,) = struct.unpack("=i", kernel.recv(4_096)[16:20])
    if error:
        raise OSError(-error, f"the kernel refused the order {kind}")


def ask_for_names(address: str, folder: Path) -> None:
    """Let this process's look-ups go to the name server at ``address``; files of the system stay as they are for others."""
    texts = {
        "resolv.conf": f"nameserver {address}\noptions timeout:1 attempts:1\n",
        "nsswitch.conf": "hosts: files dns\n",
        "hosts": "127.0.0.1 localhost\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
        target = Path("/etc", name).resolve()
        subprocess.run(["mount", "--bind", folder / name, target], check=True)


def connections_tried() -> int:
    """Return how many TCP connections anybody here has begun to open, by the kernel's own count (RFC 1213, tcpActiveOpens)."""
    names, values = (
        line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Tcp:")
    )
    return int(values[names.index("ActiveOpens")])
