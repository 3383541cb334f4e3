"""Finding an order profile by name. Those that ship lie in `profiles` beside this file, a city's own in `order-profiles` of its home."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from quietline.domain.errors import ProfileError
from quietline.home import Home
from quietline.office.orders.profile_model import OrderProfile


def available(home: Home) -> dict[str, OrderProfile]:
    """All order profiles by name; a city's own wins over a shipped one. Raises ProfileError for one that is not valid."""
    own = [read_profile(path) for path in sorted(home.order_profiles.glob("*.toml"))]
    return {profile.name: profile for profile in (*shipped(), *own)}


def shipped() -> list[OrderProfile]:
    """The profiles that come with the product."""
    folder = files("quietline.office.orders").joinpath("profiles")
    found = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda one: one.name
    )
    return [read_profile(path) for path in found]


def named(home: Home, name: str) -> OrderProfile:
    """The profile of this name. Raises ProfileError, naming those that are there."""
    known = available(home)
    if name not in known:
        mend = f"there are {', '.join(sorted(known))}; a city's own lie in {home.order_profiles}"
        raise ProfileError(f"there is no order profile {name!r}", mend=mend)
    return known[name]


def read_profile(path: Path | Traversable) -> OrderProfile:
    """The profile in a TOML file. Raises ProfileError that names the key."""
    try:
        return OrderProfile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"not valid TOML: {error}", where=str(path), mend="mend the line named") from error
    except OSError as error:
        raise ProfileError(
            f"it cannot be read: {error.strerror}", where=str(path), mend="see that it is there"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "profile"
        raise ProfileError(f"{key}: {first['msg']}", where=str(path), mend="see docs/orders.md") from error
