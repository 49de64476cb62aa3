export type ServerMode = 'development' | 'enterprise';

export interface HealthView {
  status: 'ok';
}

export interface MetadataView {
  /** The server's version, with a leading `v`. */
  version: string;
  mode: ServerMode;
}

export interface InitRequest {
  /** Must be the mode the server runs in; `production` is an old name of `enterprise`. */
  mode: ServerMode | 'production';
}

export interface InitView {
  status: string;
  /** Shown once; only its hash is kept. */
  admin_access_token: string;
}

/** One part of the server that has to work for it to serve. */
export interface ReadinessPart {
  /** `degraded`: it does not work, and the server serves without it. */
  status: 'up' | 'degraded' | 'down';
  message?: string;
}

export interface ReadinessView {
  status: 'ok' | 'error';
  parts: Record<string, ReadinessPart>;
}
