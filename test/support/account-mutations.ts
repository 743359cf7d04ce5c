import { Admin } from '../../src/entities/admin.js';
import { PartnerGroup } from '../../src/entities/partner-group.js';
import { RegistrationRequest } from '../../src/entities/registration-request.js';
import { User } from '../../src/entities/user.js';
import type { TestApp } from './app.js';
import type { Answer } from './clients.js';

/** A mutation that acts on one thing, in a document that takes `$id`. */
const onOne: Readonly<Record<string, string>> = {
  approveRegistration: '($id: Int!) { approveRegistration(id: $id) { id } }',
  rejectRegistration: '($id: Int!) { rejectRegistration(id: $id, reason: "no") { id } }',
  provisionRegistration: '($id: Int!) { provisionRegistration(id: $id) { id } }',
  updatePartnerGroup: '($id: Int!) { updatePartnerGroup(id: $id, input: { description: "x" }) { id } }',
  deletePartnerGroup: '($id: Int!) { deletePartnerGroup(id: $id) }',
  updateAdmin: '($id: ID!) { updateAdmin(admin: $id, input: { phone: "1" }) { id } }',
  grantAdminCredits: '($id: ID!) { grantAdminCredits(admin: $id, amount: 5) { id } }',
  suspendAdmin: '($id: ID!) { suspendAdmin(admin: $id, reason: "x") { id } }',
  reactivateAdmin: '($id: ID!) { reactivateAdmin(admin: $id) { id } }',
  deleteAdmin: '($id: ID!) { deleteAdmin(admin: $id) }',
  assignAdminOwner: '($id: ID!) { assignAdminOwner(admin: $id, user: 1) { id } }',
};

/** A mutation that makes something, in a document that takes `$input`. */
const making: Readonly<Record<string, string>> = {
  registerOrganization: '($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id } }',
  createPartnerGroup: '($input: CreatePartnerGroupInput!) { createPartnerGroup(input: $input) { id } }',
  createAdmin: '($input: CreateAdminInput!) { createAdmin(input: $input) { id } }',
};

interface Stage {
  readonly group: PartnerGroup;
  readonly active: Admin;
  readonly suspended: Admin;
  readonly pending: RegistrationRequest;
  readonly approved: RegistrationRequest;
}

let count = 0;

const newRequest = (): RegistrationRequest => {
  count += 1;
  return RegistrationRequest.submit({
    email: `staged-${count}@example.com`,
    passwordHash: 'no hash of anything',
    companyName: `Staged ${count}`,
    contactName: null,
    phone: null,
    desiredOrgName: `Staged ${count}`,
    desiredOrgSlug: `staged-${count}`,
    utmSource: null,
    utmMedium: null,
    utmCampaign: null,
    adminId: null,
  });
};

/** What the mutations about registrations, partner groups and resellers act on, made anew behind the APIs' back. */
const stage = async (gateway: TestApp): Promise<Stage> => {
  count += 1;
  const group = PartnerGroup.create({ name: `Staged ${count}`, description: null, creditDiscountPercent: 0 });
  const active = Admin.create({ name: 'Active', slug: `staged-active-${count}` });
  const suspended = Admin.create({ name: 'Suspended', slug: `staged-suspended-${count}` });
  suspended.suspend('staged');
  const [pending, approved] = [newRequest(), newRequest()];
  approved.approve(null, {});
  await gateway.build.change(async (em) => {
    await em.findOneOrFail(User, 1);
    em.persist([group, active, suspended, pending, approved]);
  });
  return { group, active, suspended, pending, approved };
};

/** How each of these mutations succeeds and how it fails. `prepare` sets the stage before each of them. */
export const accountMutations = (app: () => TestApp, password: string) => {
  let set: Stage;
  const run = (name: string, variables: Record<string, unknown>): Promise<Answer> =>
    app().superadmin.graphql(`mutation${onOne[name] ?? making[name] ?? ''}`, variables);
  const acting = (action: string, name: string, good: () => number | string, bad: () => number | string) => ({
    [name]: { action, success: () => run(name, { id: good() }), failure: () => run(name, { id: bad() }) },
  });
  const input = (name: string, action: string, good: () => object, bad: () => object) => ({
    [name]: { action, success: () => run(name, { input: good() }), failure: () => run(name, { input: bad() }) },
  });
  const form = () => ({ email: `form-${(count += 1)}@example.com`, companyName: `Form ${count}`, password });
  const nothing = () => 999_999;
  return {
    prepare: async (): Promise<void> => {
      set = await stage(app());
    },
    mutations: {
      ...input('registerOrganization', 'registration.submitted', form, () => ({ ...form(), desiredOrgSlug: 'root' })),
      ...acting(
        'registration.approved',
        'approveRegistration',
        () => set.pending.id,
        () => set.approved.id,
      ),
      ...acting(
        'registration.rejected',
        'rejectRegistration',
        () => set.pending.id,
        () => set.approved.id,
      ),
      ...acting(
        'registration.provisioned',
        'provisionRegistration',
        () => set.approved.id,
        () => set.pending.id,
      ),
      ...input(
        'createPartnerGroup',
        'partner_group.created',
        () => ({ name: `Made ${set.group.name}` }),
        () => ({ name: set.group.name }),
      ),
      ...acting('partner_group.updated', 'updatePartnerGroup', () => set.group.id, nothing),
      ...acting('partner_group.deleted', 'deletePartnerGroup', () => set.group.id, nothing),
      ...input(
        'createAdmin',
        'admin.created',
        () => ({ name: 'Made' }),
        () => ({ name: 'Made', partnerGroupId: 999_999 }),
      ),
      ...acting('admin.updated', 'updateAdmin', () => set.active.publicId, nothing),
      ...acting(
        'admin.credits_granted',
        'grantAdminCredits',
        () => set.active.id,
        () => 1,
      ),
      ...acting(
        'admin.suspended',
        'suspendAdmin',
        () => set.active.id,
        () => set.suspended.id,
      ),
      ...acting(
        'admin.reactivated',
        'reactivateAdmin',
        () => set.suspended.publicId,
        () => set.active.publicId,
      ),
      ...acting(
        'admin.deleted',
        'deleteAdmin',
        () => set.active.publicId,
        () => 1,
      ),
      ...acting(
        'admin.owner_assigned',
        'assignAdminOwner',
        () => set.active.id,
        () => 1,
      ),
    },
  };
};
