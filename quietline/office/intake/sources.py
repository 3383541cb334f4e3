"""Who delivers: known from its first file on, with what its records carry; people say how often it is expected."""

from datetime import datetime, time

from django.db import IntegrityError, transaction

from quietline.domain.errors import Conflict, NotFound, ProfileError, Refused
from quietline.home import Home
from quietline.ingest.profile import Profile, named
from quietline.office.audit.changes import change, create_recorded
from quietline.office.intake.models import Source, SourceState
from quietline.office.intake.queries import sources_visible_to
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.warehouse.manifest import BatchManifest

SILENT_AFTER_H = 26
"""A daily file of calls that is two hours late."""
SILENT_MAX_H = 24 * 366
NOTE_MAX = 500
CARRIED = ("unanswered", "incoming", "off_net")


def keep_source(home: Home, manifest: BatchManifest, *, actor: Actor, at: datetime) -> None:
    """Know the source of a batch, and what its profile says by now that it carries. Lines corrected here are no delivery."""
    if manifest.corrects:
        return
    profile = _profile(home, manifest.profile)
    known = Source.objects.filter(name=manifest.profile).first()
    if known is None:
        _create(manifest, profile, actor, at)
    elif profile and known.carries != (carries := carries_of(profile)):
        _redeclare(known, carries, actor, at)


def set_rhythm(
    *,
    name: str,
    version: int,
    expected_by: time | None,
    silent_after_h: int | None,
    note: str,
    actor: Actor,
    at: datetime,
) -> Source:
    """The source with its rhythm: by when the day before has arrived, and after how many hours without a file somebody is told.

    Raises NotFound, Refused for hours beyond a year, Conflict where somebody was faster.
    """
    require(actor, Permission.INGEST)
    found = sources_visible_to(actor).filter(name=name).first()
    if found is None:
        raise NotFound(f"there is no source {name!r}", mend="take it from the list of sources")
    if silent_after_h is not None and not 1 <= silent_after_h <= SILENT_MAX_H:
        raise Refused(
            f"{silent_after_h} hours are not between 1 and {SILENT_MAX_H}", mend="give hours, or none"
        )
    if found.version != version:
        raise Conflict(
            f"source {name} was changed by somebody else meanwhile", mend="look at it again, then decide"
        )
    return change(
        found,
        action="source.rhythm_set",
        actor=actor,
        at=at,
        expected_by=f"{expected_by:%H:%M}" if expected_by else "",
        silent_after_h=silent_after_h,
        note=note.strip()[:NOTE_MAX],
    )


def carries_of(profile: Profile) -> dict[str, dict[str, object]]:
    """What the profile says that its source carries: name → whether, and since when (ISO date, empty for always)."""
    if profile.kind != "calls":
        return {}
    said = profile.carries.model_dump(mode="json")
    return {name: {"carried": said[name], "since": said[f"{name}_since"] or ""} for name in CARRIED}


def _create(manifest: BatchManifest, profile: Profile | None, actor: Actor, at: datetime) -> None:
    title = profile.title.model_dump() if profile else {"zh": manifest.profile, "en": manifest.profile}
    source = Source(
        name=manifest.profile,
        title=title,
        kind=manifest.kind,
        carries=carries_of(profile) if profile else {},
        silent_after_h=SILENT_AFTER_H if manifest.kind == "calls" else None,
        state=SourceState.ACTIVE,
        since=manifest.loaded_at,
    )
    try:
        with transaction.atomic():
            create_recorded(source, actor=actor, at=at)
    except IntegrityError:  # another process took in a file of the same source
        return


def _redeclare(known: Source, carries: dict[str, dict[str, object]], actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            change(known, action="source.declared", actor=actor, at=at, carries=carries)
    except Conflict:  # the next delivery says it again
        return


def _profile(home: Home, name: str) -> Profile | None:
    """The profile by its name; None for one that was named by its file and is not kept here."""
    try:
        return named(home, name)
    except ProfileError:
        return None
