"""The one folder under which everything is kept, so that two cities live side by side.

`--home DIR` or `QUIETLINE_HOME` names it, `~/.local/share/quietline` is the default. `quietline.toml` in it holds the city's settings.
"""

import os
import secrets
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from quietline.domain.errors import SetupError

DEFAULT_HOME = Path("~/.local/share/quietline")


class Retention(BaseModel):
    """How long the city keeps what came in, from a day on; a legal hold keeps some of it longer.

    Source: MIIT order 31 of 2015 has operators keep records for at least five months.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date = date(2000, 1, 1)
    calls_months: int = Field(default=5, ge=5)
    aggregates_months: int = Field(default=25, ge=1)
    findings_months: int = Field(default=25, ge=1)
    quarantine_months: int = Field(default=5, ge=1)
    uploads_days: int = Field(default=30, ge=1)


NETWORK = "network"
"""The target of orders that no other target takes: the webhook of `order_target_url`."""
MANUAL = "manual"
"""The target of orders that a person carries out in the network's own system and confirms here."""


class OrderTarget(BaseModel):
    """A system that carries out orders of some actions, and how they reach it. `url` is a webhook's; `profile` is that of batch files, of which one
    is made every so many minutes and answered within so many hours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    adapter: Literal["webhook", "batch", "manual"]
    url: str = ""
    profile: str = ""
    actions: tuple[str, ...] = ()
    every_min: int = Field(default=10, ge=0)
    answer_within_h: int = Field(default=24, ge=1)

    @model_validator(mode="after")
    def _is_whole(self) -> "OrderTarget":
        if self.adapter == "batch" and not self.profile:
            raise ValueError(f"target {self.name}: batch files need a profile, the name of an order profile")
        return self


class City(BaseModel):
    """Settings of one city, as written in `quietline.toml`. Durations carry their unit in the name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "示例市"
    time_zone: str = "Asia/Shanghai"
    area_code: str = Field(
        default="391", description="Area code without trunk 0, for landlines written without one."
    )
    hotline: str = Field(
        default="10086", description="The operator's own hotline: never blocked, never shut down."
    )
    sender_header: str = Field(
        default="",
        max_length=20,
        description="The signature of text messages and letters; empty means the city's name.",
    )
    database_url: str = Field(
        default="", description="postgresql://…; empty means SQLite inside the home folder."
    )
    order_target_url: str = Field(
        default="",
        description="The webhook that takes the orders which no target below takes; empty means that they wait.",
    )
    order_targets: tuple[OrderTarget, ...] = Field(
        default=(),
        description="Systems that take orders of the actions they name, by webhook, batch files or hand; see docs/orders.md.",
    )
    order_hold_s: float = Field(
        default=10.0,
        ge=0,
        description="Seconds an order waits before it leaves; until then the decision can be undone.",
    )
    audit_heads_dir: str = Field(
        default="",
        description="Where signed heads of the audit chain are dropped; should be outside the home folder.",
    )
    vault_keys_dir: str = Field(
        default="",
        description="Where the keys of the vault of identity documents lie; must be outside the home folder and its copies.",
    )
    vault_views_per_hour: int = Field(
        default=20, ge=0, description="How many identity documents one person may open within an hour."
    )
    retention: tuple[Retention, ...] = Field(
        default=(Retention(),),
        description="How long calls, aggregates, findings, quarantined lines and uploaded files are kept, each row from a day on.",
    )
    demo: bool = Field(default=False, description="True for the simulated city of `quietline demo`.")

    def retention_on(self, day: date) -> Retention:
        """The rule of the day: the youngest that is valid by then, else the oldest of all."""
        ordered = sorted(self.retention, key=lambda one: one.valid_from) or [Retention()]
        return next((one for one in reversed(ordered) if one.valid_from <= day), ordered[0])

    @property
    def code(self) -> str:
        """How files name the city: its area code with the trunk 0."""
        return f"0{self.area_code}"

    @property
    def targets(self) -> dict[str, OrderTarget]:
        """Every target by name: those of the settings, the network's webhook, and the hand."""
        network = OrderTarget(name=NETWORK, adapter="webhook", url=self.order_target_url)
        manual = OrderTarget(name=MANUAL, adapter="manual")
        return {target.name: target for target in (network, manual, *self.order_targets)}

    def target_of(self, action: str) -> str:
        """The name of the target that takes orders of this action."""
        return next((one.name for one in self.order_targets if action in one.actions), NETWORK)

    @field_validator("order_targets")
    @classmethod
    def _named_once(cls, value: tuple[OrderTarget, ...]) -> tuple[OrderTarget, ...]:
        names = [target.name for target in value]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two targets are named {', '.join(sorted(twice))}")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"{value!r} is not a time zone of the IANA database, for example Asia/Shanghai"
            ) from error
        return value


@dataclass(frozen=True)
class Home:
    """Paths and settings of one city."""

    root: Path

    @classmethod
    def locate(cls, given: str | Path | None = None) -> "Home":
        """The home that was given, else that of `QUIETLINE_HOME`, else the default. It need not exist yet."""
        return cls(Path(given or os.environ.get("QUIETLINE_HOME") or DEFAULT_HOME).expanduser().absolute())

    @property
    def settings_file(self) -> Path:
        return self.root / "quietline.toml"

    @property
    def lake(self) -> Path:
        """The warehouse's folder."""
        return self.root / "lake"

    @property
    def ledger(self) -> Path:
        """The ledger's SQLite file; unused where `database_url` is set."""
        return self.root / "ledger.sqlite3"

    @property
    def inbox(self) -> Path:
        """Files dropped here are loaded by the worker."""
        return self.root / "inbox"

    @property
    def profiles(self) -> Path:
        """The city's own profile files."""
        return self.root / "profiles"

    @property
    def order_profiles(self) -> Path:
        """The city's own order profiles."""
        return self.root / "order-profiles"

    def exchange(self, target: str) -> Path:
        """Batch files with a target: `out` is for it, `in` from it, `taken` and `refused` is what became of the latter."""
        return self.root / "exchange" / target

    @property
    def controls(self) -> Path:
        """The operator's own controls; they start in shadow."""
        return self.root / "controls"

    @property
    def exists(self) -> bool:
        return self.settings_file.is_file()

    @cached_property
    def city(self) -> City:
        """The city's settings. Raises SetupError when the home was not initialised or the settings are not valid."""
        if not self.exists:
            raise SetupError(
                "there is no city here",
                where=str(self.root),
                mend="make one with `quietline init` or `quietline demo`",
            )
        try:
            return City.model_validate(tomllib.loads(self.settings_file.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise SetupError(
                f"not valid TOML: {error}", where=str(self.settings_file), mend="mend the line named"
            ) from error
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            raise SetupError(
                f"setting {name}: {first['msg']}",
                where=str(self.settings_file),
                mend="correct or remove the line",
            ) from error

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone: a day is its calendar day."""
        return ZoneInfo(self.city.time_zone)

    @property
    def audit_heads(self) -> Path:
        """Folder for the signed heads of the audit chain."""
        return (
            Path(self.city.audit_heads_dir).expanduser()
            if self.city.audit_heads_dir
            else self.root / "audit-heads"
        )

    @property
    def heads_lie_inside(self) -> bool:
        """Whether the signed heads lie in the home: whoever rewrites the ledger there rewrites them with it."""
        return self._lies_inside(self.audit_heads)

    @property
    def vault_keys_lie_inside(self) -> bool:
        """Whether the vault's keys lie in the home, so that a copy of it opens the documents."""
        return self._lies_inside(self.vault_keys)

    def _lies_inside(self, folder: Path) -> bool:
        return folder.resolve().is_relative_to(self.root.resolve())

    @property
    def vault_keys(self) -> Path:
        """Folder of the vault's keys."""
        named = self.city.vault_keys_dir
        return Path(named).expanduser() if named else self.root / "keys" / "vault"

    def secret(self, name: str) -> bytes:
        """A random secret of this home, 32 bytes, made at first use and readable by its owner only.

        Two processes that ask for it at once get the same one: the file is linked into place whole.
        """
        path = self.root / "keys" / f"{name}.key"
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_bytes(secrets.token_bytes(32))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_bytes()

    def create(self, city: City) -> None:
        """Make the folder with the city's settings. Raises SetupError when a city is there already or the place cannot be written."""
        if self.exists:
            raise SetupError(
                "there is a city here already",
                where=str(self.root),
                mend="choose another folder with --home, or go on with this one",
            )
        try:
            for folder in (self.root, self.lake, self.inbox, self.profiles, self.controls):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self.settings_file.with_suffix(".draft")
            draft.write_text(_as_toml(city), encoding="utf-8")
            draft.replace(self.settings_file)
        except OSError as error:
            mend = "choose another folder with --home"
            raise SetupError(
                f"no city can be made here: {error.strerror}", where=str(self.root), mend=mend
            ) from error


def _as_toml(city: City) -> str:
    """All settings with their meaning as comment, so that the file documents itself."""
    lines = []
    for name, field in City.model_fields.items():
        if field.description:
            lines.append(f"# {field.description}")
        value = getattr(city, name)
        lines.append(f"{name} = {_toml_value(value)}")
    return "\n".join(lines) + "\n"


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml_value, value))}]"
    if isinstance(value, BaseModel):
        pairs = (f"{name} = {_toml_value(getattr(value, name))}" for name in type(value).model_fields)
        return f"{{ {', '.join(pairs)} }}"
    return str(value)
