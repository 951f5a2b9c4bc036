// Stands for the packages with koffi's native parts in the one file, which has it inside (start.cjs).
module.exports = globalThis.iotopNative;
