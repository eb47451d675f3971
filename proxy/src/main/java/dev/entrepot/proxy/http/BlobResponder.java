package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.oci.RequestedRange.Selection;
import dev.entrepot.core.pull.BlobAnswer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns answers about blobs into responses. Event loop only. */
final class BlobResponder {

    private static final Logger LOG = LoggerFactory.getLogger(BlobResponder.class);

    private final Executor relays;

    private final Consumer<Digest> readFailed;

    /**
     * @param relays runs what blocks, such as one virtual thread per task
     * @param readFailed told, there, of a stored blob that could not be read while it was being sent
     */
    BlobResponder(Executor relays, Consumer<Digest> readFailed) {
        this.relays = relays;
        this.readFailed = readFailed;
    }

    /** Sends the head and what can be sent at once; the rest is the returned writer's. Takes over what the answer holds. */
    BodyWriter respond(Exchange exchange, RegistryRoute.Blob route, RequestedRange range, BlobAnswer answer) {
        Reply reply = new Reply(exchange, route, range, CacheStatus.of(answer));
        exchange.account().source(BodySource.of(answer));
        return switch (answer) {
            case BlobAnswer.Stored stored -> stored(reply, stored.blob());
            case BlobAnswer.Arriving arriving -> arriving(reply, arriving);
            case BlobAnswer.Windowed windowed ->
                relayed(reply, windowed.body(), windowed.size(), new Selection.Part(windowed.range()));
            case BlobAnswer.PassedThrough passed -> relayed(reply, passed.body(), passed.size(), new Selection.All());
            case BlobAnswer.Described described -> headless(reply, described.size());
            case BlobAnswer.Unknown unknown -> {
                ErrorResponder.send(
                        exchange,
                        ErrorResponder.refusal(unknown.refusal(), OciErrorCode.BLOB_UNKNOWN, route.digest()),
                        reply.how());
                yield BodyWriter.NONE;
            }
            case BlobAnswer.Unavailable down -> {
                ErrorResponder.sendUnavailable(exchange, down.cause(), route.digest(), reply.how());
                yield BodyWriter.NONE;
            }
        };
    }

    /** What all kinds of answers to one request have in common. */
    private record Reply(Exchange exchange, RegistryRoute.Blob route, RequestedRange range, CacheStatus how) {

        Digest digest() {
            return route.digest();
        }

        /** Without a body: to HEAD, to a client that has the blob, and where nothing of the range is in it. */
        boolean isBodyless(Selection selection) {
            return exchange.isHead() || isUnchanged() || selection instanceof Selection.Nothing;
        }

        boolean isUnchanged() {
            return Conditions.matches(exchange.request(), digest());
        }

        /** HEAD ignores ranges (RFC 9110, section 14.2). */
        Selection select(long size) {
            return exchange.isHead() ? new Selection.All() : range.select(size);
        }
    }

    private BodyWriter stored(Reply reply, LocalBlob blob) {
        Selection selection = reply.select(blob.size());
        Exchange exchange = reply.exchange();
        if (reply.isBodyless(selection)) {
            blob.close();
            return bodyless(reply, blob.size(), selection);
        }
        ByteRange part = bytes(selection, blob.size());
        HttpResponse head = head(reply, blob.size(), selection);
        if (blob.size() == 0 || blob.inMemory().isPresent()) {
            ByteBuffer content = blob.inMemory().orElseGet(() -> ByteBuffer.allocate(0));
            int length = blob.size() == 0 ? 0 : (int) part.length();
            blob.close();
            exchange.sendWhole(head, Unpooled.wrappedBuffer(content.slice((int) part.first(), length)));
            return BodyWriter.NONE;
        }
        exchange.begin(head);
        if (!exchange.sendsFiles()) {
            return pumped(
                    exchange,
                    new BlobPump(
                            exchange,
                            Supply.whole(blob.size()),
                            blob,
                            part.first(),
                            part.last() + 1,
                            failed -> suspect(reply.digest(), failed)));
        }
        exchange.region(blob, part.first(), part.length(), blob::close)
                .addListener(sent -> suspectIfUnreadable(reply.digest(), sent.cause()));
        exchange.finish();
        return BodyWriter.NONE;
    }

    /** The connection is lost by then, and the client asks again; by the time it does, the blob has been looked at. */
    private void suspectIfUnreadable(Digest digest, @Nullable Throwable cause) {
        if (cause != null && ReadFailure.mayBe(cause)) {
            suspect(digest, cause);
        }
    }

    private void suspect(Digest digest, Throwable cause) {
        LOG.warn("{} could not be read while it was being sent: {}", digest, cause.toString());
        relays.execute(() -> readFailed.accept(digest));
    }

    private static BodyWriter arriving(Reply reply, BlobAnswer.Arriving arriving) {
        long size = arriving.file().size();
        Selection selection = reply.select(size);
        if (reply.isBodyless(selection)) {
            arriving.file().close();
            return bodyless(reply, size, selection);
        }
        ByteRange part = bytes(selection, size);
        long end = size == 0 ? 0 : part.last() + 1;
        reply.exchange().begin(head(reply, size, selection));
        return pumped(
                reply.exchange(),
                new BlobPump(
                        reply.exchange(),
                        Supply.arriving(arriving.download()),
                        arriving.file(),
                        part.first(),
                        end,
                        failed -> LOG.warn(
                                "{} could not be read while it arrives: {}", reply.digest(), failed.toString())));
    }

    private static BodyWriter pumped(Exchange exchange, BlobPump pump) {
        exchange.flush();
        pump.onWritable();
        return pump;
    }

    private BodyWriter relayed(Reply reply, RemoteBlob body, long size, Selection selection) {
        if (reply.isBodyless(selection)) {
            relays.execute(body::close);
            return bodyless(reply, size, selection);
        }
        long length = selection instanceof Selection.Part part ? part.range().length() : size;
        reply.exchange().begin(head(reply, size, selection));
        reply.exchange().flush();
        RelayPump pump = new RelayPump(reply.exchange(), body, length);
        relays.execute(pump);
        return pump;
    }

    private static BodyWriter headless(Reply reply, long size) {
        return bodyless(reply, size, reply.select(size));
    }

    /** Conditions come before ranges (RFC 9110, section 13.2.2). */
    private static BodyWriter bodyless(Reply reply, long size, Selection selection) {
        Exchange exchange = reply.exchange();
        HttpResponse head;
        if (reply.isUnchanged()) {
            head = unchanged(reply);
        } else if (exchange.isHead()) {
            head = head(reply, size, new Selection.All());
        } else {
            head = selection instanceof Selection.Nothing ? unsatisfiable(reply, size) : head(reply, size, selection);
        }
        exchange.sendWhole(head, Unpooled.EMPTY_BUFFER);
        return BodyWriter.NONE;
    }

    private static HttpResponse unchanged(Reply reply) {
        HttpResponse head = reply.exchange().head(HttpResponseStatus.NOT_MODIFIED, 0);
        head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        common(reply, head);
        return head;
    }

    private static HttpResponse unsatisfiable(Reply reply, long size) {
        HttpResponse head = reply.exchange().head(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0);
        head.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size);
        common(reply, head);
        return head;
    }

    private static HttpResponse head(Reply reply, long size, Selection selection) {
        HttpResponse head;
        if (selection instanceof Selection.Part part) {
            ByteRange range = part.range();
            head = reply.exchange().head(HttpResponseStatus.PARTIAL_CONTENT, range.length());
            head.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes " + range + "/" + size);
        } else {
            head = reply.exchange().head(HttpResponseStatus.OK, size);
        }
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM);
        common(reply, head);
        return head;
    }

    private static void common(Reply reply, HttpResponse head) {
        HttpHeaders headers = head.headers();
        headers.set(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES);
        ContentHeaders.set(headers, reply.digest(), reply.route().namespace());
        reply.exchange().cacheStatus(head, reply.how());
    }

    /** For an empty blob the range is nominal: nothing is sent of it. */
    private static ByteRange bytes(Selection selection, long size) {
        return selection instanceof Selection.Part part ? part.range() : new ByteRange(0, Math.max(0, size - 1));
    }
}
