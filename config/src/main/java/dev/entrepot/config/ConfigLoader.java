package dev.entrepot.config;

import dev.entrepot.config.bind.Binder;
import dev.entrepot.config.bind.Overrides;
import dev.entrepot.config.bind.RecordShape;
import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.source.Variables;
import dev.entrepot.config.source.YamlFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the configuration: flags over environment variables over a file over the well-known registries over defaults.
 * Strict: whatever is not understood is an error, and all errors are reported at once.
 */
public final class ConfigLoader {

    /** Read when no file is named and this one exists. */
    public static final String DEFAULT_FILE = "entrepot.yaml";

    static final String PREFIX = "ENTREPOT";
    static final RecordShape<Configuration> SHAPE = RecordShape.of(Configuration.class);

    private final Map<String, String> environment;
    private final Path workingDirectory;

    /** @param workingDirectory what relative paths are relative to */
    public ConfigLoader(Map<String, String> environment, Path workingDirectory) {
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory;
    }

    /**
     * @param file as the user named it; without one, {@value #DEFAULT_FILE} if there is one
     * @param flags from the way to a key, such as {@code listen}, to its value
     * @throws ConfigException with everything that is wrong
     */
    public Configuration load(Optional<Path> file, Map<String, String> flags) throws ConfigException {
        return read(file, flags).configuration();
    }

    /** {@link #load}, for whoever also wants to know where values came from. */
    public EffectiveConfiguration read(Optional<Path> file, Map<String, String> flags) throws ConfigException {
        Problems problems = new Problems();
        Path path = workingDirectory.resolve(file.orElse(Path.of(DEFAULT_FILE)));
        Setting.Mapping settings = WellKnownUpstreams.settings()
                .overlaidWith(fromFile(file, path, problems))
                .overlaidWith(new Overrides(PREFIX, SHAPE).fromEnvironment(environment, problems))
                .overlaidWith(Overrides.fromFlags(flags));
        UpstreamRules.check(settings, problems);
        ExposureRule.check(settings, problems);
        AddressRules.check(settings, problems);
        SizeRules.check(settings, problems);
        BucketRules.check(settings, problems);
        TlsRules.check(settings, problems);
        ProxyVariables.check(environment, problems);
        Binder binder = new Binder(workingDirectory, problems);
        Optional<Configuration> configuration = binder.bind(SHAPE, settings);
        Set<Path> files = new LinkedHashSet<>(binder.files());
        files.add(path);
        return new EffectiveConfiguration(
                configuration.orElseThrow(() -> new ConfigException(problems.sorted(), files)),
                binder.sources(),
                files);
    }

    /** A file that cannot be read at all ends it: what other errors there were could be due to what it does not say. */
    private Setting.Mapping fromFile(Optional<Path> named, Path path, Problems problems) throws ConfigException {
        if (named.isEmpty() && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Setting.Mapping.empty(new Origin.Default());
        }
        Setting.Mapping settings = new YamlFile(path, named.map(Path::toString).orElse(DEFAULT_FILE), problems)
                .read(SHAPE.secretNames())
                .orElseThrow(() -> new ConfigException(problems.sorted(), Set.of(path)));
        return new Variables(environment, problems).fill(settings);
    }
}
