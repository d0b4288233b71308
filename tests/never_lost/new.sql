CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE);
INSERT INTO people (name, email)
    SELECT 'Vorname' || g, 'person' || g || '@planted.test' FROM generate_series(1, 1000) g;
CREATE TABLE notes (id serial PRIMARY KEY, author int NOT NULL, body text);
INSERT INTO notes (author, body) SELECT id, 'note ' || id FROM people;
ALTER TABLE notes ADD CONSTRAINT written_by FOREIGN KEY (author) REFERENCES people;
CREATE INDEX ON notes (author);
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM notes;
ANALYZE
