package dev.entrepot.config.source;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML events into settings. Events and not composed nodes, because the composer follows nesting with its stack,
 * merges {@code <<}, and tells neither where an alias stands nor of more than one duplicate key.
 *
 * <p>Anchors, aliases and tags are refused: in a flat configuration they are mostly a password that nobody quoted.
 */
final class YamlReader {

    private static final int MAX_DEPTH = 16;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private final String file;
    private final String text;
    private final Excerpt excerpt;
    private final Problems problems;
    private final Iterator<Event> events;

    YamlReader(String file, String text, Excerpt excerpt, Problems problems) {
        this.file = file;
        this.text = text;
        this.excerpt = excerpt;
        this.problems = problems;
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /** Empty when the syntax is broken. */
    Optional<Setting.Mapping> read() {
        try {
            return Optional.of(document());
        } catch (YamlEngineException e) {
            problems.add(new YamlSyntaxError(file, text, excerpt).describe(e));
            return Optional.empty();
        } catch (TooDeepException e) {
            problems.add(e.place, KeyPath.ROOT, "is nested too deeply", "no key needs more than a few levels");
            return Optional.empty();
        }
    }

    /** Ends the reading: the scanner's time grows with the square of the depth. */
    private static final class TooDeepException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Origin place;

        TooDeepException(Origin place) {
            super(null, null, false, false);
            this.place = place;
        }
    }

    private Setting.Mapping document() {
        Setting.Mapping none = Setting.Mapping.empty(new Origin.OfFile(file));
        events.next();
        if (!(events.next() instanceof DocumentStartEvent)) {
            return none;
        }
        Setting root = node(KeyPath.ROOT, events.next(), new Origin.InFile(file, 1, 1), 0);
        events.next();
        Event next = events.next();
        if (!(next instanceof StreamEndEvent)) {
            problems.add(origin(next), KeyPath.ROOT, "a second document starts here", "keep everything in one");
        }
        if (root instanceof Setting.Mapping mapping) {
            return mapping;
        }
        if (root instanceof Setting.Text || root instanceof Setting.Sequence) {
            problems.add(
                    root.origin(), KeyPath.ROOT, "there are no keys", "write lines such as 'listen: 127.0.0.1:5000'");
        }
        return none;
    }

    private Setting node(KeyPath path, Event event, Origin origin, int depth) {
        if (depth > MAX_DEPTH) {
            throw new TooDeepException(origin(event));
        }
        if (isSpecial(event)) {
            problems.add(
                    origin(event),
                    path,
                    "YAML anchors, aliases and tags are not supported",
                    "write the value out; put it in single quotes if it starts with '&', '*' or '!'");
            return skipped(event, origin);
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar, origin);
            case MappingStartEvent start -> mapping(path, origin, depth);
            default -> sequence(path, origin, depth);
        };
    }

    private static boolean isSpecial(Event event) {
        return switch (event) {
            case AliasEvent alias -> true;
            case ScalarEvent scalar ->
                scalar.getAnchor().isPresent() || scalar.getTag().isPresent();
            case CollectionStartEvent start ->
                start.getAnchor().isPresent() || start.getTag().isPresent();
            default -> false;
        };
    }

    private static Setting scalar(ScalarEvent scalar, Origin origin) {
        return scalar.isPlain() && NULLS.contains(scalar.getValue())
                ? new Setting.Nothing(origin)
                : Setting.Text.of(scalar.getValue(), origin);
    }

    private Setting.Sequence sequence(KeyPath path, Origin origin, int depth) {
        List<Setting> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(path.item(items.size()), event, origin(event), depth + 1));
        }
        return new Setting.Sequence(items, origin);
    }

    private Setting.Mapping mapping(KeyPath path, Origin origin, int depth) {
        Map<String, Setting> entries = new LinkedHashMap<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Origin.InFile place = origin(event);
            if (!(event instanceof ScalarEvent key) || isSpecial(event)) {
                problems.add(place, path, "a key must be a plain word", "write 'key: value'");
                skipped(event, place);
                skipped(events.next(), place);
                continue;
            }
            KeyPath child = path.child(key.getValue());
            Setting value = node(child, events.next(), place, depth + 1);
            Setting first = entries.putIfAbsent(key.getValue(), value);
            if (first != null) {
                reportDuplicate(child, place, first.origin());
            }
        }
        return new Setting.Mapping(entries, origin);
    }

    private void reportDuplicate(KeyPath key, Origin.InFile place, Origin first) {
        problems.add(new ConfigError(
                place,
                key.toString(),
                "duplicate key, first given at " + first,
                "keep one of the two",
                excerpt.at(place.line() - 1, place.column() - 1)));
    }

    /** Reads to the end of what {@code event} starts, without recursion. */
    private Setting skipped(Event event, Origin origin) {
        int open = event instanceof CollectionStartEvent ? 1 : 0;
        while (open > 0) {
            Event next = events.next();
            open += next instanceof CollectionStartEvent ? 1 : next instanceof CollectionEndEvent ? -1 : 0;
        }
        return new Setting.Unusable(origin);
    }

    private Origin.InFile origin(Event event) {
        return event.getStartMark()
                .map(mark -> new Origin.InFile(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new Origin.InFile(file, 1, 1));
    }
}
