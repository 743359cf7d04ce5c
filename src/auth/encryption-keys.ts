import type { Config } from '../config.js';
import { EncryptionKey } from './encryption-key.js';
import { KeyFile } from './key-file.js';

/** The keys of a process as they are now: the first seals, each of them opens. */
export interface EncryptionKeys {
  current(): readonly [EncryptionKey, ...EncryptionKey[]];
  /** Where a new key can be put in front; undefined where keys come from the environment, which no process can change. */
  readonly file: KeyFile | undefined;
}

type Given = Pick<Config, 'ENCRYPTION_KEY' | 'ENCRYPTION_KEY_PREVIOUS' | 'DATA_DIR'>;

const keys = (config: Given, openFile: (directory: string) => KeyFile): EncryptionKeys => {
  const previous = config.ENCRYPTION_KEY_PREVIOUS.map((bytes) => new EncryptionKey(bytes));
  if (config.ENCRYPTION_KEY) {
    const given = new EncryptionKey(config.ENCRYPTION_KEY);
    return { file: undefined, current: () => [given, ...previous] };
  }
  const file = openFile(config.DATA_DIR);
  return {
    file,
    current: () => {
      const [first, ...rest] = file.current();
      return [first, ...rest, ...previous];
    },
  };
};

/** The key an operator gave, or the one kept in the data directory, which the first start makes. @throws WrongKeyError */
export const loadEncryptionKeys = (config: Given): EncryptionKeys =>
  keys(config, (directory) => KeyFile.openOrMake(directory));

/** The same, where there has to be one already. @throws WrongKeyError */
export const existingEncryptionKeys = (config: Given): EncryptionKeys =>
  keys(config, (directory) => KeyFile.open(directory));
