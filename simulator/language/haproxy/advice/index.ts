/**
 * Advice: what is valid, and still not what its writer will want. Looked for once everything is read, in linear time;
 * each finding has a code that `explanations.ts` explains. An advice must be true whenever it is given: what depends on
 * what cannot be seen here is left unsaid.
 */
import type { CheckContext } from '../checks/context.ts';
import type { SourceFile } from '../config.ts';
import { adviseAcls } from './acls.ts';
import { adviseHealth } from './health.ts';
import { adviseDescriptors, adviseLimits, adviseOwnLines, adviseSlowRequests, adviseTunnels } from './limits.ts';
import { advisePersistence } from './persistence.ts';
import { adviseRules } from './rules.ts';
import { adviseClientAddress, adviseProcess, adviseSecurity } from './security.ts';
import { adviseServers } from './servers.ts';
import { adviseGlobalTls, adviseTls } from './tls.ts';
import { adviseTwice, adviseUsage } from './usage.ts';
import { createAdvice } from './view.ts';

/** Marks of Jinja, Go templates, ERB and their like. */
const TEMPLATE = /\{\{|\{% |<%/;

export function advise(context: CheckContext, files: readonly SourceFile[]): void {
  // A template is not what HAProxy will read: lines may be alternatives, and names are missing.
  if (files.some((f) => TEMPLATE.test(f.text))) return;
  // One that is refused will be changed first, and what a wrong line was meant to say is not known.
  if (context.report.findings.some((f) => f.diagnostic.severity === 'error' && !f.harmless)) return;
  const cx = createAdvice(context, files);
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
