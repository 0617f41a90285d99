"""Take the pictures of the README from a site that serves the demonstration: scripts/pictures.py [URL]"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
GRID = "/g/621123109201201000/"
OFFICER = {"login_name": "qp-officer1", "password": "wangge-yanshi"}
COLOURS = 128  # a page of office software needs no more, and the files stay small


def main() -> None:
    site = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("需要 Chromium：请安装后重试（例如 sudo apt install chromium）")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        keep("workbench", workbench(browser, site))
        keep("portal", portal(browser, site))
        browser.close()


def workbench(browser: Browser, site: str) -> bytes:
    """What waits for the officer on duty, on a laptop."""
    page = opened(browser, 1366, 800)
    page.goto(f"{site}/sign-in/")
    for name, value in OFFICER.items():
        page.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    page.goto(f"{site}/todo/")
    return page.screenshot()


def portal(browser: Browser, site: str) -> bytes:
    """The page of a grid, on a phone."""
    page = opened(browser, 390, 844)
    page.goto(site + GRID)
    return page.screenshot()


def opened(browser: Browser, width: int, height: int) -> Page:
    options = {"locale": "zh-CN", "viewport": {"width": width, "height": height}}
    return browser.new_context(**options).new_page()


def keep(name: str, taken: bytes) -> None:
    path = PICTURES / f"{name}.png"
    image = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS)
    image.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
