/** The longer texts about everything that is neither a fetch nor a converter, by topic (as `vocabulary.ts` has it) and name. */
import { ACTION_TEXTS } from './actions.ts';
import { BIND_TEXTS } from './bind-options.ts';
import { CHECK_TEXTS } from './checks.ts';
import { type LongText, readEntries } from './entries.ts';
import { ALIAS_TEXTS } from './format-aliases.ts';
import { GLOBAL_PROCESS } from './global-process.ts';
import { GLOBAL_QUIC } from './global-quic.ts';
import { GLOBAL_TUNING } from './global-tuning.ts';
import { OPTION_TEXTS } from './options.ts';
import { PERSISTENCE_TEXTS } from './persistence.ts';
import { PROXIES } from './proxies.ts';
import { SECTION_TEXTS } from './sections.ts';
import { SERVER_TEXTS } from './server-options.ts';
import { WORD_TEXTS } from './words.ts';

const FILES: readonly Readonly<Record<string, string>>[] = [
  GLOBAL_PROCESS,
  GLOBAL_TUNING,
  GLOBAL_QUIC,
  PROXIES,
  OPTION_TEXTS,
  BIND_TEXTS,
  SERVER_TEXTS,
  ACTION_TEXTS,
  SECTION_TEXTS,
  CHECK_TEXTS,
  PERSISTENCE_TEXTS,
  WORD_TEXTS,
  ALIAS_TEXTS,
];

let byTopic: Map<string, Map<string, LongText>> | undefined;

function texts(): Map<string, Map<string, LongText>> {
  if (byTopic) return byTopic;
  byTopic = new Map();
  for (const file of FILES) {
    for (const [topic, entries] of Object.entries(file)) {
      const map = byTopic.get(topic) ?? new Map<string, LongText>();
      byTopic.set(topic, map);
      for (const [name, text] of Object.entries(readEntries({ manual: '', entries }))) map.set(name, text);
    }
  }
  return byTopic;
}

/** Topics with their names, for tests. */
export function keywordTopics(): ReadonlyMap<string, ReadonlyMap<string, LongText>> {
  return texts();
}

/**
 * @param topics where the keyword stands, the narrowest first
 * @returns null where there is no text. `*` stands for all other names of a topic, `{}` in its example for the name.
 */
export function keywordText(topics: readonly string[], name: string): LongText | null {
  for (const topic of topics) {
    const map = texts().get(topic);
    const own = map?.get(name);
    if (own) return own;
    const general = map?.get('*');
    if (general) return { ...general, example: general.example.map((line) => line.replace('{}', name)) };
  }
  return null;
}
