/** Generated from the migrated database; do not edit. */
export interface Tables {}
