import type { Asking } from '../../context.js';
import { AppError, invalid } from '../../errors.js';
import { mayCall, permissions, type Permission, type RootType, type TargetKind } from '../../permissions.js';
import { refusal } from '../../shield.js';
import { lookups } from './lookups.js';

/** What decides: the account itself, the state of its tenants, or a rule of the policy, in the order they are asked. */
export const accessRules = ['ACCOUNT', 'TENANT_STATE', 'WHO', 'VISIBILITY', 'TARGET'] as const;
export type AccessRule = (typeof accessRules)[number];

/** How a call would be decided, and by what. */
export interface Decision {
  /** What the call would answer, or null where it is allowed. */
  readonly refused: AppError | null;
  readonly decidedBy: AccessRule;
  /** The name of the rule, as docs/authorization.md or visibility.ts calls it. */
  readonly rule: string;
}

/** The thing that an action would act on. */
export interface Reference {
  readonly kind: TargetKind;
  readonly id: string;
}

interface Row extends Permission {
  readonly type: RootType;
}

const rows: ReadonlyMap<string, Row> = new Map(
  (['Query', 'Mutation', 'Subscription'] as const).flatMap((type) =>
    Object.entries<Permission>(permissions[type]).map(([field, row]) => [field, { type, ...row }]),
  ),
);

/**
 * The row of the policy table that a call falls under.
 * @throws INVALID for an action that is no root field, or one that does not act on things of that kind
 */
export const permissionFor = (action: string, reference: Reference | null): Row => {
  const row = rows.get(action);
  if (!row) throw invalid({ path: ['action'], code: 'ENUM', message: 'An action is the name of a root field' });
  if (reference && reference.kind !== row.target) {
    const message = row.target ? `It acts on a thing of the kind ${row.target}` : 'It acts on no one thing';
    throw invalid({ path: ['target', 'kind'], code: 'ENUM', message });
  }
  return row;
};

/**
 * Whether the viewer may call a root field on a thing; without one, whether they may call it at all. It asks what the call
 * itself asks, in the same order: the row of the policy table, the predicate of the thing, and the row's rule about it.
 * @throws INVALID
 */
export const decide = async (asking: Asking, action: string, reference: Reference | null): Promise<Decision> => {
  const { type, who, on } = permissionFor(action, reference);
  const { viewer } = asking;
  const called = { decidedBy: 'WHO', rule: who.name } as const;
  if (!mayCall(type, who, viewer)) {
    const rule = who.allows(viewer) ? 'a credential that may change something' : who.name;
    return { refused: refusal(viewer), ...called, rule };
  }
  if (!reference) return { refused: null, ...called };
  const { find, rule, unknown } = lookups[reference.kind];
  const target = await find(asking, reference.id);
  const seen = { decidedBy: 'VISIBILITY', rule } as const;
  if (!target) return { refused: unknown(), ...seen };
  if (!on) return { refused: null, ...seen };
  const refused = on.allows(viewer, target) ? null : new AppError('FORBIDDEN', 'You may not do this.');
  return { refused, decidedBy: 'TARGET', rule: on.name };
};
