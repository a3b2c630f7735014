"""What messages consist of, before and after a channel has put them into its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sitegen.markdown import Picture
from sitegen.model import Audience, Channel, Impact, Stage
from sitegen.theme.parts import Part


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """The words that channels add, in the language of the message."""

    customer: str = "[name]"
    """Stands for the customer's name where no system puts it in."""
    standard: str = "Standard answer"
    upset: str = "Answer to somebody upset"
    auto_reply: str = "Automatic reply"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message in one language, in parts of Markdown, without the form of a channel."""

    slug: str
    update: str
    """The key of the occasion within its entry."""
    stage: Stage
    at: datetime
    """When it became known: of the update, or of what the clock did."""
    audience: Audience
    locale: str
    site: str
    """The name of the site."""
    title: str
    """Plain text, on one line."""
    parts: tuple[Part, ...]
    """In the order in which they are read; the title is not among them."""
    url: str
    """The page of the entry, at the update."""
    topic: str
    """The title of the entry alone, the same in every message of it: plain text, on one line."""
    impact: Impact | None = None
    """After the update; None for a maintenance and a notice."""
    pictures: tuple[tuple[str, Picture], ...] = ()
    """The pictures that authors show, by name, with full URLs."""
    kind: str = "outage"
    """`outage`, `third_party`, `notice` or `maintenance`."""
    words: ChannelWords = ChannelWords()
    mail: Callable[..., str] | None = field(default=None, repr=False, compare=False)
    """Renders `messages/mail.html` of the theme with values by their names; None: mail has no HTML."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as one channel takes it."""

    slug: str
    update: str
    stage: Stage
    audience: Audience
    locale: str
    channel: Channel
    title: str
    """The subject, or the heading; plain text, on one line."""
    text: str
    """What people read, in the channel's own markup; with the title where the channel has no place for one."""
    length: int
    """In *unit*."""
    unit: str
    """`characters`, `bytes`, `weighted characters` or `segments`."""
    limit: int | None
    """The most that the channel takes, in *unit*; None: there is no limit that a message reaches."""
    left_out: tuple[str, ...] = ()
    """The names of the parts that were left out to fit, in the order of the text; `words (shortened)` where a part
    has its shorter form, and `title (shortened)` first."""
    html: str | None = None
    """The same for readers of HTML, where the channel has it."""
    payload: object = None
    """What is posted to the channel, as JSON has it; None where people paste the text, or it is mail."""
    parts: tuple[Part, ...] = ()
    """What it consists of below its title, as far as it fits, in the form in which it is shown."""

    @property
    def fits(self) -> bool:
        """Whether it is within the limit, also without everything that may go."""
        return self.limit is None or self.length <= self.limit
