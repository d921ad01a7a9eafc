"""Pure: a redirect -> where it leads, or why it is not followed. Every hop is judged as if it were the first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from ingest.addresses import Network, Target, judge_url
from ingest.errors import AddressRefused, RedirectRefused
from ingest.values import Hop, Validators

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)
_HTTP = re.compile(r"https?://", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trail:
    """How far a fetch has come: where it asks next, what it may ask there, and the hops that led there.

    ``validators`` came from ``validators_of`` (an origin). They stay with it: what one server told us is none of
    another's business, and would mean something else there.
    """

    target: Target
    validators: Validators
    validators_of: str = ""
    visited: frozenset[str] = frozenset()
    hops: tuple[Hop, ...] = ()

    def follow(self, status: int, location: str, most: int, allow: Sequence[Network]) -> "Trail":
        """Go one hop further; raise RedirectRefused or AddressRefused.

        ``most`` is how many hops one fetch may have.
        """
        if len(self.hops) >= most:
            raise RedirectRefused(f"{self.target.host} redirects more than {most} times.")
        target = self._judged(self._destination(location), allow)
        visited = self.visited | {self.target.url}
        if target.url in visited:
            raise RedirectRefused(
                f"{self.target.host} redirects in a circle; some sites do that to readers that take no cookies."
            )
        return replace(self, target=target, visited=visited, hops=(*self.hops, Hop(status, target.url)))

    @property
    def condition(self) -> Validators:
        """The validators that may be sent on this hop."""
        return self.validators if self.target.origin == self.validators_of else Validators()

    def _judged(self, url: str, allow: Sequence[Network]) -> Target:
        """Judge where a redirect leads, and say in the error that it was a redirect."""
        try:
            return judge_url(url, allow)
        except AddressRefused as error:
            raise AddressRefused(f"{self.target.host} redirects to where we do not go: {error}") from error

    def _destination(self, location: str) -> str:
        """Resolve a Location header against where it came from (RFC 3986 section 5.2)."""
        if not location:
            raise RedirectRefused(f"{self.target.host} redirects without saying where to.")
        if _SCHEME.match(location) and not _HTTP.match(location):
            raise RedirectRefused(
                f"{self.target.host} redirects to {location[:80]!r}, which does not start with http:// or https://."
            )
        try:
            return urljoin(self.target.url, location)
        except ValueError as error:
            raise RedirectRefused(f"{self.target.host} redirects to {location[:80]!r}, which is not a URL.") from error
