-- A schema of every nasty kind, with rows. Loaded by psql as a role that owns the database and is no
-- superuser; roles nasty_reader and nasty_writer are there, and extension vector lies in public.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;

CREATE SCHEMA crm;
CREATE SCHEMA "Käse & ""Brot""";
CREATE SCHEMA empty_one;
COMMENT ON SCHEMA crm IS 'Kunden; it''s "ours" \ really';
GRANT USAGE ON SCHEMA crm TO nasty_reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO nasty_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA crm GRANT USAGE ON SEQUENCES TO nasty_writer;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO nasty_writer;

-- types
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'it''s "fine"', 'Glück');
ALTER TYPE public.mood ADD VALUE 'meh' BEFORE 'ok';
CREATE TYPE crm.state AS ENUM ('new', 'won', 'lost');
CREATE TYPE public.place AS (street text, zip varchar(10), feeling public.mood);
CREATE TYPE public.nested AS (id int, places public.place[], states crm.state[]);
CREATE TYPE public.nothing AS ();
CREATE TYPE public.span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE crm.versions AS RANGE (subtype = text, collation = "C", multirange_type_name = crm.many_versions);
CREATE FUNCTION public.valid_mail(text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT $1 LIKE '%@%' $$;
CREATE DOMAIN public.mail AS text COLLATE "C" CONSTRAINT has_at CHECK (public.valid_mail(VALUE));
CREATE DOMAIN public.strict_mail AS public.mail NOT NULL DEFAULT 'a@b' CHECK (length(VALUE) < 200);
CREATE DOMAIN public.mails AS public.mail[];
CREATE DOMAIN public.where_ AS public.place;
COMMENT ON TYPE public.mood IS 'how it feels';
COMMENT ON DOMAIN public.mail IS 'a mail';
COMMENT ON CONSTRAINT has_at ON DOMAIN public.mail IS 'an at';
GRANT USAGE ON TYPE public.place TO nasty_reader;
REVOKE USAGE ON TYPE crm.state FROM PUBLIC;

CREATE COLLATION public.german (provider = libc, locale = 'C.UTF-8');
CREATE CONVERSION public.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = pg_catalog.simple, stopwords = 'english');
CREATE TEXT SEARCH CONFIGURATION public.words (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION public.words ALTER MAPPING FOR asciiword WITH public.plain;
COMMENT ON TEXT SEARCH CONFIGURATION public.words IS 'words';

-- routines, operators
CREATE FUNCTION public.mood_score(public.mood, plus int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE $1::text WHEN 'sad' THEN 0 WHEN 'ok' THEN 5 ELSE 9 END + plus $$;
CREATE FUNCTION public.score_of(m public.mood) RETURNS int LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC SELECT public.mood_score(m, 2); END;
CREATE FUNCTION public.place_eq(public.place, public.place) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT $1.street IS NOT DISTINCT FROM $2.street $$;
CREATE OPERATOR public.=~= (LEFTARG = public.place, RIGHTARG = public.place,
    FUNCTION = public.place_eq, COMMUTATOR = OPERATOR(public.=~=));
COMMENT ON OPERATOR public.=~= (public.place, public.place) IS 'same street';
CREATE FUNCTION public.concat_step(text, text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT coalesce($1 || ',', '') || $2 $$;
CREATE AGGREGATE public.concat_all(text) (SFUNC = public.concat_step, STYPE = text);
CREATE AGGREGATE crm.nth(int ORDER BY text) (SFUNC = public.concat_step, STYPE = text);
CREATE PROCEDURE crm.do_it(INOUT n int, what text DEFAULT 'x; -- y') LANGUAGE plpgsql
    AS $body$ BEGIN n := n + 1; PERFORM $$ quoted ' $$; END $body$;
CREATE FUNCTION public.mood_cast(public.mood) RETURNS int LANGUAGE sql IMMUTABLE
    AS $$ SELECT public.mood_score($1, 0) $$;
CREATE CAST (public.mood AS int) WITH FUNCTION public.mood_cast(public.mood) AS ASSIGNMENT;
CREATE FUNCTION public.many(VARIADIC n int[]) RETURNS TABLE (a int, b text) LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp COST 7 ROWS 3
    AS $$ SELECT x, x::text FROM unnest(n) x $$;
REVOKE ALL ON FUNCTION public.many(int[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.many(int[]) TO nasty_reader WITH GRANT OPTION;
COMMENT ON FUNCTION public.many(int[]) IS 'many';

-- sequences of every kind
CREATE SEQUENCE public.lone START 42;
CREATE SEQUENCE public.called START 42 CACHE 5;
SELECT nextval('public.called');
CREATE SEQUENCE crm.down AS smallint INCREMENT -3 MINVALUE -100 MAXVALUE 7 START 7 CYCLE;
SELECT nextval('crm.down'), nextval('crm.down');
CREATE SEQUENCE public."Zähler'""" MAXVALUE 9223372036854775807;
SELECT setval('public."Zähler''"""', 9223372036854775806, false);
CREATE SEQUENCE public.huge MINVALUE -9223372036854775808 START -9223372036854775808;
COMMENT ON SEQUENCE public.lone IS 'never called';
GRANT USAGE ON SEQUENCE public.called TO nasty_writer;

-- tables of every type of value
CREATE TABLE public.kinds (
    id int GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5) PRIMARY KEY,
    dropped_first text,
    m public.mood DEFAULT 'ok', ms public.mood[], p public.place, ps public.place[], n public.nested,
    e public.mail, es public.mails, w public.where_,
    r int4range, mr int8multirange, sp public.span, spm public.span_multirange, v crm.versions,
    j json, jb jsonb, jp jsonpath, b bytea, num numeric(12, 3), any_num numeric, f4 real, f8 float8,
    d date, t time, ttz timetz, ts timestamp(3), tstz timestamptz, iv interval day to second,
    c char(5), vc varchar(7), nm name, one "char", bits bit(5), vbits varbit, mon money, u uuid,
    ip inet, net cidr, mac macaddr, pt point, poly polygon, circ circle, tv tsvector, tq tsquery,
    lsn pg_lsn, o oid, rc regclass, rt regtype[], x8 xid8, ints int[][], sm smallint, big bigint,
    tr boolean, acl aclitem, vec public.vector(3),
    lower_mail text GENERATED ALWAYS AS (lower(e)) STORED,
    total numeric GENERATED ALWAYS AS (num * 2) STORED
);
ALTER TABLE public.kinds DROP COLUMN dropped_first;
INSERT INTO public.kinds (m, ms, p, ps, n, e, es, w, r, mr, sp, spm, v, j, jb, jp, b, num, any_num, f4, f8,
    d, t, ttz, ts, tstz, iv, c, vc, nm, one, bits, vbits, mon, u, ip, net, mac, pt, poly, circ, tv, tq, lsn,
    o, rc, rt, x8, ints, sm, big, tr, acl, vec)
SELECT 'Glück', ARRAY['sad', NULL, 'it''s "fine"']::public.mood[], ROW('A "b" (c), \d', NULL, 'sad')::public.place,
    ARRAY[ROW('x', '1', 'ok'), NULL]::public.place[],
    ROW(1, ARRAY[ROW('y', '2', NULL)]::public.place[], ARRAY['won']::crm.state[])::public.nested,
    'Some.One+' || g || '@Example.com', ARRAY['a@b', 'c@d'], ROW('w', NULL, 'ok')::public.place,
    '[1,5)', '{[1,3),[5,9)}', '[1.5,2.5]', '{[0,1),(2,3]}', '["a","b,c"]',
    '{"a": 1, "a": [2, null], "e": "\u00e9"}', '{"k": {"mail": "x@y.z"}, "n": 1e400}', '$.a[*] ? (@ > 1)',
    decode('00ff0a5c27', 'hex'), 123456.789, 'NaN', 1.1, 'Infinity', 'infinity', '24:00', '01:02:03+14',
    '-infinity', '0044-03-15 12:00 BC', '3 days 04:05:06.789', 'ab', 'ÄÖÜß', 'nm', 'z', B'10101', B'1',
    '12.34', '6f1b2c3d-0000-4000-8000-00000000abcd', '192.168.1.9/24', '10.0.0.0/8', '08:00:2b:01:02:03',
    '(1,2)', '((0,0),(1,1),(1,0))', '<(0,0),3>', to_tsvector('english', 'the fat cat'), 'fat & !rat',
    '16/B374D848', 4294967295, 'public.lone', ARRAY['public.mood'::regtype, 'int4'::regtype],
    '18446744073709551615', '[0:1][2:3]={{1,NULL},{3,4}}', -32768, -9223372036854775808, g % 2 = 0,
    makeaclitem('nasty_reader'::regrole, 'nasty_writer'::regrole, 'SELECT', false), '[1,2.5,-3]'
FROM generate_series(1, 20) g;
INSERT INTO public.kinds (e) VALUES (NULL), (E'tab\t@new\nline\\N'), ('@' || repeat('long ', 3000));
COMMENT ON TABLE public.kinds IS E'every\nkind \\ of ''value''';
COMMENT ON COLUMN public.kinds.e IS 'written to';
ALTER TABLE public.kinds ALTER e SET STATISTICS 250, ALTER m SET (n_distinct = 5),
    ALTER b SET STORAGE EXTERNAL, ALTER jb SET COMPRESSION pglz;
ALTER TABLE public.kinds SET (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
CREATE UNIQUE INDEX kinds_mail ON public.kinds (lower(e), id) INCLUDE (m) WHERE e IS NOT NULL;
CREATE INDEX kinds_jb ON public.kinds USING gin (jb jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX kinds_score ON public.kinds (public.mood_score(m), vc COLLATE public.german DESC NULLS LAST);
CREATE INDEX kinds_brin ON public.kinds USING brin (tstz) WITH (pages_per_range = 8);
CREATE INDEX kinds_hash ON public.kinds USING hash (u);
ALTER INDEX public.kinds_score ALTER COLUMN 1 SET STATISTICS 33;
CLUSTER public.kinds USING kinds_pkey;
COMMENT ON INDEX public.kinds_jb IS 'paths';
CREATE STATISTICS public.kinds_stats (ndistinct, mcv) ON m, sm, (lower(e)) FROM public.kinds;
ALTER STATISTICS public.kinds_stats SET STATISTICS 77;
COMMENT ON STATISTICS public.kinds_stats IS 'together';

-- quoted and other names
CREATE TABLE public."Tisch ""1"" 'x' \ ;--" (
    "Spalte mit  Leerzeichen" serial PRIMARY KEY, "select" text, "naïve 🎈" int UNIQUE,
    a23456789012345678901234567890123456789012345678901234567890123 text, "%s {x}" text DEFAULT '%s \ '' {}'
);
INSERT INTO public."Tisch ""1"" 'x' \ ;--" ("select", "naïve 🎈") SELECT 'v' || g, g FROM generate_series(1, 9) g;
CREATE TABLE "Käse & ""Brot"""."user" (id bigserial PRIMARY KEY, "Name" varchar(30) NOT NULL, m public.mood);
INSERT INTO "Käse & ""Brot"""."user" ("Name", m) SELECT 'n' || g, 'sad' FROM generate_series(1, 7) g;

-- tables without anything
CREATE TABLE public.zero ();
INSERT INTO public.zero DEFAULT VALUES;
INSERT INTO public.zero DEFAULT VALUES;
CREATE TABLE public.all_dropped (a int, b text);
INSERT INTO public.all_dropped VALUES (1, 'x');
ALTER TABLE public.all_dropped DROP a, DROP b;
CREATE TABLE public.empty_table (id int PRIMARY KEY, what text);
CREATE TABLE public.keyless (a int, b text);
INSERT INTO public.keyless SELECT g % 3, 'same' FROM generate_series(1, 12) g;
CREATE UNLOGGED TABLE public.unlogged (id serial, t text);
INSERT INTO public.unlogged (t) VALUES ('u');
CREATE TABLE public.later (id int);
INSERT INTO public.later SELECT generate_series(1, 5);
ALTER TABLE public.later ADD added text NOT NULL DEFAULT 'was there', ADD gone int DEFAULT 7;
ALTER TABLE public.later DROP gone;
CREATE TABLE public.typed OF public.place (PRIMARY KEY (zip), feeling WITH OPTIONS DEFAULT 'ok');
INSERT INTO public.typed VALUES ('s', '1', 'sad');
CREATE TABLE public.of_rows (id int, old public.keyless, olds public.keyless[]);
INSERT INTO public.of_rows VALUES (1, ROW(1, 'x'), ARRAY[ROW(2, 'y')]::public.keyless[]);

-- inheritance
CREATE TABLE crm.base (id int PRIMARY KEY, name text DEFAULT 'base', CONSTRAINT only_here CHECK (id > 0) NO INHERIT);
CREATE TABLE crm.child (extra text, CHECK (extra <> '')) INHERITS (crm.base);
CREATE TABLE crm.grandchild (deep text) INHERITS (crm.child);
ALTER TABLE crm.child ALTER name SET DEFAULT 'child';
INSERT INTO crm.base VALUES (1, 'one'), (2, 'two');
INSERT INTO crm.child VALUES (3, 'three', 'x');
INSERT INTO crm.grandchild VALUES (-4, 'four', 'y', 'z');

-- partitions, two levels
CREATE TABLE public.log (id bigserial, at date NOT NULL, region text NOT NULL, what text, PRIMARY KEY (id, at, region))
    PARTITION BY RANGE (at);
CREATE TABLE public.log_2024 PARTITION OF public.log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
    PARTITION BY LIST (region);
CREATE TABLE public.log_2024_eu PARTITION OF public.log_2024 FOR VALUES IN ('eu', 'uk');
CREATE TABLE crm.log_2024_rest PARTITION OF public.log_2024 DEFAULT;
CREATE TABLE public.log_2025 (junk int, region text NOT NULL, what text, at date NOT NULL, id bigint NOT NULL);
ALTER TABLE public.log_2025 DROP junk;
ALTER TABLE public.log ATTACH PARTITION public.log_2025 FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
CREATE INDEX log_what ON public.log (what, region);
CREATE INDEX log_2025_own ON public.log_2025 (what);
INSERT INTO public.log (at, region, what)
    SELECT date '2024-01-01' + g * 3, (ARRAY['eu', 'uk', 'us', 'de'])[1 + g % 4], 'w' || g FROM generate_series(0, 200) g;
CREATE TABLE public.hashed (id int PRIMARY KEY, m public.mood) PARTITION BY HASH (id);
CREATE TABLE public.hashed_0 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.hashed_1 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO public.hashed SELECT g, 'ok' FROM generate_series(1, 50) g;
CREATE TABLE public.to_hashed (id int PRIMARY KEY, h int REFERENCES public.hashed ON DELETE CASCADE);
INSERT INTO public.to_hashed SELECT g, g FROM generate_series(1, 20) g;

-- foreign keys: to itself, in a circle, deferred, not valid, of many columns
CREATE TABLE public.tree (id int PRIMARY KEY, parent int REFERENCES public.tree);
INSERT INTO public.tree VALUES (3, NULL), (1, 3), (2, 1);
CREATE TABLE public.hen (id int PRIMARY KEY, egg int);
CREATE TABLE public.egg (id int PRIMARY KEY, hen int REFERENCES public.hen DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE public.hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg) REFERENCES public.egg ON UPDATE SET NULL;
BEGIN; INSERT INTO public.egg VALUES (1, 1); INSERT INTO public.hen VALUES (1, 1); COMMIT;
CREATE TABLE crm.person (a int, b text, mail public.strict_mail UNIQUE, during int4range,
    PRIMARY KEY (a, b), EXCLUDE USING gist (during WITH &&), UNIQUE NULLS NOT DISTINCT (during));
CREATE TABLE crm.order_of (id int GENERATED BY DEFAULT AS IDENTITY, a int, b text, mail text REFERENCES crm.person (mail),
    FOREIGN KEY (a, b) REFERENCES crm.person MATCH FULL ON DELETE SET NULL (b));
INSERT INTO crm.person SELECT g, 'b' || g, 'p' || g || '@x', int4range(g * 10, g * 10 + 5) FROM generate_series(1, 30) g;
INSERT INTO crm.order_of (a, b, mail) SELECT g, 'b' || g, 'p' || g || '@x' FROM generate_series(1, 30) g;
INSERT INTO public.keyless VALUES (-1, 'breaks');
ALTER TABLE public.keyless ADD CONSTRAINT positive CHECK (a >= 0) NOT VALID;
ALTER TABLE public.keyless ADD CONSTRAINT to_tree FOREIGN KEY (a) REFERENCES public.tree NOT VALID;
ALTER TABLE public.keyless REPLICA IDENTITY FULL;
ALTER TABLE crm.person REPLICA IDENTITY USING INDEX person_pkey;
COMMENT ON CONSTRAINT positive ON public.keyless IS 'one day';

-- views
CREATE VIEW public.moods WITH (security_barrier) AS SELECT id, m, public.score_of(m) AS score FROM public.kinds WHERE m IS NOT NULL;
CREATE VIEW crm.persons AS SELECT p.*, count(o.id) AS orders FROM crm.person p LEFT JOIN crm.order_of o USING (a, b) GROUP BY p.a, p.b;
CREATE VIEW public.narrow AS SELECT * FROM public.empty_table WHERE id > 3 WITH LOCAL CHECK OPTION;
ALTER VIEW public.narrow ALTER what SET DEFAULT 'from view';
CREATE RECURSIVE VIEW public.up (id, depth) AS
    SELECT id, 0 FROM public.tree WHERE parent IS NULL UNION ALL
    SELECT t.id, depth + 1 FROM public.tree t JOIN up ON t.parent = up.id;
CREATE VIEW "Käse & ""Brot"""."Sicht" AS SELECT u."Name" AS "Ä b", (SELECT count(*) FROM public.up) FROM "Käse & ""Brot"""."user" u;
COMMENT ON VIEW public.moods IS 'moods';
COMMENT ON COLUMN public.moods.score IS 'score';
CREATE FUNCTION public.from_view() RETURNS SETOF public.moods LANGUAGE sql STABLE AS $$ SELECT * FROM public.moods $$;
CREATE MATERIALIZED VIEW public.second AS SELECT count(*) AS n, max(id) AS top FROM public.kinds;
CREATE MATERIALIZED VIEW crm.first AS SELECT n, top, n * 2 AS twice FROM public.second;
CREATE MATERIALIZED VIEW public.a_third WITH (fillfactor = 50) AS SELECT f.twice, u.* FROM crm.first f, public.up u;
CREATE UNIQUE INDEX a_third_id ON public.a_third (id);
CREATE VIEW public.over_mat AS SELECT twice FROM public.a_third;
CREATE MATERIALIZED VIEW public.unfilled AS SELECT 1 AS one WITH NO DATA;
COMMENT ON MATERIALIZED VIEW crm.first IS 'first';

-- triggers and rules, which must not fire while rows are copied
CREATE TABLE public.fired (what text);
CREATE FUNCTION public.fire() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO public.fired VALUES (TG_NAME || TG_OP); RETURN NEW; END $$;
CREATE FUNCTION crm.count_new() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO public.fired SELECT 'n' || count(*) FROM added; RETURN NULL; END $$;
CREATE TRIGGER before_it BEFORE INSERT OR UPDATE OF m ON public.kinds FOR EACH ROW WHEN (NEW.id > 0)
    EXECUTE FUNCTION public.fire('a', 'it''s');
CREATE TRIGGER after_all AFTER INSERT ON public.kinds REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION crm.count_new();
CREATE CONSTRAINT TRIGGER at_the_end AFTER INSERT ON public.tree DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION public.fire();
CREATE TRIGGER off AFTER DELETE ON public.tree FOR EACH ROW EXECUTE FUNCTION public.fire();
ALTER TABLE public.tree DISABLE TRIGGER off;
CREATE TRIGGER always AFTER DELETE ON public.tree FOR EACH ROW EXECUTE FUNCTION public.fire();
ALTER TABLE public.tree ENABLE ALWAYS TRIGGER always;
CREATE TRIGGER of_parts AFTER INSERT ON public.log FOR EACH ROW EXECUTE FUNCTION public.fire();
CREATE TRIGGER instead INSTEAD OF INSERT ON crm.persons FOR EACH ROW EXECUTE FUNCTION public.fire();
CREATE RULE also AS ON INSERT TO public.hen DO ALSO INSERT INTO public.fired VALUES ('rule');
CREATE RULE into_view AS ON INSERT TO public.moods DO INSTEAD NOTHING;
COMMENT ON TRIGGER before_it ON public.kinds IS 'before';
COMMENT ON RULE also ON public.hen IS 'also';

-- row-level security, grants
CREATE TABLE public.guarded (id int PRIMARY KEY, owner text);
INSERT INTO public.guarded VALUES (1, 'a'), (2, 'b');
ALTER TABLE public.guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.guarded FOR SELECT TO nasty_reader USING (owner = current_user);
CREATE POLICY strict ON public.guarded AS RESTRICTIVE USING (id > 0) WITH CHECK (id < 100);
COMMENT ON POLICY mine ON public.guarded IS 'mine';
GRANT SELECT, INSERT ON public.guarded TO nasty_writer;
GRANT SELECT (id), UPDATE (owner) ON public.guarded TO nasty_reader WITH GRANT OPTION;
GRANT SELECT ON crm.persons TO PUBLIC;
REVOKE SELECT ON public.keyless FROM nasty_reader;
REVOKE DELETE ON public.keyless FROM CURRENT_USER;

-- large objects
CREATE TABLE public.files (id int PRIMARY KEY, content oid);
INSERT INTO public.files SELECT g, lo_from_bytea(900000 + g, decode('00' || lpad(g::text, 4, '0'), 'hex')) FROM generate_series(1, 3) g;
COMMENT ON LARGE OBJECT 900001 IS 'a file';
GRANT SELECT ON LARGE OBJECT 900002 TO nasty_reader;

REFRESH MATERIALIZED VIEW public.second;
REFRESH MATERIALIZED VIEW crm.first;
REFRESH MATERIALIZED VIEW public.a_third;
DELETE FROM public.fired;
INSERT INTO public.fired VALUES ('nothing');
SET client_min_messages = error;
ANALYZE;
