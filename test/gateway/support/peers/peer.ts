/** What a server may ask its client. */
export const QUESTIONS = ['form', 'page', 'sample', 'roots'] as const;
export type Question = (typeof QUESTIONS)[number];

export const NOTE = 'notes://one';
export const LANGUAGES = ['dansk', 'deutsch', 'english'];

/** A server on one of the SDK's lines, with the same tools on each: `steps`, `ask`, `hang`, later `grown`. */
export interface PeerServer {
  readonly url: string;
  /** What clients answered, by question. */
  readonly answers: Map<Question, unknown>;
  /** Calls of `hang` by label: whether they were cancelled. */
  readonly hanging: Map<string, { cancelled: boolean }>;
  /** How often a client said that its roots changed. */
  rootsChanged: number;
  /** The note is another now: whoever subscribed is told. */
  touch(): void;
  /** There is a tool more. */
  grow(): void;
}

interface CallOptions {
  readonly onProgress?: (progress: number) => void;
  readonly signal?: AbortSignal;
}

/** A client on one of the SDK's lines, which answers everything it is asked. */
export interface PeerClient {
  /** The data of log messages. */
  readonly logged: unknown[];
  /** Methods of notifications, and the URIs of resources, that it was told of. */
  readonly told: string[];
  /** @returns the text of the result */
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<string>;
  complete(prompt: string, value: string): Promise<string[]>;
  toolNames(): Promise<string[]>;
  /** From the level `debug` on. */
  log(): Promise<void>;
  /** Is told of the note, and of lists that change. */
  follow(): Promise<void>;
  changeRoots(): Promise<void>;
}

export const text = (value: unknown) => ({
  content: [{ type: 'text' as const, text: typeof value === 'string' ? value : JSON.stringify(value) }],
});

/** What every client answers. */
export const ANSWERS = {
  form: { action: 'accept' as const, content: { name: 'Ada' } },
  page: { action: 'accept' as const },
  sample: { model: 'm', role: 'assistant' as const, content: { type: 'text' as const, text: 'sampled' } },
  roots: { roots: [{ uri: 'file:///home' }] },
};

export const CAPABILITIES = {
  sampling: {},
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
};

export const FORM = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
export const SAMPLING = {
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'hi' } }],
  maxTokens: 9,
};
