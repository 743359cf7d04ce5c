import express from 'express';
import pg from 'pg';
import { verify } from './token.js';

/*
 * What somebody would write by hand for these answers alone: Express 5, pg, a statement with a name for each. It knows no
 * roles and hides nothing; whoever has a valid token sees everything.
 */

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
pool.on('error', () => undefined);

const tenantColumns = `t.id, t.display_name as name, t.slug, t.status, a.public_id as partner_id, t.contact_email,
  t.settings, t.branding, t.created_at, t.updated_at`;
const tenants = `tenant t join admin a on a.id = t.admin_id`;
const found = `t.deleted_at is null and (t.display_name ilike $1 or t.slug ilike $1 or t.contact_email ilike $1 or t.id = $2)`;

const statements = {
  one: `select ${tenantColumns} from ${tenants} where t.id = $1 and t.deleted_at is null`,
  list: `select ${tenantColumns} from ${tenants} where t.deleted_at is null
    order by t.created_at desc, t.id collate "C" limit $1 offset $2`,
  total: `select count(*)::int as total from tenant where deleted_at is null`,
  search: `select ${tenantColumns} from ${tenants} where ${found}
    order by t.created_at desc, t.id collate "C" limit $3 offset $4`,
  searchTotal: `select count(*)::int as total from tenant t where ${found}`,
  nested: `select t.id, t.slug, t.display_name as name, t.status, a.public_id as admin_id, a.name as admin_name,
      a.slug as admin_slug, o.id as organization_id, o.custom_domain, o.max_users
    from ${tenants} left join organization o on o.tenant_id = t.id where t.deleted_at is null
    order by t.created_at desc, t.id collate "C" limit $1`,
  byName: `select t.slug as id, t.display_name as name, coalesce(t.admin_email, t.contact_email, '') as "adminEmail",
      t.status = 'ACTIVE' as "isActive", t.valid_until as "validUpto",
      t.masked_connection_string as "connectionString", t.issuer
    from tenant t where t.deleted_at is null
    order by lower(t.display_name collate "C"), t.slug collate "C" limit $1 offset $2`,
  organizations: `select o.id, t.display_name as name, t.slug, lower(t.status) as status, t.admin_id, o.custom_domain,
      t.database_name, o.enabled_plugins, o.credit_limit::float8 as credit_limit, o.credit_balance::float8 as credit_balance,
      o.credit_used::float8 as credit_used, (o.credit_limit + o.credit_balance - o.credit_used)::float8 as available_credits,
      o.storage_limit_gb, o.max_users, o.bandwidth_limit_gb, o.created_at, greatest(o.updated_at, t.updated_at) as updated_at
    from organization o join tenant t on t.id = o.tenant_id where t.deleted_at is null
    order by o.id desc limit $1 offset $2`,
  organizationsTotal: `select count(*)::int as total from organization o join tenant t on t.id = o.tenant_id
    where t.deleted_at is null`,
};

const rows = async (name, values = []) => (await pool.query({ name, text: statements[name], values })).rows;

const total = async (name, values = []) => (await rows(name, values))[0].total;

const toTime = (date) => date.toISOString().replace(/\.\d+/, '');
const timed = (row) => ({ ...row, created_at: toTime(row.created_at), updated_at: toTime(row.updated_at) });
const toTenant = ({ settings, ...row }) => timed({ ...row, settings: { mfa_required: settings.mfaRequired } });

const app = express().disable('x-powered-by').disable('etag').set('env', 'test');

app.use(async (request, response, next) => {
  try {
    await verify(request.headers.authorization);
  } catch {
    response.status(401).json({ detail: 'The token is invalid or has expired.' });
    return;
  }
  next();
});

app.get('/api/v1/admin/tenants/', async ({ query }, response) => {
  const [page, size] = [Number(query.page ?? 1), Number(query.per_page ?? 20)];
  const offset = (page - 1) * size;
  const { search } = query;
  const pattern = search === undefined ? undefined : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const [items, count] = await Promise.all(
    pattern === undefined
      ? [rows('list', [size, offset]), total('total')]
      : [rows('search', [pattern, search, size, offset]), total('searchTotal', [pattern, search])],
  );
  response.json({
    items: items.map(toTenant),
    total: count,
    page,
    per_page: size,
    pages: Math.ceil(count / size),
  });
});

app.get('/api/v1/admin/tenants/:id', async ({ params }, response) => {
  const [tenant] = await rows('one', [params.id]);
  if (tenant) response.json(toTenant(tenant));
  else response.status(404).json({ detail: 'Tenant not found.' });
});

app.get('/nested', async ({ query }, response) => {
  response.json(await rows('nested', [Number(query.first)]));
});

app.get('/fullstackhero/api/v1/tenants', async ({ query }, response) => {
  const [page, size] = [Number(query.pageNumber), Number(query.pageSize)];
  const [items, totalCount] = await Promise.all([rows('byName', [size, (page - 1) * size]), total('total')]);
  response.json({
    data: items.map((row) => ({ ...row, validUpto: row.validUpto?.toISOString() ?? '9999-12-31T23:59:59Z' })),
    pageNumber: page,
    pageSize: size,
    totalCount,
    totalPages: Math.ceil(totalCount / size),
  });
});

app.get('/api/tenants/organizations', async ({ query }, response) => {
  const values = [Number(query.limit), Number(query.offset)];
  const [items, count] = await Promise.all([rows('organizations', values), total('organizationsTotal')]);
  response.set('X-Total-Count', String(count)).json(items.map(timed));
});

/** Three inserts in one transaction, into tables with the columns and indexes of the real ones, without triggers. */
const inserts = {
  tenant: `insert into bench.tenant (id, slug, display_name, status, admin_id, settings, branding, database_name, created_at, updated_at)
    values ($1, $2, $3, 'ACTIVE', 1, '{}', '{}', $4, now(), now())`,
  organization: `insert into bench.organization (tenant_id, enabled_plugins, credit_limit, credit_balance, credit_used,
      storage_limit_gb, max_users, bandwidth_limit_gb, storage_used_bytes, alerts, created_at, updated_at)
    values ($1, '{}', 0, 0, 0, 10, 10, 10, 0, '{}', now(), now())`,
  audit: `insert into bench.audit_log (action, target_type, target_id, actor_id, actor_role, tenant_id, admin_id, changes, request_id, api, created_at)
    values ('tenant.created', 'tenant', $1, 1, 'SUPERADMIN', $1, 1, $2, $3, 'bench', now())`,
};
let made = 0;

app.post('/inserts', express.json(), async ({ body }, response) => {
  const key = `${process.pid}-${(made += 1)}`;
  const client = await pool.connect();
  try {
    const insert = (name, values) => client.query({ name: `insert ${name}`, text: inserts[name], values });
    await client.query('begin');
    await insert('tenant', [key, key, body.name, key]);
    await insert('organization', [key]);
    await insert('audit', [key, JSON.stringify({ after: body }), key]);
    await client.query('commit');
    response.status(201).json({ id: key, name: body.name });
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});

app.listen(Number(process.env.PORT), '127.0.0.1');
