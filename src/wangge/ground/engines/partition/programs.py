"""The programs behind the search, which come with the extra `engines`; without them a clear word, not a riddle."""

try:
    import highspy
    import pymetis
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"{missing.name} is not installed: drawing grids needs the extra, pip install 'wangge[engines]'",
        name=missing.name,
    ) from missing

__all__ = ["highspy", "pymetis"]
