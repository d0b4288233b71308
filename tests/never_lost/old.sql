CREATE SCHEMA crm;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL, feels mood DEFAULT 'glad');
INSERT INTO people (name) SELECT 'old ' || g FROM generate_series(1, 200) g;
SELECT setval('people_id_seq', 4711);
CREATE TABLE crm.calls (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    who int NOT NULL REFERENCES people ON DELETE CASCADE, said text CHECK (said <> ''));
INSERT INTO crm.calls (who, said) SELECT id, 'said ' || id FROM people;
CREATE INDEX ON crm.calls (who, lower(said));
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN NEW.said := upper(NEW.said); RETURN NEW; END $$;
CREATE TRIGGER shouting BEFORE INSERT ON crm.calls FOR EACH ROW EXECUTE FUNCTION shout();
CREATE VIEW glad AS SELECT * FROM people WHERE feels = 'glad';
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM crm.calls;
CREATE SEQUENCE lone START 42;
ALTER TABLE people ALTER name SET STATISTICS 77;
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_some ON people FOR SELECT TO nasty_reader USING (id > 7);
COMMENT ON TABLE people IS 'somebody wrote this';
COMMENT ON SCHEMA crm IS 'of old';
GRANT USAGE ON SCHEMA crm TO nasty_reader;
GRANT SELECT, INSERT (said) ON crm.calls TO nasty_reader WITH GRANT OPTION;
GRANT USAGE ON SEQUENCE lone TO nasty_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA crm GRANT SELECT ON TABLES TO nasty_reader;
SELECT lo_from_bytea(0, 'a large object');
SELECT lo_from_bytea(0, 'another');
ANALYZE
