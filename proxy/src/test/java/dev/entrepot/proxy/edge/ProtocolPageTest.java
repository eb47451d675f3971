package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} lists every edge case, and each test it names is one. */
class ProtocolPageTest {

    private static final int CASES = 65;
    private static final Path PAGE = Path.of("../docs/protocol.md");
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\| (.+?) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`([\\w/]+)#(\\w+)`");

    /** By number, the last column. */
    private static Map<Integer, String> rows() throws IOException {
        Map<Integer, String> rows = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE)).results().forEach(row -> {
            String twice = rows.put(Integer.parseInt(row.group(1)), row.group(3));
            assertThat(twice).as("case " + row.group(1) + " is there twice").isNull();
        });
        return rows;
    }

    @Test
    void everyCaseIsThereOnce() throws IOException {
        assertThat(rows().keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, CASES).boxed().toList());
    }

    @Test
    void everyCaseIsShownByATestOrSaysWhyNot() throws IOException {
        rows().forEach((number, shown) -> assertThat(TEST.matcher(shown).find() || shown.startsWith("cannot occur: "))
                .as("case " + number + ": " + shown)
                .isTrue());
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<Path> sources = sources();
        for (MatchResult named : TEST.matcher(Files.readString(PAGE)).results().toList()) {
            List<Path> found = sources.stream()
                    .filter(source -> source.endsWith(named.group(1) + ".java"))
                    .toList();
            assertThat(found).as(named.group(1)).hasSize(1);
            assertThat(Files.readString(found.getFirst())).as(named.group()).contains(" " + named.group(2) + "(");
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                    .toList();
        }
    }
}
