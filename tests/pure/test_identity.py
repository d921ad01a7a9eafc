from articles.identity import identify
from tests.entries import clean_entry


def keys(*entries):
    return [identity.key for identity in identify(entries, feed_number=1)]


def names(entry, feed_number=1):
    (identity,) = identify([entry], feed_number)
    return {identity.key, *identity.aliases}


def test_the_guid_decides_whatever_else_changes():
    before = clean_entry(guid="a", url="https://tides.example/1", headline="High water")
    after = clean_entry(guid="a", url="https://tides.example/one", headline="Higher water")

    assert keys(before) == keys(after)


def test_without_a_guid_the_link_decides():
    before = clean_entry(guid="", url="https://tides.example/1", headline="High water")
    after = clean_entry(guid="", url="http://www.tides.example/1", headline="Higher water")

    assert keys(before) == keys(after)


def test_without_guid_and_link_headline_and_text_decide():
    first = clean_entry(guid="", url="", headline="High water", dek="At noon.")
    other = clean_entry(guid="", url="", headline="High water", dek="At midnight.")

    assert keys(first) == keys(first)
    assert keys(first) != keys(other)


def test_a_guid_used_for_two_links_is_told_apart_by_the_link():
    first = clean_entry(guid="same", url="https://tides.example/1")
    second = clean_entry(guid="same", url="https://tides.example/2")
    third = clean_entry(guid="own", url="https://tides.example/3")

    together = keys(first, second, third)

    assert len(set(together)) == 3
    assert together[2] == keys(third)[0]


def test_one_link_for_many_entries_identifies_none_of_them():
    entries = [clean_entry(guid="", url="https://tides.example/list", headline=f"Tide {n}") for n in range(31)]

    identities = identify(entries, feed_number=1)

    assert len({identity.key for identity in identities}) == 31
    assert {identity.url_digest for identity in identities} == {None}


def test_the_same_entry_twice_has_one_key():
    assert len(set(keys(clean_entry(), clean_entry()))) == 1


def test_a_guid_that_turns_from_http_to_https_is_met_by_its_alias():
    before = clean_entry(guid="http://www.tides.example/?p=1", url="", headline="High water")
    after = clean_entry(guid="https://tides.example/?p=1", url="", headline="Higher water")

    assert names(before) & names(after)


def test_a_guid_on_a_new_host_is_met_where_the_headline_agrees():
    before = clean_entry(guid="https://tides.example/?p=1", url="")
    moved = clean_entry(guid="https://ebb.example/?p=1", url="")

    assert names(before) & names(moved)


def test_the_p_1_of_another_blog_is_another_entry():
    ours = clean_entry(guid="https://tides.example/?p=1", url="", headline="High water")
    theirs = clean_entry(guid="https://ebb.example/?p=1", url="", headline="Low water")

    assert not names(ours) & names(theirs)


def test_a_guid_that_appears_where_none_was_is_met_by_the_link():
    before = clean_entry(guid="", url="https://tides.example/1")
    after = clean_entry(guid="tag:tides.example,2026:1", url="https://tides.example/1")

    assert names(before) & names(after)


def test_a_home_page_as_link_names_no_entry():
    first = clean_entry(guid="a", url="https://tides.example/")
    later = clean_entry(guid="b", url="https://tides.example/")

    assert not names(first) & names(later)
    assert identify([first], 1)[0].url_digest is None


def test_a_huge_guid_becomes_a_short_digest():
    assert len(keys(clean_entry(guid="g" * 100_000))[0]) == 32


def test_a_front_door_link_alone_still_tells_entries_apart_by_their_text():
    first = clean_entry(guid="", url="https://tides.example/", headline="High water")
    later = clean_entry(guid="", url="https://tides.example/", headline="Low water")

    assert keys(first) != keys(later)


def test_two_versions_of_one_entry_in_a_document_claim_no_url():
    first = clean_entry(guid="same", headline="High water")
    other = clean_entry(guid="same", headline="Higher water")

    assert {identity.url_digest for identity in identify([first, other], 1)} == {None}


def test_two_comments_on_one_page_are_two_entries():
    first = clean_entry(guid="", url="https://tides.example/1", headline="Re: High water", dek="I saw it.")
    other = clean_entry(guid="", url="https://tides.example/1", headline="Re: High water", dek="So did I.")

    assert len(set(keys(first, other))) == 2
