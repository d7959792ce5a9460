/** Which sections say which words. */
import { type Chunk, wordsKept, wordsOf } from './chunks.ts';

/** What a text's chunks said when the text was studied as a whole. */
export interface WordIndex {
  readonly chunks: readonly Chunk[];
  readonly byWord: ReadonlyMap<string, readonly number[]>;
}

export function indexWords(chunks: readonly Chunk[]): WordIndex {
  const byWord = new Map<string, number[]>();
  chunks.forEach((chunk, i) => {
    for (const word of wordsOf(chunk)) {
      const list = byWord.get(word);
      if (list) list.push(i);
      else byWord.set(word, [i]);
    }
  });
  return { chunks, byWord };
}

export type Search = (word: string) => readonly number[];

/** @param chunks those of the index, some of them rewritten */
export function searchIn(index: WordIndex, chunks: readonly Chunk[]): Search {
  const rewritten = new Map<number, ReadonlySet<string>>();
  chunks.forEach((chunk, i) => {
    if (chunk !== index.chunks[i]) rewritten.set(i, wordsKept(chunk));
  });
  return (word) => {
    const found = (index.byWord.get(word) ?? []).filter((i) => !rewritten.has(i));
    for (const [i, words] of rewritten) if (words.has(word)) found.push(i);
    return found;
  };
}

/** Which chunks have a name. */
export function namesOf(chunks: readonly Chunk[]): ReadonlyMap<string, readonly number[]> {
  const names = new Map<string, number[]>();
  chunks.forEach(({ name }, i) => {
    if (name === '') return;
    const same = names.get(name);
    if (same) same.push(i);
    else names.set(name, [i]);
  });
  return names;
}
