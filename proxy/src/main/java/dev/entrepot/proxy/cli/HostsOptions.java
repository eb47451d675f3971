package dev.entrepot.proxy.cli;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.value.HostPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where clients find entrepot. */
final class HostsOptions {

    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            description = "Where clients reach entrepot, such as http://entrepot.internal:5000. Default: where the "
                    + "configuration says that it listens.")
    private @Nullable String mirror;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    URI mirror(Configuration configuration) {
        if (mirror != null) {
            return checked(mirror);
        }
        HostPort listen = configuration.listen();
        if (listen.port() == 0) {
            throw wrong("the configuration listens on any free port: say where clients find it with --mirror URL");
        }
        boolean isEvery = EVERY_ADDRESS.contains(listen.host());
        String scheme = configuration.tls().isPresent() ? "https://" : "http://";
        return URI.create(scheme + (isEvery ? new HostPort("127.0.0.1", listen.port()) : listen));
    }

    private URI checked(String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (isHttp && url.getHost() != null && url.getPath().isEmpty() && url.getQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw wrong("--mirror is scheme, host and port, such as http://127.0.0.1:5000, and not " + text);
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
