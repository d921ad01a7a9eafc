import time

import pytest

from articles import copies

TEXT = " ".join(
    f"The harbour master counted {n} boats before noon and wrote them down in book {n * 7}." for n in range(30)
)


def test_the_same_text_is_a_copy_whatever_its_case_and_blanks():
    assert copies.is_copy(copies.signature(TEXT), copies.signature(TEXT.upper().replace(" ", "\n ")))


def test_a_text_with_a_line_more_before_and_after_is_a_copy():
    more = f"From our desk at the harbour. {TEXT} Read more at the harbour office."

    assert copies.is_copy(copies.signature(TEXT), copies.signature(more))
    assert set(copies.keys(copies.signature(TEXT))) & set(copies.keys(copies.signature(more)))


def test_another_text_is_none_though_it_begins_with_the_same_sentence():
    other = TEXT[:80] + " ".join(f"A gull number {n} sat on post {n * 3} and looked at the sea." for n in range(40))

    assert not copies.is_copy(copies.signature(TEXT), copies.signature(other))


def test_short_texts_are_no_copies_of_each_other():
    assert copies.signature("Read the whole story on our page.") == ()
    assert not copies.is_copy((), ())


@pytest.mark.parametrize(
    "sentence", ["港口的船只在中午之前已经全部清点完毕并登记在册第{}页", "ميناء المدينة أحصى {} قاربا قبل الظهر وكتبها"]
)
def test_copies_are_found_in_every_script(sentence):
    text = " ".join(sentence.format(n) for n in range(20))

    assert copies.is_copy(copies.signature(text), copies.signature(text + sentence.format(99)))


def test_the_parts_of_a_signature_fit_a_signed_bigint():
    signature = copies.signature(TEXT)

    assert all(-(2**63) <= part < 2**63 for part in signature)
    assert len(signature) <= 1 + copies.SIZE


def test_what_a_body_costs_is_bounded():
    start = time.process_time()

    copies.signature("tide and gull " * 800_000)

    assert time.process_time() - start < 0.5


def test_of_several_originals_the_earliest_is_named():
    signature = copies.signature(TEXT)

    assert copies.original(signature, [(9, signature), (4, signature), (2, ())]) == 4
