package dev.entrepot.proxy.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class HangUpTest {

    @Test
    void aSignalToTheProcessIsHeard() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        HangUp.handle(heard::countDown);

        new ProcessBuilder("kill", "-HUP", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();

        Assertions.assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
