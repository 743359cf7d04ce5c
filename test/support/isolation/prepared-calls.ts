import type { RootType, TargetKind } from '../../../src/permissions.js';
import { arrange } from './arrangements.js';
import type { Cast, ViewerName } from './cast.js';
import { byPolicy, expected, ok, type Decision } from './decision.js';
import { situations, type Relation, type Thing, type Things } from './things.js';

/** A call that may be made, and what is to come of it. */
export interface Prepared {
  readonly name: ViewerName;
  readonly relation: Relation | undefined;
  readonly thing: Thing | undefined;
  readonly decision: Decision;
  /** The same as far as it is a matter of access. */
  readonly policy: Decision;
  /** Whether it does its work, so that it must not come between others. */
  readonly changes: boolean;
}

/** What is called. */
export interface Asked {
  readonly type: RootType;
  readonly field: string;
  readonly kind: TargetKind | undefined;
  readonly access?: string | undefined;
  /** Whether it looks at no credentials. */
  readonly isPublic?: boolean;
}

export const titleOf = ({ name, relation }: Prepared): string => [name, relation].filter(Boolean).join(', ');

/** Everybody's calls about everything that there is to name. */
export const callsOf = (cast: Cast, things: Things, asked: Asked): Promise<Prepared[]> => {
  const { type, field, kind, access, isPublic = false } = asked;
  return Promise.all(
    situations(kind).map(async ({ name, relation }) => {
      const thing = kind && relation ? await things.about(kind, relation, name) : undefined;
      const viewer = cast.viewers[isPublic ? 'anonymous' : name];
      const call = { type, field, name, viewer, relation, thing, access };
      const decision = expected(call);
      return {
        name,
        relation,
        thing,
        decision,
        policy: byPolicy(call),
        changes: decision === ok && type === 'Mutation',
      };
    }),
  );
};

/** The same call about a thing that was made for it, so that no call finds what another has left. */
export const forItself = async (
  cast: Cast,
  things: Things,
  { field, kind }: Asked,
  call: Prepared,
): Promise<Prepared> => {
  const { name, relation } = call;
  const isReal = relation === 'own' || relation === 'foreign';
  const thing = kind && isReal ? await things.toChange(kind, relation, name) : call.thing;
  await arrange(cast, field, thing);
  return { ...call, thing };
};
