"""Generated histories: N incidents over fourteen years, as a site for sitegen and, with the same texts, for Hugo.

The same number and seed give the same bytes on every machine: nothing here reads the clock or the disk,
and each incident has its own random generator, so its texts do not depend on N.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

ZONE_NAME = "Asia/Shanghai"
#: The zone's offset in all generated years; it has no daylight saving time.
ZONE = timezone(timedelta(hours=8))
FIRST = datetime(2012, 11, 2, tzinfo=ZONE)
#: Before it all resolved incidents begin, so that the longest of them ends before the open ones begin.
QUIET = datetime(2026, 10, 31, tzinfo=ZONE)
#: When the incidents that are still open began.
OPEN = (datetime(2026, 11, 1, 14, 12, tzinfo=ZONE), datetime(2026, 11, 1, 18, 40, tzinfo=ZONE))
#: The moment to build as of: a few hours after the last update.
NOW = datetime(2026, 11, 2, tzinfo=UTC)
#: How much of a history pages show that are not about the past: more than ninety days.
PRESENT = timedelta(days=120)

NAME = "Example Cloud"
URL = "https://status.example.com"
REPOSITORY = "https://github.com/example/status"
HUGO_SKELETON = Path(__file__).parent / "hugo"


# ---- material of the texts


@dataclass(frozen=True)
class Component:
    """A component of the imaginary company: what people do with it, and what works while it fails."""

    id: str
    name: str
    group: str
    description: str
    doing: tuple[str, ...]
    still: tuple[str, ...]
    parts: tuple[str, ...]
    third_party: bool = False


COMPONENTS = (
    Component(
        "website", "Website", "", "The public pages and the documentation",
        ("Opening the home page", "Reading the documentation", "Signing up for a new account"),
        ("The API", "Pages that are already open", "The mobile apps"),
        ("the content cache", "the front-end servers", "the image resizer"),
    ),
    Component(
        "login", "Sign-in", "Accounts", "Sign-in, single sign-on and sessions",
        ("Signing in with a password", "Signing in with single sign-on", "Confirming a second factor",
         "Resetting a password"),
        ("Sessions that are already signed in", "Access tokens", "Browsing without an account"),
        ("the session store", "the identity service", "the token signer"),
    ),
    Component(
        "profile", "Profiles and teams", "Accounts", "Profiles, teams, roles and invitations",
        ("Changing a profile picture", "Inviting people to a team", "Changing roles"),
        ("Reading profiles", "Existing permissions", "Sign-in"),
        ("the membership cache", "the profile service", "the permission index"),
    ),
    Component(
        "mail", "E-mail delivery", "Accounts", "Messages that we send through a provider",
        ("Receiving confirmation messages", "Receiving password resets", "Receiving weekly reports"),
        ("Notifications in the app", "Sign-in with single sign-on"),
        ("our e-mail provider", "the outgoing queue", "the bounce handler"),
        third_party=True,
    ),
    Component(
        "api", "REST API", "Platform", "Everything below api.example.com",
        ("Creating resources through the API", "Listing resources", "Sending requests with large bodies"),
        ("Read requests that are served from cache", "The web interface", "Webhooks"),
        ("the API gateway", "the rate limiter", "the request router"),
    ),
    Component(
        "webhooks", "Webhooks", "Platform", "Calls from us to the addresses that customers gave",
        ("Calling new endpoints", "Delivering build events", "Redelivering by hand"),
        ("Events are kept and will be delivered", "The REST API", "Delivery logs"),
        ("the delivery workers", "the event queue", "the retry scheduler"),
    ),
    Component(
        "search", "Search", "Platform", "Search in projects, issues and files",
        ("Searching in files", "Searching for people", "Filtering long lists"),
        ("Browsing without search", "Saved searches", "Everything that was found before"),
        ("the search index", "the indexing pipeline", "two nodes of the search cluster"),
    ),
    Component(
        "uploads", "File uploads", "Storage", "Uploads, attachments and downloads",
        ("Uploading files larger than 10 MB", "Attaching pictures", "Downloading archives"),
        ("Files that are already stored", "Uploads through the API", "Previews"),
        ("the object store", "the upload proxies", "the virus scanner"),
    ),
    Component(
        "databases", "Managed databases", "Storage", "Databases that we run for customers",
        ("Creating a database", "Connecting from outside the region", "Restoring a snapshot"),
        ("Running databases", "Automatic backups", "Read replicas"),
        ("the control plane", "a storage node", "the connection pooler"),
    ),
    Component(
        "backups", "Backups", "Storage", "Nightly copies and their restores",
        ("Starting a backup by hand", "Restoring a single file", "Listing older copies"),
        ("Nightly backups that have finished", "Live data"),
        ("the backup scheduler", "the archive tier", "the catalogue of copies"),
    ),
    Component(
        "checkout", "Checkout", "Orders", "Placing and paying for orders",
        ("Placing an order", "Paying by card", "Using a voucher"),
        ("Browsing the catalogue", "Orders that were already placed", "Paying by invoice"),
        ("the payment gateway", "the order database", "the price service"),
    ),
    Component(
        "invoices", "Invoices", "Orders", "Invoices, receipts and tax documents",
        ("Downloading invoices", "Changing the billing address", "Looking at the usage of today"),
        ("Payments", "Invoices of earlier months", "Orders"),
        ("the document renderer", "the billing database", "the usage aggregation"),
    ),
)  # fmt: skip

REGIONS = ("eu-west-1", "eu-central-2", "us-east-1", "us-west-2", "ap-east-1", "ap-south-1", "sa-east-1")
CITIES = ("Frankfurt", "Dublin", "Ohio", "Oregon", "Hong Kong", "Mumbai", "São Paulo")
CODES = ("500", "502", "503", "504", "429")
COUNTS = (
    "about 400",
    "about 2,000",
    "about 15,000",
    "about 100,000",
    "fewer than 50",
    "between 1,000 and 5,000",
)

CAUSES = (
    "a configuration change that was rolled out at {time} UTC",
    "an expired certificate between {part} and its clients",
    "a failed network switch in {city}",
    "a deployment that made {part} open too many connections",
    "a query that became slow after last night's schema change",
    "a full disk on {part}",
    "an unusual amount of traffic from a small number of accounts",
    "a memory leak in {part}",
    "a lock in the primary database that was never released",
    "a fault at an upstream network provider near {city}",
    "a DNS record that was removed too early",
    "a certificate chain that older clients do not accept",
)
REMEDIES = (
    "rolling back the change",
    "moving traffic from {city} to another region",
    "restarting {part} one host at a time",
    "adding capacity to {part}",
    "failing over to the standby",
    "clearing the backlog, oldest entries first",
    "blocking the requests that overload {part}",
    "renewing the certificate on all hosts",
)
TITLES = (
    "Elevated error rates on {name}",
    "Slow responses from {name} in {city}",
    "Outage of {name}",
    "Delays in {name}",
    "Intermittent errors on {name} in {region}",
    "Degraded performance of {name}",
    "{name} and {other} are not reachable",
    "Some requests to {name} fail with HTTP {code}",
    "Some customers cannot use {name}",
    "Increased latency on {name}",
    "{name}: failures for some users",
)
WORKAROUNDS = (
    "Trying again after a minute succeeds in most cases.",
    "Stay signed in; do not sign out.",
    "Use the {region} endpoint until this is over.",
    "Use the command line client, which is not affected.",
    "Send the request again with the same idempotency key; nothing is done twice.",
    "Choose invoice as the payment method.",
)
SENTENCES = {
    "investigating": (
        "We are investigating reports of problems with {name}.",
        "Since {time} UTC {percent} % of the requests to {name} have failed with HTTP {code}.",
        "We are seeing raised error rates on {name} and are looking into the cause.",
        "Our monitoring shows that {doing} takes much longer than usual for customers in {city}.",
        "{doing_first} fails for {count} users at the moment.",
        "The first failures were seen at {time} UTC in `{region}`; other regions look healthy so far.",
        "All engineers who know {part} are on the call.",
        "Data that is already stored is safe and is not affected.",
        "Requests that fail can be sent again without harm.",
        "We are sorry for the trouble and will be back with more as soon as we have it.",
    ),
    "identified": (
        "We have found the cause: {cause}.",
        "The failures come from {cause}, and we are {remedy}.",
        "We have traced the problem to {part} and are {remedy}.",
        "About {percent} % of the requests are affected, down from {more} % at the peak.",
        "We have stopped all other deployments until this is over.",
        "A first attempt at {time} UTC helped only in part, so we are now {remedy}.",
        "Customers in **{city}** are affected the most; those in {region} should see few errors.",
        "Work that was waiting in the queue will be done in order; nothing has been lost.",
        "{doing_first} may still fail with `HTTP {code}` until this is done.",
    ),
    "update": (
        "We are still {remedy}, and it goes more slowly than we had hoped.",
        "{percent} % of the work is done, and error rates are falling as expected.",
        "Half of the hosts behind {part} are back, and traffic is returning to them step by step.",
        "The backlog is down to {backlog} entries from {backlog_peak} at its peak.",
        "Customers in {city} should see an improvement by now.",
        "Nothing has changed for customers since our last message.",
        "We have asked our supplier to raise the priority, and have their engineers on the call.",
    ),
    "monitoring": (
        "A fix is in place and error rates are back to normal; we go on watching.",
        "We have finished {remedy} and see {name} recovering.",
        "Since {time} UTC requests succeed again at the usual rate.",
        "A backlog of {backlog} entries remains and should be gone within {minutes} minutes.",
        "Some customers may see stale data for up to {minutes} minutes.",
        "If something still fails for you, please sign out and in again, or write to support.",
        "Latency is at {latency} ms, where it was before.",
    ),
    "resolved": (
        "This incident is resolved.",
        "Everyone can use {name} again, and the backlog is gone.",
        "The cause was {cause}; it has been removed.",
        "We have added an alert, so that we hear of this earlier than our customers do.",
        "Between {time} UTC and the end {percent} % of the requests failed, {count} users among them.",
        "No data was lost, and no action is needed on your side.",
        "We are sorry for the interruption and will publish what we have learnt.",
        "Deliveries that failed have been repeated; a few may arrive twice.",
    ),
    "afterwards": (
        "We have gone through our records once more and found {count} further accounts that were affected.",
        "The remaining work on {part} was finished today, so that this does not happen again.",
        "All customers who were affected have received a message with the details.",
    ),
}
LINKS = (
    "The [guide to retries](https://docs.example.com/guides/retries#{region}) says how clients should act.",
    "See [the addresses of each region](https://docs.example.com/regions/{region}) to know what is affected.",
    "If you need help, [write to support](https://example.com/help?topic={id}) and give the `X-Request-Id`.",
    "The state of our provider is on [their own page](https://provider.example.net/incidents/{backlog}).",
)
LOGS = (
    "```\n$ curl -sI https://api.example.com/v2/{id}\nHTTP/2 {code}\nretry-after: {minutes}\nx-region: {region}\n```",
    "```\n{region} {id}[{backlog}]: upstream timed out after {latency} ms (status {code})\n"
    "{region} {id}[{backlog}]: giving up, {percent} attempts in {minutes} minutes\n```",
)


# ---- a history


@dataclass(frozen=True)
class Update:
    """One update: its moment, its status, its fields as lines of a list, and its text in Markdown."""

    at: datetime
    status: str
    fields: tuple[str, ...]
    text: str

    def markdown(self) -> str:
        """The update as in a file of either site."""
        parts = [f"## {local(self.at)} {self.status}", "\n".join(self.fields), self.text]
        return "\n\n".join(part for part in parts if part) + "\n"


@dataclass(frozen=True)
class Incident:
    """One incident with its updates."""

    slug: str
    title: str
    started: datetime
    ended: datetime | None
    components: dict[str, str]
    updates: tuple[Update, ...]
    kind: str = "outage"
    impact: str | None = None
    not_working: tuple[str, ...] = ()
    still_working: tuple[str, ...] = ()
    workaround: str = ""
    scope: dict[str, str] = field(default_factory=dict)


def history(count: int, seed: int = 1) -> Iterator[Incident]:
    """*count* incidents, oldest first; the last two are open."""
    taken: set[str] = set()
    resolved = max(count - len(OPEN), 0)
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        if number < resolved:
            first = FIRST + (QUIET - FIRST) * ((number + chance.random()) / resolved)
        else:
            first = OPEN[number - resolved]
        incident = _incident(chance, _minute(first), over=number < resolved, taken=taken)
        taken.add(incident.slug)
        yield incident


def grown(older: int, present: int = 1_000) -> Iterator[Incident]:
    """The last PRESENT of a history of *present* incidents, and what a history of *older* ones has before it.

    So sites of any age have the same to show of today: what grows with their history shows in the size of pages.
    """
    begin = NOW - PRESENT
    yield from (one for one in history(older) if one.updates[-1].at < begin) if older else ()
    yield from (one for one in history(present) if one.updates[0].at >= begin)


def next_words(number: int) -> str:
    """A text that only the next update of that number has."""
    return f"The repair takes longer than we had thought this afternoon: part {number} of 9 is done"


def next_update(incident: Incident, number: int) -> Update:
    """The next update of an open incident, or the one after, from 1."""
    text = f"We are still at work on this.\n\n{next_words(number)}, and we are sorry for that."
    return Update(incident.updates[-1].at + number * timedelta(minutes=25), "update", ("- next update: +30m",), text)


def _incident(chance: random.Random, first: datetime, *, over: bool, taken: set[str]) -> Incident:
    component, other = chance.sample(COMPONENTS, 2)
    words = _words(chance, component, other, first)
    title = chance.choice(TITLES).format_map(words)
    slug = f"{first:%Y-%m-%d}-" + re.sub("[^0-9a-z]+", "-", title.lower().replace("ã", "a")).strip("-")
    while slug in taken:
        head, _, tail = slug.rpartition("-x")
        slug = f"{head}-x{int(tail) + 1}" if head and tail.isdigit() else f"{slug}-x2"

    worst = chance.choices(("degraded_performance", "partial_outage", "major_outage"), (5, 4, 2))[0]
    components = {component.id: worst}
    if other.name in title or chance.random() < 0.25:
        components[other.id] = "degraded_performance"
    started = first - timedelta(minutes=chance.choice((0, 0, 2, 3, 5, 8, 14)))
    statuses = _statuses(chance, over=over)
    updates, ended = _updates(chance, words, components, first, started, statuses)
    return Incident(
        slug=slug,
        title=title,
        started=started,
        ended=ended,
        components=components,
        updates=updates,
        kind="third_party" if component.third_party and chance.random() < 0.5 else "outage",
        impact="critical" if worst == "major_outage" and chance.random() < 0.3 else None,
        not_working=tuple(_some(chance, component.doing)) if chance.random() < 0.6 else (),
        still_working=tuple(_some(chance, component.still)) if chance.random() < 0.4 else (),
        workaround=chance.choice(WORKAROUNDS).format_map(words) if chance.random() < 0.2 else "",
        scope={"users": words["count"], "regions": words["region"]} if chance.random() < 0.3 else {},
    )


def _statuses(chance: random.Random, *, over: bool) -> tuple[str, ...]:
    if not over:
        return ("investigating", "identified", "update")
    return chance.choices(
        (
            ("investigating", "resolved"),
            ("monitoring", "resolved"),
            ("investigating", "monitoring", "resolved"),
            ("investigating", "identified", "resolved"),
            ("identified", "monitoring", "resolved"),
            ("investigating", "identified", "monitoring", "resolved"),
            ("investigating", "update", "identified", "resolved"),
            ("investigating", "identified", "update", "monitoring", "resolved"),
            ("investigating", "identified", "monitoring", "resolved", "update"),
        ),
        (4, 1, 5, 3, 2, 6, 2, 3, 2),
    )[0]


def _updates(
    chance: random.Random,
    words: dict[str, str],
    components: dict[str, str],
    first: datetime,
    started: datetime,
    statuses: tuple[str, ...],
) -> tuple[tuple[Update, ...], datetime | None]:
    """The updates with *statuses*, and the moment when service was restored."""
    updates: list[Update] = []
    ended: datetime | None = None
    at = first
    for status in statuses:
        if updates:
            at += timedelta(minutes=4 + min(int(chance.expovariate(1 / 28)), 220))
        fields: list[str] = []
        if status == "resolved":
            ended = at
            restored = at - timedelta(minutes=chance.randint(3, 20))
            if restored > max(started, updates[-1].at) and chance.random() < 0.6:
                ended = restored
                fields.append(f"- ended: {ended:%H:%M}")
            if chance.random() < 0.05:
                fields += [
                    "- compensation:",
                    f"    - for: customers in {words['city']}",
                    f"      what: {chance.randint(3, 30)} days of service",
                    f"      by: {local(at + timedelta(days=3))}",
                ]
        elif ended is None:
            fields += _active_fields(chance, components if updates else {}, status, at)
        topic = "afterwards" if ended is not None and status == "update" else status
        updates.append(Update(at, status, tuple(fields), _text(chance, words, topic)))
    return tuple(updates), ended


def _active_fields(chance: random.Random, components: dict[str, str], status: str, at: datetime) -> list[str]:
    """The fields of an update of an active incident."""
    fields = []
    worse = [name for name, how in components.items() if how != "degraded_performance"]
    if status == "monitoring" and worse:
        fields.append("- components: " + _flow({worse[0]: "degraded_performance"}))
    if status in ("identified", "update"):
        if chance.random() < 0.3:
            fields.append(f"- progress: {chance.randint(1, 19) * 5}%")
        if chance.random() < 0.25:
            fields.append(f"- eta: {at + timedelta(minutes=chance.randint(20, 90)):%H:%M}")
    if chance.random() < 0.5:
        wait = chance.choice((15, 30, 60))
        form = "+{wait}m" if chance.random() < 0.3 else "{at:%H:%M}"
        fields.append("- next update: " + form.format(wait=wait, at=at + timedelta(minutes=wait)))
    return fields


def _text(chance: random.Random, words: dict[str, str], topic: str) -> str:
    """One to three short paragraphs; sometimes with a list, a link, or lines of a log."""
    bank = SENTENCES[topic]
    paragraphs = chance.choices((1, 2, 3), (5, 3, 1))[0]
    wanted = min(sum(chance.choices((1, 2, 3), (3, 5, 2))[0] for _ in range(paragraphs)), len(bank))
    # The banks are ordered from the message to its details; the sample keeps that order.
    sentences = [bank[place].format_map(words) for place in sorted(chance.sample(range(len(bank)), wanted))]
    paragraphs = min(paragraphs, wanted)
    blocks = [" ".join(sentences[part * wanted // paragraphs : (part + 1) * wanted // paragraphs])
              for part in range(paragraphs)]  # fmt: skip
    if chance.random() < 0.10:
        places = chance.sample(range(len(CITIES)), 3)
        state = ("back to normal", "recovering, with few errors", "still slow")
        regions = [f"**{CITIES[place]}** (`{REGIONS[place]}`)" for place in places]
        items = [f"- {region} is {how}" for region, how in zip(regions, state, strict=True)]
        blocks.append("Where we are, region by region\n\n" + "\n".join(items))
    if chance.random() < 0.12:
        blocks.append(chance.choice(LINKS).format_map(words))
    if chance.random() < 0.04:
        blocks.append("Affected clients see this:\n\n" + chance.choice(LOGS).format_map(words))
    return "\n\n".join(blocks)


def _words(chance: random.Random, component: Component, other: Component, first: datetime) -> dict[str, str]:
    """The values of the placeholders in sentences, the same throughout one incident."""
    place = chance.randrange(len(CITIES))
    doing = chance.choice(component.doing)
    words = {
        "id": component.id,
        "name": component.name,
        "other": other.name,
        "doing": doing[0].lower() + doing[1:],
        "doing_first": doing,
        "part": chance.choice(component.parts),
        "city": CITIES[place],
        "region": REGIONS[place],
        "code": chance.choice(CODES),
        "count": chance.choice(COUNTS),
        "percent": str(chance.randint(2, 40)),
        "more": str(chance.randint(41, 95)),
        "minutes": str(chance.randint(3, 55)),
        "latency": str(chance.randint(40, 900)),
        "backlog": f"{chance.randint(1_000, 90_000)}",
        "backlog_peak": f"{chance.randint(100_000, 900_000)}",
        "time": f"{first - timedelta(hours=8, minutes=chance.randint(1, 9)):%H:%M}",
    }
    words["cause"] = chance.choice(CAUSES).format_map(words)
    words["remedy"] = chance.choice(REMEDIES).format_map(words)
    return words


def _some(chance: random.Random, items: tuple[str, ...]) -> list[str]:
    return chance.sample(items, chance.randint(1, len(items)))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def local(at: datetime) -> str:
    """A moment as authors write it, in the site's zone."""
    return f"{at:%Y-%m-%d %H:%M}"


# ---- the site for sitegen


def write_site(folder: Path, incidents: Iterator[Incident]) -> Incident:
    """Write *incidents* as a site for sitegen, and return the last."""
    incidents_folder = folder / "content" / "incidents"
    incidents_folder.mkdir(parents=True)
    (folder / "site.yml").write_text(_site_yml(), encoding="utf-8")
    for incident in incidents:
        (incidents_folder / f"{incident.slug}.md").write_text(_our_file(incident), encoding="utf-8")
    return incident


def _site_yml() -> str:
    lines = [
        f"name: {NAME}",
        f"url: {URL}",
        f"timezone: {ZONE_NAME}",
        "locales: [en]",
        f"repository: {REPOSITORY}",
        "support: {email: support@example.com, url: https://example.com/help}",
        "components:",
    ]
    group = ""
    for component in COMPONENTS:
        if component.group and component.group != group:
            lines += [f"  - group: {component.group}", "    components:"]
        group = component.group
        extra = ", third_party: true" if component.third_party else ""
        about = f"id: {component.id}, name: {component.name}, description: {_quoted(component.description)}"
        lines.append(f"{'    ' if group else ''}  - {{{about}{extra}}}")
    lines += [
        "uptime: {weights: {major_outage: 1, partial_outage: 0.3}}",
        "promises:",
        "  first_notice: 5m",
        "  update_every: {critical: 15m, major: 30m, minor: 60m, maintenance: 60m}",
        "  explanation_due: 2h",
    ]
    return "\n".join(lines) + "\n"


def _our_file(incident: Incident) -> str:
    lines = [f"title: {_scalar(incident.title)}"]
    if incident.kind != "outage":
        lines.append(f"kind: {incident.kind}")
    if incident.impact:
        lines.append(f"impact: {incident.impact}")
    if incident.started < incident.updates[0].at:
        lines.append(f"started: {local(incident.started)}")
    lines.append(f"components: {_flow(incident.components)}")
    for key, items in (("not_working", incident.not_working), ("still_working", incident.still_working)):
        if items:
            lines += [f"{key}:", *(f"  - {_scalar(item)}" for item in items)]
    if incident.workaround:
        lines.append(f"workaround: {_scalar(incident.workaround)}")
    if incident.scope:
        lines += ["scope:", *(f"  {key}: {_scalar(value)}" for key, value in incident.scope.items())]
    # As authors write it, with the newest at the end.
    return _file(lines, incident.updates)


def _file(front_matter: list[str], updates: tuple[Update, ...]) -> str:
    return "\n".join(("---", *front_matter, "---", "", "\n".join(update.markdown() for update in updates)))


def _flow(mapping: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in mapping.items()) + "}"


def _scalar(text: str) -> str:
    """*text* as a plain YAML scalar where that means the same, else quoted."""
    return _quoted(text) if re.search(r": | #|^[^\w]|:$", text) else text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# ---- the site for Hugo


def write_hugo_site(folder: Path, incidents: Iterator[Incident]) -> None:
    """Write *incidents* as a Hugo site with our layouts and the same texts."""
    shutil.copytree(HUGO_SKELETON, folder)
    content = folder / "content"
    incidents_folder = content / "incidents"
    incidents_folder.mkdir(parents=True)
    # sitegen has no such list pages, so Hugo need not make them.
    for name in ("incidents", "components"):
        (content / name).mkdir(exist_ok=True)
        (content / name / "_index.md").write_text("---\nbuild: {render: never}\n---\n", encoding="utf-8")
    for place, component in enumerate(COMPONENTS):
        about = content / "components" / component.id / "_index.md"
        about.parent.mkdir()
        lines = [
            f"title: {_quoted(component.name)}",
            f"weight: {place + 1}",
            f"params: {{group: {_quoted(component.group)}, description: {_quoted(component.description)}}}",
        ]
        about.write_text("\n".join(("---", *lines, "---", "")), encoding="utf-8")
    for incident in incidents:
        (incidents_folder / f"{incident.slug}.md").write_text(_hugo_file(incident), encoding="utf-8")


def _hugo_file(incident: Incident) -> str:
    lines = [
        f"title: {_quoted(incident.title)}",
        f"date: {incident.updates[0].at.isoformat()}",
        f"lastmod: {incident.updates[-1].at.isoformat()}",
        f"components: [{', '.join(incident.components)}]",
        f'history: ["{incident.started:%Y-%m}"]',
        "params:",
        f"  impact: {_impact(incident)}",
        f"  status: {_status(incident)}",
        f"  started: {incident.started.isoformat()}",
        f"  statuses: {_flow(incident.components)}",
    ]
    if incident.ended:
        lines.append(f"  ended: {incident.ended.isoformat()}")
    if incident.kind != "outage":
        lines.append(f"  kind: {incident.kind}")
    for key, items in (("not_working", incident.not_working), ("still_working", incident.still_working)):
        if items:
            lines += [f"  {key}:", *(f"    - {_quoted(item)}" for item in items)]
    if incident.workaround:
        lines.append(f"  workaround: {_quoted(incident.workaround)}")
    if incident.scope:
        lines += ["  scope:", *(f"    {key}: {_quoted(value)}" for key, value in incident.scope.items())]
    # Our pages show the newest first whatever the file's order; Hugo keeps the order of a body.
    return _file(lines, incident.updates[::-1])


def _impact(incident: Incident) -> str:
    """The impact, which sitegen derives, and Hugo needs in front matter."""
    return incident.impact or ("major" if "major_outage" in incident.components.values() else "minor")


def _status(incident: Incident) -> str:
    """The last status other than ``update``, which does not change it."""
    return [update.status for update in incident.updates if update.status != "update"][-1]
