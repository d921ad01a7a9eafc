import pytest

from articles.contradiction import contradicts
from tests.pure.clues import read

DIFFERENT = [
    ("en", "EU agrees on 12th package of sanctions", "EU agrees on 13th package of sanctions"),
    ("en", "Voters approve Measure 114 on rents", "Voters approve Measure 117 on rents"),
    ("en", "Rider wins stage three of the coast tour", "Rider wins stage four of the coast tour"),
    ("en", "Bus falls into ravine in Peru, 4 dead", "Bus falls into ravine in Bolivia, 40 dead"),
    ("en", "Key rate rises to three percent", "Key rate falls to three percent"),
    ("en", "Copper at 9,840 dollars a tonne", "Cocoa at 7,310 dollars a tonne"),
    ("en", "Council meets about the bridge on Monday", "Council meets about the bridge on Thursday"),
    ("de", "Explosion in Wohnhaus in Duisburg", "Explosion in Wohnhaus in Halle"),
    ("de", "Mieten in der Stadt steigen weiter", "Mieten in der Stadt sinken weiter"),
    ("fr", "Vigilance orange aux orages dans le Cantal", "Vigilance orange aux orages dans les Vosges"),
    ("es", "El banco central sube la tasa", "El banco central baja la tasa"),
    ("pt", "Aviso laranja no mar em Viana", "Aviso laranja no mar em Faro"),
    ("zh", "湛江发布台风黄色预警", "大连发布台风黄色预警"),
    ("ar", "البنك المركزي يرفع أسعار الفائدة", "البنك المركزي يخفض أسعار الفائدة"),
]
SAME = [
    ("en", "Ferry sinks off Sulawesi, 12 dead", "Ferry sinks off Sulawesi, 19 dead, dozens missing"),
    ("en", "Bus falls into ravine in Peru", "Bus falls into ravine in Peru, drivers of Cusco mourn"),
    ("en", "Rider wins stage three of the coast tour", "Rider from Faro takes stage 3 of the coast tour"),
    ("de", "Feuer auf Fähre vor Kiel: zwei Tote", "Feuer auf Fähre vor Kiel: vier Tote, Schiff im Schlepp"),
    ("fr", "Incendie dans l'Aude : 900 hectares brûlés", "Incendie dans l'Aude : 2 400 hectares brûlés"),
    ("ja", "宮崎で大雨、土砂崩れで1人死亡", "宮崎・日南の土砂崩れ、死者3人に"),
]


@pytest.mark.parametrize(("language", "one", "other"), DIFFERENT)
def test_what_was_filled_into_one_template_tells_two_stories(language, one, other):
    first, second = read(1, one, language=language), read(2, other, language=language)

    assert contradicts(first, second)
    assert contradicts(second, first)


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_an_edit_of_a_report_does_not_contradict_it(language, one, other):
    assert contradicts(read(1, one, language=language), read(2, other, language=language)) == ""


def test_the_reason_names_both_sides_in_their_own_words():
    reason = contradicts(read(1, "Fire in a market in Tanta"), read(2, "Fire in a market in Zarqa"))

    assert reason == "Tanta, not Zarqa"


def test_reports_in_two_languages_are_not_held_against_each_other():
    assert contradicts(read(1, "Fire in Hull"), read(2, "Feuer in Kiel", language="de")) == ""


def test_nothing_is_said_of_empty_headlines():
    assert contradicts(read(1, ""), read(2, "")) == ""
