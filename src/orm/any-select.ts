import type { SelectQueryBuilder } from 'kysely';

/** A statement that reads. The tables differ from one to the next; what is done with any of them does not. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnySelect = SelectQueryBuilder<any, any, object>;
