import pytest

from crawler.network.addresses import AllowList, BadAddress, is_localhost, is_public

NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.170 192.0.2.1
192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1
2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
""".split()
PUBLIC = """
8.8.8.8 93.184.215.14 1.1.1.1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808:: 2606:4700::1111 2a00:1450:4001::200e
""".split()


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("junk", ["", "localhost", "1.2.3", "0x7f.1", "example.org", "１２７.0.0.1"])
def test_what_is_no_numeric_address_is_not_public(junk: str) -> None:
    assert not is_public(junk)


def test_an_entry_opens_one_port_of_one_address() -> None:
    allowed = AllowList.parse(["127.0.0.1:8080", "[::1]:9090", "intranet.example:80"])
    assert allowed.allows("news.localhost", "127.0.0.1", 8080)
    assert allowed.allows("[::1]", "::1", 9090)
    assert allowed.allows("Intranet.example.", "10.0.0.7", 80)
    assert not allowed.allows("news.localhost", "127.0.0.1", 8081)
    assert not allowed.allows("news.localhost", "127.0.0.2", 8080)
    assert not allowed.allows("other.example", "10.0.0.7", 80)


def test_localhost_means_127_0_0_1() -> None:
    allowed = AllowList.parse(["localhost:8080"])
    assert allowed.allows("x.localhost", "127.0.0.1", 8080)
    assert allowed.names_port("x.localhost", 8080)
    assert not allowed.names_port("example.org", 8080)


@pytest.mark.parametrize(
    "value", ["127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:99999", "http://127.0.0.1:80", "a@b:80", "a:80/x", ""]
)
def test_a_value_that_is_not_host_and_port_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadAddress, match="--allow-address"):
        AllowList.parse([value])


def test_names_below_localhost() -> None:
    assert all(map(is_localhost, ("localhost", "LOCALHOST.", "a.b.localhost")))
    assert not any(map(is_localhost, ("localhost.example", "notlocalhost", "")))
