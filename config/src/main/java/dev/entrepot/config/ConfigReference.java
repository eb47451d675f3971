package dev.entrepot.config;

import dev.entrepot.config.bind.Component;
import dev.entrepot.config.bind.Overrides;
import dev.entrepot.config.bind.RecordShape;
import dev.entrepot.config.bind.ScalarType;
import dev.entrepot.config.bind.Shape;
import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Setting;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes {@code docs/configuration.md} from the records. */
public final class ConfigReference {

    static final String EXAMPLE = """
            listen: 127.0.0.1:5010
            admin: 127.0.0.1:5011             # or off
            data: /var/lib/entrepot
            capacity: 200GiB
            upstreams:
              docker.io:                        # changes the well-known one; its url and aliases stay
                tag-ttl: 1h
                username: me
                password: ${HUB_TOKEN}          # or password-file: /run/secrets/hub
              registry.example.com:5000:        # adds one
                url: https://registry.example.com:5000
                aliases: [registry.internal]
                max-connections: 16
            clients:                            # who may ask
              allow: [10.0.0.0/8]
            """;

    private static final String INTRODUCTION = """
            # Configuration

            <!-- Generated from the records of the config module, and tested against them. Do not edit: change the records, then
                 mvn test -pl config -am -Dtest=ConfigReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dentrepot.docs=write -->

            entrepot runs without any configuration. What you do configure is read, each over the one before, from

            1. the defaults below,
            2. `entrepot.yaml` in the working directory, or the file that `--config` names,
            3. environment variables, of which an empty one counts as not set,
            4. the flags `--listen`, `--admin` and `--data`.

            ```yaml
            {example}```

            `entrepot config check` says what is wrong; `entrepot config print` shows every value in effect and where it came
            from, secrets masked.

            ## Keys

            """;

    private static final String VALUES = """

            An upstream's keys have no environment variable, because a variable cannot spell `docker.io`. Write `${NAME}` in
            the file instead.

            ## Values

            * Every value in the file may contain `${NAME}`, which becomes the environment variable of that name; one that is
              not set is an error. `$${` is `${` itself.
            * A *duration* is numbers with units, largest first: `d`, `h`, `m`, `s`, `ms`, as in `5m`, `7d`, `1h30m`.
            * A *host and a port* is `127.0.0.1:5000`, `localhost:5000` or `[::1]:5000`.
            * A *range of addresses* is `10.0.0.0/8`, `fd00::/8`, or one address.
            * A *path* that is relative is relative to the working directory.
            * An upstream's name and its aliases are hosts as clients write them, with a port where there is one, in lower
              case. A host means one upstream.
            * A file that holds a secret may end in one line end, which does not count.
            * YAML anchors, aliases and tags are not supported. A number, `true` or `no` where a text belongs is that text.

            ## Well-known registries

            These need no configuration. An entry of the same name under `upstreams` changes only the keys it has.

            | name | url | aliases |
            | --- | --- | --- |
            """;

    private static final String RELOADING = """

            ## Changing it while it runs

            entrepot reads all of it anew on SIGHUP, and within some seconds when the configuration file or a file that it
            names has changed. Replaced are

            {keys}

            and no connection is dropped: a transfer that has begun ends with what it began with. All other keys take effect
            with the next start, and the log names those that have changed. If anything is wrong, the log says what, and all
            of what was in force stays.
            """;

    private static final String ERRORS = """

            ## Errors

            A key that is not in the table, a value that cannot be used, a duplicate: all of it is reported at once, one line
            each, with the place, the key and what to do, and entrepot exits with status 78 before it opens anything.

            ```
            entrepot.yaml:6: upstreams.docker.io.tagttl: unknown key; did you mean 'tag-ttl'?
            env ENTREPOT_LISTEN: listen: '5000' is not a host and a port; write host:port, such as 127.0.0.1:5000 or [::1]:5000
            ```
            """;

    private final StringBuilder page = new StringBuilder();

    private ConfigReference() {}

    /** The page in Markdown. */
    public static String markdown() {
        ConfigReference reference = new ConfigReference();
        reference.page.append(INTRODUCTION.replace("{example}", EXAMPLE));
        reference.row("Key", "Type", "Default", "Environment variable", "What it does");
        reference.row("---", "---", "---", "---", "---");
        reference.section(ConfigLoader.SHAPE, KeyPath.ROOT, true);
        reference.page.append(VALUES);
        reference.wellKnown();
        reference.page.append(RELOADING.replace("{keys}", reloaded()));
        reference.page.append(ERRORS);
        return reference.page.toString();
    }

    /** @param overridable whether environment variables can spell the keys */
    private void section(RecordShape<?> shape, KeyPath path, boolean overridable) {
        for (Component component : shape.components()) {
            KeyPath key = path.child(component.name());
            switch (component.shape()) {
                case Shape.Scalar scalar -> scalar(component, scalar, path, overridable);
                case Shape.ListOf list ->
                    key(component, key, "list, each " + list.item().title(), overridable);
                case Shape.Section section -> section(section.record(), key, overridable);
                case Shape.MapOf map -> {
                    row(
                            code(key + ".<name>"),
                            "keys below",
                            "",
                            "",
                            component.key().description());
                    section(map.entry(), key.child("<name>"), false);
                }
            }
        }
    }

    private void scalar(Component component, Shape.Scalar scalar, KeyPath path, boolean overridable) {
        key(component, path.child(component.name()), type(component, scalar.type()), overridable);
        if (component.isSecret()) {
            KeyPath file = path.child(component.fileName());
            row(
                    code(file.toString()),
                    "path",
                    "",
                    variable(file, overridable),
                    "A file with the value of `" + component.name() + "`, in its place.");
        }
    }

    private void key(Component component, KeyPath key, String type, boolean overridable) {
        String byDefault = component.hasDefault() ? code(component.key().byDefault()) : "";
        row(
                code(key.toString()),
                type,
                byDefault,
                variable(key, overridable),
                component.key().description());
    }

    private static String type(Component component, ScalarType<?> type) {
        boolean bounded = component.key().max() < Integer.MAX_VALUE;
        return type.noun()
                + (bounded
                        ? ", " + component.key().min() + " to "
                                + component.key().max()
                        : "");
    }

    private static String variable(KeyPath key, boolean overridable) {
        return overridable ? code(Overrides.variable(ConfigLoader.PREFIX, key)) : "";
    }

    private static String reloaded() {
        return ConfigLoader.SHAPE.components().stream()
                .filter(component -> component.key().reloaded())
                .map(component -> "* " + code(component.name()))
                .collect(Collectors.joining("\n"));
    }

    private void wellKnown() {
        Setting.Mapping settings = WellKnownUpstreams.settings();
        entries(settings.entries().get("upstreams")).forEach((name, upstream) -> {
            Map<String, Setting> keys = entries(upstream);
            row(code(name), texts(keys.get("url")), texts(keys.get("aliases")));
        });
    }

    private static Map<String, Setting> entries(@Nullable Setting setting) {
        return setting instanceof Setting.Mapping mapping ? mapping.entries() : Map.of();
    }

    private static String texts(@Nullable Setting setting) {
        if (setting instanceof Setting.Sequence list) {
            return list.items().stream().map(ConfigReference::texts).collect(Collectors.joining(", "));
        }
        return setting instanceof Setting.Text text ? code(text.value()) : "";
    }

    private void row(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
