package dev.entrepot.config.source;

import java.util.List;

/**
 * One thing that is wrong; {@code toString} is the line shown to the user.
 *
 * @param key the way to the key, empty where the file as a whole is meant
 * @param remedy what to do about it
 * @param excerpt lines that show the place, where naming it is not enough
 */
public record ConfigError(Origin origin, String key, String message, String remedy, List<String> excerpt) {

    public ConfigError {
        excerpt = List.copyOf(excerpt);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(origin).append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        text.append(message).append("; ").append(remedy);
        for (String line : excerpt) {
            text.append("\n    ").append(line);
        }
        return text.toString();
    }
}
