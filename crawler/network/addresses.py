"""Which network addresses a crawl may connect to. Pure: no look-ups, no sockets."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from crawler.errors import NewsdeskError

# Beyond what `ipaddress` calls not global. Source: the IANA special-purpose address registries (IPv4, IPv6).
NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
NAT64 = ip_network("64:ff9b::/96")


class BadAddress(NewsdeskError):
    """An --allow-address value is not HOST:PORT. Raised before any request."""


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, NAT64), or None."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None


def is_public(address: str) -> bool:
    """Whether a numeric IPv4 or IPv6 address belongs to the public internet. Anything unreadable does not."""
    try:
        numeric = ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(numeric, IPv6Address) and (inner := _embedded(numeric)) is not None:
        numeric = inner
    if any(numeric in block for block in NOT_PUBLIC if block.version == numeric.version):
        return False
    return numeric.is_global and not numeric.is_multicast


def is_localhost(name: str) -> bool:
    """Whether the name is `localhost` or below it: this machine, by RFC 6761 §6.3, whatever any resolver says."""
    folded = name.lower().rstrip(".")
    return folded == "localhost" or folded.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class AllowList:
    """The addresses that are not public and yet may be reached: exact host and port, from the command line only."""

    entries: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def parse(cls, values: Iterable[str]) -> "AllowList":
        """Read `HOST:PORT` strings (IPv6 in brackets). Raises `BadAddress` naming the value that is none."""
        return cls(frozenset(_host_and_port(value) for value in values))

    def allows(self, name: str, address: str, port: int) -> bool:
        """Whether `address`, which the host `name` resolved to, may be connected to at `port`."""
        return (address, port) in self.entries or (_folded(name), port) in self.entries

    def names_port(self, name: str, port: int) -> bool:
        """Whether the list speaks of this host at this port; what the host resolves to is judged by `allows`."""
        folded = _folded(name)
        if (folded, port) in self.entries:
            return True
        return is_localhost(folded) and ("127.0.0.1", port) in self.entries


def _folded(name: str) -> str:
    folded = name.lower().rstrip(".").strip("[]")
    return "127.0.0.1" if folded == "localhost" else folded


def _host_and_port(value: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{value.strip()}")
        if parts.hostname and parts.port and not (parts.path or parts.query or parts.username):
            return _folded(parts.hostname), parts.port
    except ValueError:
        pass
    raise BadAddress(f"--allow-address {value!r} is not HOST:PORT, as in 127.0.0.1:8080 or [::1]:8080")
