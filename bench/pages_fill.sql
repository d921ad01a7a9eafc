-- An edition of any size for `make bench ARGS=--pages`: 8 shelves, 200 publishers, {count} articles, one every {seconds} seconds.
-- What readers see of it is alike at every size: of ten articles four tell one story, two another, and four stand alone.

CREATE FUNCTION bench_words(seed bigint, count int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(words[1 + abs(hashint8(seed * 131 + i)) % 32], ' ')
    FROM generate_series(1, count) i, regexp_split_to_array(
        'harbour council tide ferry quay market bridge winter storm budget school museum orchard railway lantern garden
         signal river island parliament vote doctor price wheat timber glass theatre choir lighthouse engine record summer',
        '\s+') words
$$;

-- Columns that are not named below stay empty, as Django would write them: it gives Postgres no defaults.
DO $$ DECLARE lacking record; BEGIN
    FOR lacking IN SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name ~ '^(articles|ingest)_' AND is_nullable = 'NO' AND column_default IS NULL
            AND is_identity = 'NO' AND data_type IN ('character varying', 'text', 'boolean', 'integer', 'bigint', 'smallint', 'jsonb', 'ARRAY')
    LOOP EXECUTE format('ALTER TABLE %I ALTER %I SET DEFAULT %L', lacking.table_name, lacking.column_name,
            CASE lacking.data_type WHEN 'boolean' THEN 'false' WHEN 'integer' THEN '0' WHEN 'smallint' THEN '0' WHEN 'bigint' THEN '0'
                WHEN 'jsonb' THEN '{{}}' WHEN 'ARRAY' THEN '{{}}' ELSE '' END); END LOOP; END $$;

INSERT INTO articles_section (name, slug, position, description, weight) SELECT 'Shelf ' || n, 'shelf-' || n, n, '', 0
    FROM generate_series(1, 8) n;

INSERT INTO articles_source (name, slug, home_url, language, country, description, family, section_id, publishing,
    state, rights_mode, excerpt_words, images_allowed, index_allowed, ai_reserved, licence_name, licence_url, rights_evidence,
    is_sample, created_at) SELECT 'Paper ' || n, 'paper-' || n, 'https://paper-' || n || '.example/', 'en', 'IE', '',
    '', s.id, 'automatic', 'active', CASE n % 3 WHEN 0 THEN 'full' WHEN 1 THEN 'excerpt' ELSE 'headline' END, 60, n % 2 = 0,
    false, true, '', '', '', false, now() FROM generate_series(1, 200) n JOIN articles_section s ON s.position = 1 + n % 8;

INSERT INTO articles_story (id, language, section_id, lead_is_chosen, edited_headline, edited_dek, reports, copies, families,
                            family, first_report_at, last_report_at, made_at, boost, rank, rank_terms)
OVERRIDING SYSTEM VALUE
SELECT stories.id, 'en', s.id, false, '', '', size, 0, size, 'paper-' || first % 200 || '.example', at, at, at, 0,
       log(size) * 2 + extract(epoch FROM at) / 86400, jsonb_build_object()
FROM (SELECT n / 10 * 6 + CASE n % 10 WHEN 0 THEN 1 WHEN 4 THEN 2 ELSE n % 10 - 3 END AS id, n AS first,
             CASE n % 10 WHEN 0 THEN 4 WHEN 4 THEN 2 ELSE 1 END AS size,
             now() - n * interval '1 second' * {seconds} AS at
      FROM generate_series(0, {count} - 1) n WHERE n % 10 NOT IN (1, 2, 3, 5)) stories
JOIN articles_section s ON s.position = 1 + first % 8;

INSERT INTO articles_article (id, source_id, section_id, story_id, status, status_reason, legal_order, url, url_digest,
    headline,
    dek, edited_headline, edited_dek, authors, tags, tag_slugs, language, origin_name, origin_url, licence_name,
    licence_url, rights_text,
    image_url, image_alt, image_caption, image_credit, enclosures, published_at, first_seen_at, date_suspect, fingerprint,
    revision_count, hash_updates)
OVERRIDING SYSTEM VALUE
SELECT n + 1, p.id, s.id,
       n / 10 * 6 + CASE WHEN n % 10 < 4 THEN 1 WHEN n % 10 < 6 THEN 2 ELSE n % 10 - 3 END,
       'published', '', false, u, sha256(u::bytea), initcap(bench_words(n, 9)), bench_words(n + 7, 38), '', '',
       ARRAY['A. Writer'], ARRAY['Tides', 'Harbour'], ARRAY['tides', 'harbour'], 'en', '', '', '', '', '', '', 'A
    quay', '', '', '[]', at, at, false,
       sha256(u::bytea), 0, 0
FROM (SELECT n, 'https://paper-' || n % 200 || '.example/' || n AS u, now() - n * interval '1 second' * {seconds} AS at
      FROM generate_series(0, {count} - 1) n) made
JOIN articles_source p ON p.slug = 'paper-' || 1 + (n * 7) % 200
JOIN articles_section s ON s.position = 1 + CASE WHEN n % 10 < 4 THEN n / 10 * 10 WHEN n % 10 < 6 THEN n / 10 * 10 + 4
    ELSE n END % 8;

UPDATE articles_story SET lead_id = lead FROM (SELECT story_id, min(id) AS lead FROM articles_article GROUP BY 1) one
    WHERE story_id = articles_story.id;

INSERT INTO articles_membership (article_id, score, shared, method, version, joined_at) SELECT id, NULL, ARRAY[]::varchar[], 'alone',
    1, first_seen_at FROM articles_article;

INSERT INTO articles_sighting (article_id, deliverer_id, feed_number, feed_url, guid, first_seen_at) SELECT id,
    source_id, source_id, 'https://feeds.example/' || source_id, '', first_seen_at FROM articles_article;

INSERT INTO articles_body (article_id, html, raw, raw_kind, base_url, sanitizer_version) SELECT id, '<p>' || repeat(dek
    || '. ', 3) || '</p><p>' || repeat(headline || '. ', 8) || '</p>', '', 'html', '', 1 FROM articles_article;

INSERT INTO articles_picture (article_id, source_url, tried_at, error, digest, widths, width, height, colour) SELECT
    id, 'https://pictures.example/' || id, first_seen_at, '', encode(sha256(id::text::bytea), 'hex'), ARRAY[320,640,960],
    960, 640, '#446688' FROM articles_article WHERE id % 3 = 0;

SELECT setval(pg_get_serial_sequence('articles_article', 'id'), max(id)) FROM articles_article;

SELECT setval(pg_get_serial_sequence('articles_story', 'id'), max(id)) FROM articles_story;

SELECT newsroom_raise_edition();
