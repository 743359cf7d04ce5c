import { AppError } from '../../errors.js';

/** What a client may prove itself with: a header or fields of the form. */
export interface Proof {
  readonly headers: { readonly authorization?: string | undefined };
  readonly body: { readonly client_id?: string | undefined; readonly client_secret?: string | undefined };
}

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

const clientInvalid = (message: string): AppError =>
  new AppError('UNAUTHENTICATED', message, { reason: 'CLIENT_INVALID' });

/** RFC 6749 has both halves encoded like a form's fields before they are put together. */
const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

const ofBasic = (header: string): ClientCredentials | AppError => {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header.trim())?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  try {
    if (id && secret) return { id: decoded(id), secret: decoded(secret) };
  } catch {
    // A percent sign that begins nothing.
  }
  return clientInvalid('The Authorization header is not Basic with a client and its secret.');
};

/** Who the client says it is, undefined where it says nothing, or why that cannot be understood. */
export const credentialsOf = ({ headers, body }: Proof): ClientCredentials | AppError | undefined => {
  const { client_id: id, client_secret: secret } = body;
  // A stale bearer token, which many programs send with everything, is no attempt to prove anything.
  if (headers.authorization !== undefined && /^ *basic\b/i.test(headers.authorization)) {
    if (secret === undefined) return ofBasic(headers.authorization);
    return new AppError('INVALID', 'A client proves itself in one way only.');
  }
  if (secret === undefined) return undefined;
  return id === undefined ? clientInvalid('There is a secret but no client_id.') : { id, secret };
};
