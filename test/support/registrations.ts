import { sql } from 'kysely';
import { kyselyOf } from '../../src/orm.js';
import type { TestApp } from './app.js';
import { anybody, type Answer } from './clients.js';

/** Given to every form here; nothing that is kept or shown may hold it. */
export const password = 'pl4nted-password';

let count = 0;

/** A form that nobody has sent yet. */
export const form = (fields: Record<string, unknown> = {}) => {
  count += 1;
  return { email: `asker-${count}@example.com`, password, companyName: `Asker ${count}`, ...fields };
};

/** What an approved request becomes. */
export const made = `id status user { id email role } admin { id number name slug } organization { id slug creditLimit
  storageLimitGb maxUsers bandwidthLimitGb tenant { id provisioning { status } } }`;

/** Registrations over GraphQL, and what they leave behind. */
export class Registrations {
  constructor(private readonly gateway: TestApp) {}

  get db() {
    return kyselyOf(this.gateway.app.services.orm.em);
  }

  register(input: Record<string, unknown>): Promise<Answer> {
    return anybody(this.gateway.url).graphql(
      'mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id status } }',
      { input },
    );
  }

  async submit(fields: Record<string, unknown> = {}): Promise<number> {
    const { json } = await this.register(form(fields));
    if (json.errors) throw new Error(JSON.stringify(json.errors));
    return json.data.registerOrganization.id as number;
  }

  approve(id: number): Promise<Answer> {
    return this.gateway.superadmin.graphql('mutation($id: Int!) { approveRegistration(id: $id) { id status } }', {
      id,
    });
  }

  provision(id: number): Promise<Answer> {
    const document = `mutation($id: Int!) { provisionRegistration(id: $id) { ${made} } }`;
    return this.gateway.superadmin.graphql(document, { id });
  }

  async request(id: number, selection = 'status'): Promise<unknown> {
    const document = `query($id: Int!) { registrationRequest(id: $id) { ${selection} } }`;
    return (await this.gateway.superadmin.graphql(document, { id })).json.data.registrationRequest as unknown;
  }

  auditOf(id: number) {
    return this.db
      .selectFrom('audit_log')
      .where('target_type', '=', 'registration_request')
      .where('target_id', '=', String(id))
      .orderBy('id')
      .select(['action', 'actor_role as role', 'changes'])
      .execute();
  }

  /** Changes the settings of the platform behind the APIs' back. */
  async settings(change: string): Promise<void> {
    await sql.raw(`update platform_settings set ${change}`).execute(this.db);
  }
}
