/**
 * `balance url_param`: by the value of a query parameter; round robin without it. `check_post` would look into a body,
 * which the engine does not see: such a request counts as one without the parameter. Manual, "balance url_param".
 */
import { hashed, hashText } from './hashed.ts';

export const urlParam = hashed(
  'url_param',
  ({ plan, stream }) => {
    const options = plan.balance.key;
    if (options?.type !== 'url_param' || !stream.request) return null;
    const target = stream.request.target;
    const question = target.indexOf('?');
    if (question < 0) return null;
    for (const part of target.slice(question + 1).split('&')) {
      if (part.startsWith(`${options.name}=`)) return hashText(plan, part.slice(options.name.length + 1));
    }
    return null;
  },
  true,
);
