export const explanations: Readonly<Record<string, { severity: string }>> = {};
