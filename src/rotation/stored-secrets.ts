import { sql, type RawBuilder } from 'kysely';
import type { SealedColumn, Vault } from '../auth/vault.js';
import { SealedText, type Sealed } from '../entities/sealed-text.js';
import { kyselyOf, type Orm } from '../orm.js';

/** A secret as it is stored, with the primary key of its row. */
export interface StoredSecret {
  readonly row: string;
  readonly sealed: Sealed;
}

const pageSize = 200;

/** The secrets of one column. */
export class StoredSecrets {
  private readonly target: RawBuilder<unknown>;
  private readonly stored: RawBuilder<unknown>;
  private readonly row: RawBuilder<unknown>;

  constructor(
    private readonly orm: Orm,
    readonly column: SealedColumn,
    primaryKey: string,
  ) {
    const [table = '', name = ''] = column.split('.');
    this.target = sql.table(table);
    this.stored = sql.ref(name);
    this.row = sql`${sql.ref(primaryKey)}::text`;
  }

  /** Every column of every entity that holds secrets. */
  static all(orm: Orm): StoredSecrets[] {
    return [...orm.getMetadata()].flatMap((entity) =>
      entity.props
        .filter(({ customType }) => customType instanceof SealedText)
        .map(({ fieldNames: [column = ''] }) => {
          const [key = '', ...more] = entity.getPrimaryProps().flatMap(({ fieldNames }) => fieldNames);
          if (more.length > 0) throw new Error(`${entity.tableName} holds secrets, so its key must be one column.`);
          return new StoredSecrets(orm, `${entity.tableName}.${column}` as SealedColumn, key);
        }),
    );
  }

  /** All of them, or those that the vault would seal otherwise, a page at a time. */
  async *pages(except?: Vault): AsyncGenerator<readonly StoredSecret[]> {
    const others = except ? sql`and not starts_with(${this.stored}, ${except.prefix})` : sql``;
    for (let after = ''; ;) {
      const { rows } = await sql<StoredSecret>`
        select ${this.row} as "row", ${this.stored} as sealed from ${this.target}
        where ${this.stored} is not null and ${this.row} > ${after} ${others}
        order by ${this.row} limit ${sql.lit(pageSize)}`.execute(kyselyOf(this.orm.em));
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.row;
    }
  }

  /** Seals each anew that the vault would seal otherwise, unless somebody changes it meanwhile. Answers how many. */
  async reseal(vault: Vault): Promise<number> {
    let resealed = 0;
    for await (const page of this.pages(vault)) {
      const fresh = page.map(({ row, sealed }) => vault.seal(vault.open(sealed, this.column, row), this.column, row));
      const { rows } = await sql`
        update ${this.target} set ${this.stored} = f.fresh
        from unnest(${page.map(({ row }) => row)}::text[], ${page.map(({ sealed }) => sealed)}::text[],
          ${fresh}::text[]) as f("row", old, fresh)
        where ${this.row} = f."row" and ${this.stored} = f.old
        returning 1`.execute(kyselyOf(this.orm.em));
      resealed += rows.length;
    }
    return resealed;
  }

  /** How many the vault would seal otherwise. */
  async countOthers(vault: Vault): Promise<number> {
    let others = 0;
    for await (const page of this.pages(vault)) others += page.length;
    return others;
  }
}
