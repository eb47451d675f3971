package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a hit costs the kernel, as strace sees it. */
class SendfileIT {

    private static final long SIZE = 100 << 20;
    private static final Pattern CALL = Pattern.compile("(sendfile|write|writev|sendto|sendmsg|splice)\\(.* = (\\d+)$");
    private static final Pattern RESUMED =
            Pattern.compile("<\\.\\.\\. (sendfile|write|writev|sendto|sendmsg|splice) resumed>.* = (\\d+)$");

    @RegisterExtension
    static final Lab lab = new Lab("strace");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @Test
    void aHitGoesFromTheFileToTheSocketWithoutPassingThroughTheProcess() throws Exception {
        Digest digest = upstream.addBlob("a/b", BlobContent.random(1, SIZE));
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        String target = "/v2/a/b/blobs/" + digest;
        assertThat(entrepot.get(target).body()).hasSize((int) SIZE);
        Awaitility.await()
                .until(() -> entrepot.get(target, "Range", "bytes=0-0")
                        .headers()
                        .firstValue("cache-status")
                        .orElse("")
                        .equals("entrepot; hit"));

        List<String> calls = traced(entrepot, target);

        assertThat(bytes(calls, "sendfile")).isEqualTo(SIZE);
        assertThat(bytes(calls, "write") + bytes(calls, "writev") + bytes(calls, "sendto") + bytes(calls, "sendmsg"))
                .as("bytes that passed through the process: a head and a line of the log")
                .isLessThan(10_000);
    }

    private static List<String> traced(RealEntrepot entrepot, String target) throws IOException, InterruptedException {
        Path trace = lab.folder("trace").resolve("calls");
        Process strace = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-qq",
                        "-e",
                        "trace=sendfile,write,writev,sendto,sendmsg,splice",
                        "-o",
                        trace.toString(),
                        "-p",
                        Long.toString(entrepot.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await().until(() -> allThreadsTraced(entrepot.pid()));
            assertThat(entrepot.get(target).body()).hasSize((int) SIZE);
        } finally {
            strace.destroy();
            if (!strace.waitFor(10, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
        }
        return Files.readAllLines(trace);
    }

    private static boolean allThreadsTraced(long pid) throws IOException {
        try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.allMatch(SendfileIT::isTraced);
        }
    }

    private static boolean isTraced(Path task) {
        try {
            return Files.readAllLines(task.resolve("status")).stream()
                    .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
        } catch (IOException e) {
            // The thread has ended meanwhile.
            return true;
        }
    }

    private static long bytes(List<String> calls, String name) {
        return calls.stream().mapToLong(line -> result(line, name)).sum();
    }

    private static long result(String line, String name) {
        for (Pattern pattern : List.of(CALL, RESUMED)) {
            Matcher call = pattern.matcher(line);
            if (call.find() && call.group(1).equals(name)) {
                return Long.parseLong(call.group(2));
            }
        }
        return 0;
    }
}
