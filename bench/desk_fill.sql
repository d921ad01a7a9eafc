-- What the desk has beside the edition of `pages_fill.sql`: a thousand feeds with their ledger, and what editors did.

UPDATE articles_article SET status = 'pending' WHERE id % 100 = 3;

UPDATE articles_article SET status = 'rejected', status_reason = 'Not for our readers.' WHERE id % 200 = 7;

UPDATE articles_article SET status = 'withdrawn', status_reason = 'A copy.' WHERE id % 2000 = 9;

UPDATE articles_article SET visible_from = now() + interval '1 hour' WHERE id % 5000 = 11;

UPDATE articles_article SET visible_until = now() + interval '1 hour' WHERE id % 5000 = 12;

INSERT INTO articles_visits (article_id, day, count) SELECT id, current_date - (id % 365)::int, 1 + id % 40
    FROM articles_article WHERE id % 5 = 0;

INSERT INTO articles_tombstone (source_id, digest, headline, reason, made_at) SELECT (SELECT min(id) FROM articles_source)
    + n % 200, sha256(n::text::bytea), 'Storm ' || n, 'Twice.', now() - n * interval '1 minute' FROM generate_series(1, {count} / 10) n;

INSERT INTO articles_auditline (at, verb, model, row, name, before, after, reason, actor_name, is_sample) SELECT now() - n * interval '1 minute',
    'published', 'articles.article', n, 'Storm ' || n, '{{}}', '{{"status": "published"}}', '', 'editor', false
    FROM generate_series(1, {count} / 5) n;

INSERT INTO articles_deskevent (kind, at, reason, article_id, source_name, is_sample) SELECT 'withdrawn', now() - n * interval '1 minute', 'A copy.',
    n, 'Paper 1', false FROM generate_series(1, {count} / 50) n;

INSERT INTO articles_correction (article_id, made_at, note) SELECT n, now() - n * interval '1 hour', 'It was four.'
    FROM generate_series(1, {count} / 500) n;

INSERT INTO ingest_host (name, free_at, slot_at) SELECT 'paper-' || n || '.example', now(), now() FROM generate_series(1, 200) n;

INSERT INTO ingest_feed (source_id, host_id, url, url_digest, title, state, created_at, item_digests, keys, next_at, turn_at, failures, last_ok_at,
    last_error) SELECT source.id, host.id, 'https://' || host.name || '/feed/' || n, sha256(n::text::bytea), 'Feed ' || n, 'active', now(), '', '',
    now() + n * interval '1 second', now() + n * interval '1 second', CASE WHEN n % 20 = 0 THEN 3 ELSE 0 END, now(),
    CASE WHEN n % 20 = 0 THEN 'No answer.' ELSE '' END
    FROM generate_series(1, 1000) n JOIN ingest_host host ON host.name = 'paper-' || 1 + n % 200 || '.example'
    JOIN articles_source source ON source.slug = 'paper-' || 1 + n % 200;

INSERT INTO ingest_fetch (feed_id, started_at, cause, outcome, error_class, error, milliseconds, next_at, next_why)
    SELECT (SELECT min(id) FROM ingest_feed) + n % 1000, now() - n * interval '10 seconds', 'schedule',
    CASE n % 20 WHEN 0 THEN 'failed' WHEN 1 THEN 'ok' ELSE 'not_modified' END, CASE n % 20 WHEN 0 THEN 'Timeout' ELSE '' END,
    CASE n % 20 WHEN 0 THEN 'No answer.' ELSE '' END, n % 900, now(), 'its rhythm' FROM generate_series(1, {count} / 2) n;

INSERT INTO articles_takedown (receipt, received_at, name, email, urls, "right", statement, status, closed_at)
    SELECT 'R' || n, now() - n * interval '1 hour',
    'A port', 'a@port.example', '/article/' || n || '-x/', 'error', 'No.', CASE WHEN n < 20 THEN 'open' ELSE 'refused' END,
    CASE WHEN n < 20 THEN NULL ELSE now() END
    FROM generate_series(1, 2000) n;

INSERT INTO articles_doubt (story_id, text, made_at) SELECT id, 'Not the same.', now() - id * interval '1 minute'
    FROM articles_story WHERE id % 100 = 1;

INSERT INTO articles_suggestion (one_id, other_id, score, state, made_at) SELECT story.id, story.id + 1, 0.5, 'open', now()
    FROM articles_story story JOIN articles_story next ON next.id = story.id + 1 WHERE story.id % 200 = 1;

SELECT newsroom_raise_edition();
