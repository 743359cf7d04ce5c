import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [
  `create table login_session (
    id text not null,
    user_id int not null,
    tenant_id text null,
    api text null,
    started_at timestamptz(3) not null,
    ended_at timestamptz(3) null,
    primary key (id)
  )`,
  `create index login_session_user_id_index on login_session (user_id)`,
  `alter table login_session add constraint login_session_user_id_foreign foreign key (user_id) references "user" (id)`,
  `alter table login_session add constraint login_session_tenant_id_foreign foreign key (tenant_id) references tenant (id) on delete set null`,
  // Until now a session was a family of refresh tokens, which ended when all of them were revoked.
  `insert into login_session (id, user_id, tenant_id, api, started_at, ended_at)
    select family, min(user_id), min(tenant_id), min(api), min(created_at), max(revoked_at)
    from refresh_token group by family`,
  `alter table refresh_token rename column family to session_id`,
  `alter index refresh_token_family_index rename to refresh_token_session_id_index`,
  `alter table refresh_token add constraint refresh_token_session_id_foreign foreign key (session_id) references login_session (id)`,
  `alter table refresh_token drop column user_id`,
  `alter table refresh_token drop column tenant_id`,
  `alter table refresh_token drop column api`,
  `alter table refresh_token drop column revoked_at`,
  `create table login_attempts (
    key text not null,
    attempts int not null,
    until timestamptz(3) not null,
    primary key (key)
  )`,
  `create index login_attempts_until_index on login_attempts (until)`,
  `create table known_address (
    user_id int not null,
    address text not null,
    seen_at timestamptz(3) not null,
    primary key (user_id, address)
  )`,
  `alter table known_address add constraint known_address_user_id_foreign foreign key (user_id) references "user" (id)`,
];

/** Sessions as rows of their own, and what is counted against guessing passwords. */
export class Migration0009Sessions extends Migration {
  override name = '0009-sessions';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
