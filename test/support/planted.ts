import { createHash } from 'node:crypto';

/** Every secret of these tests holds this word, and nothing else does: wherever it comes out, a secret came out. */
export const word = 'pl4nted';

let count = 0;

/** A secret that nobody has used yet. What it is for is in it, so that a leak says where it came from. */
export const secret = (what: string): string => `${word}-${what}-${(count += 1)}`;

/** The part of an encoded word that does not depend on its neighbours, for each place in a group of three bytes. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + text).toString('base64');
    const first = Math.ceil((offset * 4) / 3);
    return encoded.slice(first, Math.floor(((offset + text.length) * 4) / 3)).replace(/=+$/, '');
  });

/** The word as it is, and in every encoding that hides nothing. */
const shapes: readonly RegExp[] = [
  new RegExp(word, 'i'),
  new RegExp(Buffer.from(word).toString('hex'), 'i'),
  ...inBase64(word).map((shape) => new RegExp(shape.replaceAll('+', '\\+'))),
];

/** A quick hash of a password is as good as the password. */
const quickHashes = (password: string): string[] =>
  ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) => {
    const hash = createHash(algorithm).update(password).digest();
    return [hash.toString('hex'), hash.toString('base64').replace(/=+$/, ''), hash.toString('base64url')];
  });

/** As passwords are hashed and secrets are sealed. */
export const protectedSecret = /\$argon2|v1\.[0-9a-f]{16}\./;

/** A text that left the gateway, with words about where it was found. */
export interface Found {
  readonly where: string;
  readonly text: string;
}

/** What the gateway hands out on purpose, in one place each; the secrets that are looked for everywhere. */
export class Planted {
  readonly found: Found[] = [];
  /** What has handed out secrets so far. */
  readonly issuers = new Set<string>();
  private readonly passwords = new Set<string>();
  private readonly issued = new Map<string, Found>();

  /** A password, which must not lie anywhere in a form that is quickly guessed either. */
  password(what: string): string {
    const made = secret(what);
    this.passwords.add(made);
    return made;
  }

  note(where: string, text: string): Found {
    const found = { where, text };
    this.found.push(found);
    return found;
  }

  /** What a process printed, line by line, so that each leak in it shows. */
  noteLines(where: string, text: string): void {
    for (const line of text.split('\n')) this.note(where, line);
  }

  /** What an answer hands out; anywhere else it is a leak. */
  issue(issuer: string, secrets: readonly string[], answer: Found): void {
    if (secrets.length > 0) this.issuers.add(issuer);
    // Two parts of an access token are no secret by themselves.
    for (const each of secrets) this.issued.set(each.split('.').at(-1) ?? each, answer);
  }

  /** Each place where a secret can be read, with the words around it. Only at rest may there be hashed and sealed ones. */
  leaksIn(all: readonly Found[], { atRest = false } = {}): string[] {
    const hashes = [...this.passwords].flatMap(quickHashes);
    return all.flatMap((found) => {
      const { where, text } = found;
      const at = [
        ...shapes.map((shape) => text.search(shape)),
        ...hashes.map((hash) => text.indexOf(hash)),
        ...[...this.issued].map(([token, answer]) => (answer === found ? -1 : text.indexOf(token))),
        atRest ? -1 : text.search(protectedSecret),
      ].find((index) => index >= 0);
      return at === undefined ? [] : [`${where}: …${text.slice(Math.max(0, at - 80), at + 80)}…`];
    });
  }
}
