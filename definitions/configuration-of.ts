import type { Configuration } from '../api/configurations.js';
import { FACTS } from './kinds.js';
import type { Environment } from './placeholders.js';
import type { Definition } from './read-definitions.js';
import type { JsonDocument, Problem } from './shape.js';
import type { TokenFields } from './shapes.js';
import { suppliedToken, TokenError } from './supplied-token.js';

export interface Composed {
  configuration: Configuration;
  /** Tokens that files name and do not supply. */
  problems: (Problem & { file: string })[];
}

/** What files define, as the server takes it: with the tokens that files only name. */
export async function configurationOf(
  definitions: readonly Definition[],
  env: Environment,
): Promise<Composed> {
  const configuration: Record<string, JsonDocument[]> = {};
  const problems: Composed['problems'] = [];
  for (const definition of definitions) {
    const { kind, field, file } = definition;
    try {
      (configuration[FACTS[kind].list] ??= []).push(await withToken(definition, env));
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      problems.push({ file, field, problem: error.message });
    }
  }
  return { configuration, problems };
}

async function withToken({ fields }: Definition, env: Environment): Promise<JsonDocument> {
  const { access_token_ref, ...rest } = fields;
  const { env: variable, file } = (access_token_ref ?? {}) as NonNullable<TokenFields['access_token_ref']>;
  if (rest.access_token !== undefined || !(variable || file)) return rest;
  return { ...rest, access_token: await suppliedToken({ access_token_ref } as TokenFields, env) };
}
