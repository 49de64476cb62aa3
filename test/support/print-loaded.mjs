// Loaded before a program: at its end it prints which packages of OpenTelemetry the program has loaded.
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  const found = Object.keys(cache).flatMap((path) => /@opentelemetry\/([\w-]+)/.exec(path)?.[1] ?? []);
  console.error(`loaded: ${[...new Set(found)].sort().join(' ')}.`);
});
