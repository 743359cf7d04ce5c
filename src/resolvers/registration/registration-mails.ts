import type { RegistrationRequest } from '../../entities/registration-request.js';
import type { Mail } from '../../mailer.js';

type Addressee = Pick<RegistrationRequest, 'email' | 'companyName'>;

const mail = ({ email }: Pick<Addressee, 'email'>, subject: string, ...lines: string[]): Mail => ({
  to: email,
  subject,
  text: lines.join('\n'),
});

/** Repeats nothing of the form: whoever sent it may not be who reads this. */
export const submittedMail = (email: string): Mail =>
  mail(
    { email },
    'We have received your registration',
    'Your request for an organization will be reviewed. We will write to you then.',
  );

/** What the page that the form was sent from does not say, because anybody could have sent it. */
export const knownAddressMail = (email: string): Mail =>
  mail(
    { email },
    'Your address is already registered',
    'Somebody, probably you, has asked for an organization with this address.',
    'There is an account or an open request with it already, so nothing has been added.',
    'If it was not you, there is nothing to do.',
  );

export const approvedMail = (request: Addressee): Mail =>
  mail(request, 'Your registration is approved', `The organization for ${request.companyName} will be set up now.`);

export const rejectedMail = (request: Addressee, reason: string): Mail =>
  mail(
    request,
    'Your registration was not accepted',
    `Your request for an organization for ${request.companyName} was not accepted:`,
    reason,
  );

export const provisionedMail = (request: Addressee, organization: string): Mail =>
  mail(
    request,
    'Your organization is ready',
    `${organization} has been set up. Log in with this address and the password that you chose.`,
  );
