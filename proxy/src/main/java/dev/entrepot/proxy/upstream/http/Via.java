package dev.entrepot.proxy.upstream.http;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What this process calls itself in {@code Via} (RFC 9110, section 7.6.3), when it asks a registry. Who finds its own name
 * in a request is asking itself, by an upstream's url that leads back to it.
 */
public final class Via {

    private static final String NAME =
            "entrepot-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    static final String HEADER = "1.1 " + NAME;

    private Via() {}

    /** @param values of all headers of that name */
    public static boolean namesUs(List<String> values) {
        return values.stream().anyMatch(value -> value.contains(NAME));
    }
}
