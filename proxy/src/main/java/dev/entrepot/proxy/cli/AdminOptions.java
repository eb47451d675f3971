package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.HostPortOrOff;
import dev.entrepot.config.value.InvalidValueException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that ask a running proxy. */
final class AdminOptions {

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where the proxy answers administrators. Default: as in its configuration.")
    private @Nullable String admin;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Its configuration file. Default: ./entrepot.yaml, if there is one.")
    private @Nullable Path file;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    /** @throws AdminUnreachableException when there is none */
    AdminClient client() throws ConfigException, AdminUnreachableException {
        Optional<HostPort> address = address().address();
        if (address.isEmpty()) {
            throw new AdminUnreachableException("the proxy answers no administrators: the key 'admin' is off");
        }
        return new AdminClient(address.get());
    }

    /** Said on the command line, it needs no configuration: that may have secrets the caller cannot read. */
    private HostPortOrOff address() throws ConfigException {
        if (admin == null) {
            return new ConfigLoader(System.getenv(), Path.of("").toAbsolutePath())
                    .load(Optional.ofNullable(file), Map.of())
                    .admin();
        }
        try {
            return HostPortOrOff.parse(admin);
        } catch (InvalidValueException e) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--admin: " + e.getMessage() + "; " + e.remedy());
        }
    }
}
