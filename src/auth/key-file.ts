import { randomUUID } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EncryptionKey } from './encryption-key.js';
import { WrongKeyError } from './wrong-key-error.js';

type Keys = readonly [EncryptionKey, ...EncryptionKey[]];

/** A name survives the loss of power once its directory is on the disk; Windows offers no such call and needs none. */
const syncDirectory = (directory: string): void => {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

/** @throws WrongKeyError where a line holds no key, or there is none */
const readKeys = (file: string): Keys => {
  const lines = readFileSync(file, 'utf8').split(/\s+/);
  const keys = lines.filter((line) => line !== '').map((line) => EncryptionKey.parse(line));
  const [first, ...rest] = keys.filter((key) => key !== undefined);
  if (!first || rest.length + 1 < keys.length) throw new WrongKeyError(`${file} does not hold 32 bytes in base64.`);
  return [first, ...rest];
};

/** The keys kept in the data directory, one a line: the first seals. Other processes may put a new one in front. */
export class KeyFile {
  private seen = '';
  private keys: Keys;

  private constructor(private readonly file: string) {
    this.seen = this.version();
    this.keys = readKeys(file);
  }

  /** @throws WrongKeyError where the directory holds no file, or one without keys */
  static open(directory: string): KeyFile {
    const file = join(directory, 'encryption.key');
    if (!existsSync(file)) throw new WrongKeyError(`There is no encryption key in ${directory}.`);
    return new KeyFile(file);
  }

  /** Makes the file, for its owner's eyes only, where there is none. @throws WrongKeyError where it holds no keys */
  static openOrMake(directory: string): KeyFile {
    const file = join(directory, 'encryption.key');
    if (!existsSync(file)) makeKeyFile(directory, file);
    return new KeyFile(file);
  }

  /** As the file says now; as it said before where it cannot be read, for a gateway must not stop over that. */
  current(): Keys {
    try {
      const version = this.version();
      if (version !== this.seen) this.keys = readKeys(this.file);
      this.seen = version;
    } catch {
      // It is looked at again the next time.
    }
    return this.keys;
  }

  /**
   * Puts a new key in front, for one process at a time. The others stay: what they sealed, in the database or in a
   * backup, needs them.
   */
  add(key: EncryptionKey): void {
    const file = realpathSync(this.file);
    const { uid, gid } = statSync(file);
    const draft = `${file}.new`;
    // Whoever was killed over it has left theirs.
    rmSync(draft, { force: true });
    writeKeys(draft, [key, ...readKeys(file)]);
    // Whoever runs this, the gateway has to be able to read it afterwards.
    chownSync(draft, uid, gid);
    renameSync(draft, file);
    syncDirectory(dirname(file));
  }

  private version(): string {
    const { ino, size, mtimeMs } = statSync(this.file);
    return [ino, size, mtimeMs].join();
  }
}

const writeKeys = (file: string, keys: readonly EncryptionKey[]): void => {
  const lines = keys.map(({ bytes }) => `${bytes.toString('base64')}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'wx', flush: true });
};

/** Whole or not at all, and only once: of two processes that start together one makes the key, and both read that one. */
const makeKeyFile = (directory: string, file: string): void => {
  mkdirSync(directory, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeKeys(draft, [EncryptionKey.random()]);
  try {
    linkSync(draft, file);
    syncDirectory(directory);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
};
