"""How well we told of an incident: what was promised in site.yml, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sitegen.derive.entries import IncidentView, Scorecard, Step
from sitegen.model import Postmortem, Promises, Status


def allowed_silence(step: Step, promises: Promises) -> timedelta | None:
    """How long nothing need be said after this update of an incident, by the impact that it left.

    None: site.yml promises nothing for that impact, or all is over.
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
    """How long nothing was said while it was not over, and how long that might have been."""
    for index, step in enumerate(steps):
        later = _said_next(steps, index, postmortem)
        if later is not None and step.status is not Status.RESOLVED:
            yield later - step.at, allowed_silence(step, promises)


def _said_next(steps: Sequence[Step], index: int, postmortem: Postmortem | None) -> datetime | None:
    """When something was said after an update: by the next one, or by a postmortem."""
    later = [one.at for one in steps[index + 1 : index + 2]]
    if postmortem and postmortem.published >= steps[index].at:
        later.append(postmortem.published)
    return min(later, default=None)


def _promises_met(steps: Sequence[Step], postmortem: Postmortem | None) -> list[bool]:
    """For each announced time of a next update whether something was said by then; a postmortem says something.

    What is promised once all is over counts for nothing, as in due.py: no page shows it.
    """
    met = []
    for index, step in enumerate(steps):
        if step.status is Status.RESOLVED:
            continue
        later = _said_next(steps, index, postmortem)
        # A promise with nothing said since is still open, and not judged.
        if step.changes.next_update is not None and later is not None:
            met.append(later <= step.changes.next_update)
    return met


def _until_postmortem(steps: Sequence[Step], postmortem: Postmortem | None) -> timedelta | None:
    """From the resolution that the postmortem followed; one that came before any followed none."""
    if postmortem is None:
        return None
    resolved = [step.at for step in steps if step.written_status is Status.RESOLVED and step.at <= postmortem.published]
    return postmortem.published - resolved[-1] if resolved else None
