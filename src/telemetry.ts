import { pino, type Logger } from 'pino';
import type { AppError } from './errors.js';
import { faultRecord } from './fault-record.js';

/** Everything worth observing. What becomes a log line, and at which level, is decided here and nowhere else. */
export type Event =
  | {
      readonly type: 'started';
      readonly url: string;
      readonly database: 'embedded' | 'server';
      readonly milliseconds: number;
    }
  | { readonly type: 'stopping'; readonly signal: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'migrated'; readonly migrations: readonly string[] }
  | {
      readonly type: 'request';
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly api: string;
      readonly requestId: string;
    }
  | { readonly type: 'failed'; readonly error: AppError; readonly requestId: string; readonly api: string }
  | {
      readonly type: 'provisioning';
      readonly correlationId: string;
      readonly tenantId: string;
      readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED';
      /** The step it is about; none where it is about the attempt as a whole. */
      readonly step?: string;
      readonly error?: string;
    }
  | { readonly type: 'mail'; readonly to: string; readonly subject: string; readonly text: string }
  | { readonly type: 'mail-failed'; readonly to: string; readonly subject: string; readonly error: unknown }
  | { readonly type: 'worker-failed'; readonly error: unknown }
  | { readonly type: 'expiry-notice-failed'; readonly error: unknown }
  | { readonly type: 'signing-keys-failed'; readonly error: unknown }
  | { readonly type: 'issuer-failed'; readonly issuer: string; readonly error: unknown };

/** Where events go. */
export interface Telemetry {
  emit(event: Event): void;
}

const write = (log: Logger, event: Event): void => {
  switch (event.type) {
    case 'request':
      log.debug(event, 'request');
      return;
    case 'failed': {
      const { error, requestId, api } = event;
      const level = error.code === 'INTERNAL' ? 'error' : 'warn';
      log[level](
        { type: event.type, code: error.code, requestId, api, cause: faultRecord(error.cause) },
        'request failed',
      );
      return;
    }
    case 'mail-failed':
      log.error(
        { type: event.type, to: event.to, subject: event.subject, cause: faultRecord(event.error) },
        'mail failed',
      );
      return;
    case 'worker-failed':
      log.error({ type: event.type, cause: faultRecord(event.error) }, 'the provisioning worker failed');
      return;
    case 'expiry-notice-failed':
      log.error({ type: event.type, cause: faultRecord(event.error) }, 'nobody could be told of an expiry');
      return;
    case 'signing-keys-failed':
      log.error({ type: event.type, cause: faultRecord(event.error) }, 'the signing keys cannot be looked after');
      return;
    case 'issuer-failed':
      log.warn(
        { type: event.type, issuer: event.issuer, cause: faultRecord(event.error) },
        'the keys of a trusted issuer cannot be had',
      );
      return;
    default:
      log.info(event, event.type);
  }
};

/** JSON lines on standard output. */
export const logTelemetry = (level: string): Telemetry => {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  return {
    emit: (event) => {
      write(log, event);
    },
  };
};
