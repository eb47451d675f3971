package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.Configuration;
import dev.entrepot.proxy.hosts.ClientSnippets;
import dev.entrepot.proxy.hosts.HostsChange;
import dev.entrepot.proxy.hosts.HostsFolder;
import dev.entrepot.proxy.hosts.HostsPlan;
import dev.entrepot.proxy.hosts.HostsToml;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "hosts",
        description = {
            "Have containerd pull the configured upstreams through entrepot: write a hosts.toml for each.",
            "What would change is shown first. containerd reads them at each pull; nothing has to be restarted."
        },
        subcommands = HostsCheckCommand.class)
final class HostsCommand implements Callable<Integer> {

    static final String DEFAULT_FOLDER = "/etc/containerd/certs.d";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOptions config;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private HostsOptions options;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = DEFAULT_FOLDER,
            description = "containerd's config_path. Docker with the containerd image store: /etc/docker/certs.d. "
                    + "Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--no-bypass",
            description = "Nodes never go past entrepot to the registry, not even while it is down.")
    private boolean noBypass;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "On the nodes, in PEM: who signed entrepot's certificate. Needed for https where the nodes do not "
                            + "trust it anyway.")
    private @Nullable Path authority;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            Configuration configuration = config.read().configuration();
            HostsToml wanted = wanted(options.mirror(configuration));
            return change(HostsPlan.of(
                    new HostsFolder(folder), new TreeSet<>(configuration.hosts().keySet()), wanted));
        } catch (ConfigException e) {
            return refuse(e);
        } catch (IOException e) {
            return fail(e.toString());
        } finally {
            flush();
        }
    }

    private HostsToml wanted(URI mirror) {
        if (authority != null && !"https".equals(mirror.getScheme())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--ca is for a mirror by https, and this one is " + mirror);
        }
        return new HostsToml(mirror, noBypass, Optional.ofNullable(authority).map(Path::toAbsolutePath));
    }

    private int change(List<HostsChange> changes) throws IOException {
        if (changes.isEmpty()) {
            out().println("nothing to change in " + folder);
            return ExitCode.FINE;
        }
        changes.forEach(this::show);
        if (dryRun) {
            return ExitCode.FINE;
        }
        if (!yes && !isConfirmed(changes.size())) {
            return fail("nothing was written; --yes writes it without asking");
        }
        for (HostsChange change : changes) {
            change.write();
        }
        out().println("written; see whether it works with: entrepot hosts check");
        return ExitCode.FINE;
    }

    private void show(HostsChange change) {
        out().println(change.file() + ":");
        change.diff().forEach(line -> out().println("  " + line));
        if (change.isOfOthers()) {
            out().println("  (what is there now was not written by entrepot; it is kept as " + change.kept() + ")");
        }
        out().println();
    }

    /** Of JDK 25 it is null again where there is no terminal, whatever it was in 22. */
    @SuppressWarnings("SystemConsoleNull")
    private boolean isConfirmed(int files) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return false;
        }
        flush();
        String answer = console.readLine("write %d files? [y/N] ", files);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    @Command(
            name = "docker",
            description = "Print what belongs into /etc/docker/daemon.json; Docker has mirrors for Docker Hub alone.")
    int docker(@Mixin ConfigOptions configOptions, @Mixin HostsOptions hostsOptions) {
        try {
            Configuration configuration = configOptions.read().configuration();
            if (!configuration.defaultUpstream().equals("docker.io")) {
                return fail(
                        "Docker names no registry when it asks a mirror, so docker.io has to be the default-upstream, "
                                + "which is " + configuration.defaultUpstream());
            }
            out().print(ClientSnippets.docker(hostsOptions.mirror(configuration)));
            return ExitCode.FINE;
        } catch (ConfigException e) {
            return refuse(e);
        } finally {
            flush();
        }
    }

    @Command(
            name = "podman",
            description =
                    "Print what belongs into a file in /etc/containers/registries.conf.d, for podman, buildah, skopeo "
                            + "and CRI-O.")
    int podman(@Mixin ConfigOptions configOptions, @Mixin HostsOptions hostsOptions) {
        try {
            Configuration configuration = configOptions.read().configuration();
            out().print(ClientSnippets.podman(
                    hostsOptions.mirror(configuration),
                    configuration.upstreams().keySet()));
            return ExitCode.FINE;
        } catch (ConfigException e) {
            return refuse(e);
        } finally {
            flush();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int refuse(ConfigException e) {
        e.errors().forEach(spec.commandLine().getErr()::println);
        return ExitCode.CONFIGURATION;
    }

    private int fail(String why) {
        spec.commandLine().getErr().println("entrepot: " + why);
        return ExitCode.FAILED;
    }

    private void flush() {
        out().flush();
        spec.commandLine().getErr().flush();
    }
}
