/** The axis of a file that points up. */
export const AXES = ['x', 'y', 'z'] as const;
export type Axis = (typeof AXES)[number];
