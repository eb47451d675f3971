package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeRegistryMainTest {

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void kill() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void itSaysWhatItServesAndLogsWhatItIsAsked() throws IOException {
        Process process = start("--layers", "64KiB,2000", "--rate=25MiB", "--until-eof", "true");
        BufferedReader out = process.inputReader();
        List<String> lines = readUntilReady(out);
        Map<String, String> values = asMap(lines);
        String url = "http://127.0.0.1:" + values.get("port") + "/v2/library/demo";

        assertThat(lines.getFirst()).startsWith("port=");
        assertThat(Http.get(url + "/manifests/latest").statusCode()).isEqualTo(200);
        assertThat(Http.get(url + "/blobs/" + values.get("layer.0")).body()).hasSize(65_536);
        assertThat(out.readLine()).startsWith("request=GET /v2/library/demo/manifests/latest -> 200 sent=");
        assertThat(out.readLine()).endsWith(" -> 200 sent=65536");
    }

    @Test
    void itCanBeKilled() throws IOException, InterruptedException {
        Process process = start();
        String port = asMap(readUntilReady(process.inputReader())).get("port");

        process.destroyForcibly().waitFor();

        assertThatThrownBy(() -> Http.get("http://127.0.0.1:" + port + "/v2/")).isInstanceOf(ConnectException.class);
    }

    @Test
    void itEndsWithItsParentIfAskedTo() throws IOException, InterruptedException {
        Process process = start("--until-eof", "true");
        readUntilReady(process.inputReader());

        process.getOutputStream().close();

        assertThat(process.waitFor()).isZero();
    }

    @Test
    void anUnknownOptionIsAUsageError() throws IOException, InterruptedException {
        Process process = start("--layer", "5");

        assertThat(process.errorReader().readLine()).isEqualTo("unknown option --layer");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "10B, 10", "64KiB, 65536", "25MiB, 26214400", "3GiB, 3221225472"})
    void sizesHaveUnits(String text, long bytes) {
        assertThat(MainOptions.parseSize(text)).isEqualTo(bytes);
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FakeRegistryMain.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private static List<String> readUntilReady(BufferedReader out) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null && !line.equals("ready=true"); line = out.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static Map<String, String> asMap(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
