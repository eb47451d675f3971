package dev.entrepot.proxy.upstream.http;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one entrepot calls itself in {@code Via} (RFC 9110, section 7.6.3) when it asks a registry. Who finds its own name in
 * a request is asking itself: by an upstream's url that leads back to it, or by another cache that asks it in turn. For the
 * sake of the latter, what came with a request is passed on with whatever is asked for it, on any thread.
 *
 * <p>What cannot be seen: two who ask each other for the same at the same moment. Each waits for its own question, and both
 * end by their deadlines.
 */
public final class Via {

    /** The newest; a way of more hops is a circle that nobody in it sees. */
    private static final int MAX_HOPS = 16;

    /** Protocol and name; the comment that may follow is for people. */
    private static final Pattern HOP = Pattern.compile("([!-+\\--~]{1,32}[ \\t]+[!-'*+\\--~]{1,120})(?:[ \\t].*)?");

    /** How the question that this thread works for came here. */
    private static final ScopedValue<List<String>> SO_FAR = ScopedValue.newInstance();

    private final String name;

    private Via(String name) {
        this.name = name;
    }

    public static Via random() {
        return new Via("entrepot-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** @param values of all headers of that name */
    public boolean isIn(List<String> values) {
        return values.stream().anyMatch(value -> value.contains(name));
    }

    /** For what is asked on this thread. */
    String header() {
        String own = "1.1 " + name;
        return SO_FAR.isBound() ? String.join(", ", SO_FAR.get()) + ", " + own : own;
    }

    /**
     * The task, as one for a request that came this way.
     *
     * @param values of all its headers {@code Via}
     */
    public static Runnable along(List<String> values, Runnable task) {
        return values.isEmpty() ? task : bound(hops(values), task);
    }

    /** The same executor, whose tasks are for the request of whoever gave them. */
    public static Executor carriedBy(Executor executor) {
        return task -> executor.execute(SO_FAR.isBound() ? bound(SO_FAR.get(), task) : task);
    }

    private static Runnable bound(List<String> hops, Runnable task) {
        return hops.isEmpty() ? task : () -> ScopedValue.where(SO_FAR, hops).run(task);
    }

    private static List<String> hops(List<String> values) {
        List<String> hops = new ArrayList<>();
        for (String value : values) {
            for (String entry : value.split(",", -1)) {
                Matcher hop = HOP.matcher(entry.strip());
                if (hop.matches()) {
                    hops.add(hop.group(1));
                }
            }
        }
        return List.copyOf(hops.subList(Math.max(0, hops.size() - MAX_HOPS), hops.size()));
    }
}
