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
    followed = list(_followed(steps, view.postmortem))
    silences = [(later - step.at, allowed_silence(step, promises)) for step, later in followed]
    longest = max(silences, key=lambda silence: silence[0], default=(None, None))
    judged = [silence <= target for silence, target in silences if target is not None]
    # A promise that no message followed is still open, and not judged. One made with the resolution does not count,
    # as in obligations.py: no page shows it.
    met = [later <= step.changes.next_update for step, later in followed if step.changes.next_update is not None]
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


def _followed(steps: Sequence[Step], postmortem: Postmortem | None) -> Iterator[tuple[Step, datetime]]:
    """Each update that leaves the incident active, and when the next update, or the postmortem, followed it."""
    for index, step in enumerate(steps):
        later = [one.at for one in steps[index + 1 : index + 2]]
        if postmortem and postmortem.published >= step.at:
            later.append(postmortem.published)
        if later and step.status is not Status.RESOLVED:
            yield step, min(later)


def _until_postmortem(steps: Sequence[Step], postmortem: Postmortem | None) -> timedelta | None:
    """From the last resolution before the postmortem to its publication; None: there is no such resolution."""
    if postmortem is None:
        return None
    resolved = [step.at for step in steps if step.written_status is Status.RESOLVED and step.at <= postmortem.published]
    return postmortem.published - resolved[-1] if resolved else None
