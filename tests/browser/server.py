"""The site on a port of its own."""

from django.test.testcases import LiveServerThread


class PageServer:
    """Runs until `stop`; `url` is where it is."""

    def __init__(self) -> None:
        # Django would put a handler for static files of its own before ours; here they come from whitenoise.
        self._thread = LiveServerThread("127.0.0.1", static_handler=lambda media: media.application)
        self._thread.daemon = True
        self._thread.start()
        self._thread.is_ready.wait()
        if self._thread.error:
            raise self._thread.error

    @property
    def url(self) -> str:
        return f"http://{self._thread.host}:{self._thread.port}"

    def stop(self) -> None:
        self._thread.terminate()
