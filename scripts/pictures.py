"""Take the pictures of the README from a demonstration: scripts/pictures.py ADDRESS-OF-A-CASE

`make run` prints the address of a case that was answered and waits for its rating.
"""

import io
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
OFFICER = {"login_name": "qp-officer1", "password": "wangge-yanshi"}
COLOURS = 128  # a page of office software needs no more, and the files stay small


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    case = sys.argv[1]
    site = "{0.scheme}://{0.netloc}".format(urlsplit(case))
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("需要 Chromium：请安装后重试（例如 sudo apt install chromium）")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        keep("workbench", workbench(browser, site))
        keep("portal", portal(browser, case))
        browser.close()


def workbench(browser: Browser, site: str) -> bytes:
    """What waits for the officer on duty, on a laptop."""
    page = opened(browser, 1366, 620)
    page.goto(f"{site}/sign-in/")
    for name, value in OFFICER.items():
        page.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    page.goto(f"{site}/todo/")
    return page.screenshot()


def portal(browser: Browser, case: str) -> bytes:
    """A case as its asker sees it, on a phone."""
    page = opened(browser, 390, 844)
    page.goto(case)
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
