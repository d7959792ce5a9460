/**
 * The page's end of the language worker. A watchdog ends a worker that does not answer, starts another and opens the documents
 * again, so that no text, however strange, can freeze the guide.
 */
import * as Comlink from 'comlink';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { Change } from '../../simulator/language/service.ts';
import type { LanguageApi } from './language.worker.ts';
import { LOADING_MS, patienceMs } from './patience.ts';

interface OpenDocument {
  text: () => string;
  characters: () => number;
  revision: () => number;
  version: Version;
}

let worker: Worker | null = null;
let remote: Comlink.Remote<LanguageApi> | null = null;
/** The worker's script runs. */
let ready: Promise<unknown> = Promise.resolve();
const open = new Map<string, OpenDocument>();

/** Thrown when the worker was stopped for taking too long. */
export class LanguageTimeout extends Error {}

function connect(): Comlink.Remote<LanguageApi> {
  if (remote !== null) return remote;
  worker = new Worker(new URL('./language.worker.ts', import.meta.url), { type: 'module', name: 'language' });
  remote = Comlink.wrap<LanguageApi>(worker);
  ready = remote.ready();
  for (const [id, doc] of open) void remote.open(id, doc.revision(), doc.text(), doc.version);
  return remote;
}

function disconnect(): void {
  worker?.terminate();
  worker = null;
  remote = null;
}

/** Asks the worker something; rejects with LanguageTimeout when it takes longer than such texts may take. */
export async function ask<T>(question: (api: Comlink.Remote<LanguageApi>) => Promise<T>): Promise<T> {
  const api = connect();
  const asked = worker;
  const within = async <A>(answer: Promise<A>, ms: number, why: string): Promise<A> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        if (worker === asked) disconnect();
        reject(new LanguageTimeout(why));
      }, ms);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  // Asked at once: what is asked later must not be answered earlier.
  const answer = question(api);
  answer.catch(() => undefined);
  await within(ready, LOADING_MS, 'The checker did not come; it is fetched again with the next change.');
  let characters = 0;
  for (const document of open.values()) characters += document.characters();
  return within(answer, patienceMs(characters), 'The checker took too long on this text and was started again.');
}

/** @param document how to read the text again, should the worker have to be restarted */
export async function openDocument(id: string, document: OpenDocument): Promise<void> {
  const starting = remote === null;
  open.set(id, document);
  const api = connect();
  if (!starting) await api.open(id, document.revision(), document.text(), document.version);
}

export async function changeDocument(id: string, revision: number, changes: readonly Change[]): Promise<void> {
  await connect().change(id, revision, changes);
}

/** A document's HAProxy version was changed: everything is looked at again. */
export async function reopenDocument(id: string, version: Version): Promise<void> {
  const document = open.get(id);
  if (document === undefined) return;
  document.version = version;
  await connect().open(id, document.revision(), document.text(), version);
}

export function closeDocument(id: string): void {
  open.delete(id);
  if (remote !== null) void remote.close(id);
}
