-- Articles and their search texts a second time, in partitions of a {step}, for `make bench ARGS=--partition`: in the schema `parted_{step}`,
-- which stands before `public` on the search path of whoever is to read them. Everything else is the site's own.

CREATE SCHEMA parted_{step};

CREATE TABLE parted_{step}.articles_article (LIKE public.articles_article INCLUDING DEFAULTS) PARTITION BY RANGE (published_at);

CREATE TABLE parted_{step}.articles_searchtext (LIKE public.articles_searchtext INCLUDING DEFAULTS) PARTITION BY RANGE (published_at);

-- None for all else: with that one Postgres may not walk the partitions one after another, and asks each for its newest.
DO $$ DECLARE first timestamptz; owner text; BEGIN
    FOREACH owner IN ARRAY ARRAY['articles_article', 'articles_searchtext'] LOOP
        FOR first IN SELECT generate_series(date_trunc('{step}', min(published_at)), max(published_at), '1 {step}') FROM public.articles_article
        LOOP EXECUTE format('CREATE TABLE parted_{step}.%I PARTITION OF parted_{step}.%I FOR VALUES FROM (%L) TO (%L)',
                owner || to_char(first, '_YYYY_MM'), owner, first, first + interval '1 {step}'); END LOOP; END LOOP; END $$;

INSERT INTO parted_{step}.articles_article SELECT * FROM public.articles_article;

INSERT INTO parted_{step}.articles_searchtext SELECT * FROM public.articles_searchtext;

-- The same indexes, but for those that say "once in all": a partitioned table has these only with the key among their columns.
DO $$ DECLARE made text; BEGIN
    FOR made IN SELECT regexp_replace(pg_get_indexdef(indexrelid), 'UNIQUE INDEX', 'INDEX') FROM pg_index
        WHERE indrelid IN ('public.articles_article'::regclass, 'public.articles_searchtext'::regclass)
    LOOP EXECUTE replace(made, ' ON public.', ' ON parted_{step}.'); END LOOP; END $$;

-- Where each article lies and whose each address is: what is asked by id or by URL has to look here first, or in every partition.
CREATE TABLE parted_{step}.article_place AS SELECT id, published_at, url_digest FROM public.articles_article;

ALTER TABLE parted_{step}.article_place ADD PRIMARY KEY (id), ADD UNIQUE (url_digest);

ANALYZE parted_{step}.articles_article, parted_{step}.articles_searchtext, parted_{step}.article_place;
