package dev.entrepot.proxy.app;

import dev.entrepot.proxy.cli.EntrepotCommand;

/** Where the process starts. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(EntrepotCommand.execute(arguments));
    }
}
