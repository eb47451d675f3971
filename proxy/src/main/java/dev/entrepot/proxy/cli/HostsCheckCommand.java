package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.proxy.hosts.CheckedImage;
import dev.entrepot.proxy.hosts.ContainerdConfig;
import dev.entrepot.proxy.hosts.HostsCheck;
import dev.entrepot.proxy.hosts.HostsFolder;
import dev.entrepot.proxy.hosts.Remark;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Say whether containerd on this machine pulls through entrepot: read its files as it does, and ask whoever "
                    + "they name.",
            "Exit code 1 if anything is bad. Without --image nothing is asked of any registry."
        })
final class HostsCheckCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOptions config;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = HostsCommand.DEFAULT_FOLDER,
            description = "containerd's config_path. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--containerd-config",
            paramLabel = "FILE",
            defaultValue = "/etc/containerd/config.toml",
            description =
                    "Where containerd says which folder it looks into. Default: ${DEFAULT-VALUE}, if it is there.")
    @SuppressWarnings("NullAway.Init")
    private Path containerdConfig;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "An image to ask for, by its whole name: docker.io/library/alpine:3.20.")
    private @Nullable String image;

    @Parameters(
            paramLabel = "REGISTRY",
            arity = "0..*",
            description = "Registries as images name them. Default: those configured.")
    private @Nullable List<String> registries;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            HostsCheck check = new HostsCheck(new HostsFolder(folder), image());
            boolean isGood = report("containerd", ContainerdConfig.check(containerdConfig, folder));
            for (String registry : chosen()) {
                isGood &= report(registry, check.of(registry));
            }
            return isGood ? ExitCode.FINE : ExitCode.FAILED;
        } catch (ConfigException e) {
            e.errors().forEach(spec.commandLine().getErr()::println);
            return ExitCode.CONFIGURATION;
        } finally {
            spec.commandLine().getOut().flush();
            spec.commandLine().getErr().flush();
        }
    }

    private Optional<CheckedImage> image() {
        if (image == null) {
            return Optional.empty();
        }
        return Optional.of(CheckedImage.parse(image)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "--image is a whole name, such as docker.io/library/alpine:3.20")));
    }

    private Set<String> chosen() throws ConfigException {
        return new TreeSet<>(
                registries != null
                        ? registries
                        : config.read().configuration().upstreams().keySet());
    }

    private boolean report(String subject, List<Remark> remarks) {
        PrintWriter out = spec.commandLine().getOut();
        if (!remarks.isEmpty()) {
            out.println(subject);
        }
        remarks.forEach(remark -> out.printf(
                "  %s %s%n",
                switch (remark.kind()) {
                    case GOOD -> "ok  ";
                    case NOTE -> "note";
                    case BAD -> "BAD ";
                },
                remark.text()));
        return remarks.stream().noneMatch(remark -> remark.kind() == Remark.Kind.BAD);
    }
}
