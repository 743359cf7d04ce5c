import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { z } from 'zod';
import type { Selection } from '../selection.js';
import { Rules } from './rules.js';

/** One page as a list of rows with the cursor of each, and where it stands in the whole. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursors: readonly string[];
  readonly offset: number;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Where a connection gets its data. Each part is asked for at most once, and only if the operation selects it. */
export interface PageSource<Row> {
  page(): Promise<Page<Row>>;
  total(): Promise<number>;
}

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
};

/** Lazily: neither rows nor total are read before a field asks for them. */
export const pageSource = <Row>(
  page: (total: () => Promise<number>) => Promise<Page<Row>>,
  total: () => Promise<number>,
): PageSource<Row> => {
  const countOnce = once(total);
  return { page: once(() => page(countOnce)), total: countOnce };
};

@ObjectType({ simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

/** What a list answers with unless told how many. */
const defaultPageSize = 50;
const maxPageSize = 1000;

// Every argument may be null: a variable that the client declared and left out arrives so.
@ArgsType()
@Rules(z.object({ first: z.int().min(0).max(maxPageSize).nullish() }))
export class CursorArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many: ${defaultPageSize} unless given, ${maxPageSize} at most.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes after this cursor.' })
  after?: string | null;
}

@ArgsType()
@Rules(z.object({ offset: z.int().min(0).nullish() }))
export class PageArgs extends CursorArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many to pass over first, for lists that are shown by page number.',
  })
  offset?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'With an offset beyond the end: answer the last page of `first` rows instead of an empty one.',
  })
  clampToLastPage?: boolean | null;
}

/** Whether an operation asks a connection for a place to go on from. */
export const asksForCursors = (connection: Selection): boolean => {
  const info = connection.get('pageInfo');
  return [connection.get('edges')?.has('cursor'), info?.has('startCursor'), info?.has('endCursor')].includes(true);
};

/** How many rows a page has. */
export const pageSize = ({ first }: CursorArgs): number => first ?? defaultPageSize;

/** The Relay connection and edge types of one object type. */
export const connectionOf = <Row extends object>(type: ClassType<Row>, name: string) => {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class Edge {
    @Field(() => type)
    node!: Row;

    @Field(() => String)
    cursor!: string;
  }

  @ObjectType(`${name}Connection`)
  class Connection {
    constructor(private readonly source: PageSource<Row>) {}

    @Field(() => [Edge])
    async edges(): Promise<Edge[]> {
      const { rows, cursors } = await this.source.page();
      return rows.map((node, index) => ({ node, cursor: cursors[index] ?? '' }));
    }

    @Field(() => [type])
    async nodes(): Promise<readonly Row[]> {
      return (await this.source.page()).rows;
    }

    @Field(() => PageInfo)
    async pageInfo(): Promise<PageInfo> {
      const { hasNextPage, hasPreviousPage, cursors } = await this.source.page();
      return { hasNextPage, hasPreviousPage, startCursor: cursors[0] ?? null, endCursor: cursors.at(-1) ?? null };
    }

    @Field(() => Int, { description: 'How many there are in all; counted only when asked for.' })
    totalCount(): Promise<number> {
      return this.source.total();
    }

    @Field(() => Int, { description: 'How many come before this page, where it was asked for by offset.' })
    async offset(): Promise<number> {
      return (await this.source.page()).offset;
    }
  }

  return Connection;
};
