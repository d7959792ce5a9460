/** What is said about the part of a large configuration that is not drawn. */
import type { LoadResult } from '../../simulator/worker-api.ts';

/** One sentence; null where everything is drawn. */
export function hiddenText({ hidden }: Pick<LoadResult, 'hidden'>): string | null {
  const { backends = 0, servers = 0 } = hidden ?? {};
  const parts = [
    ...(backends > 0 ? [`${backends} backend${backends === 1 ? '' : 's'}`] : []),
    ...(servers > 0 ? [`${servers} server${servers === 1 ? '' : 's'}`] : []),
  ];
  return parts.length === 0 ? null : `Not drawn: ${parts.join(' and ')} more. They run all the same.`;
}
