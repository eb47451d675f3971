package dev.entrepot.proxy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code entrepot} without a command explains itself. */
@Command(
        name = "entrepot",
        description = "A pull-through cache for OCI registries: one upstream fetch per blob, whoever asks.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnUsageHelp = ExitCode.FINE,
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            RehearseCommand.class,
            FsckCommand.class,
            StatusCommand.class,
            ExplainCommand.class,
            PurgeCommand.class,
            PinCommands.Pin.class,
            PinCommands.Unpin.class,
            PinCommands.Pins.class,
            LogLevelCommand.class,
            HostsCommand.class,
            ConfigCommand.class,
            VersionCommand.class
        })
public final class EntrepotCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? Most people want: entrepot serve");
    }

    /** @return the exit code of the process */
    public static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new EntrepotCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
