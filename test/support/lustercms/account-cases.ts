import { newForm, seed } from '../lustercms.js';
import type { Case } from './case.js';
import {
  email,
  integer,
  optionalEmail,
  optionalInteger,
  optionalLimit,
  optionalText,
  queryChoice,
  queryInteger,
  slug,
  text,
} from './values.js';
import type { World } from './world.js';

const superadmin = { who: ['superadmin'] } as const;
const lists = { limit: queryInteger(1, 1000), offset: queryInteger(0, 2_147_483_647) };

const requestKeys = [
  ...['id', 'email', 'company_name', 'contact_name', 'phone', 'desired_org_name', 'desired_org_slug'],
  ...['utm_source', 'utm_medium', 'utm_campaign', 'status', 'org_name', 'org_slug', 'initial_credit_limit'],
  ...['storage_limit_gb', 'max_users', 'rejection_reason', 'reviewed_by', 'reviewed_at', 'organization_id'],
  ...['provisioned_at', 'created_at', 'updated_at'],
];
const groupKeys = ['id', 'name', 'description', 'credit_discount_percent', 'created_at', 'updated_at'];
export const adminKeys = [
  ...['id', 'name', 'contact_email', 'company_name', 'phone', 'partner_group_id', 'owner_user_id', 'status'],
  ...['suspension_reason', 'credit_balance', 'total_purchased', 'total_granted_by_superadmin'],
  ...['total_distributed_to_orgs', 'created_at', 'updated_at'],
];

const pending = (world: World) => world.request();
const decided = async (world: World) => ({ things: await world.approved() });
const takenSlug = async (world: World) => (await world.gateway.build.tenant()).slug;

const registrations: Readonly<Record<string, Case>> = {
  'POST /api/tenants/register': {
    who: 'anybody',
    status: 201,
    keys: ['id', 'status', 'message'],
    body: () => newForm(),
    fields: {
      email,
      password: [...text(8, 128), ['"seven77"', 'string_too_short', 'String should have at least 8 characters']],
      company_name: text(1, 255),
      contact_name: optionalText(0, 255),
      phone: optionalText(0, 50),
      desired_org_name: optionalText(0, 255),
      desired_org_slug: slug,
      utm_source: optionalText(0, 255),
      utm_medium: optionalText(0, 255),
      utm_campaign: optionalText(0, 255),
    },
    needs: ['email', 'password', 'company_name'],
    refusals: {
      '409 Organization slug already taken': async (world) => ({
        body: newForm({ desired_org_slug: await takenSlug(world) }),
      }),
      '409 Organization slug is reserved': () => ({ body: newForm({ desired_org_slug: 'api' }) }),
    },
  },
  'GET /api/tenants/requests': {
    ...superadmin,
    status: 200,
    keys: requestKeys,
    isList: true,
    query: {
      status: queryChoice(['pending_approval'], "'pending_approval', 'approved', 'rejected' or 'active'"),
      ...lists,
    },
  },
  'GET /api/tenants/requests/{request_id}': { ...superadmin, status: 200, keys: requestKeys },
  'POST /api/tenants/requests/{request_id}/approve': {
    ...superadmin,
    status: 200,
    keys: requestKeys,
    body: ({ request }) => ({ ...seed.approve, org_slug: `custom-slug-${request}` }),
    bodyIsOptional: true,
    fresh: pending,
    fields: {
      org_name: optionalText(1, 255),
      org_slug: slug,
      initial_credit_limit: optionalInteger(0),
      storage_limit_gb: optionalLimit(0),
      max_users: optionalLimit(1),
    },
    refusals: {
      '409 Request is not pending approval': decided,
      '409 Organization slug already taken': async (world) => ({ body: { org_slug: await takenSlug(world) } }),
      '409 Organization slug is reserved': () => ({ body: { org_slug: 'theme' } }),
    },
  },
  'POST /api/tenants/requests/{request_id}/reject': {
    ...superadmin,
    status: 200,
    keys: requestKeys,
    body: () => seed.reject,
    fresh: pending,
    fields: {
      reason: [...text(1, 2000), [String.raw`" \n"`, 'string_too_short', 'String should have at least 1 character']],
    },
    needs: ['reason'],
    refusals: { '409 Request is not pending approval': decided },
  },
  'POST /api/tenants/requests/{request_id}/provision': {
    ...superadmin,
    status: 200,
    keys: ['request', 'organization', 'admin', 'user'],
    fresh: (world) => world.approved(),
    refusals: {
      '409 Request is not approved': () => ({}),
      '409 Organization slug already taken': async (world) => ({
        things: await world.approved({ slug: await takenSlug(world) }),
      }),
      '409 Admin is suspended': async (world) => ({ things: await world.approved(await world.admin('SUSPENDED')) }),
      '409 Admin has as many organizations as it may have': async (world) => ({
        things: await world.approved(await world.admin('ACTIVE', 0)),
      }),
    },
  },
};

const groupFields = {
  name: text(1, 255),
  description: optionalText(0, 1000),
  credit_discount_percent: integer(0, 100),
};
const nameTaken = async (world: World) => {
  const name = `Taken ${(await world.group()).group}`;
  await world.group(name);
  return { body: { name } };
};

const groups: Readonly<Record<string, Case>> = {
  'GET /api/tenants/partner-groups': { ...superadmin, status: 200, keys: groupKeys, isList: true, query: lists },
  'POST /api/tenants/partner-groups': {
    ...superadmin,
    status: 201,
    keys: groupKeys,
    body: () => seed.group,
    fields: groupFields,
    needs: ['name'],
    refusals: { '409 Partner group name already taken': nameTaken },
  },
  'PUT /api/tenants/partner-groups/{id}': {
    ...superadmin,
    status: 200,
    keys: groupKeys,
    body: ({ group }) => ({ ...seed.group, name: `Gold Partners ${group}` }),
    fields: groupFields,
    refusals: { '409 Partner group name already taken': nameTaken },
  },
  'DELETE /api/tenants/partner-groups/{id}': {
    ...superadmin,
    status: 200,
    keys: ['message'],
    fresh: (world) => world.group(),
  },
};

const adminFields = {
  name: text(1, 255),
  contact_email: optionalEmail,
  company_name: optionalText(0, 255),
  phone: optionalText(0, 50),
  partner_group_id: optionalInteger(),
};
const noGroup = () => ({ body: { ...seed.admin, partner_group_id: 999_999 } });
const platform = (body?: unknown) => () => ({ things: { admin: 1 }, ...(body === undefined ? {} : { body }) });

const admins: Readonly<Record<string, Case>> = {
  'GET /api/tenants/admins': { ...superadmin, status: 200, keys: adminKeys, isList: true, query: lists },
  'POST /api/tenants/admins': {
    ...superadmin,
    status: 201,
    keys: adminKeys,
    body: () => seed.admin,
    fields: adminFields,
    needs: ['name'],
    refusals: { '404 Partner group not found': noGroup },
  },
  'GET /api/tenants/admins/{id}': { who: ['superadmin', 'admin'], status: 200, keys: [...adminKeys, 'organizations'] },
  'PUT /api/tenants/admins/{id}': {
    ...superadmin,
    status: 200,
    keys: adminKeys,
    body: () => seed.admin,
    fields: adminFields,
    refusals: { '404 Partner group not found': noGroup },
  },
  'POST /api/tenants/admins/{id}/grant-credits': {
    ...superadmin,
    status: 200,
    keys: adminKeys,
    body: ({ admin }) => ({ ...seed.grant, admin_id: admin }),
    fields: { admin_id: integer(), amount: integer(1), reason: optionalText(0, 2000) },
    needs: ['amount'],
    refusals: {
      '400 admin_id does not match path': () => ({ body: { ...seed.grant, admin_id: 999_999 } }),
      "409 The platform's own account has no pool of credits": platform(seed.grant),
    },
  },
  'POST /api/tenants/admins/{id}/suspend': {
    ...superadmin,
    status: 200,
    keys: adminKeys,
    body: () => seed.suspend,
    fresh: (world) => world.admin(),
    fields: {
      reason: [...text(1, 2000), [String.raw`" \n"`, 'string_too_short', 'String should have at least 1 character']],
    },
    needs: ['reason'],
    refusals: {
      '409 Admin is already suspended': async (world) => ({ things: await world.admin('SUSPENDED') }),
      "409 The platform's own account cannot be suspended": platform(),
    },
  },
  'POST /api/tenants/admins/{id}/reactivate': {
    ...superadmin,
    status: 200,
    keys: adminKeys,
    fresh: (world) => world.admin('SUSPENDED'),
    refusals: { '409 Admin is already active': () => ({}) },
  },
  'POST /api/tenants/admins/{id}/assign-owner': {
    ...superadmin,
    status: 200,
    keys: adminKeys,
    body: ({ user }) => ({ user_id: user }),
    fresh: (world) => world.admin(),
    fields: { user_id: integer() },
    needs: ['user_id'],
    refusals: {
      '404 User not found': () => ({ body: { user_id: 999_999 } }),
      "409 The platform's own account cannot have an owner": platform(),
    },
  },
};

/** B1 to B18 of the page: registrations, partner groups and admins. */
export const accountCases: Readonly<Record<string, Case>> = { ...registrations, ...groups, ...admins };
