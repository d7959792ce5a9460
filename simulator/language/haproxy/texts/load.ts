import type { Texts } from './texts.ts';

/** The longer texts: a part of the program of its own, loaded when it is first asked for. */
export async function loadTexts(): Promise<Texts> {
  return (await import('./texts.ts')).TEXTS;
}
