-- Ten years of narrow articles for `make bench ARGS=--partition`: {count} of them, one every {seconds} seconds, two to a story.
-- Texts are a few words, and the words for search are made without a parser, so that ten million are there within minutes.

CREATE TABLE bench_remade (place serial, statement text);

-- Indexes are made at the end, in one go each; those that rows must have a unique number by stay.
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT indexrelid::regclass AS name, indrelid::regclass AS owner, conname, pg_get_indexdef(indexrelid) AS made,
            pg_get_constraintdef(pg_constraint.oid) AS rule
        FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid AND contype = 'u'
        WHERE NOT indisprimary AND indrelid IN ('articles_article'::regclass, 'articles_story'::regclass,
            'articles_searchtext'::regclass, 'articles_membership'::regclass)
    LOOP
        INSERT INTO bench_remade (statement) VALUES (CASE WHEN one.conname IS NULL THEN one.made ELSE
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', one.owner, one.conname, one.rule) END); EXECUTE CASE WHEN one.conname IS NULL
            THEN format('DROP INDEX %s', one.name) ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', one.owner, one.conname) END; END LOOP; END $$;

INSERT INTO articles_story (id, language, section_id, lead_id, lead_is_chosen, reports, copies, families, family,
    first_report_at, last_report_at, made_at, boost, rank, rank_terms)
OVERRIDING SYSTEM VALUE
SELECT n / 2 + 1, 'en', s.id, n + 1, false, 2, 0, 2, 'paper-' || n % 200 || '.example', at, at, at, 0,
       0.3 + extract(epoch FROM at) / 86400, jsonb_build_object()
FROM (SELECT n, now() - ({count} - 1 - n) * interval '1 second' * {seconds} AS at FROM generate_series(0, {count} - 1, 2) n) made
JOIN articles_section s ON s.position = 1 + n / 2 % 8;

-- The oldest first, as they would have come: what is older has a smaller number, and lies further ahead in the table.
INSERT INTO articles_article (id, source_id, section_id, story_id, status, legal_order, url, url_digest, headline, dek, tags,
    tag_slugs, language, enclosures, published_at, first_seen_at, date_suspect, fingerprint, revision_count, hash_updates)
OVERRIDING SYSTEM VALUE
SELECT n + 1, p.id, s.id, n / 2 + 1, CASE WHEN n % 100 = 3 THEN 'pending' ELSE 'published' END, false,
       'https://paper.example/' || n, sha256(int8send(n)), 'Report ' || n || ' of the harbour', '', ARRAY['Tides'],
       CASE n % 50 WHEN 0 THEN ARRAY['tides'] ELSE ARRAY['t' || n % 5000] END, 'en', '[]', at, at, false, int8send(n), 0, 0
FROM (SELECT n, now() - ({count} - 1 - n) * interval '1 second' * {seconds} AS at FROM generate_series(0, {count} - 1) n) made
JOIN articles_source p ON p.slug = 'paper-' || 1 + n % 200
JOIN articles_section s ON s.position = 1 + n / 2 % 8;

INSERT INTO articles_membership (article_id, score, shared, method, version, joined_at) SELECT id, NULL, ARRAY[]::varchar[], 'alone',
    1, first_seen_at FROM articles_article;

ALTER TABLE articles_searchtext ALTER vector DROP EXPRESSION;

-- Five words each, of which one stands in every tenth article, one in every hundredth, and so on.
INSERT INTO articles_searchtext (article_id, source_id, section_id, published_at, state, words, language, texts, marks, vector)
SELECT id, source_id, section_id, published_at, 'found', 32767, 'en', ARRAY[headline, '', '', ''], ARRAY[]::text[],
    array_to_tsvector(ARRAY['=len', '=s' || source_id, '=c' || section_id, 'tenth' || id * 7 % 10, 'hundredth' || id * 7 % 100,
        'thousandth' || id * 7 % 1000, 'rare' || id * 7 % 10000, 'rarest' || id * 7 % 100000])
FROM articles_article WHERE status = 'published';

DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT statement FROM bench_remade ORDER BY place LOOP EXECUTE one.statement; END LOOP; END $$;

SELECT newsroom_raise_edition();
