"""Pictures of a case: for who may see the case, kept by nobody else."""

import io

import pytest
from django.test import Client
from PIL import Image

from tests.cases.town import Town, make_other_town, make_qingping
from tests.faces.workbench.office import sign_in
from tests.faces.workbench.test_steps import picture
from wangge.core.cases.models import CasePhoto
from wangge.ground.foundation.files import receive_image

pytestmark = pytest.mark.django_db


def address(town: Town, size: str = "full") -> str:
    found = town.report(photos=(receive_image(picture().read()),))
    photo = CasePhoto.objects.get(case_id=found.case_id)
    return f"/files/{found.case_id}/{photo.pk}/{size}"


@pytest.mark.parametrize("size", ["full", "thumb"])
def test_a_picture_is_sent_to_who_may_see_the_case(size):
    town = make_qingping()
    desk = sign_in(town.officer)

    answer = desk.get(address(town, size))

    content = b"".join(answer.streaming_content)
    assert Image.open(io.BytesIO(content)).size == (64, 48)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_the_browser_has_is_not_sent_again():
    town = make_qingping()
    desk, url = sign_in(town.officer), address(town)
    tag = desk.get(url).headers["ETag"]

    assert desk.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_a_picture_of_another_town_looks_like_a_missing_one():
    town, other = make_qingping(), make_other_town()
    theirs = address(other)
    desk = sign_in(town.officer)

    assert desk.get(theirs).status_code == 404
    assert desk.get(theirs.replace("full", "raw")).status_code == 404
    assert Client().get(theirs).status_code == 302
