/**
 * Told to the program that is soaked (`node --expose-gc --import …`): on a message over its channel it collects garbage and
 * answers how much is alive. What the process has from the system says little: freed memory is kept for the next time.
 */
const collect = (globalThis as { gc?: () => void }).gc;

process.on('message', () => {
  collect?.();
  // what the first collection has let go of may let go of more
  setTimeout(() => {
    collect?.();
    const { heapUsed, external } = process.memoryUsage();
    process.send?.(heapUsed + external);
  }, 100);
});
// the channel keeps nobody alive
process.channel?.unref();

export {};
