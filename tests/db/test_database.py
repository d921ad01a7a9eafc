import pytest
from django.db import connection

from articles.models import Article


@pytest.mark.django_db
def test_the_tests_run_on_a_real_postgres():
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)
    assert Article.objects.visible().count() == 0
