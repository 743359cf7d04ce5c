import type { Answer } from '../clients.js';
import { contents } from '../rows.js';
import type { Cast } from './cast.js';
import { inTurns } from './in-turns.js';
import { callsOf, forItself, type Asked, type Prepared } from './prepared-calls.js';
import { Things } from './things.js';

/** Something that can be called, by whoever: a root field or an endpoint. */
export interface Subject extends Asked {
  /** Gets everything ready for one call, which is then made. */
  readonly ready: (cast: Cast, call: Prepared) => Promise<() => Promise<Answer>>;
}

export interface Made extends Prepared {
  readonly answer: Answer;
}

type Contents = Awaited<ReturnType<typeof contents>>;

/** All calls of everybody about everything: first those that leave everything as it is, then each of the others for itself. */
export class Matrix {
  private readonly things: Things;
  private readonly harmless = new Map<Subject, Made[]>();
  private readonly changing = new Map<Subject, readonly Prepared[]>();
  private readonly made = new Map<Subject, Promise<Made[]>>();
  /** What there was before and after the harmless calls. */
  before: Contents = {};
  after: Contents = {};

  constructor(private readonly cast: Cast) {
    this.things = new Things(cast);
  }

  async begin(subjects: readonly Subject[]): Promise<void> {
    const { gateway } = this.cast;
    const ready = await inTurns(subjects, 4, async (subject) => {
      const calls = await callsOf(this.cast, this.things, subject);
      this.harmless.set(subject, []);
      this.changing.set(
        subject,
        calls.filter(({ changes }) => changes),
      );
      const harmless = calls.filter(({ changes }) => !changes);
      return inTurns(harmless, 4, async (call) => ({ subject, call, make: await subject.ready(this.cast, call) }));
    });
    this.before = await contents(gateway);
    await inTurns(ready.flat(), 8, async ({ subject, call, make }) => {
      this.harmless.get(subject)?.push({ ...call, answer: await make() });
    });
    this.after = await contents(gateway);
  }

  /** How many attempts were refused that would have changed something. */
  get attempts(): number {
    const refused = [...this.harmless].filter(([{ type }]) => type === 'Mutation').flatMap(([, calls]) => calls);
    return refused.filter(({ decision }) => decision.startsWith('FORBIDDEN')).length;
  }

  /** All calls of one subject. */
  callsOf(subject: Subject): Promise<Made[]> {
    const known = this.made.get(subject) ?? this.makeAll(subject);
    this.made.set(subject, known);
    return known;
  }

  private async makeAll(subject: Subject): Promise<Made[]> {
    const changed = await inTurns(this.changing.get(subject) ?? [], 2, async (call) => {
      const own = await forItself(this.cast, this.things, subject, call);
      const make = await subject.ready(this.cast, own);
      return { ...own, answer: await make() };
    });
    return [...(this.harmless.get(subject) ?? []), ...changed];
  }
}
