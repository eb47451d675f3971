package dev.entrepot.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingAppenderTest {

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("lines");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private BatchingAppender appender = new BatchingAppender(out);

    private void start() {
        appender.setContext(context);
        appender.start();
        log.setLevel(Level.INFO);
        log.addAppender(appender);
    }

    @AfterEach
    void stop() {
        appender.stop();
        context.stop();
    }

    private List<String> lines() {
        appender.stop();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLineBeginsWithItsTimeAndStoppingWritesIt() {
        start();
        log.info("id=1 agent=\"ü\"");

        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z id=1 agent=\"ü\""));
    }

    @Test
    void everyLineOfManyThreadsIsThereOnceAndWhole() throws Exception {
        start();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int thread = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    log.info("thread=" + thread + " line=" + i);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        List<String> found = lines().stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
        assertThat(found).hasSize(2000).doesNotHaveDuplicates();
        for (int t = 0; t < 4; t++) {
            String own = "thread=" + t + " ";
            assertThat(found.stream().filter(line -> line.startsWith(own)).toList())
                    .startsWith(own + "line=0")
                    .endsWith(own + "line=499");
        }
    }

    /** Event loops log: a reader that stopped reading must not stop them. */
    @Test
    void aFullPipeDropsLinesAndSaysHowMany() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        appender = new BatchingAppender(new OutputStream() {
            @Override
            public void write(int octet) {
                throw new AssertionError("line by line");
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    taken.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, from, count);
            }
        });
        start();
        String line = "x".repeat(1000);
        for (int i = 0; i < 1000; i++) {
            log.info(line);
        }
        taken.countDown();

        List<String> lines = lines();
        long written = lines.stream().filter(one -> one.endsWith(line)).count();
        long dropped = lines.stream()
                .filter(one -> one.startsWith("dropped="))
                .mapToLong(one -> Long.parseLong(one.substring(8, one.indexOf(' '))))
                .sum();
        assertThat(dropped).isPositive();
        assertThat(written + dropped).isEqualTo(1000);
    }
}
