package dev.entrepot.proxy.edge;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The table of {@code docs/failures.md}, cell by cell: cases 23, 26, 40, 41, 53, 55 and 57 of protocol.md, and design,
 * section 7.
 *
 * <p>With the limits of production, because those are what is promised; so all cells are played at once, each on an
 * upstream of its own, and the class takes as long as the slowest of them.
 */
class FailureMatrixTest {

    private static final Path PAGE = Path.of("../docs/failures.md");

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private final List<FailureScene> scenes = new ArrayList<>();

    @AfterEach
    void stopUpstreams() throws IOException {
        for (FailureScene scene : scenes) {
            scene.close();
        }
    }

    /** By the title of the upstream's behaviour, the cells in the order of the columns. */
    private static Map<String, List<String>> rows() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| ") && !line.startsWith("| ---")) {
                List<String> cells =
                        Stream.of(line.split("\\|", -1)).map(String::strip).toList();
                rows.put(cells.get(1), cells.subList(2, cells.size() - 1));
            }
        }
        return rows;
    }

    private static Map<String, List<String>> behaviours() throws IOException {
        Map<String, List<String>> rows = rows();
        rows.remove("the upstream");
        return rows;
    }

    @Test
    void theTableHasAllThatIsTried() throws IOException {
        assertThat(rows().get("the upstream"))
                .containsExactlyElementsOf(Arrays.stream(FailureScene.Question.values())
                        .map(FailureScene.Question::title)
                        .toList());
        assertThat(behaviours().keySet())
                .containsExactlyElementsOf(UpstreamBehaviour.ALL.stream()
                        .map(UpstreamBehaviour::title)
                        .toList());
    }

    @TestFactory
    Stream<DynamicContainer> eachCellIsAsTheTableSays() throws Exception {
        List<DynamicContainer> containers = new ArrayList<>();
        for (Map.Entry<String, List<String>> row : behaviours().entrySet()) {
            containers.add(DynamicContainer.dynamicContainer(row.getKey(), tests(row.getKey(), row.getValue())));
        }
        play();
        return containers.stream();
    }

    private List<DynamicTest> tests(String behaviour, List<String> expected) {
        List<DynamicTest> tests = new ArrayList<>();
        Iterator<String> cells = expected.iterator();
        for (FailureScene.Question question : FailureScene.Question.values()) {
            String cell = cells.next();
            String name = "u" + scenes.size() + ".test";
            FailureScene scene = new FailureScene(name, UpstreamBehaviour.titled(behaviour), question);
            scenes.add(scene);
            tests.add(DynamicTest.dynamicTest(question.title() + ": " + cell, () -> compare(scene, cell)));
        }
        return tests;
    }

    private static void compare(FailureScene scene, String expected) {
        assertThat(scene.seen().summary()).isEqualTo(expected);
        scene.seen().check();
    }

    private void play() throws Exception {
        proxy.start("default-upstream: u0.test\nupstreams:\n"
                + scenes.stream().map(FailureScene::yaml).collect(joining()));
        allAtOnce(scene -> scene.prepare(proxy.port()));
        allAtOnce(scene -> scene.play(proxy.port()));
    }

    private interface Act {
        void of(FailureScene scene) throws IOException;
    }

    private void allAtOnce(Act act) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> acts = new ArrayList<>();
            for (FailureScene scene : scenes) {
                acts.add(clients.submit(() -> {
                    act.of(scene);
                    return scene;
                }));
            }
            for (Future<?> end : acts) {
                end.get();
            }
        }
    }
}
