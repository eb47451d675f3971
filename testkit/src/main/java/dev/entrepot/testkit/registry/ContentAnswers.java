package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.oci.RequestedRange.Selection;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.Part;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Headers;
import dev.entrepot.testkit.registry.wire.Request;

/** Answers for content that is there: whole, in part (RFC 9110, section 14), or not modified (section 13). */
final class ContentAnswers {

    private static final String OCTETS = "application/octet-stream";

    private ContentAnswers() {}

    static Answer manifest(Request request, Part manifest) {
        Answer whole = Answer.of(200, headers(manifest.mediaType(), manifest.digest()), manifest.content());
        return unlessNotModified(request, manifest.digest(), whole);
    }

    static Answer blob(Request request, Digest digest, BlobContent content) {
        Headers headers = headers(OCTETS, digest).with("Accept-Ranges", "bytes");
        return unlessNotModified(request, digest, ranged(request, digest, Answer.of(200, headers, content)));
    }

    private static Headers headers(String mediaType, Digest digest) {
        return Headers.of("Content-Type", mediaType)
                .with("Docker-Content-Digest", digest.toString())
                .with("ETag", '"' + digest.toString() + '"');
    }

    private static Answer unlessNotModified(Request request, Digest digest, Answer answer) {
        String known = request.header("If-None-Match");
        boolean same = known != null && (known.equals("*") || known.contains(digest.toString()));
        return same ? Answer.empty(304).withHeaders(answer.headers().without("Content-Range")) : answer;
    }

    private static Answer ranged(Request request, Digest digest, Answer whole) {
        String validator = request.header("If-Range");
        if (request.isHead() || (validator != null && !validator.equals('"' + digest.toString() + '"'))) {
            return whole;
        }
        RequestedRange range = RequestedRange.parse(request.header("Range"));
        if (range instanceof RequestedRange.Several) {
            return Answer.error(OciErrorCode.UNSUPPORTED.error(400, "one range at a time"));
        }
        return switch (range.select(whole.content().size())) {
            case Selection.All all -> whole;
            case Selection.Part part -> whole.partial(part.range());
            case Selection.Nothing nothing ->
                Answer.empty(416)
                        .withHeader(
                                "Content-Range", "bytes */" + whole.content().size());
        };
    }
}
