import { CompiledQuery, type DatabaseConnection } from 'kysely';
import type { Pool } from 'pg';

/** Names are looked up where the gateway's own user finds them, whichever role it writes as. */
const keepSchemas = `select set_config('search_path',
  (select string_agg(quote_ident(name), ',') from unnest(current_schemas(false)) as name), false)`;

/**
 * The connections of this process's own pool, which listen as well: PostgreSQL tells a connection what its own transaction
 * announces before it says that the commit is done. So nobody who has been told of a change in this process can meet what was
 * known before it.
 */
export class OwnConnections {
  private hear: (payload: string) => void = () => undefined;

  constructor(private readonly channel: string) {}

  listen(hear: (payload: string) => void): void {
    this.hear = hear;
  }

  watch(pool: Pool): void {
    pool.on('connect', (client) => {
      client.on('notification', ({ payload }) => {
        this.hear(payload ?? '');
      });
    });
  }

  /** The first thing over a new connection. One that fails here fails whoever uses it next. */
  async prepare(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`listen ${this.channel}; ${keepSchemas}`)).catch(() => undefined);
  }
}
