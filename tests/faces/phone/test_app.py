"""The page of the app and what a browser needs to keep it."""

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_page_is_the_same_for_everybody_and_the_worker_keeps_what_it_loads():
    page = Client().get("/phone/")
    worker = Client().get("/phone/sw.js")
    shell = json.loads(worker.content.decode().partition("self.SHELL = ")[2].partition(";\n")[0])

    assert (page.status_code, page.cookies.output()) == (200, "")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert shell["page"] == "/phone/"
    assert [
        name for name in shell["files"] if name.endswith((".js", ".css")) and name not in page.content.decode()
    ] == []
    assert worker["Content-Type"] == "text/javascript"


def test_the_web_manifest_leads_to_the_app():
    told = Client().get("/phone/manifest.webmanifest").json()

    assert (told["start_url"], told["scope"], told["display"]) == ("/phone/", "/phone/", "standalone")
