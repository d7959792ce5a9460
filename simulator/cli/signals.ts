/** How a running `drydock run` is stopped. */
/** How long sessions may take to finish after SIGTERM. */
export const GRACE_MS = 5000;

/** What is to be stopped. */
export interface Stoppable {
  /** Connections of clients now. */
  open(): number;
  stop(): void;
  kill(): void;
  readonly ended: Promise<void>;
}

/**
 * Waits for signals, and for the end that they bring. SIGUSR1: soft stop, without a limit. SIGTERM: the same, cut off after
 * `GRACE_MS`. SIGINT, or a second signal of any kind: the end.
 * @returns whether SIGINT brought it
 */
export async function untilStopped(
  running: Stoppable,
  onStopping: (openConnections: number) => void,
): Promise<boolean> {
  let stopping = false;
  let grace: NodeJS.Timeout | undefined;
  const soft = (signal: NodeJS.Signals) => {
    if (stopping) {
      running.kill();
      return;
    }
    stopping = true;
    if (signal === 'SIGTERM') grace = setTimeout(() => running.kill(), GRACE_MS);
    onStopping(running.open());
    running.stop();
  };
  let interrupted = false;
  const hard = () => {
    interrupted = true;
    running.kill();
  };
  process.on('SIGUSR1', soft);
  process.on('SIGTERM', soft);
  process.on('SIGINT', hard);
  await running.ended;
  clearTimeout(grace);
  process.off('SIGUSR1', soft);
  process.off('SIGTERM', soft);
  process.off('SIGINT', hard);
  return interrupted;
}
