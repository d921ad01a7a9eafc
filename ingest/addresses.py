"""Pure: which URL, host name and address we may connect to.

A URL of a feed is an attack until shown otherwise: it may aim at this machine, at the network around it, or at the
metadata service of a cloud. Three questions, each asked anew on every redirect:

    judge_url      before anything happens: scheme, host as written, port, no credentials
    judge_answers  after the name was looked up: what DNS answered for this name
    judge_address  when the socket is made: the very address that is about to be connected to

``allow`` holds the networks that NEWSROOM_FETCH_ALLOW admits besides the public ones (intranets, tests).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote

import idna

from ingest.errors import AddressRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

USUAL_PORTS = (80, 443, 8080, 8443)
FIRST_UNPRIVILEGED_PORT = 1024
LAST_PORT = 65_535
LONGEST_URL = 4_096
ON_YOUR_OWN_NETWORK = "If the feed is on your own network, add that network to NEWSROOM_FETCH_ALLOW."

# Everything in IANA's IPv4 registry of special purposes, and multicast. Our own list, because ``is_global`` of Python
# 3.11 lets some of it through.
NOT_PUBLIC_IPV4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            "168.63.129.16/32",  # The inside of Azure: not in the registry, and never a publisher.
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
# IPv6 the other way round: only the block that is given out to networks, less what is special inside it. Teredo lies
# in 2001::/23 and 6to4 is 2002::/16; both can carry any IPv4 address, and nobody publishes there.
PUBLIC_IPV6 = IPv6Network("2000::/3")
NOT_PUBLIC_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
NAT64 = IPv6Network("64:ff9b::/96")

# Where servers of one's own can stand. Everything else that is not public, such as the metadata service of a cloud at
# 169.254.169.254, is never where a feed is meant to be, and nobody must be told how to get there.
ONES_OWN: tuple[Network, ...] = (
    *map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    *map(IPv6Network, ("::1/128", "fc00::/7")),
)

# Names that mean something only on this machine or in this network (RFC 6761 and common use). They are asked only when
# an allow-list admits where they lead.
LOCAL_SUFFIXES = frozenset(
    (
        *("localhost", "localdomain", "local", "lan", "home", "internal", "intranet", "private", "corp"),
        *("arpa", "example", "invalid", "onion", "test"),
    )
)

_URL = re.compile(r"(https?)://([^/?#]*)([^#]*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked, taken apart here and put together again, so that nobody after us reads it differently.

    ``host`` is lower-case ASCII, an IPv6 address without its brackets; ``path`` has the query and is percent-encoded.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port (RFC 6454): what validators and connections belong to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _default_port(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        """The URL in the one way that we write it."""
        return self.origin + self.path


def judge_url(url: str, allow: Sequence[Network] = ()) -> Target:
    """Take a URL apart; raise AddressRefused for one that we must not ask."""
    target = read_url(url)
    if _is_literal(target.host):
        judge_address(target.host, target.port, allow)
    else:
        _judge_name(target.host, target.port, allow)
    return target


def read_url(url: str) -> Target:
    """Take a URL apart, so that all its spellings become one; raise AddressRefused where it is no plain http(s) URL."""
    scheme, authority, path = _split(_without_feed_scheme(url.strip(" \t\r\n")))
    return Target(scheme, *_host_and_port(scheme, authority), path)


def judge_answers(host: str, port: int, answers: Sequence[str], allow: Sequence[Network] = ()) -> tuple[str, ...]:
    """Take what may be connected to from what DNS answered for a name; raise AddressRefused where nothing may.

    One forbidden address spoils a public name: no publisher has a good reason for such an answer, and an attacker has.
    A local name is asked only where the allow-list says so, so its other addresses are passed over in silence.
    """
    if is_local(host):
        answers = [answer for answer in answers if _lies_in(_address(answer), allow)]
        if not answers:
            raise AddressRefused(_local_name_refused(host))
    try:
        for answer in answers:
            judge_address(answer, port, allow)
    except AddressRefused as error:
        raise AddressRefused(f"{host} leads to where we do not go: {error}") from error
    return tuple(answers)


def judge_address(literal: str, port: int, allow: Sequence[Network] = ()) -> None:
    """Raise AddressRefused unless this very address and port may be connected to."""
    address = _address(literal)
    if _lies_in(address, allow):
        if port not in USUAL_PORTS and port < FIRST_UNPRIVILEGED_PORT:
            raise AddressRefused(f"Port {port} of {literal} is not one that feeds are served on.")
    elif not is_public(address):
        advice = f" {ON_YOUR_OWN_NETWORK}" if _lies_in(address, ONES_OWN) else ""
        raise AddressRefused(f"{literal} is not a public address.{advice}")
    elif port not in USUAL_PORTS:
        raise AddressRefused(_port_refused(port))


def is_public(address: Address) -> bool:
    """Tell whether an address is one that the public internet routes to a single machine."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or (_last_four_bytes(address) if address in NAT64 else None)
        if inner is None:
            return address in PUBLIC_IPV6 and not any(address in network for network in NOT_PUBLIC_IPV6)
        address = inner
    return not any(address in network for network in NOT_PUBLIC_IPV4)


def is_local(host: str) -> bool:
    """Tell whether a name has a meaning only here: a single label, or under a suffix that is reserved for that."""
    return "." not in host or host.rpartition(".")[2] in LOCAL_SUFFIXES


def _without_feed_scheme(url: str) -> str:
    """Turn ``feed:https://...``, ``feed://...`` and ``feed:...``, as browsers and old buttons write them, into http(s)."""
    if url[:5].lower() != "feed:":
        return url
    rest = url[5:].removeprefix("//")
    return rest if _URL.match(rest) else f"http://{rest}"


def _split(url: str) -> tuple[str, str, str]:
    """Take scheme, authority and encoded path with query from a URL; the fragment never leaves this machine."""
    if len(url) > LONGEST_URL:
        raise AddressRefused(f"The URL has {len(url)} characters; at most {LONGEST_URL} are allowed.")
    if _CONTROL.search(url):
        raise AddressRefused("The URL contains control characters or line breaks.")
    match = _URL.fullmatch(url.partition("#")[0])
    if not match:
        raise AddressRefused(f"{url[:200]!r} is not a URL that starts with http:// or https://.")
    scheme, authority, path = match.groups()
    if "\\" in authority or "\\" in path.partition("?")[0]:
        raise AddressRefused("The URL contains a backslash, which programs read in different ways.")
    return scheme.lower(), authority, _encoded(path)


def _encoded(path: str) -> str:
    """Percent-encode what may not stand in a request line; what is encoded already stays byte for byte."""
    try:
        path = quote(path, safe="!#$%&'()*+,-./:;=?@[]^_|~")
    except UnicodeEncodeError as error:
        raise AddressRefused("The URL contains half a character (a lone surrogate).") from error
    return path if path.startswith("/") else "/" + path


def _host_and_port(scheme: str, authority: str) -> tuple[str, int]:
    """Take host and port from an authority (RFC 3986 section 3.2), in lower case and ASCII."""
    if "@" in authority:
        raise AddressRefused("The URL contains a user name or an @ before the host; put in the URL without it.")
    match = _AUTHORITY.fullmatch(authority)
    if not match or not match[1]:
        raise AddressRefused(f"{authority[:200]!r} is not a host with an optional port.")
    host = _bracketed(match[1]) if match[1].startswith("[") else _ascii_name(match[1])
    port = int(match[2]) if match[2] else _default_port(scheme)
    if port > LAST_PORT:
        raise AddressRefused(f"There is no port {port}: the last one is {LAST_PORT}.")
    return host, port


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _bracketed(literal: str) -> str:
    """Read ``[IPv6]``; without its brackets and in its shortest form."""
    address = _address(literal[1:-1])
    if isinstance(address, IPv4Address):
        raise AddressRefused(f"{literal} is not an IPv6 address.")
    return str(address)


def _ascii_name(name: str) -> str:
    """Read a host name or a dotted quad; internationalized names become their ``xn--`` form (IDNA 2008).

    The strict form of IDNA maps nothing: look-alikes such as circled digits, full-width letters and invisible
    characters are errors, so they cannot turn into another name behind our back.
    """
    name = name.lower()
    if not name.isascii():
        try:
            name = idna.encode(name).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise AddressRefused(f"{name[:200]!r} is not a host name.") from error
    if _ENDS_IN_NUMBER.fullmatch(name):
        return _dotted_quad(name)
    name = name.removesuffix(".")
    if len(name) > 253 or not all(map(_is_label, name.split("."))):
        raise AddressRefused(f"{name[:200]!r} is not a host name.")
    return name


def _dotted_quad(name: str) -> str:
    """Admit an IPv4 address only in its one plain form: programs disagree on 127.1, 0177.0.0.1 and 2130706433."""
    try:
        return str(IPv4Address(name))
    except ValueError as error:
        raise AddressRefused(f"{name[:200]!r} is neither a host name nor an IPv4 address in its usual form.") from error


def _is_label(label: str) -> bool:
    """Tell whether this can stand between two dots of a name; an ``xn--`` label must be decodable."""
    if not _LABEL.fullmatch(label):
        return False
    try:
        return not label.startswith("xn--") or bool(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return False


def _is_literal(host: str) -> bool:
    return ":" in host or _ENDS_IN_NUMBER.fullmatch(host) is not None


def _judge_name(host: str, port: int, allow: Sequence[Network]) -> None:
    """Refuse at once what no address could make right; with an allow-list, the address decides the rest."""
    if is_local(host) and not allow:
        raise AddressRefused(_local_name_refused(host))
    if port not in USUAL_PORTS and (port < FIRST_UNPRIVILEGED_PORT or not allow):
        raise AddressRefused(_port_refused(port))


def _local_name_refused(host: str) -> str:
    return f"{host} is a name of a local network, not of the public internet. {ON_YOUR_OWN_NETWORK}"


def _port_refused(port: int) -> str:
    return f"Port {port} is not one that feeds are served on (80, 443, 8080 or 8443)."


def _address(literal: str) -> Address:
    """Read an address in its plain form; a scope id (``%eth0``) names a link of this machine and is refused."""
    try:
        address = ip_address(literal)
    except ValueError as error:
        raise AddressRefused(f"{literal[:200]!r} is not an IP address.") from error
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        raise AddressRefused(f"{literal[:200]!r} names a network interface of this machine.")
    return address


def _lies_in(address: Address, networks: Sequence[Network]) -> bool:
    """Tell whether an address, or the IPv4 address mapped into it, lies in one of the networks."""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any(address in network or (inner is not None and inner in network) for network in networks)


def _last_four_bytes(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFF_FFFF)
