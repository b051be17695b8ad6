/** Names of `OTEL_TRACES_SAMPLER`, as the specification has them. */
export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/** Whether a span is recorded. `parentIsSampled`: null = it begins its trace. */
export type Sampler = (traceId: string, parentIsSampled: boolean | null) => boolean;

/** Random digits at the end of every trace id, also of one that a run's uuidv7 makes: 13 hexadecimal ones fit a number. */
const RANDOM_DIGITS = 13;

export function createSampler(name: SamplerName, ratio: number): Sampler {
  const isKept = (traceId: string) => Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) / 16 ** RANDOM_DIGITS < ratio;
  switch (name) {
    case 'always_on':
      return () => true;
    case 'always_off':
      return () => false;
    case 'traceidratio':
      return isKept;
    case 'parentbased_always_on':
      return (_, parentIsSampled) => parentIsSampled ?? true;
    case 'parentbased_always_off':
      return (_, parentIsSampled) => parentIsSampled ?? false;
    case 'parentbased_traceidratio':
      return (traceId, parentIsSampled) => parentIsSampled ?? isKept(traceId);
  }
}
