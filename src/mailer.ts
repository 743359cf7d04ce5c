import type { Config } from './config.js';
import type { Telemetry } from './telemetry.js';

/** A message to one address, as plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail, after the transaction that it tells of has committed. */
export interface Mailer {
  /** Returns at once; a mail that cannot be sent is an event, never the failure of what it tells of. */
  send(mail: Mail): void;
}

/** A server that refuses a log-in may repeat it, so that only its code is kept. */
const withoutLogin = (error: unknown): unknown => {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return code === 'EAUTH' ? new Error(`The mail server refuses the log-in (${Number(responseCode)}).`) : error;
};

/** Over SMTP where `SMTP_URL` names a server, else to the log, so that nothing is lost without being seen. */
export const openMailer = async ({ SMTP_URL, MAIL_FROM }: Config, telemetry: Telemetry): Promise<Mailer> => {
  if (SMTP_URL === undefined) {
    return {
      send: (mail) => {
        telemetry.emit({ type: 'mail', ...mail });
      },
    };
  }
  // Loaded where there is a server to send to: it takes memory for as long as the process lives.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(SMTP_URL, { from: MAIL_FROM });
  return {
    send: (mail) => {
      transport.sendMail({ to: mail.to, subject: mail.subject, text: mail.text }).catch((error: unknown) => {
        telemetry.emit({ type: 'mail-failed', to: mail.to, subject: mail.subject, error: withoutLogin(error) });
      });
    },
  };
};
