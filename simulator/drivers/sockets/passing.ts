/**
 * Bytes that pass and that nobody looks at. The engine only counts them and moves its deadlines, so it is told of them
 * together, at most `LATE_MS` late: before any other fact, and when nothing else is told for that long.
 */
import type { Input } from '../../engine/io.ts';
import type { ClientLink, ServerLink, World } from './world.ts';

type Passing = Extract<Input, { type: 'clientData' | 'requestBody' | 'serverData' | 'responseBody' }>['type'];

/** A deadline may be moved by so much too far. */
const LATE_MS = 5;

/** So many bytes have passed; `tell` is called, later, when they have to be told. */
export function passed(
  world: World,
  link: ClientLink | ServerLink,
  type: Passing,
  bytes: number,
  tell: (world: World) => void,
): void {
  if (link.unsaidBytes === 0) {
    link.unsaid = type;
    world.unsaid.push(link);
    world.unsaidTimer ??= setTimeout(() => {
      world.unsaidTimer = null;
      if (world.unsaid.length > 0) tell(world);
    }, LATE_MS);
  }
  link.unsaidBytes += bytes;
}

/** Puts what was not told so far in front of what is told next. */
export function collectPassed(world: World): void {
  for (const link of world.unsaid) {
    const bytes = link.unsaidBytes;
    link.unsaidBytes = 0;
    switch (link.unsaid) {
      case 'clientData':
      case 'requestBody':
        world.pending.push({ type: link.unsaid, client: link.id, bytes });
        break;
      default:
        world.pending.push({ type: link.unsaid, conn: link.id, bytes });
    }
  }
  world.unsaid.length = 0;
}
