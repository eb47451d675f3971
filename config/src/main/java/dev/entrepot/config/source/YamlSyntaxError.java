package dev.entrepot.config.source;

import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says where YAML is broken, without repeating what may be a secret. */
final class YamlSyntaxError {

    /** What the engine adds to some of its sentences where it makes no sense. */
    private static final Pattern NOISE =
            Pattern.compile(",? but got\\s*:?\\s*$|\\s*\\(Do not use . for indentation\\)");

    private final String file;
    private final String text;
    private final Excerpt excerpt;

    YamlSyntaxError(String file, String text, Excerpt excerpt) {
        this.file = file;
        this.text = text;
        this.excerpt = excerpt;
    }

    ConfigError describe(YamlEngineException broken) {
        if (broken instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            return describe(marked, marked.getProblemMark().get());
        }
        if (broken instanceof ReaderException unreadable) {
            return unprintable(unreadable.getPosition());
        }
        return error(new Origin.OfFile(file), "", "remove %YAML and other directives", List.of());
    }

    private ConfigError describe(MarkedYamlEngineException broken, Mark mark) {
        Origin place = new Origin.InFile(file, mark.getLine() + 1, mark.getColumn() + 1);
        if (excerpt.mayHoldSecret(mark.getLine())) {
            return error(place, "", "put the value in single quotes", List.of());
        }
        String context = broken.getContext() == null ? "" : broken.getContext();
        if (!context.isEmpty() && broken.getContextMark().isPresent()) {
            context += " from line " + (broken.getContextMark().get().getLine() + 1);
        }
        String problem = NOISE.matcher(String.valueOf(broken.getProblem())).replaceAll("");
        String message = ": " + (context.isBlank() ? problem : context + ", " + problem);
        return error(
                place,
                Texts.oneLine(message),
                "correct it here or just before",
                excerpt.at(mark.getLine(), mark.getColumn()));
    }

    private ConfigError unprintable(int position) {
        int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
        int line = (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
        return error(
                new Origin.InFile(file, line, 1),
                ": it has a control character",
                "remove what cannot be seen",
                List.of());
    }

    private static ConfigError error(Origin place, String detail, String remedy, List<String> excerpt) {
        return new ConfigError(place, "", "is not valid YAML" + detail, remedy, excerpt);
    }
}
