"""A grid member's phone in a real browser: its engine is asked as the screens ask it, its line is cut as lines are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from playwright.sync_api import BrowserContext, Page, Route

from tests.world import PASSWORD
from wangge.core.access.queries import Actor

PIN = "2580"
MEGABYTE = 1 << 20
READY = "() => window.wangge !== undefined"
# The wall clock of every page is off by what the test says, as when somebody sets it or a phone lies in a drawer.
CLOCK = """(() => {
  const Real = Date, shift = () => Number(localStorage.getItem("test.shift") || 0);
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + shift()); }
    static now() { return Real.now() + shift(); }
  };
})()"""
# A photo of about so many bytes: noise does not compress.
PHOTO = """async (size) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [800, Math.ceil(size / 620)];
  const pen = canvas.getContext("2d"), picture = pen.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < picture.data.length; i += 65536) crypto.getRandomValues(picture.data.subarray(i, i + 65536));
  for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = 255;
  pen.putImageData(picture, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.7));
}"""


class Handset:
    """One phone; `page` is the app that is open on it."""

    def __init__(self, context: BrowserContext, server: str, *, disk: int = 0) -> None:
        self.context, self.server = context, server
        context.add_init_script(CLOCK)
        if disk:  # before anything is kept: the browser remembers for half a minute how much room there is
            self._limit = context.new_cdp_session(context.new_page())
            self._limit.send("Storage.overrideQuotaForOrigin", {"origin": server, "quotaSize": disk})
        self.page = self.start()

    # the app and its person

    def start(self) -> Page:
        """Open the app, in another tab where one is open."""
        self.page = self.context.new_page()
        self.page.goto(f"{self.server}/phone/")
        self.page.wait_for_function(READY)
        return self.page

    def restart(self) -> None:
        """The system throws the app out; its person opens it again."""
        self.page.close()
        self.start()
        self.page.wait_for_function("() => wangge.phase.value === 'locked'")
        assert self.ask("wangge.unlock(given)", PIN) is True

    def sign_in(self, actor: Actor, *, pin: str = PIN) -> None:
        account = get_user_model().objects.get(pk=actor.account_id)
        self.ask("wangge.signIn(...given)", [account.get_username(), PASSWORD])
        if pin:
            self.ask("wangge.setPin(given)", pin)
        self.sync()

    def ask(self, words: str, given: object = None, *, on: Page | None = None) -> Any:
        """Have the engine do something; what it refuses is raised as `why: message`."""
        refused = "(error) => { throw new Error(`${error.why ?? error.name}: ${error.message}`) }"
        return (on or self.page).evaluate(f"(given) => Promise.resolve({words}).catch({refused})", given)

    # what a person does and sees

    def visit(self, scope: object, words: str, *, photo: int = 0, on: Page | None = None) -> str:
        """Note a visit; with a photo of so many bytes."""
        given = {"scope": str(scope), "words": words, "photo": photo}
        return self.ask(
            f"""(async () => {{
              const files = given.photo ? [await ({PHOTO})(given.photo)] : [];
              const data = {{ household: null, kind: "routine", words: given.words }};
              return wangge.act({{ kind: "visit", scope: given.scope, data, files }});
            }})()""",
            given,
            on=on,
        )

    def sync(self) -> dict[str, Any]:
        return self.ask("wangge.syncNow()")

    def queue(self, *, on: Page | None = None) -> list[dict[str, Any]]:
        """What was done on the phone and what became of it, oldest first."""
        return self.ask("[...wangge.queue().value].reverse()", on=on)

    def rows(self, kind: str) -> list[dict[str, Any]]:
        return self.ask("wangge.ready(given).then(() => wangge.rows(given).value)", kind)

    def seen(self, kind: str = "visit") -> list[str]:
        """The words of all rows of a kind that are shown."""
        return sorted(row["payload"].get("words", "") for row in self.rows(kind))

    def standing(self) -> dict[str, Any]:
        return self.ask("wangge.sync.value")

    # the line and the clock

    @contextmanager
    def offline(self) -> Iterator[None]:
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

    @contextmanager
    def between(self, path: str, do: Callable[[Route], None]) -> Iterator[None]:
        """Something happens to every request of this path on its way."""
        self.context.route(f"**{path}", do)
        yield
        self.context.unroute(f"**{path}")

    def set_clock(self, *, days: float) -> None:
        self.page.evaluate("(ms) => localStorage.setItem('test.shift', ms)", days * 86_400_000)

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Pages come, from wherever; what they ask the server does not."""
        with self.between("/phone/api/**", lambda route: route.abort()):
            yield

    def make_room(self) -> None:
        """The disk gets its whole size back."""
        self._limit.send("Storage.overrideQuotaForOrigin", {"origin": self.server})


def answer_lost(route: Route) -> None:
    """The server takes it; the phone never hears of it."""
    route.fetch()
    route.abort()


def never_answered(route: Route) -> None:
    """The server takes it; the phone still waits."""
    route.fetch()
