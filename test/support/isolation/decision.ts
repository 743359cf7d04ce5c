import { tenantOf, type Viewer } from '../../../src/auth/viewer.js';
import {
  mayCall,
  permissions,
  restAccess,
  type Permission,
  type RootType,
  type TargetKind,
} from '../../../src/permissions.js';
import type { ViewerName } from './cast.js';
import { sees, type Relation, type Thing } from './things.js';

/** What a call comes to: `ok`, or the code and the reason of its refusal. */
export type Decision = string;

export const ok: Decision = 'ok';

export const unknownReasons: Readonly<Record<TargetKind, string>> = {
  admin: 'ADMIN_UNKNOWN',
  'api token': 'TOKEN_UNKNOWN',
  client: 'CLIENT_UNKNOWN',
  notification: 'NOTIFICATION_UNKNOWN',
  organization: 'ORGANIZATION_UNKNOWN',
  'partner group': 'GROUP_UNKNOWN',
  registration: 'REQUEST_UNKNOWN',
  tenant: 'TENANT_UNKNOWN',
  user: 'USER_UNKNOWN',
};

const ofUsers = (decision: Decision) => (viewer: Viewer) => (viewer.userId === null ? decision : ok);
const ofTenants = (viewer: Viewer): Decision => (viewer.tenants.length === 0 ? 'NOT_FOUND TENANT_UNKNOWN' : ok);

/** What acts on something of the viewer's that the policy does not ask after: not everybody who may has it. */
const ofTheirs: Readonly<Record<string, (viewer: Viewer) => Decision>> = {
  logout: ofUsers('NOT_FOUND SESSION_UNKNOWN'),
  changePassword: ofUsers('INVALID'),
  currentTenant: ofTenants,
};

export const rowOf = (type: RootType, field: string): Permission => {
  const rows: Readonly<Record<string, Permission>> = permissions[type];
  const row = rows[field];
  if (!row) throw new Error(`${type}.${field} has no row in the policy table.`);
  return row;
};

/** Somebody asking for something. */
export interface Call {
  readonly type: RootType;
  readonly field: string;
  readonly name: ViewerName;
  readonly viewer: Viewer;
  /** Undefined where nothing is named; what is acted on is then the tenant that they are in. */
  readonly relation: Relation | undefined;
  readonly thing: Thing | undefined;
  /** A door of a legacy API. */
  readonly access?: string | undefined;
}

const refusal = ({ role, credential }: Viewer): Decision => {
  if (role === 'ANONYMOUS') return 'UNAUTHENTICATED CREDENTIALS_MISSING';
  return credential === 'CLIENT' ? 'FORBIDDEN SCOPE_MISSING' : 'FORBIDDEN';
};

/** How the policy table and what is visible decide a call, in their order. */
export const byPolicy = ({ type, field, name, viewer, relation, thing, access }: Call): Decision => {
  const { who, target: kind, on } = rowOf(type, field);
  if (!mayCall(type, who, viewer)) return refusal(viewer);
  if (access !== undefined && !restAccess[access]!.allows(viewer)) return 'FORBIDDEN';
  if (kind !== undefined && relation !== undefined && !sees(name, kind, relation)) {
    return `NOT_FOUND ${unknownReasons[kind]}`;
  }
  const inTenant = tenantOf(viewer);
  if (kind !== undefined && relation === undefined && !inTenant) return 'NOT_FOUND TENANT_UNKNOWN';
  const target = thing?.target ?? (inTenant ? { tenantId: inTenant.id } : {});
  if (on && !on.allows(viewer, target)) return 'FORBIDDEN';
  return ok;
};

/** What comes of a call in the end. */
export const expected = (call: Call): Decision => {
  const decision = byPolicy(call);
  return decision === ok ? (ofTheirs[call.field]?.(call.viewer) ?? ok) : decision;
};
