import { CompiledQuery } from 'kysely';
import { Provisioning, ProvisioningStep, provisioningSteps } from '../../src/entities/provisioning.js';
import type { Tenant } from '../../src/entities/tenant.js';
import { kyselyOf } from '../../src/orm.js';
import type { TestApp } from './app.js';
import { asRoot, newTenant, path, provisioned } from './fullstackhero.js';

type Row = Record<string, unknown>;

/** Looks at provisioning from outside and from inside: makes tenants, leaves attempts behind, reads any schema. */
export class ProvisioningProbe {
  constructor(private readonly gateway: TestApp) {}

  async query(statement: string, ...values: unknown[]): Promise<Row[]> {
    const db = kyselyOf(this.gateway.app.services.orm.em);
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(statement, values));
    return rows;
  }

  /** Makes a tenant through the API and waits until its provisioning has ended. */
  async make(more: Row = {}) {
    const body = newTenant(more);
    const created = await this.gateway.superadmin.post(path, body, asRoot);
    if (created.status !== 201) throw new Error(created.text);
    const id = body['id'] as string;
    const { json } = await provisioned(this.gateway.superadmin, id);
    const [tenant] = await this.query('select * from tenant where slug = $1', id);
    return { id, adminEmail: body['adminEmail'] as string, json, tenant: tenant! };
  }

  auditOf(correlationId: string): Promise<Row[]> {
    return this.query(
      `select action, target_type, actor_role, actor_id, tenant_id, changes, api from audit_log
       where target_id = $1 order by id`,
      correlationId,
    );
  }

  async hasSchema(name: unknown): Promise<boolean> {
    const rows = await this.query('select 1 from information_schema.schemata where schema_name = $1', name);
    return rows.length > 0;
  }

  async tablesOf(schema: unknown): Promise<unknown[]> {
    const rows = await this.query(
      'select table_name from information_schema.tables where table_schema = $1 order by 1',
      schema,
    );
    return rows.map((row) => row['table_name']);
  }

  /** An attempt that no job stands for yet. */
  async leave(
    tenant: Pick<Tenant, 'id'>,
    fields: Partial<Provisioning> = {},
    steps: Partial<Record<(typeof provisioningSteps)[number], Partial<ProvisioningStep>>> = {},
  ): Promise<Provisioning> {
    const attempt = Object.assign(Provisioning.create(tenant.id, null), fields);
    await this.gateway.build.change(async (em) => {
      await em.persist(attempt).flush();
      for (const step of provisioningSteps) {
        em.persist(Object.assign(ProvisioningStep.create(attempt.id, step), steps[step]));
      }
    });
    return attempt;
  }

  /** Asks for an attempt to be worked on. */
  async send(attempt: Provisioning): Promise<void> {
    const { jobs, orm } = this.gateway.app.services;
    await jobs.send(kyselyOf(orm.em), attempt);
  }

  /** Asks for an attempt to be worked on and waits until it has ended. */
  async ended(attempt: Provisioning): Promise<Row> {
    await this.send(attempt);
    for (let left = 800; left > 0; left -= 1) {
      const [row] = await this.query('select * from provisioning where id = $1', attempt.id);
      if (row!['status'] === 'COMPLETED' || row!['status'] === 'FAILED') return row!;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('The attempt does not end.');
  }

  /** Whatever may be read of a tenant's attempts: answers, events, audit rows, the stored rows themselves. */
  async everythingSaid(id: string, tenantId: unknown): Promise<string> {
    return JSON.stringify([
      (await this.gateway.superadmin.get(`${path}/${id}/provisioning`, asRoot)).text,
      (await this.gateway.superadmin.get(`${path}?pageSize=100&sort=id`, asRoot)).text,
      this.gateway.events,
      await this.query('select * from audit_log where tenant_id = $1', tenantId),
      await this.query('select * from provisioning where tenant_id = $1', tenantId),
      await this.query(
        `select s.* from provisioning_step s join provisioning p on p.id = s.provisioning_id where p.tenant_id = $1`,
        tenantId,
      ),
    ]);
  }
}
