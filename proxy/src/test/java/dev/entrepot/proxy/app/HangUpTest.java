package dev.entrepot.proxy.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HangUpTest {

    @Test
    void aSignalToTheProcessIsHeard() throws Exception {
        Assumptions.assumeFalse(isIgnored(), "not run: SIGHUP is ignored by this process, as nohup has it");
        CountDownLatch heard = new CountDownLatch(1);
        HangUp.handle(heard::countDown);

        new ProcessBuilder("kill", "-HUP", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();

        Assertions.assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** What was ignored when a JVM was started stays so, and whoever started it wanted that (proc(5), SigIgn). */
    private static boolean isIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
    }
}
