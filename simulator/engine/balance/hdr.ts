/** `balance hdr(name)`: by the first value of a request header; round robin without it. Manual, "balance hdr". */
import { hashed, hashText } from './hashed.ts';

export const hdr = hashed('hdr', ({ plan, stream }) => {
  const options = plan.balance.key;
  if (options?.type !== 'hdr' || !stream.request) return null;
  const name = options.name.toLowerCase();
  const header = stream.request.headers.find((candidate) => candidate.name === name);
  const value = header?.value.split(',', 1).join('').trim();
  if (!value) return null;
  return hashText(plan, options.domainOnly ? middleOfDomain(value) : value);
});

/** `use_domain_only`: the label before the last dot; everything when there is no dot (a leading one does not count). */
function middleOfDomain(host: string): string {
  const end = host.lastIndexOf('.');
  if (end <= 0) return host;
  return host.slice(end < 2 ? 0 : host.lastIndexOf('.', end - 2) + 1, end);
}
