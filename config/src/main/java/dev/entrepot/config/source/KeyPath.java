package dev.entrepot.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The way to a key from the top. Kept as a list because names have dots themselves: {@code upstreams.docker.io.url}
 * has three parts.
 */
public record KeyPath(List<String> names) {

    public static final KeyPath ROOT = new KeyPath(List.of());

    private static final Pattern ITEM = Pattern.compile("\\[[0-9]+]");

    public KeyPath {
        names = List.copyOf(names);
    }

    public KeyPath child(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new KeyPath(longer);
    }

    /** @param index from 0 */
    public KeyPath item(int index) {
        return child("[" + index + "]");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(text.isEmpty() || ITEM.matcher(name).matches() ? "" : ".");
            text.append(name.isEmpty() ? "''" : Texts.oneLine(name));
        }
        return text.toString();
    }
}
