/** What is said of sections that Drydock does not read otherwise. */
import type { RawSection } from '../lines.ts';
import type { CheckContext } from './context.ts';

export function checkOtherSections(cx: CheckContext): void {
  for (const section of cx.sections) {
    const name = section.header.words[1];
    if (!name) continue;
    if (section.kind === 'mailers') checkMailers(section, name.text, cx);
    else if (section.kind === 'resolvers') checkNameServers(section, name.text, cx);
    else if (section.kind === 'cache') checkCache(section, name.text, cx);
  }
}

function says(section: RawSection, ...keywords: string[]): boolean {
  return section.directives.some((d) => keywords.includes(d.words[0]!.text));
}

function checkMailers(section: RawSection, name: string, cx: CheckContext): void {
  if (cx.usedMailers.has(name)) return;
  cx.report.warning(
    section.header.words[1]!.span,
    'unused-section',
    `no section sends mails through '${name}': HAProxy drops it`,
  );
}

function checkNameServers(section: RawSection, name: string, cx: CheckContext): void {
  if (says(section, 'nameserver', 'parse-resolv-conf')) return;
  cx.report.warning(section.header.words[1]!.span, 'no-name-server', `resolvers '${name}' has no name server`, {
    hint: "add 'nameserver <name> <address>:53', or 'parse-resolv-conf'",
  });
}

function checkCache(section: RawSection, name: string, cx: CheckContext): void {
  if (says(section, 'total-max-size')) return;
  cx.report.error(section.header.words[1]!.span, 'missing-size', `cache '${name}' has no size`, {
    section: name,
    hint: "add 'total-max-size <megabytes>'",
  });
}
