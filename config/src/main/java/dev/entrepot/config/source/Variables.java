package dev.entrepot.config.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills {@code ${NAME}} in values with environment variables; two dollar signs before a brace stand for one. */
public final class Variables {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\{");

    private final Map<String, String> environment;
    private final Problems problems;

    public Variables(Map<String, String> environment, Problems problems) {
        this.environment = Map.copyOf(environment);
        this.problems = problems;
    }

    public Setting.Mapping fill(Setting.Mapping settings) {
        return mapping(KeyPath.ROOT, settings);
    }

    /** What {@link #fill} turns into {@code text}. */
    public static String escape(String text) {
        return text.replace("${", "$${");
    }

    /** Whether a text as written is one reference and nothing else, so that it shows nothing of the value. */
    public static boolean isReference(String written) {
        Matcher matcher = REFERENCE.matcher(written);
        return matcher.matches() && matcher.group(1) != null;
    }

    private Setting.Mapping mapping(KeyPath path, Setting.Mapping mapping) {
        Map<String, Setting> filled = new LinkedHashMap<>();
        mapping.entries().forEach((key, setting) -> filled.put(key, setting(path.child(key), setting)));
        return new Setting.Mapping(filled, mapping.origin());
    }

    private Setting setting(KeyPath path, Setting setting) {
        return switch (setting) {
            case Setting.Text text -> text(path, text);
            case Setting.Mapping mapping -> mapping(path, mapping);
            case Setting.Sequence sequence -> sequence(path, sequence);
            case Setting.Nothing nothing -> nothing;
            case Setting.Unusable unusable -> unusable;
        };
    }

    private Setting.Sequence sequence(KeyPath path, Setting.Sequence sequence) {
        List<Setting> filled = new ArrayList<>();
        for (Setting item : sequence.items()) {
            filled.add(setting(path.item(filled.size()), item));
        }
        return new Setting.Sequence(filled, sequence.origin());
    }

    private Setting text(KeyPath path, Setting.Text text) {
        Matcher matcher = REFERENCE.matcher(text.written());
        StringBuilder filled = new StringBuilder();
        boolean missing = false;
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = matcher.group().equals("$${") ? "${" : name == null ? null : environment.get(name);
            if (value == null) {
                report(path, text.origin(), name);
                missing = true;
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(String.valueOf(value)));
        }
        matcher.appendTail(filled);
        return missing
                ? new Setting.Unusable(text.origin())
                : new Setting.Text(text.written(), filled.toString(), text.origin());
    }

    private void report(KeyPath path, Origin origin, @Nullable String name) {
        String escape = "write $${ where ${ itself is meant";
        if (name == null) {
            problems.add(origin, path, "'${' is not followed by a variable's name and '}'", escape);
        } else {
            problems.add(origin, path, "environment variable " + name + " is not set", "set it; " + escape);
        }
    }
}
