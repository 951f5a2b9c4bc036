/** The only place that exits. */
process.exitCode = 0;
