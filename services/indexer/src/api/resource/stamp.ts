/** The snapshot of a statement as its column `stamp`; null on a replica, whose text leaves out which transactions were still under way. */
export const stampColumn = 'case when not pg_is_in_recovery() then pg_current_snapshot()::text end as stamp';
