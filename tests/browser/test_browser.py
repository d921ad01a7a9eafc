import pytest


def test_the_browser_shows_a_page_of_this_machine_and_reaches_no_other(page, live_server):
    failures = []
    page.on("requestfailed", lambda request: failures.append(request.failure))

    page.set_content('<img src="https://newsroom.invalid/a.png">', wait_until="load")
    answer = page.goto(f"{live_server.url}/healthz")

    assert answer.status == 200
    assert failures == ["net::ERR_NAME_NOT_RESOLVED"]


@pytest.mark.django_db
def test_the_database_answers_beside_a_running_browser(page):
    from articles.models import Article

    page.set_content("<h1>Beside</h1>")

    assert page.inner_text("h1") == "Beside"
    assert Article.objects.count() == 0
