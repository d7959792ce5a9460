/** `balance hash EXPR`: by any sample expression; round robin when it yields nothing. Manual, "balance hash". */
import { byId } from '../id-table.ts';
import { evaluate } from '../sample/evaluate.ts';
import { asBytes, asText } from '../sample/value.ts';
import { hashed, hashText } from './hashed.ts';

export const hashExpr = hashed('hash', ({ engine, plan, proxy, stream }) => {
  const options = plan.balance.key;
  const client = byId(engine.state.clients, stream.client);
  if (options?.type !== 'hash' || !client) return null;
  const value = evaluate(options.expr, { engine, client, stream, proxy: proxy.id, direction: 'request' });
  // without a function the value is a number written down
  return value ? hashText(plan, plan.hashType.fn === 'none' ? asText(value) : asBytes(value)) : null;
});
