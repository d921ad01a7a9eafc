"""Where a request comes from, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks: of IPv6 the /64, which one household has whole. Empty: it cannot be known.

    Behind a proxy the connection's own address is the proxy's, and counts for nobody. Of ``X-Forwarded-For`` counts what
    our own proxies wrote, of which ``settings.FORWARDED_FOR`` says how many there are: anyone can write what stands before.
    """
    if not settings.PROXY:
        return _plain(request.META.get("REMOTE_ADDR", ""))
    if not settings.FORWARDED_FOR:
        return ""
    written = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _plain(written[-settings.FORWARDED_FOR]) if len(written) >= settings.FORWARDED_FOR else ""


def _plain(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
