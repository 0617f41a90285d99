"""Install everything into the project folder: `make setup`. Standard library only; what was interrupted goes on.

Each step leaves a stamp with the hash of what it was made from, and is skipped while that hash holds.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMPS = VENV / "setup"
PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / "assets"
BUILT = ROOT / "src" / "wangge" / "faces" / "shell" / "static" / "dist"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
OLDEST_OUTER_PIP = (22, 3)  # knows `--python`
NOT_SOURCES = {"node_modules", "dist", "__pycache__"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    options = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        stop("需要 Python 3.11 或更新的版本。", "Python 3.11 or newer is needed.")
    try:
        with alone():
            set_up(dev=options.dev)
    except KeyboardInterrupt:
        say("已中断；再次运行会接着做。")
        sys.exit(130)


def set_up(*, dev: bool) -> None:
    make_environment()
    where = [str(ROOT), sys.version]
    locks = [ROOT / "requirements.lock"]
    step("packages", "安装 Python 软件包", hash_of(where, locks), lambda: install(locks))
    if dev:
        locks = [*locks, ROOT / "requirements-dev.lock"]
        step("packages-dev", "安装测试与检查工具", hash_of(where, locks), lambda: install(locks))
    step("project", "登记本项目", hash_of(where, [ROOT / "pyproject.toml"]), install_project)
    if (ASSETS / "package.json").exists():
        built = hash_of([], asset_sources())
        step("assets", "生成页面资源", built, build_assets, is_there=(BUILT / "manifest.json").exists)
    catalogues = sorted((ROOT / "src").rglob("LC_MESSAGES/*.po"))
    step(
        "catalogues",
        "编译界面译文",
        hash_of([], catalogues),
        lambda: run([PYTHON, "-m", "config.cli", "messages", "--compile"], "编译界面译文"),
        is_there=lambda: all(path.with_suffix(".mo").exists() for path in catalogues),
    )


# ---- steps and stamps ------------------------------------------------------------------------------------------


def step(
    name: str, title: str, key: str, do: Callable[[], None], *, is_there: Callable[[], bool] = lambda: True
) -> None:
    """Do one step unless it was done from the same inputs."""
    stamp = STAMPS / name
    if stamp.is_file() and stamp.read_text() == key and is_there():
        return
    say(f"{title} …")
    stamp.unlink(missing_ok=True)
    do()
    STAMPS.mkdir(exist_ok=True)
    draft = stamp.with_suffix(".new")
    draft.write_text(key)
    draft.replace(stamp)


def hash_of(words: Iterable[str], files: Iterable[Path]) -> str:
    total = hashlib.sha256("\0".join(words).encode())
    for path in files:
        total.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def files_under(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        yield from (Path(place) / name for name in sorted(names))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time in this folder."""
    folder = ROOT / "var"
    try:
        folder.mkdir(exist_ok=True)
        lock = (folder / "setup.lock").open("a")
    except OSError:
        stop(
            f"没有写 {ROOT} 的权限：请换用建立该目录的用户，或把它复制到自己的目录。",
            f"{ROOT} cannot be written: use the account that made it, or copy it to a folder of your own.",
        )
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("另一个安装正在进行，等它结束 …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# ---- Python ----------------------------------------------------------------------------------------------------


def make_environment() -> None:
    if environment_works():
        return
    say("建立 Python 环境 .venv …")
    if importlib.util.find_spec("ensurepip") is None and not outer_pip():
        install_venv_package()
    options = [] if ensurepip_works() else ["--without-pip"]
    run([sys.executable, "-m", "venv", "--clear", *options, str(VENV)], "建立 Python 环境")
    if not environment_works():
        stop(
            "Python 环境 .venv 建立后不能使用：请删除 .venv 目录后重试。",
            "The new Python environment does not work: remove the folder .venv and try again.",
        )


def environment_works() -> bool:
    """Whether .venv runs, is of a fitting version, and stands where it was made."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON} or sys.prefix == sys.base_prefix)"
    return PYTHON.exists() and succeeds([PYTHON, "-c", check]) and pip_command() is not None


def pip_command() -> list[str] | None:
    """How to call pip on .venv: its own pip, else the one of the Python that runs this."""
    if list(VENV.glob("lib/python*/site-packages/pip/__main__.py")):
        return [str(PYTHON), "-m", "pip"]
    if outer_pip():
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return None


def outer_pip() -> bool:
    if importlib.util.find_spec("pip") is None:
        return False
    answer = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_OUTER_PIP


def ensurepip_works() -> bool:
    return succeeds([sys.executable, "-c", "import ensurepip, venv"])


def install_venv_package() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"缺少 Python 的 venv 组件，用 apt-get 安装 {package} …")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=quiet, check=False)
        if ensurepip_works():
            return
    stop(
        f"缺少 Python 的 venv 组件：请运行 sudo apt install {package} 后重试。",
        f"Python's venv module is missing: run `sudo apt install {package}` and try again.",
    )


def install(locks: list[Path]) -> None:
    for left in VENV.glob("lib/python*/site-packages/*.dist-info"):
        if not (left / "RECORD").exists():
            shutil.rmtree(left)  # pip was interrupted here and would take the package for installed
    pip("install", *(word for lock in locks for word in ("-r", str(lock))))


def install_project() -> None:
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def pip(*words: str) -> None:
    command = pip_command()
    if command is None:
        stop("没有可用的 pip：请删除 .venv 目录后重试。", "There is no pip: remove the folder .venv and try again.")
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore"]
    run([*command, *words, *options], "安装 Python 软件包", show=re.compile(r"Collecting (\S+)|(Installing collected)"))


# ---- pages -----------------------------------------------------------------------------------------------------


def asset_sources() -> Iterator[Path]:
    """What the pages' assets are made from: style sheets keep only what templates and faces name."""
    yield from files_under(ASSETS)
    yield from sorted([*(ROOT / "src").rglob("templates/**/*.html"), *(ROOT / "src/wangge/faces").rglob("*.py")])


def build_assets() -> None:
    surroundings = node_surroundings()
    npm = shutil.which("npm", path=surroundings["PATH"]) or "npm"
    run([npm, "ci", "--no-audit", "--no-fund"], "取得页面资源的依赖", where=ASSETS, env=surroundings)
    run([npm, "run", "build"], "生成页面资源", where=ASSETS, env=surroundings)


def node_surroundings() -> dict[str, str]:
    """An environment whose PATH leads to a fitting Node.js: the machine's, else the wheel's."""
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        return dict(os.environ)
    lock = ROOT / "requirements-node.lock"
    step("node", "本机没有 Node.js 20，安装自带的一份", hash_of([sys.version], [lock]), lambda: install([lock]))
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def node_version() -> int:
    node = shutil.which("node")
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return int(version[1]) if version else 0


# ---- telling and running ---------------------------------------------------------------------------------------


def say(words: str) -> None:
    print(words, flush=True)


def stop(chinese: str, english: str) -> NoReturn:
    print(f"{chinese}\n{english}", file=sys.stderr)
    sys.exit(1)


def succeeds(command: list[object]) -> bool:
    try:
        return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(
    command: list[object],
    title: str,
    *,
    where: Path = ROOT,
    env: dict[str, str] | None = None,
    show: re.Pattern[str] | None = None,
) -> None:
    """Run a program, telling how far it is; when it fails, show the end of what it said and stop."""
    said: list[str] = []
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=where,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said = [*said[-39:], line]
            found = show.search(line) if show else None
            if found:
                say(f"  {found[1] or '写入 …'}")
    if process.returncode != 0:
        sys.stderr.writelines(said)
        stop(
            f"{title}没有成功（原因见上）：请检查网络和磁盘空间后再运行一次，已完成的步骤不会重做。",
            "This step failed (see above): check the network and the disk and repeat; finished steps are kept.",
        )


if __name__ == "__main__":
    main()
