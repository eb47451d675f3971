package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.pull.BlobAnswer;
import dev.entrepot.core.pull.BlobRequest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of {@code docs/degraded.md}, cell by cell: design, section 7. The use cases and the throttle are real, what they lean
 * on are doubles that count.
 */
class DegradedTableTest {

    private static final Path PAGE = Path.of("../docs/degraded.md");

    private static final byte[] HELD = Bytes.some(100_001);
    private static final byte[] STORED = Bytes.some(100_002);
    private static final byte[] NEW = Bytes.some(100_003);

    /** Private, and held because another repository had it. */
    private static final byte[] CLAIMED = Bytes.some(100_004);

    private static final Repository ANOTHER = new Repository("docker.io", "library/another");

    /** What is down; the rows. */
    private static final Map<String, Consumer<DegradedWorld>> DOWNS = new LinkedHashMap<>();

    static {
        Consumer<DegradedWorld> upstream = world -> {
            world.blobs.goDown(down());
            world.manifests.goDown(down());
        };
        Consumer<DegradedWorld> bucket = world -> world.bucket.takeDown(down());
        Consumer<DegradedWorld> index = world -> {
            world.index.failWith(down());
            world.index.forgetMemory();
            world.isIndexTakingWrites = false;
        };
        Consumer<DegradedWorld> writes = world -> {
            world.index.failWritesWith(down());
            world.isIndexTakingWrites = false;
        };
        Consumer<DegradedWorld> full = world -> world.store.fail(Operation.CREATE, down());
        Consumer<DegradedWorld> failing = world -> {
            world.store.cool();
            world.store.fail(Operation.FIND, down());
        };
        DOWNS.put("nothing", world -> {});
        DOWNS.put("upstream", upstream);
        DOWNS.put("bucket", bucket);
        DOWNS.put("index", index);
        DOWNS.put("index, for writes", writes);
        DOWNS.put("disk full", full);
        DOWNS.put("disk failing", failing);
        DOWNS.put("upstream and bucket", upstream.andThen(bucket));
        DOWNS.put("upstream and index", upstream.andThen(index));
        DOWNS.put("upstream and disk full", upstream.andThen(full));
        DOWNS.put("bucket and index", bucket.andThen(index));
    }

    /** What is asked for; the columns. */
    private enum Question {
        HELD_BLOB("a blob we hold"),
        CLAIMED_BLOB("one that is only claimed to belong to the repository"),
        STORED_BLOB("a blob only the bucket holds"),
        STORED_SIZE("its size, by `HEAD`"),
        NEW_BLOB("a blob nobody holds"),
        FRESH_TAG("a tag in its TTL"),
        OLD_TAG("a tag past it"),
        NEW_TAG("a new tag");

        private final String title;

        Question(String title) {
            this.title = title;
        }
    }

    private static IOException down() {
        return new IOException("down");
    }

    private static Map<String, List<String>> rows() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        boolean isInTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            isInTable = line.startsWith("| down |") || (isInTable && line.startsWith("|"));
            if (isInTable && !line.startsWith("| ---")) {
                List<String> cells =
                        Stream.of(line.split("\\|", -1)).map(String::strip).toList();
                rows.put(cells.get(1), cells.subList(2, cells.size() - 1));
            }
        }
        return rows;
    }

    @Test
    void theTableHasAllThatIsTried() throws IOException {
        Map<String, List<String>> rows = rows();
        assertThat(rows.remove("down"))
                .containsExactlyElementsOf(
                        Stream.of(Question.values()).map(each -> each.title).toList());
        assertThat(rows.keySet()).containsExactlyElementsOf(DOWNS.keySet());
    }

    @TestFactory
    List<DynamicTest> eachCellIsAsTheTableSays(@TempDir Path folder) throws IOException {
        Map<String, List<String>> rows = rows();
        List<DynamicTest> cells = new ArrayList<>();
        for (Map.Entry<String, Consumer<DegradedWorld>> down : DOWNS.entrySet()) {
            Iterator<String> row = rows.getOrDefault(down.getKey(), List.of()).iterator();
            for (Question question : Question.values()) {
                String expected = row.hasNext() ? row.next() : "no such cell";
                Path own = Files.createDirectory(folder.resolve(Integer.toString(cells.size())));
                cells.add(DynamicTest.dynamicTest(
                        down.getKey() + ", " + question.title + ": " + expected,
                        () -> assertThat(played(own, down.getValue(), question)).isEqualTo(expected)));
            }
        }
        return cells;
    }

    private static String played(Path folder, Consumer<DegradedWorld> down, Question question) throws Exception {
        try (DegradedWorld world = new DegradedWorld(folder)) {
            world.answered.open();
            prepare(world);
            world.answered = new Gate();
            down.accept(world);
            world.bucket.forgetRequests();
            int upstreamBefore = upstreamRequests(world);
            int turnsBefore = world.throttled.get();

            CacheStatus how = answered(world, question);

            world.awaitFills();
            int upstream = upstreamRequests(world) - upstreamBefore;
            int bucket = world.bucket.requests().size();
            return status(how) + " " + how.label() + (upstream + bucket == 0 ? "" : " ·")
                    + (upstream == 0 ? "" : " " + upstream)
                    + (bucket == 0 ? "" : (upstream == 0 ? " " : " + ") + bucket + " bucket")
                    + (world.throttled.get() == turnsBefore ? "" : ", throttled");
        }
    }

    /** One image, pulled under two tags at two times; one of its blobs was evicted after it had reached the bucket. */
    private static void prepare(DegradedWorld world) throws IOException {
        String body = """
                {"schemaVersion":2,"layers":[%s,%s,%s,%s]}""".formatted(layer(HELD), layer(STORED), layer(NEW), layer(CLAIMED));
        List.of(HELD, STORED, NEW).forEach(world.blobs::serve);
        world.blobs.serve(CLAIMED).needingCredentials();
        world.serve("old", body);
        world.serve("fresh", body);
        world.serve("new", "{\"schemaVersion\":2}");
        world.tag("old");
        world.time.advance(DegradedWorld.TTL.plusSeconds(1));
        world.tag("fresh");
        for (byte[] content : List.of(HELD, STORED)) {
            assertThat(read(world.blob(Digest.sha256(content)))).isEqualTo(content);
        }
        assertThat(read(world.blob(whole(ANOTHER, CLAIMED)))).isEqualTo(CLAIMED);
        world.awaitHeld(Digest.sha256(HELD), Digest.sha256(STORED), Digest.sha256(CLAIMED));
        world.bucket.plant(Digest.sha256(STORED), STORED);
        world.forget(Digest.sha256(STORED));
    }

    private static BlobRequest whole(Repository repository, byte[] content) {
        return new BlobRequest(repository, Digest.sha256(content), RequestedRange.whole(), true);
    }

    private static String layer(byte[] content) {
        return """
                {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}""".formatted(Digest.sha256(content), content.length);
    }

    private static int upstreamRequests(DegradedWorld world) {
        return world.blobs.opened().size() + world.manifests.asked().size();
    }

    private static CacheStatus answered(DegradedWorld world, Question question) throws IOException {
        return switch (question) {
            case HELD_BLOB -> blob(world, HELD);
            case CLAIMED_BLOB -> blob(world, CLAIMED);
            case STORED_BLOB -> blob(world, STORED);
            case STORED_SIZE -> size(world, STORED);
            case NEW_BLOB -> blob(world, NEW);
            case FRESH_TAG -> CacheStatus.of(world.tag("fresh"));
            case OLD_TAG -> CacheStatus.of(world.tag("old"));
            case NEW_TAG -> CacheStatus.of(world.tag("new"));
        };
    }

    private static CacheStatus blob(DegradedWorld world, byte[] content) throws IOException {
        BlobAnswer answer = world.blob(Digest.sha256(content));
        world.answered.open();
        if (!(answer instanceof BlobAnswer.Unavailable)) {
            assertThat(read(answer)).isEqualTo(content);
        }
        return CacheStatus.of(answer);
    }

    private static CacheStatus size(DegradedWorld world, byte[] content) {
        BlobAnswer answer =
                world.blob(new BlobRequest(world.repository, Digest.sha256(content), RequestedRange.whole(), false));
        if (!(answer instanceof BlobAnswer.Unavailable)) {
            assertThat(answer).isEqualTo(new BlobAnswer.Described(content.length));
        }
        return CacheStatus.of(answer);
    }

    private static int status(CacheStatus how) {
        return switch (how) {
            case UNAVAILABLE -> 503;
            case CORRUPT -> 502;
            case UNKNOWN -> 404;
            default -> 200;
        };
    }

    private static byte[] read(BlobAnswer answer) throws IOException {
        return switch (answer) {
            case BlobAnswer.Stored stored -> Bytes.of(stored.blob());
            case BlobAnswer.Arriving arriving -> {
                long size = arriving.download().size();
                arriving.download().beyond(size - 1).toCompletableFuture().join();
                FileChannel file = arriving.file().channel();
                byte[] content = Bytes.read(file, 0, Math.toIntExact(size));
                arriving.file().close();
                yield content;
            }
            case BlobAnswer.PassedThrough passed -> all(passed.body());
            default -> throw new AssertionError("no body: " + answer);
        };
    }

    private static byte[] all(RemoteBlob body) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (body) {
            for (ByteBuffer piece = body.next(); piece != null; piece = body.next()) {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                content.write(bytes);
            }
        }
        return content.toByteArray();
    }
}
