package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    /** How connections are used. */
    enum Use {
        /** Kept for the next request, with the few bytes of a question. */
        SHARED,
        /**
         * One for each request. The JDK keeps a connection whose server refused the body by its head, and closes it, for the
         * next request, which then fails without having been asked; and only of a new one its socket is known.
         */
        ALONE
    }

    /** A connection that is just being made is not known yet: what was too early for it is done again. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final Logger LOG = LoggerFactory.getLogger(TimedHttpClient.class);

    private final SdkHttpClient client;
    private final Use use;
    private final ScheduledThreadPoolExecutor watchdog;
    private final Set<Timed> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TimedHttpClient(SdkHttpClient client, Use use) {
        this.client = client;
        this.use = use;
        this.watchdog = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("bucket-watch").daemon(true).factory());
        watchdog.setRemoveOnCancelPolicy(true);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Timed(client.prepareRequest(use == Use.ALONE ? alone(request) : request));
    }

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

    /** Ends what is under way, and waits for none of it; later requests fail at once. */
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
        private volatile boolean isAborted;
        private volatile @Nullable Socket socket;

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
                    refuseIfOver(DEADLINE.get());
                    alarm = watchdog.scheduleWithFixedDelay(
                            this::expire, DEADLINE.get().left().toNanos(), AGAIN_NANOS, TimeUnit.NANOSECONDS);
                }
                return ScopedValue.where(LayeredTls.OPENED, this::opened).call(request::call);
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

        /** There is no connection yet that an alarm could close: it would be made, and waited for until it is silent too long. */
        private void refuseIfOver(Deadline deadline) throws IOException {
            if (deadline.isOver()) {
                isLate = true;
                throw new IOException("its time was over before it began");
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

        private void opened(Socket plain) {
            socket = plain;
            if (isAborted) {
                close(plain);
            }
        }

        /** Never waits: the JDK's way to disconnect may, for whoever is writing or reading, and has a thread of its own. */
        @Override
        public void abort() {
            isAborted = true;
            Socket plain = socket;
            if (plain != null) {
                close(plain);
            }
            Thread.ofVirtual().name("bucket-abort").start(request::abort);
        }

        private static void close(Socket plain) {
            try {
                plain.close();
            } catch (IOException e) {
                LOG.debug("a connection to the bucket could not be closed", e);
            }
        }
    }
}
