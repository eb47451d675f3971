package dev.entrepot.proxy.metrics;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query of Prometheus asks for, as far as a test needs to know. */
final class Expression {

    private static final Set<String> NO_METRICS =
            Set.of("and", "or", "unless", "bool", "offset", "sum", "min", "max", "avg");

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");
    private static final Pattern NAME =
            Pattern.compile("\\b([a-z_][a-z0-9_]*)\\b(?!\\s*\\()", Pattern.CASE_INSENSITIVE);
    private static final Pattern LABELLED = Pattern.compile("([a-z_][a-z0-9_]*)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

    private final String text;

    Expression(String text) {
        this.text = text;
    }

    Set<String> metrics() {
        String bare = text;
        for (Pattern noise : new Pattern[] {STRING, MATCHERS, RANGE, GROUPING}) {
            bare = noise.matcher(bare).replaceAll(" ");
        }
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(bare);
        while (name.find()) {
            if (!NO_METRICS.contains(name.group(1)) && !name.group(1).matches("e\\d+")) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    /** Of this metric's matchers. */
    Set<String> labels(String metric) {
        Set<String> labels = new TreeSet<>();
        Matcher labelled = LABELLED.matcher(STRING.matcher(text).replaceAll("\"\""));
        while (labelled.find()) {
            if (labelled.group(1).equals(metric)) {
                Matcher label = LABEL.matcher(labelled.group(2));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
        return labels;
    }

    @Override
    public String toString() {
        return text;
    }
}
