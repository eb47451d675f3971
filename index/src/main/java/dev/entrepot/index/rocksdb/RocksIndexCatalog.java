package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.index.record.BlobRecords;
import dev.entrepot.index.record.LinkKey;
import dev.entrepot.index.record.LinkRecords;
import dev.entrepot.index.record.RecordCodec;
import dev.entrepot.index.record.RecordFormatException;
import dev.entrepot.index.record.TagRecords;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the column families in the order of their keys; each page is as of its own beginning. */
final class RocksIndexCatalog implements IndexCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(RocksIndexCatalog.class);
    private static final byte[] FIRST = {};

    private final RocksDatabase database;

    RocksIndexCatalog(RocksDatabase database) {
        this.database = database;
    }

    @Override
    public Lookup<SequencedMap<Digest, BlobRecord>> blobs(Optional<Digest> last, int limit) {
        BlobRecords codec = new BlobRecords();
        return page(Family.BLOBS, codec, Function.identity(), last.map(codec::key), limit);
    }

    @Override
    public Lookup<SequencedMap<Reference.ByDigest, Link>> links(Optional<Reference.ByDigest> last, int limit) {
        LinkRecords codec = new LinkRecords();
        return page(
                Family.LINKS,
                codec,
                key -> new Reference.ByDigest(key.repository(), key.digest()),
                last.map(link -> codec.key(new LinkKey(link.repository(), link.digest()))),
                limit);
    }

    @Override
    public Lookup<SequencedMap<Reference.ByTag, TagEntry>> tags(Optional<Reference.ByTag> last, int limit) {
        TagRecords codec = new TagRecords();
        return page(Family.TAGS, codec, Function.identity(), last.map(codec::key), limit);
    }

    private <S, K, V> Lookup<SequencedMap<K, V>> page(
            Family family, RecordCodec<S, V> codec, Function<S, K> name, Optional<byte[]> last, int limit) {
        SequencedMap<K, V> page = new LinkedHashMap<>();
        try {
            database.scanFrom(family, last.map(RocksIndexCatalog::successor).orElse(FIRST), (key, value) -> {
                try {
                    page.put(name.apply(codec.keyOf(key)), codec.decode(value));
                } catch (RecordFormatException e) {
                    LOG.debug("a record of '{}' is passed over", family, e);
                }
                return page.size() < limit;
            });
            return Lookup.found(page);
        } catch (RocksDBException e) {
            return Lookup.unreachable(Dependency.INDEX, e);
        }
    }

    /** No key lies between the two. */
    private static byte[] successor(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
