import type { AliasedRawBuilder } from 'kysely';
import { Field, InputType, ObjectType } from 'type-graphql';
import { z } from 'zod';
import type { Viewer } from '../../auth/viewer.js';
import { namespaceSlugPattern } from '../../entities/namespace.js';
import type { Selection } from '../../selection.js';
import { text } from '../../violations.js';
import { connectionOf } from '../connection.js';
import { everyColumn, plain, project } from '../projection.js';
import { Rules } from '../rules.js';
import { DateTime } from '../scalars.js';

@ObjectType('Namespace', { simpleResolvers: true, description: 'A flag namespace of exd, within one tenant.' })
export class NamespaceType {
  @Field(() => String, { description: 'Unique within its tenant; never changes.' })
  slug!: string;

  @Field(() => String)
  displayName!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => DateTime)
  createdAt!: string;
}

export const NamespaceConnection = connectionOf(NamespaceType, 'Namespace');

@InputType()
@Rules(
  z.object({
    slug: z
      .string()
      .max(63)
      .regex(namespaceSlugPattern, 'must begin with a letter and hold lower-case letters, digits and hyphens only'),
    displayName: text(1, 255).nullish(),
    description: text(0, 2000).nullish(),
  }),
)
export class CreateNamespaceInput {
  @Field(() => String, { description: '1 to 63 lower-case letters, digits and hyphens, the first a letter.' })
  slug!: string;

  @Field(() => String, { nullable: true, description: 'The slug unless given.' })
  displayName?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;
}

/** Where each field comes from, as an expression over `namespace as n`. */
const projection = {
  columns: {
    slug: plain('n.slug'),
    displayName: plain('n.display_name'),
    description: plain('n.description'),
    createdAt: plain('n.created_at'),
  },
  always: ['slug'],
};

/** The select list for what an operation asks of a namespace. */
export const namespaceColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, selection, viewer);

/** All of them, for loaders. */
export const allNamespaceColumns = (viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  everyColumn(projection, viewer);
