"""`sitegen edge`: what may be chosen, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.edge_sites import edge, windowed_site
from support.edges import NODE, function_event, run_function
from support.places import SAMPLE
from support.tables import rows

from sitegen.cli import run
from sitegen.edge import settings
from sitegen.edge.cloudfront import MAX_FUNCTION_SIZE
from sitegen.edge.common import HTML_WEIGHT, JSON_WEIGHT, JSON_WINS, policy
from sitegen.edge.template import fill_template
from sitegen.read.config import read_config
from sitegen.theme.files import load_theme
from sitegen.theme.policy import unavailable_policy

SECRET = "Ahy0-Ahj7_ohSh4aiw2e"
SERVERS = ("nginx", "apache", "haproxy", "caddy", "varnish")
EVERY = (*SERVERS, "cloudflare", "fastly", "cloudfront")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with three windows, two of which overlap."""
    return windowed_site(tmp_path)


# ---- what is printed


@rows("server", EVERY)
def test_the_same_options_print_the_same_text(server: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing random in it, and no date but a window's."""
    assert edge(root, server) == edge(root, server, now="2027-01-01T00:00:00Z") == 0

    text = capsys.readouterr().out
    assert text[: len(text) // 2] == text[len(text) // 2 :]


@rows("server", EVERY)
def test_no_name_of_a_template_is_left(server: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has become what it stands for; and no line ends in blanks or leaves a gap of two."""
    options = ("--secret", SECRET, "--allow", "192.0.2.0/24", "--maintenance", "upgrade", "--retry-after-date")
    assert edge(root, server) == edge(root, server, *options) == 0

    text = capsys.readouterr().out
    assert re.findall(r"@[a-z_]+@", text) == []
    assert re.findall(r"[ \t]\n|\n\n\n", text) == []


LINES = {
    "nginx": 100,
    "apache": 57,
    "haproxy": 51,
    "caddy": 53,
    "varnish": 66,
    "cloudflare": 83,
    "fastly": 97,
    "cloudfront": 57,
}
"""Of each when it answered only with the page, without options; Caddy's has a line more for the page's policy."""


@rows(("server", "lines"), LINES.items())
def test_a_text_is_short_enough_to_be_read(
    server: str, lines: int, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the operator who installs it: half again as long as its first form at most."""
    assert edge(root, server) == 0

    assert len(capsys.readouterr().out.splitlines()) <= lines * 1.5


@rows("server", EVERY)
def test_a_secret_is_nowhere_unless_it_is_given(
    server: str, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A default would be known to all; the text says so. The variable keeps it out of a shell's history."""
    monkeypatch.delenv("SITEGEN_EDGE_SECRET", raising=False)
    assert edge(root, server) == 0
    without = capsys.readouterr().out
    monkeypatch.setenv("SITEGEN_EDGE_SECRET", SECRET)
    assert edge(root, server) == 0
    by_variable = capsys.readouterr().out

    assert "none without --secret" in without
    assert "maintenance_bypass" not in without
    assert by_variable.count(SECRET) >= 1


@rows("server", [*EVERY, "pull"])
def test_every_command_shows_an_example(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One that somebody can type."""
    assert run(["edge", server, "--help"]) == 0

    assert f"Example: sitegen edge {server}" in capsys.readouterr().out


def test_a_function_for_cloudfront_has_the_size_that_it_takes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With many options too; with far too many it is refused, and not cut."""
    some = [word for number in range(20) for word in ("--allow", f"192.0.2.{number}")]
    many = [word for number in range(256) for word in ("--allow", f"2001:db8::{number:x}")]

    assert edge(root, "cloudfront", "--secret", SECRET, *some, "--maintenance", "upgrade", "--retry-after-date") == 0
    assert len(capsys.readouterr().out.encode()) <= MAX_FUNCTION_SIZE
    assert edge(root, "cloudfront", *many) == 2
    assert "expected a function of at most 10,240 bytes" in capsys.readouterr().err


# ---- the policy


def directives(text: str) -> dict[str, list[str]]:
    """Of a Content-Security-Policy: the sources of each."""
    return {name: sources for name, *sources in (each.split() for each in text.split("; "))}


@rows("site", ["https://status.example.com", "http://127.0.0.1:8080/a/b~c"])
@rows("asks", [True, False])
def test_the_policy_of_an_edge_allows_all_that_the_page_s_own_does(site: str, asks: bool) -> None:
    """Both apply, and the page may change while the edge's text stays: its hashes are not in that of the edge."""
    theme = load_theme(SAMPLE, read_config(SAMPLE))
    own = directives(unavailable_policy(theme, f"{site}/status.json" if asks else None))
    header = directives(policy(settings.Edge(site=site)))

    # At the edge, 'self' is the product, which the page does not ask.
    needed = {(name, source) for name, sources in own.items() for source in sources if source != "'self'"}
    hashes = {(name, source) for name, source in needed if source.startswith("'sha256-")}
    assert {name for name, _ in hashes} == {"style-src", "script-src"}
    assert {tuple(header[name]) for name, _ in hashes} == {("'unsafe-inline'",)}
    refused = {(name, source) for name, source in needed - hashes if source not in header[name]}
    assert refused == ({("connect-src", f"{site}/status.json")} if asks else set())
    assert header["connect-src"] == [f"{site}/"]
    assert own.keys() | {"style-src-attr", "script-src-attr"} == header.keys()


# ---- Accept


def _prefers_json(accept: str) -> bool:
    """What the patterns of `edge.common` say, put together as the servers do."""
    weights = ""
    for weight in (JSON_WEIGHT, HTML_WEIGHT):
        if found := re.search(weight, accept, re.IGNORECASE):
            weights += "".join(filter(None, found.groups()))
    return re.search(JSON_WINS, weights, re.IGNORECASE) is not None


_MEDIA = ("application/json", "text/html", "*/*", "application/problem+json", "image/png")
_WEIGHTS = ("", ";q=1", ";q=0", ";q=0.0", "; q=0.5", ";charset=utf-8;q=0.3", ";Q=0.900", ";q=1.000")


@given(st.lists(st.tuples(st.sampled_from(_MEDIA), st.sampled_from(_WEIGHTS)), max_size=4, unique_by=lambda x: x[0]))
def test_json_is_for_those_who_do_not_prefer_a_page(ranges: list[tuple[str, str]]) -> None:
    """By the weights in tenths, of which one that is left out is 1 (RFC 9110, 12.5.1)."""
    by_type = {kind: float(weight.lower().rpartition("q=")[2] or 1) for kind, weight in ranges}
    json = [by_type[kind] for kind in by_type if kind.endswith("json") and by_type[kind]]
    wanted = {first >= by_type.get("text/html", 0) for first in json} or {False}

    # Of two kinds of JSON with different weights any may count.
    assert _prefers_json(", ".join(kind + weight for kind, weight in ranges)) in wanted


# ---- the window's end


@rows(
    ("now", "options", "told"),
    [
        ("2026-02-01T02:30:00Z", (), "Sun, 01 Feb 2026 04:00:00 GMT"),
        ("2026-02-01T03:59:59Z", ("--maintenance", "upgrade"), "Sun, 01 Feb 2026 04:00:00 GMT"),
        ("2026-02-01T04:00:00Z", (), "Sun, 01 Feb 2026 05:00:00 GMT"),
        ("2026-02-01T04:00:00Z", ("--maintenance", "upgrade"), "is over (completed)"),
        ("2026-02-01T04:00:01Z", ("--maintenance", "upgrade"), "is over (completed)"),
        ("2026-02-01T03:30:00Z", (), "several windows are open: upgrade, network. Say --maintenance SLUG."),
        ("2026-02-01T01:59:59Z", (), "no window is open. Say which one: --maintenance SLUG."),
        ("2026-02-01T05:00:00Z", (), "no window is open"),
        ("2026-02-01T05:00:00Z", ("--maintenance", "later"), "Sun, 01 Mar 2026 04:00:00 GMT"),
        ("2026-02-01T05:00:00Z", ("--maintenance", "latre"), "there is no maintenance 'latre'. Did you mean 'later'?"),
        ("2026-01-26T10:59:59Z", ("--maintenance", "later"), "there is no maintenance 'later'."),
    ],
)
@rows("server", EVERY)
def test_the_date_is_the_end_of_a_window_and_lies_ahead(
    server: str, now: str, options: tuple[str, ...], told: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the one named, or of the only one that is open; else the command says what is missing."""
    code = edge(root, server, "--retry-after-date", *options, now=now)

    said = capsys.readouterr()
    assert code == (0 if "GMT" in told else 2)
    assert told in (said.out if "GMT" in told else said.err)
    assert not (code and said.out)


def test_the_end_of_a_window_that_overruns_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is open, and its end has passed: only a person knows the new one."""
    path = root / "content/maintenance/upgrade.md"
    path.write_text(path.read_text() + "\n## 2026-02-01 02:05 in_progress\n\nWe have begun.\n")

    assert edge(root, "nginx", "--retry-after-date", "--maintenance", "upgrade", now="2026-02-01T04:00:00Z") == 2

    assert "was to end at 2026-02-01 04:00 UTC, which is past" in capsys.readouterr().err


@rows("server", [*SERVERS, "cloudflare", "fastly"])
def test_a_window_has_its_own_page(server: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And no date with it unless it is asked for."""
    assert edge(root, server, "--maintenance", "later") == 0

    text = capsys.readouterr().out
    assert "maintenance/later/503.html" in text
    assert "GMT" not in text


# ---- what is refused

WRONG = {
    "listen": {
        "--listen": [
            "", "0", "65536", "http", ":80", "-1", "80;", "::1:80", "[::1:80", "[::g]:80", "a b:80", "$x:80", "80\n",
            "[fe80::1%eth0]:80", "１2",
        ],
        "--upstream": ["8080", "", "http://a:80", "a/b:80", "a:80/", "a_b:80", "-a:80", 'a";:80'],
        "--name": ["", "a b", "a;", "*.example.com", "a/b", "{x}", "a\nb", "例.com"],
        "--bodies": ["", "x", "./x", "/", "/a/../b", "/a//b", '/a"b', "/a$b", "/a{b}", "/a%b", "/a\\b", "/a#b", "/a\nb",
                     "/a;b", "/a'b", "/a`b", "/a ", "/a@site@", "/a\u2028b", "/a<b"],
        "--flag": ["", "x", "/a$b", '/a"', "/a\n", "/a*"],
        "--timeout": ["", "0", "-1", "1h", "86401"],
        "--tunnel-timeout": ["", "0", "1d", "86401"],
        "--resolver": ["", "dns.example.com", "localhost", "localhost:53", "53", "1.2.3", "[::1", "127.0.0.53;"],
    },
    "every": {
        "--secret": ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "a secret with spaces in it", 'abcdefghijklmnop"q',
                     "abcdefghijklmno", "abcdefghijklmnop;", "abcdefghijklmnop\n", "abcdefghijklmnöp"],
        "--health": ["", "healthz", "/a b", "/a?b", "/a\"", "/a;b", "/../a", "/a/./b", "/a$", "/a{b", "/a%20b", "/a\n"],
        "--pass": ["", "/", "//", "hooks", "/a b", "/a?b", "/a/../b", "/a%20b", "/a;", "/a*", "/a\n"],
        "--allow": ["", "x", "192.0.2.1/24", "192.0.2.0/33", "192.0.2", "::/129", "192.0.2.0/24;", '::1%";'],
        "--retry-after": ["0", "-1", "x", "1.5", "86401", ""],
        "--bypass-header": ["", "X Y", "X:Y", "X_Y", "-X", "X-", "X\n", "1X", 'X"'],
        "--bypass-cookie": ["", "a b", "a-b", "a=b", "a;b", "A", "1a", "_a"],
        "--maintenance": ["../upgrade", "upgrde", "UPGRADE"],
    },
}  # fmt: skip


@rows(
    ("server", "option", "value"),
    [
        (server, option, value)
        for server, options in (("nginx", WRONG["listen"] | WRONG["every"]), ("cloudfront", WRONG["every"]))
        for option, values in options.items()
        for value in values
    ],
)
def test_what_could_break_out_of_a_configuration_is_refused(
    server: str, option: str, value: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with the option and what was expected; nothing is printed."""
    secret = ("--secret", SECRET) if option.startswith("--bypass") else ()
    dated = ("--retry-after-date",) if option == "--maintenance" else ()

    assert edge(root, server, option, value, *secret, *dated) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert option in said.err
    assert re.search("expected|there is no|is not in the range|is not a valid", said.err)


@pytest.mark.parametrize("option", ["--bypass-header", "--bypass-cookie"])
def test_a_place_for_a_secret_goes_with_a_secret(option: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An option that does nothing would be taken for one that does."""
    assert edge(root, "nginx", option, "x") == 2

    assert f"{option} goes with --secret" in capsys.readouterr().err


@rows(
    ("options", "told"),
    [
        (("--upstream", "app.example:80"), "nginx does not start while app.example does not resolve"),
        (("--upstream", "10.0.0.5:80", "--resolver", "127.0.0.53"), "--resolver is only for an --upstream"),
        (("--upstream", "localhost:80", "--resolver", "127.0.0.53"), "--resolver is only for an --upstream"),
        (("--upstream", "[::1]:80", "--resolver", "127.0.0.53"), "--resolver is only for an --upstream"),
    ],
)
def test_a_name_server_goes_with_a_name(
    options: tuple[str, ...], told: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nginx would not start without the name, which may be missing in the very outage that the page is for."""
    assert edge(root, "nginx", *options) == 2

    said = capsys.readouterr()
    assert (said.out, told in said.err) == ("", True)


@rows(
    ("resolver", "printed"),
    [
        ("127.0.0.53", "127.0.0.53:53"),
        ("10.0.0.2:5353", "10.0.0.2:5353"),
        ("::1", "[::1]:53"),
        ("[::1]", "[::1]:53"),
        ("[::1]:54", "[::1]:54"),
    ],
)
def test_where_nginx_looks_a_name_up(
    resolver: str, printed: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By an address, with or without a port."""
    assert edge(root, "nginx", "--upstream", "app.example:80", "--resolver", resolver) == 0

    text = capsys.readouterr().out
    assert f"    resolver {printed} valid=10s;\n" in text
    assert text.count("proxy_pass http://$edge_upstream;") == 2


def test_a_site_whose_address_is_no_plain_one_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands in every text, and would be read as something else there."""
    path = root / "site.yml"
    path.write_text(path.read_text().replace("/product", "/a$b"))

    assert edge(root, "nginx") == 2

    assert "site.yml: url: expected a URL" in capsys.readouterr().err


def test_a_template_says_what_it_lacks_and_what_is_too_much() -> None:
    """Neither a name without a value nor a value without a name goes unnoticed."""
    some = {"site": "x", "every": "minute", "seconds": "60"}
    with pytest.raises(KeyError, match="delay"):
        fill_template("pull.timer", some)
    with pytest.raises(ValueError, match=r"pull\.timer does not use more"):
        fill_template("pull.timer", some | {"delay": "6", "more": "z"})


def test_a_value_that_looks_like_a_name_of_a_template_stays_as_it_is() -> None:
    """Also a line of a list: whoever is called `@oncall@` is no name of ours."""
    lines = {name: ["x"] for name in ("changed", "fetch", "install")}
    words = {"site": "@then@", "site_word": "w", "bodies_word": "b", "scheme": "https"}
    text = fill_template("pull.sh", {**words, **lines, "then": ["a @b@", "@site@"]})

    assert "page of @then@ to" in text
    assert "\na @b@\n@site@\n" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("80", ":80"), ("127.0.0.1:8080", "127.0.0.1:8080"), ("[::1]:80", "[::1]:80"), ("a-1.example:1", "a-1.example:1")],
)
def test_endpoints(text: str, shown: str) -> None:
    """A port, an address or a name with one."""
    assert str(settings.read_endpoint(text)) == shown


# ---- CloudFront's function, under node


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_the_function_for_cloudfront_knows_its_store_and_its_networks(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is on with one value only, and a network is one of bits."""
    assert edge(root, "cloudfront", "--allow", "192.0.2.128/25", "--allow", "2001:db8:7::/48") == 0
    text = capsys.readouterr().out
    stored = [(None, "application"), ("off", "application"), ("on", "page")]
    viewers = {
        "192.0.2.127": "page",
        "192.0.2.128": "application",
        "192.0.3.128": "page",
        "2001:db8:7::1": "application",
        "2001:db8:7:0:1:2:3:4": "application",
        "2001:db8:8::1": "page",
        "::1": "page",
        "::": "page",
    }

    answers = run_function(
        text,
        tmp_path,
        [(value, function_event()) for value, _ in stored]
        + [("on", function_event(source=address)) for address in viewers],
    )

    assert ["page" if "statusCode" in answer else "application" for answer in answers] == [
        *(answer for _, answer in stored),
        *viewers.values(),
    ]
    assert "<a href='https://status.example.com/product/'>" in answers[2]["body"]["data"]
