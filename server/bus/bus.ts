import { randomBytes } from 'node:crypto';
import type { Announcements, Inquiries, InquiryTopic, Topic } from './messages.js';

type Listener<K extends Topic> = (payload: Announcements[K]) => void;
type Answerer<K extends InquiryTopic> = (
  ask: Inquiries[K]['ask'],
) => Inquiries[K]['answer'] | Promise<Inquiries[K]['answer']>;

/**
 * The way to the other processes on the same database. It only makes things faster, or possible, that the
 * database would bring later, or not at all: whoever uses it must be right without it too.
 */
export abstract class Bus {
  /** Names this process, from its start to its end. */
  readonly process = randomBytes(6).toString('base64url');

  protected readonly listeners = new Map<string, (payload: never) => void>();
  protected readonly answerers = new Map<string, (ask: never) => unknown>();

  /** Whether there can be other processes behind it. */
  abstract readonly isShared: boolean;

  /** Why the others cannot be reached at the moment; undefined when they can. */
  abstract get outage(): string | undefined;

  /** Tells all other processes, as far as they can be reached. Never waits, never fails. */
  abstract announce<K extends Topic>(topic: K, payload: Announcements[K]): void;

  /** @returns undefined when that process is gone, cannot be reached or does not answer in time; never fails */
  abstract ask<K extends InquiryTopic>(
    process: string,
    topic: K,
    ask: Inquiries[K]['ask'],
  ): Promise<Inquiries[K]['answer'] | undefined>;

  /** @param listener gets what other processes announce; there is one for each topic */
  onAnnounced<K extends Topic>(topic: K, listener: Listener<K>): void {
    this.listeners.set(topic, listener);
  }

  /** @param answerer answers what other processes ask; there is one for each topic */
  onAsked<K extends InquiryTopic>(topic: K, answerer: Answerer<K>): void {
    this.answerers.set(topic, answerer);
  }
}
