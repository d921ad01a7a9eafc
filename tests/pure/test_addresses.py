"""What may be asked and what not, without any network."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.addresses import is_local, is_public, judge_address, judge_answers, judge_url
from ingest.errors import AddressRefused

LOOPBACK = (ip_network("127.0.0.0/8"),)
INTRANET = (ip_network("10.20.0.0/16"),)


@pytest.mark.parametrize(
    "literal",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
        *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "100::1"),
        *("64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::7f00:1", "2001:0:7f00:1::", "2001:db8::1"),
        *("2002:7f00:1::", "2002:5db8:d70e::", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254"),
        *("fe80::1", "fec0::1", "ff02::1"),
    ],
)
def test_an_address_of_this_machine_or_its_surroundings_is_not_public(literal):
    address = ip_address(literal)

    answer = is_public(address)

    assert answer is False


@pytest.mark.parametrize(
    "literal",
    [
        *("1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1"),
        *("169.253.255.255", "172.15.255.255", "172.32.0.1", "192.167.255.255", "198.17.255.255", "198.20.0.1"),
        *("223.255.255.255", "2606:4700:4700::1111", "2a00:1450::1", "2001:200::1", "2003::1", "3ffe::1"),
        *("::ffff:1.1.1.1", "64:ff9b::1.1.1.1"),
    ],
)
def test_the_neighbour_just_outside_a_forbidden_block_is_public(literal):
    address = ip_address(literal)

    answer = is_public(address)

    assert answer is True


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("http://feeds.example.org", "http://feeds.example.org/"),
        ("HTTPS://Feeds.Example.ORG./News", "https://feeds.example.org/News"),
        ("http://feeds.example.org:80/", "http://feeds.example.org/"),
        ("http://feeds.example.org:/", "http://feeds.example.org/"),
        ("https://feeds.example.org:8443/", "https://feeds.example.org:8443/"),
        (" https://feeds.example.org/a#top ", "https://feeds.example.org/a"),
        ("http://feeds.example.org?page=1", "http://feeds.example.org/?page=1"),
        ("https://bücher.example.org/ü?ö=ß", "https://xn--bcher-kva.example.org/%C3%BC?%C3%B6=%C3%9F"),
        ("https://feeds.example.org/a b/%7Ec?x=%0d%0a+1", "https://feeds.example.org/a%20b/%7Ec?x=%0d%0a+1"),
        ("https://feeds.example.org/?u=http://127.0.0.1/", "https://feeds.example.org/?u=http://127.0.0.1/"),
        ("http://feeds.example.org?@127.0.0.1/", "http://feeds.example.org/?@127.0.0.1/"),
        ("feed://feeds.example.org/x", "http://feeds.example.org/x"),
        ("feed:https://feeds.example.org/x", "https://feeds.example.org/x"),
        ("http://a_b.example.org/", "http://a_b.example.org/"),
        ("http://127.0.0.1.example.org/", "http://127.0.0.1.example.org/"),
        ("http://1.1.1.1/", "http://1.1.1.1/"),
        ("http://[2606:4700:4700:0::1111]:8080/", "http://[2606:4700:4700::1111]:8080/"),
    ],
)
def test_a_url_is_written_in_one_way(url, written):
    target = judge_url(url)

    assert target.url == written
    assert judge_url(target.url) == target


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "   ",
            "feeds.example.org",
            "/feed.xml",
            "//feeds.example.org/",
            "http:",
            "http://",
            "http:///x",
            "http://.",
        ),
        *("http:/feeds.example.org/", "http:feeds.example.org", "file:///etc/passwd", "ftp://feeds.example.org/"),
        *("javascript:alert(1)", "data:text/xml,x", "gopher://feeds.example.org:80/", "httpſ://feeds.example.org/"),
        *("http://user@feeds.example.org/", "http://u:p@feeds.example.org/", "http://feeds.example.org@1.1.1.1/"),
        *("http://feeds.example.org\\@1.1.1.1/", "http://feeds.example.org/\\x", "http:\\\\feeds.example.org\\"),
        *("http://feeds.example.org/\r\nHost: x", "http://feeds.example.org/a\tb", "http://feeds.example.org\0/"),
        *("http://feeds.example.org:0/", "http://feeds.example.org:22/", "http://feeds.example.org:6379/"),
        *("http://feeds.example.org:65536/", "http://feeds.example.org:-80/", "http://feeds.example.org:80:22/"),
        *("http://a..example.org/", "http://-a.example.org/", "http://a-.example.org/", "http://%31.example.org/"),
        *("http://127.0.0.1%2f.example.org/", "http://xn--999999999999999999999.example.org/", "http://\ud800.org/"),
        *(
            "http://ℓocalhost/",
            "http://ｌｏｃａｌｈｏｓｔ/",
            "http://fe\u200bed.example.org/",
            "http://\u202efeed.example.org/",
        ),
        *(
            "http://feeds.example.org∕evil.org/",
            "http://①②⑦.⓪.⓪.①/",
            "http://127。0。0。1/",
            "http://feeds.example.org/\ud800",
        ),
        *("http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://intranet/", "http://db.internal/"),
        *("http://printer.local/", "http://router.lan/", "http://x.home.arpa/", "http://x.onion/", "http://x.test/"),
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/"),
        *(
            "http://1.1.1.1./",
            "http://01.1.1.1/",
            "http://1.1.1/",
            "http://0x1.1.1.1/",
            "http://1.1.1.256/",
            "http://1/",
        ),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25lo]/", "http://[2606::1%eth0]/"),
        *("http://[::1", "http://[1.1.1.1]/", "http://[feeds.example.org]/", "http://[2606::1]x/"),
        *(f"http://{'a' * 64}.example.org/", f"http://{'a.' * 130}org/", f"http://feeds.example.org/{'a' * 4096}"),
    ],
)
def test_a_url_that_aims_elsewhere_or_reads_two_ways_is_refused(url):
    with pytest.raises(AddressRefused):
        judge_url(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8900/x", "http://127.0.0.1/", "http://localhost:8900/", "http://wiki/"]
)
def test_an_allow_list_opens_its_networks_and_leaves_names_to_the_address_they_lead_to(url):
    target = judge_url(url, LOOPBACK)

    assert target.url == url


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:22/", "http://127.0.0.1:1023/", "http://2130706433:8900/", "http://127.1:8900/"),
        *("http://[::1]:8900/", "http://10.0.0.1/", "http://localhost:22/", "http://1.1.1.1:8900/"),
    ],
)
def test_an_allow_list_opens_nothing_else(url):
    with pytest.raises(AddressRefused):
        judge_url(url, LOOPBACK)


def test_a_mapped_address_is_judged_as_the_address_inside():
    judge_address("::ffff:127.0.0.1", 8900, LOOPBACK)

    with pytest.raises(AddressRefused):
        judge_address("::ffff:127.0.0.1", 22, LOOPBACK)


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::1", "1.1.1.1"], ["fe80::1%lo"], ["1"]]
)
def test_one_forbidden_answer_spoils_a_public_name(answers):
    with pytest.raises(AddressRefused, match=r"feeds\.example\.org"):
        judge_answers("feeds.example.org", 80, answers)


def test_a_local_name_is_followed_only_into_the_allow_list():
    answers = ["::1", "10.20.0.1", "1.1.1.1"]

    admitted = judge_answers("wiki", 80, answers, INTRANET)

    assert admitted == ("10.20.0.1",)


def test_a_local_name_that_leads_to_the_public_internet_is_refused():
    with pytest.raises(AddressRefused, match="NEWSROOM_FETCH_ALLOW"):
        judge_answers("wiki", 80, ["1.1.1.1"], INTRANET)


@pytest.mark.parametrize("url", ["http://10.20.0.1:65536/feed", "http://feeds.example.org:99999/feed"])
def test_a_port_that_there_is_not_is_refused_in_the_allow_list_too(url):
    with pytest.raises(AddressRefused, match="the last one is 65535"):
        judge_url(url, INTRANET)


def test_a_public_name_may_lead_into_the_allow_list_but_keeps_the_usual_ports_elsewhere():
    admitted = judge_answers("feeds.example.org", 8900, ["10.20.0.1"], INTRANET)

    assert admitted == ("10.20.0.1",)
    with pytest.raises(AddressRefused, match="Port 8900"):
        judge_answers("feeds.example.org", 8900, ["1.1.1.1"], INTRANET)


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "[::]",
             "[fe80::1]", "[ff02::1]", "[2002:a00:1::1]", "[::ffff:169.254.169.254]"]
)  # fmt: skip
def test_nobody_is_told_how_to_reach_what_can_never_be_meant(host):
    with pytest.raises(AddressRefused) as refused:
        judge_url(f"http://{host}/latest/meta-data/")

    assert "is not a public address" in str(refused.value)
    assert "NEWSROOM_FETCH_ALLOW" not in str(refused.value)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "100.64.0.9", "172.31.0.1", "[::1]", "[fd00::1]", "[::ffff:10.1.2.3]"]
)
def test_whoever_has_a_feed_on_a_network_of_their_own_is_told_what_to_do(host):
    with pytest.raises(AddressRefused, match="add that network to NEWSROOM_FETCH_ALLOW"):
        judge_url(f"http://{host}/feed")


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://[", "feed:", "http://127.0.0.1"]))
def test_whatever_is_written_is_refused_or_written_safely(text, start):
    try:
        target = judge_url(start + text)
    except AddressRefused:
        return

    assert target.url.isascii()
    assert target.url.isprintable()
    assert " " not in target.url
    assert not is_local(target.host)
    assert judge_url(target.url) == target
