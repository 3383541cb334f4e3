"""The vault's keys: files of 32 random bytes in a folder of their own, numbered; the youngest seals, all of them open.

`vault_keys_dir` names the folder: on another disk, in a secret store's mount, anywhere but beside the ledger and its copies.
"""

import os
import secrets
from pathlib import Path

from quietline.domain.errors import SetupError
from quietline.home import Home

KEY_BYTES = 32
_MATCH = "match.key"


def key(home: Home, number: int) -> bytes:
    """The key of a number. Raises SetupError where it is not there or not whole."""
    return _read(home.vault_keys / f"vault-{number}.key")


def match_key(home: Home) -> bytes:
    """The key of the hashes by which documents are compared."""
    return _read(home.vault_keys / _MATCH)


def newest(home: Home) -> int:
    """The number of the key that seals now, 0 where there is none yet."""
    return max((int(path.stem.removeprefix("vault-")) for path in _key_files(home)), default=0)


def make_first(home: Home) -> int:
    """The first key and that of the hashes, made where there is no key yet; gives the number of the newest."""
    if not newest(home):
        _write(home, _MATCH)
        _write(home, "vault-1.key")
    return newest(home)


def make_next(home: Home) -> int:
    """A new key, which seals from now on. Gives its number."""
    number = make_first(home) + 1
    _write(home, f"vault-{number}.key")
    return number


def _key_files(home: Home) -> list[Path]:
    return [path for path in home.vault_keys.glob("vault-*.key") if path.stem[6:].isdecimal()]


def _read(path: Path) -> bytes:
    mend = "bring back the folder of vault_keys_dir as it was; without its keys no document can be opened"
    try:
        found = path.read_bytes()
    except OSError as error:
        raise SetupError(
            f"a key of the vault cannot be read: {error.strerror}", where=str(path), mend=mend
        ) from error
    if len(found) != KEY_BYTES:
        raise SetupError("a key of the vault is not whole", where=str(path), mend=mend)
    return found


def _write(home: Home, name: str) -> None:
    """The key appears whole; one that is there stays."""
    path = home.vault_keys / name
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(KEY_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise SetupError(
            f"a key of the vault cannot be made: {error.strerror}",
            where=str(path),
            mend="make the folder of vault_keys_dir writable for this user",
        ) from error
