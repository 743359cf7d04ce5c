import { Type } from '@mikro-orm/core';

declare const sealed: unique symbol;

/**
 * A secret as `auth/vault.ts` seals it: to the compiler no text, so that it fits into no column but one of `SealedText`,
 * and nothing but what was sealed fits into those.
 */
export interface Sealed {
  readonly [sealed]: true;
}

/** A column of sealed secrets. Whoever changes the encryption key finds the columns by this type. */
export class SealedText extends Type<Sealed, string> {
  override getColumnType(): string {
    return 'text';
  }
}
