"""Somebody with a browser. What a page does wrong on the way is kept and told at the end."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.foundation.pictures import picture
from tests.world import PASSWORD
from wangge.core.access.queries import Actor

PHONE, LAPTOP = (360, 740), (1366, 768)
REFUSED = re.compile(r"the server responded with a status of 4(00|04|09|22|29)")  # a page that says no, as it should
OWN = ("data:", "blob:")


@dataclass
class Visitor:
    """One browser of one person."""

    context: BrowserContext
    server: str
    faults: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.context.on("request", self._note_request)
        self.context.on("response", self._note_response)
        self.context.on("console", self._note_message)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)

    # what went wrong

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.server}/", *OWN)):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _note_response(self, response: Response) -> None:
        is_part = response.request.resource_type not in ("document", "xhr", "fetch")
        if response.status >= (400 if is_part else 500):
            self.faults.append(f"{response.status}: {response.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.search(message.text):
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    # going about

    def open(self, path: str, *, status: int = 200) -> None:
        """Go to an address of the site; any other answer than the one expected is a fault."""
        response = self.page.goto(self.server + path)
        if response is None or response.status != status:
            self.faults.append(f"{path}: {response.status if response else 'no answer'}")

    def path(self) -> str:
        return urlsplit(self.page.url).path

    def follow(self, words: str, *, within: str = "main") -> None:
        """Press the link or button with these words and wait for the page that follows."""
        with self.page.expect_navigation():
            self.button(words, within=within).click()

    def button(self, words: str, *, within: str = "main") -> Locator:
        """The first link or button to be seen with these words in it."""
        found = self.page.locator(within).locator("a, button:not([aria-hidden]), summary").filter(has_text=words)
        return found.locator("visible=true").first

    # what is seen

    def words(self, where: str = "main") -> str:
        """What is to be read, in one line; what is folded away is not."""
        return " ".join(" ".join(self.page.locator(where).all_inner_texts()).split())

    def source(self) -> str:
        """The whole page as it was sent: nothing in it may be secret."""
        return self.page.content()

    # at a desk

    def sign_in(self, actor: Actor) -> None:
        """Sign in as people do."""
        account = get_user_model().objects.get(pk=actor.account_id)
        self.open(reverse("workbench:sign-in"))
        self.page.locator("[name=login_name]").fill(account.get_username())
        self.page.locator("[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").click()

    def open_waiting(self, words: str) -> None:
        """From what waits (待办) to the one next step of a case."""
        self.open(reverse("workbench:todo"))
        with self.page.expect_navigation():
            self.line(words).locator("a.btn").click()

    def line(self, words: str) -> Locator:
        """The line of a list that tells of a case."""
        return self.page.locator("[data-row]").filter(has_text=words).first

    def step(self, action: str, **typed: object) -> None:
        """Take a step on the page of a case: unfold it, fill its form, send it."""
        folded = self.page.locator(f"#step-{action}")
        if folded.get_attribute("open") is None:
            folded.locator("summary").click()
        form = folded.locator("form")
        for name, value in typed.items():
            self._fill(form, name, value)
        with self.page.expect_navigation():
            form.locator("button[type=submit]").click()

    def _fill(self, form: Locator, name: str, value: object) -> None:
        if name == "photos":
            form.locator("input[type=file]").set_input_files(a_photo(str(value)))
        elif name == "unit":
            form.locator(".wb-pick label").filter(has_text=str(value)).first.locator("input").check()
        elif name == "choose":
            form.locator("label").filter(has_text=str(value)).first.locator("input").check()
        else:
            form.locator(f"[name={name}]").fill(str(value))


def a_photo(name: str) -> dict[str, object]:
    """A picture as somebody chooses it from a phone."""
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(1600, 1200))}
