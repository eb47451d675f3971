package dev.entrepot.proxy.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Takes OTLP over HTTP, and reads of its spans what tests ask for (opentelemetry/proto/trace/v1/trace.proto). */
final class OtlpCollector implements BeforeEachCallback, AfterEachCallback {

    /** @param parent empty for the first of a trace */
    record Span(String trace, String id, String parent, String name, long start, long end) {}

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Objects.requireNonNull(server).stop(0);
    }

    String url() {
        return "http://127.0.0.1:" + Objects.requireNonNull(server).getAddress().getPort();
    }

    List<Span> spans() {
        return spans;
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
            ByteBuffer request = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
            each(request, 1, resource -> each(resource, 2, scope -> each(scope, 2, span -> spans.add(span(span)))));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Span span(ByteBuffer message) {
        return new Span(
                hex(message, 1),
                hex(message, 2),
                hex(message, 4),
                StandardCharsets.UTF_8.decode(first(message, 5)).toString(),
                first(message, 7).getLong(),
                first(message, 8).getLong());
    }

    private static String hex(ByteBuffer message, int field) {
        ByteBuffer value = first(message, field);
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static ByteBuffer first(ByteBuffer message, int field) {
        List<ByteBuffer> values = new ArrayList<>();
        each(message, field, values::add);
        return values.isEmpty() ? ByteBuffer.allocate(0) : values.getFirst();
    }

    /** The wire format of protocol buffers: a tag of field and kind before each value. */
    private static void each(ByteBuffer message, int field, Consumer<ByteBuffer> consumer) {
        ByteBuffer left = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (left.hasRemaining()) {
            long tag = varint(left);
            int length = switch ((int) (tag & 7)) {
                case 0 -> {
                    varint(left);
                    yield 0;
                }
                case 1 -> 8;
                case 2 -> (int) varint(left);
                case 5 -> 4;
                default -> throw new IllegalArgumentException("no such kind of field: " + tag);
            };
            ByteBuffer value = left.slice(left.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            left.position(left.position() + length);
            if (tag >> 3 == field) {
                consumer.accept(value);
            }
        }
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
