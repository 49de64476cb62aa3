const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** npm passes on the Ctrl-C that the terminal has already sent to its whole process group. */
const ECHO_MS = process.env.npm_lifecycle_event === undefined ? 0 : 500;

interface StopRequest {
  signal: NodeJS.Signals;
  /** When somebody asks a second time. */
  again: Promise<void>;
}

/** Waits for the signal that asks this process to stop. */
export async function stopRequest(): Promise<StopRequest> {
  const signal = await nextSignal();
  return { signal, again: secondSignal() };
}

async function secondSignal(): Promise<void> {
  const startedAt = performance.now();
  const signal = await nextSignal();
  if (signal === 'SIGINT' && performance.now() - startedAt < ECHO_MS) await secondSignal();
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      for (const name of SIGNALS) process.off(name, onSignal);
      resolve(signal);
    };
    for (const name of SIGNALS) process.on(name, onSignal);
  });
}
