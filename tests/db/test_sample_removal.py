"""remove_sample leaves no row and no file of the sample edition behind, and touches nothing else."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from articles.models import Article, DailyFigure, Section, TermCount
from articles.stories import placing
from newsroom.sample import rows
from tests.factories import NOON, ArticleFactory, RuleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def counts():
    """Count the rows of every model but the counts of terms, which fade by themselves, and of days, which are made anew."""
    models = [model for app in ("articles", "ingest", "auth") for model in apps.get_app_config(app).get_models()]
    return {
        model._meta.label: model._default_manager.count() for model in models if model not in (TermCount, DailyFigure)
    }


def test_removing_leaves_no_row_and_no_file_behind_and_touches_nothing_else(settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path
    kept = SectionFactory(name="World", slug="world")
    article = ArticleFactory(source=SourceFactory(name="Saltline", section=kept), section=kept)
    SectionFactory(name="Empty by intent", slug="empty")
    placing.place_waiting(NOON)
    before = counts()
    call_command("load_sample", port=0)

    call_command("remove_sample")

    assert "Removed: 194 articles, 16 publishers, 83 feeds, 7 empty sections." in capsys.readouterr().out
    assert counts() == before
    assert Article.objects.get() == article
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_section_that_an_editor_filled_or_described_stays():
    sport, culture, local = (
        SectionFactory(name=name, description=rows.SHELF) for name in ("Sport", "Culture", "Local")
    )
    ArticleFactory(source=SourceFactory(section=None), section=sport)
    Section.objects.filter(id=culture.id).update(description="Ours now.")

    rows.take_out()

    assert set(Section.objects.all()) == {sport, culture}
    assert local not in Section.objects.all()


def test_a_section_that_an_editors_rule_names_stays():
    politics, sport, local = (
        SectionFactory(name=name, description=rows.SHELF) for name in ("Politics", "Sport", "Local")
    )
    RuleFactory(section=politics)
    RuleFactory(move_to=sport)

    rows.take_out()

    assert set(Section.objects.all()) == {politics, sport}
    assert local not in Section.objects.all()


def test_removing_where_there_is_none_says_so(capsys):
    call_command("remove_sample")

    assert capsys.readouterr().out == "There is no sample edition here.\n"


def test_serving_without_an_edition_is_refused():
    with pytest.raises(CommandError, match="load_sample"):
        call_command("serve_sample")
