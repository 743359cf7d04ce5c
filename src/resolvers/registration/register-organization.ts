import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { platform } from '../../auth/viewer.js';
import { Context } from '../../context.js';
import { platformSettingsId } from '../../entities/platform-settings.js';
import type { RegistrationStatus } from '../../entities/registration-request.js';
import { toAppError } from '../../errors.js';
import { provisionRegistration } from './provision-registration.js';
import { rehearseProvisioning } from './rehearse-provisioning.js';
import { RegisterOrganizationInput } from './registration-inputs.js';
import { knownAddressMail, submittedMail } from './registration-mails.js';
import { RegistrationReceipt } from './registration-type.js';
import { approveRegistration } from './review-registration.js';
import { submitRegistration, type Submission } from './submit-registration.js';

const approvesItself = async ({ db }: Context): Promise<boolean> =>
  (
    await db
      .selectFrom('platform_settings')
      .where('id', '=', platformSettingsId)
      .select('auto_approve_registrations as automatic')
      .executeTakeFirstOrThrow()
  ).automatic;

/**
 * Goes the whole way at once, for a known address as well: nothing of that is kept. What cannot be provisioned stays
 * approved, for a superadmin to look at.
 */
const goTheWholeWay = async (asked: Context, { id, known, form }: Submission): Promise<RegistrationStatus> => {
  const context = asked.as(platform);
  if (!known) await approveRegistration(context, id, {});
  try {
    await (known ? rehearseProvisioning(context, form) : provisionRegistration(context, id));
    return 'ACTIVE';
  } catch (error) {
    const { requestId, api } = context.origin;
    context.services.telemetry.emit({ type: 'failed', error: toAppError(error), requestId, api });
    return 'APPROVED';
  }
};

@Resolver()
export class RegisterOrganizationResolver {
  /**
   * An address that is known already gets the same answer as a new one, and a mail instead of a second request.
   * @throws INVALID, CONFLICT (slug taken), RATE_LIMITED
   */
  @Mutation(() => RegistrationReceipt, { description: 'Asks for an organization. Anybody may.' })
  async registerOrganization(
    @Ctx() context: Context,
    @Arg('input', () => RegisterOrganizationInput) input: RegisterOrganizationInput,
  ): Promise<RegistrationReceipt> {
    const { mailer, registrations } = context.services;
    const email = input.email.toLowerCase();
    if (context.origin.ip !== null) await registrations.byAddress.take(context.origin.ip);
    await registrations.byEmail.take(email);
    const automatic = await approvesItself(context);
    const submission = await submitRegistration(context, input);
    mailer.send(submission.known ? knownAddressMail(email) : submittedMail(email));
    const status = automatic ? await goTheWholeWay(context, submission) : 'PENDING_APPROVAL';
    return { id: submission.id, status };
  }
}
