package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Ends each request at its deadline by closing the connection from outside. The SDK's own time limits interrupt the
 * calling thread instead, and the JDK closes the file such a thread is reading, for everybody who is being served from it.
 */
final class TimedHttpClient implements SdkHttpClient {

    /** Bound by whoever calls the SDK: it calls us back on the same thread. */
    static final ScopedValue<Deadline> DEADLINE = ScopedValue.newInstance();

    private final SdkHttpClient client;
    private final ScheduledThreadPoolExecutor watchdog;
    private final Set<Timed> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TimedHttpClient(SdkHttpClient client) {
        this.client = client;
        this.watchdog = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("bucket-watch").daemon(true).factory());
        watchdog.setRemoveOnCancelPolicy(true);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Timed(client.prepareRequest(request.contentStreamProvider().isPresent() ? alone(request) : request));
    }

    /**
     * With a connection of its own: the JDK keeps one whose server refused the body by its head, and closes it, for the next
     * request, which then fails without having been asked.
     */
    private static HttpExecuteRequest alone(HttpExecuteRequest request) {
        HttpExecuteRequest.Builder alone = HttpExecuteRequest.builder()
                .request(request.httpRequest().toBuilder()
                        .putHeader("Connection", "close")
                        .build());
        request.contentStreamProvider().ifPresent(alone::contentStreamProvider);
        request.metricCollector().ifPresent(alone::metricCollector);
        return alone.build();
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    /** Ends what is under way; later requests fail at once. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(Timed::abort);
        watchdog.shutdownNow();
        client.close();
    }

    private final class Timed implements ExecutableHttpRequest {

        private final ExecutableHttpRequest request;
        private volatile boolean isLate;

        Timed(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            underWay.add(this);
            ScheduledFuture<?> alarm = null;
            try {
                if (closed) {
                    throw new IOException("the client is closed");
                }
                if (DEADLINE.isBound()) {
                    alarm = watchdog.schedule(
                            this::expire, DEADLINE.get().left().toNanos(), TimeUnit.NANOSECONDS);
                }
                return request.call();
            } catch (IOException | RuntimeException e) {
                if (isLate) {
                    throw late(e);
                }
                throw e;
            } finally {
                underWay.remove(this);
                if (alarm != null) {
                    alarm.cancel(false);
                }
            }
        }

        private void expire() {
            isLate = true;
            abort();
        }

        private static IOException late(Exception cause) {
            InterruptedIOException late = new InterruptedIOException("no answer within the time limit");
            late.initCause(cause);
            return late;
        }

        @Override
        public void abort() {
            request.abort();
        }
    }
}
