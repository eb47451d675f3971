package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
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
        // Said on the command line, it needs no configuration: that may have secrets the caller cannot read.
        HostPortOrOff address = admin == null ? configuration(Map.of()).admin() : given(admin);
        return client(address);
    }

    /** @throws AdminUnreachableException when there is none */
    AdminClient client(Configuration configuration) throws AdminUnreachableException {
        return client(admin == null ? configuration.admin() : given(admin));
    }

    private static AdminClient client(HostPortOrOff address) throws AdminUnreachableException {
        return new AdminClient(address.address()
                .orElseThrow(() ->
                        new AdminUnreachableException("the proxy answers no administrators: the key 'admin' is off")));
    }

    /** @param flags over what the file and the environment say */
    Configuration configuration(Map<String, String> flags) throws ConfigException {
        return new ConfigLoader(System.getenv(), Path.of("").toAbsolutePath()).load(Optional.ofNullable(file), flags);
    }

    private HostPortOrOff given(String text) {
        try {
            return HostPortOrOff.parse(text);
        } catch (InvalidValueException e) {
            throw wrong("--admin", e);
        }
    }

    CommandLine.ParameterException wrong(String option, InvalidValueException e) {
        return new CommandLine.ParameterException(
                command.commandLine(), option + ": " + e.getMessage() + "; " + e.remedy());
    }
}
