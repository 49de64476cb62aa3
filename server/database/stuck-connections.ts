import type { Socket } from 'node:net';
import type { AfterQueryEvent, EntitySubscriberInterface } from 'typeorm';
import { driverErrorOf } from './database-errors.js';

/** What both drivers' connections have somewhere inside. */
type Connection = { stream: Socket } | { connection: { stream: Socket } };

/**
 * Closes the connection of a statement that was given up. The drivers would put it back into the pool, where
 * everything after it waits for an answer that may never come.
 */
export class StuckConnections implements EntitySubscriberInterface {
  async afterQuery({ error, queryRunner }: AfterQueryEvent): Promise<void> {
    if (!isTimeout(error)) return;
    const connection = (await queryRunner.connect()) as Connection;
    const { stream } = 'connection' in connection ? connection.connection : connection;
    stream.destroy();
  }
}

function isTimeout(error: unknown): boolean {
  const { code, message } = driverErrorOf(error) ?? {};
  return code === 'PROTOCOL_SEQUENCE_TIMEOUT' || message === 'Query read timeout';
}
