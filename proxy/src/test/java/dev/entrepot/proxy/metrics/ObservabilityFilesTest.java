package dev.entrepot.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard and the alerts use what there is. */
class ObservabilityFilesTest {

    private static final Path FILES = Path.of("..", "deploy", "observability");
    private static final Path DOCS = Path.of("..", "docs");

    /** What Prometheus itself adds. */
    private static final Set<String> ADDED = Set.of("instance", "job", "le");

    /** Metrics of ours by every name that they are exposed under. */
    private static final Map<String, Metric> OURS = Stream.of(Metric.values())
            .flatMap(metric -> names(metric).map(name -> Map.entry(name, metric)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Stream<String> names(Metric metric) {
        return switch (metric.kind()) {
            case TIMER, SUMMARY ->
                Stream.of("_bucket", "_count", "_sum", "_max").map(part -> metric.prometheusName() + part);
            case COUNTER, GAUGE, INFO -> Stream.of(metric.prometheusName());
        };
    }

    @Test
    void everyMetricThatTheDashboardShowsIsInTheDocs() throws IOException {
        List<Expression> shown = dashboard().findValuesAsText("expr").stream()
                .map(Expression::new)
                .toList();

        assertThat(shown).hasSizeGreaterThan(30);
        assertThat(shown).allSatisfy(ObservabilityFilesTest::usesWhatThereIs);
    }

    @Test
    void everyMetricThatAnAlertWatchesIsInTheDocs() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(10);
        assertThat(alerts())
                .filteredOn(alert -> !alert.path("alert").asText().equals("EntrepotDown"))
                .allSatisfy(alert ->
                        usesWhatThereIs(new Expression(alert.path("expr").asText())));
    }

    private static void usesWhatThereIs(Expression expression) throws IOException {
        String page = Files.readString(DOCS.resolve("metrics.md"));
        assertThat(expression.metrics()).as(expression.toString()).isNotEmpty();
        for (String name : expression.metrics()) {
            if (!name.startsWith("entrepot_")) {
                assertThat(ofTheProcess(page)).as(expression.toString()).anyMatch(known -> isNamed(name, known));
                continue;
            }
            assertThat(OURS).as(expression.toString()).containsKey(name);
            Metric metric = Objects.requireNonNull(OURS.get(name));
            Set<String> labels = new TreeSet<>(expression.labels(name));
            labels.removeAll(ADDED);
            assertThat(metric.labels()).as(expression.toString()).containsAll(labels);
        }
    }

    private static boolean isNamed(String name, String known) {
        return known.endsWith("*") ? name.startsWith(known.substring(0, known.length() - 1)) : name.equals(known);
    }

    private static List<String> ofTheProcess(String page) {
        String section = page.substring(page.indexOf("## Of the process"));
        return Stream.of(section.split("`", -1))
                .filter(word -> word.matches("[a-z0-9_]+\\*?"))
                .toList();
    }

    @Test
    void everyAlertSaysWhatToDoAndWhereToRead() throws IOException {
        Set<String> sections = sections();

        assertThat(alerts()).allSatisfy(alert -> {
            JsonNode annotations = alert.path("annotations");
            assertThat(annotations.path("summary").asText()).isNotBlank();
            assertThat(annotations.path("do").asText()).isNotBlank();
            assertThat(sections).contains(annotations.path("see").asText().replaceFirst("^docs/operations\\.md#", ""));
        });
    }

    /** Headings of the page, as a link names them. */
    private static Set<String> sections() throws IOException {
        return Files.readAllLines(DOCS.resolve("operations.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void noTwoPanelsShareAnIdOrAPlace() throws IOException {
        List<String> ids = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            ids.add(panel.get("id").asText());
            JsonNode place = panel.get("gridPos");
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    places.add(
                            (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y));
                }
            }
        }

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(places).doesNotHaveDuplicates();
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(FILES.resolve("dashboard.json").toFile());
    }

    private static List<JsonNode> alerts() throws IOException {
        Load yaml = new Load(LoadSettings.builder().build());
        JsonNode file =
                new ObjectMapper().valueToTree(yaml.loadFromString(Files.readString(FILES.resolve("alerts.yaml"))));
        List<JsonNode> alerts = new ArrayList<>();
        for (JsonNode group : file.path("groups")) {
            group.path("rules").forEach(alerts::add);
        }
        return alerts;
    }
}
