package dev.entrepot.testkit.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The command line of {@link FakeRegistryMain}: {@code --name value} or {@code --name=value}. */
final class MainOptions {

    static final String USAGE = """
            usage: FakeRegistryMain [options]
              --port n           0, any, is the default
              --repository name  library/demo
              --tag name         latest
              --layers sizes     1MiB,4MiB: one layer of each size; B, KiB, MiB, GiB
              --platforms n      1: one image; 2: an index of linux/amd64 and linux/arm64
              --seed n           1: the same seed gives the same image
              --raw true         layers that cannot be unpacked but are ready sooner
              --rate size        bytes a second, for all connections together
              --auth kind        none, token, or basic:user:password
              --redirect true    blobs come from another port
              --until-eof true   ends when its standard input does
            """;

    private static final Set<String> KNOWN = Set.of(
            "port", "repository", "tag", "layers", "platforms", "seed", "raw", "rate", "auth", "redirect", "until-eof");
    private static final List<String> UNITS = List.of("b", "kib", "mib", "gib");

    private final Map<String, String> values;

    private MainOptions(Map<String, String> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException naming what is wrong */
    static MainOptions parse(String... args) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            int equals = option.indexOf('=');
            if (equals < 0 && i + 1 == args.length) {
                throw new IllegalArgumentException("no value for " + option);
            }
            String name = equals < 0 ? option : option.substring(0, equals);
            if (!name.startsWith("--") || !KNOWN.contains(name.substring(2))) {
                throw new IllegalArgumentException("unknown option " + name);
            }
            values.put(name.substring(2), equals < 0 ? args[++i] : option.substring(equals + 1));
        }
        return new MainOptions(values);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    boolean isTrue(String name) {
        return Boolean.parseBoolean(text(name, "false"));
    }

    /** In bytes; 0 if there is none. */
    long size(String name) {
        return parseSize(text(name, "0"));
    }

    long[] sizes(String name, String otherwise) {
        return Stream.of(text(name, otherwise).split(",", -1))
                .mapToLong(text -> parseSize(text.strip()))
                .toArray();
    }

    /** Such as {@code 4096}, {@code 64KiB}, {@code 25MiB}. */
    static long parseSize(String text) {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String unit = text.substring(end).strip().toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit);
        if (end == 0 || power < 0) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        return Long.parseLong(text.substring(0, end)) << (10 * power);
    }
}
