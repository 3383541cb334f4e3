"""Batches that were loaded by mistake vanish from readers in one step, and come back in one step while nothing was built on their absence.

A withdrawn batch counts as never loaded: its files are not there, and the files that it replaced are there again.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from quietline.domain.errors import Refused
from quietline.warehouse.absence import Withdrawal, read_withdrawal
from quietline.warehouse.durable import sync_folder, write_at_once
from quietline.warehouse.lake import Lake, day_of
from quietline.warehouse.lock import sole_writer
from quietline.warehouse.manifest import BatchManifest


def withdraw(lake: Lake, withdrawal: Withdrawal) -> None:
    """Take the batches from readers. Withdrawing again changes nothing.

    Raises Refused where a later batch stands on one of them, or where what one of them replaced is not kept any more.
    """
    path = _path(lake.root, withdrawal.batches[0])
    with sole_writer(lake.root):
        if path.exists():
            return
        chosen = [lake.manifest(batch) for batch in withdrawal.batches]
        _refuse_built_upon(lake, chosen)
        _refuse_gone(lake, chosen)
        write_at_once(path, withdrawal.model_dump_json(indent=1).encode())


def undo(lake: Lake, batch: str) -> None:
    """Give the batches back to readers. Raises Refused where something of their days was loaded meanwhile, or their files are gone."""
    path = _path(lake.root, batch)
    with sole_writer(lake.root):
        if not path.exists():
            return
        withdrawal = read_withdrawal(path)
        chosen = [lake.manifest(name) for name in withdrawal.batches]
        _refuse_loaded_since(lake, withdrawal, chosen)
        lost = [
            name
            for one in chosen
            for name in one.files
            if not (lake.root / name).exists() and not _is_older_than_kept(lake, one.kind, name)
        ]
        if lost:
            raise Refused(
                "the files of the batch are not kept any more", mend="load the delivered file again"
            )
        path.unlink()
        sync_folder(path.parent)


def days_of(manifests: Iterable[BatchManifest]) -> list[date]:
    """The days whose rows the batches changed, in order."""
    found = {day_of(path) for one in manifests for path in (*one.files, *one.replaced)}
    return sorted(day for day in found if day)


def _refuse_built_upon(lake: Lake, chosen: Sequence[BatchManifest]) -> None:
    """What a later batch took from the rows of this one cannot be told apart any more."""
    ours, names = {path for one in chosen for path in one.files}, {one.batch for one in chosen}
    later = [one for one in lake.present() if one.batch not in names and ours & set(one.replaced)]
    if later:
        listed = ", ".join(sorted(one.file_name for one in later))
        raise Refused(
            f"later files have fuller records of its calls: {listed}",
            mend="withdraw those first, then this one, then load those again",
        )


def _refuse_gone(lake: Lake, chosen: Sequence[BatchManifest]) -> None:
    ours = {path for one in chosen for path in one.files}
    lost = [
        path
        for one in chosen
        for path in one.replaced
        if path not in ours
        and not (lake.root / path).exists()
        and not _is_older_than_kept(lake, one.kind, path)
    ]
    if lost:
        raise Refused(
            "what the batch replaced is not kept any more", mend="ask for the records of its days anew"
        )


def _is_older_than_kept(lake: Lake, kind: str, path: str) -> bool:
    day, first = day_of(path), lake.kept_from(kind)
    return day is not None and first is not None and day < first


def _refuse_loaded_since(lake: Lake, withdrawal: Withdrawal, chosen: Sequence[BatchManifest]) -> None:
    days, kinds = set(days_of(chosen)), {one.kind for one in chosen}
    since = [
        one
        for one in lake.present()
        if one.loaded_at > withdrawal.at and one.kind in kinds and (days & set(days_of([one])) or not days)
    ]
    if since:
        listed = ", ".join(sorted(one.file_name for one in since))
        raise Refused(
            f"files of the same days were loaded since: {listed}",
            mend="load the delivered file again instead",
        )


def _path(lake: Path, batch: str) -> Path:
    return lake / "withdrawn" / f"{batch}.json"
