"""The questions to the catalogues by which the old data is set aside (pure)."""

from __future__ import annotations

# Whether schemas can be made, locks needed (each relation one, and a few others), locks there are.
RIGHTS = """
    SELECT has_database_privilege(current_database(), 'CREATE'),
           (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY(%(schemas)s)),
           current_setting('max_locks_per_transaction')::int
           * (current_setting('max_connections')::int
              + current_setting('max_prepared_transactions')::int),
           EXISTS (SELECT FROM pg_namespace WHERE nspname LIKE %(prefix)s)
"""
CLOSED = """
    SELECT nspname FROM pg_namespace
    WHERE nspname = ANY(%s) AND NOT has_schema_privilege(oid, 'CREATE')
"""

# A range type: its SQL name, what it is, and whether it stands on nothing that is moved.
RANGES = """
    SELECT format('%%I.%%I', n.nspname, t.typname),
           concat_ws(', ', r.rngsubtype::regtype, o.opcname, r.rngcollation::regcollation,
               r.rngcanonical::regproc, r.rngsubdiff::regproc,
               CASE WHEN r.rngmultitypid <> 0 THEN r.rngmultitypid::regtype END,
               obj_description(t.oid, 'pg_type')),
           NOT EXISTS (
               SELECT FROM pg_depend d
               CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, 0) i
               WHERE d.classid = 'pg_type'::regclass AND d.objid IN (t.oid, r.rngmultitypid)
               AND d.refclassid <> 'pg_namespace'::regclass AND i.schema <> 'pg_catalog'
               AND d.refobjid NOT IN (t.oid, r.rngmultitypid) AND NOT EXISTS (
                   SELECT FROM pg_depend m WHERE m.classid = d.refclassid
                   AND m.objid = d.refobjid AND m.deptype = 'e'))
           AND NOT EXISTS (
               SELECT FROM pg_cast c WHERE (c.castsource IN (t.oid, r.rngmultitypid)
                                            OR c.casttarget IN (t.oid, r.rngmultitypid))
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass
                               AND d.objid = c.oid AND d.deptype = 'i'))
    FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid
    JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_opclass o ON o.oid = r.rngsubopc
    WHERE n.nspname = ANY(%s) AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
        AND d.deptype = 'e')
    ORDER BY 1
"""

# What still hangs in schemas from which everything was moved: nothing may be forgotten.
LEFT = """
    SELECT pg_describe_object(d.classid, d.objid, d.objsubid)
    FROM pg_depend d JOIN pg_namespace n ON n.oid = d.refobjid AND n.nspname = ANY(%s)
    WHERE d.refclassid = 'pg_namespace'::regclass
      AND d.classid NOT IN ('pg_default_acl'::regclass, 'pg_extension'::regclass,
                            coalesce(to_regclass('pg_publication_namespace')::oid, 0))
      AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = d.classid AND m.objid = d.objid
                      AND m.deptype IN ('e', 'i'))
      AND NOT (d.classid = 'pg_type'::regclass AND EXISTS (
               SELECT FROM pg_range r WHERE d.objid IN (r.rngtypid, r.rngmultitypid)))
"""

# What depends on objects in these schemas and lies in none of them, or is an extension's.
OUTSIDERS = """
    WITH own AS (SELECT oid FROM pg_namespace WHERE nspname = ANY(%(schemas)s)),
    inside(classid, objid) AS (
        SELECT 'pg_class'::regclass, c.oid FROM pg_class c JOIN own ON own.oid = relnamespace
        UNION ALL SELECT 'pg_type'::regclass, t.oid
        FROM pg_type t JOIN own ON own.oid = typnamespace
        UNION ALL SELECT 'pg_proc'::regclass, p.oid
        FROM pg_proc p JOIN own ON own.oid = pronamespace
        UNION ALL SELECT 'pg_operator'::regclass, o.oid
        FROM pg_operator o JOIN own ON own.oid = oprnamespace
        UNION ALL SELECT 'pg_collation'::regclass, c.oid
        FROM pg_collation c JOIN own ON own.oid = collnamespace
        UNION ALL SELECT 'pg_ts_config'::regclass, t.oid
        FROM pg_ts_config t JOIN own ON own.oid = cfgnamespace
        UNION ALL SELECT 'pg_ts_dict'::regclass, t.oid
        FROM pg_ts_dict t JOIN own ON own.oid = dictnamespace
        UNION ALL SELECT 'pg_constraint'::regclass, c.oid
        FROM pg_constraint c JOIN own ON own.oid = connamespace
    ),
    ours AS (
        SELECT * FROM inside i WHERE NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = i.classid AND d.objid = i.objid
            AND d.deptype = 'e')
    ),
    hanging(classid, objid, objsubid, namespace) AS (
        SELECT d.classid, d.objid, d.objsubid, CASE d.classid
            WHEN 'pg_class'::regclass THEN
                (SELECT relnamespace FROM pg_class WHERE oid = d.objid)
            WHEN 'pg_type'::regclass THEN
                (SELECT typnamespace FROM pg_type WHERE oid = d.objid)
            WHEN 'pg_proc'::regclass THEN
                (SELECT pronamespace FROM pg_proc WHERE oid = d.objid)
            WHEN 'pg_operator'::regclass THEN
                (SELECT oprnamespace FROM pg_operator WHERE oid = d.objid)
            WHEN 'pg_constraint'::regclass THEN
                (SELECT connamespace FROM pg_constraint WHERE oid = d.objid)
            WHEN 'pg_statistic_ext'::regclass THEN
                (SELECT stxnamespace FROM pg_statistic_ext WHERE oid = d.objid)
            WHEN 'pg_rewrite'::regclass THEN
                (SELECT relnamespace FROM pg_class c JOIN pg_rewrite r ON r.ev_class = c.oid
                 WHERE r.oid = d.objid)
            WHEN 'pg_attrdef'::regclass THEN
                (SELECT relnamespace FROM pg_class c JOIN pg_attrdef a ON a.adrelid = c.oid
                 WHERE a.oid = d.objid)
            WHEN 'pg_trigger'::regclass THEN
                (SELECT relnamespace FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
                 WHERE t.oid = d.objid)
            WHEN 'pg_policy'::regclass THEN
                (SELECT relnamespace FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
                 WHERE p.oid = d.objid)
        END
        FROM pg_depend d JOIN ours ON ours.classid = d.refclassid AND ours.objid = d.refobjid
    )
    SELECT DISTINCT pg_describe_object(h.classid, h.objid, h.objsubid)
    FROM hanging h LEFT JOIN pg_namespace n ON n.oid = h.namespace
    WHERE n.nspname <> 'pg_toast' AND n.oid NOT IN (SELECT oid FROM own)
       OR EXISTS (SELECT FROM pg_depend m WHERE m.classid = h.classid AND m.objid = h.objid
                  AND m.deptype = 'e')
"""
