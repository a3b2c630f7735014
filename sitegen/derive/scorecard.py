"""How well an incident was communicated: what site.yml promises, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sitegen.derive.entries import IncidentView, Scorecard, Step
from sitegen.model import Postmortem, Promises, Status


def allowed_silence(step: Step, promises: Promises) -> timedelta | None:
    """The longest silence allowed after this update of an incident, by the impact after it.

    None: site.yml promises nothing for that impact, or the incident is resolved.
    """
    return None if step.status is Status.RESOLVED else promises.interval(step.impact)


def scorecard(view: IncidentView, promises: Promises) -> Scorecard:
    """The communication scorecard of an incident, from the stated times alone."""
    steps = tuple(reversed(view.steps))
    silences = list(_silences(steps, view.postmortem, promises))
    longest = max(silences, key=lambda silence: silence[0], default=(None, None))
    judged = [silence <= target for silence, target in silences if target is not None]
    met = _promises_met(steps, view.postmortem)
    return Scorecard(
        first_notice=view.announced - view.began,
        first_notice_target=promises.first_notice,
        longest_silence=longest[0],
        longest_silence_target=longest[1],
        silences_kept=all(judged) if judged else None,
        promises_kept=sum(met),
        promises_broken=len(met) - sum(met),
        postmortem=_until_postmortem(steps, view.postmortem),
        postmortem_target=promises.postmortem_due,
    )


def _silences(
    steps: Sequence[Step], postmortem: Postmortem | None, promises: Promises
) -> Iterator[tuple[timedelta, timedelta | None]]:
    """Each silence before the resolution, and the longest that was allowed then."""
    for index, step in enumerate(steps):
        later = _next_message(steps, index, postmortem)
        if later is not None and step.status is not Status.RESOLVED:
            yield later - step.at, allowed_silence(step, promises)


def _next_message(steps: Sequence[Step], index: int, postmortem: Postmortem | None) -> datetime | None:
    """When the next update, or the postmortem, followed an update; None: neither did."""
    later = [one.at for one in steps[index + 1 : index + 2]]
    if postmortem and postmortem.published >= steps[index].at:
        later.append(postmortem.published)
    return min(later, default=None)


def _promises_met(steps: Sequence[Step], postmortem: Postmortem | None) -> list[bool]:
    """For each announced time of a next update, whether an update or the postmortem came by then.

    A time announced with the resolution does not count, as in obligations.py: no page shows it.
    """
    met = []
    for index, step in enumerate(steps):
        if step.status is Status.RESOLVED:
            continue
        later = _next_message(steps, index, postmortem)
        # A promise without a later update is still open, and not judged.
        if step.changes.next_update is not None and later is not None:
            met.append(later <= step.changes.next_update)
    return met


def _until_postmortem(steps: Sequence[Step], postmortem: Postmortem | None) -> timedelta | None:
    """From the last resolution before the postmortem to its publication; None: there is no such resolution."""
    if postmortem is None:
        return None
    resolved = [step.at for step in steps if step.written_status is Status.RESOLVED and step.at <= postmortem.published]
    return postmortem.published - resolved[-1] if resolved else None
