package dev.entrepot.testkit.registry.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Header lines in their order; names are compared without regard to case. */
public record Headers(List<Line> lines) {

    public static final Headers NONE = new Headers(List.of());

    /** One header line as it was sent. */
    public record Line(String name, String value) {}

    public Headers {
        lines = List.copyOf(lines);
    }

    public static Headers of(String name, String value) {
        return NONE.with(name, value);
    }

    /** The first line of that name. */
    public @Nullable String first(String name) {
        return named(name).findFirst().orElse(null);
    }

    public List<String> all(String name) {
        return named(name).toList();
    }

    public boolean has(String name) {
        return named(name).findAny().isPresent();
    }

    /** With this line instead of all lines of that name. */
    public Headers with(String name, String value) {
        return without(name).plus(name, value);
    }

    /** With one more line. */
    public Headers plus(String name, String value) {
        List<Line> more = new ArrayList<>(lines);
        more.add(new Line(name, value));
        return new Headers(more);
    }

    public Headers without(String name) {
        return new Headers(lines.stream()
                .filter(line -> !line.name().equalsIgnoreCase(name))
                .toList());
    }

    private Stream<String> named(String name) {
        return lines.stream().filter(line -> line.name().equalsIgnoreCase(name)).map(Line::value);
    }

    @Override
    public String toString() {
        return lines.stream().map(line -> line.name() + ": " + line.value()).collect(Collectors.joining("\n"));
    }
}
