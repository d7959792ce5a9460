import type { Playground } from '../playground/store.ts';

type Figure = readonly [name: string, value: number, bad: boolean];

/** What became of everything the clients sent. Feeds have two figures more: the ones a hospital fears. */
export function Totals({ playground }: { playground: Playground }) {
  const topology = playground.loaded.value?.topology;
  const totals = playground.frame.value?.totals;
  if (topology === null || topology === undefined || totals === undefined) return null;
  const feeds = topology.clients.some((c) => c.kind === 'feed');
  const figures: readonly Figure[] = [
    ['sent', totals.started, false],
    // An answer that is an error is a failure here: sent is served, failed and what is under way.
    [feeds ? 'acknowledged' : 'served', totals.completed + totals.unanswered - totals.failed, false],
    ['failed', totals.failed, true],
    ...(feeds
      ? ([
          ['resent', totals.resent, true],
          ['duplicates', totals.duplicates, true],
        ] as const)
      : ([
          ['retried', totals.retries, false],
          ['redispatched', totals.redispatches, false],
        ] as const)),
  ];
  return (
    <dl class="dd-totals">
      {figures.map(([name, value, bad]) => (
        <div key={name} class={bad && value > 0 ? 'dd-total-bad' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
