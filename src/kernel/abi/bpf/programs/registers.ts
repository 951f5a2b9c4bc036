/**
 * The eleven 64-bit registers of BPF: R0 is a call's result, R1 to R5 its arguments (lost in the call), R6 to R9 survive calls, R10 points
 * to the end of 512 bytes of stack.
 *
 * Source: Documentation/bpf/standardization/instruction-set.rst.
 */
export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

export const R0 = 0;
export const R1 = 1;
export const R2 = 2;
export const R3 = 3;
export const R4 = 4;
export const R6 = 6;
export const R7 = 7;
export const R8 = 8;
export const R9 = 9;
/** The end of the stack frame; read-only. */
export const FRAME = 10;
