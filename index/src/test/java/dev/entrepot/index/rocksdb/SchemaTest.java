package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class SchemaTest {

    private static final long CACHE = RocksIndexUnderTest.CACHE;

    private final List<String> ran = new ArrayList<>();
    private Path folder = Path.of("");

    @BeforeEach
    void chooseFolder(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aNewIndexHasTheCurrentVersion() throws Exception {
        open(Schema.CURRENT);

        assertThat(storedVersion()).isEqualTo("2");
    }

    @Test
    void aNewerVersionIsRefusedWithBothNumbersAndLeftAlone() throws Exception {
        open(new Schema(3, List.of()));

        IndexOpenException refused = refusal(Schema.CURRENT);

        assertThat(refused.reason()).isEqualTo(Reason.NEWER);
        assertThat(refused.folder()).isEqualTo(folder);
        assertThat(refused)
                .hasMessageContaining("schema version 3")
                .hasMessageContaining("up to 2")
                .hasMessageContaining(folder.toString());
        open(new Schema(3, List.of()));
    }

    @Test
    void anOlderVersionIsBroughtUpStepByStep() throws Exception {
        open(new Schema(1, List.of()));

        open(new Schema(3, List.of(migration(2), migration(1))));

        assertThat(ran).containsExactly("from 1", "from 2");
        open(new Schema(3, List.of()));
    }

    @Test
    void aMigrationRunsOnce() throws Exception {
        open(new Schema(1, List.of()));
        open(new Schema(2, List.of(migration(1))));
        open(new Schema(2, List.of(migration(1))));

        assertThat(ran).containsExactly("from 1");
    }

    @Test
    void aMigrationThatFailedRunsAgain() throws Exception {
        open(new Schema(1, List.of()));
        Schema failing = new Schema(3, List.of(migration(1), new Failing(2)));

        assertThat(refusal(failing).reason()).isEqualTo(Reason.UNAVAILABLE);
        open(new Schema(3, List.of(migration(1), migration(2))));

        assertThat(ran).containsExactly("from 1", "from 2");
    }

    @Test
    void aVersionWithNoWayUpIsRefused() throws Exception {
        open(new Schema(1, List.of()));

        assertThat(refusal(new Schema(2, List.of())).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void aVersionThatIsNoNumberIsCorrupt() throws Exception {
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            database.put(Family.META, Schema.KEY, "one".getBytes(US_ASCII));
        }

        assertThat(refusal(Schema.CURRENT)).hasMessageContaining("'one'");
    }

    private void open(Schema schema) throws IndexOpenException {
        RocksDatabase.open(folder, CACHE, schema).close();
    }

    private IndexOpenException refusal(Schema schema) {
        return catchThrowableOfType(IndexOpenException.class, () -> open(schema));
    }

    private String storedVersion() throws Exception {
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            byte[] stored = database.get(Family.META, Schema.KEY);
            return stored == null ? "none" : new String(stored, US_ASCII);
        }
    }

    private Schema.Migration migration(int from) {
        return new Noting(from, ran);
    }

    private record Noting(int from, List<String> ran) implements Schema.Migration {
        @Override
        public void apply(RocksDatabase database) {
            ran.add("from " + from);
        }
    }

    private record Failing(int from) implements Schema.Migration {
        @Override
        public void apply(RocksDatabase database) throws RocksDBException {
            throw new RocksDBException("cut short");
        }
    }
}
