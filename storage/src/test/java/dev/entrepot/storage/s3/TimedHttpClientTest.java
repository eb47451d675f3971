package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class TimedHttpClientTest {

    private static final HttpExecuteRequest REQUEST = HttpExecuteRequest.builder()
            .request(SdkHttpRequest.builder()
                    .uri(URI.create("http://127.0.0.1/blobs/1"))
                    .method(SdkHttpMethod.GET)
                    .build())
            .build();

    private volatile CountDownLatch abortsToEnd = new CountDownLatch(0);
    private final List<String> made = new ArrayList<>();
    private final TimedHttpClient client = new TimedHttpClient(new Recording(), TimedHttpClient.Use.ALONE);

    @Test
    void aRequestWhoseTimeIsOverIsNotMade() {
        assertThatThrownBy(() -> call(Deadline.after(Duration.ZERO)))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("no answer within the time limit");
        assertThat(made).isEmpty();
    }

    @Test
    void aRequestInTimeIsMade() throws Exception {
        call(Deadline.after(Duration.ofMinutes(1)));

        assertThat(made).containsExactly("GET");
    }

    /** As one that comes while a connection is being made, of which nobody knows yet. */
    @Test
    @Timeout(20)
    void aRequestThatAnAbortDidNotEndIsAbortedAgain() {
        abortsToEnd = new CountDownLatch(3);

        assertThatThrownBy(() -> call(Deadline.after(Duration.ofMillis(10))))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("no answer within the time limit");
    }

    private HttpExecuteResponse call(Deadline deadline) throws Exception {
        return ScopedValue.where(TimedHttpClient.DEADLINE, deadline)
                .call(() -> client.prepareRequest(REQUEST).call());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers nothing to everything, at once or when it was aborted often enough. */
    private final class Recording implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    made.add(request.httpRequest().method().name());
                    if (abortsToEnd.getCount() > 0) {
                        await(abortsToEnd);
                        throw new IOException("closed");
                    }
                    return HttpExecuteResponse.builder().build();
                }

                @Override
                public void abort() {
                    abortsToEnd.countDown();
                }
            };
        }

        @Override
        public void close() {}
    }
}
