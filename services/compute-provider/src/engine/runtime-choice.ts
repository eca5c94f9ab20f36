/** auto: gVisor (`runsc`) where the engine offers it and it works, else the engine's own; a name: that one or none. */
export const runtimeChoices = ['auto', 'runsc', 'runc'] as const;
export type RuntimeChoice = (typeof runtimeChoices)[number];
