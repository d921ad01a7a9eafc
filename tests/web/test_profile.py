"""One's own profile: a form that says in plain words what each field is for."""

import lxml.html
import pytest
from django.urls import reverse

from tests.factories import EditorFactory

pytestmark = pytest.mark.django_db


def test_each_field_has_a_label_and_says_what_it_is_for(admin_client, admin_user):
    EditorFactory(user=admin_user, portrait="a" * 64)

    page = lxml.html.fromstring(admin_client.get(reverse("admin:profile")).content)

    fields = page.xpath("//fieldset//input | //fieldset//textarea")
    said = {field.get("name"): page.get_element_by_id(field.get("aria-describedby", ""), None) for field in fields}
    labels = {field.get("name"): page.xpath(f"//label[@for='{field.get('id')}']")[0].text_content() for field in fields}
    assert [name for name, told in said.items() if told is None or not told.text_content().strip()] == ["no_portrait"]
    assert labels == {
        "name": "Your name:",
        "role": "What you do here:",
        "bio": "About you:",
        "home_url": "Your own website:",
        "links": "You elsewhere:",
        "uploaded": "Your portrait:",
        "no_portrait": "Show no portrait any more:",
    }
