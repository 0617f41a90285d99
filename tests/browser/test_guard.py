"""The guard itself: what a page must not do is noticed."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("new Image().src = 'http://127.0.0.1:9/beacon.gif'", "asked elsewhere: http://127.0.0.1:9/beacon.gif"),
        ("fetch('https://example.invalid/').catch(() => 0)", "Content Security Policy"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security Policy",
        ),
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">')", "Content Security Policy"),
        ("console.error('something went wrong')", "something went wrong"),
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
        ("new Image().src = '/static/no-such-file.png'", "404: http"),
    ],
)
def test_what_a_page_must_not_do_is_noticed(visit, deed, told):
    visitor = visit()
    visitor.open(reverse("portal:privacy"))
    assert visitor.faults == []

    visitor.page.evaluate(f"() => {{ {deed} }}")
    visitor.page.wait_for_timeout(300)

    assert any(told in fault for fault in visitor.faults)
    visitor.faults.clear()


def test_a_page_that_is_missing_is_noticed(visit):
    visitor = visit()

    visitor.open("/no/such/page/")

    assert visitor.faults == ["/no/such/page/: 404"]
    visitor.faults.clear()
