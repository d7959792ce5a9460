/**
 * Advice: what is valid, and still not what its writer will want. Looked for once everything is read, in linear time;
 * each finding has a code that `explanations.ts` explains. An advice must be true whenever it is given: what depends on
 * what cannot be seen here is left unsaid.
 */
import type { Span } from '../../diagnostic.ts';
import type { CheckContext } from '../checks/context.ts';
import type { SourceFile } from '../config.ts';
import type { Finding } from '../report.ts';
import { adviseAcls } from './acls.ts';
import { adviseHealth } from './health.ts';
import { adviseDescriptors, adviseLimits, adviseOwnLines, adviseSlowRequests, adviseTunnels } from './limits.ts';
import { advisePersistence } from './persistence.ts';
import { adviseRules } from './rules.ts';
import { adviseClientAddress, adviseProcess, adviseSecurity } from './security.ts';
import { adviseServers } from './servers.ts';
import { adviseGlobalTls, adviseTls } from './tls.ts';
import { adviseTwice, adviseUsage } from './usage.ts';
import { createAdvice, type Tellings, tellingsOf } from './view.ts';

interface AdviceRest {
  readonly tellings: Tellings;
  readonly isWanted: (span: Span) => boolean;
}

/** @param rest what is known of all the text, where `files` are a part of it */
export function advise(context: CheckContext, files: readonly SourceFile[], rest?: AdviceRest): void {
  const told = rest?.tellings ?? tellingsOf(files.map((f) => f.text).join('\n'));
  if (told.isTemplate) return;
  // One that is refused will be changed first, and what a wrong line was meant to say is not known.
  const isError = ({ diagnostic: d, harmless }: Finding): boolean =>
    d.severity === 'error' && !harmless && (rest?.isWanted(d.span) ?? true);
  if (context.report.findings.some(isError)) return;
  const cx = createAdvice(context, files, told);
  for (const p of cx.defaults) {
    adviseOwnLines(p, cx);
    adviseTwice(p, cx);
  }
  for (const p of cx.proxies) {
    adviseOwnLines(p, cx);
    adviseTwice(p, cx);
    adviseAcls(p, cx);
    adviseRules(p, cx);
    adviseTls(p, cx);
    adviseHealth(p, cx);
    adviseServers(p, cx);
    advisePersistence(p, cx);
    adviseLimits(p, cx);
    adviseTunnels(p, cx);
    adviseSecurity(p, cx);
  }
  adviseProcess(cx);
  adviseGlobalTls(cx);
  adviseDescriptors(cx);
  adviseSlowRequests(cx);
  adviseClientAddress(cx);
  adviseUsage(cx);
}
