package dev.entrepot.testkit.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.gaul.shaded.org.eclipse.jetty.http.HttpFields;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.io.EofException;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.BufferUtil;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An S3 server that nobody here wrote (s3proxy), on a free port of loopback, with one empty bucket in memory. What it is
 * asked is written down, and may be answered with a failure instead.
 */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "cache";
    public static final String ACCESS_KEY = "somebody";
    public static final String SECRET_KEY = "a-secret-that-nobody-shall-see";
    private static final long LONGEST_HANG_SECONDS = 60;

    private final TransientNio2BlobStore store = new TransientNio2BlobStore();
    private final S3Proxy server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private volatile HttpFields lastHeaders = HttpFields.EMPTY;
    private final CountDownLatch closed = new CountDownLatch(1);

    private static final int SILENT = 0;
    private static final int DONE_AND_CUT = -1;
    private static final int CUT = -2;

    /** What happens to some requests: an answer with {@code status}, or one of what has no answer. */
    private record Fault(Predicate<String> to, int status, String code, AtomicInteger times) {}

    private S3Server(UnaryOperator<S3Proxy.Builder> endpoint) throws Exception {
        store.createContainer(BUCKET);
        server = endpoint.apply(S3Proxy.builder())
                .blobStore(store)
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .ignoreUnknownHeaders(true)
                .stopTimeout(0)
                .build();
        Server jetty = jetty(server);
        jetty.setHandler(new Listening(jetty.getHandler()));
        server.start();
    }

    public static S3Server start() {
        return start(builder -> builder.endpoint(URI.create("http://127.0.0.1:0")));
    }

    /** The same over TLS. */
    public static S3Server startSecure(Path keystore, String password) {
        return start(builder ->
                builder.secureEndpoint(URI.create("https://127.0.0.1:0")).keyStore(keystore.toString(), password));
    }

    private static S3Server start(UnaryOperator<S3Proxy.Builder> endpoint) {
        try {
            return new S3Server(endpoint);
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
    }

    /** There is no other way to hear of requests that it refuses itself. */
    private static Server jetty(S3Proxy server) throws ReflectiveOperationException {
        Field field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        return (Server) field.get(server);
    }

    public URI uri() {
        return URI.create(
                server.getPort() > 0
                        ? "http://127.0.0.1:" + server.getPort()
                        : "https://127.0.0.1:" + server.getSecurePort());
    }

    /** Method, key and, where it says what is asked, the query, such as {@code PUT blobs/sha256/ab…}, in their order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public List<String> requests(String method) {
        return requests.stream()
                .filter(request -> request.startsWith(method + " "))
                .toList();
    }

    /** What the last request said in this header; empty where it did not. */
    public String lastHeader(String name) {
        String value = lastHeaders.get(name);
        return value == null ? "" : value;
    }

    public void forgetRequests() {
        requests.clear();
    }

    /**
     * The next {@code times} requests that {@code to} accepts are answered with a failure.
     *
     * @param to of what {@link #requests()} would show
     */
    public void refuse(Predicate<String> to, int status, String code, int times) {
        faults.add(new Fault(to, status, code, new AtomicInteger(times)));
    }

    /** The next {@code times} requests that {@code to} accepts are never answered. */
    public void hang(Predicate<String> to, int times) {
        faults.add(new Fault(to, SILENT, "", new AtomicInteger(times)));
    }

    /** The next request that {@code to} accepts is done, and the connection cut instead of an answer. */
    public void loseAnswer(Predicate<String> to) {
        faults.add(new Fault(to, DONE_AND_CUT, "", new AtomicInteger(1)));
    }

    /** The connection is cut after the head of the next request that {@code to} accepts, which is not done. */
    public void cut(Predicate<String> to) {
        faults.add(new Fault(to, CUT, "", new AtomicInteger(1)));
    }

    public void mend() {
        faults.clear();
    }

    public List<String> keys() {
        return store.list(BUCKET).contents().stream()
                .map(S3Object::key)
                .sorted()
                .toList();
    }

    /** Uploads in parts that were neither completed nor aborted. */
    public int unfinishedUploads() {
        return store.listMultipartUploads(BUCKET).size();
    }

    public Optional<byte[]> object(String key) {
        if (!store.blobExists(BUCKET, key)) {
            return Optional.empty();
        }
        try (var body = store.getBlob(BUCKET, key)) {
            return Optional.of(body.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError("the server has " + key + " and does not give it", e);
        }
    }

    /** Puts something there behind everybody's back. */
    public void plant(String key, byte[] content) {
        store.putBlob(
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key(key)
                        .contentLength((long) content.length)
                        .build(),
                new ByteArrayInputStream(content));
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }

    private final class Listening extends Handler.Wrapper {

        Listening(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String shown = shown(request);
            requests.add(shown);
            lastHeaders = request.getHeaders().asImmutable();
            for (Fault fault : faults) {
                if (fault.to().test(shown) && fault.times().getAndDecrement() > 0) {
                    return failed(fault, request, response, callback);
                }
            }
            return super.handle(request, response, callback);
        }

        private static String shown(Request request) {
            String path = request.getHttpURI().getDecodedPath();
            String query = request.getHttpURI().getQuery();
            String key = path.startsWith("/" + BUCKET + "/") ? path.substring(BUCKET.length() + 2) : path;
            return request.getMethod() + " " + key + (query == null ? "" : "?" + query);
        }

        private boolean failed(Fault fault, Request request, Response response, Callback callback) throws Exception {
            if (fault.status() == DONE_AND_CUT) {
                return super.handle(request, new Cutting(request, response), callback);
            }
            if (fault.status() == CUT) {
                new Cutting(request, response).write(true, BufferUtil.EMPTY_BUFFER, callback);
            } else {
                fail(fault, request, response, callback);
            }
            return true;
        }

        private void fail(Fault fault, Request request, Response response, Callback callback)
                throws IOException, InterruptedException {
            if (fault.status() == SILENT) {
                closed.await(LONGEST_HANG_SECONDS, TimeUnit.SECONDS);
            } else if (!request.getHeaders().contains("Expect")) {
                Content.Source.asInputStream(request).readAllBytes();
            }
            String xml = "<?xml version=\"1.0\"?><Error><Code>" + fault.code() + "</Code><Message>as the test wants"
                    + "</Message></Error>";
            HttpFields.Mutable headers = response.getHeaders();
            headers.put("Connection", "close");
            response.setStatus(fault.status() == SILENT ? 500 : fault.status());
            Content.Sink.write(response, true, xml, callback);
        }
    }
    /** Whoever writes an answer cuts the connection. */
    private static final class Cutting extends Response.Wrapper {

        Cutting(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
            callback.failed(new EofException("as the test wants"));
        }
    }
}
