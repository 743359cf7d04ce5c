import { sql } from 'kysely';
import { hashPassword } from '../../auth/passwords.js';
import type { Context } from '../../context.js';
import { violatedUnique } from '../../database-errors.js';
import { RegistrationRequest, type RegistrationForm } from '../../entities/registration-request.js';
import { assertSlug, slugify } from '../../entities/slug.js';
import { invalid } from '../../errors.js';
import { notify, superadmins } from '../../notify.js';
import { write, type Write } from '../../write.js';
import type { RegisterOrganizationInput } from './registration-inputs.js';
import { slugTaken } from './registration-slug.js';

/** @throws INVALID where no slug can be made from the name, or it is reserved */
const slugOf = (name: string, wish: string | null | undefined): string => {
  const slug = wish ?? slugify(name);
  if (slug === '') {
    const message = 'No slug can be made from this name: give one';
    throw invalid({ path: ['desiredOrgSlug'], code: 'REQUIRED', message });
  }
  assertSlug(slug, 'desiredOrgSlug');
  return slug;
};

/** Only an id that nobody can guess is taken, and one of no reseller looks like one of a suspended one. @throws INVALID */
const resellerOf = async ({ db }: Context, publicId: string | null | undefined): Promise<number | null> => {
  if (publicId == null) return null;
  const found = await db
    .selectFrom('admin')
    .where('public_id', '=', publicId)
    .where('status', '=', 'ACTIVE')
    .where('platform', '=', false)
    .where('deleted_at', 'is', null)
    .select('id')
    .executeTakeFirst();
  if (found) return found.id;
  throw invalid({ path: ['adminId'], code: 'OTHER', message: 'There is no such reseller' });
};

/**
 * The form, ready to be stored. The password costs the same work whoever asks.
 * @throws INVALID
 */
const formOf = async (context: Context, input: RegisterOrganizationInput): Promise<RegistrationForm> => {
  const desiredOrgName = input.desiredOrgName || input.companyName;
  const desiredOrgSlug = slugOf(desiredOrgName, input.desiredOrgSlug);
  return {
    email: input.email.toLowerCase(),
    companyName: input.companyName,
    contactName: input.contactName ?? null,
    phone: input.phone ?? null,
    desiredOrgName,
    desiredOrgSlug,
    utmSource: input.utmSource ?? null,
    utmMedium: input.utmMedium ?? null,
    utmCampaign: input.utmCampaign ?? null,
    adminId: await resellerOf(context, input.adminId),
    passwordHash: await hashPassword(input.password),
  };
};

interface Standing {
  /** Whether somebody with this address has an account or an open request. */
  readonly known: boolean;
  /** Whether a tenant or an open request has the slug, or it is held for another address. */
  readonly taken: boolean;
  /** Whether it is this address that asked for the slug before. */
  readonly own: boolean;
}

const standingOf = async ({ db }: Write, { email, desiredOrgSlug }: RegistrationForm): Promise<Standing> => {
  const { rows } = await sql<Standing>`
    with open as (select email, slug from registration_request where status in ('PENDING_APPROVAL', 'APPROVED'))
    select exists (select from "user" where email = ${email}) or exists (select from open where email = ${email}) as known,
      exists (select from tenant where slug = ${desiredOrgSlug} and deleted_at is null)
        or exists (select from open where slug = ${desiredOrgSlug})
        or exists (select from slug_hold where slug = ${desiredOrgSlug} and email <> ${email} and until > now()) as taken,
      exists (select from registration_request
        where email = ${email} and slug = ${desiredOrgSlug} and status <> 'REJECTED') as own`.execute(db);
  const [standing] = rows;
  if (!standing) throw new Error('A query without a table has one row.');
  return standing;
};

/** What became of a form. A known address leaves no request, but its id and its traces in the audit log are spent alike. */
export interface Submission {
  readonly id: number;
  readonly known: boolean;
  readonly form: RegistrationForm;
}

const nextId = async ({ db }: Write): Promise<number> => {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('registration_request', 'id'))::int as id`.execute(db);
  return rows[0]?.id ?? 0;
};

const holdDays = 30;

/** See `SlugHold`. Those that have ended make room. */
const holdSlug = async ({ db }: Write, { email, desiredOrgSlug }: RegistrationForm): Promise<void> => {
  await sql`delete from slug_hold where until <= now()`.execute(db);
  await sql`
    insert into slug_hold (slug, email, until)
    values (${desiredOrgSlug}, ${email}, now() + make_interval(days => ${sql.lit(holdDays)}))
    on conflict (slug) do update set email = excluded.email, until = excluded.until`.execute(db);
};

const auditForm = (tx: Write, verb: string, id: number, form: RegistrationForm): void => {
  const { passwordHash: _secret, ...shown } = form;
  tx.audit({
    action: `registration.${verb}`,
    targetType: 'registration_request',
    targetId: String(id),
    adminId: form.adminId,
    changes: { after: { ...shown } },
  });
};

const insert = async (tx: Write, form: RegistrationForm): Promise<number> => {
  const request = RegistrationRequest.submit(form);
  await tx.em.persist(request).flush();
  notify(tx, await superadmins(tx), {
    type: 'registration.submitted',
    title: 'New registration',
    message: `${form.companyName} requested an organization`,
    data: { request_id: request.id },
  });
  return request.id;
};

const decide = (context: Context, form: RegistrationForm): Promise<Submission> =>
  write(context, async (tx) => {
    const { known, taken, own } = await standingOf(tx, form);
    // Before the address counts, so that a slug of somebody else's says nothing about who is known.
    if (taken && !own) throw slugTaken(form.desiredOrgSlug);
    if (known && !taken) await holdSlug(tx, form);
    const id = known ? await nextId(tx) : await insert(tx, form);
    auditForm(tx, known ? 'repeated' : 'submitted', id, form);
    return { id, known, form };
  });

const claims = ['registration_request_open_email', 'registration_request_open_slug'];

/**
 * Puts a company's request into the queue, unless its address is known already.
 * @throws INVALID, CONFLICT (slug taken)
 */
export const submitRegistration = async (context: Context, input: RegisterOrganizationInput): Promise<Submission> => {
  const form = await formOf(context, input);
  return decide(context, form).catch((error: unknown) => {
    // Somebody was faster by a moment; now their request can be seen.
    if (claims.includes(violatedUnique(error) ?? '')) return decide(context, form);
    throw error;
  });
};
