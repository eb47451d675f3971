package dev.entrepot.proxy.cli;

/** How a process ends; documented in docs/operations.md. */
final class ExitCode {

    static final int FINE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /** EX_CONFIG of sysexits.h. */
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}
