"""What the installation says about itself: environment variables and the folder of its own data."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder of this installation's database, files and keys (WANGGE_HOME, default ./var)."""
    return Path(os.environ.get("WANGGE_HOME") or PROJECT / "var").resolve()


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key() -> str:
    """WANGGE_SECRET_KEY, or one made once and kept beside the data, readable by its owner only."""
    given = os.environ.get("WANGGE_SECRET_KEY")
    if given:
        return given
    path = home() / "secret.key"
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(48)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(made, "ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            made = path.read_text("ascii")
        finally:
            draft.unlink()
        return made


def database() -> dict[str, object]:
    """Django's settings of the database: WANGGE_DATABASE_URL, else the embedded one's socket folder."""
    url = os.environ.get("WANGGE_DATABASE_URL")
    settings: dict[str, object] = {
        "ENGINE": "config.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "wangge"},
    }
    if not url:
        return settings | {
            "NAME": "wangge",
            "USER": "postgres",
            "HOST": os.environ.get("WANGGE_PG_HOST") or str(home() / "pg"),
            "OPTIONS": {"application_name": "wangge", "prepare_threshold": 3},  # nothing pools between us and it
        }
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return settings | {
        "NAME": unquote(parts.path.lstrip("/")) or "wangge",
        "USER": unquote(parts.username or "") or "postgres",
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "") or ""),
        "OPTIONS": {"application_name": "wangge", **query},
    }
