package dev.entrepot.config.bind;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Settings from environment variables and flags, to be laid over those of a file. */
public final class Overrides {

    private final String prefix;
    private final Map<String, KeyPath> variables = new LinkedHashMap<>();

    /** @param prefix of the variables, without its underscore */
    public Overrides(String prefix, RecordShape<?> root) {
        this.prefix = prefix;
        addVariables(KeyPath.ROOT, root);
    }

    /** The variable that overrides a key, such as {@code ENTREPOT_S3_BUCKET}. */
    public static String variable(String prefix, KeyPath path) {
        return prefix + "_" + String.join("_", path.names()).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * An empty variable counts as not set, since that is what deployment templates make of a missing value. A variable
     * that is nearly one of ours is an error, but other ones with our prefix are not: Kubernetes sets {@code
     * ENTREPOT_SERVICE_HOST} and {@code ENTREPOT_PORT} in every pod beside a service named entrepot.
     */
    public Setting.Mapping fromEnvironment(Map<String, String> environment, Problems problems) {
        Setting.Mapping settings = Setting.Mapping.empty(new Origin.Default());
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            KeyPath path = variables.get(name);
            if (path != null && !variable.getValue().isEmpty()) {
                settings = with(settings, path.names(), variable.getValue(), new Origin.Environment(name));
            } else if (path == null) {
                refuseTypo(name, problems);
            }
        }
        return settings;
    }

    /** @param flags from the way to a key, such as {@code s3.bucket}, to its value */
    public static Setting.Mapping fromFlags(Map<String, String> flags) {
        Setting.Mapping settings = Setting.Mapping.empty(new Origin.Default());
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            List<String> path = List.of(flag.getKey().split("\\.", -1));
            settings = with(settings, path, flag.getValue(), new Origin.Flag(flag.getKey()));
        }
        return settings;
    }

    private void addVariables(KeyPath path, RecordShape<?> section) {
        for (Component component : section.components()) {
            switch (component.shape()) {
                case Shape.Section inner -> addVariables(path.child(component.name()), inner.record());
                case Shape.MapOf map -> {
                    // Its keys have names that no variable can spell.
                }
                default ->
                    component
                            .names()
                            .forEach(name -> variables.put(variable(prefix, path.child(name)), path.child(name)));
            }
        }
    }

    private void refuseTypo(String name, Problems problems) {
        if (name.startsWith(prefix)) {
            String typed = name.substring(prefix.length());
            List<String> known = new ArrayList<>();
            variables.keySet().forEach(variable -> known.add(variable.substring(prefix.length())));
            NearestName.of(typed, known)
                    .ifPresent(nearest -> problems.add(
                            new Origin.Environment(name),
                            KeyPath.ROOT,
                            "unknown variable",
                            "did you mean '" + prefix + nearest + "'?"));
        }
    }

    private static Setting.Mapping with(Setting.Mapping settings, List<String> path, String text, Origin origin) {
        Setting inner = Setting.Text.of(text, origin);
        for (String name : path.reversed()) {
            inner = new Setting.Mapping(Map.of(name, inner), origin);
        }
        return settings.overlaidWith((Setting.Mapping) inner);
    }
}
