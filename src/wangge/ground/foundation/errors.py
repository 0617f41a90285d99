"""The four ways an operation may refuse. Faces turn each into one kind of answer."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An anticipated refusal (400); `message` is fit to show to the person who asked.

    `field` names the form field to mend; `detail` carries what a page may show beside it.
    """

    status = 400

    def __init__(self, message: str | Promise, *, field: str = "", **detail: object) -> None:
        super().__init__(message)
        self._message = message
        self.field = field
        self.detail = detail

    @property
    def message(self) -> str:
        return str(self._message)

    def __str__(self) -> str:
        return self.message


class NotAllowed(Refusal):
    """The person may see the thing but not do this to it (403)."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of (404)."""

    status = 404


class Conflict(Refusal):
    """Somebody was faster: the thing is no longer as the person saw it (409)."""

    status = 409


class TooMany(Refusal):
    """Too many requests in a short time (429)."""

    status = 429
