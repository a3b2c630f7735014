"""The JSON objects of incidents and maintenances, with their updates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from itertools import takewhile

from sitegen import markdown
from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, Step
from sitegen.model import OVER_STATUSES, Kind, Postmortem, Status
from sitegen.outputs.api.changes import ApiEntry, ChangedSteps, changed_steps, components_left
from sitegen.outputs.api.components import JsonObject, affected_component, component_object
from sitegen.present.labels import AUTOMATIC, step_label
from sitegen.present.latest import has_words
from sitegen.present.lines import entry_address
from sitegen.theme.edition import Edition, pictures
from sitegen.times import iso_milliseconds


def entry_object(edition: Edition, shown: ApiEntry) -> JsonObject:
    """An incident or a maintenance, with all its updates."""
    view = shown.view
    identifier = ids.entry_id(view)
    steps = changed_steps(view)
    components = components_left(view, steps, edition.components) if shown.components is None else shown.components
    if isinstance(view, IncidentView):
        monitoring = next((step.at for step in reversed(view.steps) if step.written_status is Status.MONITORING), None)
        resolved = view.announced if view.kind is Kind.NOTICE else view.resolved
        impact, started = view.impact.value, view.began
    else:
        ends = [step.at for step in takewhile(lambda step: step.status in OVER_STATUSES, view.steps)]
        monitoring, resolved = None, ends[-1] if ends else None
        impact, started = "maintenance", view.announced
    found: JsonObject = {
        "id": identifier,
        "name": edition.text.words(view.title),
        "status": _entry_status(view),
        "created_at": iso_milliseconds(view.announced),
        "updated_at": iso_milliseconds(shown.updated),
        "monitoring_at": _optional(monitoring),
        "resolved_at": _optional(resolved),
        "impact": impact,
        "shortlink": edition.urls.full(entry_address(view)),
        "started_at": iso_milliseconds(started),
        "page_id": ids.page_id(edition.config),
        "incident_updates": _updates(edition, view, identifier, steps),
        "components": [component_object(edition, one) for one in components],
    }
    if isinstance(view, MaintenanceView):
        found |= {"scheduled_for": iso_milliseconds(view.start), "scheduled_until": iso_milliseconds(view.end)}
    return found


def _entry_status(view: Entry) -> str:
    status = _api_status(view, view.status)
    explained = isinstance(view, IncidentView) and view.postmortem is not None
    return "postmortem" if explained and status == "resolved" else status


def _api_status(view: Entry, status: Status) -> str:
    """A status in Statuspage's vocabulary: announcements are always resolved, what is cancelled is completed."""
    if isinstance(view, IncidentView) and view.kind is Kind.NOTICE:
        return "resolved"
    return "completed" if status is Status.CANCELLED else status.value


@lru_cache(maxsize=256)  # A document repeats most of its moments.
def _optional(at: datetime | None) -> str | None:
    return None if at is None else iso_milliseconds(at)


def _updates(edition: Edition, view: Entry, incident: str, steps: ChangedSteps) -> list[JsonObject]:
    """All updates, newest first; a postmortem is one for Statuspage."""
    postmortem = view.postmortem if isinstance(view, IncidentView) else None
    kind = "incident" if isinstance(view, IncidentView) else "maintenance"
    images = pictures((*view.images, *(postmortem.images if postmortem else ())), edition.urls.full)

    def update(source: Step | Postmortem, key: str, status: str, body: str, at: datetime) -> JsonObject:
        return {
            "id": ids.update_id(source.id, kind, ids.first_slug(view), key),
            "status": status,
            "body": body,
            "incident_id": incident,
            "created_at": iso_milliseconds(source.published),
            "updated_at": iso_milliseconds(max(source.published, at)),
            "display_at": iso_milliseconds(at),
            "affected_components": None,
            "deliver_notifications": not isinstance(source, Step) or source.notify != (),
            "custom_tweet": None,
            "tweet_id": None,
        }

    found = []
    for step, changes in steps:
        found.append(update(step, step.key, _api_status(view, step.status), _body(edition, step, images), step.at))
        if changes is not None:
            found[-1]["affected_components"] = [affected_component(edition, change) for change in changes]
    if postmortem is not None:
        body = markdown.postmortem_body(edition.text.words(postmortem.body), images)
        found.append(update(postmortem, "postmortem", "postmortem", body, postmortem.published))
        found.sort(key=lambda one: str(one["display_at"]), reverse=True)
    return found


def _body(edition: Edition, step: Step, images: Mapping[str, markdown.Picture]) -> str:
    if not has_words(step):
        return markdown.plain_body(_facts(edition, step))
    text = AUTOMATIC[step.status] if step.automatic else edition.text.words(step.body)
    title = edition.text.words(step.title) if step.title else ""
    return markdown.update_body(text, title=title, images=images)


def _facts(edition: Edition, step: Step) -> list[str]:
    """The statements of an update without words, so that its body is never empty."""
    cancelled = ["This maintenance has been cancelled."] if step.status is Status.CANCELLED else []
    return [*cancelled, *edition.text.statements(step)] or [edition.text.messages.gettext(step_label(step))]
