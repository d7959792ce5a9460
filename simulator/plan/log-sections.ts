/** `ring` and `log-forward` sections, as far as messages go through them. Manual, "Rings", "Log forwarding". */
import type { Config, LogTarget, Section, Word } from '../language/haproxy/config.ts';
import { readLogTarget } from '../language/haproxy/lower/logging.ts';
import { createReport } from '../language/haproxy/report.ts';
import { planTarget } from './logs.ts';
import type { LogForwardPlan, RingPlan } from './plan.ts';

const valueBehind = (words: readonly Word[], name: string): string | undefined => {
  const at = words.findIndex((word) => word.text === name);
  return at < 0 ? undefined : words[at + 1]?.text;
};

/** The servers of rings get every message that is written into them. */
export function planRings(config: Config): RingPlan[] {
  return config.sections
    .filter((section) => section.kind === 'ring')
    .map((section) => {
      const lines = section.directives.map(({ words }) => words);
      const format = lines.find(([word]) => word?.text === 'format')?.[1]?.text;
      const servers = lines
        .filter(([word]) => word?.text === 'server')
        .map((words) => ({
          address: words[2]?.text ?? '',
          octetCount: valueBehind(words, 'log-proto') === 'octet-count',
        }));
      return { name: section.name?.text ?? '', format: format ?? 'raw', servers };
    });
}

export function planLogForwards(config: Config): LogForwardPlan[] {
  return config.sections
    .filter((section) => section.kind === 'log-forward')
    .map((section) => ({
      name: section.name?.text ?? '',
      binds: addressesOf(section, 'bind'),
      datagramBinds: addressesOf(section, 'dgram-bind'),
      targets: targetsOf(section, config).map(planTarget),
    }));
}

function addressesOf(section: Section, keyword: string): string[] {
  return section.directives
    .filter(({ words }) => words[0]?.text === keyword)
    .flatMap(({ words }) => words[1]?.text.split(',') ?? []);
}

/** Lines that are wrong were reported when the text was read. */
function targetsOf(section: Section, config: Config): LogTarget[] {
  const cx = { report: createReport(), version: config.version, environment: {} };
  return section.directives.flatMap((directive) => {
    if (directive.words[0]?.text !== 'log') return [];
    const target = readLogTarget(directive, false, cx);
    if (target === null || target === 'none') return [];
    return target.address === 'global' ? config.global.logs.map(({ value }) => value) : [target];
  });
}
