-- One person, Johanna Feldkirch, in every place of a database where a value can hide.
CREATE TYPE clerk AS ENUM ('Johanna Feldkirch', 'nobody');
CREATE TYPE card AS (holder text, valid date);
CREATE DOMAIN label AS text;
CREATE DOMAIN helper AS text DEFAULT 'Johanna Feldkirch';
CREATE TYPE spelled AS RANGE (subtype = text);
CREATE TABLE plain (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, counted bigint, made_at timestamptz, done boolean, ref uuid,
    body text, short varchar(40), fixed char(40), tag name, doc json, docs jsonb, many text[], search tsvector,
    raw bytea, markup xml, pay card, pays card[], lab label, stay daterange, spell spelled, host inet, net cidr,
    mac macaddr, born date, phone bigint, lat float8, gender clerk, vec public.vector(3), flags varbit, place point,
    birth_at timestamptz, tax_id numeric, api_token uuid, path jsonpath, query tsquery,
    lower_body text GENERATED ALWAYS AS (lower(body)) STORED
);
INSERT INTO plain (body) VALUES ('Johanna Feldkirch');
CREATE TABLE parted (id int, at timestamptz, who text) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (9);
INSERT INTO parted VALUES (1, now(), 'Johanna Feldkirch');
CREATE TABLE listed (mail text) PARTITION BY LIST (mail);
CREATE TABLE listed_1 PARTITION OF listed FOR VALUES IN ('johanna@feldkirch.org');
CREATE TABLE parent (id int);
CREATE TABLE child (who text) INHERITS (parent);
CREATE TABLE defaults (id int, who text DEFAULT 'Johanna Feldkirch', CONSTRAINT known CHECK (who <> 'johanna@feldkirch.org'));
COMMENT ON TABLE defaults IS 'Call Johanna Feldkirch before you touch this';
COMMENT ON COLUMN defaults.who IS '+49 30 1234567';
COMMENT ON SCHEMA public IS 'sk_live_0123456789abcdefABCDEF';
CREATE VIEW views AS SELECT id FROM plain WHERE body = 'johanna@feldkirch.org';
CREATE MATERIALIZED VIEW kept_view AS SELECT body, 'DE89370400440532013000'::text AS account FROM plain;
CREATE FUNCTION code() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'Johanna Feldkirch'; END $$;
CREATE FUNCTION modern(a text DEFAULT '4111 1111 1111 1111') RETURNS text LANGUAGE sql
    BEGIN ATOMIC SELECT 'Johanna Feldkirch'::text; END;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER told BEFORE INSERT ON defaults FOR EACH ROW EXECUTE FUNCTION fire('johanna@feldkirch.org');
CREATE INDEX hers ON defaults (id) WHERE who = 'Johanna Feldkirch';
CREATE RULE ruled AS ON DELETE TO defaults DO ALSO UPDATE plain SET body = 'Johanna Feldkirch';
CREATE TABLE guarded (id int);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY hers ON guarded USING (current_setting('app.user', true) = 'Johanna Feldkirch');
CREATE STATISTICS counted ON (body = 'Johanna Feldkirch'), id FROM plain;
SELECT lo_from_bytea(4711, 'Johanna Feldkirch');
