import { spawnSync } from 'node:child_process';
import pg from 'pg';

/** The gateway's own settings, the same in each run, so that a database can be used again. */
export const gatewaySettings = {
  ADMIN_EMAIL: 'admin@bench.example',
  ADMIN_PASSWORD: 'a password for benches',
  ENCRYPTION_KEY: Buffer.alloc(32, 'bench').toString('base64'),
  DATA_DIR: 'bench/data',
  LOG_LEVEL: 'info',
  // No limit is off; they are only so high that they are never reached.
  RATE_LIMIT_MULTIPLIER: '1000000',
};

const resellers = 1_000;

/** Made by the server itself. The second word of a name is in twenty of them. */
const seeds = (tenants) => [
  `insert into admin (public_id, name, slug, status, platform, created_at, updated_at, credit_balance, total_purchased,
      total_granted, total_distributed, branding)
    select 'prt_' || lpad(n::text, 16, '0'), 'Reseller ' || n, 'reseller-' || n, 'ACTIVE', false, now(), now(), 0, 0, 0, 0, '{}'
    from generate_series(1, ${resellers}) n`,
  `insert into tenant (id, slug, display_name, status, contact_email, login_mode, sso_provider, admin_id, settings, branding,
      issuer, database_name, created_at, updated_at)
    select 'tnt_' || lpad(n::text, 16, '0'), 'tenant-' || n, initcap(left(md5(n::text), 8)) || ' ' || left(md5((n / 20)::text), 8) || ' Inc',
      case when n % 20 = 0 then 'SUSPENDED' else 'ACTIVE' end, 'it@tenant-' || n || '.example', 'SSO', 'okta',
      (select min(id) from admin where slug like 'reseller-%') + n % ${resellers}, '{"mfaRequired": true}',
      '{"color": "#336699"}', 'https://tenant-' || n || '.example', 'tenant_' || n,
      timestamptz '2026-01-01' + n * interval '7 seconds', timestamptz '2026-01-01' + n * interval '7 seconds'
    from generate_series(1, ${tenants}) n`,
  `insert into organization (tenant_id, enabled_plugins, credit_limit, credit_balance, credit_used, storage_limit_gb,
      max_users, bandwidth_limit_gb, storage_used_bytes, alerts, created_at, updated_at)
    select id, '{calendar}', 0, 0, 0, 10, 10, 100, 0, '{}', created_at, updated_at from tenant where id like 'tnt_0%'
    order by created_at`,
  `create schema bench`,
  ...['tenant', 'organization', 'audit_log'].flatMap((table) => [
    `create table bench.${table} (like public.${table} including all)`,
    `grant all on bench.${table} to public`,
  ]),
  `create table bench.seeded (tenants int)`,
];

const within = async (connectionString, work) => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const inDatabase = (server, name) => Object.assign(new URL(server), { pathname: `/${name}` }).href;

const migrate = (DATABASE_URL) => {
  const { status } = spawnSync(process.execPath, ['dist/bundle/main.js', 'migrate'], {
    env: { ...process.env, ...gatewaySettings, DATABASE_URL },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The database cannot be migrated.');
};

/**
 * A database with so many tenants, each with an organization, below a thousand resellers. One from an earlier run is
 * brought up to date and used again.
 */
export const seeded = async (server, tenants) => {
  const name = `tenantry_bench_${tenants}`;
  const url = inDatabase(server, name);
  await within(server, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name}`);
  });
  migrate(url);
  await within(url, async (client) => {
    const { rows } = await client.query(`select to_regclass('bench.seeded') is not null as done`);
    if (rows[0].done) return;
    console.error(`Making ${tenants.toLocaleString('en')} tenants in ${name} …`);
    await client.query('begin');
    for (const statement of seeds(tenants)) await client.query(statement);
    await client.query('commit');
  });
  await within(url, (client) => client.query('vacuum analyze'));
  return url;
};

/** What the works are about, read off the database. */
export const facts = (url) =>
  within(url, async (client) => {
    const { rows } = await client.query(`select id from tenant where id like 'tnt_0%' order by md5(id) limit 1000`);
    return { ids: rows.map(({ id }) => id) };
  });

/** The public half of the key that signs the gateway's tokens now. */
export const publicJwk = (url) =>
  within(url, async (client) => {
    const { rows } = await client.query(`select kid, public_jwk from signing_key order by created_at limit 1`);
    return JSON.stringify({ ...rows[0].public_jwk, kid: rows[0].kid });
  });

/** Takes out what the inserts of the reference have left, and gives every table its statistics. */
export const tidy = (url) =>
  within(url, async (client) => {
    await client.query('truncate bench.tenant, bench.organization, bench.audit_log');
    await client.query('vacuum analyze tenant');
  });
