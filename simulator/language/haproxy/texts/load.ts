import type { SampleTexts } from './samples.ts';

/** The longer texts about fetches and converters: a part of the program of its own, loaded when it is first asked for. */
export async function loadSampleTexts(): Promise<SampleTexts> {
  return (await import('./samples.ts')).SAMPLE_TEXTS;
}
