"""The questions to the catalogues whose answers make an inventory (pure)."""

from __future__ import annotations

# Schemas that are neither the system's, nor an extension's, nor what we have set aside.
OWN_SCHEMAS = """
    SELECT n.oid, n.nspname FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND n.nspname !~ '^heroku_tools_aside'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass
                      AND d.objid = n.oid AND d.deptype = 'e')
      AND (n.nspname = 'public' OR pg_has_role(n.nspowner, 'USAGE') OR EXISTS (
           SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND NOT EXISTS (
               SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
               AND d.objid = c.oid AND d.deptype = 'e')))
"""

SERVER = """
    SELECT current_setting('server_version_num')::int,
           CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
                THEN (SELECT system_identifier FROM pg_control_system()) END,
           d.datname, d.oid::bigint, pg_encoding_to_char(d.encoding), d.datcollate,
           current_user, r.rolsuper, pg_is_in_recovery(), pg_database_size(d.oid),
           shobj_description(d.oid, 'pg_database'),
           least(
               current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int
               - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
               CASE WHEN d.datconnlimit >= 0 THEN d.datconnlimit - (
                   SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid) END,
               CASE WHEN r.rolconnlimit >= 0 THEN r.rolconnlimit - (
                   SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid) END
           )::int,
           r.rolsuper OR r.rolbypassrls, pg_has_role(d.datdba, 'USAGE'),
           CASE WHEN has_function_privilege('pg_control_checkpoint()', 'EXECUTE')
                THEN (SELECT timeline_id FROM pg_control_checkpoint()) END
    FROM pg_database d, pg_roles r
    WHERE d.datname = current_database() AND r.rolname = current_user
"""

TABLES = """
    WITH RECURSIVE own AS ({own}),
    roots AS (
        SELECT i.inhrelid AS oid, i.inhparent AS root
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
        UNION ALL
        SELECT r.oid, i.inhparent
        FROM roots r JOIN pg_class c ON c.oid = r.root AND c.relispartition
        JOIN pg_inherits i ON i.inhrelid = r.root
    )
    SELECT n.nspname, c.relname, c.oid::bigint, c.relkind::text, c.reltuples::bigint,
           pg_table_size(c.oid), pg_relation_size(c.oid) / current_setting('block_size')::int,
           (SELECT r.root::bigint FROM roots r JOIN pg_class p ON p.oid = r.root
            WHERE r.oid = c.oid AND NOT p.relispartition),
           ARRAY(SELECT i.inhparent::bigint FROM pg_inherits i WHERE i.inhrelid = c.oid
                 ORDER BY i.inhseqno),
           c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
           pg_has_role(c.relowner, 'USAGE'),
           c.relkind = 'p' OR has_table_privilege(c.oid, 'SELECT')
           OR has_any_column_privilege(c.oid, 'SELECT')
    FROM pg_class c JOIN own n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.deptype = 'e')
    ORDER BY n.nspname, c.relname
"""

COLUMNS = """
    SELECT a.attrelid::bigint, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod),
           a.atttypid::bigint, a.atttypmod, a.attnotnull, a.attgenerated <> '',
           a.attidentity <> '', pg_get_expr(d.adbin, d.adrelid),
           col_description(a.attrelid, a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum
"""

# All types: those beneath a column are found by walking from one to the next.
TYPES = """
    SELECT t.oid::bigint, t.typname, t.typtype::text, t.typcategory::text, t.typbasetype::bigint,
           t.typtypmod, CASE WHEN t.typsubscript = 'array_subscript_handler'::regproc
                        THEN t.typelem::bigint ELSE 0 END,
           t.typsend <> 0 AND t.typreceive <> 0 AND (t.typnamespace <> 'pg_catalog'::regnamespace
                                                     OR t.typname !~ '^reg'),
           coalesce(r.rngsubtype::bigint, m.rngsubtype::bigint, 0), t.typnotnull
    FROM pg_type t LEFT JOIN pg_range r ON r.rngtypid = t.oid
    LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
"""
ATTRIBUTES = """
    SELECT t.oid::bigint, array_agg(a.atttypid::bigint)
    FROM pg_type t JOIN pg_attribute a ON a.attrelid = t.typrelid
    WHERE t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
      AND t.typnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    GROUP BY t.oid
"""
LABELS = """
    SELECT enumtypid::bigint, array_agg(enumlabel::text ORDER BY enumsortorder)
    FROM pg_enum GROUP BY enumtypid
"""

INDEXES = """
    SELECT i.indrelid::bigint, i.indisprimary, ARRAY(
        SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k(n, at)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.at)
    FROM pg_index i WHERE i.indrelid = ANY(%s) AND i.indisunique AND i.indisvalid
      AND i.indpred IS NULL AND i.indexprs IS NULL
    ORDER BY i.indrelid, i.indexrelid
"""

CONSTRAINTS = """
    SELECT c.conrelid::bigint, c.contype::text, c.conname, pg_get_constraintdef(c.oid),
           c.confrelid::bigint, c.conparentid::bigint,
           ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, at)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.at),
           ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, at)
                 JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.at)
    FROM pg_constraint c WHERE c.conrelid = ANY(%s) AND c.contype IN ('c', 'f')
    ORDER BY c.conrelid, c.conname
"""

PARTITION_KEYS = """
    SELECT p.partrelid::bigint, ARRAY(
        SELECT DISTINCT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = p.partrelid AND a.attnum > 0 AND (a.attnum = ANY(p.partattrs) OR EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
            AND d.refclassid = 'pg_class'::regclass AND p.partexprs IS NOT NULL
            AND d.objid = p.partrelid AND d.refobjid = p.partrelid AND (
                (d.objsubid = 0 AND d.refobjsubid = a.attnum)
                OR (d.objsubid = a.attnum AND d.refobjsubid = 0 AND d.deptype = 'i')))))
    FROM pg_partitioned_table p WHERE p.partrelid = ANY(%s)
"""

RELATIONS = """
    WITH own AS ({own})
    SELECT n.nspname, c.relname, c.relkind::text, c.relispopulated,
           CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) ELSE '' END
    FROM pg_class c JOIN own n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm', 'S', 'f') AND c.relpersistence <> 't' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.deptype = 'e')
    ORDER BY n.nspname, c.relname
"""

EXTENSIONS = """
    SELECT e.extname, e.extversion, n.nspname
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY e.extname
"""
AVAILABLE = "SELECT name FROM pg_available_extensions"
LARGE_OBJECTS = "SELECT count(*) FROM pg_largeobject_metadata"
ROLES = "SELECT rolname FROM pg_roles"
POLICY_ROLES = """
    WITH own AS ({own})
    SELECT DISTINCT pg_get_userbyid(r) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    JOIN own n ON n.oid = c.relnamespace, unnest(p.polroles) r WHERE r <> 0
"""
PUBLICATIONS = """
    SELECT DISTINCT pubname FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
    ORDER BY 1
"""
