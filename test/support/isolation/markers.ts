import { sql } from 'kysely';
import { kyselyOf } from '../../../src/orm.js';
import type { TestApp } from '../app.js';
import type { Estate } from '../estate.js';
import { numberOf } from '../notices.js';

/** Writes a word wherever people of an estate write words, so that any answer which repeats some of them gives itself away. */
export const mark = async (gateway: TestApp, estate: Estate, word: string): Promise<void> => {
  const db = kyselyOf(gateway.app.services.orm.em);
  const { admin, tenant, suspendedTenant, bareTenant, organization, namespace, group, apiToken } = estate;
  const people = [estate.reseller, estate.tenantAdmin, estate.editor];
  const users = await Promise.all(people.map((person) => numberOf(gateway, person)));
  const json = sql`${JSON.stringify({ appName: word, footerText: word, note: word })}::jsonb`;
  const mail = `somebody@${word}.example.com`;
  await sql`update tenant set display_name = ${word}, contact_email = ${mail}, admin_email = ${mail}, branding = ${json}
    where id in (${tenant.id}, ${suspendedTenant.id}, ${bareTenant.id})`.execute(db);
  await sql`update admin set name = ${word}, company_name = ${word}, contact_email = ${mail}, branding = ${json},
    partner_group_id = ${group.id} where id = ${admin.id}`.execute(db);
  await sql`update partner_group set name = ${word}, description = ${word} where id = ${group.id}`.execute(db);
  await sql`update organization set custom_domain = ${`${word}.example.com`} where id = ${organization.id}`.execute(db);
  await sql`update namespace set display_name = ${word}, description = ${word} where id = ${namespace.id}`.execute(db);
  await sql`update api_token set name = ${word} where id = ${apiToken.userId}`.execute(db);
  await sql`update notification set title = ${word}, message = ${word}, data = ${json}
    where user_id = any(${sql.val(users)}::int[])`.execute(db);
  await sql`update "user" set name = ${word} where id = any(${sql.val(users)}::int[])`.execute(db);
  await act(estate, word);
};

/** What people do themselves is repeated in the audit log. */
export const act = async ({ tenant, tenantAdmin }: Estate, word: string): Promise<void> => {
  const input = `{ slug: "acted-${tenant.slug}", displayName: "${word}" }`;
  const { json } = await tenantAdmin.graphql(
    `mutation { createNamespace(tenant: "${tenant.id}", input: ${input}) { slug } }`,
  );
  if (json.errors) throw new Error(JSON.stringify(json));
};

/** Everything that only an estate's own people are to read, ids included. */
export const markersOf = (estate: Estate, word: string): string[] => {
  const { admin, suspendedAdmin, tenant, suspendedTenant, bareTenant, client } = estate;
  const people = [estate.reseller, estate.tenantAdmin, estate.editor, estate.apiToken];
  return [
    word,
    ...[admin, suspendedAdmin].map(({ publicId }) => publicId),
    ...[tenant, suspendedTenant, bareTenant].map(({ id }) => id),
    ...people.map(({ userId }) => userId ?? word),
    client.id,
  ];
};
