package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigPrinter;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "config", description = "Look at the configuration without serving.")
final class ConfigCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "config check, or config print?");
    }

    @Command(name = "check", description = "Say what is wrong with it, all at once; exit code 78 if anything is.")
    int check(@Mixin ConfigOptions options) {
        try {
            options.read();
            out().println("the configuration is fine");
            return ExitCode.FINE;
        } catch (ConfigException e) {
            return refuse(e);
        } finally {
            out().flush();
        }
    }

    @Command(name = "print", description = "Print what is in force and where it comes from; secrets are masked.")
    int print(@Mixin ConfigOptions options) {
        try {
            out().print(ConfigPrinter.print(options.read()));
            return ExitCode.FINE;
        } catch (ConfigException e) {
            return refuse(e);
        } finally {
            out().flush();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int refuse(ConfigException e) {
        PrintWriter err = spec.commandLine().getErr();
        e.errors().forEach(err::println);
        err.flush();
        return ExitCode.CONFIGURATION;
    }
}
